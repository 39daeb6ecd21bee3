"""The desk's own publishing over the Facebook publisher and a fake Graph API that goes wrong at random."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.compose import full_text
from pipeline.graph import GraphPage
from pipeline.graph.client import Client
from pipeline.model import PostState
from pipeline.publish import Desk, tick
from pipeline.publishers import Publisher
from pipeline.publishers.facebook import Facebook
from tests.fakes.graph import Fault, graph
from tests.pipeline.support import PAGE, make_room

NUMBER, TOKEN = "100000000000001", "EAAtokenOfThePage0123456789"
POSTS = 25
FACEBOOK = replace(PAGE, publisher="facebook", lateness_minutes=1440)
RATES = {
    Fault.ERROR_AFTER: 0.1,
    Fault.ERROR_BEFORE: 0.1,
    Fault.RESET_AFTER: 0.1,
    Fault.RESET_BEFORE: 0.1,
    Fault.CUT_AFTER: 0.05,
    Fault.GARBAGE_AFTER: 0.05,
    Fault.LATE_ERROR_AFTER: 0.1,
    "code-100": 0.05,
    "code-506": 0.05,
    "code-613": 0.05,
}


@pytest.mark.parametrize("seed", range(4))
def test_each_post_is_seen_once_or_stands_before_a_person(tmp_path: Path, seed: int) -> None:
    room = make_room(tmp_path / "desk")
    clock = room.clock
    for _ in range(POSTS):
        room.scheduled_post(due_in=timedelta(seconds=1))
    with (
        graph(clock=lambda: clock().timestamp()) as fake,
        Client(lambda: fake.world.app_secret, timeout=5, monotonic=lambda: clock().timestamp()) as client,
    ):
        fake.world.add_page(NUMBER, token=TOKEN)
        fake.world.regain_minutes = 1
        fake.faults.at_random("feed", seed, RATES)
        fake.faults.at_random("list", seed + 100, {Fault.RESET_BEFORE: 0.1, Fault.ERROR_BEFORE: 0.1})
        pages = {PAGE.id: GraphPage(PAGE.id, NUMBER, base=fake.base)}
        facebook = Facebook(pages, client, lambda _page: TOKEN, pytest.fail)
        publishers: dict[str, Publisher] = {"facebook": facebook}
        desk = Desk(room.store, replace(room.settings, pages=(FACEBOOK,)), publishers, clock, "one")
        for _ in range(150):
            clock.advance(seconds=30)
            tick(desk)
        posts = room.store.posts.list(limit=1000)
        shown = Counter(each.message for each in fake.world.shown())
    assert len(posts) == POSTS
    for post in posts:
        times = shown[full_text(post)]
        match post.state:
            case PostState.PUBLISHED:
                assert times == 1
            case PostState.FAILED:
                assert times == 0
            case PostState.UNKNOWN:
                assert (times, post.read_at) == (0, None)
            case _:
                pytest.fail(f"{post.state} is no end")
    assert max(shown.values()) == 1
    room.store.close()
