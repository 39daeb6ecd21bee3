"""How far a collecting run is: a bar at a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import end_progress, show_progress
from pipeline.i18n import _

if TYPE_CHECKING:
    from crawlers.items import Event
    from pipeline.collect import Summary

_WIDTH = 24
_EVERY = 0.1
"""Seconds between two pictures of the bar."""
_LINE_EVERY = 30.0
"""Seconds between two plain lines while no source comes to its end."""


class CollectProgress:
    """Told of each event of a run over `sources` sources; with `quiet`, only troubles are told."""

    def __init__(self, sources: int, *, quiet: bool) -> None:
        self._sources = sources
        self._quiet = quiet
        self._bar = sys.stderr.isatty() and not quiet
        self._shown_at = self._said_at = time.monotonic()

    def report(self, source_id: str, url: str, said: str) -> None:
        """A trouble or a warning, on standard error, above the bar."""
        if self._bar:
            end_progress()
        click.echo(f"{source_id}: {url}: {said}", err=True)

    def __call__(self, summary: Summary, event: Event) -> None:
        now = time.monotonic()
        if self._bar:
            if now - self._shown_at >= _EVERY:
                self._shown_at = now
                show_progress(self._picture(summary))
        elif not self._quiet:
            self._line(summary, event, now)

    def end(self) -> None:
        """Take the bar away."""
        if self._bar:
            end_progress()

    def _picture(self, summary: Summary) -> str:
        # What a list names becomes known as it is read: the whole grows, the share may fall.
        whole = self._sources + max(summary.listed, summary.tried)
        done = summary.ended + summary.tried
        filled = _WIDTH * done // max(1, whole)
        bar = "█" * filled + "░" * (_WIDTH - filled)
        said = _("{sources} of {all} sources, {read} of {listed} articles").format(
            sources=summary.ended, all=self._sources, read=summary.tried, listed=max(summary.listed, summary.tried)
        )
        return f"{bar} {100 * done // max(1, whole):3d} %  {said}"

    def _line(self, summary: Summary, event: Event, now: float) -> None:
        from crawlers.items import Visited

        if isinstance(event, Visited):
            brought = summary.sources[event.source_id]
            if brought.new or brought.changed or brought.gone:
                self._said_at = now
                click.echo(
                    f"{event.source_id}: {brought.new} new, {brought.changed} changed, {brought.gone} gone,"
                    f" {brought.errors} errors"
                )
        if now - self._said_at >= _LINE_EVERY:
            self._said_at = now
            click.echo(
                _("{sources} of {all} sources, {read} of {listed} articles").format(
                    sources=summary.ended,
                    all=self._sources,
                    read=summary.tried,
                    listed=max(summary.listed, summary.tried),
                )
            )
