"""`anhduong audit`: whether the log is as it was written."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.cli.options import data_dir, end_progress, example, load, show_progress
from pipeline.clock import system_clock
from pipeline.errors import AnchorInvalid
from pipeline.i18n import _
from pipeline.store import Store
from pipeline.store.chain import Anchor, Verified
from pipeline.words import chain_problem

_EVERY = 20_000


def _anchor(_ctx: click.Context, _option: click.Parameter, text: str | None) -> Anchor | None:
    try:
        return None if text is None else Anchor.parse(text)
    except ValueError as error:
        raise AnchorInvalid(text=text) from error


@click.group(help=_("The log of everything that was done."))
def audit() -> None: ...


@audit.command(
    help=_(
        "Read the whole log and say whether a row was changed, added or taken out. Exit code 0 as it was written, "
        "2 not. Note the anchor that it prints elsewhere: with it a log that was written anew is found out."
    )
    + example("anhduong audit verify", "anhduong audit verify --anchor 1204:9f2c…", "anhduong audit verify --json")
)
@data_dir
@click.option("--anchor", callback=_anchor, help=_("An anchor that an earlier reading printed, NUMBER:HEX."))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.pass_context
def verify(ctx: click.Context, data_dir: Path, anchor: Anchor | None, as_json: bool) -> None:
    with Store.open(load(data_dir).database) as store:
        found = store.audit.verify(system_clock(), anchor, _progress)
    end_progress()
    if as_json:
        click.echo(json.dumps(_document(found)))
    else:
        for line in _lines(found):
            click.echo(line)
    ctx.exit(2 if found.broken is not None else 0)


def _progress(count: int) -> None:
    if count % _EVERY == 0:
        show_progress(_("{n} rows read").format(n=count))


def _lines(found: Verified) -> tuple[str, ...]:
    if found.broken is None:
        return (
            _("The log is as it was written: {n} rows.").format(n=found.events),
            _("Anchor, to be noted elsewhere: {anchor}").format(anchor=found.head),
        )
    said = chain_problem(found.broken.why)
    return (
        _("The log is NOT as it was written. Row {n}: {problem}").format(n=found.broken.event_id, problem=said),
        _("{n} rows before it are right.").format(n=found.events),
    )


def _document(found: Verified) -> dict[str, object]:
    broken = found.broken
    return {
        "intact": broken is None,
        "events": found.events,
        "anchor": str(found.head),
        "broken": None if broken is None else {"event": broken.event_id, "why": broken.why},
    }


COMMANDS: tuple[click.Command, ...] = (audit,)
