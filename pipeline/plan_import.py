"""Carrying out a plan: looked at first, row by row, then done for the rows that can be.

The same rules hold as in the pages: what there is to know of a time is told, and a row that asks is done only when
somebody has gone past it; a post is scheduled only when it is approved and cleared. A row that names an article without
a post on the page makes a draft that keeps its time. A row that says what is so already changes nothing, so a file may
be imported twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from pipeline import compose, schedule, slots
from pipeline.almanac import day_facts
from pipeline.errors import ArticleNotApproved, DeskError, NotAllowed, NotCleared
from pipeline.model import SCHEDULABLE, Article, ArticleState, Extras, Page, Post, PostState, User
from pipeline.plan_errors import RowArticle, RowOtherPage, RowOver, RowPost, RowTwice, RowUnnamed
from pipeline.plan_file import Row
from pipeline.planning import AROUND
from pipeline.plans import Planned, Relative
from pipeline.settings import Settings
from pipeline.slots import Caution
from pipeline.store import Store
from pipeline.store.clearance import Missing
from pipeline.walltime import Moment, parse_choice
from pipeline.words import post_state_name

Action = Literal["schedule", "move", "wish", "draft", "same", "none"]
"""Schedule it, give it another time, keep the time for a draft, write a draft, nothing to do, cannot be done."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row, and what it would do. `problem` is why it does nothing; `cautions` what to know before it is done."""

    row: Row
    action: Action
    title: str = ""
    page: Page | None = None
    post: Post | None = None
    article: Article | None = None
    moment: Moment | None = None
    cautions: tuple[Caution, ...] = ()
    problem: DeskError | None = None

    @property
    def asks(self) -> bool:
        return self.action in ("schedule", "move") and any(caution.asks for caution in self.cautions)

    @property
    def does(self) -> bool:
        return self.action not in ("same", "none")

    @property
    def keys(self) -> str:
        """The cautions that ask, as somebody who goes past them sends them back."""
        return slots.asking_keys(self.cautions)

    def open(self, accepted: Collection[str]) -> bool:
        """Whether it asks something that was not shown yet."""
        return self.asks and bool(slots.unseen(self.cautions, accepted))


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a row: done, or held because it asks; `line.problem` says why it was not possible."""

    line: Line
    done: bool
    held: bool = False
    post_id: int | None = None


def look(store: Store, settings: Settings, rows: Sequence[Row], now: datetime) -> tuple[Line, ...]:
    """What the rows would do, in their order; nothing is changed."""
    seen: dict[tuple[str, int], int] = {}
    lines = []
    for row in rows:
        line = _aim(store, settings, row, now)
        key = _key(line)
        if key is not None and line.action != "none":
            if key in seen:
                number = line.post.id if line.post is not None else 0
                line = replace(line, action="none", problem=RowTwice(line=seen[key], post_id=number or line.title))
            else:
                seen[key] = row.line
        lines.append(line)
    return tuple(_weigh(store, lines))


def carry_out(
    store: Store,
    settings: Settings,
    user: User,
    lines: Sequence[Line],
    accepted: Mapping[int, Collection[str]] | None,
    now: datetime,
) -> tuple[Done, ...]:
    """Do what `look` showed. `accepted` has the keys of cautions gone past by line; None goes past all that was shown.

    Each row is done or not by itself; one that somebody else changed meanwhile is told as a conflict. Raises
    `NotAllowed`.
    """
    if not user.may_schedule:
        raise NotAllowed
    results = []
    for line in lines:
        if not line.does:
            results.append(Done(line, done=False))
        elif accepted is not None and line.open(accepted.get(line.row.line, ())):
            results.append(Done(line, done=False, held=True))
        else:
            try:
                results.append(Done(line, done=True, post_id=_do(store, settings, user, line, now)))
            except DeskError as error:
                results.append(Done(replace(line, action="none", problem=error), done=False))
    return tuple(results)


def _do(store: Store, settings: Settings, user: User, line: Line, now: datetime) -> int:
    assert line.moment is not None
    if line.action == "draft":
        assert line.page is not None
        assert line.article is not None
        shown = compose.begin(store, settings.templates, line.article)
        # A picture without a description waits for the person who looks the draft over.
        url, alt = (shown.image_url, shown.image_alt) if shown.image_url and shown.image_alt else (None, None)
        extras = Extras(line.page.hashtags, wish=line.moment)
        return compose.create(store, user, line.page, line.article.id, shown.caption, url, alt, now, (), extras)
    assert line.post is not None
    if line.action == "wish":
        store.posts.wish(user, line.post.id, line.post.version, line.moment, now)
    else:
        warned = slots.asking_codes(line.cautions)
        schedule.in_time(line.moment, now)
        store.posts.schedule(
            user, line.post.id, line.post.version, line.moment.wall, line.moment.zone, line.moment.at, now,
            fold=line.moment.fold, warned=warned,
        )  # fmt: skip
    return line.post.id


def _key(line: Line) -> tuple[str, int] | None:
    if line.post is not None:
        return ("post", line.post.id)
    if line.article is not None and line.page is not None:
        return (line.page.id, line.article.id)
    return None


def _aim(store: Store, settings: Settings, row: Row, now: datetime) -> Line:
    """What a row is about and what it would do, without a look at other posts."""
    line = Line(row, "none")
    try:
        line = _find(store, settings, row)
        assert line.page is not None
        if line.post is not None and _is_so(line.post, row):
            return replace(line, action="same")
        if line.post is not None and line.post.state not in (*SCHEDULABLE, PostState.DRAFT):
            raise RowOver(post_id=line.post.id, state=post_state_name(line.post.state))
        if line.post is None and line.article is not None and line.article.state is not ArticleState.APPROVED:
            raise ArticleNotApproved
        moment = schedule.choose(row.wall_time, line.page.zone, now)
        line = replace(line, moment=moment)
        if line.post is None:
            return replace(line, action="draft")
        if line.post.state is PostState.DRAFT:
            return replace(line, action="wish")
        lacking = tuple(need.code for need in store.posts.needs(line.post.id) if not need.met)
        if lacking:
            raise NotCleared(post_id=line.post.id, missing=Missing(lacking))
        return replace(line, action="move" if line.post.state is PostState.SCHEDULED else "schedule")
    except DeskError as error:
        return replace(line, action="none", problem=error)


def _find(store: Store, settings: Settings, row: Row) -> Line:
    """The post that a row names, or the article and page without one yet.

    Raises `RowPost`, `PostNotFound`, `RowOtherPage`, `RowUnnamed`, `RowArticle`, `PageNotFound`.
    """
    if row.post:
        number = row.post.removeprefix("#")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise RowPost(text=row.post[:40])
        post = store.posts.get(int(number))
        if row.page and row.page != post.page_id:
            raise RowOtherPage(post_id=post.id, page=post.page_id)
        return Line(row, "none", post.article_title, settings.page(post.page_id), post)
    if not row.article or not row.page:
        raise RowUnnamed
    page = settings.page(row.page)
    article_id = store.articles.at(row.article)
    if article_id is None:
        raise RowArticle(url=row.article[:200])
    live = store.posts.live(page.id, article_id)
    if live is not None:
        return Line(row, "none", live.article_title, page, live)
    article = store.articles.get(article_id)
    return Line(row, "none", article.title, page, None, article)


def _is_so(post: Post, row: Row) -> bool:
    """Whether the post has that time already: waiting for it, out, or a draft that wishes for it."""
    wall, fold = parse_choice(row.wall_time)
    if post.wall_time != wall or (fold is not None and fold != post.fold):
        return False
    out = (PostState.PUBLISHED, PostState.PUBLISHING, PostState.UNKNOWN)
    return post.state in (PostState.SCHEDULED, PostState.DRAFT, *out)


def _weigh(store: Store, lines: Sequence[Line]) -> list[Line]:
    """What to know of each time, with the other rows of the plan where they would be."""
    there = {
        line.post.id: _there(line.post, line.moment) for line in lines if _lands(line) and line.post and line.moment
    }
    return [replace(line, cautions=_cautions(store, line, there)) if line.does else line for line in lines]


def _cautions(store: Store, line: Line, there: Mapping[int, Planned]) -> tuple[Caution, ...]:
    moment, page = line.moment, line.page
    article_id = line.post.article_id if line.post else line.article.id if line.article else 0
    if moment is None or page is None:
        return ()
    own = None if line.post is None else line.post.id
    around = store.calendar.planned(moment.at - AROUND, moment.at + AROUND, but=own)
    near = [post for number, post in there.items() if number != own and abs(post.at - moment.at) < AROUND]
    others = [post for post in around if post.post_id not in there] + near
    kept = store.calendar.relatives(article_id, but=own)
    relatives = [Relative(post=there.get(one["post"].post_id, one["post"]), same=one["same"]) for one in kept]
    known = {one["post"].post_id for one in relatives} | {own}
    relatives += [
        Relative(post=post, same=True)
        for number, post in there.items()
        if number not in known and post.article_id == article_id
    ]
    return slots.cautions(page.plan, moment, page.id, others, relatives, day_facts(moment.day).holidays)


def _lands(line: Line) -> bool:
    return line.action in ("schedule", "move")


def _there(post: Post, moment: Moment) -> Planned:
    return Planned(
        post.id, post.version, post.page_id, post.article_id, post.article_title, PostState.SCHEDULED, moment.at,
        moment.wall, moment.zone, moment.fold,
    )  # fmt: skip
