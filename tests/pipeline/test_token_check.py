"""The daily check: when it is due, what it does to a page, and what it leaves alone."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import run
from pipeline.clock import system_clock
from pipeline.secrets import Keyring, Secret, load_keyring, new_key
from pipeline.settings_facebook import FacebookPage
from pipeline.token_access import asking_graph, page_token
from pipeline.token_check import Checked, check, check_due
from pipeline.token_errors import NotConnected
from pipeline.token_facts import CHECK_EVERY, NEEDED, Mode, Problem, TokenFacts, facts_of, is_due, problem_of
from tests.fakes.graph import Fault
from tests.pipeline.graph_desk import FACEBOOK_ID, OTHER, OTHER_ID, PAGE, TOKEN, GraphDesk, config, desk

__all__ = ["desk"]
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
ON_FACEBOOK = FacebookPage(FACEBOOK_ID, "700000000000001")
ago = st.timedeltas(timedelta(0), timedelta(days=40))
json_values: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
answers = st.fixed_dictionaries(
    {"is_valid": st.booleans() | json_values},
    optional=dict.fromkeys(
        "type app_id profile_id user_id scopes expires_at data_access_expires_at app_mode".split(), json_values
    ),
)


@given(answers)
def test_any_answer_is_read_or_refused(data: dict[str, object]) -> None:
    if not isinstance(data["is_valid"], bool):
        with pytest.raises(ValueError):
            facts_of(data)
        return
    facts = facts_of(data)
    problem = problem_of(facts, ON_FACEBOOK, facts.mode, NOW)
    if problem is None or not problem.stops:
        assert (facts.valid, facts.type, facts.app_id, facts.owner) == (True, "PAGE", "700000000000001", FACEBOOK_ID)
        assert facts.scopes.issuperset(NEEDED)
        assert facts.expires_at is None or facts.expires_at > NOW


def test_the_worst_problem_is_told() -> None:
    good = TokenFacts(True, "PAGE", "700000000000001", FACEBOOK_ID, frozenset((*NEEDED, "read_insights")))
    assert problem_of(good, ON_FACEBOOK, Mode.UNKNOWN, NOW) is None
    assert problem_of(good, ON_FACEBOOK, Mode.DEVELOPMENT, NOW) is Problem.DEVELOPMENT
    bad = TokenFacts(False, "USER", "1", "2", frozenset(), NOW)
    assert problem_of(bad, ON_FACEBOOK, Mode.DEVELOPMENT, NOW) is Problem.EXPIRED


@given(ago, ago, st.none() | st.sampled_from(Problem), st.booleans())
def test_a_token_is_asked_about_daily_and_hourly_in_trouble(
    checked: timedelta, tried: timedelta, problem: Problem | None, held: bool
) -> None:
    tried = min(checked, tried)
    due = is_due(NOW - checked, NOW - tried, problem, NOW, held=held)
    if checked >= CHECK_EVERY + timedelta(hours=1) and tried >= timedelta(hours=1):
        assert due
    if tried < timedelta(minutes=1):
        assert not due
    if due and problem is None and not held:
        assert checked >= CHECK_EVERY
    if (problem is not None or held) and tried >= timedelta(hours=1):
        assert due


@given(st.timedeltas(timedelta(seconds=1), timedelta(days=400)))
def test_a_clock_that_went_back_does_not_put_the_check_off(ahead: timedelta) -> None:
    assert is_due(NOW + ahead, NOW + ahead, None, NOW, held=False)


def due(desk: GraphDesk, now: datetime) -> tuple[Checked, ...]:
    with desk.store() as store, asking_graph() as graphs:
        return check_due(store, desk.settings, graphs, load_keyring, now)


def pauses(desk: GraphDesk) -> dict[str, str]:
    with desk.store() as store:
        return {page: pause.reason for page, pause in store.pages.paused(system_clock()).items()}


def test_a_day_in_the_life_of_a_token(desk: GraphDesk) -> None:
    assert due(desk, system_clock()) == ()
    desk.connect()
    now = system_clock()
    assert due(desk, now + timedelta(hours=23)) == ()
    [first] = due(desk, now + timedelta(hours=25))
    assert first.well
    desk.fake.world.change_token(TOKEN, valid=False)
    [dead] = due(desk, now + timedelta(hours=50))
    assert (dead.problem, dead.paused) == (Problem.DEAD, True)
    assert pauses(desk) == {PAGE: "token-dead"}
    assert due(desk, now + timedelta(hours=50, minutes=59)) == ()
    [still] = due(desk, now + timedelta(hours=51, minutes=1))
    assert (still.problem, still.paused) == (Problem.DEAD, False), "no news, no second alarm"
    desk.fake.world.change_token(TOKEN, valid=True)
    [alive] = due(desk, now + timedelta(hours=53))
    assert (alive.problem, alive.resumed) == (None, True)
    assert pauses(desk) == {}


def test_a_token_that_is_valid_but_opens_nothing_is_dead(desk: GraphDesk) -> None:
    desk.connect()
    del desk.fake.world.pages[FACEBOOK_ID]
    [found] = due(desk, system_clock() + timedelta(hours=25))
    assert (found.problem, found.paused) == (Problem.DEAD, True)


def test_a_lost_scope_and_a_changed_mode_pause_the_page(desk: GraphDesk) -> None:
    desk.connect()
    now = system_clock()
    desk.fake.world.app_mode = "development"
    [found] = due(desk, now + timedelta(hours=25))
    assert found.problem is Problem.DEVELOPMENT
    assert pauses(desk) == {PAGE: "app-development"}
    desk.fake.world.app_mode = "live"
    desk.fake.world.change_token(TOKEN, scopes=("pages_read_engagement",))
    [found] = due(desk, now + timedelta(hours=27))
    assert found.problem is Problem.SCOPES
    desk.fake.world.change_token(TOKEN, scopes=NEEDED)
    [found] = due(desk, now + timedelta(hours=29))
    assert (found.problem, found.resumed) == (Problem.INSIGHTS, True), "figures alone hold nothing back"
    assert pauses(desk) == {}


@pytest.mark.parametrize("fault", [Fault.ERROR_BEFORE, Fault.RESET_BEFORE])
def test_a_graph_that_does_not_answer_changes_nothing_and_is_asked_again(desk: GraphDesk, fault: Fault) -> None:
    desk.connect()
    now = system_clock()
    desk.fake.faults.next("token", fault)
    [found] = due(desk, now + timedelta(hours=25))
    assert found.error is not None
    assert pauses(desk) == {}
    assert due(desk, now + timedelta(hours=25, minutes=59)) == ()
    [again] = due(desk, now + timedelta(hours=26, minutes=1))
    assert again.well


def test_a_pause_by_the_publisher_for_the_token_is_looked_into(desk: GraphDesk) -> None:
    desk.connect()
    now = system_clock()
    with desk.store() as store:
        store.pages.pause(PAGE, "graph-token", now)
    [found] = due(desk, now + timedelta(hours=2))
    assert found.resumed
    with desk.store() as store:
        store.pages.pause(PAGE, "graph-permission", now)
    assert due(desk, now + timedelta(hours=20)) == ()
    assert pauses(desk) == {PAGE: "graph-permission"}, "a valid token is no answer to that"
    desk.connect()
    assert pauses(desk) == {}, "a new token is"


def test_one_page_in_trouble_does_not_hold_up_another(desk: GraphDesk) -> None:
    (desk.folder / "desk.toml").write_text(config(desk.fake, pages=((PAGE, FACEBOOK_ID), ("trang-hai", OTHER_ID))))
    desk.connect()
    desk.connect(OTHER, "trang-hai")
    desk.fake.faults.next("token", Fault.ERROR_BEFORE)
    desk.fake.world.change_token(OTHER, valid=False)
    first, second = due(desk, system_clock() + timedelta(hours=25))
    assert first.error is not None
    assert (second.problem, second.paused) == (Problem.DEAD, True)


def test_a_key_that_is_away_pauses_the_page_until_it_is_back(desk: GraphDesk) -> None:
    desk.connect()
    now, key = system_clock(), desk.key_file.read_text()
    desk.key_file.write_text(new_key().reveal())
    before = len(desk.fake.seen)
    [found] = due(desk, now + timedelta(hours=25))
    assert (found.problem, found.paused) == (Problem.KEY, True)
    desk.key_file.write_text("hỏng")
    [found] = due(desk, now + timedelta(hours=25, minutes=2))
    assert found.problem is Problem.KEY
    desk.key_file.chmod(0o644)
    [found] = due(desk, now + timedelta(hours=25, minutes=4))
    assert found.error is not None
    assert len(desk.fake.seen) == before, "nobody is asked without a token"
    desk.key_file.chmod(0o600)
    desk.key_file.write_text(key)
    [found] = due(desk, now + timedelta(hours=25, minutes=6))
    assert (found.problem, found.resumed) == (None, True)


def test_what_was_said_of_the_old_token_is_not_held_against_the_new_one(desk: GraphDesk) -> None:
    desk.connect()
    with desk.store() as store, asking_graph() as graphs:
        old = store.tokens.status(PAGE)
        assert old is not None
        now = system_clock()
        desk.fake.world.change_token(TOKEN, valid=False)
        desk.connect(desk.fake.world.add_page(FACEBOOK_ID, "Ánh Dương", "EAAtrangMoi0123456789abcdefXYZ"))
        found = check(store, desk.settings.page(PAGE), old, graphs, load_keyring, now)
        assert not found.paused
        assert not store.tokens.told(
            PAGE, old.serial, TokenFacts(False, "", "", "", frozenset()), Mode.LIVE, Problem.DEAD, now
        )
        new = store.tokens.status(PAGE)
        assert new is not None
        assert new.problem is None
    assert pauses(desk) == {}


def test_an_answer_about_a_dead_token_does_not_wipe_what_it_was(desk: GraphDesk) -> None:
    desk.connect()
    del desk.fake.world.tokens[TOKEN]
    [found] = due(desk, system_clock() + timedelta(hours=25))
    assert found.problem is Problem.DEAD
    with desk.store() as store:
        kept = store.tokens.status(PAGE)
    assert kept is not None
    assert (kept.type, kept.app_id) == ("PAGE", desk.fake.world.app_id)


def test_a_call_gets_the_token_or_a_sentence(desk: GraphDesk) -> None:
    with desk.store() as store:
        with pytest.raises(NotConnected):
            page_token(store, desk.settings.page(PAGE))
        desk.connect()
        assert page_token(store, desk.settings.page(PAGE)) == Secret(TOKEN)


def test_a_page_that_publishes_elsewhere_now_is_left_alone(desk: GraphDesk) -> None:
    desk.connect()
    text = (desk.folder / "desk.toml").read_text()
    (desk.folder / "desk.toml").write_text(text.replace('publisher = "facebook"', 'publisher = "outbox"'))
    assert due(desk, system_clock() + timedelta(days=3)) == ()


def test_the_running_desk_checks_by_itself(desk: GraphDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.connect()
    desk.fake.world.change_token(TOKEN, valid=False)
    monkeypatch.setattr(run, "TOKENS_SECONDS", 0.05)
    with desk.store() as store:
        made = replace(run.make_desk(store, desk.settings, lambda: system_clock() + timedelta(hours=25)), publishers={})
        with run.ticking(made, lambda _outcome: None):
            deadline = time.monotonic() + 60
            while not store.pages.paused(system_clock()) and time.monotonic() < deadline:
                time.sleep(0.02)
    assert pauses(desk) == {PAGE: "token-dead"}


def test_keys_given_are_the_ones_used(desk: GraphDesk, tmp_path: Path) -> None:
    desk.connect()
    other = Keyring((new_key(),))
    with desk.store() as store, asking_graph() as graphs:
        kept = store.tokens.status(PAGE)
        assert kept is not None
        found = check(store, desk.settings.page(PAGE), kept, graphs, lambda: other, system_clock())
    assert found.problem is Problem.KEY
