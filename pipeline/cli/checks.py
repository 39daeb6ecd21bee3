"""The commands over the checks of a page: list, set."""

from __future__ import annotations

from pathlib import Path

import click

from classifier.checks import NAMES
from pipeline.cli.options import data_dir, end_progress, example, opened, show_progress
from pipeline.clock import system_clock
from pipeline.i18n import _, format_datetime
from pipeline.levels import Level
from pipeline.words import check_name, level_name


@click.group(help=_("How loud each check is for a page: normal, low or off."))
def checks() -> None: ...


@checks.command(
    "list",
    help=_("List the checks of each page with their levels, and who set them when and why.")
    + example("anhduong checks list", "anhduong checks list --page trang-chinh"),
)
@click.option("--page", "page_id", help=_("Only this page."))
@data_dir
def list_checks(page_id: str | None, data_dir: Path) -> None:
    from pipeline.page_checks import switches_of

    with opened(data_dir) as (settings, store):
        for page in settings.pages if page_id is None else (settings.page(page_id),):
            click.echo(f"{page.name} ({page.id})")
            for one in switches_of(store, page):
                line = f"  {one.check:15} {level_name(one.level):12} {check_name(one.check)}"
                if one.at is not None:
                    who = one.by or _("by a command")
                    line += f" – {format_datetime(one.at, settings.zone)}, {who}: {one.reason}"
                click.echo(line)
        left = store.levels.left()
    if left:
        click.echo(
            _("{n} flagged articles are still to be looked at; `anhduong run` or `check` goes on.").format(n=left)
        )


@checks.command(
    "set",
    help=_("Set the level of a check for a page: normal, low or off. The log keeps who, when and why.")
    + example('anhduong checks set trang-chinh stale low --reason "Trang chuyên mục lịch sử"'),
)
@click.argument("page_id", metavar="PAGE")
@click.argument("check", type=click.Choice(NAMES), metavar="CHECK")
@click.argument("level", type=click.Choice([level.value for level in Level]), metavar="LEVEL")
@click.option("--reason", required=True, help=_("Why; colleagues read it."))
@data_dir
def set_level(page_id: str, check: str, level: str, reason: str, data_dir: Path) -> None:
    from pipeline.page_checks import reweigh, switch

    with opened(data_dir) as (settings, store):
        page = settings.page(page_id)
        changed = switch(store, None, page, check, Level(level), reason, system_clock)
        moved = reweigh(
            store, system_clock, progress=lambda left: show_progress(_("{n} articles to look at").format(n=left))
        )
        end_progress()
    said = _("{check}: {level} for {page} from now on.") if changed else _("{check}: {level} for {page} already.")
    click.echo(said.format(check=check_name(check), level=level_name(level).lower(), page=page.name))
    if moved:
        click.echo(_("Articles that wait otherwise now: {n}").format(n=moved))


COMMANDS: tuple[click.Command, ...] = (checks,)
