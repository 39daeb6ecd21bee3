"""What every kind of source has in common: asking for articles and reading them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response
from twisted.python.failure import Failure

from crawlers import errors, failures, page_kind, urls
from crawlers.errors import CrawlError
from crawlers.extract import Extracted, extract
from crawlers.items import Found, Gone, NotModified, OtherPage, Picture, Validators
from crawlers.middlewares import PERMANENT
from crawlers.page_kind import PageKind
from crawlers.reading_errors import NoArticle
from crawlers.visit import Visit

log = logging.getLogger(__name__)

_MAX_VALIDATOR = 512


@dataclass(frozen=True, slots=True)
class Hint:
    """What a list says of an article before the article is read; its own page has precedence.

    `may_be_other`: the list names pages of any kind, so that the page itself must show that it is an article.
    """

    guid: str | None = None
    published_at: datetime | None = None
    image: str | None = None
    may_be_other: bool = False


NO_HINT = Hint()


class _NoArticlePage(Exception):
    """The page is surely no article; nobody's mistake."""


class SourceSpider(Spider):
    """One visit to one source. Subclasses read its lists of articles in `read_list`."""

    def __init__(self, visit: Visit, **kwargs: Any) -> None:
        super().__init__(name=visit.source.id, **kwargs)
        self.visit = visit
        self._revisited = False

    async def start(self) -> AsyncIterator[Any]:
        yield self.ask_list(self.visit.source.url)

    def closed(self, reason: str) -> None:
        try:
            self.visit.close(finished=reason == "finished")
        except Exception as error:  # Scrapy would only log it
            self.visit.run.fail(error)

    def read_list(self, response: Response, url: str, **kwargs: Any) -> Iterable[Request]:
        """Requests for what a list names; raises `CrawlError` when it is no such list."""
        raise NotImplementedError

    # --- lists

    def ask_list(self, url: str, **kwargs: Any) -> Request:
        """A conditional request for a list of articles."""
        return self._ask(url, self.on_list, self.on_list_failure, conditional=True, kwargs=kwargs)

    def on_list(self, response: Response, **kwargs: Any) -> Iterator[Request]:
        asked, url = _asked(response), urls.canonical(response.url)
        self.visit.answered(response.url)
        if response.status == HTTPStatus.NOT_MODIFIED and _conditional(response):
            self.visit.emit(NotModified(self.visit.source.id, url))
        else:
            try:
                _refuse(response)
                yield from self.read_list(response, url, **kwargs)
            except CrawlError as error:
                self.visit.failed(asked, response.url, error)
            except Exception as error:
                self._crashed(asked, error)
        yield from self._revisits()

    def on_list_failure(self, failure: Failure) -> Iterator[Request]:
        if self._failed(failure):
            yield from self._revisits()

    # --- articles

    def ask_article(self, url: str, hint: Hint = NO_HINT) -> Iterator[Request]:
        """A request for a listed article unless it is known, or asked for already."""
        if not self.visit.knows(url) and self.visit.take(url):
            yield self._ask(url, self.on_article, self.on_failure, conditional=False, kwargs={"hint": hint})

    def _revisits(self) -> Iterator[Request]:
        """Requests for known articles that are due, once, after the first list showed that the site answers."""
        if self._revisited:
            return
        self._revisited = True
        for known in self.visit.due():
            url = self.visit.article_url(known, self.visit.source.url)
            if url is not None and url not in self.visit.run.asked:
                self.visit.run.asked.add(url)
                yield self._ask(url, self.on_known_article, self.on_failure, conditional=True)

    def on_article(self, response: Response, hint: Hint) -> None:
        self._read(response, hint, known=False)

    def on_known_article(self, response: Response) -> None:
        self._read(response, NO_HINT, known=True)

    def on_failure(self, failure: Failure) -> None:
        self._failed(failure)

    def _read(self, response: Response, hint: Hint, *, known: bool) -> None:
        asked = _asked(response)
        self.visit.answered(response.url)
        try:
            event = self._known(response, asked) if known else self._article(response, asked, hint)
        except _NoArticlePage:
            # Under every address that leads to it: see `visit.read_before`.
            for url in dict.fromkeys((asked, urls.canonical(response.url))):
                self.visit.emit(OtherPage(self.visit.source.id, url))
        except CrawlError as error:
            self.visit.failed(asked, response.url, error)
        except Exception as error:
            self._crashed(asked, error)
        else:
            self.visit.emit(event)

    def _known(self, response: Response, asked: str) -> Found | NotModified | Gone:
        """What became of an article that the desk has."""
        source_id = self.visit.source.id
        if response.status == HTTPStatus.NOT_MODIFIED and _conditional(response):
            return NotModified(source_id, asked)
        if response.status in failures.MISSING:
            return Gone(source_id, asked, "removed", response.status)
        hops = _hops(response)
        for_good = bool(hops) and all(status in PERMANENT for _, status in hops)
        if for_good and response.status == HTTPStatus.OK and self.is_no_article(response.url):
            return Gone(source_id, asked, "moved", hops[0][1], urls.canonical(response.url))
        found = self._article(response, asked, NO_HINT)
        if not hops or urls.same_page(found.canonical_url, asked):
            return found
        if for_good:
            return Gone(source_id, asked, "moved", hops[0][1], found.canonical_url)
        raise errors.LeadsElsewhere(url=asked, target=found.canonical_url)

    def _article(self, response: Response, asked: str, hint: Hint) -> Found:
        _refuse(response)
        source, url = self.visit.source, urls.canonical(response.url)
        hops = _hops(response)
        if hops and self.is_no_article(url):
            raise errors.LeadsElsewhere(url=asked, target=url)
        content_type = _header(response, "Content-Type")
        if hint.may_be_other:
            kind = page_kind.read(response.body, content_type, source.zone, source.selectors.overrides().get("text"))
            if kind is PageKind.OTHER:
                raise _NoArticlePage()
            if kind is PageKind.UNCLEAR:
                raise NoArticle()
        page = extract(
            response.body,
            url=url,
            content_type=content_type,
            zone=source.zone,
            selectors=source.selectors.overrides(),
            now=self.visit.run.now(),
        )
        identity = self._identity(url, page.canonical_url)
        return Found(
            source_id=source.id,
            url=url,
            canonical_url=identity,
            aliases=_aliases((asked, *(hop for hop, _ in hops)), (url, identity)),
            title=page.title,
            text=page.text,
            fetched_at=self.visit.run.now(),
            guid=hint.guid,
            lead=page.lead,
            byline=page.byline,
            section=page.section,
            lang=page.lang,
            image=_picture(_chosen_image(response, source.selectors.image), page, hint, url),
            published_at=page.published_at or hint.published_at,
            modified_at=page.modified_at,
            validators=validators(response),
        )

    def _identity(self, url: str, declared: str | None) -> str:
        """The canonical address a page declares, if it can be believed; else the one that answered."""
        if not declared:
            return url
        try:
            canonical = urls.canonical(declared, url)
        except CrawlError:
            return url
        # Templates often declare the front page, or plain http, for every article alike.
        if self.visit.policy.refusal(canonical) is not None or self.is_no_article(canonical):
            return url
        if canonical == "http" + url.removeprefix("https"):
            return url
        return canonical

    def is_no_article(self, url: str) -> bool:
        """Whether this is a front page, or the page or list that the source itself names."""
        source = self.visit.source
        return urls.is_front_page(url) or any(urls.same_page(url, urls.canonical(u)) for u in (source.home, source.url))

    # --- plumbing

    def _ask(
        self, url: str, callback: Any, errback: Any, *, conditional: bool, kwargs: dict[str, Any] | None = None
    ) -> Request:
        return Request(
            url,
            callback=callback,
            errback=errback,
            headers=self.visit.validators(url) if conditional else None,
            meta={"asked": url, "conditional": conditional},
            cb_kwargs=kwargs or {},
        )

    def _failed(self, failure: Failure) -> bool:
        """Report a request that brought no answer; True if other pages of the host may still do."""
        request: Request = failure.request  # type: ignore[attr-defined]
        exception = failure.value
        assert exception is not None
        if isinstance(exception, IgnoreRequest | asyncio.CancelledError):  # not sent, or cut short by a stop
            return False
        limits = self.visit.run.limits
        error = failures.of_exception(
            exception, request.url, seconds=limits.timeout_seconds, max_bytes=limits.max_bytes
        )
        if error is None:
            self.visit.run.fail(exception)
            return False
        return self.visit.failed(request.meta["asked"], request.url, error)

    def _crashed(self, asked: str, error: Exception) -> None:
        # A reader that stumbles over one hostile page must not end the visit, nor stay unseen.
        if self.visit.run.failure is not None:
            return
        log.error("%s: reading %s failed", self.visit.source.id, asked, exc_info=error)
        report = errors.ReaderFailed(url=asked, problem=type(error).__name__)
        report.__cause__ = error
        self.visit.trouble(asked, report)


def validators(response: Response) -> Validators:
    """What this answer allows to ask conditionally next time, verbatim."""
    return Validators(_header(response, "ETag"), _header(response, "Last-Modified"))


def _refuse(response: Response) -> None:
    """Raise what an answer's status, or a browser check in its place, amounts to."""
    mitigated = _header(response, "cf-mitigated") == "challenge"
    content_type = _header(response, "Content-Type") or ""
    if mitigated or "html" in content_type.lower() or not content_type:
        kind = failures.challenge(response.body, mitigated=mitigated)
        if kind is not None:
            raise errors.ChallengePage(url=response.url, kind=kind)
    status = response.status
    error = failures.of_status(status, response.url)
    if error is None and status == HTTPStatus.NOT_MODIFIED:
        error = errors.HttpStatus(url=response.url, status=status)
    if error is not None:
        raise error


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    if value is None or len(value) > _MAX_VALIDATOR:
        return None
    text = value.decode("latin-1").strip()
    return text if text.isprintable() and text else None


def _asked(response: Response) -> str:
    asked: str = response.meta["asked"]
    return asked


def _hops(response: Response) -> tuple[tuple[str, int], ...]:
    return tuple(response.meta.get("hops", ()))


def _conditional(response: Response) -> bool:
    headers = response.request.headers if response.request else {}
    return "If-None-Match" in headers or "If-Modified-Since" in headers


def _aliases(others: Iterable[str], own: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(url for url in others if url not in own))


def _chosen_image(response: Response, selector: str | None) -> str | None:
    if selector is None:
        return None
    page = HtmlResponse(response.url, headers=response.headers, body=response.body)
    return page.css(selector).xpath("self::*/@src | self::*/@content | .//img/@src").get()


def _picture(chosen: str | None, page: Extracted, hint: Hint, url: str) -> Picture | None:
    for address in filter(None, (chosen, page.image, hint.image)):
        try:
            picture = str(urls.parse(address, url))
        except CrawlError:
            continue
        own = address == page.image
        return Picture(picture, page.image_credit if own else None, page.image_alt if own else None)
    return None
