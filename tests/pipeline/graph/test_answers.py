"""What an answer of Graph means: the error table of the design, over all codes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.graph.answers import Answer, Broken, Published, classify, trace
from pipeline.graph.words import graph_problem
from pipeline.publishers import NotNow, PageStopped, Refused, Uncertain
from tests.fakes.graph import CODES

STOPS = {190, 102, 10, 3, 2635, *range(200, 300)}
WAITS = {4, 17, 32, 341, 613, 80001}
CONTENT = {100, 324, 1609005, 1366046}
UNSURE = {1, 2, 506}
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def error(code: object, status: int = 400, **more: object) -> Answer:
    return Answer(status, {"error": {"message": "m", "code": code, **more}})


def expected(code: int) -> type[Exception]:
    if code in STOPS:
        return PageStopped
    if code in WAITS:
        return NotNow
    return Refused if code in CONTENT | {368} else Uncertain


@given(
    st.integers(-10, 4000) | st.sampled_from(sorted(STOPS | WAITS | CONTENT | UNSURE | {368})), st.integers(300, 499)
)
def test_each_code_has_one_meaning(code: int, status: int) -> None:
    meaning = classify(error(code, status))
    assert type(meaning) is expected(code)
    assert graph_problem(str(meaning)) is not None


@given(st.integers(), st.integers(500, 599), json)
def test_nothing_is_sure_behind_a_server_error(code: int, status: int, more: object) -> None:
    assert type(classify(error(code, status, error_subcode=33, more=more))) is Uncertain


@given(st.integers(100, 599), json)
def test_a_strange_answer_is_never_a_sure_one(status: int, body: object) -> None:
    assert type(classify(Answer(status, body))) is Uncertain


@given(st.integers(100, 599), st.text() | st.booleans() | st.none() | st.floats() | st.lists(st.integers()))
def test_a_code_that_is_no_number_is_uncertain(status: int, code: object) -> None:
    assert type(classify(error(code, status))) is Uncertain


@given(st.integers(200, 299))
def test_an_id_is_a_publication(status: int) -> None:
    assert classify(Answer(status, {"id": "1_2"})) == Published("1_2")


@pytest.mark.parametrize("body", [{"id": ""}, {"id": 5}, {"id": "é"}, {"id": "1\n"}, {}, {"success": True}, [], None])
def test_accepted_without_a_usable_id_is_uncertain(body: Any) -> None:
    assert type(classify(Answer(200, body))) is Uncertain


def test_an_error_beside_an_id_is_no_publication() -> None:
    assert type(classify(Answer(200, {"id": "1_2", "error": {"code": 2}}))) is Uncertain


def test_what_was_not_sent_may_be_sent_later() -> None:
    assert type(classify(Broken("graph-unreachable", sent=False))) is NotNow
    assert type(classify(Broken("graph-timeout", sent=True))) is Uncertain


def test_settings_that_are_wrong_stop_the_page_and_not_the_post() -> None:
    proof = Answer(400, {"error": {"code": 100, "message": "Invalid appsecret_proof provided in the API argument"}})
    assert str(classify(proof)) == "graph-proof"
    assert str(classify(error(100, error_subcode=33))) == "graph-no-page"


def test_a_limit_waits_as_long_as_the_header_says() -> None:
    usage = '{"1": [{"call_count": 100, "estimated_time_to_regain_access": 7}]}'
    meaning = classify(Answer(400, {"error": {"code": 80001}}, {"X-Business-Use-Case-Usage": usage}))
    assert isinstance(meaning, NotNow)
    assert meaning.seconds == 420
    silent = classify(error(613))
    assert isinstance(silent, NotNow)
    assert silent.seconds == 600


def test_the_fake_knows_every_code_of_the_table() -> None:
    assert set(CODES) >= {
        1,
        2,
        4,
        10,
        17,
        32,
        100,
        102,
        190,
        200,
        299,
        324,
        341,
        368,
        506,
        613,
        80001,
        1366046,
        1609005,
    }


def test_what_is_logged_never_quotes_graph() -> None:
    answer = error(190, message="Malformed access token EAAsecret", fbtrace_id="AbC-_1", error_subcode=460)
    assert trace(answer) == "status 400, code 190, subcode 460, trace AbC-_1"
    assert "secret" not in trace(error("EAAsecret", fbtrace_id="EAA secret\n"))
    assert "secret" not in repr(answer)
