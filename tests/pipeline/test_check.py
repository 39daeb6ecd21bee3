"""Judging what is new: the same outcome with any number of processes, and nothing that one text can stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from classifier.topics import TopicModel
from pipeline import workers
from pipeline.check import check_new
from pipeline.errors import ArticleNotJudged
from pipeline.i18n import describe
from pipeline.model import ArticleState
from pipeline.store.base import Database
from tests.pipeline.judges import obedient
from tests.pipeline.support import Room, make_room

MODEL = TopicModel.load()
ROOT = Path(__file__).resolve().parents[2]


def fill(room: Room, count: int, titles: Sequence[str] = ()) -> None:
    """Articles that wait for a check, some of them copies of an earlier one."""
    for number in range(count):
        name = f"số {number % 40} xã Nậm Lư {number % 7}"
        room.store.articles.upsert(
            room.found(
                title=titles[number] if number < len(titles) else f"Tin {name}",
                text=" ".join(f"Ủy ban {name} thông báo việc {word} cho dân." for word in range(number % 40, 48)),
            )
        )


def outcome(room: Room) -> dict[str, list[tuple[Any, ...]]]:
    tables = {
        "articles": "id, state, verdict, cluster_id, folded",
        "flags": "article_id, id, check_name, field, start_at, reason",
        "topics": "article_id, rank, code, probability",
        "near_copies": "article_id, other_id, similarity",
        "signatures": "article_id, signature",
    }
    database = Database(room.settings.database)
    with database.read() as tx:
        found = {
            table: [tuple(row) for row in tx.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2")]
            for table, columns in tables.items()
        }
    database.close()
    return found


@pytest.mark.slow
def test_the_outcome_does_not_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    outcomes = []
    for number in (0, 1, 3):
        room = make_room(tmp_path / str(number))
        fill(room, 120)
        counts = check_new(room.store, MODEL, room.clock, judging=partial(workers.judged, workers=number))
        assert counts.total() == 120
        outcomes.append(outcome(room))
        room.store.close()
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert any(cluster for _, _, _, cluster, _ in outcomes[0]["articles"])


@pytest.mark.slow
def test_a_text_that_hangs_or_crashes_its_process_is_named_and_the_rest_goes_on(room: Room) -> None:
    fill(room, 60, ["Tin đầu", "hang lâu", "Tin ba", "crash ngay", "error nhỏ"])
    told: list[ArticleNotJudged] = []
    judging = partial(workers.judged, workers=2, function=obedient, seconds=5.0)
    counts = check_new(room.store, MODEL, room.clock, failed=told.append, judging=judging)
    assert counts.total() == 57
    assert [error.fields["title"] for error in told] == ["hang lâu", "crash ngay", "error nhỏ"]
    said = [describe(error) for error in told]
    assert "5 giây" in said[0]
    assert "-11" in said[1]
    assert "chia cho không" in said[2]
    assert room.store.articles.count(ArticleState.NEW) == 3
    check_new(room.store, MODEL, room.clock)
    assert room.store.articles.count(ArticleState.NEW) == 0, "it is tried again at the next check"


def test_an_error_in_a_small_run_is_named_too(room: Room) -> None:
    fill(room, 3, ["Tin đầu", "error nhỏ"])
    told: list[ArticleNotJudged] = []
    counts = check_new(
        room.store, MODEL, room.clock, failed=told.append, judging=partial(workers.judged, function=obedient)
    )
    assert counts.total() == 2
    assert [error.fields["id"] for error in told] == [2]


def test_a_long_text_in_a_small_run_goes_to_a_process_of_its_own(room: Room) -> None:
    room.store.articles.upsert(room.found(title="crash ngay", text="dài " * 6_000))
    told: list[ArticleNotJudged] = []
    check_new(room.store, MODEL, room.clock, failed=told.append, judging=partial(workers.judged, function=obedient))
    assert [error.fields["title"] for error in told] == ["crash ngay"]


def start(room: Room, how: str) -> tuple[subprocess.Popen[str], set[int]]:
    """A run in a process group of its own with two workers, and their ids."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.pipeline.judges", str(room.settings.database), how],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    pids: set[int] = set()
    for line in process.stdout:
        pids.add(int(line.removeprefix("PID ")))
        if len(pids) == 2:
            break
    return process, pids


def assert_all_end(pids: set[int]) -> None:
    deadline = time.monotonic() + 20
    while alive := {pid for pid in pids if Path(f"/proc/{pid}").exists() and not is_zombie(pid)}:
        assert time.monotonic() < deadline, alive
        time.sleep(0.05)


def is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks processes up in /proc")
@pytest.mark.parametrize("how", ["slow", "stuck"])
def test_ctrl_c_ends_the_workers_too(room: Room, how: str) -> None:
    fill(room, 100)
    process, pids = start(room, how)
    os.killpg(process.pid, signal.SIGINT)
    said, complained = process.communicate(timeout=30)
    assert said.splitlines()[-1] == "STOPPED"
    assert complained == ""
    assert process.returncode == 0
    assert_all_end(pids)
    left = room.store.articles.count(ArticleState.NEW)
    check_new(room.store, MODEL, room.clock)
    assert left > 0
    assert room.store.articles.count(ArticleState.NEW) == 0


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks processes up in /proc")
@pytest.mark.parametrize("how", ["slow", "stuck"])
def test_no_worker_outlives_a_parent_that_is_killed(room: Room, how: str) -> None:
    fill(room, 100)
    process, pids = start(room, how)
    process.kill()
    process.communicate(timeout=30)
    assert_all_end(pids)
