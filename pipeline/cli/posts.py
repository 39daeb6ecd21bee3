"""The commands over posts that wait for a person: missed, unknown, settle; `amend` has those over what is out."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli import amend
from pipeline.cli.options import data_dir, example, member, opened
from pipeline.clock import system_clock
from pipeline.i18n import _, describe, format_datetime
from pipeline.model import PostState
from pipeline.words import problem_name

_AS = click.option("--as", "login", metavar="LOGIN", help=_("The editor who decides; the log keeps the name."))


@click.group(help=_("Posts that wait for a person, and posts that are out."))
def posts() -> None: ...


@posts.command(
    "missed",
    help=_("Show the posts that missed their time, with a new time for each; --reschedule sets these times.")
    + example("anhduong posts missed", "anhduong posts missed --reschedule --as lan.nt"),
)
@click.option("--page", "page_id", help=_("Only this page."))
@click.option("--reschedule", is_flag=True, help=_("Schedule them at the times shown."))
@_AS
@data_dir
@click.pass_context
def missed(ctx: click.Context, page_id: str | None, reschedule: bool, login: str | None, data_dir: Path) -> None:
    from pipeline import missed as late

    if reschedule and login is None:
        raise click.MissingParameter(ctx=ctx, param_hint="--as", param_type="option")
    with opened(data_dir) as (settings, store):
        now = system_clock()
        proposals = late.propose(store, settings, now, page_id)
        for one in proposals:
            line = f"#{one.post.id} {one.post.page_id} “{one.post.article_title}”"
            if one.due_at is None:
                click.echo(f"{line}: {problem_name('not-cleared')}")
            else:
                zone = settings.page(one.post.page_id).zone
                click.echo(_("{post}: new time {time}").format(post=line, time=format_datetime(one.due_at, zone)))
        if not proposals:
            click.echo(_("No post has missed its time."))
        elif login is None or not reschedule:
            click.echo(_("Nothing is scheduled yet; add --reschedule --as LOGIN to schedule at these times."))
        else:
            choices = [
                late.Choice(one.post.id, one.post.version, one.wall_time)
                for one in proposals
                if one.wall_time is not None
            ]
            done, refused = late.reschedule(store, settings, member(store, login), choices, now)
            for post_id, error in refused:
                click.echo(f"#{post_id}: {describe(error)}", err=True)
            click.echo(_("Scheduled again: {n}").format(n=done))
            ctx.exit(1 if refused else 0)


@posts.command(
    "unknown",
    help=_("Show the posts of which nobody knows yet whether they went out.") + example("anhduong posts unknown"),
)
@data_dir
def unknown(data_dir: Path) -> None:
    with opened(data_dir) as (settings, store):
        found = store.posts.list((PostState.UNKNOWN,), limit=500)
        for post in found:
            assert post.intent_at is not None
            sent = format_datetime(post.intent_at, settings.zone)
            click.echo(_("#{id} {page} “{title}”: sent {time}").format(
                id=post.id, page=post.page_id, title=post.article_title, time=sent))  # fmt: skip
            if post.read_at is not None:
                again = format_datetime(post.read_at, settings.zone)
                click.echo("  " + _("The desk reads the page again: {time}").format(time=again))
            else:
                click.echo("  " + _("Look at the page, then: anhduong posts settle {id} …").format(id=post.id))
    if not found:
        click.echo(_("There is none."))


@posts.command(
    "settle",
    help=_("Say of a post whose outcome is unknown that it is on the page, or that it is not.")
    + example(
        "anhduong posts settle 12 --there https://www.facebook.com/anhduong/posts/345 --as lan.nt",
        "anhduong posts settle 12 --not-there --as lan.nt",
    ),
)
@click.argument("post_id", type=click.IntRange(1, 2**63 - 1), metavar="POST")
@click.option("--there", "address", metavar="ADDRESS", help=_("It is there, at this address."))
@click.option("--not-there", "absent", is_flag=True, help=_("You looked, and it is not there."))
@_AS
@data_dir
@click.pass_context
def settle(
    ctx: click.Context, post_id: int, address: str | None, absent: bool, login: str | None, data_dir: Path
) -> None:
    from pipeline import settle as settling

    if (address is None) is not absent:
        raise click.UsageError(_("Give either --there ADDRESS or --not-there."), ctx)
    if login is None:
        raise click.MissingParameter(ctx=ctx, param_hint="--as", param_type="option")
    with opened(data_dir) as (_settings, store):
        version = store.posts.get(post_id).version
        user = member(store, login)
        if address is not None:
            settling.found_there(store, user, post_id, version, address, system_clock())
            click.echo(_("Noted: post {id} is published.").format(id=post_id))
        else:
            settling.not_there(store, user, post_id, version, system_clock())
            click.echo(_("Noted: post {id} is not on the page. It can be scheduled again.").format(id=post_id))


for _command in amend.COMMANDS:
    posts.add_command(_command)

COMMANDS: tuple[click.Command, ...] = (posts,)
