"""An article's picture, through the desk: a browser of the staff asks no publisher's server."""

from __future__ import annotations

from starlette.responses import FileResponse, Response

from review_ui.addresses import picture_tag
from review_ui.site import Visit

_KEPT = "private, max-age=2592000, immutable"


def show(visit: Visit) -> Response:
    """The picture named by `v` among those of the article and its posts, the lead picture without it; else 404.

    Raises `NotFound` for an article that is not there.
    """
    article = visit.store.articles.get(visit.number("article_id"))
    wanted = visit.query("v")
    posts = visit.store.posts.of_article(article.id)
    own = [
        article.image_url,
        *(picture.url for picture in article.pictures),
        *(picture.url for post in posts for picture in post.pictures),
    ]
    named = [url for url in own if url is not None and (not wanted or picture_tag(url) == wanted)]
    kept = visit.site.pictures.show(named[0], article.source_id) if named else None
    if kept is None:
        return Response(status_code=404, headers={"cache-control": "no-store"})
    etag = f'"{kept.tag}"'
    # Without the tag the address stands for whatever picture the article has.
    headers = {"etag": etag, "cache-control": _KEPT if wanted else "private, no-cache"}
    if etag in (part.strip().removeprefix("W/") for part in visit.request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    return FileResponse(kept.path, media_type=kept.media_type, headers=headers)
