"""The commands over the desk's topic models: list, use, back."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import data_dir, example, opened
from pipeline.clock import system_clock
from pipeline.i18n import _, format_datetime


@click.group(help=_("Topic models of the desk: which there are, which one is in use."))
def model() -> None: ...


@model.command(
    "list",
    help=_("List the desk's topic models; the one in use is marked.") + example("anhduong model list --dir var"),
)
@data_dir
def list_models(data_dir: Path) -> None:
    from pipeline import models

    with opened(data_dir) as (settings, store):
        pile = store.models.pile()
        since = {chosen.name: chosen.at for chosen in reversed(pile)}
        for name in models.names(settings.models):
            at = since.get(name)
            if name == pile[0].name:
                said = _("in use") if at is None else _("in use since {when}").format(
                    when=format_datetime(at, settings.zone))  # fmt: skip
            elif len(pile) > 1 and name == pile[1].name:
                said = _("the one before: `anhduong model back`")
            else:
                said = ""
            click.echo(f"{'*' if name == pile[0].name else ' '} {name:24} {said}".rstrip())


@model.command(
    help=_("Use this topic model from the next check on. `shipped` is the one that came with the desk.")
    + example("anhduong model use topics-20261123-1", "anhduong model use shipped")
)
@click.argument("name")
@data_dir
def use(name: str, data_dir: Path) -> None:
    from pipeline import models

    with opened(data_dir) as (settings, store):
        models.load(settings.models, name)
        changed = store.models.use(name, system_clock(), "command")
    said = _("The desk now uses {name}.") if changed else _("The desk uses {name} already.")
    click.echo(said.format(name=name))


@model.command(
    help=_("Go back to the topic model that was in use before this one.") + example("anhduong model back --dir var")
)
@data_dir
def back(data_dir: Path) -> None:
    from pipeline import models

    with opened(data_dir) as (settings, store):
        pile = store.models.pile()
        models.load(settings.models, pile[min(1, len(pile) - 1)].name)
        name = store.models.back(system_clock())
    click.echo(_("The desk now uses {name}.").format(name=name))


COMMANDS: tuple[click.Command, ...] = (model,)
