"""The page that a post belongs to, as the settings of today have it."""

from __future__ import annotations

from pipeline.errors import NotFound
from pipeline.model import Page, Post
from review_ui.errors import PageGone
from review_ui.site import Visit


def page_of(visit: Visit, post: Post) -> Page | None:
    """The post's page, or None when the settings no longer name it."""
    try:
        return visit.settings.page(post.page_id)
    except NotFound:
        return None


def require_page(visit: Visit, post: Post) -> Page:
    """Raises `PageGone`."""
    target = page_of(visit, post)
    if target is None:
        raise PageGone
    return target
