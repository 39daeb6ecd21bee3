"""Commands for beats.toml: try its rules, and file the stored articles by them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import data_dir, end_progress, example, load, opened, show_progress
from pipeline.errors import BadRecord, NotInitialised
from pipeline.i18n import _, describe, ngettext
from pipeline.words import beat_reason, place_name

if TYPE_CHECKING:
    from classifier.beats import Beats
    from classifier.topics import TopicModel
    from pipeline.tags import Tags

_SHOWN = 20


@click.group(help=_("Beats: the page's own headings, by rules in beats.toml."))
def beats() -> None: ...


@beats.command(
    "try",
    help=_(
        "Show which beats articles get and why. Without an article: what beats.toml would change over the articles "
        "collected last."
    )
    + example(
        "anhduong beats try",
        'anhduong beats try --title "Sa Pa vào hội" --text "Lễ hội mùa đông Sa Pa…"',
        "anhduong beats try --article 12 --json",
        "anhduong beats try --beats thu.toml bai-viet.jsonl",
    ),
)
@data_dir
@click.option(
    "--beats", "file", type=click.Path(path_type=Path, dir_okay=False), help=_("Another file of beats than the desk's.")
)
@click.option("--article", "article_id", type=click.IntRange(1, 2**63 - 1), help=_("The number of a stored article."))
@click.option("--title", default="", help=_("The title that goes with --text."))
@click.option("--text", help=_("A text to try."))
@click.option(
    "--last", default=200, show_default=True, type=click.IntRange(1, 100_000), help=_("How many articles to look over.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON lines."))
@click.argument("records", metavar="[FILE.jsonl]", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.pass_context
def try_beats(
    ctx: click.Context,
    data_dir: Path,
    file: Path | None,
    article_id: int | None,
    title: str,
    text: str | None,
    last: int,
    as_json: bool,
    records: Path | None,
) -> None:
    if sum(given is not None for given in (article_id, text, records)) > 1:
        raise click.UsageError(_("Give one of FILE, --article and --text."))
    rules = rules_of(ctx, data_dir, file)
    if text is not None:
        _tell(None, title, _judged(rules, _model(data_dir), title, text), as_json)
    elif records is not None:
        ctx.exit(_try_file(rules, _model(data_dir), records, as_json))
    elif article_id is not None:
        from pipeline.tags import tags

        with opened(data_dir) as (_settings, store):
            article = store.articles.get(article_id)
        _tell(article.id, article.title, tags(rules, article.topics, article.title, article.text), as_json)
    else:
        _dry_run(data_dir, rules, last, as_json)


@beats.command(
    "apply",
    help=_("File every stored article by beats.toml as it is now. Can be stopped; the next time goes on from there.")
    + example("anhduong beats apply --dir var"),
)
@data_dir
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.pass_context
def apply_beats(ctx: click.Context, data_dir: Path, as_json: bool) -> None:
    from pipeline.filing import file_all

    rules = rules_of(ctx, data_dir, None)
    # What a power cut takes is filed again.
    with opened(data_dir, durable=False) as (_settings, store):
        total = store.facets.count_filed_otherwise(rules.digest)
        done = file_all(store, rules, lambda n: show_progress(_("filed {n} of {total}").format(n=n, total=total)))
    end_progress()
    if as_json:
        click.echo(json.dumps({"filed": done, "rules": rules.digest}))
    else:
        click.echo(ngettext("{n} article was filed anew.", "{n} articles were filed anew.", done).format(n=done))


def rules_of(ctx: click.Context, data_dir: Path, file: Path | None) -> Beats:
    """The beats of a file, else of the desk, else those that come with it. Every mistake of a bad file is told."""
    from classifier import beats_file
    from classifier.beats_errors import BeatsInvalid, BeatsUnreadable

    if file is not None and not file.exists():
        raise BeatsUnreadable(path=file)
    with suppress(NotInitialised):
        load(data_dir)  # for the desk's language
    try:
        return beats_file.load_beats(file or data_dir / beats_file.NAME)
    except BeatsInvalid as error:
        for problem in error.errors:
            click.echo(describe(problem), err=True)
        ctx.exit(2)
        raise AssertionError from error  # exit does not come back


def _model(data_dir: Path) -> TopicModel:
    """The desk's model; the shipped one where there is no desk."""
    from classifier.topics import TopicModel
    from pipeline.models import in_use

    with suppress(NotInitialised), opened(data_dir) as (settings, store):
        return in_use(store, settings.models)
    return TopicModel.load(require_medtop=True)


def _judged(rules: Beats, model: TopicModel, title: str, text: str) -> Tags:
    from pipeline.repair import repaired
    from pipeline.tags import tags

    return tags(rules, model.predict(repaired(title), repaired(text)), title, text)


def _try_file(rules: Beats, model: TopicModel, path: Path, as_json: bool) -> int:
    """Exit code: 1 when a line could not be read; the others are told all the same."""
    failed = False
    for found in _records(path):
        if isinstance(found, BadRecord):
            click.echo(describe(found), err=True)
            failed = True
        else:
            _tell(found["id"], found["title"], _judged(rules, model, found["title"], found["text"]), as_json)
    return 1 if failed else 0


def _records(path: Path) -> Iterator[dict[str, Any] | BadRecord]:
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _record(line, number)
    except OSError as error:
        yield BadRecord(line=0, problem=str(error))


def _record(line: bytes, number: int) -> dict[str, Any] | BadRecord:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return BadRecord(line=number, problem=_("it is not JSON in UTF-8"))
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return BadRecord(line=number, problem=_("“{key}” is missing or not a text").format(key="text"))
    title = record.get("title", "")
    if not isinstance(title, str):
        return BadRecord(line=number, problem=_("“{key}” is missing or not a text").format(key="title"))
    return {"id": record.get("id"), "title": title, "text": record["text"]}


def _tell(identity: object, title: str, found: Tags, as_json: bool) -> None:
    from classifier import gazetteer

    if as_json:
        document = {
            "id": identity,
            "title": title,
            "beats": [asdict(hit) for hit in found.beats],
            "places": [
                {"id": tag.place, "name": gazetteer.title(tag.place), "times": tag.times}
                for tag in found.places
                if tag.times
            ],
        }
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    click.echo(f"“{title}”" if title else _("(no title)"))
    for hit in found.beats:
        click.echo(f"  {hit.name}: {'; '.join(map(beat_reason, hit.why))}")
    if not found.beats:
        click.echo(f"  {_('No beat fits.')}")
    named = [place_name(tag.place) for tag in found.places if tag.times]
    if named:
        click.echo(f"  {_('Places and organisations')}: {', '.join(named)}")


def _dry_run(data_dir: Path, rules: Beats, last: int, as_json: bool) -> None:
    """What filing the latest articles by these rules would change."""
    from pipeline.tags import tags

    names = {beat.id: beat.name for beat in rules.rules}
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    changed: list[dict[str, Any]] = []
    with opened(data_dir) as (_settings, store):
        articles = store.facets.latest(last)
        names = dict(store.facets.beats_in_use()) | names
    for number, article in enumerate(articles, 1):
        new = [hit.beat for hit in tags(rules, article.topics, article.title, article.text).beats]
        before.update(article.beats)
        after.update(new)
        added = [beat for beat in new if beat not in article.beats]
        removed = [beat for beat in article.beats if beat not in new]
        if added or removed:
            changed.append({"id": article.id, "title": article.title, "added": added, "removed": removed})
        show_progress(_("tried {n} of {total}").format(n=number, total=len(articles)))
    end_progress()
    ids = [beat.id for beat in rules.rules] + sorted(before.keys() - {beat.id for beat in rules.rules})
    if as_json:
        counts = {beat: {"before": before[beat], "after": after[beat]} for beat in ids}
        click.echo(json.dumps({"articles": len(articles), "beats": counts, "changed": changed}, ensure_ascii=False))
        return
    click.echo(
        ngettext("Over the latest {n} article:", "Over the latest {n} articles:", len(articles)).format(n=len(articles))
    )
    for beat in ids:
        click.echo(f"  {names.get(beat, beat)}: {before[beat]} → {after[beat]}")
    for each in changed[:_SHOWN]:
        moves = [f"+ {names.get(beat, beat)}" for beat in each["added"]]
        moves += [f"− {names.get(beat, beat)}" for beat in each["removed"]]
        click.echo(f"  #{each['id']} “{each['title']}”: {', '.join(moves)}")
    if len(changed) > _SHOWN:
        click.echo(f"  {_('{n} more are not listed.').format(n=len(changed) - _SHOWN)}")
    if changed:
        click.echo(_("To file the stored articles like this: {command}").format(command="anhduong beats apply"))
    else:
        click.echo(_("Nothing would change."))


COMMANDS: tuple[click.Command, ...] = (beats,)
