"""Transactions, migrations, accounts and sessions of the store."""

from __future__ import annotations

import os
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline import passwords
from pipeline.errors import LoginInvalid, LoginTaken, NotFound, PasswordWeak, StoreBroken, StoreBusy, StoreTooNew
from pipeline.model import Role
from pipeline.store import Store
from pipeline.store.base import Database
from pipeline.store.migrations import STEPS, migrate
from tests.pipeline.support import NOON, Room


def schema(path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    connection.close()
    return found


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    Store.open(path).close()
    before = schema(path)
    Store.open(path).close()
    assert schema(path) == before
    assert len(before) > 20


def test_two_processes_may_migrate_at_once(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    versions: list[int] = []
    threads = [threading.Thread(target=lambda: versions.append(migrate(Database(path)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert versions == [len(STEPS)] * 4


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StoreTooNew):
        Store.open(path)


@pytest.mark.parametrize("content", [b"not a data file, but long enough to be taken for one" * 40])
def test_a_file_that_is_no_data_file_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(content)
    with pytest.raises(StoreBroken):
        Store.open(path)
    assert path.read_bytes() == content


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "desk.db")
    migrate(database)

    def half() -> None:
        with database.write() as tx:
            tx.execute("INSERT INTO sources (id, name) VALUES ('a', 'A')")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        half()
    with database.read() as tx:
        assert tx.execute("SELECT count(*) FROM sources").fetchone()[0] == 0
    database.close()


def test_a_writer_that_waits_too_long_is_told_the_store_is_busy(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    holder, waiter = Database(path), Database(path, busy_seconds=0.05)
    migrate(holder)
    with holder.write(), pytest.raises(StoreBusy), waiter.write():
        pass
    with waiter.write() as tx:
        tx.execute("INSERT INTO sources (id, name) VALUES ('a', 'A')")
    holder.close()
    waiter.close()


def test_many_threads_write_without_losing_anything(room: Room) -> None:
    def work(number: int) -> None:
        for n in range(10):
            room.store.logins.record(f"k{number}-{n}", NOON, NOON - timedelta(days=1))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(room.store.logins.recent(f"k{a}-{b}", NOON) for a in range(4) for b in range(10)) == 40


def test_events_cannot_be_changed_or_deleted(room: Room) -> None:
    room.article()
    database = Database(room.settings.database)
    for statement in ("DELETE FROM events", "UPDATE events SET kind = 'x'"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"), database.write() as tx:
            tx.execute(statement)
    database.close()


@pytest.mark.parametrize("login", ["", "a", "Lan", "lan nt", "lan/../x", "a" * 65, "lan\n"])
def test_a_login_that_is_none_is_refused(room: Room, login: str) -> None:
    with pytest.raises(LoginInvalid):
        room.store.users.add(login, "Lan", Role.EDITOR, "x", NOON)


def test_a_login_is_taken_once(room: Room) -> None:
    with pytest.raises(LoginTaken):
        room.store.users.add("lan", "Lan khác", Role.EDITOR, "x", NOON)


def test_a_new_password_ends_the_sessions(room: Room) -> None:
    expires = NOON + timedelta(hours=1)
    room.store.sessions.create(room.editor.id, "hash", "csrf", NOON, expires)
    found = room.store.sessions.get("hash", NOON)
    assert found is not None
    assert found.user == room.editor
    assert room.store.sessions.get("hash", expires) is None, "an expired session is none"
    room.store.users.set_password("minh", "y", NOON)
    assert room.store.sessions.get("hash", NOON) is None
    with pytest.raises(NotFound):
        room.store.users.set_password("nobody", "y", NOON)


def test_passwords_are_argon2id_and_checked(room: Room) -> None:
    encoded = passwords.hash_password("mật khẩu dài")
    assert encoded.startswith("$argon2id$")
    assert passwords.verify(encoded, "mật khẩu dài")
    assert not passwords.verify(encoded, "mật khẩu khác")
    assert not passwords.verify("not a hash", "mật khẩu dài")
    assert not passwords.verify_dummy("mật khẩu dài")
    with pytest.raises(PasswordWeak):
        passwords.hash_password("ngắn")


def test_made_passwords_differ_and_are_strong_enough() -> None:
    made = {passwords.generate() for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) >= passwords.LEAST for password in made)


def test_the_connection_of_a_thread_ends_with_it(tmp_path: Path) -> None:
    """A server's threads come and go for months."""
    path = tmp_path / "desk.db"
    database = Database(path)
    migrate(database)

    def opened() -> int:
        return sum(os.path.realpath(link) == str(path.resolve()) for link in Path("/proc/self/fd").iterdir())

    def read() -> None:
        with database.read() as tx:
            tx.execute("SELECT count(*) FROM users").fetchone()

    for _ in range(20):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    # SQLite itself keeps one of a closed connection for the next: closing it would drop the locks of the others.
    assert 1 <= opened() <= 3
    database.close()
    assert opened() == 0
