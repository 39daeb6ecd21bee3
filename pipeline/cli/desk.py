"""Commands that set the desk up and keep it running: init, demo, serve, run."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from contextlib import ExitStack
from pathlib import Path

import click

from pipeline.cli.options import data_dir, example, opened
from pipeline.clock import system_clock
from pipeline.errors import PortTaken
from pipeline.i18n import _
from pipeline.settings import Settings
from pipeline.templates import write_new_desk

_PORT = click.IntRange(1, 65535)


def _asked(ctx: click.Context, option: click.Parameter, value: str | None) -> str:
    """What the user gave, or answers at the terminal; without a terminal a missing option is an error."""
    if value is not None and value.strip():
        return value
    if value is None and sys.stdin.isatty():
        answer: str = click.prompt((getattr(option, "help", None) or str(option.name)).rstrip("."))
        return answer
    raise click.MissingParameter(ctx=ctx, param=option)


@click.command(
    help=_("Make a new desk: desk.toml, sources.toml, beats.toml and an empty data file.")
    + example('anhduong init --dir var --operator "Văn phòng A" --contact vanphong@example.vn --page "Ánh Dương"')
)
@data_dir
@click.option("--operator", callback=_asked, help=_("The organisation that runs the pages; readers see it."))
@click.option("--contact", callback=_asked, help=_("An e-mail or web address at which publishers reach the operator."))
@click.option("--page", "page_name", callback=_asked, help=_("The name of the first page."))
def init(data_dir: Path, operator: str, contact: str, page_name: str) -> None:
    written = write_new_desk(data_dir, operator=operator, contact=contact, page_name=page_name)
    with opened(data_dir):
        pass
    for path in written:
        click.echo(_("Written: {path}").format(path=path))
    if not written:
        click.echo(_("There is a desk in {path} already; nothing was changed.").format(path=data_dir))
    click.echo(_("Next: list your publishers in {path}, then run `anhduong user add`.").format(
        path=data_dir / "sources.toml"))  # fmt: skip


@click.command(
    help=_("Serve the desk's web pages. Publishing needs `anhduong run` beside it.")
    + example("anhduong serve --port 8020")
)
@data_dir
@click.option("--host", default="127.0.0.1", show_default=True, help=_("The address to listen on."))
@click.option("--port", default=8020, show_default=True, type=_PORT, help=_("The port to listen on."))
def serve(data_dir: Path, host: str, port: int) -> None:
    from pipeline.models import in_use

    with opened(data_dir) as (settings, store):
        # The cards show why a topic was given, so a model that cannot be used is told at once.
        in_use(store, settings.models)
    _require_secrets(settings)
    claim_port(host, port)
    click.echo(_("The desk is at {url} – stop it with Ctrl-C.").format(url=f"http://{host}:{port}"))
    serve_pages(settings, host, port)


def _require_secrets(settings: Settings) -> None:
    """What logins need by the settings, told at once and not to the first who logs in.

    Raises `KeyMissing`, and what reading a secret does.
    """
    from pipeline.secrets import OIDC_SECRET, load_keyring, read_secret

    if settings.people.totp_required_for:
        load_keyring()
    if settings.people.oidc is not None:
        read_secret(OIDC_SECRET)


def claim_port(host: str, port: int) -> None:
    """Raises `PortTaken` when something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(port=port, option="--port") from error


def serve_pages(settings: Settings, host: str, port: int) -> None:
    """Serve the review UI until Ctrl-C or SIGTERM, on a port that `claim_port` found free.

    The UI is named as a string, as uvicorn takes it: the pipeline does not import what stands above it.
    """
    import uvicorn

    os.environ["ANHDUONG_DIR"] = str(settings.data_dir.resolve())
    # uvicorn raises the signal again once it has shut down; the caller's clean-up must still run.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run("review_ui.asgi:build", factory=True, host=host, port=port, log_level="warning", server_header=False)


@click.command(
    help=_("Keep the desk going: publish what is due, visit the sources that are due. One process at a time.")
    + example("anhduong run --dir var")
)
@data_dir
@click.option("--no-collect", is_flag=True, help=_("Publish only; visit no sources."))
def run(data_dir: Path, no_collect: bool) -> None:
    from pipeline.alerts import watching
    from pipeline.models import in_use
    from pipeline.revisit import Revisits
    from pipeline.run import Visits, make_desk, ticking, wait_for_signal

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    with opened(data_dir) as (settings, store), ExitStack() as stack:
        if not no_collect:
            # Its visits judge what they find: a model that cannot be used is told now, not once a minute.
            in_use(store, settings.models)
        visits = None if no_collect else Visits(data_dir)
        revisits = Revisits(store, settings, system_clock)
        desk = make_desk(store, settings, system_clock, revisits)
        stack.enter_context(ticking(desk, click.echo, collecting=visits, revisits=revisits))
        stack.enter_context(watching(settings, reading_log=True))
        click.echo(_("The publisher is running – stop it with Ctrl-C."))
        wait_for_signal()
    click.echo(_("The publisher has stopped; nothing was lost."))


@click.command(
    help=_("Show the whole way on a sample publisher: collect, check, publish, then serve the desk.")
    + example("anhduong demo", "anhduong demo --dir /tmp/demo --port 8030 --portal-port 8031")
)
@data_dir
@click.option("--port", default=8020, show_default=True, type=_PORT, help=_("The desk's port."))
@click.option("--portal-port", default=8021, show_default=True, type=_PORT, help=_("The sample publisher's port."))
@click.option("--no-serve", is_flag=True, help=_("Stop after publishing; serve nothing."))
def demo(data_dir: Path, port: int, portal_port: int, no_serve: bool) -> None:
    from pipeline.demo import Demo

    if not no_serve:
        claim_port("127.0.0.1", port)
    shown = Demo(data_dir, portal_port, system_clock, click.echo)
    with shown.running() as settings:
        for line in shown.farewell(port):
            click.echo(line)
        if not no_serve:
            serve_pages(settings, "127.0.0.1", port)
    click.echo(_("The demo has stopped. Its data is kept in {path}.").format(path=data_dir))


COMMANDS: tuple[click.Command, ...] = (init, demo, serve, run)
