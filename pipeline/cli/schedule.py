"""The commands over the calendar: list, next free slots, move a day."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import data_dir, example, opened
from pipeline.clock import system_clock
from pipeline.errors import DeskError
from pipeline.i18n import _, describe, format_date
from pipeline.model import Page
from pipeline.words import post_state_name

if TYPE_CHECKING:
    from pipeline.moves import Move, Preview

_json = click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))


@click.group(help=_("The calendar of posts: what goes out when, free slots, moving a day."))
def schedule() -> None: ...


@schedule.command(
    "list",
    help=_("List the posts of the coming days with their times, or of the days named.")
    + example("anhduong schedule list", "anhduong schedule list --page trang-chinh --from 2026-11-30 --days 7 --json"),
)
@click.option("--page", "page_id", help=_("Only this page."))
@click.option("--from", "first_text", metavar="DATE", help=_("The first day; without it, today."))
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 366), help=_("How many days."))
@_json
@data_dir
def list_posts(page_id: str | None, first_text: str | None, days: int, as_json: bool, data_dir: Path) -> None:
    from pipeline.almanac import day_facts, lunar_name
    from pipeline.schedule import days as days_of
    from pipeline.schedule import parse_day
    from pipeline.walltime import moment_of

    with opened(data_dir) as (settings, store):
        zone = settings.zone if page_id is None else settings.page(page_id).zone
        first = parse_day(first_text) if first_text else moment_of(system_clock(), zone).day
        found = days_of(store, zone, first, days, () if page_id is None else (page_id,))
    if as_json:
        document = {
            "zone": zone,
            "days": [
                {
                    "date": day.date.isoformat(),
                    "lunar": _lunar_json(day.date),
                    "holidays": list(day_facts(day.date).holidays),
                    "marks": list(day_facts(day.date).marks),
                    "posts": [
                        {
                            "id": post.id,
                            "page": post.page_id,
                            "state": post.state,
                            "wall_time": post.wall_time,
                            "zone": post.zone,
                            "due_at": post.due_at.isoformat(),
                            "article": post.article_id,
                            "title": post.article_title,
                        }
                        for post in day.posts
                    ],
                }
                for day in found
            ],
        }
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for day in found:
        facts = day_facts(day.date)
        names = [lunar_name(facts.lunar)] if facts.lunar else []
        click.echo(" · ".join([format_date(day.date), *names, *facts.holidays, *facts.marks]))
        for post in day.posts:
            clock = f"{moment_of(post.due_at, zone).clock:%H:%M}"
            click.echo(f"  {clock} #{post.id} {post.page_id} “{post.article_title}” ({post_state_name(post.state)})")


def _lunar_json(day: date) -> dict[str, object] | None:
    from pipeline.almanac import day_facts

    lunar = day_facts(day).lunar
    return None if lunar is None else {"day": lunar.day, "month": lunar.month, "leap": lunar.leap}


@schedule.command(
    "next",
    help=_("Print the next free slots of a page.")
    + example("anhduong schedule next --page trang-chinh", "anhduong schedule next --page trang-chinh -n 3 --json"),
)
@click.option("--page", "page_id", required=True, help=_("The page."))
@click.option("-n", "count", default=6, show_default=True, type=click.IntRange(1, 100), help=_("How many."))
@_json
@data_dir
def next_slots(page_id: str, count: int, as_json: bool, data_dir: Path) -> None:
    from pipeline import planning
    from pipeline.almanac import day_facts

    with opened(data_dir) as (settings, store):
        page = settings.page(page_id)
        found = planning.next_slots(store, page, system_clock(), count)
    if as_json:
        shown = [{"wall_time": slot.wall, "zone": slot.zone, "at": slot.at.isoformat()} for slot in found]
        click.echo(json.dumps({"page": page.id, "slots": shown}, ensure_ascii=False))
        return
    for slot in found:
        holidays = "".join(f" – {name}" for name in day_facts(slot.day).holidays)
        click.echo(f"{slot.choice}  {format_date(slot.day)} {slot.clock:%H:%M}{holidays}")
    if not page.plan.has_slots:
        click.echo(_("{page} has no slots: write `slots` under its [[page]] in desk.toml.").format(page=page.name))
    elif not found:
        click.echo(_("Nothing is free in the next weeks."))


@schedule.command(
    "move",
    help=_(
        "Move all posts of a page and day that wait to go out: by hours, or to another day. All of them are moved or"
        " none."
    )
    + example(
        "anhduong schedule move --page trang-chinh --date 2026-11-30 --by 2h --dry-run",
        "anhduong schedule move --page trang-chinh --date 2026-11-30 --by -1h30m",
        "anhduong schedule move --page trang-chinh --date 2026-11-30 --to 2026-12-01",
    ),
)
@click.option("--page", "page_id", required=True, help=_("The page."))
@click.option("--date", "day_text", required=True, metavar="DATE", help=_("The day, as the page's clock has it."))
@click.option("--by", "shift", metavar="LENGTH", help=_("By how much: 2h, -90m, 1h30m."))
@click.option("--to", "to_text", metavar="DATE", help=_("To which day, at the same times of day."))
@click.option("--dry-run", is_flag=True, help=_("Show what would be moved; move nothing."))
@_json
@data_dir
def move_day(
    page_id: str,
    day_text: str,
    shift: str | None,
    to_text: str | None,
    dry_run: bool,
    as_json: bool,
    data_dir: Path,
) -> None:
    from pipeline import moves
    from pipeline.schedule import parse_day

    if (shift is None) == (to_text is None):
        raise click.UsageError(_("Give either --by or --to."))
    day = parse_day(day_text)
    target: timedelta | date = moves.parse_shift(shift) if shift is not None else parse_day(to_text or "")
    with opened(data_dir) as (settings, store):
        page = settings.page(page_id)
        names = settings.page_names
        now = system_clock()
        seen = moves.preview(store, page, day, target, now)
        if not as_json:
            for one in seen.moves:
                _tell(one, page, names)
        try:
            if not dry_run:
                moves.move(store, None, seen, now)
        except DeskError:
            if as_json:
                click.echo(json.dumps(_as_json(seen, names, moved=False), ensure_ascii=False))
            raise
    if as_json:
        click.echo(json.dumps(_as_json(seen, names, moved=not dry_run), ensure_ascii=False))
    elif dry_run:
        click.echo(_("Nothing was moved: this was a look ahead.") if seen.moves else _("Nothing waits on that day."))
    else:
        click.echo(_("Posts moved: {n}.").format(n=len(seen.moves)))


def _tell(one: Move, page: Page, names: dict[str, str]) -> None:
    from pipeline.cautions import say

    there = "✗" if one.moment is None else one.moment.wall
    click.echo(f"#{one.post.post_id} {one.post.wall} → {there} “{one.post.title}”")
    if one.problem is not None:
        click.echo(f"  ! {describe(one.problem)}")
    for caution in one.cautions:
        click.echo(f"  ! {say(caution, page, names)}")


def _as_json(seen: Preview, names: dict[str, str], *, moved: bool) -> dict[str, object]:
    from pipeline.cautions import say

    return {
        "page": seen.page.id,
        "date": seen.day.isoformat(),
        "moved": moved,
        "posts": [
            {
                "id": one.post.post_id,
                "from": one.post.wall,
                "to": None if one.moment is None else one.moment.wall,
                "at": None if one.moment is None else one.moment.at.isoformat(),
                "problem": None if one.problem is None else describe(one.problem),
                "cautions": [{"code": c.code, "text": say(c, seen.page, names)} for c in one.cautions],
            }
            for one in seen.moves
        ],
    }


COMMANDS: tuple[click.Command, ...] = (schedule,)
