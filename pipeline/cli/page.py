"""`anhduong page …`: the pages, their tokens and pauses: connect, list, check, pause, resume, disconnect, try.

Exit codes of list and check: 0 all is well, 1 some is not.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import data_dir, example, iso, opened
from pipeline.cli.page_connect import connect
from pipeline.cli.page_try import try_page
from pipeline.clock import system_clock
from pipeline.i18n import _, describe, format_datetime
from pipeline.pages_shown import PageShown, pause_reason_name, shown_pages
from pipeline.words import publisher_name

if TYPE_CHECKING:
    from pipeline.token_check import Checked


@click.group(help=_("The pages: connect them to Facebook, see how their tokens fare, pause and resume them."))
def page() -> None: ...


@page.command(
    "list",
    help=_("List the pages: operator, way out, whether it is paused and why, its token. Asks nobody.")
    + example("anhduong page list", "anhduong page list --json"),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object a line."))
@data_dir
@click.pass_context
def list_pages(ctx: click.Context, as_json: bool, data_dir: Path) -> None:
    with opened(data_dir) as (settings, store):
        shown = shown_pages(store, settings, system_clock())
    for one in shown:
        click.echo(json.dumps(document(one), ensure_ascii=False) if as_json else told(one))
    ctx.exit(0 if all(one.well for one in shown) else 1)


@page.command(
    help=_("Ask Facebook about the tokens now: type, permissions, expiry, app. A dead one pauses its page.")
    + example("anhduong page check", "anhduong page check trang-chinh --json")
)
@click.argument("page_id", metavar="[PAGE]", required=False)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object a line."))
@data_dir
@click.pass_context
def check(ctx: click.Context, page_id: str | None, as_json: bool, data_dir: Path) -> None:
    from pipeline.page_connect import facebook_of
    from pipeline.secrets import load_keyring
    from pipeline.token_access import asking_graph
    from pipeline.token_check import check as check_token

    with opened(data_dir) as (settings, store), asking_graph() as graphs:
        if page_id is not None:
            facebook_of(settings.page(page_id))
        pages = settings.pages if page_id is None else (settings.page(page_id),)
        found: list[Checked] = []
        for one in pages:
            status = store.tokens.status(one.id)
            if status is not None and one.publisher == "facebook" and one.facebook is not None:
                found.append(check_token(store, one, status, graphs, load_keyring, system_clock()))
        shown = {seen.page.id: seen for seen in shown_pages(store, settings, system_clock())}
    errors = {checked.page.id: checked.error for checked in found if checked.error is not None}
    wanted = [shown[one.id] for one in pages if one.publisher == "facebook"]
    for seen in wanted:
        error = errors.get(seen.page.id)
        if as_json:
            said = document(seen) | {"error": None if error is None else describe(error)}
            click.echo(json.dumps(said, ensure_ascii=False))
        else:
            click.echo(told(seen))
            if error is not None:
                click.echo(f"    {describe(error)}")
    if not wanted and not as_json:
        click.echo(_("No page publishes to Facebook."))
    ctx.exit(0 if not errors and all(seen.well for seen in wanted) else 1)


@page.command(
    help=_("Pause a page: nothing leaves from it until it is resumed.")
    + example('anhduong page pause trang-chinh --reason "Chờ Ban biên tập xem lại"')
)
@click.argument("page_id", metavar="PAGE")
@click.option("--reason", required=True, help=_("Why; colleagues read it."))
@data_dir
def pause(page_id: str, reason: str, data_dir: Path) -> None:
    from pipeline.page_control import pause as pause_page

    with opened(data_dir) as (settings, store):
        one = settings.page(page_id)
        done = pause_page(store, one, reason, system_clock())
    said = (
        _("{page} is paused: nothing leaves from it.") if done else _("{page} is paused already; nothing was changed.")
    )
    click.echo(said.format(page=one.name))


@page.command(
    help=_("Let a paused page go on. Posts whose time has passed are missed, not sent in a burst.")
    + example("anhduong page resume trang-chinh")
)
@click.argument("page_id", metavar="PAGE")
@data_dir
def resume(page_id: str, data_dir: Path) -> None:
    from pipeline.page_control import resume as resume_page

    with opened(data_dir) as (settings, store):
        one = settings.page(page_id)
        done = resume_page(store, one, system_clock())
    click.echo((_("{page} goes on.") if done else _("{page} was not paused.")).format(page=one.name))


@page.command(
    help=_("Forget a page's token. On Facebook it stays valid until the app is taken off the page there.")
    + example("anhduong page disconnect trang-chinh")
)
@click.argument("page_id", metavar="PAGE")
@data_dir
def disconnect(page_id: str, data_dir: Path) -> None:
    with opened(data_dir) as (settings, store):
        one = settings.page(page_id)
        done = store.tokens.forget(page_id, system_clock())
    said = (
        _("The token of {page} is forgotten; nothing goes to Facebook any more.") if done else _("{page} has no token.")
    )
    click.echo(said.format(page=one.name))


def told(one: PageShown) -> str:
    """A few plain lines for a person."""
    page, token = one.page, one.token
    lines = [
        f"{page.id} – {page.name}",
        _("operator: {operator}; way out: {way}").format(operator=page.operator, way=publisher_name(page.publisher)),
    ]
    if one.pause is not None:
        since = format_datetime(one.pause.since, page.zone)
        lines.append(_("paused since {when}: {reason}").format(when=since, reason=pause_reason_name(one.pause.reason)))
    if token is not None:
        lines.append(_("token checked {when}; {end}").format(
            when=format_datetime(token.checked_at, page.zone), end=end_text(one)))  # fmt: skip
    lines.extend(one.problems)
    return "\n    ".join(lines)


def end_text(one: PageShown) -> str:
    """When the token ends."""
    ends = None if one.token is None else one.token.dies_at
    return _("no end is set") if ends is None else _("it ends {when}").format(when=format_datetime(ends, one.page.zone))


def document(one: PageShown) -> dict[str, Any]:
    """The same for a machine: no sentence, no secret."""
    token, pause = one.token, one.pause
    return {
        "id": one.page.id,
        "name": one.page.name,
        "operator": one.page.operator,
        "publisher": one.page.publisher,
        "paused": None
        if pause is None
        else {"reason": pause.reason, "since": iso(pause.since), "until": iso(pause.until), "by": pause.by},
        "token": None
        if token is None
        else {
            "facebook_id": token.facebook_id,
            "type": token.type,
            "scopes": sorted(token.scopes),
            "app_mode": token.mode,
            "expires": iso(token.expires_at),
            "data_access_expires": iso(token.data_access_expires_at),
            "connected": iso(token.connected_at),
            "checked": iso(token.checked_at),
            "problem": token.problem,
        },
        "well": one.well,
    }


page.add_command(connect)
page.add_command(try_page)
COMMANDS: tuple[click.Command, ...] = (page,)
