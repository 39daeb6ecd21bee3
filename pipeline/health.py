"""Whether the desk is well: pure decisions over one frozen snapshot.

What `anhduong doctor`, `/healthz`, `/metrics`, the alerts and the page `/suc-khoe` say all comes from `judge`, so that
they cannot disagree. The limits are those of `docs/decisions/0018-health-and-alerts.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from pipeline.lock import Holder
from pipeline.store.health import Figures
from pipeline.store.pages import Pause
from pipeline.token_facts import DYING

BUILT = date(2026, 11, 1)
"""No clock that is right shows an earlier day: moved on with each release."""
HEARTBEAT_LIMIT = timedelta(seconds=30)
OVERDUE_LIMIT = timedelta(minutes=5)
SHORT_PAUSE = timedelta(hours=1)
EXPIRED = "token-expired"
COLLECT_LIMIT = timedelta(hours=24)
LEAST_FREE = 500_000_000
LEAST_SHARE = 0.02
ROOMY = 5_000_000_000
"""Bytes free that are enough whatever their share: 2 % of a large disk is more than a desk fills in years."""
LEAST_INODES = 1_000
JUMP_LIMIT = timedelta(seconds=60)
JUMP_TOLD = timedelta(minutes=15)
"""How long a jump of the clock is told after it happened."""
BEHIND_LIMIT = timedelta(seconds=5)
"""Processes of one machine write their events within this of each other."""


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


_RANK = {Level.OK: 0, Level.WARNING: 1, Level.FAILED: 2}


class Topic(StrEnum):
    """What is looked at; every topic has at least one item, well or not."""

    STORE = "store"
    SCHEMA = "schema"
    PUBLISHER = "publisher"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    AMENDMENTS = "amendments"
    PAGES = "pages"
    TOKENS = "tokens"
    GRAPH = "graph"
    DISK = "disk"
    CLOCK = "clock"
    SOURCES = "sources"
    COLLECTING = "collecting"
    MODELS = "models"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Disk:
    """The file system of the desk's folder; sizes in bytes. `inodes` is None where it does not count them."""

    free: int
    total: int
    writable: bool
    inodes: int | None = None


@dataclass(frozen=True, slots=True)
class Jump:
    """The wall clock moved by `seconds` more than time did (less where negative), seen at `at`."""

    seconds: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A page's token. `expires_at` is None for one without an end; `problem` is a short code where it cannot be used.

    `missing`: the page was never connected.
    """

    page_id: str
    expires_at: datetime | None
    problem: str | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True)
class GraphEnd:
    """A version of the Graph API that a page uses and whose end is near or past; `last_day` is None for long past."""

    version: str
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Examined:
    """What is too slow to be asked every few seconds: `anhduong doctor` alone asks it. None: well."""

    integrity: str | None = None
    models: str | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is known at one instant. `figures` is None where the store did not answer, and `store_problem` says why.

    `schema` is the version of the data file, `newest_schema` the one this program writes. `holder` is who holds the
    publisher's lock.
    """

    now: datetime
    figures: Figures | None
    holder: Holder | None
    disk: Disk
    schema: int
    newest_schema: int
    store_problem: str | None = None
    paused: tuple[Pause, ...] = ()
    tokens: tuple[Token, ...] = ()
    graph_ends: tuple[GraphEnd, ...] = ()
    jump: Jump | None = None
    examined: Examined | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the result. `code` names what is so; `subject` which page or the like; `facts` fill the sentence."""

    topic: Topic
    code: str
    level: Level
    subject: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


def judge(snapshot: Snapshot) -> tuple[Item, ...]:
    """Every topic with what is so, in the order of `Topic`."""
    return tuple(
        item
        for part in (
            _store,
            _schema,
            _publisher,
            _figures,
            _pages,
            _tokens,
            _graph,
            _disk,
            _clock,
            _sources,
            _models,
            _log,
        )
        for item in part(snapshot)
    )


def worst(items: Sequence[Item]) -> Level:
    return max((item.level for item in items), key=_RANK.__getitem__, default=Level.OK)


def failed(items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(item for item in items if item.level is Level.FAILED)


def incidents(items: Sequence[Item]) -> tuple[Item, ...]:
    """What is told: the failed items, but for the pause of a page whose token is told anyway. One cause, one mail."""
    by_token = {item.subject for item in items if item.code == "token-dead"}
    return tuple(item for item in failed(items) if item.code != "page-paused" or item.subject not in by_token)


def _ok(topic: Topic, **facts: object) -> Item:
    return Item(topic, f"{topic}-ok", Level.OK, facts=facts)


def _store(shot: Snapshot) -> Iterator[Item]:
    if shot.store_problem is not None:
        yield Item(Topic.STORE, "store-unusable", Level.FAILED, facts={"cause": shot.store_problem})
    elif shot.examined is not None and shot.examined.integrity is not None:
        yield Item(Topic.STORE, "store-damaged", Level.FAILED, facts={"cause": shot.examined.integrity})
    else:
        yield _ok(Topic.STORE)


def _schema(shot: Snapshot) -> Iterator[Item]:
    facts = {"version": shot.schema, "newest": shot.newest_schema}
    if shot.schema == shot.newest_schema:
        yield _ok(Topic.SCHEMA, **facts)
    else:
        code = "schema-old" if shot.schema < shot.newest_schema else "schema-newer"
        yield Item(Topic.SCHEMA, code, Level.FAILED, facts=facts)


def _publisher(shot: Snapshot) -> Iterator[Item]:
    holder = shot.holder
    if holder is None:
        scheduled = 0 if shot.figures is None else shot.figures.posts.get("scheduled", 0)
        level = Level.FAILED if scheduled else Level.WARNING
        yield Item(Topic.PUBLISHER, "publisher-absent", level, facts={"n": scheduled})
    elif abs(shot.now - holder.heartbeat) > HEARTBEAT_LIMIT:
        facts = {"holder": holder.holder, "since": holder.heartbeat}
        yield Item(Topic.PUBLISHER, "publisher-dead", Level.FAILED, facts=facts)
    else:
        yield _ok(Topic.PUBLISHER, holder=holder.holder, since=holder.started)


def _figures(shot: Snapshot) -> Iterator[Item]:
    figures = shot.figures
    if figures is None:
        return
    if figures.overdue:
        facts = {"n": figures.overdue, "since": figures.overdue_since}
        yield Item(Topic.OVERDUE, "post-overdue", Level.FAILED, facts=facts)
    else:
        yield _ok(Topic.OVERDUE)
    if figures.unknown:
        facts = {"n": figures.unknown, "since": figures.unknown_since}
        yield Item(Topic.UNKNOWN, "post-unknown", Level.FAILED, facts=facts)
    else:
        yield _ok(Topic.UNKNOWN)
    yield from _amendments(figures)


def _amendments(figures: Figures) -> Iterator[Item]:
    """What is out and was to be taken down or corrected stands there meanwhile, so it is as urgent as a late post."""
    late, undone = figures.amendments_late, figures.amendments_failed
    if late:
        facts = {"n": late, "since": figures.amendments_late_since}
        yield Item(Topic.AMENDMENTS, "amendment-late", Level.FAILED, facts=facts)
    if undone:
        facts = {"n": undone, "since": figures.amendments_failed_since}
        yield Item(Topic.AMENDMENTS, "amendment-failed", Level.FAILED, facts=facts)
    if not late and not undone:
        yield _ok(Topic.AMENDMENTS)


def _pages(shot: Snapshot) -> Iterator[Item]:
    """A short pause that ends by itself (a rate limit) is no alarm; one that waits for a person is."""
    for pause in shot.paused:
        short = pause.until is not None and pause.until - pause.since <= SHORT_PAUSE
        facts = {"page": pause.page_id, "since": pause.since, "until": pause.until, "reason": pause.reason}
        code = "page-waits" if short else "page-paused"
        yield Item(Topic.PAGES, code, Level.WARNING if short else Level.FAILED, pause.page_id, facts)
    if not shot.paused:
        yield _ok(Topic.PAGES)


def _tokens(shot: Snapshot) -> Iterator[Item]:
    well = True
    for token in shot.tokens:
        facts: dict[str, object] = {"page": token.page_id, "at": token.expires_at, "problem": token.problem or EXPIRED}
        if token.missing:
            yield Item(Topic.TOKENS, "token-missing", Level.WARNING, token.page_id, facts)
            well = False
        elif token.problem is not None or (token.expires_at is not None and token.expires_at <= shot.now):
            yield Item(Topic.TOKENS, "token-dead", Level.FAILED, token.page_id, facts)
            well = False
        elif token.expires_at is not None and token.expires_at - shot.now <= DYING:
            yield Item(Topic.TOKENS, "token-ends", Level.FAILED, token.page_id, facts)
            well = False
    if well:
        yield _ok(Topic.TOKENS, n=len(shot.tokens))


def _graph(shot: Snapshot) -> Iterator[Item]:
    for end in shot.graph_ends:
        facts = {"version": end.version, "day": end.last_day}
        if end.last_day is None or shot.now.date() > end.last_day:
            yield Item(Topic.GRAPH, "graph-ended", Level.FAILED, end.version, facts)
        else:
            yield Item(Topic.GRAPH, "graph-ends", Level.WARNING, end.version, facts)
    if not shot.graph_ends:
        yield _ok(Topic.GRAPH)


def nearly_full(disk: Disk) -> bool:
    """Whether the disk has too little room left: bytes, a share of a small disk, or places for files."""
    if disk.free < LEAST_FREE or (disk.inodes is not None and disk.inodes < LEAST_INODES):
        return True
    return disk.free < ROOMY and disk.total > 0 and disk.free / disk.total < LEAST_SHARE


def _disk(shot: Snapshot) -> Iterator[Item]:
    facts = {"free": shot.disk.free}
    if not shot.disk.writable:
        yield Item(Topic.DISK, "disk-read-only", Level.FAILED, facts=facts)
    elif nearly_full(shot.disk):
        yield Item(Topic.DISK, "disk-full", Level.FAILED, facts=facts)
    else:
        yield _ok(Topic.DISK, **facts)


def _clock(shot: Snapshot) -> Iterator[Item]:
    newest = None if shot.figures is None else shot.figures.newest_event
    jump = shot.jump
    if shot.now.date() < BUILT:
        yield Item(Topic.CLOCK, "clock-before-build", Level.FAILED, facts={"at": shot.now, "day": BUILT})
    elif newest is not None and newest - shot.now > BEHIND_LIMIT:
        yield Item(Topic.CLOCK, "clock-behind", Level.FAILED, facts={"at": shot.now, "newest": newest})
    elif jump is not None and abs(jump.seconds) > JUMP_LIMIT.total_seconds() and shot.now - jump.at <= JUMP_TOLD:
        yield Item(Topic.CLOCK, "clock-jumped", Level.FAILED, facts={"n": round(abs(jump.seconds)), "at": jump.at})
    else:
        yield _ok(Topic.CLOCK)


def _sources(shot: Snapshot) -> Iterator[Item]:
    figures = shot.figures
    if figures is None:
        return
    if figures.sources_in_trouble:
        facts: dict[str, object] = {"n": len(figures.sources_in_trouble), "names": figures.sources_in_trouble}
        yield Item(Topic.SOURCES, "sources-in-trouble", Level.WARNING, facts=facts)
    else:
        yield _ok(Topic.SOURCES)
    since = figures.last_collect
    if since is not None and shot.now - since > COLLECT_LIMIT:
        yield Item(Topic.COLLECTING, "collect-stalled", Level.WARNING, facts={"since": since})
    else:
        yield _ok(Topic.COLLECTING, since=since)


def _models(shot: Snapshot) -> Iterator[Item]:
    if shot.examined is None:
        return
    if shot.examined.models is not None:
        yield Item(Topic.MODELS, "models-unreadable", Level.FAILED, facts={"cause": shot.examined.models})
    else:
        yield _ok(Topic.MODELS)


def _log(shot: Snapshot) -> Iterator[Item]:
    """The chain of the log, as it was when it was last read: `anhduong run` reads it once a day."""
    if shot.figures is None:
        return
    check = shot.figures.chain
    if check is not None and check.broken_id is not None:
        facts = {"n": check.broken_id, "at": check.at}
        yield Item(Topic.LOG, "log-broken", Level.FAILED, facts=facts)
    else:
        yield _ok(Topic.LOG, at=None if check is None else check.at)
