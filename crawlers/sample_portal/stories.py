"""Articles as they stand on the site on one visit: dates filled in, corrections made, withdrawals marked."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from crawlers.sample_portal.articles import PortalArticle
from crawlers.sample_portal.body import Block, parse_body
from crawlers.sample_portal.dates import expand, local

TAGS: dict[str, str] = {
    "sa-pa": "Sa Pa",
    "lao-cai": "Lào Cai",
    "du-lich": "du lịch",
    "vung-cao": "vùng cao",
    "nguoi-dan": "người dân",
    "hoc-sinh": "học sinh",
    "thoi-tiet": "thời tiết",
    "suc-khoe": "sức khỏe",
    "nong-nghiep": "nông nghiệp",
    "nong-san": "nông sản",
    "van-hoa": "văn hóa",
    "le-hoi": "lễ hội",
    "giao-thong": "giao thông",
    "chuyen-doi-so": "chuyển đổi số",
    "lua-dao": "lừa đảo",
    "bao-hiem": "bảo hiểm",
    "viec-lam": "việc làm",
    "moi-truong": "môi trường",
    "bao-ton": "bảo tồn",
    "the-thao": "thể thao",
    "tiem-chung": "tiêm chủng",
    "hien-mau": "hiến máu",
    "tre-em": "trẻ em",
    "thu-vien": "thư viện",
}
_TAGS_SHOWN = 5


class Edition(enum.Enum):
    """Which visit the site is shown to: as first published, or after corrections and withdrawals."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Story:
    """One article on the site. `path` is its address below the base URL; instants are in +07:00."""

    id: int
    path: str
    section: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    byline: str
    published: datetime
    modified: datetime
    picture: str | None
    credit: str | None
    caption: str | None
    attachment: str | None
    correction: str | None
    tags: tuple[str, ...]
    syndicated_from: int | None

    @property
    def corrected(self) -> bool:
        return self.correction is not None


@dataclass(frozen=True, slots=True)
class Stories:
    """All stories of one edition, newest first, and the paths that answer 410."""

    live: tuple[Story, ...]
    withdrawn: frozenset[str]

    def of(self, section: str) -> tuple[Story, ...]:
        return tuple(story for story in self.live if story.section == section)

    def tagged(self, tag: str) -> tuple[Story, ...]:
        return tuple(story for story in self.live if tag in story.tags)

    def related(self, story: Story, count: int) -> tuple[Story, ...]:
        """Stories of the same section nearest in time, never a copy of the story itself."""
        kin = {story.id, story.syndicated_from} - {None}
        others = [other for other in self.of(story.section) if other.id not in kin and other.syndicated_from not in kin]
        others.sort(key=lambda other: (abs(other.published - story.published), other.id))
        return tuple(others[:count])


def tell(articles: Sequence[PortalArticle], now0: datetime, edition: Edition) -> Stories:
    """The stories of an edition. A correction is dated `now0`: after publication, and never in the future."""
    now = local(now0)
    gone = {
        article.id
        for article in articles
        if edition is Edition.SECOND and article.second_visit and article.second_visit.kind == "withdrawn"
    }
    told = [(article.id, _tell(article, now, edition)) for article in articles]
    live = sorted(
        (story for number, story in told if number not in gone), key=lambda s: (s.published, s.id), reverse=True
    )
    return Stories(tuple(live), frozenset(story.path for number, story in told if number in gone))


def _tell(article: PortalArticle, now: datetime, edition: Edition) -> Story:
    title, body = article.title, article.body
    published = modified = now - article.age
    correction = None
    visit = article.second_visit
    if edition is Edition.SECOND and visit and visit.kind == "corrected":
        for old, new in visit.replace:
            title, body = title.replace(old, new), body.replace(old, new)
        modified = now
        correction = expand(visit.note or "", now)
    title, body = expand(title, now), expand(body, now)
    blocks = parse_body(body)
    lead = blocks[0].text if blocks and blocks[0].kind == "p" else ""
    return Story(
        id=article.id,
        path=f"/{article.section}/{article.slug}-{article.id}.html",
        section=article.section,
        title=title,
        lead=lead,
        blocks=blocks[1:] if lead else blocks,
        byline=article.byline,
        published=published,
        modified=modified,
        picture=article.picture,
        credit=article.credit,
        caption=expand(article.caption, now) if article.caption else None,
        attachment=article.attachment,
        correction=correction,
        tags=tuple(_tags(f"{title}\n{body}")),
        syndicated_from=article.syndicated_from,
    )


def _tags(text: str) -> Iterable[str]:
    lowered = text.lower()
    return [tag for tag, phrase in TAGS.items() if phrase.lower() in lowered][:_TAGS_SHOWN]
