"""The portal as one pure function: (method, path, headers) → response, for one edition and one clock."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache, partial
from importlib.resources import files
from typing import Literal

from crawlers.sample_portal import documents, pictures
from crawlers.sample_portal.articles import SECTIONS, PortalArticle
from crawlers.sample_portal.dates import ZONE, local
from crawlers.sample_portal.pages import SITE_NAME, Renderer, paged
from crawlers.sample_portal.responses import Page, Response, answer, message
from crawlers.sample_portal.stories import TAGS, Edition, Stories, Story, tell

HTML = "text/html; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"
CRAWL_DELAY_SECONDS = 0.1

_ARTICLE = re.compile(r"/(?:tin-tuc|doi-song)/(?!trang-\d+\.)(?:[a-z0-9-]{0,200}-)?(\d{1,9})\.html")
_FIRST_PAGE = re.compile(r"(/(?:tin-tuc|doi-song|tu-khoa/[a-z-]{1,40})/?)(?:trang-1\.html)?")
_FOREVER = "public, max-age=86400"
_NEWS_WINDOW = timedelta(days=2)
# Files that never change with the clock need some Last-Modified that is the same at every start.
_BUILT = datetime(2026, 11, 1, 8, 0, tzinfo=ZONE)
_STATIC = {
    "portal.css": "text/css; charset=utf-8",
    "portal.js": "text/javascript; charset=utf-8",
    "logo.svg": "image/svg+xml; charset=utf-8",
}
_GONE = "Bài viết đã được gỡ. Cơ quan đăng bài không còn công bố nội dung này."
_MISSING = "Trang này không có trên cổng thông tin. Mời bạn về trang chủ để tìm tin khác."
_CLOSED = "Khu vực quản trị chỉ dành cho người vận hành cổng thông tin."


class Portal:
    """One edition of the site at one moment.

    `now0` is aware and must be kept by the caller, so that the site stays the same over restarts.
    `base_url` is scheme and authority, as in `http://127.0.0.1:8021`. Pages are rendered when first asked
    for and kept; `respond` may be called from many threads.
    """

    def __init__(
        self,
        articles: Sequence[PortalArticle],
        now0: datetime,
        base_url: str,
        edition: Edition | Literal["first", "second"] = Edition.FIRST,
    ) -> None:
        if now0.tzinfo is None:
            raise ValueError("now0 must be aware")
        self.edition = Edition(edition)
        self.base_url = base_url.rstrip("/")
        self.now0 = local(now0)
        self._stories = tell(articles, self.now0, self.edition)
        self._render = Renderer(self._stories, self.now0, self.base_url)
        self._routes = dict(self._articles() | self._listings() | self._others() | self._feeds() | self._sitemaps())
        self._canonical = {str(story.id): story.path for story in self._stories.live}
        self._pages: dict[str, Page] = {}
        # What the first visitor saw decides whether a page counts as changed since.
        self._before = Portal(articles, now0, base_url) if self.edition is Edition.SECOND else None

    @property
    def stories(self) -> Stories:
        """What this edition shows."""
        return self._stories

    def respond(self, method: str, path: str, headers: Mapping[str, str]) -> Response:
        """The answer to one request. Query strings are ignored, as campaign parameters are on a real site."""
        if method not in ("GET", "HEAD"):
            return self._error(405, "Không hỗ trợ", "Cổng thông tin chỉ nhận yêu cầu đọc.", method, allow="GET, HEAD")
        path = path.partition("#")[0].partition("?")[0]
        page = self.page(path)
        if page is not None:
            return answer(page, method, {name.lower(): value for name, value in headers.items()})
        if path in self._stories.withdrawn:
            return self._error(410, "Bài viết đã được gỡ", _GONE, method)
        target = self._redirect(path)
        if target is not None:
            return message(301, b"", method, location=self.base_url + target)
        if path.startswith("/quan-tri/"):
            return self._error(403, "Không có quyền truy cập", _CLOSED, method)
        return self._error(404, "Không tìm thấy trang", _MISSING, method)

    def page(self, path: str) -> Page | None:
        """The page at a path, or None where there is none."""
        if path not in self._pages and path in self._routes:
            page = self._routes[path]()
            before = self._before.page(path) if self._before else None
            if before is not None:
                page = before if before.body == page.body else Page(page.body, page.content_type, self.now0)
            self._pages[path] = page
        return self._pages.get(path) or _asset(path)

    def _error(self, status: int, heading: str, sentence: str, method: str, **extra: str) -> Response:
        return message(status, self._render.error(status, heading, sentence), method, **extra)

    def _redirect(self, path: str) -> str | None:
        if path == "/index.html":
            return "/"
        if match := _ARTICLE.fullmatch(path):
            return self._canonical.get(match[1])
        if match := _FIRST_PAGE.fullmatch(path):
            root = match[1].rstrip("/") + "/"
            return root if root in self._routes else None
        return None

    def _newest(self, stories: Sequence[Story]) -> datetime:
        return max((story.modified for story in stories), default=self.now0)

    def _made(self, render: Callable[[], bytes], content_type: str, modified: datetime) -> Page:
        return Page(render(), content_type, modified)

    def _route(self, render: Callable[[], bytes], content_type: str, modified: datetime) -> Callable[[], Page]:
        return partial(self._made, render, content_type, modified)

    def _articles(self) -> dict[str, Callable[[], Page]]:
        routes = {}
        for story in self._stories.live:
            routes[story.path] = self._route(partial(self._render.article, story), HTML, story.modified)
            if story.attachment:
                routes[f"/tai-lieu/{story.attachment}"] = self._route(
                    partial(documents.document, story), documents.content_type(story.attachment), story.published
                )
        return routes

    def _listings(self) -> dict[str, Callable[[], Page]]:
        routes = {}
        for section in SECTIONS:
            for paging, stories in paged(self._stories.of(section), f"/{section}/"):
                render = partial(self._render.listing, section, paging, stories)
                routes[paging.here] = self._route(render, HTML, self._newest(stories))
        for tag in TAGS:
            for paging, stories in paged(self._stories.tagged(tag), f"/tu-khoa/{tag}/"):
                render = partial(self._render.tag, tag, paging, stories)
                routes[paging.here] = self._route(render, HTML, self._newest(stories))
        return routes

    def _others(self) -> dict[str, Callable[[], Page]]:
        newest = self._newest(self._stories.live)
        return {
            "/": self._route(self._render.home, HTML, newest),
            "/gioi-thieu.html": self._route(partial(self._render.about, False), HTML, newest),
            "/lien-he.html": self._route(partial(self._render.about, True), HTML, newest),
            "/rss/": self._route(self._render.feeds, HTML, newest),
            "/robots.txt": self._route(self._robots, "text/plain; charset=utf-8", _BUILT),
        }

    def _feeds(self) -> dict[str, Callable[[], Page]]:
        routes = {}
        for name, title, stories in (
            ("home", SITE_NAME, self._stories.live),
            *((section, f"{label} – {SITE_NAME}", self._stories.of(section)) for section, label in SECTIONS.items()),
        ):
            newest = self._newest(stories)
            for path, render, content_type in (
                (f"/rss/{name}.rss", self._render.rss, RSS),
                (f"/atom/{name}.xml", self._render.atom, ATOM),
            ):
                routes[path] = self._route(partial(render, path, title, stories), content_type, newest)
        return routes

    def _sitemaps(self) -> dict[str, Callable[[], Page]]:
        live = self._stories.live
        fresh = [story for story in live if self.now0 - story.published <= _NEWS_WINDOW]
        entries = {section: self._entries(self._stories.of(section)) for section in SECTIONS}
        fixed = [(path, self._newest(live)) for path in ("/", "/tin-tuc/", "/doi-song/", "/gioi-thieu.html")]
        maps: dict[str, tuple[Callable[[], bytes], str]] = {
            "/sitemap-trang.xml": (partial(self._render.sitemap, fixed), XML),
            "/sitemap-tin-tuc.xml": (partial(self._render.sitemap, entries["tin-tuc"]), XML),
            "/sitemap-doi-song.xml.gz": (
                lambda: gzip.compress(self._render.sitemap(entries["doi-song"]), mtime=0),
                "application/gzip",
            ),
            "/sitemap-news.xml": (partial(self._render.news_sitemap, fresh), XML),
        }
        newest = self._newest(live)
        routes = {path: self._route(render, kind, newest) for path, (render, kind) in maps.items()}
        # Section pages stand in the general index, as on a real site; who wants articles only takes the other.
        for index, children in (("/sitemap.xml", [*maps]), ("/sitemap-bai-viet.xml", [*maps][1:])):
            render = partial(self._render.sitemap_index, [(path, newest) for path in children])
            routes[index] = self._route(render, XML, newest)
        return routes

    def _entries(self, stories: Sequence[Story]) -> list[tuple[str, datetime]]:
        return [(story.path, story.modified) for story in stories]

    def _robots(self) -> bytes:
        return (
            "User-agent: *\n"
            "Disallow: /quan-tri/\n"
            f"Crawl-delay: {CRAWL_DELAY_SECONDS}\n"
            f"\nSitemap: {self.base_url}/sitemap.xml\n"
        ).encode()


@lru_cache(maxsize=64)
def _asset(path: str) -> Page | None:
    """Pictures, style and script: the same for every clock and edition."""
    folder, _, name = path.lstrip("/").partition("/")
    stem, _, kind = name.rpartition(".")
    if folder == "anh" and stem in pictures.NAMES and kind in ("svg", "png"):
        body = pictures.svg(stem) if kind == "svg" else pictures.png(stem)
        return Page(body, "image/png" if kind == "png" else _STATIC["logo.svg"], _BUILT, _FOREVER)
    if folder == "static" and name in _STATIC:
        body = (files("crawlers.sample_portal") / "static" / name).read_bytes()
        return Page(body, _STATIC[name], _BUILT, _FOREVER)
    return None
