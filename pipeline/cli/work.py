"""Commands that do one stretch of the way: collect, check, publish, digest."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from pipeline.cli.options import data_dir, end_progress, example, opened, show_progress
from pipeline.cli.search import index_words
from pipeline.clock import system_clock
from pipeline.errors import ArticleNotJudged, SourceNotFound
from pipeline.i18n import _, describe, format_datetime
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.words import article_state_name

if TYPE_CHECKING:
    from classifier.beats import Beats
    from classifier.topics import TopicModel
    from crawlers.sources import Source


@click.command(
    help=_("Visit the sources of sources.toml, store what is new, then check it.")
    + example("anhduong collect", "anhduong collect --due --json", "anhduong collect --source bao-lao-cai")
)
@data_dir
@click.option("--due", is_flag=True, help=_("Only sources whose next visit is due."))
@click.option("--source", "chosen_ids", multiple=True, help=_("Only this source; may be given several times."))
@click.option("--no-check", is_flag=True, help=_("Store only; check later."))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.pass_context
def collect(
    ctx: click.Context, data_dir: Path, due: bool, chosen_ids: tuple[str, ...], no_check: bool, as_json: bool
) -> None:
    from crawlers.sources import read_sources
    from pipeline.cli.progress import CollectProgress
    from pipeline.collect import collect as collect_sources
    from pipeline.collect import due_sources
    from pipeline.models import in_use

    # What a power cut takes is fetched again; an fsync for each article would cost more than the article.
    with opened(data_dir, durable=False) as (settings, store):
        # A model that cannot be used is told before anything is fetched.
        model = None if no_check else in_use(store, settings.models)
        sources, problems = read_sources(settings.sources_file, allow_loopback=settings.demo)
        for problem in problems:
            click.echo(describe(problem), err=True)
        chosen = due_sources(store, sources, settings.polling, system_clock()) if due else sources
        if chosen_ids:
            _refuse_unknown_ids(chosen_ids, sources)
            chosen = tuple(source for source in chosen if source.id in chosen_ids)
        progress = CollectProgress(len(chosen), quiet=as_json)
        summary = collect_sources(
            store,
            chosen,
            contact=settings.contact,
            clock=system_clock,
            report=progress.report,
            progress=progress,
            polling=settings.polling,
            eager=not due,
            allow_loopback=settings.demo,
        )
        progress.end()
        if not as_json and (chosen or not due):
            click.echo(_("Visited {n} sources: {line}").format(n=len(chosen), line=summary.line()))
        counts, left = ({}, 0) if model is None else _check(store, settings, model)
    if as_json:
        document = {
            "new": summary.new,
            "changed": summary.changed,
            "gone": summary.gone,
            "errors": [{"source": s, "url": u, "error": e} for s, u, e in summary.troubles],
            "checked": counts,
        }
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        _tell_checked(counts)
    ctx.exit(1 if problems or summary.troubles or left else 0)


def _refuse_unknown_ids(ids: tuple[str, ...], sources: tuple[Source, ...]) -> None:
    known = {source.id for source in sources}
    for identity in ids:
        if identity not in known:
            raise SourceNotFound(id=identity)


@click.command(help=_("Sort and check the articles that are new.") + example("anhduong check"))
@data_dir
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.pass_context
def check(ctx: click.Context, data_dir: Path, as_json: bool) -> None:
    from pipeline.models import in_use

    # What a power cut takes is judged again.
    with opened(data_dir, durable=False) as (settings, store):
        counts, left = _check(store, settings, in_use(store, settings.models))
    if as_json:
        click.echo(json.dumps({"checked": counts}))
    else:
        _tell_checked(counts)
        if not counts:
            click.echo(_("Nothing is new."))
    ctx.exit(1 if left else 0)


def _check(store: Store, settings: Settings, model: TopicModel) -> tuple[dict[str, int], int]:
    """Counts by state, and how much is left to do: articles that could not be judged, a beats.toml with mistakes."""
    from pipeline.check import check_new
    from pipeline.filing import file_waiting
    from pipeline.judge import judge_many
    from pipeline.workers import judged

    rules, left = _rules(settings)
    judging = partial(judged, function=partial(judge_many, rules=rules))

    def failed(error: ArticleNotJudged) -> None:
        nonlocal left
        left += 1
        end_progress()
        click.echo(describe(error), err=True)

    counts = check_new(
        store, model, system_clock, lambda done: show_progress(_("checked {n}").format(n=done)), failed, judging
    )
    if rules is not None:
        file_waiting(store, rules)
    index_words(store)
    end_progress()
    return {state.value: count for state, count in sorted(counts.items())}, left


def _rules(settings: Settings) -> tuple[Beats | None, int]:
    """The desk's beats; None, told and counted when the file has mistakes: articles are checked all the same."""
    from classifier import beats_file
    from classifier.beats_errors import BeatsError

    try:
        return beats_file.load_beats(settings.data_dir / beats_file.NAME), 0
    except BeatsError as error:
        click.echo(describe(error), err=True)
        click.echo(_("Articles get no beats until that is corrected; the next check then files them."), err=True)
        return None, 1


def _tell_checked(counts: dict[str, int]) -> None:
    if counts:
        told = ", ".join(f"{article_state_name(state).lower()} {count}" for state, count in counts.items())
        click.echo(_("Checked: {counts}").format(counts=told))


@click.command(
    help=_("Publish what is due now, once, and stop. `anhduong run` does this every second.")
    + example("anhduong publish --dry-run")
)
@data_dir
@click.option("--dry-run", is_flag=True, help=_("Only show what would be done."))
def publish(data_dir: Path, dry_run: bool) -> None:
    from pipeline.amend import carry_out
    from pipeline.lock import publisher_lock
    from pipeline.publish import preview, tick
    from pipeline.revisit import Revisits
    from pipeline.run import make_desk

    with opened(data_dir) as (settings, store):
        revisits = Revisits(store, settings, system_clock)
        desk = make_desk(store, settings, system_clock, revisits)
        if not dry_run:
            with publisher_lock(settings.data_dir / "publisher.lock", desk.holder):
                revisits.look()
                carry_out(desk)
                click.echo(tick(desk))
            return
        nothing = True
        for post, plan in preview(desk):
            nothing = False
            said = {
                "publish": _("would be published"),
                "miss": _("is too late and would be missed"),
                "paused": _("stays: its page is paused"),
                "no-page": _("stays: its page is not in desk.toml"),
            }[plan]
            assert post.due_at is not None
            when = format_datetime(post.due_at, settings.zone)
            click.echo(f"#{post.id} {post.page_id} {when} “{post.article_title}” {said}")
        if nothing:
            click.echo(_("Nothing is due."))


@click.command(
    help=_("Write the digest of a week as one self-contained HTML file.")
    + example("anhduong digest --week 2026-W47 --out bao-cao")
)
@data_dir
@click.option("--week", "week_text", help=_("The week by ISO 8601; without it, the last full week."))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help=_("The folder."))
def digest(data_dir: Path, week_text: str | None, out: Path) -> None:
    from pipeline import digest as digests
    from pipeline import files

    with opened(data_dir) as (settings, store):
        now = system_clock()
        today = now.astimezone(ZoneInfo(settings.zone)).date()
        week = digests.Week.parse(week_text) if week_text else digests.Week.of(today - timedelta(days=7))
        shown = digests.figures(store, week, settings.zone)
        html = digests.render_html(shown, settings.operator, now)
        out.mkdir(parents=True, exist_ok=True)
        path = out / f"tong-ket-{week}.html"
        files.replace(path, html)
    click.echo(_("Written: {path}").format(path=path))


COMMANDS: tuple[click.Command, ...] = (collect, check, publish, digest)
