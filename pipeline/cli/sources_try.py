"""`anhduong sources try`: what a site offers, and a ready entry for sources.toml."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from crawlers.errors import CrawlError
from pipeline.cli.options import data_dir, end_progress, example, load, show_progress
from pipeline.clock import system_clock
from pipeline.errors import NotInitialised
from pipeline.i18n import _
from pipeline.settings import DEFAULT_ZONE

if TYPE_CHECKING:
    from crawlers.discover import Discovery
    from crawlers.sources import Kind, Source

_DELAY = 1.0
_KINDS = ("feed", "sitemap", "listing")


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a trial takes from the desk, where there is one."""

    contact: str
    zone: str
    demo: bool
    listed: tuple[Source, ...]
    path: Path


@click.command(
    "try",
    help=_("Show what would be collected from a site, and propose an entry for sources.toml. Nothing is stored.")
    + example(
        "anhduong sources try https://baolaocai.vn/",
        "anhduong sources try baolaocai.vn --kind feed --contact vanphong@example.vn --json",
    ),
)
@click.argument("url")
@click.option("--kind", type=click.Choice(_KINDS), help=_("Try this way only."))
@click.option("--contact", help=_("An e-mail or web address of yours, where there is no desk yet."))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@data_dir
@click.pass_context
def try_source(
    ctx: click.Context, url: str, kind: str | None, contact: str | None, as_json: bool, data_dir: Path
) -> None:
    from pipeline.cli import sources_shown

    desk = _desk(data_dir, contact)
    address = url.strip() if "://" in url else f"https://{url.strip()}"
    try:
        found = asyncio.run(_discover(address, cast("Kind | None", kind), desk))
    except CrawlError as error:
        end_progress()
        if not as_json:
            raise
        _print_json(sources_shown.refused(address, error))
        ctx.exit(2)
    end_progress()
    entry = sources_shown.entry_of(found, desk.listed, _DELAY)
    if as_json:
        _print_json(sources_shown.document(found, entry))
    else:
        for line in sources_shown.report(found, entry, desk.zone):
            click.echo(line)
    ctx.exit(2 if found.chosen is None else 0 if found.readable else 1)


def _desk(folder: Path, contact: str | None) -> _Desk:
    """The desk's contact and list; without a desk the contact given, or none, which the fetcher then refuses."""
    from crawlers.sources import read_sources

    path = folder / "sources.toml"
    try:
        settings = load(folder)
    except NotInitialised:
        return _Desk(contact or "", DEFAULT_ZONE, demo=False, listed=(), path=path)
    listed: tuple[Source, ...] = ()
    # A list with mistakes is no hindrance: what is tried is not in it yet.
    with suppress(CrawlError):
        listed, _problems = read_sources(settings.sources_file, allow_loopback=settings.demo)
    return _Desk(contact or settings.contact, settings.zone, settings.demo, listed, settings.sources_file)


async def _discover(url: str, kind: Kind | None, desk: _Desk) -> Discovery:
    from crawlers.discover import discover, refuse
    from crawlers.fetch import Fetcher, LeftAlone, Manners, Page
    from crawlers.policy import HostPolicy
    from crawlers.settings import Limits

    # Refused before anything is opened: the reason is the same with and without a contact.
    refuse(url, path=desk.path, allow_loopback=desk.demo)
    rules: dict[str, str] = {}
    manners = Manners(delay=0.0 if desk.demo else _DELAY)
    async with Fetcher(
        contact=desk.contact,
        limits=Limits(timeout_seconds=20.0, retries=1),
        allow_loopback=desk.demo,
        now=system_clock,
        learned_robots=rules.__setitem__,
    ) as fetcher:

        async def fetch(address: str, policy: HostPolicy) -> Page:
            show_progress(_("reading {url}").format(url=address[:100]))
            try:
                return await fetcher.get(address, policy, manners=manners)
            except LeftAlone as left:
                raise left.error from None

        return await discover(
            url,
            fetch,
            now=system_clock(),
            robots=rules.get,
            kind=kind,
            zone=desk.zone,
            allow_loopback=desk.demo,
            path=desk.path,
        )


def _print_json(document: Mapping[str, object]) -> None:
    """On one line, in UTF-8 whatever the terminal's encoding."""
    line = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
