"""An article's picture, through the desk: a browser of the staff asks no publisher's server."""

from __future__ import annotations

import re

from starlette.responses import FileResponse, Response

from pipeline.compose import check_crop
from pipeline.errors import CropInvalid
from pipeline.model import Crop
from pipeline.pictures import Kept
from review_ui.addresses import picture_tag
from review_ui.site import Visit

_CROP = re.compile(r"(\d{1,4})-(\d{1,4})-(\d{1,4})-(\d{1,4})\Z", re.ASCII)
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
    crop = _crop(visit.query("cat"))
    part = "" if crop is None else f"-{'-'.join(map(str, crop))}"
    etag = f'"{kept.tag}{part}"'
    # Without the tag the address stands for whatever picture the article has.
    headers = {"etag": etag, "cache-control": _KEPT if wanted else "private, no-cache"}
    if etag in (part.strip().removeprefix("W/") for part in visit.request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    if crop is not None:
        return _cut(kept, crop, headers)
    return FileResponse(kept.path, media_type=kept.media_type, headers=headers)


def _crop(text: str) -> Crop | None:
    """`left-top-width-height` in thousandths, as `picture_link` writes it; None for anything else."""
    match = _CROP.match(text)
    try:
        return None if match is None else check_crop(Crop(*map(int, match.groups())), 0)
    except CropInvalid:
        return None


def _cut(kept: Kept, crop: Crop, headers: dict[str, str]) -> Response:
    """By the code that cuts what is uploaded, so that this is what readers will see."""
    # Here, because it brings Pillow, and most pictures are shown whole.
    from pipeline.photos import cut_file

    try:
        data, media_type = cut_file(kept.path.read_bytes(), crop)
    except (OSError, ValueError):
        return Response(status_code=404, headers={"cache-control": "no-store"})
    return Response(data, media_type=media_type, headers=headers)
