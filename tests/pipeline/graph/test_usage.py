"""Usage headers are read where they are as documented, and say nothing where they are not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.graph.usage import LONGEST, WITHOUT_ESTIMATE, Usage, parse_usage

percent = st.integers(0, 200)


@given(st.tuples(percent, percent, percent), st.tuples(percent, percent, percent), st.integers(0, 5000))
def test_the_fullest_allowance_counts(app: tuple[int, int, int], page: tuple[int, int, int], minutes: int) -> None:
    names = ("call_count", "total_cputime", "total_time")
    entry = dict(zip(names, page, strict=True)) | {"type": "pages", "estimated_time_to_regain_access": minutes}
    usage = parse_usage(
        {
            "X-App-Usage": json.dumps(dict(zip(names, app, strict=True))),
            "x-business-use-case-usage": json.dumps({"100000000000001": [entry]}),
        }
    )
    assert usage.percent == max(*app, *page)
    assert usage.regain_seconds == minutes * 60
    assert (usage.wait > 0) == (usage.percent >= 90)


@pytest.mark.parametrize(
    ("usage", "wait"),
    [
        (Usage(89.9, 600), 0),
        (Usage(90, 0), WITHOUT_ESTIMATE),
        (Usage(90, 600), 600),
        (Usage(100, 10**9), LONGEST),
    ],
)
def test_from_ninety_percent_on_the_page_rests(usage: Usage, wait: float) -> None:
    assert usage.wait == wait


@pytest.mark.parametrize(
    "header",
    [
        "",
        "null",
        "[95]",
        "95",
        '{"call_count": "95"}',
        '{"call_count": true}',
        '{"call_count": NaN}',
        '{"call_count": Infinity}',
        '{"call_count": -95}',
        '{"call_count": 1e999}',
        '{"call_count": %s}' % ("9" * 400),
        '{"1": {"call_count": 95}}',
        '{"1": [[{"call_count": 95}]]}',
        '{"1": [95, null]}',
        "[" * 60_000,
        '{"call_count": 95' + " " * 70_000 + "}",
    ],
)
def test_a_hostile_header_says_nothing(header: str) -> None:
    assert parse_usage({"X-App-Usage": header, "X-Business-Use-Case-Usage": header}) == Usage()


@given(st.text() | st.binary().map(bytes.hex))
def test_any_header_is_read_without_an_error(header: str) -> None:
    assert parse_usage({"X-App-Usage": header}).wait >= 0
