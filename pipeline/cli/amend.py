"""The commands over a post that is out, in the group `posts`: withdraw, correct."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import click

from pipeline.cli.options import data_dir, example, member, opened
from pipeline.clock import system_clock
from pipeline.errors import Conflict
from pipeline.i18n import _
from pipeline.store import Store

_POST = click.argument("post_id", type=click.IntRange(1, 2**63 - 1), metavar="POST")
_AS = click.option("--as", "login", metavar="LOGIN", required=True, help=_("Who decides; the log keeps the name."))


@click.command(
    help=_("Take a published post down from its page. The publisher does it at its next tick; the log keeps why.")
    + example('anhduong posts withdraw 12 --reason "Nguồn đã gỡ tin" --as lan.nt')
)
@_POST
@click.option("--reason", required=True, help=_("Why; colleagues read it."))
@_AS
@data_dir
def withdraw(post_id: int, reason: str, login: str, data_dir: Path) -> None:
    from pipeline import amend

    with opened(data_dir) as (settings, store):
        post = store.posts.get(post_id)
        page = settings.page(post.page_id)
        amend.withdraw(store, member(store, login), page, post_id, reason, system_clock())
    click.echo(_("Noted: post {id} is withdrawn as soon as the publisher has done it.").format(id=post_id))


@click.command(
    help=_("Replace the text of a published post. On a page with four eyes another person approves it with --approve.")
    + example(
        'anhduong posts correct 12 --text loi-moi.txt --reason "Nguồn đính chính" --as lan.nt',
        "anhduong posts correct 12 --approve --as minh.tv",
    )
)
@_POST
@click.option("--text", type=click.File(encoding="utf-8"), help=_("A file with the new text; - reads it from input."))
@click.option("--reason", help=_("Why; colleagues read it."))
@click.option("--approve", is_flag=True, help=_("Approve the correction that a colleague asked for."))
@_AS
@data_dir
@click.pass_context
def correct(
    ctx: click.Context,
    post_id: int,
    text: IO[str] | None,
    reason: str | None,
    approve: bool,
    login: str,
    data_dir: Path,
) -> None:
    from pipeline import amend

    if approve is not (text is None) or approve is not (reason is None):
        raise click.UsageError(_("Give either --text and --reason, or --approve alone."), ctx)
    with opened(data_dir) as (settings, store):
        user = member(store, login)
        post = store.posts.get(post_id)
        if text is None or reason is None:
            store.amendments.approve(user, _waiting(store, post_id), system_clock())
            said = _("The correction of post {id} is approved and goes out as soon as the publisher has done it.")
        else:
            page = settings.page(post.page_id)
            amend.correct(store, user, page, post_id, _read(ctx, text), reason, system_clock())
            said = (
                _("Noted: the correction of post {id} waits until another person approves it.")
                if page.four_eyes
                else _("Noted: post {id} is corrected as soon as the publisher has done it.")
            )
    click.echo(said.format(id=post_id))


def _read(ctx: click.Context, text: IO[str]) -> str:
    try:
        return text.read()
    except UnicodeDecodeError as error:
        raise click.UsageError(_("The file is not text in UTF-8. Save it as UTF-8 and try again."), ctx) from error


def _waiting(store: Store, post_id: int) -> int:
    """The correction that waits for a second person. Raises `Conflict` where none does."""
    for one in store.amendments.of_post(post_id):
        if one.waits_for_approval:
            return one.id
    raise Conflict


COMMANDS: tuple[click.Command, ...] = (withdraw, correct)
