"""One publisher at a time: a lock that the kernel drops when its process dies, however it dies.

The file says who holds it and when that process last gave a sign of life; it stays behind a process that was killed.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.clock import Clock, from_text, system_clock, to_text
from pipeline.errors import PublisherRunning

_BEAT_EVERY = timedelta(seconds=1)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Holder:
    """What the lock file says of its holder, or of the last one if that was killed."""

    holder: str
    host: str
    pid: int
    started: datetime
    heartbeat: datetime


def read_holder(path: Path) -> Holder | None:
    """Who holds the lock, or was killed while holding it; None after an orderly end or where nobody has held it.

    A heartbeat that has stopped tells the one from the other. Raises `OSError` for a file that cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
        document = json.loads(text)
        return Holder(
            str(document["holder"]),
            str(document["host"]),
            int(document["pid"]),
            from_text(document["started"]),
            from_text(document["heartbeat"]),
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


class Lock:
    """The lock as its holder has it."""

    def __init__(self, file: int, holder: Holder, clock: Clock) -> None:
        self._file = file
        self._holder = holder
        self._clock = clock

    def beat(self) -> None:
        """Give a sign of life, at most once a second. A disk that does not take it stops nobody: the lock holds."""
        now = self._clock()
        # A clock that was set back must not silence it until it has caught up.
        if not timedelta(0) <= now - self._holder.heartbeat < _BEAT_EVERY:
            self._holder = replace(self._holder, heartbeat=now)
            self.write()

    def write(self) -> None:
        document = asdict(self._holder)
        document |= {key: to_text(document[key]) for key in ("started", "heartbeat")}
        try:
            # In place, and always of the same length: another file would be another lock.
            os.pwrite(self._file, f"{json.dumps(document)}\n".encode(), 0)
        except OSError as error:
            _log.warning("the publisher's heartbeat could not be written: %s", error)


@contextmanager
def publisher_lock(path: Path, holder: str, clock: Clock = system_clock) -> Iterator[Lock]:
    """Hold the lock file for the length of the block. Raises `PublisherRunning`, naming who holds it since when."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _running(read_holder(path)) from error
        os.ftruncate(file, 0)
        now = clock()
        lock = Lock(file, Holder(holder, socket.gethostname(), os.getpid(), now, now), clock)
        lock.write()
        yield lock
        os.ftruncate(file, 0)
    finally:
        os.close(file)


def _running(holder: Holder | None) -> PublisherRunning:
    if holder is None:
        return PublisherRunning(holder="?", started="?", heartbeat="?")
    return PublisherRunning(holder=holder.holder, started=_shown(holder.started), heartbeat=_shown(holder.heartbeat))


def _shown(instant: datetime) -> str:
    """As the clock of this machine shows it."""
    return f"{instant.astimezone():%H:%M:%S %d/%m/%Y}"
