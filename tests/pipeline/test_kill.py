"""`kill -9` of a real `anhduong run`, around the outbox write: no post twice, none lost."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.clock import system_clock
from pipeline.model import PostState
from pipeline.templates import write_new_desk
from tests.pipeline.support import Room, make_room

KILLS = 20
ROOT = Path(__file__).resolve().parents[2]


def due_posts(folder: Path, count: int) -> Room:
    write_new_desk(folder, operator="A", contact="a@example.vn", page_name="Ánh Dương", page_id="anh-duong")
    room = make_room(folder)
    room.clock.now = system_clock()
    for _ in range(count):
        post = room.scheduled_post(due_in=timedelta(seconds=-60))
        # Its source is nobody's: the editor has looked there.
        room.store.revisits.vouch(room.editor, post, room.clock())
    return room


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def assert_each_once(room: Room, count: int) -> None:
    finish = start("-m", "pipeline", "publish", "--dir", str(room.settings.data_dir))
    finish.communicate(timeout=60)
    assert finish.returncode == 0
    keys = Counter(json.loads(path.read_text())["key"] for path in room.settings.outbox.glob("*/post-*.json"))
    posts = room.store.posts.list(limit=1000)
    assert len(posts) == count
    assert [post.state for post in posts] == [PostState.PUBLISHED] * count
    assert keys == Counter({post.key: 1 for post in posts})
    assert len(list(room.settings.outbox.glob("*/post-*.html"))) == count


@pytest.mark.slow
@pytest.mark.parametrize("point", ["claimed", "intended", "written"])
def test_killed_at_every_point_of_a_delivery(tmp_path: Path, point: str) -> None:
    room = due_posts(tmp_path / "desk", KILLS)
    for _ in range(KILLS):
        process = start("-m", "tests.pipeline.killable", str(room.settings.data_dir), point)
        assert process.stdout is not None
        for line in process.stdout:
            if line == "HERE\n":
                break
        else:
            pytest.fail("the publisher ended before it reached the point")
        kill(process)
    assert_each_once(room, KILLS)
    room.store.close()


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path) -> None:
    count = 120
    room = due_posts(tmp_path / "desk", count)
    moments = random.Random(2026)
    for _ in range(8):
        process = start("-m", "pipeline", "run", "--no-collect", "--dir", str(room.settings.data_dir))
        time.sleep(moments.uniform(0.2, 1.2))
        kill(process)
    assert_each_once(room, count)
    room.store.close()
