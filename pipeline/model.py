"""The domain: frozen values, states and which state may follow which. No effects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from classifier.checks import Flag
from crawlers.items import Attachment, Picture
from pipeline.links import with_campaign
from pipeline.plans import Plan
from pipeline.settings_facebook import FacebookPage
from pipeline.walltime import Moment


class ArticleState(StrEnum):
    NEW = "new"
    CLEAN = "clean"
    FLAGGED = "flagged"
    APPROVED = "approved"
    REJECTED = "rejected"


class PostState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"
    UNKNOWN = "unknown"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Role(StrEnum):
    COLLABORATOR = "collaborator"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class RejectReason(StrEnum):
    """Why an article is not for the page; the words an editor reads are in the catalogue."""

    PERSONAL_DATA = "personal-data"
    NOT_VERIFIED = "not-verified"
    ADVERTISING = "advertising"
    OUT_OF_DATE = "out-of-date"
    DUPLICATE = "duplicate"
    HARMFUL_DETAIL = "harmful-detail"
    DAMAGED = "damaged"
    NOT_OUR_FIELD = "not-our-field"
    OTHER = "other"


class FlagAnswer(StrEnum):
    """Why a flag is not so; the words an editor reads are in the catalogue."""

    OTHER_MEANING = "other-meaning"
    OFFICIAL = "official"
    CONSENT = "consent"
    JUDGED = "judged"
    STILL_VALID = "still-valid"
    CONFIRMED = "confirmed"
    OTHER = "other"


SCHEDULABLE = (PostState.APPROVED, PostState.SCHEDULED, PostState.FAILED, PostState.MISSED)
"""States in which an editor may give a post a time."""


@dataclass(frozen=True, slots=True)
class User:
    id: int
    login: str
    name: str
    role: Role
    demo: bool = False
    token: str | None = None
    """The name of the personal token by which the person acts; the log keeps it."""

    @property
    def may_schedule(self) -> bool:
        return self.role in (Role.EDITOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that the organisation runs under its own name. `lateness_minutes` bounds a late publication."""

    id: str
    name: str
    operator: str
    publisher: str = "outbox"
    zone: str = "Asia/Ho_Chi_Minh"
    lateness_minutes: int = 60
    four_eyes: bool = True
    url: str | None = None
    facebook: FacebookPage | None = None
    plan: Plan = field(default_factory=Plan)
    hashtags: tuple[str, ...] = ()
    """Proposed for every post; who composes takes out what does not fit."""
    most_characters: int | None = None
    """Of a post's whole text, counted as the page's way out does; None leaves it to the way."""
    utm: tuple[tuple[str, str], ...] = ()
    """Campaign parameters for the links of its posts, by names of `links.UTM`; none unless the settings say so."""


@dataclass(frozen=True, slots=True)
class TopicLabel:
    code: str
    name: str
    probability: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A person's answer to a flag: it is not so, because. Who said it stands in the audit log."""

    answer: FlagAnswer
    note: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Article:
    """One article with its latest verdicts. `version` counts the texts seen at the source, from 1."""

    id: int
    version: int
    state: ArticleState
    source_id: str
    source_name: str
    url: str
    title: str
    text: str
    lead: str | None
    byline: str | None
    section: str | None
    image_url: str | None
    image_credit: str | None
    image_alt: str | None
    published_at: datetime | None
    collected_at: datetime
    removed_at: datetime | None
    decided_at: datetime | None
    decided_by: str | None
    reject_reason: RejectReason | None
    reject_note: str | None
    topics: tuple[TopicLabel, ...] = ()
    """A person's topics where they chose some, else the model's, likeliest first."""
    flags: tuple[Flag, ...] = ()
    pictures: tuple[Picture, ...] = ()
    """Pictures in the text besides the lead one."""
    attachments: tuple[Attachment, ...] = ()
    """Documents that the article links to."""
    judged: tuple[TopicLabel, ...] = ()
    """What the model said of the topics, whatever a person chose."""
    corrected: bool = False
    """Whether a person chose the topics."""
    answers: tuple[Answered | None, ...] = ()
    """Answers to the flags, in their order; None for a flag that is open."""

    @property
    def open_high(self) -> tuple[Flag, ...]:
        """Serious flags that nobody has answered. An answer counts for this text and these words only."""
        answers = self.answers or (None,) * len(self.flags)
        return tuple(
            flag for flag, answer in zip(self.flags, answers, strict=True) if flag.severity == "high" and answer is None
        )


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article as a list shows it."""

    id: int
    state: ArticleState
    source_name: str
    title: str
    published_at: datetime | None
    decided_at: datetime | None
    topics: tuple[str, ...]
    flag_count: int
    post_id: int | None
    post_state: PostState | None
    cursor: tuple[str, int]
    open_high: int = 0
    """Serious flags that nobody has answered."""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Approval:
    user_id: int
    name: str
    at: datetime
    demo: bool


WHOLE = 1000
"""Crops are counted in thousandths of a picture's width and height."""


class Crop(NamedTuple):
    """What is cut out of a picture: left, top, width and height in thousandths of its width and height, upright."""

    left: int
    top: int
    width: int
    height: int

    def __str__(self) -> str:
        return " ".join(map(str, self[:]))

    @classmethod
    def read(cls, text: str | None) -> Crop | None:
        """The inverse of `str`."""
        return None if text is None else cls(*map(int, text.split()))


@dataclass(frozen=True, slots=True)
class PostPicture:
    """One picture of a post: always with a description for people who cannot see it. `crop` None is all of it."""

    url: str
    alt: str
    credit: str | None = None
    crop: Crop | None = None


@dataclass(frozen=True, slots=True)
class Extras:
    """What a post has beside caption and pictures. `crops` by the pictures' addresses.

    `wish` is when it should go out, once it is approved and an editor schedules it: it holds nothing. `campaign` is the
    query that its link leaves with.
    """

    hashtags: tuple[str, ...] = ()
    crops: Mapping[str, Crop] = field(default_factory=dict)
    wish: Moment | None = None
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One post of one article on one page.

    `caption` is what the composer wrote; the source line is not part of it and is added on the way out, so
    that it cannot be removed. `wall_time` is the local time chosen (`YYYY-MM-DDTHH:MM`) in `zone`, `due_at`
    the instant derived from both; `fold` says which, where clocks show it twice (PEP 495). `key` is random and unique:
    the idempotency key of its publication.
    """

    id: int
    version: int
    state: PostState
    page_id: str
    key: str
    article_id: int
    article_title: str
    source_name: str
    link: str
    caption: str
    image_url: str | None
    image_alt: str | None
    image_credit: str | None
    composed_by: int
    composed_by_name: str
    created_at: datetime
    wall_time: str | None
    zone: str | None
    due_at: datetime | None
    claimed_by: str | None
    lease_until: datetime | None
    intent_at: datetime | None
    published_at: datetime | None
    remote_id: str | None
    remote_url: str | None
    problem: str | None
    demo: bool
    approvals: tuple[Approval, ...] = ()
    more_pictures: tuple[PostPicture, ...] = ()
    """Pictures after the first, which `image_url` is."""
    retry_at: datetime | None = None
    """Until when the other side put it off; it was certainly not sent."""
    reads: int = 0
    """How often the page was read back without it."""
    read_at: datetime | None = None
    """When the page is read back next; None once nothing is left but a person's look."""
    tried_at: datetime | None = None
    """When it was sent before, where only a person's word says that it is not on the page."""
    fold: int = 0
    hashtags: str = ""
    """`#a #b`, as a reader sees them."""
    campaign: str = ""
    """The campaign parameters that the link leaves with; `link` itself stays the source's own."""
    image_crop: Crop | None = None

    @property
    def pictures(self) -> tuple[PostPicture, ...]:
        """All pictures, in the order in which a reader sees them."""
        if self.image_url is None:
            return ()
        first = PostPicture(self.image_url, self.image_alt or "", self.image_credit, self.image_crop)
        return (first, *self.more_pictures)

    @property
    def moment(self) -> Moment | None:
        """The time chosen, or wished for while it is a draft."""
        if self.wall_time is None or self.zone is None or self.due_at is None:
            return None
        return Moment(self.due_at, self.wall_time, self.zone, self.fold)

    @property
    def extras(self) -> Extras:
        crops = {picture.url: picture.crop for picture in self.pictures if picture.crop is not None}
        return Extras(tuple(self.hashtags.split()), crops, self.moment, self.campaign)

    @property
    def outgoing_link(self) -> str:
        """The link as readers get it."""
        return with_campaign(self.link, self.campaign)


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the audit log. `actor` is None for what the desk did by itself.

    `altered`: it no longer fits its hash.
    """

    id: int
    at: datetime
    actor: str | None
    kind: str
    subject: str
    subject_id: str
    from_state: str | None
    to_state: str | None
    detail: str | None
    demo: bool
    altered: bool = False


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How a source fared on its last visits.

    `problem` is why its lists could not be read, since `failing_since`, in a sentence that says what to do. `waiting`
    counts articles that were listed and not read yet; `stopped_at` is set where the publisher closed the address for
    good (410), `moved_to` where it redirects there for good (301).
    """

    id: str
    name: str
    url: str | None
    last_visit_at: datetime | None
    last_ok_at: datetime | None
    failing_since: datetime | None
    problem: str | None
    articles: int
    next_visit_at: datetime | None = None
    last_new: int = 0
    last_errors: int = 0
    waiting: int = 0
    stopped_at: datetime | None = None
    moved_to: str | None = None

    @property
    def in_trouble(self) -> bool:
        return self.problem is not None or self.stopped_at is not None
