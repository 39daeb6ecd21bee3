"""The command that makes the topic model: train."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import click

from pipeline.cli.options import data_dir, example
from pipeline.i18n import _


@click.command(
    help=_("Train a topic model from labelled JSON lines (id, text, label, source, title?), plain or xz.")
    + example(
        "anhduong train --data vntc10.jsonl.xz baomoi.jsonl.xz --model models/topics",
        "anhduong train --with-corrections --dir desk",
    )
)
@click.option(
    "--data",
    "first",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_("Labelled texts; several files may follow."),
)
@click.argument("more", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--model",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("The folder that the model is written to."),
)
@click.option(
    "--labels",
    default="medtop",
    show_default=True,
    type=click.Choice(["native", "medtop"]),
    help=_("Keep the data's own labels, or map them onto IPTC Media Topics. The desk loads medtop only."),
)
@click.option("--seed", default=0, show_default=True, help=_("The same seed and data give the same model."))
@click.option(
    "--with-corrections",
    is_flag=True,
    help=_("Teach the desk's model from its editors' corrections; it replaces the old one only if it is no worse."),
)
@data_dir
@click.pass_context
def train(
    ctx: click.Context,
    first: tuple[Path, ...],
    more: tuple[Path, ...],
    model: Path | None,
    labels: Literal["native", "medtop"],
    seed: int,
    with_corrections: bool,
    data_dir: Path,
) -> None:
    if with_corrections:
        from pipeline.cli.retrain import from_corrections

        if first or more or model:
            raise click.UsageError(_("--with-corrections works on the desk in --dir; leave out --data and --model."))
        ctx.exit(0 if from_corrections(data_dir) else 1)
    if not first or model is None:
        raise click.UsageError(_("Give --data and --model, or --with-corrections and --dir."))
    from classifier.examples import read_all
    from classifier.train import TrainConfig
    from classifier.train import train as train_model

    examples = read_all((*first, *more))
    click.echo(_("{n} labelled texts").format(n=len(examples)), err=True)
    with _stopped_at_once():
        trained = train_model(examples, TrainConfig(labels=labels, seed=seed), _progress)
    trained.save(model)
    for split, kinds in trained.about["figures"].items():
        for kind, report in kinds.items():
            click.echo(f"{split}, {kind}: macro-F1 {report['overall']['macro_f1']:.3f}")
    click.echo(_("Written: {path}").format(path=model))


@contextmanager
def _stopped_at_once() -> Iterator[None]:
    """Ctrl-C ends the process inside: a fit in C code would not hear it for minutes, and nothing is written yet."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _progress(step: str, done: int, of: int) -> None:
    if done == of or done % 5000 == 0:
        click.echo(f"{step} {done}/{of}", err=True)


COMMANDS: tuple[click.Command, ...] = (train,)
