"""What a trial of a source found, as an editor reads it and as a script does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from crawlers import discover_entry, urls
from crawlers.discover import Discovery, Sample
from crawlers.discover_errors import ListedAlready
from crawlers.discover_listing import Link
from crawlers.discover_read import Candidate
from crawlers.sources import Source
from pipeline.cli.options import iso
from pipeline.i18n import _, describe, format_datetime, ngettext

_ROWS = 10
_TITLE = 60
_TEXT = 200


def entry_of(found: Discovery, listed: Sequence[Source], delay_seconds: float) -> str | None:
    """The table for `sources.toml`, its comments in the user's language; None where nothing was found."""
    if found.chosen is None:
        return None
    comments = {
        "head": _("Proposed by `anhduong sources try`; check each line against the publisher's site."),
        "publisher": _("the organisation that answers for the site"),
        "name": _("as editors shall see it"),
        "licence": _(
            "Before use: write on what basis its articles may be shared (a licence, an agreement, its terms)."
        ),
        "licence_value": _("NOT FILLED IN YET: ask the publisher"),
        "hosts": _("Other hosts that articles or pictures are on; keep those that the publisher runs."),
    }
    taken = {source.id for source in listed}
    page = found.chosen.url if found.chosen.kind == "listing" else found.asked
    return discover_entry.entry(
        found.chosen,
        found.home,
        found.publisher,
        identity=discover_entry.identity(found.home, page, taken),
        hosts=found.hosts,
        delay_seconds=delay_seconds,
        comments=comments,
    ) + _listed_note(found.chosen, listed)


def _listed_note(way: Candidate, listed: Sequence[Source]) -> str:
    same = next((source for source in listed if urls.canonical(source.url) == urls.canonical(way.url)), None)
    return f"# {describe(ListedAlready(url=way.url, source=same.id))}\n" if same is not None else ""


# --- for a person


def report(found: Discovery, entry: str | None, zone: str) -> Iterator[str]:
    """The lines of the report; times as the wall clock in `zone` shows them."""
    asked = ngettext("{n} page was asked for", "{n} pages were asked for", found.requests).format(n=found.requests)
    yield _("Tried: {url} ({asked})").format(url=found.asked, asked=asked)
    yield ""
    yield _("Ways to collect:")
    for way in found.ways:
        yield from _way(way, way is found.chosen, zone)
    if not found.ways:
        yield "  –"
    if len(found.feeds) > 1:
        yield ""
        yield _("The site names {n} feeds; any of them can be tried by its address:").format(n=len(found.feeds))
        for feed in found.feeds[:_ROWS]:
            yield f"  {feed.url}" + (f"  ({feed.title})" if feed.title else "")
    if found.chosen is not None:
        yield ""
        yield from _choice(found, found.chosen)
        yield ""
        yield _("What would be collected:")
        yield from _table(found.links[:_ROWS], zone)
        if found.chosen.entries > _ROWS:
            yield "  " + _("… and {n} more").format(n=found.chosen.entries - min(_ROWS, len(found.links)))
        yield ""
        yield from _sample(found.samples, zone)
    warnings = list(_warnings(found))
    if warnings:
        yield ""
        yield _("To be looked at:")
        for line in warnings:
            yield f"  ! {line}"
    if entry is not None:
        yield ""
        yield _("Entry for sources.toml:")
        yield ""
        yield entry


def kind_name(kind: str) -> str:
    """A way to collect, as editors call it."""
    return {"feed": _("feed"), "sitemap": _("sitemap"), "listing": _("page of links")}[kind]


def _way(way: Candidate, chosen: bool, zone: str) -> Iterator[str]:
    mark = "✓" if way.error is None else "✗"
    best = _("  ← proposed") if chosen else ""
    yield f"  {mark} {kind_name(way.kind)}: {way.url}{best}"
    if way.error is not None:
        yield f"      {describe(way.error)}"
        return
    newest = format_datetime(way.newest, zone) if way.newest is not None else _("unknown")
    yield "      " + _("{n} entries, {dated} with a time; newest: {newest}").format(
        n=way.entries, dated=way.dated, newest=newest
    )
    if way.article_link is not None:
        yield f"      article_link = {way.article_link}"
    if way.next_page is not None:
        yield f"      next_page = {way.next_page}"


def _choice(found: Discovery, way: Candidate) -> Iterator[str]:
    why = {
        "feed": _("a feed names new articles with their times in one small request"),
        "sitemap": _("its sitemap names the articles, and no feed does it better"),
        "listing": _("neither a feed nor a sitemap does it better; the links of this page are read"),
    }[way.kind]
    read = sum(sample.article is not None for sample in found.samples)
    yield _("Proposed: {kind}, because {why}. Of {tried} articles tried, {read} could be read.").format(
        kind=kind_name(way.kind), why=why, tried=len(found.samples), read=read
    )


def _table(links: Sequence[Link], zone: str) -> Iterator[str]:
    for link in links:
        title = link.title or "–"
        short = title if len(title) <= _TITLE else title[: _TITLE - 1].rstrip() + "…"
        yield f"  {_short_time(link.published_at, zone):16}  {short}"
        yield f"  {'':16}  {link.url}"


def _short_time(at: datetime | None, zone: str) -> str:
    return "–" if at is None else f"{at.astimezone(ZoneInfo(zone)):%d/%m/%Y %H:%M}"


def _sample(samples: Sequence[Sample], zone: str) -> Iterator[str]:
    read = next(((sample, sample.article) for sample in samples if sample.article is not None), None)
    if read is None:
        return
    sample, article = read
    text = " ".join(article.text.split())
    when = format_datetime(article.published_at, zone) if article.published_at is not None else _("unknown")
    yield _("One article, as it would be stored:")
    yield "  " + _("Address: {value}").format(value=sample.url)
    yield "  " + _("Title: {value}").format(value=article.title)
    yield "  " + _("Sapo: {value}").format(value=article.lead or "–")
    yield "  " + _("Time: {value}").format(value=when)
    yield "  " + _("Picture: {value}").format(value=article.image or "–")
    yield "  " + _("Text: {value}").format(value=text[:_TEXT] + ("…" if len(text) > _TEXT else ""))


def _warnings(found: Discovery) -> Iterator[str]:
    said: dict[str, None] = {}
    for warning in found.warnings:
        said[describe(warning)] = None
    for warning in found.chosen.warnings if found.chosen is not None else ():
        said[describe(warning)] = None
    for sample in found.samples:
        for problem in (*sample.warnings, *([sample.error] if sample.error is not None else [])):
            said[describe(problem)] = None
    yield from said


# --- for a script


def document(found: Discovery, entry: str | None) -> dict[str, object]:
    """One JSON object: all that the report says, and the entry as text."""
    return {
        "asked": found.asked,
        "home": found.home,
        "requests": found.requests,
        "publisher": found.publisher.publisher,
        "name": found.publisher.name,
        "candidates": [_candidate(way) for way in found.ways],
        "chosen": None if found.chosen is None else {"kind": found.chosen.kind, "url": found.chosen.url},
        "articles": [
            {"url": link.url, "title": link.title or None, "published_at": iso(link.published_at)}
            for link in found.links
        ],
        "samples": [_read(sample) for sample in found.samples],
        "feeds": [{"url": feed.url, "title": feed.title or None} for feed in found.feeds],
        "hosts": list(found.hosts),
        "warnings": [_problem(warning) for warning in found.warnings],
        "entry": entry,
        "error": None,
    }


def refused(url: str, error: Exception) -> dict[str, object]:
    """The same object where the address was refused or could not be read."""
    empty: dict[str, object] = dict.fromkeys(("home", "publisher", "name", "chosen", "entry"))
    lists: dict[str, object] = {k: [] for k in ("candidates", "articles", "samples", "feeds", "hosts", "warnings")}
    return {"asked": url, "requests": 0, **empty, **lists, "error": _problem(error)}


def _candidate(way: Candidate) -> dict[str, object]:
    return {
        "kind": way.kind,
        "url": way.url,
        "entries": way.entries,
        "dated": way.dated,
        "newest": iso(way.newest),
        "article_link": way.article_link,
        "next_page": way.next_page,
        "warnings": [_problem(warning) for warning in way.warnings],
        "error": None if way.error is None else _problem(way.error),
    }


def _read(sample: Sample) -> dict[str, object]:
    article = sample.article
    return {
        "url": sample.url,
        "title": article and article.title,
        "lead": article and article.lead,
        "text": article and article.text[:_TEXT],
        "published_at": iso(article.published_at) if article else None,
        "image": article and article.image,
        "warnings": [_problem(warning) for warning in sample.warnings],
        "error": None if sample.error is None else _problem(sample.error),
    }


def _problem(error: Exception) -> dict[str, str]:
    return {"code": getattr(error, "code", "error"), "text": describe(error)}
