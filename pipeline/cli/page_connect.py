"""`anhduong page connect`: give a page its token. The token is never an argument: other users see those."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import data_dir, example, opened
from pipeline.clock import system_clock
from pipeline.i18n import _

if TYPE_CHECKING:
    from pipeline.model import Page
    from pipeline.page_connect import Seen
    from pipeline.secrets import Secret
    from pipeline.token_facts import Mode
    from pipeline.token_graph import TokenGraph

_LARGEST = 8192


@click.command(
    help=_("Connect a page to Facebook: says what is needed, asks for the token, checks it and keeps it encrypted.")
    + example(
        "anhduong page connect trang-chinh",
        "anhduong page connect trang-chinh --token-file - --app-live < ma.txt",
    )
)
@click.argument("page_id", metavar="PAGE")
@click.option(
    "--token-file", help=_("Read the token from this file; - is standard input. Else it is asked for, unseen.")
)
@click.option("--exchange", is_flag=True, help=_("Exchange a user's token for the page's without asking."))
@click.option("--app-live", is_flag=True, help=_("You have seen in the App Dashboard that the app's mode is Live."))
@data_dir
def connect(page_id: str, token_file: str | None, exchange: bool, app_live: bool, data_dir: Path) -> None:
    from pipeline import page_connect
    from pipeline.secrets import load_keyring
    from pipeline.token_access import app_secret, asking_graph
    from pipeline.token_facts import Problem

    with opened(data_dir) as (settings, store):
        page = settings.page(page_id)
        page_connect.facebook_of(page)
        # Asked for before the token is: who pastes a token wants it kept.
        keyring = load_keyring()
        app_secret()
        if token_file is None:
            _explain(page)
        token = _token(token_file)
        with asking_graph() as graphs:
            graph = graphs(page)
            seen = page_connect.look_at(graph, page, token, system_clock())
            if seen.problem is Problem.USER and (exchange or _agreed(token_file)):
                seen = _exchanged(graph, page, token)
        mode = _mode(seen, app_live, token_file)
        goes_on = page_connect.keep(store, page, seen, keyring, mode, system_clock())
        status = store.tokens.status(page.id)
    assert status is not None
    click.echo(_("The page {page} is connected to “{name}” on Facebook; its token is kept encrypted.").format(
        page=page.name, name=seen.name))  # fmt: skip
    if goes_on:
        click.echo(_("{page} goes on.").format(page=page.name))
    _warn(page, status.problem, status.mode)


def _explain(page: Page) -> None:
    """What is needed, before the token is asked for."""
    from pipeline.page_connect import facebook_of
    from pipeline.token_facts import NEEDED, WISHED

    facebook = facebook_of(page)
    for line in (
        _("This connects the page “{page}” to the page {facebook_id} on Facebook by the app {app_id}."),
        _("1. At https://developers.facebook.com/apps open the app. At the top its mode must be Live."),
        _("2. At https://developers.facebook.com/tools/explorer choose the app, then add the permissions:"),
        f"   {', '.join(('pages_show_list', *NEEDED, *WISHED))}",
        _("3. Choose “Get Page Access Token”, log in as somebody who runs the page, and choose the page."),
        _("4. Copy the token. A user's token will do: the desk can exchange it for the page's, which has no end."),
        _("What you paste is not shown; it goes to Facebook only and is kept encrypted."),
    ):
        click.echo(line.format(page=page.name, facebook_id=facebook.facebook_id, app_id=facebook.app_id))


def _token(token_file: str | None) -> Secret:
    """Raises `TokenUnreadable`, and what `read_private` does."""
    from pipeline.page_connect import parse_token
    from pipeline.secrets import read_private

    if token_file is None:
        # Not at a terminal there is nobody to ask, and what is typed would be shown.
        if not sys.stdin.isatty():
            raise click.UsageError(
                _("There is no terminal to ask at: give --token-file, or --token-file - for standard input.")
            )
        return parse_token(click.prompt(_("Token"), hide_input=True, default="", show_default=False))
    if token_file == "-":  # noqa: S105 - a name for standard input
        return parse_token(sys.stdin.read(_LARGEST))
    return parse_token(read_private(Path(token_file), "--token-file").reveal())


def _agreed(token_file: str | None) -> bool:
    if token_file is not None:
        return False
    click.echo(_("This is a user's token, not the page's."))
    return click.confirm(_("Exchange it for the page's own token? The user's token is then forgotten."))


def _exchanged(graph: TokenGraph, page: Page, user_token: Secret) -> Seen:
    from pipeline.page_connect import exchange, look_at

    return look_at(graph, page, exchange(graph, page, user_token), system_clock())


def _mode(seen: Seen, app_live: bool, token_file: str | None) -> Mode:
    """The app's mode as a person says it: Graph has no field for it."""
    from pipeline.token_facts import Mode

    if app_live:
        return Mode.LIVE
    if (
        token_file is not None
        or seen.facts.mode is not Mode.UNKNOWN
        or (seen.problem is not None and seen.problem.stops)
    ):
        return Mode.UNKNOWN
    live = click.confirm(_("Does the App Dashboard show the app's mode as Live?"))
    return Mode.LIVE if live else Mode.DEVELOPMENT


def _warn(page: Page, problem: object, mode: Mode) -> None:
    from pipeline.token_facts import Mode, Problem
    from pipeline.token_words import mode_text, problem_text

    if isinstance(problem, Problem):
        click.echo(problem_text(problem, page))
    if mode is Mode.UNKNOWN:
        click.echo(mode_text(page))
