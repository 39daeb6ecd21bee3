"""Posts that wait for a person: missed ones rescheduled, unknown ones settled."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from pipeline import compose
from pipeline.model import PostState
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import NOW, Seeded

PAGE = "/bai-dang/lo-gio"


def scheduled(seeded: Seeded, due: datetime) -> int:
    article = seeded.approved()
    now = seeded.clock()
    post_id = compose.create(seeded.store, seeded.collaborator, seeded.page, article, "Chữ", None, None, now)
    compose.approve(seeded.store, seeded.editor, seeded.page, post_id, 1, now)
    seeded.store.posts.schedule(seeded.editor, post_id, 2, f"{due:%Y-%m-%dT%H:%M}", "UTC", due, now)
    return post_id


def missed(seeded: Seeded, count: int) -> list[int]:
    posts = [scheduled(seeded, NOW + timedelta(minutes=n)) for n in range(count)]
    seeded.clock.forward(hours=3)
    assert seeded.store.publishing.miss(seeded.page.id, NOW + timedelta(hours=1), seeded.clock()) == tuple(posts)
    return posts


def unknown(seeded: Seeded) -> int:
    post_id = scheduled(seeded, NOW)
    store = seeded.store.publishing
    assert store.claim(post_id, "one", NOW, NOW)
    assert store.intend(post_id, "one", NOW)
    store.record_unknown(post_id, "one", "time-out", NOW + timedelta(seconds=5), NOW)
    return post_id


def ticked(html: str) -> list[str]:
    return re.findall(r'name="post" value="([^"]+)" checked', html)


def test_missed_posts_get_free_half_hours_in_their_order_and_nothing_happens_before_the_button(
    seeded: Seeded, editor: Visitor
) -> None:
    posts = missed(seeded, 2)
    taken = scheduled(seeded, datetime.fromisoformat("2026-11-23T05:00:00+00:00"))
    assert PAGE in editor.get("/bai-dang?trang-thai=missed").text
    html = editor.get(PAGE).text
    # 08:15 and three hours: the next half hour is 11:30, and 12:00 is taken.
    assert ticked(html) == [f"{posts[0]} 4 2026-11-23T11:30", f"{posts[1]} 4 2026-11-23T12:30"]
    assert "Thứ Hai, 23/11/2026 11:30" in html
    assert {seeded.store.posts.get(post).state for post in posts} == {PostState.MISSED}
    response = editor.post(PAGE, {"post": ticked(html)})
    assert response.status_code == 303
    assert [seeded.store.posts.get(post).wall_time for post in posts] == ["2026-11-23T11:30", "2026-11-23T12:30"]
    assert {seeded.store.posts.get(post).state for post in [*posts, taken]} == {PostState.SCHEDULED}
    assert seeded.store.audit.of("post", posts[0])[-1].actor == seeded.editor.name


def test_what_changed_since_it_was_shown_is_named_and_stays_missed(seeded: Seeded, editor: Visitor) -> None:
    first, second = missed(seeded, 2)
    choices = ticked(editor.get(PAGE).text)
    seeded.store.posts.cancel(seeded.editor, first, 4, seeded.clock())
    response = editor.post(PAGE, {"post": choices})
    assert response.status_code == 409
    assert f'<a href="/bai-dang/{first}">' in response.text
    assert seeded.store.posts.get(first).state is PostState.CANCELLED
    assert seeded.store.posts.get(second).state is PostState.SCHEDULED


@pytest.mark.parametrize("post", ["", "1", "1 2 3 4", "a b c", "-1 1 2026-11-23T11:30", "٣ 1 2026-11-23T11:30"])
def test_a_broken_choice_is_refused(seeded: Seeded, editor: Visitor, post: str) -> None:
    missed(seeded, 1)
    assert editor.post(PAGE, {"post": post}).status_code == 400


def test_nothing_ticked_and_times_that_are_none_are_told(seeded: Seeded, editor: Visitor) -> None:
    (post,) = missed(seeded, 1)
    assert editor.post(PAGE, {}).status_code == 409
    for wall in ("2026-11-23T07:30", "9999-01-01T08:00", "hôm-nay"):
        response = editor.post(PAGE, {"post": f"{post} 4 {wall}"})
        assert response.status_code == 409
        assert 'role="alert"' in response.text
    assert seeded.store.posts.get(post).state is PostState.MISSED


def test_a_post_whose_article_was_withdrawn_is_a_draft_again_and_gets_no_time(seeded: Seeded, editor: Visitor) -> None:
    (post,) = missed(seeded, 1)
    seeded.store.articles.source_gone("bao-mau", seeded.store.posts.get(post).link, "removed", seeded.clock())
    assert seeded.store.posts.get(post).state is PostState.DRAFT
    assert ticked(editor.get(PAGE).text) == []


def test_more_than_a_form_holds_comes_in_parts(seeded: Seeded, editor: Visitor) -> None:
    posts = missed(seeded, 53)
    choices = ticked(editor.get(PAGE).text)
    assert len(choices) == 50
    assert editor.post(PAGE, {"post": choices}).status_code == 303
    assert len(ticked(editor.get(PAGE).text)) == 3
    assert sum(seeded.store.posts.get(post).state is PostState.SCHEDULED for post in posts) == 50


def test_a_collaborator_sees_the_missed_posts_and_schedules_none(seeded: Seeded, collaborator: Visitor) -> None:
    missed(seeded, 1)
    html = collaborator.get(PAGE).text
    assert "Thứ Hai, 23/11/2026 11:30" in html
    assert ticked(html) == []


def test_an_editor_who_found_the_post_gives_its_address(seeded: Seeded, editor: Visitor) -> None:
    post = unknown(seeded)
    html = editor.get(f"/bai-dang/{post}").text
    (version,) = re.findall(r'ket-qua"[^>]*>.*?name="version" value="(\d+)"', html, re.DOTALL)
    for wrong in ("", "  ", "javascript:alert(1)", "https://", "http://[", "https://a.example/" + "a" * 1000):
        response = editor.post(f"/bai-dang/{post}/ket-qua", {"version": version, "answer": "there", "address": wrong})
        assert response.status_code == 422
        assert 'id="address"' in response.text
        assert 'aria-invalid="true"' in response.text
    address = "https://www.facebook.com/anhduong/posts/345"
    response = editor.post(f"/bai-dang/{post}/ket-qua", {"version": version, "answer": "there", "address": address})
    assert response.status_code == 303
    settled = seeded.store.posts.get(post)
    assert (settled.state, settled.remote_url, settled.published_at) == (PostState.PUBLISHED, address, NOW)
    assert f'href="{address}"' in editor.get(f"/bai-dang/{post}").text
    assert seeded.store.audit.of("post", post)[-1].actor == seeded.editor.name


def test_not_there_counts_only_once_the_page_had_time_to_list_it(seeded: Seeded, editor: Visitor) -> None:
    post = unknown(seeded)
    answer = {"version": str(seeded.store.posts.get(post).version), "answer": "not-there"}
    assert editor.post(f"/bai-dang/{post}/ket-qua", answer).status_code == 409
    assert seeded.store.posts.get(post).state is PostState.UNKNOWN
    seeded.clock.forward(minutes=15)
    assert editor.post(f"/bai-dang/{post}/ket-qua", answer).status_code == 303
    settled = seeded.store.posts.get(post)
    assert (settled.state, settled.problem, settled.tried_at) == (PostState.FAILED, "not-there", NOW)
    assert editor.post(f"/bai-dang/{post}/ket-qua", answer).status_code == 409


def test_one_address_is_of_one_post(seeded: Seeded, editor: Visitor) -> None:
    first, second = unknown(seeded), unknown(seeded)
    address = "https://www.facebook.com/anhduong/posts/345"
    form = {"version": "5", "answer": "there", "address": address}
    assert editor.post(f"/bai-dang/{first}/ket-qua", form).status_code == 303
    response = editor.post(f"/bai-dang/{second}/ket-qua", form)
    assert response.status_code == 409
    assert address in response.text
    assert seeded.store.posts.get(second).state is PostState.UNKNOWN


def test_only_an_editor_is_asked_about_an_unknown_post(seeded: Seeded, collaborator: Visitor) -> None:
    post = unknown(seeded)
    assert "ket-qua" not in collaborator.get(f"/bai-dang/{post}").text
