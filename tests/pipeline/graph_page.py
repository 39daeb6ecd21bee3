"""The real Facebook publisher over the fake Graph API, for tests of what stands above it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from io import BytesIO

from PIL import Image

from crawlers.reading_errors import PictureUnreachable
from pipeline.graph import GraphPage
from pipeline.graph.client import Client
from pipeline.photos import Photo, prepare
from pipeline.publishers.facebook import Facebook
from tests.pipeline.support import PAGE

NUMBER = "100000000000001"


def picture() -> Photo:
    """A small one, as it is uploaded."""
    out = BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "JPEG")
    return prepare(out.getvalue())


def _no_picture(url: str) -> Photo:
    raise PictureUnreachable(url=url)


def facebook(
    base: str,
    token: str,
    secret: str,
    *,
    timeout: float = 10.0,
    page_ids: Sequence[str] = (PAGE.id,),
    monotonic: Callable[[], float] = time.monotonic,
    photo: Callable[[str], Photo] = _no_picture,
    sleep: Callable[[float], None] = lambda _seconds: None,
) -> Facebook:
    """A publisher whose pages are one on Facebook, to be closed by `facebook.client.close()`; `timeout` in seconds."""
    client = Client(lambda: secret, timeout=timeout, monotonic=monotonic)
    pages = {page_id: GraphPage(page_id, NUMBER, base=base) for page_id in page_ids}
    return Facebook(pages, client, lambda _page: token, photo, sleep)
