"""`anhduong doctor`: what is well, what is not, and what to do next."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from pipeline.checkup import Checkup, Report, look_without_store
from pipeline.cli.options import data_dir, example, load
from pipeline.clock import system_clock
from pipeline.health import Item, Level
from pipeline.health_words import advice, level_word, sentence, told, topic_name
from pipeline.i18n import _
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.store.health import newest_schema, schema_of

_EXIT = {Level.OK: 0, Level.WARNING: 1, Level.FAILED: 2}


@click.command(
    help=_(
        "Look whether all is well: publisher, posts, pages, tokens, disk, clock, data file. "
        "Exit code 0 well, 1 warnings, 2 failed."
    )
    + example("anhduong doctor", "anhduong doctor --fast --json")
)
@data_dir
@click.option("--fast", is_flag=True, help=_("Do not read the whole data file, the log and the models."))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.pass_context
def doctor(ctx: click.Context, data_dir: Path, fast: bool, as_json: bool) -> None:
    settings = load(data_dir)
    report = _report(settings, fast)
    if as_json:
        document = {
            "level": report.level,
            "items": [_document(item, settings.zone) for item in report.items],
        }
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        for item in report.items:
            head = f"[{level_word(item.level)}] {topic_name(item.topic)}: "
            click.echo(head + told(item, settings.zone))
    ctx.exit(_EXIT[report.level])


def _report(settings: Settings, fast: bool) -> Report:
    schema = schema_of(settings.database)
    if schema != newest_schema():
        # Opening the store would bring the file up to date, which is not a doctor's work.
        return look_without_store(settings, system_clock(), schema)
    with Store.open(settings.database) as store:
        checkup = Checkup(store, settings, system_clock)
        if fast:
            return checkup.look()
        store.audit.verify(system_clock())
        return checkup.examine()


def _document(item: Item, zone: str) -> dict[str, object]:
    return {
        "topic": item.topic,
        "code": item.code,
        "level": item.level,
        "subject": item.subject,
        "said": sentence(item, zone),
        "advice": advice(item.code) if item.level is not Level.OK else "",
        "facts": {name: _plain(value) for name, value in item.facts.items()},
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


COMMANDS: tuple[click.Command, ...] = (doctor,)
