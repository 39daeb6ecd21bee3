"""Lists of decided articles."""

from __future__ import annotations

from starlette.responses import Response

from pipeline.model import ArticleState
from review_ui import facets
from review_ui.addresses import from_cursor, to_cursor
from review_ui.cards import elsewhere
from review_ui.rendering import page
from review_ui.site import Visit

_LIMIT = 30
_COPIES = 10
LISTS = {"da-duyet": ArticleState.APPROVED, "tu-choi": ArticleState.REJECTED}


def approved(visit: Visit) -> Response:
    """Approved articles, ready for a post; `loc=tu-choi` shows the rejected ones.

    Near copies are folded beneath the earliest of them in the list. `chuyen-muc`, `noi` and `chu-de` narrow it to a
    beat, a place or organisation, a topic.
    """
    name = visit.query("loc")
    if name not in LISTS:
        name = "da-duyet"
    choices = facets.choices(visit.store)
    facet = facets.asked(visit, choices)
    before = from_cursor(visit.query("truoc"))
    lines = visit.store.articles.lines([LISTS[name]], before=before, limit=_LIMIT + 1, fold=True, facet=facet)
    shown = lines[:_LIMIT]
    clusters = visit.store.clusters.of_many([line.id for line in shown], limit=_COPIES)
    return page(
        visit,
        "articles.html",
        here="approved",
        name=name,
        counts={key: visit.store.articles.count(state) for key, state in LISTS.items()},
        lines=shown,
        beats=visit.store.facets.beats_of([line.id for line in shown]),
        choices=choices,
        facet=facet,
        narrowed=facets.query(facet),
        elsewhere={article_id: elsewhere(cluster, article_id) for article_id, cluster in clusters.items()},
        copies={article_id: cluster.count for article_id, cluster in clusters.items()},
        older=to_cursor(shown[-1].cursor) if len(lines) > _LIMIT else "",
        first=before is None,
    )
