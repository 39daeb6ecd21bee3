"""Pictures of an evaluation as SVG: which topics are taken for which, and whether probabilities mean what they say.

Text stays text, so that it can be searched and read aloud; each picture has a title and a description (`role="img"`,
SVG 2 section 5.7), and no figure stands in colour alone.
"""

from __future__ import annotations

import io
from html import escape
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from classifier import medtop
from classifier.evaluate import Report
from pipeline.i18n import _, language

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "anhduong",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
}
_INK, _BLUE, _RED = "#1b2430", "#0b5cad", "#a8231c"
_WORST = 3


def confusion(report: Report) -> str:
    """A table of true topics by answers: cells hold numbers of texts, shaded by their share of the true topic."""
    labels = sorted({*report.confusion, *(given for row in report.confusion.values() for given in row)})
    names = [medtop.name(label) for label in labels]
    counts = [[report.confusion.get(true, {}).get(given, 0) for given in labels] for true in labels]
    shares = [[count / max(1, sum(row)) for count in row] for row in counts]
    with rc_context(_STYLE):
        side = 3.2 + 0.52 * len(labels)
        figure = Figure(figsize=(side + 0.8, side), layout=ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.15))
        axes = figure.add_subplot()
        if labels:
            axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
        for row, line in enumerate(counts):
            for column, count in enumerate(line):
                if count:
                    dark = shares[row][column] > 0.5
                    weight = "bold" if row == column else "normal"
                    axes.text(
                        column, row, str(count), ha="center", va="center", color="white" if dark else _INK,
                        fontsize=9, fontweight=weight,
                    )  # fmt: skip
        axes.set_xticks([place + 0.5 for place in range(len(names) - 1)], minor=True)
        axes.set_yticks([place + 0.5 for place in range(len(names) - 1)], minor=True)
        axes.grid(which="minor", color="#d3dae3", linewidth=0.8)
        axes.tick_params(which="minor", length=0)
        axes.set_xticks(range(len(names)), names, rotation=45, ha="right", rotation_mode="anchor")
        axes.set_yticks(range(len(names)), names)
        axes.set_xlabel(_("The machine's answer"))
        axes.set_ylabel(_("Right topic"))
        title = _("Which topics are taken for which ({n} texts)").format(n=report.overall.texts)
        axes.set_title(title, fontsize=12)
        return _svg(figure, "confusion", title, _confusion_told(report))


def _confusion_told(report: Report) -> str:
    wrong = [
        (count, true, given)
        for true, row in report.confusion.items()
        for given, count in row.items()
        if true != given and count
    ]
    right = _("{share} % of the answers are right.").format(share=round(100 * report.overall.accuracy))
    worst = sorted(wrong, key=lambda one: (-one[0], one[1:]))[:_WORST]
    if not worst:
        return right
    told = "; ".join(
        _("{true} taken for {given}: {n}").format(true=medtop.name(true), given=medtop.name(given), n=count)
        for count, true, given in worst
    )
    return f"{right} " + _("Most frequent mistakes: {told}.").format(told=told)


def reliability(report: Report) -> str:
    """Share of right answers by the probability that they were given with, beside where both are equal."""
    with rc_context(_STYLE):
        figure = Figure(figsize=(7.5, 6.2), layout=ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.15))
        axes = figure.add_subplot()
        same = _("probability = share of right answers")
        axes.plot([0, 1], [0, 1], linestyle="--", color=_INK, linewidth=1.2, label=same)
        for bar in report.reliability:
            axes.bar(
                (bar.low + bar.high) / 2, bar.accuracy, width=(bar.high - bar.low) * 0.92, color="#cfe2f5",
                edgecolor=_BLUE, linewidth=1.2,
            )  # fmt: skip
            axes.text((bar.low + bar.high) / 2, 0.015, str(bar.count), ha="center", va="bottom", fontsize=8, color=_INK)
        points = [(bar.confidence, bar.accuracy) for bar in report.reliability]
        axes.plot(
            [x for x, _y in points], [y for _x, y in points], "D-", color=_RED, markersize=5, linewidth=1.2,
            label=_("answers (number of texts at the foot of the bar)"),
        )  # fmt: skip
        title = _("Whether probabilities mean what they say ({n} texts)").format(n=report.overall.texts)
        _framed(axes, title)
        figure.legend(loc="outside lower center", ncols=1, frameon=False)
        return _svg(figure, "reliability", title, _reliability_told(report))


def _framed(axes: Axes, title: str) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.06)
    axes.set_xlabel(_("Probability of the answer"))
    axes.set_ylabel(_("Share of right answers"))
    axes.grid(visible=True, color="#d3dae3", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_title(title, fontsize=12)


def _reliability_told(report: Report) -> str:
    overall = report.overall
    said = _(
        "Mean distance from the diagonal {ece}. The machine is sure of {share} %, and right in {right} % of these."
    )
    return said.format(
        ece=f"{overall.ece:.3f}", share=round(100 * overall.sure_share), right=round(100 * overall.sure_precision)
    )


def _svg(figure: Figure, name: str, title: str, told: str) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    drawn = out.getvalue()
    end = drawn.index(">", drawn.index("<svg"))
    said = (
        f'role="img" aria-labelledby="{name}-title {name}-desc" lang="{language()}">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(told)}</desc>'
    )
    return f"{drawn[:end]} {said}{drawn[end + 1 :]}"
