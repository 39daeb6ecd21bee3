"""A desk in a temporary folder, a clock that tests move, and articles and posts to work with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from classifier.checks import Flag
from classifier.duplicates import Signature
from crawlers.items import Found
from pipeline import compose, review
from pipeline.model import Article, ArticleState, Page, Role, User
from pipeline.settings import Settings
from pipeline.store import Store

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
PAGE = Page(id="anh-duong", name="Ánh Dương", operator="Văn phòng A")


@dataclass
class FakeClock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Room:
    """A store with two people, one page and one source."""

    store: Store
    settings: Settings
    collaborator: User
    editor: User
    clock: FakeClock = field(default_factory=FakeClock)
    page: Page = PAGE
    _articles: int = 0

    def found(self, **changes: object) -> Found:
        """A new article as the crawler yields it."""
        self._articles += 1
        url = f"https://bao.example.vn/tin/{self._articles}.html"
        base = Found(
            source_id="bao",
            url=url,
            canonical_url=url,
            title=f"Tin số {self._articles}",
            text=f"Đoạn mở đầu của tin số {self._articles}.\n\nĐoạn thứ hai.",
            fetched_at=self.clock(),
            published_at=self.clock() - timedelta(hours=2),
        )
        return replace(base, **changes)  # type: ignore[arg-type]

    def article(self, flags: tuple[Flag, ...] = (), **changes: object) -> int:
        """A checked article's id: clean, or flagged when there are flags."""
        self.store.articles.upsert(self.found(**changes))
        (unchecked,) = self.store.verdicts.unchecked()
        state = self.store.verdicts.record_verdict(
            unchecked.id, unchecked.version, (), flags, NO_WORDS, (), self.clock()
        )
        assert state is (ArticleState.FLAGGED if flags else ArticleState.CLEAN)
        return unchecked.id

    def approved_article(self, **changes: object) -> int:
        article_id = self.article(**changes)
        review.approve(self.store, self.collaborator, article_id, 1, self.clock())
        return article_id

    def scheduled_post(self, *, due_in: timedelta = timedelta(minutes=5), **changes: object) -> int:
        """A post composed by the collaborator, approved and scheduled by the editor."""
        article_id = self.approved_article(**changes)
        post_id = compose.create(
            self.store, self.collaborator, self.page, article_id, "Chú thích", None, None, self.clock()
        )
        compose.approve(self.store, self.editor, self.page, post_id, 1, self.clock())
        due = self.clock() + due_in
        self.store.posts.schedule(self.editor, post_id, 2, f"{due:%Y-%m-%dT%H:%M}", "UTC", due, self.clock())
        return post_id

    def next_for(self, user: User, state: ArticleState = ArticleState.FLAGGED) -> Article | None:
        """What the queue gives a person now."""
        article_id = self.store.reviewing.next(user.id, state, self.clock())
        return None if article_id is None else self.store.articles.get(article_id)


NO_WORDS = Signature(b"")
FLAG = Flag("stale", "low", "title", 0, 3, "Tin", "Sự kiện đã qua; hãy kiểm tra lại ngày.")


def make_room(folder: Path, *, durable: bool = True) -> Room:
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(data_dir=folder, operator="Văn phòng A", contact="a@example.vn", pages=(PAGE,))
    store = Store.open(settings.database, durable=durable)
    store.sources.sync([("bao", "Báo mẫu", "https://bao.example.vn/rss")])
    store.posts.sync_pages(settings.pages)
    collaborator = store.users.add("lan", "Lan", Role.COLLABORATOR, "x", NOON)
    editor = store.users.add("minh", "Minh", Role.EDITOR, "x", NOON)
    return Room(store, settings, collaborator, editor)
