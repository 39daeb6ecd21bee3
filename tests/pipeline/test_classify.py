"""A stream of lines judged in processes: the order, the errors, the bounds, and every way to end early."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.beats_file import load_beats
from classifier.topics import TopicModel
from pipeline.classify import Filing, sorted_and_checked, stream
from pipeline.lines import reading
from tests.pipeline.line_judges import obedient

ROOT = Path(__file__).parent.parent.parent
MODEL = TopicModel.load()
TEXTS = (
    "Hội mở lớp tập huấn miễn phí. Đăng ký tại bit.ly/laptap26 trước ngày 10/10/2026.",
    "Cháu Giàng Thị Chía (6 tuổi, ở xã Hạnh Phúc) bị dây cu roa cuốn vào.",
    "Dang ky tai xa truoc ngay 10/10/2026, lien he chi Lan 0912 345 678.",
    "",
    "Trời nắng, nhiệt độ 35 độ. " * 60,
)
in_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks processes up in /proc")


def row(number: int, text: str) -> bytes:
    times = {"published_at": "2026-10-01T08:00:00+07:00", "now": "2026-10-15T08:00:00+07:00"}
    return json.dumps({"id": number, "title": f"Tin {number}", "text": text, **times}).encode() + b"\n"


def answered(lines: bytes, **options: Any) -> bytes:
    target = io.BytesIO()
    stream(MODEL, io.BytesIO(lines), target, options.pop("function", sorted_and_checked), **options)
    return target.getvalue()


@pytest.mark.slow
def test_the_answers_are_the_same_bytes_whatever_the_number_of_processes() -> None:
    lines = b"".join(row(n, TEXTS[n % len(TEXTS)]) + (b"\n  \nnot JSON\n" if n % 50 == 7 else b"") for n in range(400))
    alone = answered(lines, number=0)
    assert len(alone.splitlines()) == 408
    assert b"suspect-link" in alone
    for number in (1, 3, None):
        assert answered(lines, number=number) == alone


@pytest.mark.slow
def test_a_line_that_hangs_or_ends_its_process_is_told_in_its_place_and_the_rest_goes_on() -> None:
    asked = {20: "please hang", 41: "please crash", 70: "please fail"}
    lines = b"".join(row(n, asked.get(n, "Trời nắng.")) for n in range(90))
    answers = [json.loads(line) for line in answered(lines, function=obedient, number=2, seconds=4.0).splitlines()]
    assert [answer["id"] for answer in answers] == list(range(90))
    errors = {answer["id"]: answer["error"] for answer in answers if "error" in answer}
    assert list(errors) == [20, 41, 70]
    assert all(error.startswith(f"not-judged: Dòng {number + 1} ") for number, error in errors.items())
    assert "4 giây" in errors[20]
    assert "-11" in errors[41]
    assert "chia cho không" in errors[70]


def test_a_long_line_goes_to_a_process_of_its_own() -> None:
    lines = row(0, "Trời nắng.") + row(1, "please crash " + "dài " * 20_000) + row(2, "Trời nắng.")
    answers = [json.loads(line) for line in answered(lines, function=obedient).splitlines()]
    assert ["error" in answer for answer in answers] == [False, True, False]


def test_an_error_of_the_desk_in_one_of_a_few_lines_is_told_in_its_place() -> None:
    lines = row(0, "please fail") + row(1, "Trời nắng.")
    first, second = (json.loads(line) for line in answered(lines, function=obedient).splitlines())
    assert "chia cho không" in first["error"]
    assert second["topics"]


class Blocks:
    """A source of bytes that gives them in blocks, and counts those it was asked for."""

    def __init__(self, blocks: list[bytes], *, endless: bool = False, error: Exception | None = None) -> None:
        self.blocks = blocks
        self.endless = endless
        self.error = error
        self.given = 0

    def read(self, size: int) -> bytes:
        if self.given == len(self.blocks) and not self.endless:
            if self.error is not None:
                raise self.error
            return b""
        self.given += 1
        return self.blocks[(self.given - 1) % len(self.blocks)]


@given(st.lists(st.binary(min_size=1, max_size=6) | st.just(b"\n") | st.just(b"a\n b\n")))
def test_lines_are_read_whole_whatever_blocks_they_come_in(blocks: list[bytes]) -> None:
    expected = [(n, line) for n, line in enumerate(b"".join(blocks).split(b"\n"), start=1) if line.strip()]
    found = []
    with reading(cast("BinaryIO", Blocks(blocks))) as lines:
        while True:
            lines.wait(lambda: lines.ready() or lines.over())
            if lines.over():
                break
            found += [(line.number, line.body) for line in lines.take(3, 10)]
    assert found == expected


@pytest.mark.parametrize("block", [b"x\n" * 1000, b"x" * 1_000_000 + b"\n"])
def test_no_more_is_read_ahead_than_the_bounds_allow(block: bytes) -> None:
    source = Blocks([block], endless=True)
    with reading(cast("BinaryIO", source)) as lines:
        lines.wait(lambda: lines.ready() == 512 or lines.size() >= 8 << 20)
        given = source.given
        assert given <= 10
        taken = lines.take(4, 1 << 30)
        assert len(taken) == 4
        lines.take(512, 1 << 30)
        lines.wait(lambda: lines.ready() == 512 or lines.size() >= 8 << 20)
        assert given < source.given <= 2 * given + 1


def test_what_reading_raises_is_raised_after_the_lines_before_it() -> None:
    source = Blocks([row(1, "Trời nắng.")], error=OSError("đĩa hỏng"))
    target = io.BytesIO()
    with pytest.raises(OSError, match="đĩa hỏng"):
        stream(MODEL, cast("BinaryIO", source), target, sorted_and_checked)
    assert json.loads(target.getvalue())["id"] == 1


def command(*options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "pipeline", "classify", "--jsonl", *options],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def children(pid: int) -> set[int]:
    return {int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()}


@in_proc
def test_a_few_lines_start_no_process() -> None:
    process = command()
    assert process.stdin is not None
    assert process.stdout is not None
    for number in range(3):
        process.stdin.write(row(number, "Trời nắng."))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == number
        assert children(process.pid) == set()
    process.communicate()
    assert process.returncode == 0


@in_proc
@pytest.mark.slow
def test_who_waits_for_an_answer_gets_it_from_another_process_too() -> None:
    process = command("--workers", "2")
    assert process.stdin is not None
    assert process.stdout is not None
    for number in range(40):
        process.stdin.write(row(number, "Trời nắng."))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == number
    assert children(process.pid)
    process.communicate()
    assert process.returncode == 0


def start(how: str) -> tuple[subprocess.Popen[bytes], set[int]]:
    """A stream in a process group of its own with two workers at work, and their ids."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.pipeline.line_judges", how],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stderr is not None
    # Long enough that none is judged in the parent.
    process.stdin.write((b"x" * 70_000 + b"\n") * 100)
    process.stdin.flush()
    pids: set[int] = set()
    for line in process.stderr:
        pids.add(int(line.removeprefix(b"PID ")))
        if len(pids) == 2:
            break
    return process, pids


def said(process: subprocess.Popen[bytes]) -> list[bytes]:
    """What it complained of until it ended, but for the numbers of its workers."""
    _, complained = process.communicate(timeout=30)
    return [line for line in complained.splitlines() if not line.startswith(b"PID ")]


def assert_all_end(pids: set[int]) -> None:
    deadline = time.monotonic() + 20
    while alive := {pid for pid in pids if running(pid)}:
        assert time.monotonic() < deadline, alive
        time.sleep(0.05)


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@in_proc
@pytest.mark.slow
@pytest.mark.parametrize("how", ["slow", "stuck"])
def test_ctrl_c_ends_all_processes(how: str) -> None:
    process, pids = start(how)
    os.killpg(process.pid, signal.SIGINT)
    assert said(process) == [b"STOPPED"]
    assert process.returncode == 0
    assert_all_end(pids)


@in_proc
@pytest.mark.slow
def test_a_reader_that_goes_away_ends_all_processes() -> None:
    process, pids = start("slow")
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    assert said(process) == [b"NOBODY READS"]
    assert_all_end(pids)


@in_proc
@pytest.mark.slow
@pytest.mark.parametrize("how", ["slow", "stuck"])
def test_no_process_outlives_a_parent_that_is_killed(how: str) -> None:
    process, pids = start(how)
    process.kill()
    process.communicate(timeout=30)
    assert_all_end(pids)


@in_proc
def test_ctrl_c_while_waiting_for_input_ends_with_code_130() -> None:
    process = command()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(row(1, "Trời nắng."))
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, complained = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in complained


def test_places_and_beats_are_told_beside_topics_and_flags_whatever_the_number_of_processes() -> None:
    lines = row(1, "Sáng 1/10, xã Tả Van tiêm vắc xin sởi; bác sĩ của Sở Y tế tỉnh Lào Cai cùng làm.") + b"not JSON\n"
    alone = answered(lines, function=Filing(load_beats(Path("no such file"))), number=0)
    first, second = (json.loads(line) for line in alone.splitlines())
    told = {place["name"]: place["times"] for place in first["places"]}
    assert told["xã Tả Van"] == 1
    assert told["Sở Y tế"] == 1
    assert first["beats"]
    assert all(beat["why"] for beat in first["beats"])
    assert list(first) == ["id", "topics", "beats", "places", "flags"]
    assert "error" in second
    only_sorted = answered(
        row(1, "Sở Y tế."), function=Filing(load_beats(Path("no such file")), topics_only=True), number=0
    )
    assert "flags" not in json.loads(only_sorted)
    assert answered(lines * 300, function=Filing(load_beats(Path("no such file"))), number=2).startswith(alone)
