"""What an article's page, once fetched and read, amounts to. Decisions of values only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from crawlers import errors, failures, urls
from crawlers.errors import CrawlError
from crawlers.fetch import Page
from crawlers.items import Found, Gone, NotModified, Pending, Picture, Validators
from crawlers.policy import HostPolicy
from crawlers.sources import Source

if TYPE_CHECKING:
    from crawlers.extract import Extracted

_MAX_VALIDATOR = 512


def refuse(page: Page) -> None:
    """Raise what an answer's status, or a browser check in its place, amounts to."""
    mitigated = page.headers.get("cf-mitigated") == "challenge"
    content_type = page.headers.get("Content-Type", "")
    if mitigated or "html" in content_type.lower() or not content_type:
        kind = failures.challenge(page.body, mitigated=mitigated)
        if kind is not None:
            raise errors.ChallengePage(url=page.url, kind=kind)
    error = failures.of_status(page.status, page.url)
    if error is None and page.status == HTTPStatus.NOT_MODIFIED:
        error = errors.HttpStatus(url=page.url, status=page.status)
    if error is not None:
        raise error


def unchanged(page: Page) -> bool:
    """Whether the answer is the 304 that was asked for."""
    return page.status == HTTPStatus.NOT_MODIFIED and page.conditional


def validators(page: Page) -> Validators:
    """What this answer allows to ask conditionally next time, verbatim."""
    return Validators(_validator(page, "ETag"), _validator(page, "Last-Modified"))


def _validator(page: Page, name: str) -> str | None:
    value = page.headers.get(name)
    if value is None or len(value) > _MAX_VALIDATOR:
        return None
    text = value.strip()
    return text if text.isascii() and text.isprintable() and text else None


def is_no_article(url: str, source: Source) -> bool:
    """Whether this is a front page, or the page or list that the source itself names."""
    return urls.is_front_page(url) or any(urls.same_page(url, urls.canonical(u)) for u in (source.home, source.url))


def settled(page: Page, source: Source, asked: str) -> NotModified | Gone | None:
    """What became of a known article, where its page need not be read for that; else None."""
    if unchanged(page):
        return NotModified(source.id, asked)
    if page.status in failures.MISSING:
        return Gone(source.id, asked, "removed", page.status)
    if page.moved_for_good and page.status == HTTPStatus.OK and is_no_article(page.url, source):
        return Gone(source.id, asked, "moved", page.hops[0][1], urls.canonical(page.url))
    return None


def led_elsewhere(page: Page, source: Source, asked: str) -> None:
    """Raise `LeadsElsewhere` where a listed article's address was redirected to a page that is none."""
    url = urls.canonical(page.url)
    if page.hops and is_no_article(url, source):
        raise errors.LeadsElsewhere(url=asked, target=url)


def known(page: Page, found: Found, asked: str) -> Found | Gone:
    """What a known article, read again, amounts to; raises `LeadsElsewhere`."""
    if not page.hops or urls.same_page(found.canonical_url, asked):
        return found
    if page.moved_for_good:
        return Gone(found.source_id, asked, "moved", page.hops[0][1], found.canonical_url)
    raise errors.LeadsElsewhere(url=asked, target=found.canonical_url)


def found(
    page: Page, article: Extracted, source: Source, policy: HostPolicy, place: Pending, fetched_at: datetime
) -> Found:
    """The article on a page; what a list said of it fills in what the page does not say."""
    url = urls.canonical(page.url)
    identity = _identity(url, article.canonical_url, source, policy)
    return Found(
        source_id=source.id,
        url=url,
        canonical_url=identity,
        aliases=_aliases((place.url, *(hop for hop, _ in page.hops)), (url, identity)),
        title=article.title,
        text=article.text,
        fetched_at=fetched_at,
        guid=place.guid,
        lead=article.lead,
        byline=article.byline,
        section=article.section,
        lang=article.lang,
        image=_picture(article, place, url),
        pictures=article.pictures,
        attachments=article.attachments,
        published_at=article.published_at or place.published_at,
        modified_at=article.modified_at,
        validators=validators(page),
    )


def _identity(url: str, declared: str | None, source: Source, policy: HostPolicy) -> str:
    """The canonical address a page declares, if it can be believed; else the one that answered."""
    if not declared:
        return url
    try:
        canonical = urls.canonical(declared, url)
    except CrawlError:
        return url
    # Templates often declare the front page, or plain http, for every article alike.
    if policy.refusal(canonical) is not None or is_no_article(canonical, source):
        return url
    if canonical == "http" + url.removeprefix("https"):
        return url
    return canonical


def _aliases(others: Iterable[str], own: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(url for url in others if url not in own))


def _picture(article: Extracted, place: Pending, url: str) -> Picture | None:
    for address in filter(None, (article.image, place.image)):
        try:
            picture = str(urls.parse(address, url))
        except CrawlError:
            continue
        own = address == article.image
        return Picture(picture, article.image_credit if own else None, article.image_alt if own else None)
    return None
