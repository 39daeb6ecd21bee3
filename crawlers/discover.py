"""Try a site as a source: what its pages, feeds and sitemaps offer, which way is best, what would be collected.

A trial asks little: eight pages at most. It starts from the address that an editor knows; a feed or sitemap named
directly is judged by itself, any other page is searched for all three ways. Two or three articles of the best way are
read as a visit would read them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from crawlers import discover_entry, discover_links, discover_read, errors, page_tree, policy, urls
from crawlers.discover_entry import Publisher
from crawlers.discover_errors import (
    ArticlePictureless,
    ArticleShort,
    ArticleUndated,
    ArticleUnread,
    FeedPageBare,
    HostsAdded,
    NothingFound,
    RequestsSpent,
    SiteMoved,
)
from crawlers.discover_links import FeedLink
from crawlers.discover_listing import Link
from crawlers.discover_read import Candidate, Frame
from crawlers.discover_result import Answer, Discovery, Fetch, Sample, check, content_type, refuse
from crawlers.errors import CrawlError
from crawlers.extract import extract
from crawlers.page_tree import Element
from crawlers.policy import HostPolicy
from crawlers.sources import Kind

MAX_REQUESTS = 8
_SAMPLES = 3
_FEED_TRIES = 2
_SHORT_TEXT = 200
_ELSEWHERE = 0.3


async def discover(
    url: str,
    fetch: Fetch,
    *,
    now: datetime,
    robots: Callable[[str], str | None] = lambda origin: None,
    kind: Kind | None = None,
    zone: str = "Asia/Ho_Chi_Minh",
    allow_loopback: bool = False,
    path: object = "sources.toml",
) -> Discovery:
    """Try the site at `url` (absolute); `kind` restricts the trial to one way.

    `robots` gives the robots.txt that `fetch` read last from an origin, for the sitemaps it names. Raises a
    `CrawlError` when the address is refused or its own page cannot be read at all.
    """
    address = refuse(url, path=path, allow_loopback=allow_loopback)
    trial = _Trial(str(address), fetch, robots, kind, zone, now, allow_loopback, path)
    return await trial.run()


@dataclass
class _Trial:
    url: str
    fetch: Fetch
    robots: Callable[[str], str | None]
    kind: Kind | None
    zone: str
    now: datetime
    allow_loopback: bool
    path: object
    requests: int = 0
    ways: list[Candidate] = field(default_factory=list)
    feeds: tuple[FeedLink, ...] = ()
    warnings: list[CrawlError] = field(default_factory=list)
    extra: tuple[str, ...] = ()
    page_url: str = ""

    @property
    def home(self) -> str:
        return urls.parse(self.url).origin + "/"

    @property
    def policy(self) -> HostPolicy:
        return policy.host_policy(self.home, self.url, self.extra, allow_loopback=self.allow_loopback)

    @property
    def frame(self) -> Frame:
        return Frame(self.policy, self.zone, self.now)

    def wants(self, kind: Kind) -> bool:
        return self.kind in (None, kind)

    async def ask(self, url: str, *, keep: int = 0) -> Answer:
        """One page, while requests are left, `keep` of them for later. Raises a `CrawlError`."""
        if self.requests >= MAX_REQUESTS - keep:
            raise RequestsSpent(url=url, count=MAX_REQUESTS)
        self.requests += 1
        answer = await self.fetch(url, self.policy)
        check(answer)
        return answer

    async def run(self) -> Discovery:
        asked = self.url
        first = await self._first()
        kind = discover_read.kind_of(first.body)
        page: Element | None = None
        if kind == "feed" and self.wants("feed"):
            self._add(discover_read.read_feed(first.body, first.url, content_type(first), self.frame))
        elif kind == "sitemap" and self.wants("sitemap"):
            await self._sitemap(first.url, first)
        else:
            page = page_tree.load(first.body, content_type(first))
            await self._search(page, self.url)
        section = discover_entry.section_of(page, self.url)
        if page is None or not self._open():
            page = await self._front_page(page)
        chosen, samples = await self._sample()
        who = discover_entry.publisher_of(page, self.home if page is None else self.page_url)
        if chosen is None:
            self.warnings.insert(0, NothingFound(url=asked))
        elif section and chosen.kind == "listing" and section != who.name:
            who = Publisher(who.publisher, f"{who.name} – {section}")
        hosts = self._hosts(chosen, samples)
        if hosts:
            self.warnings.append(HostsAdded(hosts=", ".join(hosts)))
        if chosen is not None and samples and not any(sample.article for sample in samples):
            self.warnings.insert(0, ArticleUnread())
        ways = sorted(self.ways, key=lambda way: (way is not chosen, -discover_read.score(way, self.now)))
        return Discovery(
            asked=asked,
            home=self.home,
            publisher=who,
            ways=tuple(ways),
            chosen=chosen,
            samples=tuple(samples),
            feeds=self.feeds,
            hosts=hosts,
            warnings=tuple(self.warnings),
            requests=self.requests,
            links=_titled(chosen, self.ways, samples),
        )

    # --- the ways

    async def _first(self) -> Answer:
        """The page at the address itself; a site that has moved to another name is tried there."""
        try:
            first = await self.ask(self.url)
        except errors.RedirectRefused as error:
            target = refuse(str(error.fields["target"]), path=self.path, allow_loopback=self.allow_loopback)
            self.warnings.append(SiteMoved(url=self.url, target=str(target)))
            self.url = str(target)
            first = await self.ask(self.url)
        self.url = first.url
        self.page_url = first.url
        return first

    def _add(self, way: Candidate) -> Candidate:
        self.ways.append(way)
        return way

    def _open(self) -> list[Candidate]:
        return [way for way in self.ways if way.error is None and way.links]

    async def _front_page(self, page: Element | None) -> Element | None:
        """The site's front page: for its name, and for other ways where the address given had none."""
        if urls.same_page(self.page_url, self.home):
            return page
        try:
            answer = await self.ask(self.home, keep=_SAMPLES if self._open() else 0)
            front = page_tree.load(answer.body, content_type(answer))
        except CrawlError:
            return page
        self.page_url = answer.url
        if not self._open():
            await self._search(front, answer.url)
        return front

    async def _search(self, page: Element, url: str) -> None:
        if self.wants("listing"):
            self._add(discover_read.read_listing(page, url, self.frame))
        if self.wants("feed"):
            await self._find_feed(page, url)
        if self.wants("sitemap"):
            await self._find_sitemap()

    async def _find_feed(self, page: Element, url: str) -> None:
        named = self._askable(discover_links.feeds_on(page, url))
        self.feeds = tuple(link for link in named if not link.is_page)
        queue = list(named) or list(discover_links.guesses(url, page))
        tried: set[str] = set()
        while queue and len(tried) < _FEED_TRIES:
            link = queue.pop(0)
            tried.add(link.url)
            way, inner = await self._feed(link)
            # Nobody promised that there is a feed at a guessed address.
            if way is not None and (named or way.error is None):
                self._add(way)
            if way is not None and way.error is None:
                return
            if fresh := [one for one in inner if one.url not in tried]:
                self.feeds = self.feeds if named and self.feeds else tuple(fresh)
                queue = fresh

    async def _feed(self, link: FeedLink) -> tuple[Candidate | None, tuple[FeedLink, ...]]:
        """What a link to a feed leads to; where a page answers, the feeds that it names."""
        try:
            answer = await self.ask(link.url, keep=_SAMPLES)
        except CrawlError as error:
            return Candidate("feed", link.url, error=error), ()
        way = discover_read.read_feed(answer.body, answer.url, content_type(answer), self.frame)
        if discover_read.kind_of(answer.body) != "page":
            return way, ()
        try:
            page = page_tree.load(answer.body, content_type(answer))
        except CrawlError:
            return way, ()
        inner = tuple(one for one in self._askable(discover_links.feeds_on(page, answer.url)) if not one.is_page)
        if not link.is_page:
            return way, inner
        return (None if inner else Candidate("feed", answer.url, error=FeedPageBare(url=link.url))), inner

    def _askable(self, links: Iterable[FeedLink]) -> tuple[FeedLink, ...]:
        """Links to feeds on this site or its owner's other hosts, which are then read as well."""
        kept: list[FeedLink] = []
        for link in links:
            if self.policy.refusal(link.url) is None:
                kept.append(link)
            elif _same_owner(host := urls.parse(link.url).host, urls.parse(self.home).host):
                self.extra = (*self.extra, host)
                kept.append(link)
        return tuple(kept)

    async def _find_sitemap(self) -> None:
        text = self.robots(urls.parse(self.url).origin) or ""
        named = [url for url in discover_links.sitemaps_in(text.encode()) if self.policy.refusal(url) is None]
        url = named[0] if named else f"{self.home}sitemap.xml"
        try:
            answer = await self.ask(url, keep=_SAMPLES - 1)
        except CrawlError as error:
            if named:
                self._add(Candidate("sitemap", url, error=error))
            return
        if named or discover_read.kind_of(answer.body) == "sitemap":
            await self._sitemap(url, answer)

    async def _sitemap(self, url: str, answer: Answer) -> None:
        """A sitemap; of an index the likeliest file is read, and the index proposed unless the file is of news."""
        way = discover_read.read_sitemap(answer.body, url, self.frame)
        if not way.children:
            self._add(way)
            return
        inside = [child for child in way.children if self._allowed(child)]
        if not inside:
            self._add(replace(way, error=NothingFound(url=url)))
            return
        child = min(inside, key=discover_links.sitemap_rank)
        try:
            read = await self.ask(child, keep=_SAMPLES - 1)
        except CrawlError as error:
            self._add(replace(way, error=error))
            return
        found = discover_read.read_sitemap(read.body, child, self.frame)
        self._add(found if found.is_news else replace(found, url=url, entries=found.entries))

    def _allowed(self, url: str) -> bool:
        return self.policy.refusal(url) is None

    # --- the articles

    async def _sample(self) -> tuple[Candidate | None, list[Sample]]:
        """The best way, judged by what a few of its articles are worth; a way whose articles cannot be read falls."""
        order = discover_read.ranked(self._open(), self.now)
        best: tuple[float, Candidate, list[Sample]] | None = None
        for way in order[:2]:
            if way.outside:
                self.extra = (*self.extra, *_elsewhere(way))
            samples = await self._articles(way)
            read = sum(sample.article is not None for sample in samples)
            value = discover_read.score(way, self.now, len(samples), read)
            if best is None or value > best[0]:
                best = value, way, samples
            if read:
                break
        return (best[1], best[2]) if best else (None, [])

    async def _articles(self, way: Candidate) -> list[Sample]:
        samples: list[Sample] = []
        for link in way.links:
            if len(samples) == _SAMPLES or self.requests >= MAX_REQUESTS:
                break
            if self._allowed(link.url):
                samples.append(await self._article(link))
        return samples

    async def _article(self, link: Link) -> Sample:
        try:
            answer = await self.ask(link.url)
            article = extract(
                answer.body, url=answer.url, content_type=content_type(answer), zone=self.zone, now=self.now
            )
        except CrawlError as error:
            return Sample(link.url, error=error)
        warnings: list[CrawlError] = []
        if article.published_at is None and link.published_at is None:
            warnings.append(ArticleUndated(url=link.url))
        if article.image is None:
            warnings.append(ArticlePictureless(url=link.url))
        if len(article.text) < _SHORT_TEXT:
            warnings.append(ArticleShort(url=link.url, count=len(article.text)))
        return Sample(link.url, article, warnings=tuple(warnings))

    def _hosts(self, chosen: Candidate | None, samples: Collection[Sample]) -> tuple[str, ...]:
        """Hosts beyond the site's own name that the chosen way, its articles or their pictures are on."""
        if chosen is None:
            return ()
        own = policy.host_policy(self.home, self.home, allow_loopback=self.allow_loopback)
        links = [chosen.url, *(host for host in _elsewhere(chosen))]
        links += [s.article.image for s in samples if s.article is not None and s.article.image]
        found: dict[str, None] = {}
        for link in links:
            try:
                host = urls.parse(link).host if "/" in link else link
            except CrawlError:
                continue
            if any(policy.is_under(host, site) for site in own.sites) or policy.is_social(host):
                continue
            if not policy.is_local_name(host) or (self.allow_loopback and policy.is_loopback(host)):
                found[host] = None
        return tuple(found)


def _elsewhere(way: Candidate) -> tuple[str, ...]:
    """Hosts off the site that enough of a way's links are on to count as the publisher's own."""
    return tuple(host for host, count in way.outside if count >= _ELSEWHERE * len(way.links))


def _same_owner(one: str, other: str) -> bool:
    """Whether two hosts lie under one registered name."""
    return _registered(one) == _registered(other) != ""


def _registered(host: str) -> str:
    labels = host.split(".")
    for start in range(len(labels) - 1):
        if policy.is_public_suffix(".".join(labels[start + 1 :])):
            return ".".join(labels[start:])
    return ""


def _titled(chosen: Candidate | None, ways: Iterable[Candidate], samples: Iterable[Sample]) -> tuple[Link, ...]:
    """The links of a way with what the other ways and the articles read say of them: sitemaps give no titles."""
    read = {sample.url: sample.article for sample in samples if sample.article is not None}
    titles = {link.url: link.title for way in ways for link in way.links if link.title}
    full: list[Link] = []
    for link in chosen.links if chosen is not None else ():
        article = read.get(link.url)
        title = link.title or titles.get(link.url) or (article.title if article else "")
        full.append(Link(link.url, title, link.published_at or (article.published_at if article else None)))
    return tuple(full)


__all__ = ["MAX_REQUESTS", "Discovery", "Fetch", "Sample", "discover", "refuse"]
