"""Finding articles: words with and without diacritics, filters, searches kept under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

from starlette.responses import Response

from classifier.checks import NAMES
from classifier.text import nfc
from pipeline import finding
from pipeline.errors import DeskError, SearchNameless
from pipeline.i18n import describe
from pipeline.model import ArticleState
from pipeline.store.search import COUNTED_AT_MOST, Filter
from pipeline.walltime import day_bounds
from review_ui import facets
from review_ui.addresses import whole_number
from review_ui.errors import FormBroken
from review_ui.rendering import page, redirect, status_of
from review_ui.site import Visit

_LIMIT = 30
_NAME_LIMIT = 60
_FIELDS = ("q", "chuyen-muc", "noi", "chu-de", "nguon", "trang-thai", "kiem-tra", "tu", "den")
_LATEST = date(2200, 1, 1)


def show(visit: Visit) -> Response:
    """Articles that hold the words of `q` and pass the filters, newest collected first, paged by key (`truoc`)."""
    return _page(visit, {name: visit.query(name) for name in _FIELDS})


def keep(visit: Visit) -> Response:
    """Keep a search under a name. Raises `FormBroken`."""
    try:
        asked = dict(parse_qsl(visit.form.text("query"), keep_blank_values=False, max_num_fields=len(_FIELDS) * 2))
    except ValueError as error:
        raise FormBroken from error
    asked = {name: asked.get(name, "") for name in _FIELDS}
    name = " ".join(nfc(visit.form.text("name")).split())
    try:
        if not 1 <= len(name) <= _NAME_LIMIT:
            raise SearchNameless(limit=_NAME_LIMIT)
        visit.store.search.save(visit.user, name, query_of(asked))
    except DeskError as error:
        return _page(visit, asked, error)
    return redirect("/tim?" + query_of(asked), "da-giu-tim")


def forget(visit: Visit) -> Response:
    """Drop one of one's own kept searches."""
    gone = visit.store.search.forget(visit.user, visit.number("search_id"))
    return redirect("/tim", "da-bo-tim" if gone else "")


def _page(visit: Visit, asked: dict[str, str], error: DeskError | None = None) -> Response:
    choices = facets.choices(visit.store)
    query = finding.parse(asked["q"])
    sources = visit.store.sources.names()
    given = _filter(visit, asked, choices, dict(sources))
    visit.store.search.index_some()
    before = whole_number(visit.query("truoc"))
    hits = visit.store.search.find(query, given, before, _LIMIT) if query or given else None
    count = visit.store.search.count(query) if query and not given else None
    shown = () if hits is None else zip(hits.lines, hits.texts, strict=True)
    return page(
        visit,
        "find.html",
        status=200 if error is None else status_of(error),
        here="find",
        problem="" if error is None else describe(error),
        asked=asked,
        query=query,
        given=given,
        choices=choices,
        sources=sources,
        states=tuple(ArticleState),
        checks=NAMES,
        hits=hits,
        rows=[(line, finding.marked(query, line.title), finding.excerpt(query, text)) for line, text in shown],
        count=count,
        counted_at_most=COUNTED_AT_MOST,
        first=before is None,
        asked_query=query_of(asked),
        saved=visit.store.search.saved(visit.user),
        name_limit=_NAME_LIMIT,
    )


def narrowed(asked: Mapping[str, str], choices: facets.Choices, sources: Mapping[str, str]) -> Filter:
    """What the fields that every search has ask for; a value that cannot be chosen counts as none."""
    return Filter(
        facet=facets.chosen(asked["chuyen-muc"], asked["noi"], asked["chu-de"], choices),
        source=asked["nguon"] if asked["nguon"] in sources else "",
        check=asked["kiem-tra"] if asked["kiem-tra"] in NAMES else "",
    )


def _filter(visit: Visit, asked: dict[str, str], choices: facets.Choices, sources: Mapping[str, str]) -> Filter:
    first, last = _day(asked["tu"]), _day(asked["den"])
    return replace(
        narrowed(asked, choices, sources),
        states=tuple(state for state in ArticleState if state == asked["trang-thai"]),
        since=None if first is None else day_bounds(first, 1, visit.settings.zone)[0],
        until=None if last is None else day_bounds(last, 1, visit.settings.zone)[1],
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(1970, 1, 2) <= day <= _LATEST else None


def query_of(asked: dict[str, str]) -> str:
    """The fields as a query of an address, without those that are empty."""
    return urlencode({name: value[:300] for name, value in asked.items() if value})
