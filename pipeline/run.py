"""The desk's heart-beat: publish what is due, check what is new, start a visit to sources that are due.

APScheduler only ticks, from a memory store. Its own job stores lose date jobs over a restart
(`docs/decisions/0002-posts-are-rows.md`), so what is due is asked of the store at every tick.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from pipeline import amend
from pipeline.clock import Clock
from pipeline.errors import StoreBroken, StoreBusy
from pipeline.i18n import describe
from pipeline.insights import Gathering
from pipeline.lock import publisher_lock
from pipeline.model import Page, Post
from pipeline.page_checks import reweigh
from pipeline.publish import Desk, Outcome, new_holder, tick_page
from pipeline.reconcile import take_up_pageless
from pipeline.revisit import Revisits, Word, always
from pipeline.schedule import follow_rules
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.token_access import check_tokens
from pipeline.ways import ways_out

PUBLISH_SECONDS = 1
FIRST_ROUND_SECONDS = 10
MOST_AT_ONCE = 16
"""Pages that are published to at the same time."""
COLLECT_SECONDS = 60
REVISIT_SECONDS = 5
INSIGHTS_SECONDS = 300
TOKENS_SECONDS = 60
_REWEIGHED_AT_A_TICK = 5
_log = logging.getLogger(__name__)


def make_desk(store: Store, settings: Settings, clock: Clock, revisit: Callable[[Post], Word] = always) -> Desk:
    """Everything that publishing works with, for this process."""
    return Desk(store, settings, ways_out(store, settings, clock), clock, new_holder(), revisit=revisit)


def collect_command(data_dir: Path, *flags: str) -> list[str]:
    """`anhduong collect` as a process of its own."""
    return [sys.executable, "-m", "pipeline", "collect", *flags, "--dir", str(data_dir)]


class Visits:
    """Visits the sources that are due, in a process of its own."""

    def __init__(self, data_dir: Path) -> None:
        self._command = collect_command(data_dir, "--due")
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self) -> None:
        self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL)  # noqa: S603
        code = self._process.wait()
        if code > 1:
            _log.warning("collect ended with exit code %d", code)

    def stop(self) -> None:
        """End a visit that is under way; what it found so far is stored."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()


@contextmanager
def ticking(
    desk: Desk,
    tell: Callable[[Outcome], None],
    *,
    collecting: Visits | None = None,
    revisits: Revisits | None = None,
) -> Iterator[None]:
    """Hold the publisher's lock and tick in the background for the length of the block.

    Raises `PublisherRunning`. The block begins when every page has had its first round, or after
    `FIRST_ROUND_SECONDS`; a round that is under way is finished before it is left. A store that fails does not stop the
    ticking, but the lock's heartbeat.
    """
    # A round that is longer than a second is none to be warned of at each second.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    pages = desk.settings.pages
    first_rounds = {page.id: threading.Event() for page in pages}

    def publish(desk: Desk, page: Page) -> None:
        outcome = Outcome()
        try:
            # First what people want taken down or corrected: it is out already.
            amend.carry_out(desk, page.id)
            tick_page(desk, page, outcome)
        except (StoreBusy, StoreBroken) as error:
            # A full disk may be freed: the next tick tries again, and reads back what was sent before it sends more.
            _log.error("%s", describe(error))
        else:
            desk.alive()
        finally:
            first_rounds[page.id].set()
        if outcome:
            tell(outcome)

    def keep_up(desk: Desk) -> None:
        outcome = Outcome()
        try:
            take_up_pageless(desk, outcome)
            # What a switched check still has to move, a little at each tick.
            reweigh(desk.store, desk.clock, batches=_REWEIGHED_AT_A_TICK)
        except (StoreBusy, StoreBroken) as error:
            _log.error("%s", describe(error))
        if outcome:
            tell(outcome)

    # A thread for each page, so that one whose way out hangs holds no other back, and one each for visits, looks,
    # totals and tokens.
    scheduler = BackgroundScheduler(
        executors={name: ThreadPoolExecutor(1) for name in ("default", "collect", "revisit", "insights", "tokens")}
        | {"publish": ThreadPoolExecutor(max(1, min(len(pages), MOST_AT_ONCE)))},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )
    with publisher_lock(desk.settings.data_dir / "publisher.lock", desk.holder, desk.clock) as lock:
        beating = replace(desk, alive=lock.beat)
        _follow_rules(desk)
        now = datetime.now(UTC)
        for page in pages:
            scheduler.add_job(
                publish, "interval", args=(beating, page), seconds=PUBLISH_SECONDS, executor="publish",
                next_run_time=now,
            )  # fmt: skip
        scheduler.add_job(keep_up, "interval", args=(beating,), seconds=PUBLISH_SECONDS, next_run_time=now)
        scheduler.add_job(
            check_tokens, "interval", args=(desk.store, desk.settings, desk.clock), seconds=TOKENS_SECONDS,
            executor="tokens",
        )  # fmt: skip
        if collecting is not None:
            scheduler.add_job(collecting, "interval", seconds=COLLECT_SECONDS, executor="collect")
        if revisits is not None:
            scheduler.add_job(
                revisits.look, "interval", seconds=REVISIT_SECONDS, executor="revisit", next_run_time=datetime.now(UTC)
            )
        gathering = Gathering(desk)
        scheduler.add_job(gathering.gather, "interval", seconds=INSIGHTS_SECONDS, executor="insights")
        scheduler.start()
        try:
            until = time.monotonic() + FIRST_ROUND_SECONDS
            for event in first_rounds.values():
                event.wait(max(0.0, until - time.monotonic()))
            yield
        finally:
            if collecting is not None:
                collecting.stop()
            if revisits is not None:
                revisits.stop()
            gathering.stop()
            scheduler.shutdown(wait=True)


def _follow_rules(desk: Desk) -> None:
    """The time zones' rules as this process knows them, for its length: a start is when they can have changed."""
    try:
        follow_rules(desk.store, desk.clock())
    except (StoreBusy, StoreBroken) as error:
        _log.error("%s", describe(error))


def wait_for_signal() -> None:
    """Sleep until Ctrl-C or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(3600):
        pass
