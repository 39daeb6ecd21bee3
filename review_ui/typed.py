"""What stands in the composer: read from its form, from what was kept while somebody typed, or from a post."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline import compose, hashtags, links, schedule
from pipeline.errors import DeskError
from pipeline.model import WHOLE, Article, Crop, Extras, Page, Post, PostPicture
from pipeline.walltime import Moment, resolve

OFFERED = 20
"""Pictures of an article that the composer offers."""
SIDES = ("trai", "tren", "rong", "cao")
"""Left, top, width and height of a cutting, in percent of the picture, as fields of the form."""
_PLAIN_FIELDS = ("caption", "hashtags", "trang", "wanted", "de-nghi")
_LONGEST = 10_000
Read = Callable[[str], str]
"""Gives a field by its name, empty text for one that is not there."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A picture of the article, and what was chosen for it: its place in the post from 1 on, or None; its description.

    `suffix` parts the fields of the form: the first picture's are `picture` and `alt`. `sides` are the numbers
    of a cutting as they were typed.
    """

    url: str
    credit: str | None
    place: int | None
    alt: str
    suffix: str
    sides: tuple[str, str, str, str] = ("", "", "", "")

    @property
    def crop(self) -> Crop | None:
        """What was typed, right or wrong; None for all of the picture. An empty side goes to the picture's edge."""
        if not any(side.strip() for side in self.sides):
            return None
        left, top, width, height = (_thousandths(side) for side in self.sides)
        left, top = left or 0, top or 0
        return Crop(
            left,
            top,
            WHOLE - left if width is None else width,
            WHOLE - top if height is None else height,
        )

    @property
    def shown_crop(self) -> Crop | None:
        """What the preview cuts out: nothing while the numbers are wrong."""
        try:
            return None if self.crop is None else compose.check_crop(self.crop, 0)
        except DeskError:
            return None


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the composer for `page`. Pictures are the article's own, so that their credits are right."""

    article: Article
    page: Page
    caption: str
    choices: tuple[Choice, ...]
    hashtags: str
    wanted: str = ""

    @property
    def chosen(self) -> tuple[Choice, ...]:
        """In the order of their places; two of one place stand as in the article."""
        used = (choice for choice in self.choices if choice.place is not None)
        return tuple(sorted(used, key=lambda choice: choice.place or 0))

    @property
    def pictures(self) -> tuple[PostPicture, ...]:
        return tuple(
            PostPicture(
                choice.url, choice.alt.strip(), choice.credit, choice.shown_crop if compose.cuts(self.page) else None
            )
            for choice in self.chosen
        )

    @property
    def content(self) -> tuple[str, str | None, str | None]:
        """Caption, first picture and its description, as `compose.create` takes them."""
        first = next(iter(self.pictures), None)
        return (self.caption, None, None) if first is None else (self.caption, first.url, first.alt)

    @property
    def more(self) -> tuple[tuple[str, str], ...]:
        """The pictures after the first."""
        return tuple((picture.url, picture.alt) for picture in self.pictures[1:])

    def checked(self, now: datetime, before: Moment | None) -> Extras:
        """What is beside caption and pictures, when the whole can be saved; nobody outside is asked.

        Raises what `compose.check` does, `HashtagInvalid`, `TooManyHashtags`, and what `wish` raises.
        """
        crops = {choice.url: choice.crop for choice in self.chosen if choice.crop is not None}
        extras = Extras(hashtags.parse(self.hashtags), crops)
        compose.check(self.page, self.article, *self.content, self.more, extras)
        return replace(extras, wish=self.wish(now, before))

    def wish(self, now: datetime, before: Moment | None = None) -> Moment | None:
        """The time that was typed; the post's own `before` may have passed. Of a time that comes twice, the first.

        Raises what `schedule.choose` raises of other times.
        """
        wall = self.wanted.strip()
        if not wall:
            return None
        if before is not None and (before.wall, before.zone) == (wall, self.page.zone):
            return before
        return schedule.in_time(resolve(wall, self.page.zone, fold=0), now)

    @property
    def tags(self) -> str:
        """The hashtags as a reader sees them; as they were typed where one of them is none."""
        try:
            return " ".join(hashtags.parse(self.hashtags))
        except DeskError:
            return " ".join(self.hashtags.split())

    @property
    def link(self) -> str:
        return links.with_campaign(self.article.url, links.campaign(self.page.utm))

    @property
    def source(self) -> str:
        return compose.source_line(self.article.source_name, self.link)

    @property
    def whole(self) -> str:
        return compose.whole_text(self.caption.strip(), self.tags, self.pictures, self.source)


def suggested(article: Article, page: Page, caption: str) -> Typed:
    """What the composer of a new post begins with: the article's own picture, the page's hashtags."""
    lead = () if article.image_url is None else (PostPicture(article.image_url, article.image_alt or ""),)
    return Typed(article, page, caption, _choices(article, lead), " ".join(page.hashtags))


def of_post(article: Article, page: Page, post: Post) -> Typed:
    """What the post says now."""
    choices = _choices(article, post.pictures)
    return Typed(article, page, post.caption, choices, post.hashtags, post.wall_time or "")


def read(field: Read, article: Article, page: Page, before: Page | None = None) -> Typed:
    """What the fields say. Hashtags that the page `before` proposed, and nobody touched, give way to this page's."""
    tags = field("hashtags")
    if before is not None and before.id != page.id and tags.split() == list(before.hashtags):
        tags = " ".join(page.hashtags)
    choices = tuple(
        Choice(
            choice.url,
            choice.credit,
            _place(field(f"picture{choice.suffix}")),
            field(f"alt{choice.suffix}"),
            choice.suffix,
            tuple(field(f"{side}{choice.suffix}")[:10] for side in SIDES),  # type: ignore[arg-type]
        )
        for choice in _choices(article, ())
    )
    return Typed(article, page, field("caption"), choices, tags, field("wanted"))


def fields(field: Read) -> dict[str, str]:
    """All that a composer's form holds and that `read` needs again."""
    names = [*_PLAIN_FIELDS]
    for number in range(1, OFFERED + 1):
        suffix = "" if number == 1 else f"-{number}"
        names += [f"{name}{suffix}" for name in ("picture", "alt", *SIDES)]
    return {name: value[:_LONGEST] for name in names if (value := field(name))}


def _choices(article: Article, used: Sequence[PostPicture]) -> tuple[Choice, ...]:
    """The article's pictures, the lead first; those used have their places, descriptions and cuttings."""
    offered = compose.offered_pictures(article)
    places = {picture.url: (place, picture) for place, picture in enumerate(used, start=1)}
    return tuple(
        Choice(
            url,
            credit,
            places[url][0] if url in places else None,
            (places[url][1].alt if url in places else "") or alt or "",
            "" if number == 1 else f"-{number}",
            _sides(places[url][1].crop if url in places else None),
        )
        for number, (url, (credit, alt)) in enumerate(list(offered.items())[:OFFERED], start=1)
    )


def _sides(crop: Crop | None) -> tuple[str, str, str, str]:
    if crop is None:
        return ("", "", "", "")
    left, top, width, height = (f"{side / 10:g}" for side in crop)
    return left, top, width, height


def _place(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 and int(text) else None


def _thousandths(text: str) -> int | None:
    """`12.5` or `12,5` percent as 125, -1 for what is no such number, None for nothing."""
    text = text.strip().replace(",", ".")
    if not text:
        return None
    try:
        return round(float(text) * 10) if len(text) <= 8 and set(text) <= set("0123456789.") else -1
    except ValueError:
        return -1
