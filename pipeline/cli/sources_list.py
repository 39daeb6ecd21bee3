"""`anhduong sources list` and `resume`: how each source fares, and when it is visited next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from pipeline.cli.options import data_dir, example, iso, opened
from pipeline.clock import system_clock
from pipeline.i18n import _, describe, format_datetime
from pipeline.model import SourceStatus


@click.command(
    "list",
    help=_("How each source fares: last visit, new articles, errors, when it is visited next, what to do.")
    + example("anhduong sources list", "anhduong sources list --failing", "anhduong sources list --json"),
)
@data_dir
@click.option("--failing", is_flag=True, help=_("Only sources in trouble."))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object a line."))
@click.pass_context
def list_sources(ctx: click.Context, data_dir: Path, failing: bool, as_json: bool) -> None:
    from crawlers.sources import read_sources
    from pipeline.collect import take_over

    with opened(data_dir) as (settings, store):
        sources, problems = read_sources(settings.sources_file, allow_loopback=settings.demo)
        for problem in problems:
            click.echo(describe(problem), err=True)
        take_over(store, sources)
        listed = {source.id for source in sources}
        statuses = [status for status in store.sources.statuses() if status.id in listed]
    shown = [status for status in statuses if not failing or status.in_trouble]
    for status in shown:
        click.echo(json.dumps(_document(status), ensure_ascii=False) if as_json else _told(status, settings.zone))
    if not shown and not as_json:
        click.echo(_("No source is in trouble.") if statuses else _("There is no source in sources.toml yet."))
    ctx.exit(1 if problems or any(status.in_trouble for status in statuses) else 0)


@click.command(
    help=_("Visit a source again that was stopped or is failing: it becomes due at once.")
    + example("anhduong sources resume bao-lao-cai")
)
@click.argument("source_id")
@data_dir
def resume(source_id: str, data_dir: Path) -> None:
    with opened(data_dir) as (_settings, store):
        store.sources.resume(source_id, None, system_clock())
    click.echo(_("{source} will be visited at once.").format(source=source_id))


def _told(status: SourceStatus, zone: str) -> str:
    """A few plain lines: at a terminal of 80 columns a table of Vietnamese sentences is not readable."""
    lines = [f"{status.id} – {status.name}"]
    if status.last_visit_at is None:
        lines.append(_("not visited yet"))
    else:
        lines.append(
            _("last visit {when}: {new} new, {errors} errors; {articles} articles, {waiting} waiting").format(
                when=format_datetime(status.last_visit_at, zone),
                new=status.last_new,
                errors=status.last_errors,
                articles=status.articles,
                waiting=status.waiting,
            )
        )
    if status.stopped_at is not None:
        lines.append(_("stopped since {when}").format(when=format_datetime(status.stopped_at, zone)))
    elif status.failing_since is not None:
        lines.append(_("failing since {when}").format(when=format_datetime(status.failing_since, zone)))
    if status.problem:
        lines.append(status.problem)
    if status.moved_to:
        lines.append(_("moved to {url} for good: correct its url in sources.toml").format(url=status.moved_to))
    if status.stopped_at is None and status.next_visit_at is not None:
        lines.append(_("next visit {when}").format(when=format_datetime(status.next_visit_at, zone)))
    return "\n    ".join(lines)


def _document(status: SourceStatus) -> dict[str, Any]:
    return {
        "id": status.id,
        "name": status.name,
        "url": status.url,
        "last_visit": iso(status.last_visit_at),
        "last_ok": iso(status.last_ok_at),
        "next_visit": iso(status.next_visit_at),
        "new": status.last_new,
        "errors": status.last_errors,
        "articles": status.articles,
        "waiting": status.waiting,
        "failing_since": iso(status.failing_since),
        "stopped_since": iso(status.stopped_at),
        "moved_to": status.moved_to,
        "problem": status.problem,
    }
