"""From an approved article to a post: the caption, the source line that cannot be removed, four eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from pipeline import captions, lengths, links, typed_text
from pipeline.captions import PLAIN, CaptionTemplate
from pipeline.errors import AltTextNeeded, CaptionInvalid, CropInvalid, PictureInvalid, TooManyPictures
from pipeline.model import WHOLE, Article, Crop, Extras, Page, Post, PostPicture, User
from pipeline.store import Store

CAPTION_LIMIT = 5_000
ALT_LIMIT = 500
URL_LIMIT = 2_000
MOST_PICTURES = 10
LEAST_CROP = 50


@dataclass(frozen=True, slots=True)
class Draft:
    """What the composer starts from."""

    caption: str
    link: str
    image_url: str | None
    image_alt: str | None
    image_credit: str | None


PictureText = tuple[str, str]
"""A picture's address and its description."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a post holds, as the store takes it."""

    caption: str
    image_url: str | None
    image_alt: str | None
    more: tuple[PictureText, ...]
    extras: Extras


def begin(store: Store, templates: Sequence[CaptionTemplate], article: Article) -> Draft:
    """What the composer starts from for an article: the template of its beat, filled."""
    return suggest(article, fitting(store, templates, article))


def fitting(store: Store, templates: Sequence[CaptionTemplate], article: Article) -> CaptionTemplate:
    """The template that fits the article's beats."""
    return captions.fitting(templates, [hit.beat for hit in store.facets.of(article.id).beats])


def suggest(article: Article, template: CaptionTemplate = PLAIN) -> Draft:
    """The template (title and lead, unless another is given) as a caption, the article's own picture, and its link."""
    return Draft(
        captions.fill(template, article)[:CAPTION_LIMIT],
        article.url,
        article.image_url,
        article.image_alt,
        article.image_credit,
    )


def source_line(source_name: str, link: str) -> str:
    """The line under every caption: who published it first, and where."""
    return f"Nguồn: {source_name} – {link}"


def full_text(post: Post) -> str:
    """What a reader of the page sees: the caption, the hashtags, the pictures' credits, the source line."""
    return whole_text(post.caption, post.hashtags, post.pictures, source_line(post.source_name, post.outgoing_link))


def whole_text(caption: str, hashtags: str, pictures: Sequence[PostPicture], source: str) -> str:
    """The same from its parts."""
    named = dict.fromkeys(picture.credit for picture in pictures if picture.credit)
    return "\n\n".join((caption, *([hashtags] if hashtags else []), *named, source))


def check_content(caption: str, image_url: str | None, image_alt: str | None) -> tuple[str, str | None, str | None]:
    """The content as it will be stored: NFC, outer space and control characters gone.

    Raises `CaptionInvalid`, `PictureInvalid` or `AltTextNeeded`.
    """
    caption = typed_text.lines(caption)
    if not 1 <= len(caption) <= CAPTION_LIMIT:
        raise CaptionInvalid(limit=CAPTION_LIMIT, length=len(caption))
    return caption, *_check_picture((image_url or "").strip() or None, image_alt)


def check_more(pictures: Sequence[PictureText], first: str | None) -> tuple[PictureText, ...]:
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


def check_crop(crop: Crop, number: int) -> Crop | None:
    """A crop as it will be stored, None for the whole picture. Raises `CropInvalid`."""
    left, top, width, height = crop
    inside = left >= 0 and top >= 0 and left + width <= WHOLE and top + height <= WHOLE
    if not inside or min(width, height) < LEAST_CROP:
        raise CropInvalid(number=number, least=LEAST_CROP // 10)
    return None if (width, height) == (WHOLE, WHOLE) else crop


def _check_picture(url: str | None, alt: str | None) -> tuple[str | None, str | None]:
    if url is None:
        return None, None
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise PictureInvalid(limit=URL_LIMIT) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > URL_LIMIT:
        raise PictureInvalid(limit=URL_LIMIT)
    alt = typed_text.lines(alt or "")[:ALT_LIMIT].strip()
    if not alt:
        raise AltTextNeeded
    return url, alt


def check(
    page: Page,
    article: Article,
    caption: str,
    image_url: str | None,
    image_alt: str | None,
    more: Sequence[PictureText] = (),
    extras: Extras | None = None,
) -> Content:
    """What a post of the article on the page would hold, as it will be stored; nobody outside is asked.

    `more` are pictures after the first; the link leaves with the page's campaign parameters. Raises what
    `check_content`, `check_more` and `check_crop` do, or `TextTooLong` where the page's way out would not take the
    whole text.
    """
    caption, first, alt = check_content(caption, image_url, image_alt)
    rest = check_more(more, first)
    extras = replace(extras or Extras(), campaign=links.campaign(page.utm))
    crops = extras.crops if cuts(page) else {}
    lead = [(first, alt)] if first is not None and alt is not None else []
    offered = offered_pictures(article)
    pictures = []
    for number, (url, said) in enumerate((*lead, *rest), start=1):
        crop = crops.get(url)
        credit, _alt = offered.get(url, (None, None))
        pictures.append(PostPicture(url, said, credit, None if crop is None else check_crop(crop, number)))
    kept = {picture.url: picture.crop for picture in pictures if picture.crop is not None}
    source = source_line(article.source_name, links.with_campaign(article.url, extras.campaign))
    lengths.require(page, whole_text(caption, " ".join(extras.hashtags), pictures, source))
    return Content(caption, first, alt, rest, replace(extras, crops=kept))


def cuts(page: Page) -> bool:
    """Whether the page's way out shows cuttings; a feed only names the publisher's picture."""
    return page.publisher != "rss"


def offered_pictures(article: Article) -> dict[str, tuple[str | None, str | None]]:
    """The article's own pictures by address, the lead first, with credit and description."""
    lead = [] if article.image_url is None else [(article.image_url, article.image_credit, article.image_alt)]
    kept: dict[str, tuple[str | None, str | None]] = {}
    for url, credit, alt in (*lead, *((one.url, one.credit, one.alt) for one in article.pictures)):
        kept.setdefault(url, (credit, alt))
    return kept


def create(
    store: Store,
    user: User,
    page: Page,
    article_id: int,
    caption: str,
    image_url: str | None,
    image_alt: str | None,
    now: datetime,
    more: Sequence[PictureText] = (),
    extras: Extras | None = None,
    copied_from: int | None = None,
) -> int:
    """A draft post; returns its id. Raises what `check` does, `ArticleNotApproved`, `DuplicatePost`."""
    found = check(page, store.articles.get(article_id), caption, image_url, image_alt, more, extras)
    return store.posts.create(
        user, page, article_id, found.caption, found.image_url, found.image_alt, now, found.more, found.extras,
        copied_from,
    )  # fmt: skip


def edit(
    store: Store,
    user: User,
    page: Page,
    post_id: int,
    version: int,
    caption: str,
    image_url: str | None,
    image_alt: str | None,
    now: datetime,
    more: Sequence[PictureText] = (),
    extras: Extras | None = None,
    restored: int | None = None,
) -> None:
    """Change a post that has not left: it is a draft again and must be approved anew.

    Without `extras` those stay as they are. `restored` is the earlier version whose content this is. Raises what
    `check` does, or `Conflict`.
    """
    post = store.posts.get(post_id)
    extras = post.extras if extras is None else extras
    found = check(page, store.articles.get(post.article_id), caption, image_url, image_alt, more, extras)
    store.posts.edit(
        user, post_id, version, found.caption, found.image_url, found.image_alt, now, found.more, found.extras,
        restored,
    )  # fmt: skip


def restore(store: Store, user: User, page: Page, post_id: int, version: int, number: int, now: datetime) -> None:
    """Give the post the content of an earlier version, as one more change. Raises `VersionNotFound`, and as `edit`."""
    old = store.versions.get(post_id, number)
    first = next(iter(old.pictures), None)
    crops = {picture.url: picture.crop for picture in old.pictures if picture.crop is not None}
    edit(
        store,
        user,
        page,
        post_id,
        version,
        old.caption,
        None if first is None else first.url,
        None if first is None else first.alt,
        now,
        [(picture.url, picture.alt) for picture in old.pictures[1:]],
        Extras(tuple(old.hashtags.split()), crops, store.posts.get(post_id).moment),
        restored=number,
    )


def approve(store: Store, user: User, page: Page, post_id: int, version: int, now: datetime) -> None:
    """A person approves a post. Raises `FourEyes` for its composer, `ArticleNotApproved` or `Conflict`."""
    store.posts.approve(user, page, post_id, version, now)
