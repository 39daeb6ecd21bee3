"""One publisher at a time: a lock that the kernel drops when its process dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import PublisherRunning


@contextmanager
def publisher_lock(path: Path, holder: str) -> Iterator[None]:
    """Hold the lock file for the length of the block. Raises `PublisherRunning`, naming who holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise PublisherRunning(holder=file.read().strip() or "?") from error
        file.seek(0)
        file.truncate()
        file.write(f"{holder}\n")
        file.flush()
        os.fsync(file.fileno())
        try:
            yield
        finally:
            file.seek(0)
            file.truncate()
