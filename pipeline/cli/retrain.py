"""What `anhduong train --with-corrections` does and says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import end_progress, opened, show_progress
from pipeline.clock import system_clock
from pipeline.i18n import _

if TYPE_CHECKING:
    from classifier.evaluate import Figures


def from_corrections(data_dir: Path) -> bool:
    """Retrain the desk's model from its corrections; whether the new one is in use now."""
    from pipeline.retrain import retrain

    with opened(data_dir) as (settings, store):
        done = retrain(store, settings, system_clock(), progress=_progress)
    end_progress()
    made = done.adapted
    click.echo(
        _("{trained} corrected texts to learn from, {tested} kept apart for the test.").format(
            trained=made.trained, tested=made.tested
        )
    )
    click.echo(_line(done.before, made.before.overall))
    click.echo(_line(done.name or _("the new one"), made.after.overall))
    if done.name is None:
        click.echo(_("The new model did worse on the test part, so {name} stays in use.").format(name=done.before))
        return False
    click.echo(_("The desk now uses {name}.").format(name=done.name))
    click.echo(_("Back to {name}: {command}").format(name=done.before, command=f"anhduong model back --dir {data_dir}"))
    return True


def _line(name: str, figures: Figures) -> str:
    said = _("{name}: macro-F1 {f1}, calibration error {ece}, sure of {share} %, of these right {right} %")
    return said.format(
        name=name,
        f1=f"{figures.macro_f1:.3f}",
        ece=f"{figures.ece:.3f}",
        share=round(100 * figures.sure_share),
        right=round(100 * figures.sure_precision),
    )


def _progress(step: str, done: int, of: int) -> None:
    names = {
        "read": _("reading the corrections"),
        "choose": _("trying on held-out dates"),
        "fit": _("fitting"),
        "test": _("testing"),
    }
    show_progress(f"{names.get(step, step)} {done}/{of}")
