"""What the desk asks of one of its pages: publish, stage a picture, read its own posts back, edit, delete, count.

Each method raises `Refused` (with `PageStopped` and `NotNow`) where the page certainly did not do it, and `Uncertain`
where it may have. It asks for the page's own posts and for totals only; for nothing that visitors wrote or did.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.errors import DeskError
from pipeline.graph import GraphPage
from pipeline.graph.answers import Answer, Broken, Published, classify, refusal, trace
from pipeline.graph.client import Client, File, Method
from pipeline.graph.listing import FIELDS, SLACK, Listed, find_post, older, parse_listing
from pipeline.publishers import NotNow, PageStopped, Refused, Uncertain

_LISTED_AT_ONCE = 100
_MOST_LISTINGS = 30
POST_ID = re.compile(r"[0-9]{1,40}(?:_[0-9]{1,40})?\Z")
_POST_METRICS = ("post_media_view", "post_clicks", "post_reactions_by_type_total")
_PAGE_METRICS = ("page_media_view", "page_total_media_view_unique", "page_follows", "page_post_engagements")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PostNumbers:
    """Totals of one post since it was published; None for what Facebook did not tell."""

    views: int | None = None
    clicks: int | None = None
    reactions: tuple[tuple[str, int], ...] = ()
    """By Facebook's names (`like`, `love`, …), in alphabetical order."""


@dataclass(frozen=True, slots=True)
class PageNumbers:
    """Totals of a page for the last day that Facebook has counted; None for what it did not tell."""

    views: int | None = None
    viewers: int | None = None
    follows: int | None = None
    engagements: int | None = None


class PageApi:
    """One page's calls. `token` gives the page's token by its `page_id`, or raises a `DeskError`."""

    def __init__(self, client: Client, page: GraphPage, token: Callable[[str], str]) -> None:
        self._client = client
        self._page = page
        self._token = token

    def publish(self, message: str, link: str | None = None, photos: Sequence[str] = ()) -> str:
        """One feed call, the commit point; returns the post's id. `photos` are ids of `stage`, then without `link`."""
        values = {"message": message}
        for place, photo in enumerate(photos):
            values[f"attached_media[{place}]"] = json.dumps({"media_fbid": photo})
        if link is not None:
            values["link"] = link
        return self._created(self._call("POST", f"/{self._page.facebook_id}/feed", values))

    def stage(self, file: File, alt: str) -> str:
        """Upload a picture that nobody sees until a post shows it; returns its id. May be repeated."""
        values = {"published": "false", "alt_text_custom": alt}
        return self._created(self._call("POST", f"/{self._page.facebook_id}/photos", values, file=file))

    def find(self, message: str, link: str, since: datetime) -> Listed | None:
        """The page's own post with this text and link that is not older than `since`, or None when there is none.

        Raises `Uncertain` also where the listing has no end or cannot be read: None means that it was read whole.
        """
        found = [find_post(posts, message, link, since) for posts in self._listings(since)]
        return find_post([post for post in found if post is not None], message, link, since)

    def edit(self, post_id: str, message: str) -> None:
        """Replace a post's text. May be repeated. Raises `Refused("graph-gone")` when the post is not there."""
        self._on_post("POST", post_id, {"message": message})

    def delete(self, post_id: str) -> None:
        """Take a post down. May be repeated. Raises `Refused("graph-gone")` when the post is not there (any more)."""
        self._on_post("DELETE", post_id)

    def insights(self, post_id: str) -> PostNumbers:
        """A post's totals. Raises `Refused("graph-gone")` when the post is not there."""
        values = self._insights(_checked(post_id), _POST_METRICS, "lifetime", _of_post)
        reactions = values.get(_POST_METRICS[2])
        return PostNumbers(
            _count(values.get(_POST_METRICS[0])),
            _count(values.get(_POST_METRICS[1])),
            tuple(sorted(_counts(reactions))),
        )

    def page_insights(self) -> PageNumbers:
        """The page's totals."""
        values = self._insights(self._page.facebook_id, _PAGE_METRICS, "day", _body)
        return PageNumbers(*(_count(values.get(metric)) for metric in _PAGE_METRICS))

    # --- one call

    def _call(
        self, method: Method, path: str, values: Mapping[str, str] | None = None, *, file: File | None = None
    ) -> Answer | Broken:
        rest = self._client.rest(self._page)
        if rest:
            raise NotNow("graph-limit", rest)
        try:
            answer = self._client.call(self._page, method, path, self._token(self._page.page_id), values, file=file)
        except DeskError as error:
            _log.warning("page %s: no call to Graph is possible: %s", self._page.page_id, error)
            raise PageStopped("graph-no-token") from error
        if isinstance(answer, Broken) or not answer.accepted:
            _log.warning("page %s: Graph's %s was answered by %s", self._page.page_id, method, trace(answer))
        return answer

    @staticmethod
    def _created(answer: Answer | Broken) -> str:
        meaning = classify(answer)
        if isinstance(meaning, Published):
            return meaning.id
        raise meaning

    def _on_post(self, method: Method, post_id: str, values: Mapping[str, str] | None = None) -> None:
        answer = self._call(method, f"/{_checked(post_id)}", values)
        if _of_post(answer).get("success") is not True:
            raise Uncertain("graph-unclear")

    # --- reading

    def _listings(self, since: datetime) -> Iterator[tuple[Listed, ...]]:
        # `published_posts` and not `feed`, which also holds what visitors wrote on the page.
        values = {
            "fields": FIELDS,
            "limit": str(_LISTED_AT_ONCE),
            "since": str(int((since - SLACK).timestamp())),
        }
        for _ in range(_MOST_LISTINGS):
            listing = parse_listing(_body(self._call("GET", f"/{self._page.facebook_id}/published_posts", values)))
            if listing is None:
                raise Uncertain("graph-unclear")
            posts, after = listing
            yield posts
            # Newest first; a page whose `since` Graph overlooks ends here.
            if after is None or (posts and all(older(post, since) for post in posts)):
                return
            values["after"] = after
        raise Uncertain("graph-too-many")

    def _insights(
        self,
        node: str,
        metrics: Sequence[str],
        period: str,
        body: Callable[[Answer | Broken], dict[str, Any]],
    ) -> dict[str, Any]:
        """Values by metric. One that Facebook has done away with fails the whole call, so each is then asked alone."""
        path = f"/{node}/insights"
        try:
            return _metrics(body(self._call("GET", path, {"metric": ",".join(metrics), "period": period})))
        except Refused as refused:
            if str(refused) != "graph-content":
                raise
        values: dict[str, Any] = {}
        for metric in metrics:
            answer = self._call("GET", path, {"metric": metric, "period": period})
            if isinstance(answer, Answer) and str(refusal(answer)) == "graph-content":
                _log.warning("Facebook no longer counts %s", metric)
                continue
            values |= _metrics(body(answer))
        return values


def _checked(post_id: str) -> str:
    if not POST_ID.match(post_id):
        raise Refused("graph-gone")
    return post_id


def _body(answer: Answer | Broken) -> dict[str, Any]:
    """The body of an accepted answer; raises what any other one means."""
    if isinstance(answer, Answer) and answer.accepted:
        return dict(answer.body)
    meaning = classify(answer)
    if isinstance(meaning, Published):
        raise Uncertain("graph-unclear")
    raise meaning


def _of_post(answer: Answer | Broken) -> dict[str, Any]:
    """The same, for a call about one post, which may be gone while the page is there."""
    if isinstance(answer, Answer) and answer.gone:
        raise Refused("graph-gone")
    return _body(answer)


def _metrics(body: Mapping[str, Any]) -> dict[str, Any]:
    """The last value of each metric: `{"data": [{"name": …, "values": [{"value": …}]}]}`."""
    data = body.get("data")
    if not isinstance(data, list):
        raise Uncertain("graph-unclear")
    values: dict[str, Any] = {}
    for entry in data:
        several = entry.get("values") if isinstance(entry, dict) else None
        last = several[-1] if isinstance(several, list) and several else None
        if isinstance(last, dict) and isinstance(entry.get("name"), str):
            values[entry["name"]] = last.get("value")
    return values


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63 else None


def _counts(value: object) -> Iterator[tuple[str, int]]:
    for name, number in value.items() if isinstance(value, dict) else ():
        count = _count(number)
        if count is not None and isinstance(name, str) and re.fullmatch(r"[a-z_]{1,30}", name):
            yield name, count
