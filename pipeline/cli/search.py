"""Finding articles from the command line, and the index behind it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.cli.options import data_dir, end_progress, example, opened, show_progress
from pipeline.i18n import _, format_datetime
from pipeline.store import Store
from pipeline.words import article_state_name


@click.command(
    help=_("Find articles by their words. Without diacritics a word finds both forms; -word leaves it out.")
    + example("anhduong find sa pa", "anhduong find '\"lễ hội\"' -- -ẩm --json", "anhduong find --rebuild")
)
@data_dir
@click.argument("words", nargs=-1)
@click.option("--limit", type=click.IntRange(1, 1000), default=30, show_default=True, help=_("Articles at most."))
@click.option("--rebuild", is_flag=True, help=_("Make the index of words anew first."))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
def find(data_dir: Path, words: tuple[str, ...], limit: int, rebuild: bool, as_json: bool) -> None:
    from pipeline.finding import parse

    query = parse(" ".join(words))
    with opened(data_dir, durable=False) as (settings, store):
        if rebuild:
            store.search.rebuild()
        index_words(store)
        if not query:
            if not rebuild:
                raise click.UsageError(_("Give the words to find."))
            return
        hits = store.search.find(query, limit=limit)
        if as_json:
            document = [
                {"id": line.id, "state": line.state, "source": line.source_name, "title": line.title}
                for line in hits.lines
            ]
            click.echo(json.dumps({"articles": document, "more": hits.older is not None}, ensure_ascii=False))
            return
        for line in hits.lines:
            when = "–" if line.published_at is None else format_datetime(line.published_at, settings.zone)
            click.echo(f"#{line.id} {when} {line.source_name}: {line.title} ({article_state_name(line.state)})")
        if not hits.lines:
            click.echo(_("No article fits."))


def index_words(store: Store) -> None:
    """Index every article that waits; shows how far it is."""
    done = 0
    while count := store.search.index():
        done += count
        show_progress(_("indexed {n}").format(n=done))
    end_progress()


COMMANDS: tuple[click.Command, ...] = (find,)
