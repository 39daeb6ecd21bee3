"""Connections and transactions. With `migrations` the only place that knows it is SQLite.

Reads that lead to writes open `BEGIN IMMEDIATE`: a deferred transaction that turns into a writer fails at
once with "database is locked", whatever the busy timeout (https://www.sqlite.org/lang_transaction.html).
`synchronous=FULL` because the intent to publish must survive a power cut, not only a killed process. What can be had
again from its source may do with NORMAL, under which WAL loses nothing to a killed process
(https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

from pipeline.errors import StoreBroken, StoreBusy

BUSY_SECONDS = 10.0
CACHE_KB = 2000
"""Of pages that each connection keeps for itself; SQLite's own default."""


class _Held:
    """A thread's connection, closed with the thread: servers let idle threads end and start others."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class Database:
    """One SQLite file; each thread gets a connection of its own on first use."""

    def __init__(
        self, path: Path, busy_seconds: float = BUSY_SECONDS, *, durable: bool = True, cache_kb: int = CACHE_KB
    ) -> None:
        self.path = path
        self._synchronous = "FULL" if durable else "NORMAL"
        self._busy_seconds = busy_seconds
        self._cache_kb = cache_kb
        self._local = threading.local()
        self._lock = threading.Lock()
        self._all: WeakSet[_Held] = WeakSet()

    def connection(self) -> sqlite3.Connection:
        existing: _Held | None = getattr(self._local, "held", None)
        if existing is not None:
            return existing.connection
        try:
            connection = sqlite3.connect(
                self.path, timeout=self._busy_seconds, isolation_level=None, check_same_thread=False
            )
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {self._synchronous}")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA cache_size = -{self._cache_kb}")
        except sqlite3.Error as error:
            raise StoreBroken(path=self.path, cause=error) from error
        held = self._local.held = _Held(connection)
        with self._lock:
            self._all.add(held)
        return connection

    def close(self) -> None:
        """Close every thread's connection; the object can be used again afterwards."""
        with self._lock:
            for held in self._all:
                held.connection.close()
            self._all.clear()
            self._local = threading.local()

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A consistent view of the data for a few queries."""
        yield from self._transaction("BEGIN")

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction that may write: all of it or none. Raises `StoreBusy` or `StoreBroken`."""
        yield from self._transaction("BEGIN IMMEDIATE")

    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        connection = self.connection()
        try:
            connection.execute(begin)
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            try:
                connection.execute("COMMIT")
            except sqlite3.Error:
                connection.execute("ROLLBACK")
                raise
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise StoreBusy from error
            raise StoreBroken(path=self.path, cause=error) from error
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise
            raise StoreBroken(path=self.path, cause=error) from error
