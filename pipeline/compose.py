"""From an approved article to a post: the caption, the source line that cannot be removed, four eyes."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from classifier.text import nfc
from pipeline.errors import AltTextNeeded, CaptionInvalid, PictureInvalid
from pipeline.model import Article, Page, Post, User
from pipeline.store import Store

CAPTION_LIMIT = 5_000
ALT_LIMIT = 500
URL_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What the composer starts from."""

    caption: str
    link: str
    image_url: str | None
    image_alt: str | None
    image_credit: str | None


def suggest(article: Article) -> Draft:
    """Title and lead as a caption, the article's own picture, and its link."""
    parts = [article.title]
    lead = article.lead or article.text.partition("\n\n")[0]
    if lead and lead != article.title:
        parts.append(lead)
    return Draft(
        "\n\n".join(parts)[:CAPTION_LIMIT],
        article.url,
        article.image_url,
        article.image_alt,
        article.image_credit,
    )


def source_line(source_name: str, link: str) -> str:
    """The line under every caption: who published it first, and where."""
    return f"Nguồn: {source_name} – {link}"


def full_text(post: Post) -> str:
    """What a reader of the page sees: the caption, the picture's credit, the source line."""
    parts = [post.caption]
    if post.image_url and post.image_credit:
        parts.append(post.image_credit)
    parts.append(source_line(post.source_name, post.link))
    return "\n\n".join(parts)


def check_content(caption: str, image_url: str | None, image_alt: str | None) -> tuple[str, str | None, str | None]:
    """The content as it will be stored: NFC, outer space and control characters gone.

    Raises `CaptionInvalid`, `PictureInvalid` or `AltTextNeeded`.
    """
    caption = _clean(caption)
    if not 1 <= len(caption) <= CAPTION_LIMIT:
        raise CaptionInvalid(limit=CAPTION_LIMIT, length=len(caption))
    image_url = (image_url or "").strip() or None
    if image_url is None:
        return caption, None, None
    try:
        parts = urlsplit(image_url)
    except ValueError as error:
        raise PictureInvalid(limit=URL_LIMIT) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or len(image_url) > URL_LIMIT:
        raise PictureInvalid(limit=URL_LIMIT)
    image_alt = _clean(image_alt or "")[:ALT_LIMIT]
    if not image_alt:
        raise AltTextNeeded
    return caption, image_url, image_alt


def _clean(text: str) -> str:
    text = nfc(text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def create(
    store: Store,
    user: User,
    page: Page,
    article_id: int,
    caption: str,
    image_url: str | None,
    image_alt: str | None,
    now: datetime,
) -> int:
    """A draft post; returns its id. Raises what `check_content` does, `ArticleNotApproved`, `DuplicatePost`."""
    content = check_content(caption, image_url, image_alt)
    return store.posts.create(user, page, article_id, *content, now)


def edit(
    store: Store,
    user: User,
    post_id: int,
    version: int,
    caption: str,
    image_url: str | None,
    image_alt: str | None,
    now: datetime,
) -> None:
    """Change a post that has not left: it is a draft again and must be approved anew."""
    content = check_content(caption, image_url, image_alt)
    store.posts.edit(user, post_id, version, *content, now)


def approve(store: Store, user: User, page: Page, post_id: int, version: int, now: datetime) -> None:
    """A person approves a post. Raises `FourEyes` for its composer, `ArticleNotApproved` or `Conflict`."""
    store.posts.approve(user, page, post_id, version, now)
