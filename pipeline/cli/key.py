"""`anhduong key …`: the key that tokens are kept with: new, rotate."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pipeline.cli.options import data_dir, example, opened
from pipeline.clock import system_clock
from pipeline.errors import DeskError
from pipeline.i18n import _, describe


@click.group(help=_("The key that the pages' tokens are encrypted with: make one, change to another."))
def key() -> None: ...


@key.command(
    help=_("Make a key. Without --out it is printed; with --add it goes above the keys that the file holds already.")
    + example("anhduong key new --out /etc/anhduong/key", "anhduong key new --out /etc/anhduong/key --add")
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help=_("A new file that only you can read."))
@click.option("--add", is_flag=True, help=_("Put the new key above those in the file; the old ones still decrypt."))
def new(out: Path | None, add: bool) -> None:
    from pipeline.secrets import KEY, new_key

    made = new_key()
    if out is None:
        click.echo(made.reveal())
        return
    _write(out, made.reveal(), add)
    click.echo(_("Written: {path}").format(path=out))
    click.echo(_("Name it in {name}, and keep a copy apart from the data: without it the tokens are lost.").format(
        name=f"{KEY}_FILE"))  # fmt: skip
    if add:
        click.echo(_("Next: run `anhduong key rotate`."))


@key.command(
    help=_("Encrypt all secrets again with the first key. Then the keys below it may be taken out of the file.")
    + example("anhduong key rotate")
)
@data_dir
@click.pass_context
def rotate(ctx: click.Context, data_dir: Path) -> None:
    from pipeline.second_factor import reseal
    from pipeline.secrets import load_keyring
    from pipeline.token_words import token_of

    keyring, failed, moved = load_keyring(), False, 0
    with opened(data_dir) as (settings, store):
        names = {page.id: token_of(page) for page in settings.pages}
        for status in store.tokens.statuses():
            what = names.get(status.page_id, status.page_id)
            try:
                moved += store.tokens.reseal(status.page_id, what, keyring, system_clock())
            except DeskError as error:
                failed = True
                click.echo(describe(error), err=True)
        for person in store.second_factors.users():
            try:
                moved += reseal(store, person, keyring)
            except DeskError as error:
                failed = True
                click.echo(describe(error), err=True)
    click.echo(_("Secrets encrypted anew: {n}").format(n=moved))
    if not failed:
        click.echo(_("The older keys may be taken out now; backups from before need them still."))
    ctx.exit(1 if failed else 0)


def _write(path: Path, text: str, add: bool) -> None:
    """Raises `KeyFileThere` or `KeyFileUnwritten`, and what reading the old keys does."""
    from pipeline.secrets import parse_keys, read_private
    from pipeline.token_errors import KeyFileThere, KeyFileUnwritten

    content = f"{text}\n"
    try:
        if not add:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(content)
            return
        old = read_private(path, "--out")
        parse_keys(old, str(path))
        beside = path.with_name(f".{path.name}.new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{content}{old.reveal()}\n")
            file.flush()
            os.fsync(file.fileno())
        before = path.stat()
        if (before.st_uid, before.st_gid) != (beside.stat().st_uid, beside.stat().st_gid):
            os.chown(beside, before.st_uid, before.st_gid)
        beside.chmod(before.st_mode & 0o777)
        beside.replace(path)
    except FileExistsError as error:
        raise KeyFileThere(path=error.filename or path) from error
    except OSError as error:
        raise KeyFileUnwritten(path=path, cause=error.strerror or type(error).__name__) from error


COMMANDS: tuple[click.Command, ...] = (key,)
