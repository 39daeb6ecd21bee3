"""Gaps and overlaps of wall times, and what new rules of a zone do to posts that wait."""

from __future__ import annotations

import json
import shutil
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import schedule
from pipeline.errors import TimeMissing, TimeTwice
from pipeline.model import PostState
from pipeline.run import make_desk, ticking
from pipeline.walltime import around_gap, instants, moment_of, parse_choice, rederived, resolve
from tests.pipeline.support import NOON, Room

ZONES = ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "UTC")
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("wall", "zone", "before", "after"),
    [
        ("2027-03-28T02:00", "Europe/Berlin", "2027-03-28T01:59", "2027-03-28T03:00"),
        ("2027-03-28T02:59", "Europe/Berlin", "2027-03-28T01:59", "2027-03-28T03:00"),
        # Half an hour only.
        ("2027-10-03T02:10", "Australia/Lord_Howe", "2027-10-03T01:59", "2027-10-03T02:30"),
        # A whole day that the island's calendar left out.
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-29T23:59", "2011-12-31T00:00"),
    ],
)
def test_a_gap_names_the_two_nearest_times(wall: str, zone: str, before: str, after: str) -> None:
    with pytest.raises(TimeMissing) as caught:
        resolve(wall, zone)
    assert caught.value.fields["choices"] == (before, after)
    for said in (before, after):
        assert f"{datetime.fromisoformat(said):%d/%m/%Y %H:%M}" in str(caught.value)


@given(st.datetimes(datetime(1975, 1, 2), datetime(2099, 12, 30)), st.sampled_from(ZONES))
def test_a_wall_time_has_as_many_instants_as_the_clocks_show(wall: datetime, zone: str) -> None:
    naive = wall.replace(second=0, microsecond=0)
    tz = ZoneInfo(zone)
    found = instants(naive, tz)
    # Counted the other way round: by looking at the clock at every minute that could show it.
    guess = naive.replace(tzinfo=tz).astimezone(UTC)
    around = (guess + n * MINUTE for n in range(-130, 131))
    assert found == tuple(at for at in around if at.astimezone(tz).replace(tzinfo=None) == naive)
    text = f"{naive:%Y-%m-%dT%H:%M}"
    if len(found) == 1:
        assert resolve(text, zone).at == found[0]
    elif found:
        with pytest.raises(TimeTwice):
            resolve(text, zone)
        assert tuple(resolve(text, zone, fold).at for fold in (0, 1)) == found
    else:
        before, after = around_gap(naive, tz)
        assert before < naive < after
        assert instants(before, tz)[-1] + MINUTE == instants(after, tz)[0]


@given(
    st.datetimes(datetime(1975, 1, 2), datetime(2099, 12, 30), timezones=st.just(UTC)),
    st.sampled_from(ZONES),
)
def test_a_moment_and_its_choice_come_back(at: datetime, zone: str) -> None:
    minute = at.replace(second=0, microsecond=0)
    moment = moment_of(minute, zone)
    wall, fold = parse_choice(moment.choice)
    assert resolve(wall, zone, fold) == moment
    assert rederived(moment.wall, zone, moment.fold) == minute


@given(st.text(max_size=30), st.text(max_size=20))
def test_rules_never_fall_over_what_was_stored(wall: str, zone: str) -> None:
    assert rederived(wall, zone, 0) is None or ZoneInfo(zone)


# --- new rules -------------------------------------------------------------------------------------


@pytest.fixture
def rules(tmp_path: Path) -> Iterator[Path]:
    """A folder of zone files that goes before the system's: an update of the rules is a file put there."""
    known = zoneinfo.TZPATH
    folder = tmp_path / "zoneinfo"
    yield folder
    zoneinfo.reset_tzpath(known)
    ZoneInfo.clear_cache()


def update(folder: Path, zone: str, like: str) -> None:
    """New rules for a zone: those of another one."""
    source = next(Path(path) / like for path in zoneinfo.TZPATH if (Path(path) / like).is_file())
    target = folder / zone
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
    zoneinfo.reset_tzpath((str(folder), *zoneinfo.TZPATH))
    ZoneInfo.clear_cache()


def waiting(room: Room, wall: str, zone: str) -> int:
    post_id = room.scheduled_post()
    post = room.store.posts.get(post_id)
    moment = schedule.choose(wall, zone, room.clock())
    room.store.posts.schedule(
        room.editor, post_id, post.version, moment.wall, zone, moment.at, room.clock(), fold=moment.fold
    )
    return post_id


def test_new_rules_move_the_instant_and_keep_the_wall_time(room: Room, rules: Path) -> None:
    post_id = waiting(room, "2026-12-01T08:00", "Asia/Ho_Chi_Minh")
    other = waiting(room, "2026-12-01T08:00", "Europe/Berlin")
    version = room.store.posts.get(post_id).version
    update(rules, "Asia/Ho_Chi_Minh", "Asia/Tokyo")
    assert schedule.follow_rules(room.store, room.clock()) == (post_id,)
    post = room.store.posts.get(post_id)
    assert post.due_at == datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    assert (post.wall_time, post.state, post.version) == ("2026-12-01T08:00", PostState.SCHEDULED, version + 1)
    assert room.store.posts.get(other).due_at == datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
    event = room.store.audit.of("post", post_id)[-1]
    assert (event.kind, event.actor) == ("post.rederived", None)
    assert json.loads(event.detail or "")["was_at"].startswith("2026-12-01T01:00")
    assert schedule.follow_rules(room.store, room.clock()) == ()


def test_the_second_of_two_stays_the_second(room: Room, rules: Path) -> None:
    post_id = waiting(room, "2027-10-31T02:30@2", "Europe/Berlin")
    assert room.store.posts.get(post_id).fold == 1
    assert schedule.follow_rules(room.store, room.clock()) == ()
    # Rules without summer time: there is one half past two only.
    update(rules, "Europe/Berlin", "Africa/Lagos")
    assert schedule.follow_rules(room.store, room.clock()) == ()
    assert room.store.posts.get(post_id).due_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_a_zone_that_the_rules_no_longer_know_leaves_the_post_as_it_was(room: Room) -> None:
    post_id = room.scheduled_post(due_in=timedelta(days=2))
    post = room.store.posts.get(post_id)
    due = NOON + timedelta(days=3)
    room.store.posts.schedule(room.editor, post_id, post.version, "2026-11-26T12:00", "Asia/Hanoi2", due, NOON)
    assert schedule.follow_rules(room.store, room.clock()) == ()
    assert room.store.posts.get(post_id).due_at == due


def test_the_publisher_follows_new_rules_when_it_starts(room: Room, rules: Path) -> None:
    # 12:10 in Việt Nam is 10 minutes ahead; under the new rules it was nearly two hours ago.
    post_id = waiting(room, "2026-11-23T12:10", "Asia/Ho_Chi_Minh")
    update(rules, "Asia/Ho_Chi_Minh", "Asia/Tokyo")
    with ticking(make_desk(room.store, room.settings, room.clock), lambda _outcome: None):
        pass
    assert room.store.posts.get(post_id).state is PostState.MISSED
    assert "post.rederived" in [event.kind for event in room.store.audit.of("post", post_id)]


def test_only_posts_that_wait_follow(room: Room, rules: Path) -> None:
    post_id = waiting(room, "2026-12-01T08:00", "Asia/Ho_Chi_Minh")
    post = room.store.posts.get(post_id)
    schedule.cancel(room.store, room.editor, post_id, post.version, room.clock())
    update(rules, "Asia/Ho_Chi_Minh", "Asia/Tokyo")
    assert schedule.follow_rules(room.store, room.clock()) == ()
    assert room.store.posts.get(post_id).due_at == post.due_at
