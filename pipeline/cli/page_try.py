"""`anhduong page try`: send a message that is marked as a test on a page's way out, and show what came back."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import data_dir, example, load
from pipeline.clock import system_clock
from pipeline.errors import WayNotTried
from pipeline.i18n import _
from pipeline.model import Page
from pipeline.settings import Settings
from pipeline.words import problem_name

_SHOWN = 500


@click.command(
    "try",
    help=_(
        "Send a test to a page's editors or webhook and show what came back. It says that it is a test; a way that "
        "readers see is never tried."
    )
    + example("anhduong page try trang-chinh"),
)
@click.argument("page_id", metavar="PAGE")
@data_dir
@click.pass_context
def try_page(ctx: click.Context, page_id: str, data_dir: Path) -> None:
    from pipeline.publishers import Refused, Uncertain

    settings = load(data_dir)
    wanted = settings.page(page_id)
    try:
        worked = _tried(settings, wanted)
    except (Refused, Uncertain) as error:
        click.echo(_("Error: {problem}").format(problem=problem_name(str(error))), err=True)
        ctx.exit(2)
    ctx.exit(0 if worked else 2)


def _tried(settings: Settings, wanted: Page) -> bool:
    """Whether the other side took the test. Raises `WayNotTried` for a way that has no test."""
    from pipeline.mail import one_line
    from pipeline.ways import email_of, webhook_of

    if wanted.publisher == "email":
        sent = email_of(settings).try_out(wanted, system_clock())
        click.echo(_("The mail server took the test: {reply}").format(reply=sent.reply))
        for address, reply in sent.refused:
            click.echo(_("Not taken for {address}: {reply}").format(address=address, reply=reply), err=True)
        return not sent.refused
    if wanted.publisher == "webhook":
        answer = webhook_of(settings).try_out(wanted, system_clock())
        click.echo(_("The receiver answered with status {status}.").format(status=answer.status))
        said = one_line(answer.body.decode("utf-8", "replace"), _SHOWN)
        if said:
            click.echo(said)
        return 200 <= answer.status < 300
    raise WayNotTried(page=wanted.id, publisher=wanted.publisher)
