"""The command that says how good a topic model is: evaluate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import end_progress, example, show_progress
from pipeline.i18n import _

if TYPE_CHECKING:
    from classifier.evaluate import Figures, Report

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(
    help=_("Measure a topic model on labelled JSON lines (id, text, label, source, year?), plain or xz.")
    + example(
        "anhduong evaluate --data kiem-tra.jsonl.xz",
        "anhduong evaluate --data a.jsonl b.jsonl.xz --model desk/models/topics-20261123-1 --out ket-qua",
    )
)
@click.option(
    "--data", "first", multiple=True, required=True, type=_FILE, help=_("Labelled texts; several files may follow.")
)
@click.argument("more", nargs=-1, type=_FILE)
@click.option(
    "--model",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("A folder that `anhduong train` wrote; without it, the shipped model."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("The folder for the two pictures (SVG) and all figures (JSON)."),
)
def evaluate(
    first: tuple[Path, ...], more: tuple[Path, ...], model: Path | None, as_json: bool, out: Path | None
) -> None:
    from classifier.evaluate import evaluate as measure
    from classifier.examples import read_all
    from classifier.topics import TopicModel

    judge = TopicModel.load(model)
    examples = read_all((*first, *more))
    report = measure(
        judge, examples, lambda done: show_progress(_("{done} of {all} texts").format(done=done, all=len(examples)))
    )
    end_progress()
    written = [] if out is None else _write(report, out)
    if as_json:
        document = report.as_json() | {"pictures": [str(path) for path in written if path.suffix == ".svg"]}
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in _lines(report):
        click.echo(line)
    for path in written:
        click.echo(_("Written: {path}").format(path=path))


def _write(report: Report, folder: Path) -> list[Path]:
    from pipeline import charts, files

    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "nham-lan.svg": charts.confusion(report),
        "do-tin-cay.svg": charts.reliability(report),
        "ket-qua.json": json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n",
    }
    for name, content in made.items():
        files.replace(folder / name, content)
    return [folder / name for name in made]


def _lines(report: Report) -> list[str]:
    from classifier import medtop

    all_texts = report.overall
    lines = [
        _("Texts: {n}").format(n=all_texts.texts),
        _("Macro-F1: {value}   right answers: {right} %").format(
            value=_three(all_texts.macro_f1), right=_percent(all_texts.accuracy)
        ),
        _("Calibration error (ECE): {value}").format(value=_three(all_texts.ece)),
        _("Sure: {share} % of the texts, of these right: {right} %").format(
            share=_percent(all_texts.sure_share), right=_percent(all_texts.sure_precision)
        ),
    ]
    head = (_("Topic"), _("texts"), _("right of those given"), _("found"), "F1")
    rows = [
        (medtop.name(label), str(one.support), _three(one.precision), _three(one.recall), _three(one.f1))
        for label, one in report.per_class.items()
    ]
    lines += ["", *_table(head, rows)]
    for title, groups in ((_("By source"), report.by_source), (_("By year"), report.by_year)):
        if groups:
            lines += [
                "",
                *_table((title, _("texts"), "macro-F1", "ECE", _("sure, %"), _("of these right, %")), _groups(groups)),
            ]
    return lines


def _groups(groups: dict[str, Figures]) -> list[tuple[str, ...]]:
    return [
        (
            name, str(one.texts), _three(one.macro_f1), _three(one.ece), _percent(one.sure_share),
            _percent(one.sure_precision),
        )
        for name, one in groups.items()
    ]  # fmt: skip


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Columns parted by two spaces: the first from the left, numbers from the right."""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    return [
        "  ".join(cell.ljust(width) if place == 0 else cell.rjust(width)
                  for place, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in (head, *rows)
    ]  # fmt: skip


def _three(value: float) -> str:
    return f"{value:.3f}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


COMMANDS: tuple[click.Command, ...] = (evaluate,)
