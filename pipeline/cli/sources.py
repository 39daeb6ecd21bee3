"""`anhduong sources …`: look after the list of sources."""

from __future__ import annotations

import click

from pipeline.cli.sources_list import list_sources, resume
from pipeline.cli.sources_try import try_source
from pipeline.i18n import _


@click.group(help=_("Look after the sources: how they fare, and try a new one."))
def sources() -> None:
    """The `anhduong sources` group."""


for _command in (try_source, list_sources, resume):
    sources.add_command(_command)

COMMANDS: tuple[click.Command, ...] = (sources,)
