"""Commands for scripts and trials: files or lines in, JSON lines out: extract, feed, classify."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from crawlers.errors import CrawlError
from pipeline.cli.options import data_dir, example, iso
from pipeline.clock import system_clock
from pipeline.i18n import _, describe

_FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
_URL = click.option("--url", help=_("The address that the file was read from; relative links resolve against it."))
_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print one JSON line a file."))


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
            "published_at": iso(found.published_at),
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
                    "published_at": iso(entry.published_at),
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
@click.option("--places", is_flag=True, help=_("Tell places and beats too, by the desk's beats.toml."))
@data_dir
@click.option(
    "--model", type=click.Path(path_type=Path, file_okay=False), help=_("A folder that `anhduong train` wrote.")
)
@click.option(
    "--workers",
    "number",
    type=click.IntRange(0, 64),
    help=_("Processes that judge: by default one for each core, and none for a few lines; 0 for none at all."),
)
@click.pass_context
def classify(
    ctx: click.Context,
    jsonl: bool,
    topics_only: bool,
    places: bool,
    data_dir: Path,
    model: Path | None,
    number: int | None,
) -> None:
    from classifier.topics import TopicModel
    from pipeline.classify import Filing, sorted_and_checked, sorted_only, stream
    from pipeline.workers import Judge

    function: Judge[Any, bytes] = sorted_only if topics_only else sorted_and_checked
    if places:
        from pipeline.cli.beats import rules_of

        function = Filing(rules_of(ctx, data_dir, None), topics_only)
    stream(TopicModel.load(model), sys.stdin.buffer, sys.stdout.buffer, function, number)


COMMANDS: tuple[click.Command, ...] = (extract, feed, classify)
