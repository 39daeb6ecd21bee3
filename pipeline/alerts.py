"""Telling people by mail what is wrong with the desk: one mail when it has lasted, one when it is over.

Both processes, `run` and `serve`, watch: a dead publisher cannot tell its own death. The incident's row is claimed
before its mail goes, so that one of them tells. Where one is killed between the mail and its record, the other sends it
again under the same Message-ID, which mail programs show once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.checkup import Checkup, Report
from pipeline.clock import Clock, system_clock
from pipeline.errors import DeskError, StoreBroken, StoreBusy
from pipeline.health import Item, incidents
from pipeline.health_words import advice, incident_name, sentence
from pipeline.i18n import _, format_datetime
from pipeline.incidents import STALE, Move, due, plan, retry_at
from pipeline.mail import Mailer, Message
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.store.incidents import Incident

WATCH_SECONDS = 10.0
CLAIM = timedelta(seconds=120)
"""Longer than a mail can take (`pipeline.mail.TOTAL_SECONDS` and the greeting)."""
LOG_READ = timedelta(days=1)
_GRACE_SECONDS = 5.0
STORE = "store-unusable"
Send = Callable[[Message], object]
"""Hands one message over; raises a `DeskError` when it did not go, or may not have."""
_log = logging.getLogger(__name__)


class Alerts:
    """One process's watch over one desk."""

    def __init__(self, store: Store, settings: Settings, checkup: Checkup, clock: Clock, send: Send) -> None:
        self._store = store
        self._settings = settings
        self._checkup = checkup
        self._clock = clock
        self._send = send
        self._hold = timedelta(seconds=settings.alerts.hold_seconds)
        # An incident of the store itself cannot be kept in it.
        self._unstored: Incident | None = None

    def watch(self) -> None:
        """Look once, bring the incidents up to date, and send the mails that are due."""
        report = self._checkup.look()
        works = report.snapshot.store_problem is None
        if works:
            try:
                self._record(incidents(report.items), report.snapshot.now)
                self._tell_stored(report)
            except (StoreBusy, StoreBroken) as error:
                _log.warning("incidents could not be kept: %s", error.code)
                works = False
        self._watch_store(works, report)

    def _record(self, wrong: Sequence[Item], now: datetime) -> None:
        kept = self._store.incidents
        seen = [(item.code, item.subject) for item in wrong if item.code != STORE]
        planned = plan(kept.open_ones(), seen, now, self._hold)
        if planned.opened:
            kept.open(planned.opened, now)
        for move in planned.moves:
            self._move(move, now)

    def _move(self, move: Move, now: datetime) -> None:
        kept, number = self._store.incidents, move.incident.id
        if move.kind == "drop":
            kept.drop(number)
        elif move.kind == "clear":
            kept.mark_clear(number, now)
        elif move.kind == "again":
            kept.mark_again(number)
        else:
            kept.recover(number, now)

    def _tell_stored(self, report: Report) -> None:
        if not self._settings.alerts.to:
            return
        now = report.snapshot.now
        for one in due(self._store.incidents.untold(now - STALE), now, self._hold):
            if not self._store.incidents.claim(one, now, now + CLAIM):
                continue
            if self._sent(one, report):
                self._store.incidents.told(one, self._clock())
            else:
                self._store.incidents.not_told(one, retry_at(one.tries + 1, self._clock()))

    def _watch_store(self, works: bool, report: Report) -> None:
        """The same for the store itself, kept in this process. Both processes may tell, under one Message-ID."""
        now = report.snapshot.now
        if self._unstored is None:
            if not works:
                self._unstored = Incident(0, f"store-{now:%Y%m%d%H}", STORE, "", now)
            return
        seen = () if works else ((STORE, ""),)
        one: Incident | None = self._unstored
        for move in plan([self._unstored], seen, now, self._hold).moves:
            one = _moved(self._unstored, move, now)
        if one is not None and self._settings.alerts.to and due([one], now, self._hold):
            if self._sent(one, report):
                one = _told(one, now)
            else:
                one = replace(one, tries=one.tries + 1, not_before=retry_at(one.tries + 1, now))
        over = one is not None and one.recovered_at is not None
        done = one is None or (over and (one.recovery_told_at is not None or not self._settings.alerts.to))
        self._unstored = None if done else one

    def _sent(self, one: Incident, report: Report) -> bool:
        try:
            self._send(message(one, report, self._settings, self._clock()))
        except DeskError as error:
            _log.warning("an alert (%s) did not go, and is tried again: %s", one.code, error.code)
            return False
        return True


def _moved(one: Incident, move: Move, now: datetime) -> Incident | None:
    if move.kind == "drop":
        return None
    if move.kind == "recover":
        return replace(one, recovered_at=now, tries=0, not_before=None)
    return replace(one, clear_since=now if move.kind == "clear" else None)


def _told(one: Incident, now: datetime) -> Incident:
    if one.recovered_at is not None:
        return replace(one, recovery_told_at=now)
    return replace(one, told_at=now, tries=0, not_before=None)


def message(one: Incident, report: Report, settings: Settings, now: datetime) -> Message:
    """The mail of an incident: what is wrong, since when, what to do; or from when until when it was."""
    assert settings.mail is not None
    name = incident_name(one.code) + (f" ({one.subject})" if one.subject else "")
    opened = format_datetime(one.opened_at, settings.zone)
    if one.recovered_at is None:
        title = _("FAILED: {name}").format(name=name)
        lines = [name + ".", *_details(one, report, settings.zone), "", _("Since: {when}").format(when=opened)]
    else:
        title = _("Well again: {name}").format(name=name)
        # It was over when it was first not seen; that it lasts was waited for.
        ended = format_datetime(one.clear_since or one.recovered_at, settings.zone)
        lines = [
            _("It is over: {name}.").format(name=name),
            "",
            _("From {start} to {end}.").format(start=opened, end=ended),
        ]
    lines += ["", _("Ánh Dương Desk of {operator}. See `anhduong doctor`, or the page “Health” of the desk.").format(
        operator=settings.operator)]  # fmt: skip
    kind = "open" if one.recovered_at is None else "over"
    domain = settings.mail.sender.rpartition("@")[2]
    return Message(
        to=settings.alerts.to,
        subject=f"[{_('Ánh Dương Desk')}] {title}",
        text="\n".join(lines) + "\n",
        at=now,
        message_id=f"{one.key}.{kind}@{domain}",
    )


def _details(one: Incident, report: Report, zone: str) -> list[str]:
    step = advice(one.code)
    item = next((i for i in report.items if (i.code, i.subject) == (one.code, one.subject)), None)
    said = [sentence(item, zone)] if item is not None else []
    return [*said, *([_("What to do: {step}").format(step=step)] if step else [])]


def read_log_daily(store: Store, now: datetime) -> None:
    """Read the chain of the log when that was a day ago. A store that fails is told by the watch itself."""
    with suppress(StoreBusy, StoreBroken):
        last = store.audit.checked()
        if last is None or not timedelta(0) <= now - last.at < LOG_READ:
            store.audit.verify(now)


@contextmanager
def watching(
    settings: Settings,
    clock: Clock = system_clock,
    *,
    reading_log: bool = False,
    seconds: float = WATCH_SECONDS,
    send: Send | None = None,
) -> Iterator[None]:
    """Watch in a thread of its own, with a store of its own, for the length of the block.

    With `reading_log` the chain of the log is read once a day too; one process does it. A mail that takes long is left
    behind when the block ends, as by a kill.
    """
    stop = threading.Event()

    def deliver(mail: Message) -> None:
        Mailer.of(settings.mail).send(mail)

    def work() -> None:
        with Store.open(settings.database) as store:
            alerts = Alerts(store, settings, Checkup(store, settings, clock), clock, send or deliver)
            while not stop.wait(seconds):
                try:
                    if reading_log:
                        read_log_daily(store, clock())
                    alerts.watch()
                except Exception:
                    # A mistake of the watch must not end it, nor what it watches.
                    _log.exception("watching the desk failed")

    thread = threading.Thread(target=work, name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_GRACE_SECONDS)
