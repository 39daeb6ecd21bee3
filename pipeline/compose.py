"""From an approved article to a post: the caption, the source line that cannot be removed, four eyes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from classifier.text import nfc
from pipeline.errors import AltTextNeeded, CaptionInvalid, PictureInvalid, TooManyPictures
from pipeline.model import Article, Page, Post, User
from pipeline.store import Store

CAPTION_LIMIT = 5_000
ALT_LIMIT = 500
URL_LIMIT = 2_000
MOST_PICTURES = 10


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
    """What a reader of the page sees: the caption, the pictures' credits, the source line."""
    parts = [post.caption]
    parts.extend(dict.fromkeys(picture.credit for picture in post.pictures if picture.credit))
    parts.append(source_line(post.source_name, post.link))
    return "\n\n".join(parts)


def check_content(caption: str, image_url: str | None, image_alt: str | None) -> tuple[str, str | None, str | None]:
    """The content as it will be stored: NFC, outer space and control characters gone.

    Raises `CaptionInvalid`, `PictureInvalid` or `AltTextNeeded`.
    """
    caption = _clean(caption)
    if not 1 <= len(caption) <= CAPTION_LIMIT:
        raise CaptionInvalid(limit=CAPTION_LIMIT, length=len(caption))
    return caption, *_check_picture((image_url or "").strip() or None, image_alt)


def check_more(pictures: Sequence[tuple[str, str]], first: str | None) -> tuple[tuple[str, str], ...]:
    """Pictures after the first, as they will be stored; one that is there already is left out.

    Raises `PictureInvalid`, `AltTextNeeded` or `TooManyPictures`.
    """
    if pictures and first is None:
        raise PictureInvalid(limit=URL_LIMIT)
    kept: dict[str, str] = {}
    for given, said in pictures:
        url, alt = _check_picture(given.strip(), said)
        if url is not None and alt is not None and url != first:
            kept.setdefault(url, alt)
    if len(kept) + 1 > MOST_PICTURES:
        raise TooManyPictures(most=MOST_PICTURES)
    return tuple(kept.items())


def _check_picture(url: str | None, alt: str | None) -> tuple[str | None, str | None]:
    if url is None:
        return None, None
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise PictureInvalid(limit=URL_LIMIT) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > URL_LIMIT:
        raise PictureInvalid(limit=URL_LIMIT)
    alt = _clean(alt or "")[:ALT_LIMIT].strip()
    if not alt:
        raise AltTextNeeded
    return url, alt


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
    more: Sequence[tuple[str, str]] = (),
) -> int:
    """A draft post; returns its id. `more` are pictures after the first: address and description.

    Raises what `check_content` and `check_more` do, `ArticleNotApproved`, `DuplicatePost`.
    """
    content = check_content(caption, image_url, image_alt)
    return store.posts.create(user, page, article_id, *content, now, check_more(more, content[1]))


def edit(
    store: Store,
    user: User,
    post_id: int,
    version: int,
    caption: str,
    image_url: str | None,
    image_alt: str | None,
    now: datetime,
    more: Sequence[tuple[str, str]] = (),
) -> None:
    """Change a post that has not left: it is a draft again and must be approved anew."""
    content = check_content(caption, image_url, image_alt)
    store.posts.edit(user, post_id, version, *content, now, check_more(more, content[1]))


def approve(store: Store, user: User, page: Page, post_id: int, version: int, now: datetime) -> None:
    """A person approves a post. Raises `FourEyes` for its composer, `ArticleNotApproved` or `Conflict`."""
    store.posts.approve(user, page, post_id, version, now)
