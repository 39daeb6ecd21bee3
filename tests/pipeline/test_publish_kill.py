"""`kill -9` of publishers of a page that has no key: each post at most once, none lost, none forgotten.

The page is the fake Graph API, a real HTTP server, with faults on. What a reader of the page sees is counted there.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from pipeline.clock import to_text
from pipeline.model import PostState
from pipeline.settle import not_there
from tests.fakes.graph import FakeGraph, Fault, graph
from tests.pipeline.graph_page import NUMBER
from tests.pipeline.many import many_posts
from tests.pipeline.publisher_child import STEPS, Plan
from tests.pipeline.support import Room, make_room

ROOT = Path(__file__).resolve().parents[2]
SPEED = 200
FAULTS = {
    Fault.ERROR_AFTER: 0.03,
    Fault.RESET_AFTER: 0.03,
    Fault.CUT_AFTER: 0.01,
    Fault.LATE_ERROR_AFTER: 0.01,
    Fault.SILENT_AFTER: 0.005,
    Fault.ERROR_BEFORE: 0.01,
    Fault.RESET_BEFORE: 0.01,
    "code-4": 0.004,
    "code-100": 0.01,
}

UNDISTURBED = ("claim", "prepare", "upload", "intend", "post", "record_published")
"""Steps that every delivery comes to; the others need a fault, or a kill before them."""
INTERRUPTED = {"claim_again": "claim.after", "doubt": "intend.after"}


class Publishers:
    """Children to be killed, from one process that has imported everything already."""

    def __init__(self, plan: Plan) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.pipeline.publisher_child", plan.text()],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, command: str, value: object) -> str:
        assert self._process.stdin is not None
        print(command, value, file=self._process.stdin, flush=True)
        return self._line()

    def run_and_kill(self, wait: Callable[[], object]) -> str:
        pid = int(self.run("mortal", 20))
        wait()
        os.kill(pid, signal.SIGKILL)
        return self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        self._process.communicate()


@contextmanager
def publishing(folder: Path, count: int) -> Iterator[tuple[Room, FakeGraph, Plan, Publishers]]:
    """A desk with `count` due posts, its page, and publishers for it."""
    room = make_room(folder)
    many_posts(room, count, due_in=timedelta(0), apart=timedelta(milliseconds=1), pictures=3)
    zero = time.time()
    begin = room.clock() + timedelta(seconds=count / 1000 + 1)
    with graph(clock=lambda: begin.timestamp() + (time.time() - zero) * SPEED) as fake:
        fake.silent_seconds = 1.0
        fake.world.regain_minutes = 1
        token = fake.world.add_page(NUMBER)
        plan = Plan(str(folder), fake.base, token, fake.world.app_secret, to_text(begin), zero, SPEED)
        publishers = Publishers(plan)
        try:
            yield room, fake, plan, publishers
        finally:
            publishers.end()
            room.store.close()


def seen(fake: FakeGraph) -> Counter[str]:
    """By the link in the text, for a post with pictures shows no other."""
    return Counter(shown.message.split()[-1] for shown in fake.world.shown())


def assert_each_once_and_none_lost(room: Room, fake: FakeGraph, plan: Plan, count: int) -> Counter[PostState]:
    """What the desk says of each post is what a reader sees, or stands in front of a person."""
    ledger = seen(fake)
    assert max(ledger.values(), default=0) <= 1
    posts = room.store.posts.list(limit=count + 1)
    assert len(posts) == count
    for post in posts:
        match post.state:
            case PostState.PUBLISHED:
                assert ledger[post.link] == 1
            case PostState.FAILED | PostState.MISSED:
                assert ledger[post.link] == 0
            case state:
                assert (state, post.problem, post.read_at) == (PostState.UNKNOWN, "absent", None)
                assert ledger[post.link] == 0, "it was listed in time, so reading back finds it"
                not_there(room.store, room.editor, post.id, post.version, plan.clock())
    assert set(ledger) <= {post.link for post in posts}
    return Counter(post.state for post in posts)


def calls_and_a_moment(fake: FakeGraph, calls: int, moment: float, most: float) -> None:
    """Wait for so many calls, then for a moment: however fast this machine is, posts are left until the last kill."""
    before, end = len(fake.seen), time.monotonic() + most
    while len(fake.seen) - before < calls and time.monotonic() < end:
        time.sleep(0.001)
    time.sleep(moment)


@pytest.mark.slow
def test_200_random_kills_over_1000_posts_with_faults_on(tmp_path: Path) -> None:
    kills, count = 200, 1000
    moments = random.Random(2026)
    with publishing(tmp_path / "desk", count) as (room, fake, plan, publishers):
        fake.faults.at_random("feed", 7, FAULTS)
        fake.faults.at_random("photos", 9, {Fault.ERROR_AFTER: 0.05, Fault.RESET_BEFORE: 0.05})
        fake.faults.at_random("list", 8, {Fault.ERROR_BEFORE: 0.01, Fault.RESET_BEFORE: 0.01})
        while_sending = 0
        for n in range(kills):
            before = len(fake.world.shown())
            # Every twentieth lives through a turn of 20 posts and reads the page back.
            calls = moments.randrange(7) if n % 20 else moments.randrange(50, 150)
            some = partial(calls_and_a_moment, fake, calls, moments.uniform(0, 0.012), 0.5 if n % 20 else 2)
            assert publishers.run_and_kill(some) == "killed"
            while_sending += len(fake.world.shown()) > before
        assert fake.calls("GET", "/published_posts"), "some read back before they were killed"
        assert while_sending > kills / 3, "the kills came while posts were going out"
        assert publishers.run("drain", 120) == "done"
        states = assert_each_once_and_none_lost(room, fake, plan, count)
        assert states[PostState.PUBLISHED] > count / 2


@pytest.mark.slow
def test_killed_at_every_step_around_the_post_and_the_reading_back(tmp_path: Path) -> None:
    count = 60
    faults = (Fault.ERROR_AFTER, Fault.ERROR_BEFORE, "code-4", Fault.LATE_ERROR_AFTER)
    with publishing(tmp_path / "desk", count) as (room, fake, plan, publishers):
        for step in STEPS:
            name = step.partition(".")[0]
            if name in INTERRUPTED:
                assert publishers.run("step", INTERRUPTED[name]) == "killed"
            elif name not in UNDISTURBED:
                fake.faults.next("feed", *faults)
            assert publishers.run("step", step) == "killed", step
        fake.faults.clear()
        assert publishers.run("drain", 60) == "done"
        assert_each_once_and_none_lost(room, fake, plan, count)


def test_of_two_publishers_started_at_once_one_publishes_1000_posts_once(tmp_path: Path) -> None:
    count = 1000
    with publishing(tmp_path / "desk", count) as (room, fake, plan, publishers):
        second = Publishers(plan)
        answers: list[str] = []
        threads = [
            threading.Thread(target=lambda one=one: answers.append(one.run("drain", 100)))
            for one in (publishers, second)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        second.end()
        assert sorted(answers) == ["done", "exit 4"], "the second one is refused by the lock"
        assert len(seen(fake)) == count
        assert assert_each_once_and_none_lost(room, fake, plan, count) == {PostState.PUBLISHED: count}
