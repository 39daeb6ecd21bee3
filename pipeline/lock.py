"""One publisher at a time: a lock that the kernel drops when its process dies, however it dies."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from pipeline.clock import from_text, system_clock, to_text
from pipeline.errors import PublisherRunning


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the publisher's lock, since when, and when it last said that it works."""

    holder: str
    started: datetime
    heartbeat: datetime


def read(path: Path) -> Holder | None:
    """What the lock file says, None when nobody holds it. A process that died unseen still stands there."""
    try:
        said = json.loads(path.read_bytes() or b"null")
        return Holder(str(said["holder"]), from_text(said["started"]), from_text(said["heartbeat"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextmanager
def publisher_lock(path: Path, holder: str) -> Iterator[None]:
    """Hold the lock file for the length of the block. Raises `PublisherRunning`, naming who holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            other = read(path)
            raise PublisherRunning(holder=other.holder if other else "?") from error
        now = to_text(system_clock())
        _write(file, {"holder": holder, "pid": os.getpid(), "started": now, "heartbeat": now})
        try:
            yield
        finally:
            file.seek(0)
            file.truncate()


def _write(file: IO[str], said: dict[str, object]) -> None:
    file.seek(0)
    file.truncate()
    file.write(json.dumps(said) + "\n")
    file.flush()
    os.fsync(file.fileno())
