"""The link of a post as it leaves: the source's own address, with campaign parameters where its page wants them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

from crawlers import urls
from crawlers.errors import AddressError

UTM = ("source", "medium", "campaign", "content", "term")
"""What a page may add to a link, each as `utm_` and its name; `crawlers.urls.canonical` takes just these off again."""


def campaign(parameters: Iterable[tuple[str, str]]) -> str:
    """The parameters as a query: `utm_source=facebook&utm_medium=social`."""
    query = urlencode([(f"utm_{name}", value) for name, value in parameters])
    # A full stop at the end of an address is taken for the sentence's by whoever finds addresses in a text.
    return f"{query[:-1]}%2E" if query.endswith(".") else query


def with_campaign(link: str, query: str) -> str:
    """The link with the parameters behind its own.

    As it was where the address would not be known again by its canonical form: a post is read back by its link.
    """
    if not query:
        return link
    try:
        address = urlsplit(link)
        own = "&".join(part for part in address.query.split("&") if part and not part.lower().startswith("utm_"))
        tagged = address._replace(query=f"{own}&{query}" if own else query).geturl()
        return tagged if urls.canonical(tagged) == urls.canonical(link) else link
    except (AddressError, ValueError):
        return link
