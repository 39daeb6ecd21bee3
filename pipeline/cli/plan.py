"""The commands over a plan as a file: export it, import it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from pipeline.cli import schedule
from pipeline.cli.options import data_dir, example, member, opened
from pipeline.clock import system_clock
from pipeline.i18n import _, describe

if TYPE_CHECKING:
    from pipeline.model import Page
    from pipeline.plan_export import Format
    from pipeline.plan_import import Done


@click.command(
    help=_(
        "Write the posts of some days as CSV for a spreadsheet, as iCalendar for a calendar program, or as JSON for a"
        " script. No cell of the CSV is taken for a formula. In iCalendar cancelled posts are told as such."
    )
    + example(
        "anhduong export csv --from 2026-11-01 --days 30 --excel -o thang-11.csv",
        "anhduong export ics --page trang-chinh > lich.ics",
        "anhduong export json --days 7 | jq .posts[].title",
    )
)
@click.argument("format_", metavar="csv|ics|json", type=click.Choice(["csv", "ics", "json"]))
@click.option("--from", "first_text", metavar="DATE", help=_("The first day; without it, today."))
@click.option("--days", default=31, show_default=True, type=click.IntRange(1, 3660), help=_("How many days."))
@click.option("--page", "page_ids", multiple=True, help=_("Only this page; may be given several times."))
@click.option("--excel", is_flag=True, help=_("CSV as Excel opens it in Việt Nam: byte order mark and semicolons."))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help=_("The file to write; without it, standard output."),
)
@data_dir
def export(
    format_: str,
    first_text: str | None,
    days: int,
    page_ids: tuple[str, ...],
    excel: bool,
    output: Path | None,
    data_dir: Path,
) -> None:
    from pipeline import plan_export
    from pipeline.schedule import parse_day
    from pipeline.walltime import moment_of

    if excel and format_ != "csv":
        raise click.UsageError(_("--excel goes with csv."))
    with opened(data_dir) as (settings, store):
        first: date = parse_day(first_text) if first_text else moment_of(system_clock(), settings.zone).day
        made = plan_export.export(store, settings, cast("Format", format_), first, days, page_ids, excel=excel)
    if output is None:
        click.echo(made, nl=False)
        return
    try:
        output.write_bytes(made)
    except OSError as error:
        raise click.FileError(str(output), error.strerror) from error
    click.echo(_("Written: {path}").format(path=output))


@schedule.schedule.command(
    "import",
    help=_(
        "Carry out a plan from a CSV file. Columns: wall_time (2026-11-24T07:30 or 24/11/2026 07:30, the page's clock),"
        " and post (a number), or article (its address) and page (its id). Other columns are passed over, so what"
        " `anhduong export csv` wrote can be changed and imported. Rows about posts that are approved are scheduled;"
        " for an article without a post a draft is written that keeps its time. A row that asks first (quiet hours, a"
        " full day, the same article) is done only with --go-on. The same file twice changes nothing the second time."
    )
    + example(
        "anhduong schedule import ke-hoach.csv --dry-run",
        "anhduong schedule import ke-hoach.csv --as lan.nt",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--dry-run", is_flag=True, help=_("Show what would be done; do nothing."))
@click.option("--go-on", is_flag=True, help=_("Do the rows that ask first, too; the log keeps that you went on."))
@click.option("--as", "login", metavar="LOGIN", help=_("The editor who decides; the log keeps the name."))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@data_dir
@click.pass_context
def import_plan(
    ctx: click.Context, file: Path, dry_run: bool, go_on: bool, login: str | None, as_json: bool, data_dir: Path
) -> None:
    from pipeline import plan_file, plan_import

    if login is None and not dry_run:
        raise click.MissingParameter(ctx=ctx, param_hint="--as", param_type="option")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise click.FileError(str(file), error.strerror) from error
    rows = plan_file.read(data)
    with opened(data_dir) as (settings, store):
        now = system_clock()
        lines = plan_import.look(store, settings, rows, now)
        if dry_run or login is None:
            results = tuple(
                plan_import.Done(line, done=False, held=line.asks and not go_on, post_id=None) for line in lines
            )
        else:
            user = member(store, login)
            results = plan_import.carry_out(store, settings, user, lines, None if go_on else {}, now)
        names = settings.page_names
    if as_json:
        shown = {"dry_run": dry_run, "rows": [_as_json(one, names) for one in results]}
        click.echo(json.dumps(shown, ensure_ascii=False))
    else:
        for one in results:
            _tell(one, names)
        _sum_up(results, dry_run)
    ctx.exit(1 if any(one.held or one.line.problem is not None for one in results) else 0)


def _tell(one: Done, names: dict[str, str]) -> None:
    from pipeline.cautions import say
    from pipeline.plan_words import action_name

    line = one.line
    about = f"“{line.title}”" if line.title else ""
    if line.problem is not None:
        click.echo(_("Line {n}: {what}").format(n=line.row.line, what=describe(line.problem)), err=True)
        return
    where = f"#{line.post.id} {line.row.wall_time} {about}" if line.post else f"{line.row.wall_time} {about}"
    click.echo(
        _("Line {n}: {what}").format(n=line.row.line, what=f"{action_name(line.action, held=one.held)} – {where}")
    )
    for caution in line.cautions:
        click.echo(f"  ! {say(caution, _page(line.page), names)}")


def _page(page: Page | None) -> Page:
    assert page is not None
    return page


def _sum_up(results: tuple[Done, ...], dry_run: bool) -> None:
    held = sum(one.held for one in results)
    bad = sum(one.line.problem is not None for one in results)
    same = sum(one.line.action == "same" for one in results)
    done = len(results) - held - bad - same if dry_run else sum(one.done for one in results)
    said = (
        _("Nothing was done: this was a look ahead. Would be done: {done}; as they are: {same}; ask first: {held}; not"
          " possible: {bad}.")
        if dry_run
        else _("Done: {done}; as they are: {same}; ask first: {held}; not possible: {bad}.")
    )  # fmt: skip
    click.echo(said.format(done=done, same=same, held=held, bad=bad))
    if held and not dry_run:
        click.echo(_("Rows that ask first were not done. Add --go-on to do them all the same."))


def _as_json(one: Done, names: dict[str, str]) -> dict[str, object]:
    from pipeline.cautions import say

    line = one.line
    return {
        "line": line.row.line,
        "action": line.action,
        "done": one.done,
        "held": one.held,
        "post": one.post_id or (None if line.post is None else line.post.id),
        "page": None if line.page is None else line.page.id,
        "wall_time": line.row.wall_time,
        "at": None if line.moment is None else line.moment.at.isoformat(),
        "title": line.title,
        "problem": None if line.problem is None else describe(line.problem),
        "cautions": [{"code": c.code, "text": say(c, _page(line.page), names)} for c in line.cautions],
    }


COMMANDS: tuple[click.Command, ...] = (export,)
