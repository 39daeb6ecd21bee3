"""Judging a stream: JSON lines in, verdicts out in the same order, each as soon as it and those before are there.

A few lines are judged in this process; a stream of them goes to worker processes (`pipeline.workers`), while this one
reads ahead within bounds, keeps the order and writes. So memory does not grow with the input, and whoever writes one
line and waits gets its answer.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from classifier import gazetteer
from classifier.beats import Beats
from classifier.checks import Flag, Subject, run_many
from classifier.topics import TopicModel
from crawlers.processes import cores
from pipeline import workers
from pipeline.clock import Clock, system_clock
from pipeline.errors import BadRecord, RecordNotJudged
from pipeline.i18n import _, describe
from pipeline.judge import repaired_docs
from pipeline.lines import Line, Lines, reading
from pipeline.settings import DEFAULT_ZONE
from pipeline.tags import Tags, tags
from pipeline.workers import Failed, Judge, Processes, outcomes

_WORTH_OTHERS = 512 << 10
"""Bytes that wait: judging them takes as long as other processes take to start."""
_LONG = 3 * workers.LONG
"""Bytes of a line that goes to another process in any case; see `workers.LONG`."""
_CHUNK_LINES = 64
_CHUNK_BYTES = 256 << 10

_Answer = bytes | Failed[Line]
_Sent = tuple[Sequence[Line], "Future[list[_Answer]]", datetime]


def stream(
    model: TopicModel,
    source: BinaryIO,
    target: BinaryIO,
    function: Judge[Line, bytes],
    number: int | None = None,
    seconds: float = workers.SECONDS,
    clock: Clock = system_clock,
) -> None:
    """Answer every line of `source` on `target`, in order, each flushed as soon as it is there.

    `number` of processes as in the command; `seconds` that a text may take before its answer is an error.
    """
    with reading(source) as lines:
        _alone(model, lines, target, function, number, clock)
        if lines.over():
            return
        with workers.processes(model, function, number or cores(), seconds, _size) as pool:
            _in_processes(lines, target, pool, clock)


def _alone(
    model: TopicModel,
    lines: Lines,
    target: BinaryIO,
    function: Judge[Line, bytes],
    number: int | None,
    clock: Clock,
) -> None:
    """Answer in this process: the first line at once, then until so many wait that others are worth their start."""
    several = cores() > 1 if number is None else number > 0
    first = True
    while True:
        lines.wait(lambda: lines.ready() or lines.over())
        if lines.over() or (several and lines.next_size() > _LONG):
            return
        if several and not first and (number or lines.size() >= _WORTH_OTHERS):
            return
        taken = lines.take(1 if first else _CHUNK_LINES, _CHUNK_BYTES)
        _write(target, outcomes(function, model, taken, clock()))
        first = False


def _in_processes(lines: Lines, target: BinaryIO, pool: Processes[Line, bytes], clock: Clock) -> None:
    """Hand lines out as they come and answers on as they are there."""
    ahead: deque[_Sent] = deque()

    def head_is_done() -> bool:
        return bool(ahead) and ahead[0][1].done()

    def may_send() -> bool:
        return lines.ready() > 0 and len(ahead) < pool.number * workers.AHEAD

    while True:
        lines.wait(lambda: head_is_done() or may_send() or (not ahead and lines.over()))
        if head_is_done():
            chunk, future, now = ahead.popleft()
            _write(target, list(pool.answers(chunk, future, now)))
        elif may_send():
            chunk, now = lines.take(_CHUNK_LINES, _CHUNK_BYTES), clock()
            future = pool.send(chunk, now)
            future.add_done_callback(lines.wake)
            ahead.append((chunk, future, now))
        elif not ahead:
            return


def _size(line: Line) -> int:
    """About as many characters as a line may have: most Vietnamese ones have one byte, many two or three."""
    return len(line.body) // 2


def _write(target: BinaryIO, answers: Sequence[_Answer]) -> None:
    """Lines of UTF-8, flushed: a reader at the other end of a pipe waits for them."""
    target.write(b"".join(_failure(answer) if isinstance(answer, Failed) else answer for answer in answers))
    target.flush()


# -- one line -----------------------------------------------------------------------------------------


def sorted_only(model: TopicModel, lines: Sequence[Line], now: datetime) -> list[bytes]:
    """The answers to lines, each a line of JSON: topics."""
    return _answers(model, lines, now, topics_only=True)


def sorted_and_checked(model: TopicModel, lines: Sequence[Line], now: datetime) -> list[bytes]:
    """The answers to lines, each a line of JSON: topics and flags."""
    return _answers(model, lines, now, topics_only=False)


@dataclass(frozen=True, slots=True)
class Filing:
    """Judges as well, and files under `rules`: places and beats beside what the other judge says."""

    rules: Beats
    topics_only: bool = False

    def __call__(self, model: TopicModel, lines: Sequence[Line], now: datetime) -> list[bytes]:
        return _answers(model, lines, now, topics_only=self.topics_only, rules=self.rules)


def _answers(
    model: TopicModel, lines: Sequence[Line], now: datetime, *, topics_only: bool, rules: Beats | None = None
) -> list[bytes]:
    read = [_read(line, now) for line in lines]
    subjects = [subject for _, subject in read if isinstance(subject, Subject)]
    topics = iter(model.predict_docs([repaired_docs(subject) for subject in subjects]))
    flags = iter(() if topics_only else run_many(subjects))
    answers = []
    for identity, subject in read:
        if isinstance(subject, BadRecord):
            answers.append(_dumped({"id": identity, "error": _told(subject)}))
            continue
        sorted_into = next(topics)
        verdict: dict[str, Any] = {
            "id": identity,
            "topics": [
                {"code": t.code, "name": t.name, "probability": round(t.probability, 4), "sure": t.sure}
                for t in sorted_into
            ],
        }
        if rules is not None:
            verdict |= _told_tags(tags(rules, sorted_into, subject.title, subject.text))
        if not topics_only:
            verdict["flags"] = [_told_flag(flag) for flag in next(flags)]
        answers.append(_dumped(verdict))
    return answers


def _told_tags(filed: Tags) -> dict[str, Any]:
    """Beats with what spoke for each, and places by how often they are mentioned (0: what they lie in)."""
    return {
        "beats": [{"beat": hit.beat, "name": hit.name, "why": [asdict(why) for why in hit.why]} for hit in filed.beats],
        "places": [{"id": tag.place, "name": gazetteer.title(tag.place), "times": tag.times} for tag in filed.places],
    }


def _told_flag(flag: Flag) -> dict[str, Any]:
    return {
        "check": flag.check,
        "severity": flag.severity,
        "field": flag.field,
        "start": flag.start,
        "end": flag.end,
        "quote": flag.quote,
        "reason": flag.reason,
    }


def _read(line: Line, now: datetime) -> tuple[object, Subject | BadRecord]:
    """The id of a line, as far as it has one, and the article in it or what is wrong with it."""
    identity: object = None
    try:
        record = _record(line)
        identity = record.get("id")
        title, text = (_string(record, key, line.number) for key in ("title", "text"))
        published_at, told = (_instant(record, key, line.number) for key in ("published_at", "now"))
    except BadRecord as error:
        return identity, error
    return identity, Subject(title=title, text=text, published_at=published_at, now=told or now)


def _failure(failed: Failed[Line]) -> bytes:
    """The answer to a line that could not be judged."""
    line = failed.article
    try:
        identity = _record(line).get("id")
    except BadRecord:
        identity = None
    return _dumped({"id": identity, "error": _told(RecordNotJudged(line=line.number, why=failed.why))})


def _told(error: BadRecord | RecordNotJudged) -> str:
    return f"{error.code}: {describe(error)}"


def _dumped(record: object) -> bytes:
    try:
        return json.dumps(record, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(record).encode() + b"\n"


def _record(line: Line) -> dict[str, Any]:
    try:
        record = json.loads(line.body)
    except (ValueError, RecursionError) as error:
        raise BadRecord(line=line.number, problem=_("it is not JSON in UTF-8")) from error
    if not isinstance(record, dict):
        raise BadRecord(line=line.number, problem=_("it is not a JSON object"))
    return record


def _string(record: dict[str, Any], key: str, number: int) -> str:
    value = record.get(key, "" if key == "title" else None)
    if not isinstance(value, str):
        raise BadRecord(line=number, problem=_("“{key}” is missing or not a text").format(key=key))
    return value


def _instant(record: dict[str, Any], key: str, number: int) -> datetime | None:
    value = record.get(key)
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=ZoneInfo(DEFAULT_ZONE))
        instant.utctimetuple()
    except (TypeError, ValueError, OverflowError) as error:
        raise BadRecord(line=number, problem=_("“{key}” is not a time by ISO 8601").format(key=key)) from error
    return instant
