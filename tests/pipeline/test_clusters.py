"""Clusters of near copies in the store: in and out, originals, lists and the queue, and the index behind them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier import duplicates
from classifier.topics import TopicModel
from pipeline import review
from pipeline.check import check_new
from pipeline.copies import Told, original
from pipeline.model import Article, ArticleState, RejectReason
from pipeline.store.base import Database
from pipeline.store.clusters import MOST_CANDIDATES
from tests.pipeline.support import Room

MODEL = TopicModel.load()
RANK = "(removed_at IS NOT NULL), COALESCE(published_at, collected_at), id"
_ONSETS = "b c ch d g h kh l m n ng nh ph t th tr v x".split()
WORDS = [f"{onset}{rime}" for onset in _ONSETS for rime in "a an ang i in o on u ung e".split()]


def news(seed: int, count: int = 120) -> str:
    """A text of its own for each number."""
    rng = random.Random(seed)
    return " ".join(rng.choice(WORDS) for _ in range(count))


@dataclass
class Newsroom:
    """A room with two publishers and a checker that really looks."""

    room: Room
    ids: list[int] = field(default_factory=list)

    def collect(self, text: str, *, hours: float = 0, source: str = "bao", title: str = "", url: str = "") -> int:
        """Store and check an article that was published `hours` after noon; its number."""
        published = self.room.clock() + timedelta(hours=hours)
        changes: dict[str, object] = {"text": text, "published_at": published, "source_id": source}
        if title:
            changes["title"] = title
        if url:
            changes |= {"url": url, "canonical_url": url}
        found = self.room.found(**changes)
        self.room.store.articles.upsert(found)
        check_new(self.room.store, MODEL, self.room.clock)
        lines = self.room.store.articles.lines(list(ArticleState), limit=1000)
        return next(line.id for line in lines if self.article(line.id).url == found.canonical_url)

    def article(self, article_id: int) -> Article:
        return self.room.store.articles.get(article_id)

    def cluster(self, article_id: int) -> list[int]:
        """The original first; an article alone is a list of one."""
        found = self.room.store.clusters.of(article_id)
        return [article_id] if found is None else [found.original.article_id, *(m.article_id for m in found.others)]

    def shown(self, state: ArticleState) -> list[int]:
        return [line.id for line in self.room.store.articles.lines([state], limit=1000, fold=True)]


@pytest.fixture
def newsroom(room: Room) -> Newsroom:
    names = {"bao": "Báo mẫu", "cong": "Cổng mẫu", "dai": "Đài mẫu"}
    room.store.sources.sync([(one, name, f"https://{one}.example.vn/rss") for one, name in names.items()])
    return Newsroom(room)


def test_an_article_alone_has_no_cluster(newsroom: Newsroom) -> None:
    one, two = newsroom.collect(news(1)), newsroom.collect(news(2))
    assert newsroom.room.store.clusters.of(one) is None
    assert newsroom.room.store.clusters.of_many([one, two]) == {}


def test_the_earliest_publisher_is_the_original_whenever_it_was_collected(newsroom: Newsroom) -> None:
    late = newsroom.collect(news(1), hours=3, source="bao")
    early = newsroom.collect(f"{news(1)} thêm", hours=1, source="cong")
    middle = newsroom.collect(news(1)[:400], hours=2, source="dai")
    for article_id in (late, early, middle):
        assert newsroom.cluster(article_id) == [early, middle, late]
    found = newsroom.room.store.clusters.of(late, limit=1)
    assert found is not None
    assert (found.count, len(found.others)) == (2, 1)
    assert found.original.source_name == "Cổng mẫu"


def test_the_flag_names_the_original(newsroom: Newsroom) -> None:
    newsroom.collect(news(1), source="cong", title="Bài gốc")
    copy = newsroom.collect(news(1), hours=1, title="Bài chép")
    (flag,) = [flag for flag in newsroom.article(copy).flags if flag.check == "near-duplicate"]
    assert "Bản gốc, đăng sớm nhất: “Bài gốc” (Cổng mẫu)" in flag.reason
    earlier = newsroom.collect(news(1), hours=-1, source="dai", title="Sớm hơn nữa")
    first, *_ = [flag for flag in newsroom.article(earlier).flags if flag.check == "near-duplicate"]
    assert "đây là bản gốc" in first.reason


def test_a_changed_text_moves_out_and_the_others_stay(newsroom: Newsroom) -> None:
    first = newsroom.collect(news(1))
    second = newsroom.collect(news(1), hours=1)
    third = newsroom.collect(news(1), hours=2)
    assert newsroom.collect(news(9), url=newsroom.article(first).url) == first
    assert newsroom.cluster(first) == [first]
    assert newsroom.cluster(third) == [second, third]
    assert newsroom.room.store.clusters.near(first) == ()
    assert newsroom.collect(news(1), hours=-1, url=newsroom.article(first).url) == first
    assert newsroom.cluster(third) == [first, second, third]


def test_a_changed_text_that_held_two_together_lets_them_go(newsroom: Newsroom) -> None:
    left, right = news(1, 200).split(), news(2, 200).split()
    bridge = newsroom.collect(" ".join([*left[:140], *right[:140]]))
    one = newsroom.collect(" ".join([*left[:140], *left[140:]]), hours=1)
    assert newsroom.cluster(one) == [bridge, one]
    newsroom.collect(news(5), url=newsroom.article(bridge).url)
    assert newsroom.cluster(one) == [one]


def test_a_digest_joins_no_news_whichever_comes_first(newsroom: Newsroom) -> None:
    digest = newsroom.collect(f"{news(1)}\n{news(2)}", source="dai")
    one = newsroom.collect(news(1), hours=1)
    assert newsroom.cluster(one) == [digest, one], "so far it looks like a cut copy"
    two = newsroom.collect(news(2), hours=2)
    copy = newsroom.collect(news(1), hours=3)
    later = newsroom.collect(f"{news(1)}\n{news(2)}\n{news(3)}", hours=4, source="dai")
    assert newsroom.cluster(digest) == [digest]
    assert newsroom.cluster(two) == [two]
    assert newsroom.cluster(copy) == [one, copy]
    assert newsroom.cluster(later) == [later]
    assert {near.article_id for near in newsroom.room.store.clusters.near(later)} >= {one, two}


def test_a_removed_article_is_no_longer_the_original(newsroom: Newsroom) -> None:
    first, second = newsroom.collect(news(1)), newsroom.collect(news(1), hours=1)
    newsroom.room.store.articles.source_gone("bao", newsroom.article(first).url, "removed", newsroom.room.clock())
    assert newsroom.cluster(first) == [second, first]
    check_new(newsroom.room.store, MODEL, newsroom.room.clock)
    assert newsroom.cluster(first) == [second, first]


def test_lists_fold_copies_beneath_the_first_in_the_same_state(newsroom: Newsroom) -> None:
    first = newsroom.collect(news(1))
    copies = [newsroom.collect(news(1), hours=n) for n in (1, 2)]
    other = newsroom.collect(news(2), hours=3)
    assert newsroom.shown(newsroom.article(first).state)[-1:] == [first]
    for article_id in (*copies, other, first):
        version = newsroom.article(article_id).version
        review.approve(newsroom.room.store, newsroom.room.collaborator, article_id, version, newsroom.room.clock())
        if article_id == copies[1]:
            assert newsroom.shown(ArticleState.APPROVED) == [copies[0]], "their original is not approved yet"
    assert newsroom.shown(ArticleState.APPROVED) == [other, first]
    assert len(newsroom.room.store.articles.lines([ArticleState.APPROVED])) == 4


def test_the_queue_brings_the_original_before_its_copies(newsroom: Newsroom) -> None:
    room = newsroom.room
    first = newsroom.collect(news(1))
    newer = newsroom.collect(news(1), hours=1)
    newest = newsroom.collect(news(1), hours=2)
    for article_id in (newer, newest):
        assert newsroom.article(article_id).state is ArticleState.FLAGGED
    room.store.articles.source_gone("bao", newsroom.article(first).url, "moved", room.clock())
    check_new(room.store, MODEL, room.clock)
    came = []
    while (article := room.next_for(room.collaborator)) is not None:
        came.append(article.id)
        review.reject(
            room.store, room.collaborator, article.id, article.version, RejectReason.DUPLICATE, "", room.clock()
        )
    assert came == [newer, newest, first]


def test_paging_over_folded_lists_has_no_gaps_or_repeats(newsroom: Newsroom) -> None:
    for n in range(12):
        newsroom.collect(news(n % 5), hours=n)
    state = ArticleState.FLAGGED
    seen: list[int] = []
    cursor = None
    while page := newsroom.room.store.articles.lines([state], cursor, limit=2, fold=True):
        seen += [line.id for line in page]
        cursor = page[-1].cursor
    assert len(seen) == len(set(seen)) == len({newsroom.cluster(one)[0] for one in seen}) == 5


def test_a_folded_page_is_read_by_its_index(newsroom: Newsroom) -> None:
    database = Database(newsroom.room.settings.database)
    with database.read() as tx:
        for query in (
            "state IN (?) AND folded = 0 AND (sort_at, id) < (?, ?) ORDER BY sort_at DESC, id DESC LIMIT 30",
            f"cluster_id = ? AND state = ? ORDER BY {RANK} LIMIT 1",
            f"cluster_id = ? ORDER BY {RANK} LIMIT 1",
        ):
            asked = f"EXPLAIN QUERY PLAN SELECT id FROM articles WHERE {query}"
            plan = " ".join(row["detail"] for row in tx.execute(asked, [1] * query.count("?")))
            assert "SCAN" not in plan
            assert "TEMP B-TREE" not in plan
    database.close()


_moves = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["text 1", "text 2", "text 9", "approve", "undo", "remove", "check"])),
    max_size=14,
)


@given(_moves)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_the_store_agrees_with_the_decisions(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, str]]
) -> None:
    from tests.pipeline.support import make_room

    room = make_room(tmp_path_factory.mktemp("moves"))
    newsroom = Newsroom(room)
    ids = [newsroom.collect(news(n % 2), hours=5 - n) for n in range(6)]
    for place, move in moves:
        article = newsroom.article(ids[place])
        if move.startswith("text"):
            text = news(int(move[5:]))
            room.store.articles.upsert(room.found(text=text, url=article.url, canonical_url=article.url))
        elif move == "approve" and article.state in (ArticleState.CLEAN, ArticleState.FLAGGED):
            review.approve(room.store, room.collaborator, article.id, article.version, room.clock())
        elif move == "remove":
            room.store.articles.source_gone("bao", article.url, "removed", room.clock())
        elif move == "check":
            check_new(room.store, MODEL, room.clock)
        check_folds(newsroom, ids)
    check_new(room.store, MODEL, room.clock)
    check_folds(newsroom, ids)
    for one in ids:
        same = {other for other in ids if newsroom.article(other).text == newsroom.article(one).text}
        assert set(newsroom.cluster(one)) == same
    room.store.close()


def check_folds(newsroom: Newsroom, ids: list[int]) -> None:
    clusters = {tuple(newsroom.cluster(one)) for one in ids}
    assert sorted(one for cluster in clusters for one in cluster) == sorted(ids)
    heads = set()
    for cluster in clusters:
        articles = [newsroom.article(one) for one in cluster]
        told = {a.id: Told(a.id, a.published_at or a.collected_at, a.removed_at is not None) for a in articles}
        assert original(told.values()).article_id == cluster[0]
        for state in {article.state for article in articles}:
            heads.add(original(told[a.id] for a in articles if a.state is state).article_id)
    assert {one for state in ArticleState for one in newsroom.shown(state)} == heads


def test_ten_thousand_identical_notices_bring_a_bounded_number_of_candidates(newsroom: Newsroom) -> None:
    store = newsroom.room.store
    mark = duplicates.signature("Thông báo", news(1))
    keys = duplicates.keys(mark)
    first = newsroom.collect(news(1), title="Thông báo")
    database = Database(newsroom.room.settings.database)
    with database.write() as tx:
        tx.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
            " INSERT INTO articles (source_id, url, title, text, content_hash, collected_at, sort_at)"
            " SELECT 'bao', 'https://bao.example.vn/' || i, 'Thông báo', '', '', '2026', '2026' FROM n"
        )
        rest = [row["id"] for row in tx.execute("SELECT id FROM articles WHERE id > ?", (first,))]
        tx.executemany("INSERT INTO signatures VALUES (?, ?)", [(one, bytes(mark)) for one in rest])
        tx.executemany("INSERT INTO copy_keys VALUES (?, ?)", [(key, one) for key in keys for one in rest])
    database.close()
    found = [article_id for article_id, _ in store.clusters.candidates(rest[-1], keys)]
    assert len(found) <= MOST_CANDIDATES
    assert {first, rest[-2]} <= set(found), "the oldest and the newest are looked at"


def test_a_large_cluster_is_joined_and_left(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.store.clusters._MOST_REGROUPED", 4)
    ids = [newsroom.collect(news(1), hours=n) for n in range(8)]
    assert newsroom.cluster(ids[5]) == ids
    newsroom.collect(news(7), url=newsroom.article(ids[0]).url)
    assert newsroom.cluster(ids[0]) == [ids[0]]
    assert newsroom.cluster(ids[5]) == ids[1:]
    again = newsroom.collect(news(7), hours=1)
    assert newsroom.cluster(again) == [ids[0], again]
    assert newsroom.cluster(ids[5]) == ids[1:]
