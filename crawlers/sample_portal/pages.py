"""The portal's pages and feeds, rendered from templates."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crawlers.sample_portal import dates, pictures
from crawlers.sample_portal.articles import SECTIONS
from crawlers.sample_portal.stories import TAGS, Stories, Story

SITE_NAME = "Cổng thông tin mẫu Ánh Dương"
PER_PAGE = 10
FEED_SIZE = 20
_RELATED = 5


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of a listing: pages count from 1, and `root` is the address of the first."""

    root: str
    number: int
    last: int

    def path(self, number: int) -> str:
        return self.root if number == 1 else f"{self.root}trang-{number}.html"

    @property
    def here(self) -> str:
        return self.path(self.number)


def paged(stories: Sequence[Story], root: str) -> list[tuple[Paging, Sequence[Story]]]:
    """The stories cut into pages of `PER_PAGE`; at least one page."""
    last = max(1, -(-len(stories) // PER_PAGE))
    return [
        (Paging(root, number, last), stories[(number - 1) * PER_PAGE : number * PER_PAGE])
        for number in range(1, last + 1)
    ]


class Renderer:
    """Renders one edition; every method is a pure function of its arguments and the constructor's."""

    def __init__(self, stories: Stories, now: datetime, base_url: str) -> None:
        self._stories = stories
        self._base = base_url
        self._env = _environment()
        self._env.globals |= {
            "site_name": SITE_NAME,
            "base": base_url,
            "sections": SECTIONS,
            "tag_names": TAGS,
            "now": dates.local(now),
            "latest": stories.live[:8],
            "documents": [story for story in stories.live if story.attachment][:5],
        }

    def home(self) -> bytes:
        live = self._stories.live
        top = live[:5]
        columns = {
            section: [story for story in self._stories.of(section) if story not in top][:6] for section in SECTIONS
        }
        return self._page("home.html", lead=top[:1], second=top[1:], columns=columns)

    def listing(self, section: str, paging: Paging, stories: Sequence[Story]) -> bytes:
        return self._page("listing.html", heading=SECTIONS[section], section=section, paging=paging, stories=stories)

    def tag(self, tag: str, paging: Paging, stories: Sequence[Story]) -> bytes:
        return self._page("listing.html", heading=f"Từ khóa: {TAGS[tag]}", section=None, paging=paging, stories=stories)

    def article(self, story: Story) -> bytes:
        related = self._stories.related(story, _RELATED + 1)
        return self._page(
            "article.html",
            story=story,
            inline=related[:1],
            related=related[1:],
            json_ld=_json(self._news_article(story)),
            trail_ld=_json(self._breadcrumb(story)),
        )

    def about(self, contact: bool) -> bytes:
        return self._page("about.html", contact=contact)

    def feeds(self) -> bytes:
        return self._page("feeds.html")

    def error(self, status: int, heading: str, sentence: str) -> bytes:
        return self._page("error.html", status=status, heading=heading, sentence=sentence)

    def rss(self, path: str, title: str, stories: Sequence[Story]) -> bytes:
        return self._page("rss.xml", path=path, title=title, stories=stories[:FEED_SIZE])

    def atom(self, path: str, title: str, stories: Sequence[Story]) -> bytes:
        return self._page("atom.xml", path=path, title=title, stories=stories[:FEED_SIZE])

    def sitemap_index(self, children: Sequence[tuple[str, datetime]]) -> bytes:
        return self._page("sitemap-index.xml", children=children)

    def sitemap(self, entries: Sequence[tuple[str, datetime]]) -> bytes:
        return self._page("sitemap.xml", entries=entries)

    def news_sitemap(self, stories: Sequence[Story]) -> bytes:
        return self._page("sitemap-news.xml", stories=stories)

    def _page(self, template: str, **values: Any) -> bytes:
        return (self._env.get_template(template).render(**values).strip() + "\n").encode()

    def _news_article(self, story: Story) -> dict[str, object]:
        document: dict[str, object] = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "mainEntityOfPage": {"@type": "WebPage", "@id": self._base + story.path},
            "headline": story.title,
            "description": story.lead,
            "datePublished": dates.iso(story.published),
            "dateModified": dates.iso(story.modified),
            "author": {"@type": "Organization", "name": story.byline},
            "publisher": {
                "@type": "Organization",
                "name": SITE_NAME,
                "logo": {"@type": "ImageObject", "url": f"{self._base}/static/logo.svg"},
            },
            "articleSection": SECTIONS[story.section],
            "inLanguage": "vi",
            "isAccessibleForFree": True,
        }
        if story.picture:
            document["image"] = [f"{self._base}/anh/{story.picture}.png"]
        if story.correction:
            document["correction"] = story.correction
        return document

    def _breadcrumb(self, story: Story) -> dict[str, object]:
        steps = (("Trang chủ", "/"), (SECTIONS[story.section], f"/{story.section}/"))
        return {
            "@context": "https://schema.org",
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": number, "name": name, "item": self._base + path}
                for number, (name, path) in enumerate(steps, 1)
            ],
        }


def _json(document: dict[str, object]) -> Markup:
    # "</script>" inside a text would end the element, whatever JSON says.
    return Markup(json.dumps(document, ensure_ascii=False, indent=1).replace("<", "\\u003c"))  # noqa: S704


def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("crawlers.sample_portal"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    env.filters |= {
        "long_date": dates.long_date,
        "short_date": dates.short_date,
        "day_name": dates.day_name,
        "iso": dates.iso,
        "rfc822": dates.rfc822,
        "alt": lambda name: pictures.picture(name).alt,
    }
    return env
