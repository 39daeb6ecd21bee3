"""A way to collect → the `[[source]]` table that an editor puts into `sources.toml`, and who the publisher is."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice

from crawlers import page_facts, page_meta, policy, urls
from crawlers.discover_read import Candidate
from crawlers.page_tree import Element, words_of

_OWNER = re.compile(
    r"(?:cơ quan chủ quản|đơn vị chủ quản|chủ quản|cơ quan của|tiếng nói của)\s{0,3}:?\s{1,3}"
    r"([^.|;:\n–]{3,80}?)"
    r"(?=\s{0,3}(?:[.|;:\n–]|- |giấy phép|số giấy|địa chỉ|tổng biên tập|phó tổng|chịu trách|trụ sở|$))",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s{1,20}[|–—·»:-]{1,2}\s{1,20}|\s{0,20}\|\s{0,20}|\s{0,20}»\s{0,20}")
_NO_NAME = frozenset("home trangchu homepage index welcome untitled".split())
_MAX_NAME = 80
_MAX_ID = 60
_SHORT_PATH = 30

COMMENTS: Mapping[str, str] = {
    "head": "Proposed by `anhduong sources try`; check each line against the publisher's site.",
    "publisher": "the organisation that answers for the site",
    "name": "as editors shall see it",
    "licence": "Before use: write on what basis its articles may be shared (a licence, an agreement, its own terms).",
    "licence_value": "NOT FILLED IN YET: ask the publisher",
    "hosts": "other hosts that articles or pictures are on; keep those that the publisher runs",
}
"""What the table says to the editor. A caller with another language hands in its own words."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, as the site itself says; a guess to be checked."""

    publisher: str
    name: str


def publisher_of(root: Element | None, url: str) -> Publisher:
    """Publisher and name of the site from a page of it at `url`, else from its host."""
    host = urls.parse(url).host
    if root is None:
        return Publisher(host, host)
    meta = page_meta.gather(root)
    title = next((words_of(element) for element in islice(root.iter("title"), 1)), "")
    parts = [part.strip() for part in _SEPARATOR.split(title) if page_facts.fold(part) not in {*_NO_NAME, ""}]
    # A front page begins with the site's name, any other page ends with it.
    part = (parts[0] if urls.is_front_page(url) else parts[-1]) if parts else ""
    name = next((n for n in (*page_facts.site_names(root, meta), part) if 2 <= len(n) <= _MAX_NAME), host)
    owner = _owner(root)
    return Publisher(owner or name, name)


def section_of(root: Element | None, url: str) -> str:
    """The name of the section that a page at `url` shows, or ""."""
    if root is None or urls.is_front_page(url):
        return ""
    title = next((words_of(element) for element in islice(root.iter("title"), 1)), "")
    heading = next((words for e in islice(root.iter("h1"), 1) if 2 <= len(words := words_of(e)) <= 50), "")
    return heading or _SEPARATOR.split(title)[0].strip()[:50]


def _owner(root: Element) -> str | None:
    for element in root.iter("p", "div", "span", "td", "li", "footer", "strong", "center"):
        if len(element) > 12:
            continue
        text = words_of(element)
        if 10 <= len(text) <= 1_500 and (match := _OWNER.search(text)):
            return match[1].strip(' ,"“”')[:_MAX_NAME]
    return None


def identity(home: str, url: str, taken: Collection[str] = ()) -> str:
    """An id from the host, with the section's path where it is short, that is not `taken`.

    `https://www.laocai.gov.vn/` → `laocai-gov`; `https://baolaocai.vn/kinh-te/` → `baolaocai-kinh-te`.
    """
    host = policy.site_of(urls.parse(home).host)
    labels = host.split(".")
    if not urls.is_ip(host):
        labels = labels[:-1] if len(labels) > 1 else labels
        labels = [label for label in labels if label not in {"com", "net", "org", "edu"}] or labels
    path = urls.parse(url).path.strip("/").rpartition("/")[2].partition(".")[0]
    words = "-".join(labels)
    if path and len(path) <= _SHORT_PATH and path.lower() not in {"rss", "feed", "home", "index", "sitemap", "default"}:
        words += "-" + path
    base = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:_MAX_ID].strip("-") or "nguon"
    return next(name for n in range(1, 1000) if (name := base if n == 1 else f"{base}-{n}") not in taken)


def entry(
    way: Candidate,
    home: str,
    who: Publisher,
    *,
    identity: str,
    hosts: Collection[str] = (),
    delay_seconds: float = 1.0,
    comments: Mapping[str, str] = COMMENTS,
) -> str:
    """The table in TOML, as `crawlers.sources.load_sources` accepts it."""
    lines = [
        f"# {comments['head']}",
        "[[source]]",
        f"id = {quoted(identity)}",
        f"publisher = {quoted(who.publisher)}  # {comments['publisher']}",
        f"name = {quoted(who.name)}  # {comments['name']}",
        f"home = {quoted(home)}",
        f"kind = {quoted(way.kind)}",
        f"url = {quoted(way.url)}",
        f"# {comments['licence']}",
        f"licence = {quoted(comments['licence_value'])}",
        f"delay_seconds = {delay_seconds}",
    ]
    if hosts:
        lines.append(f"# {comments['hosts']}")
        lines.append(f"hosts = [{', '.join(map(quoted, hosts))}]")
    if way.article_link is not None:
        lines += ["", "[source.selectors]", f"article_link = {quoted(way.article_link)}"]
        if way.next_page is not None:
            lines.append(f"next_page = {quoted(way.next_page)}")
    return "\n".join(line.replace("\n", " ") for line in lines) + "\n"


def quoted(text: str) -> str:
    """A TOML string, literal where it may be, so that selectors stay readable (TOML 1.0, "String")."""
    clean = "".join(char if char.isprintable() else " " for char in text)
    if '"' in clean and "'" not in clean:
        return f"'{clean}'"
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'
