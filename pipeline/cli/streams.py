"""Commands for scripts and trials: files or lines in, JSON lines out: extract, feed, classify."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from crawlers.errors import CrawlError
from pipeline.cli.options import example
from pipeline.clock import system_clock
from pipeline.errors import BadRecord
from pipeline.i18n import _, describe
from pipeline.settings import DEFAULT_ZONE

_FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
_URL = click.option("--url", help=_("The address that the file was read from; relative links resolve against it."))
_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print one JSON line a file."))


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _error(error: Exception) -> str:
    return f"{getattr(error, 'code', 'error')}: {describe(error)}"


def _each_file(
    ctx: click.Context,
    files: Iterable[Path],
    as_json: bool,
    empty: dict[str, Any],
    read: Callable[[bytes], dict[str, Any]],
    load: Callable[[Path], bytes] = Path.read_bytes,
) -> None:
    """One record a file; a file that cannot be read is told in its record, and the rest goes on."""
    failed = False
    for path in files:
        record = {"file": str(path), **empty}
        try:
            record.update(read(load(path)))
        except (CrawlError, OSError) as error:
            record["error"] = _error(error)
            failed = True
        if as_json:
            _print_json(record)
        else:
            for key, value in record.items():
                if value not in (None, [], ""):
                    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                    click.echo(f"{key}: {shown}")
            click.echo()
    ctx.exit(1 if failed else 0)


def _print_json(record: object) -> None:
    """One line of UTF-8, flushed: a reader at the other end of a pipe waits for it."""
    try:
        line = json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        line = json.dumps(record).encode()
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


@click.command(
    help=_("Read the article out of HTML files: title, text, time, picture.")
    + example("anhduong extract --json --url https://example.vn/tin/1.html trang.html")
)
@_JSON
@_URL
@_FILES
@click.pass_context
def extract(ctx: click.Context, files: tuple[Path, ...], url: str | None, as_json: bool) -> None:
    from crawlers.extract import extract as read_article

    keys = ("title", "text", "published_at", "canonical_url", "image", "image_credit", "byline", "lang")
    empty: dict[str, Any] = {**dict.fromkeys(keys), "pictures": [], "attachments": [], "error": None}

    def read(body: bytes) -> dict[str, Any]:
        found = read_article(body, url=url, now=system_clock())
        return {
            "title": found.title,
            "text": found.text,
            "published_at": _iso(found.published_at),
            "canonical_url": found.canonical_url,
            "image": found.image,
            "image_credit": found.image_credit,
            "byline": found.byline,
            "lang": found.lang,
            "pictures": [asdict(picture) for picture in found.pictures],
            "attachments": [asdict(attachment) for attachment in found.attachments],
        }

    _each_file(ctx, files, as_json, empty, read)


@click.command(
    help=_("Read the entries of feed files: RSS, RDF, Atom, JSON Feed.")
    + example("anhduong feed --json --url https://example.vn/rss/home.rss home.rss")
)
@_JSON
@_URL
@_FILES
@click.pass_context
def feed(ctx: click.Context, files: tuple[Path, ...], url: str | None, as_json: bool) -> None:
    from crawlers import feeds
    from crawlers.reading_errors import FeedTooLarge

    def load(path: Path) -> bytes:
        """No more than a feed may have: the file may be larger than memory, or have no end."""
        with path.open("rb") as file:
            body = file.read(feeds.MAX_BYTES + 1)
        if len(body) > feeds.MAX_BYTES:
            raise FeedTooLarge(size=max(len(body), path.stat().st_size), limit=feeds.MAX_BYTES)
        return body

    def read(body: bytes) -> dict[str, Any]:
        found = feeds.parse(body, url=url, now=system_clock())
        return {
            "format": found.format,
            "title": found.title,
            "entries": [
                {
                    "guid": entry.guid,
                    "url": entry.url,
                    "title": entry.title,
                    "published_at": _iso(entry.published_at),
                    "summary": entry.summary,
                    "image": entry.image,
                }
                for entry in found.entries
            ],
            "warnings": [_error(warning) for warning in found.warnings],
        }

    empty: dict[str, Any] = {"format": None, "title": None, "entries": [], "warnings": [], "error": None}
    _each_file(ctx, files, as_json, empty, read, load)


@click.command(
    help=_("Sort and check texts: JSON lines {id, title, text, published_at?, now?} in, verdicts out, in order.")
    + example("anhduong classify --jsonl < bai-viet.jsonl > ket-qua.jsonl")
)
@click.option("--jsonl", is_flag=True, required=True, help=_("Read and write JSON lines."))
@click.option("--topics-only", is_flag=True, help=_("Sort only; run no checks."))
@click.option(
    "--model", type=click.Path(path_type=Path, file_okay=False), help=_("A folder that `anhduong train` wrote.")
)
def classify(jsonl: bool, topics_only: bool, model: Path | None) -> None:
    from classifier.topics import TopicModel

    topic_model = TopicModel.load(model)
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if line.strip():
            _print_json(_judge(topic_model, line, number, topics_only))


def _judge(topic_model: Any, line: bytes, number: int, topics_only: bool) -> dict[str, Any]:
    from classifier.checks import Subject, run
    from pipeline.repair import repaired

    identity: object = None
    try:
        record = _record(line, number)
        identity = record.get("id")
        title, text = (_string(record, key, number) for key in ("title", "text"))
        subject = Subject(
            title=title,
            text=text,
            published_at=_instant(record, "published_at", number),
            now=_instant(record, "now", number) or system_clock(),
        )
    except BadRecord as error:
        return {"id": identity, "error": _error(error)}
    verdict: dict[str, Any] = {
        "id": identity,
        "topics": [
            {"code": t.code, "name": t.name, "probability": round(t.probability, 4), "sure": t.sure}
            for t in topic_model.predict(repaired(title), repaired(text))
        ],
    }
    if not topics_only:
        verdict["flags"] = [
            {
                "check": flag.check,
                "severity": flag.severity,
                "field": flag.field,
                "start": flag.start,
                "end": flag.end,
                "quote": flag.quote,
                "reason": flag.reason,
            }
            for flag in run(subject)
        ]
    return verdict


def _record(line: bytes, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRecord(line=number, problem=_("it is not JSON in UTF-8")) from error
    if not isinstance(record, dict):
        raise BadRecord(line=number, problem=_("it is not a JSON object"))
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


COMMANDS: tuple[click.Command, ...] = (extract, feed, classify)
