"""Accounts at the desk's own machine: what the page of the people does, and the way back in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline import access, passwords, people
from pipeline.access import Scope, end_name
from pipeline.cli.options import data_dir, example, opened
from pipeline.clock import system_clock
from pipeline.errors import UserNotFound
from pipeline.i18n import _, format_datetime
from pipeline.model import Role, User
from pipeline.people_errors import AccountClosed
from pipeline.store import Store
from pipeline.words import role_name

_ROLES = click.Choice([role.value for role in Role])


@click.group(help=_("Accounts of the desk's own staff."))
def user() -> None: ...


@user.command(
    "add",
    help=_("Add an account. Without --password-stdin a random password is made and shown once.")
    + example('anhduong user add lan.nt --name "Nguyễn Thị Lan" --role editor'),
)
@click.argument("login")
@click.option("--name", required=True, help=_("The name that colleagues see."))
@click.option("--role", required=True, type=_ROLES, help=_("What it may do."))
@click.option("--password-stdin", is_flag=True, help=_("Read the password from standard input."))
@data_dir
def add_user(login: str, name: str, role: str, password_stdin: bool, data_dir: Path) -> None:
    with opened(data_dir) as (_settings, store):
        password = _password(password_stdin)
        shown = people.clean_name(name)
        store.users.add(login, shown, Role(role), passwords.hash_password(password), system_clock())
    click.echo(_("Account {login} was added.").format(login=login))
    _show_once(password, password_stdin)


@user.command(
    "password",
    help=_("Give an account a new password and end its sessions.") + example("anhduong user password lan.nt"),
)
@click.argument("login")
@click.option("--password-stdin", is_flag=True, help=_("Read the password from standard input."))
@data_dir
def set_password(login: str, password_stdin: bool, data_dir: Path) -> None:
    with opened(data_dir) as (_settings, store):
        password = _password(password_stdin)
        store.users.set_password(login, passwords.hash_password(password), system_clock())
    click.echo(_("Account {login} has a new password.").format(login=login))
    _show_once(password, password_stdin)


@user.command("list", help=_("All accounts, one a line.") + example("anhduong user list"))
@data_dir
def list_users(data_dir: Path) -> None:
    with opened(data_dir) as (settings, store):
        accounts = store.users.accounts(system_clock())
    for one in accounts:
        second = _("with a second step") if one.second_factor else _("without a second step")
        parts = [one.user.login, one.user.name, role_name(one.user.role), second]
        if one.closed_at is not None:
            parts.append(_("closed since {time}").format(time=format_datetime(one.closed_at, settings.zone)))
        elif one.seen_at is not None:
            parts.append(_("last seen {time}").format(time=format_datetime(one.seen_at, settings.zone)))
        click.echo("\t".join(parts))


@user.command(
    "role",
    help=_("Give an account another role; its sessions end. The last administrator stays one.")
    + example("anhduong user role lan.nt --role administrator"),
)
@click.argument("login")
@click.option("--role", required=True, type=_ROLES, help=_("What it may do."))
@data_dir
def set_role(login: str, role: str, data_dir: Path) -> None:
    with opened(data_dir) as (_settings, store):
        people.set_role(store, None, _named(store, login).id, Role(role), system_clock())
    click.echo(_("Account {login} has the role {role}.").format(login=login, role=role_name(role)))


@user.command(
    "close",
    help=_("Close an account: it opens nothing any more, and what it did stays.")
    + example("anhduong user close lan.nt"),
)
@click.argument("login")
@data_dir
def close(login: str, data_dir: Path) -> None:
    with opened(data_dir) as (_settings, store):
        people.close(store, None, _named(store, login).id, system_clock())
    click.echo(_("Account {login} is closed.").format(login=login))


@user.command("reopen", help=_("Open a closed account again.") + example("anhduong user reopen lan.nt"))
@click.argument("login")
@data_dir
def reopen(login: str, data_dir: Path) -> None:
    with opened(data_dir) as (_settings, store):
        people.reopen(store, None, _named(store, login).id, system_clock())
    click.echo(_("Account {login} is open.").format(login=login))


@user.command("logout", help=_("End all sessions of an account.") + example("anhduong user logout lan.nt"))
@click.argument("login")
@data_dir
def logout(login: str, data_dir: Path) -> None:
    with opened(data_dir) as (_settings, store):
        ended = people.end_sessions(store, None, _named(store, login).id, system_clock())
    click.echo(_("Sessions ended: {n}.").format(n=ended))


@user.command(
    "reset-totp",
    help=_("Take the second step of an account away, for somebody who lost phone and recovery codes.")
    + example("anhduong user reset-totp lan.nt"),
)
@click.argument("login")
@data_dir
def reset_totp(login: str, data_dir: Path) -> None:
    with opened(data_dir) as (_settings, store):
        people.reset_second_factor(store, None, _named(store, login).id, system_clock())
    click.echo(_("Account {login} logs in without a second step until it sets up a new one.").format(login=login))


@user.command(
    "invite",
    help=_("Make an invitation: a link by which one person makes an account, once.")
    + example('anhduong user invite --role editor --for "chị Lan" --url https://ban-tin.example.vn'),
)
@click.option("--role", required=True, type=_ROLES, help=_("What it may do."))
@click.option("--for", "meant_for", default="", help=_("For whom; a note for administrators."))
@click.option("--days", type=int, default=people.USUAL_DAYS, show_default=True, help=_("How many days it is good."))
@click.option("--url", default="http://127.0.0.1:8020", show_default=True, help=_("Where people open the desk."))
@data_dir
def invite(role: str, meant_for: str, days: int, url: str, data_dir: Path) -> None:
    with opened(data_dir) as (_settings, store):
        number, token = people.invite(store, None, Role(role), meant_for, days, system_clock())
    click.echo(_("Invitation {n}; its link, shown only this once: {link}").format(
        n=number, link=f"{url.rstrip('/')}/loi-moi/{token}"))  # fmt: skip


@user.command("invitations", help=_("Invitations that are open.") + example("anhduong user invitations"))
@data_dir
def invitations(data_dir: Path) -> None:
    with opened(data_dir) as (settings, store):
        found = store.invitations.open(system_clock())
    for one in found:
        until = _("until {time}").format(time=format_datetime(one.expires_at, settings.zone))
        click.echo("\t".join([str(one.id), role_name(one.role), until, one.meant_for]).rstrip())


@user.command("uninvite", help=_("Take an invitation back.") + example("anhduong user uninvite 3"))
@click.argument("number", type=int)
@data_dir
def uninvite(number: int, data_dir: Path) -> None:
    with opened(data_dir) as (_settings, store):
        done = people.revoke(store, None, number, system_clock())
    said = _("Invitation {n} is taken back.") if done else _("Invitation {n} was over already.")
    click.echo(said.format(n=number))


@user.group("token", help=_("Personal tokens by which scripts use the API in a person's name."))
def tokens() -> None: ...


@tokens.command(
    "add",
    help=_("Make a token; it is shown this once.")
    + example('anhduong user token add lan.nt --name "Bảng tổng hợp tuần" --scope read --days 90'),
)
@click.argument("login")
@click.option("--name", required=True, help=_("What it is for; the log shows it."))
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help=_("What it may do; can be given more than once."),
)
@click.option("--days", type=int, default=access.USUAL_DAYS, show_default=True, help=_("How many days it is good."))
@data_dir
def add_token(login: str, name: str, scopes: tuple[str, ...], days: int, data_dir: Path) -> None:
    with opened(data_dir) as (settings, store):
        person = _open(store, login)
        made = access.make(store, person, name, [Scope(scope) for scope in scopes], days, system_clock())
    until = format_datetime(made.expires_at, settings.zone)
    click.echo(_("Token {n} of {login}, good until {time}; shown only this once: {secret}").format(
        n=made.id, login=login, time=until, secret=made.secret))  # fmt: skip


@tokens.command("list", help=_("Tokens of an account, the newest first.") + example("anhduong user token list lan.nt"))
@click.argument("login")
@data_dir
def list_tokens(login: str, data_dir: Path) -> None:
    now = system_clock()
    with opened(data_dir) as (settings, store):
        found = store.access.of(_named(store, login).id)
    for one in found:
        over = one.over(now)
        used = _("never used") if one.used_at is None else _("last used {time}").format(
            time=format_datetime(one.used_at, settings.zone))  # fmt: skip
        until = _("until {time}").format(time=format_datetime(one.expires_at, settings.zone))
        click.echo("\t".join([str(one.id), one.name, " ".join(one.scopes), end_name(over) if over else until, used]))


@tokens.command(
    "revoke", help=_("Revoke a token: it opens nothing any more.") + example("anhduong user token revoke lan.nt 3")
)
@click.argument("login")
@click.argument("number", type=int)
@data_dir
def revoke_token(login: str, number: int, data_dir: Path) -> None:
    with opened(data_dir) as (_settings, store):
        done = store.access.revoke(_named(store, login).id, number, system_clock(), None)
    said = _("Token {n} is revoked.") if done else _("Token {n} was over already.")
    click.echo(said.format(n=number))


def _open(store: Store, login: str) -> User:
    """The account, if it is open. Raises `UserNotFound` or `AccountClosed`."""
    person = _named(store, login)
    if store.users.by_login(login) is None:
        raise AccountClosed(login=login)
    return person


def _named(store: Store, login: str) -> User:
    """The account, open or closed. Raises `UserNotFound`."""
    for one in store.users.all():
        if one.login == login:
            return one
    raise UserNotFound(id=login)


def _password(from_stdin: bool) -> str:
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else passwords.generate()


def _show_once(password: str, from_stdin: bool) -> None:
    if not from_stdin:
        click.echo(_("Password, shown only this once: {password}").format(password=password))


COMMANDS: tuple[click.Command, ...] = (user,)
