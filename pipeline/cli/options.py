"""Options and openings that several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.errors import UserNotFound
from pipeline.i18n import _, activate
from pipeline.model import User
from pipeline.settings import Settings, load_settings
from pipeline.store import Store

F = TypeVar("F", bound=Callable[..., Any])


def data_dir(function: F) -> F:
    """`--dir`: where the desk keeps its settings and data."""
    return click.option(
        "--dir",
        "data_dir",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("var"),
        show_default=True,
        envvar="ANHDUONG_DIR",
        help=_("The desk's folder: settings, sources, data, outbox."),
    )(function)


def example(*lines: str) -> str:
    """The end of a command's help: how it is called."""
    title = _("Example")
    body = "\n".join(f"  {line}" for line in lines)
    return f"\n\n\b\n{title}:\n{body}"


def load(data_dir: Path) -> Settings:
    """Settings of an initialised desk. `ANHDUONG_LANG` goes before the language that they name."""
    settings = load_settings(data_dir)
    if "ANHDUONG_LANG" not in os.environ:
        activate(settings.language)
    return settings


@contextmanager
def opened(data_dir: Path, *, durable: bool = True) -> Iterator[tuple[Settings, Store]]:
    """Settings and store of an initialised desk, with its pages taken over. `durable` as for `Store.open`."""
    settings = load(data_dir)
    with Store.open(settings.database, durable=durable) as store:
        store.posts.sync_pages(settings.pages, demo=settings.demo)
        yield settings, store


def member(store: Store, login: str) -> User:
    """The account that decides. Raises `UserNotFound`; whether it may do it is asked by what it does."""
    found = store.users.by_login(login)
    if found is None:
        raise UserNotFound(id=login)
    return found[0]


def iso(instant: datetime | None) -> str | None:
    """An instant as JSON has it."""
    return None if instant is None else instant.isoformat()


def show_progress(said: str) -> None:
    """One line at a terminal that is written over; nothing where standard error is a file or a pipe."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{said}", err=True, nl=False)


def end_progress() -> None:
    """Take the line away again."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
