"""What others answer goes to logs as text: no line of ours is feigned, no terminal is steered."""

from __future__ import annotations

import io
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import quiet_logs

FEIGNED = "250 ok\r\n2026-11-23 08:15:00 WARNING pipeline: post 7 refused\x1b[2K\x1b[1A\u202egnp.exe\u2028\x9b0m"


def written(message: str, *args: object) -> str:
    """One record as a handler writes it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    record = logging.LogRecord("pipeline", logging.WARNING, __file__, 1, message, args, None)
    handler.emit(quiet_logs.scrub_record(record))
    return out.getvalue()


@pytest.mark.parametrize(("message", "args"), [("said: %s", (FEIGNED,)), (FEIGNED, ()), ("%s of %d", (FEIGNED, 7))])
def test_an_answer_that_feigns_a_line_stays_in_its_own(message: str, args: tuple[object, ...]) -> None:
    said = written(message, *args)
    assert said.count("\n") == 1
    assert said.isprintable() or said[:-1].isprintable()
    assert "\\r\\n2026-11-23" in said
    assert "\\x1b[2K" in said
    assert "\\u202e" in said


@given(st.text(max_size=60))
def test_every_text_is_one_line_that_can_be_seen(text: str) -> None:
    said = written("%s", text)
    assert len(said.splitlines()) <= 1 + (said == "")
    assert not any(char in said[:-1] for char in "\n\r\x1b\x85\u2028\u2029\u202e\u2066\x00")


def test_what_is_plain_stays_as_it_is() -> None:
    assert written("bài %d: %s", 7, "máy chủ trả lời “tạm nghỉ” – 5 phút") == (
        "WARNING pipeline: bài 7: máy chủ trả lời “tạm nghỉ” – 5 phút\n"
    )
