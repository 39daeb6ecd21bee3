"""One post in the calendar: another time, out of it, back again, a copy; and the calendar's views of several pages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pipeline import compose, schedule
from pipeline.model import PostState
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded
from tests.review_ui.test_calendar import asked, cell

WEEK = "/lich?tuan=2026-W48"


def on_second_page(desk: Seeded, title: str = "Lễ hội hoa", wall: str = "") -> int:
    article = desk.approved(title)
    target = desk.settings.pages[1]
    post = compose.create(desk.store, desk.collaborator, target, article, "x", None, None, desk.clock())
    compose.approve(desk.store, desk.editor, target, post, 1, desk.clock())
    if wall:
        schedule.schedule(desk.store, desk.editor, target, post, 2, wall, desk.clock())
    return post


def move(visitor: Visitor, post: int, **more: str) -> Any:
    sent = {"bai": f"{post}.{visitor.seeded.version(post)}", "back": WEEK} | more
    return visitor.post("/lich/chuyen", sent)


def wall(desk: Seeded, post: int) -> str | None:
    return desk.store.posts.get(post).wall_time


# --- moving -----------------------------------------------------------------------------------------


def test_a_drop_on_another_day_keeps_the_time_of_day_and_leads_back(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled(wall="2026-11-25T08:20")
    done = move(nam, post, ngay="2026-11-26")
    assert done.status_code == 303
    assert done.headers["location"].startswith(f"{WEEK}&")
    assert wall(desk, post) == "2026-11-26T08:20"
    html = nam.get(done.headers["location"]).text
    assert "Đã xếp lịch đăng bài" in html
    assert f'action="/bai-dang/{post}/hoan-tac"' in html


def test_a_drop_on_a_slot_takes_that_slot(desk: Seeded, nam: Visitor) -> None:
    post = desk.approved_post()
    assert move(nam, post, wall_time="2026-11-25T11:30").status_code == 303
    assert wall(desk, post) == "2026-11-25T11:30"


def test_a_post_without_a_time_takes_the_first_free_slot_of_the_day(desk: Seeded, nam: Visitor) -> None:
    desk.scheduled(wall="2026-11-25T07:30")
    post = desk.approved_post()
    assert move(nam, post, ngay="2026-11-25").status_code == 303
    assert wall(desk, post) == "2026-11-25T11:30"
    for at in ("07:30", "11:30", "19:30"):
        desk.scheduled(wall=f"2026-11-27T{at}")
    other = desk.approved_post()
    told = move(nam, other, ngay="2026-11-27")
    assert told.status_code == 422
    assert "không còn khung trống" in told.text
    assert desk.store.posts.get(other).state is PostState.APPROVED


def test_the_next_free_slot_is_one_click(desk: Seeded, nam: Visitor) -> None:
    desk.scheduled(wall="2026-11-23T11:30")
    post = desk.approved_post()
    html = nam.get("/lich").text
    assert "Khung trống kế tiếp: T2 23/11 · 19:30" in html
    # Somebody takes it before the click: the next one after it is meant then.
    desk.scheduled(wall="2026-11-23T19:30")
    told = move(nam, post, wall_time="ke-tiep")
    assert told.status_code == 200, "the next one is on a day off, which asks"
    assert "Ngày Văn hóa Việt Nam" in told.text
    fields = asked(told.text)
    assert fields["wall_time"] == "2026-11-24T07:30"
    done = nam.post(f"/bai-dang/{post}/hen-gio", fields)
    assert done.headers["location"].startswith(WEEK), "going on leads back to the calendar"
    assert wall(desk, post) == "2026-11-24T07:30"


def test_a_drop_that_asks_leads_to_the_same_question(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled(wall="2026-11-25T21:30")
    told = move(nam, post, ngay="2026-11-24")
    assert told.status_code == 200
    assert "Ngày Văn hóa Việt Nam" in told.text
    assert wall(desk, post) == "2026-11-25T21:30"
    assert f'href="{WEEK}"' in told.text, "leaving it as it was leads back"


@pytest.mark.parametrize("more", [{"ngay": "2026-02-30"}, {"ngay": "2020-01-01"}, {"wall_time": "x"}, {}])
def test_a_move_that_cannot_be_is_said(desk: Seeded, nam: Visitor, more: dict[str, str]) -> None:
    post = desk.scheduled(wall="2026-11-25T08:20")
    response = move(nam, post, **more)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert wall(desk, post) == "2026-11-25T08:20"


def test_a_drop_of_an_old_version_is_a_conflict(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled(wall="2026-11-25T08:20")
    old = desk.version(post)
    assert move(nam, post, ngay="2026-11-26").status_code == 303
    assert move(nam, post, bai=f"{post}.{old}", ngay="2026-11-27").status_code == 409
    assert wall(desk, post) == "2026-11-26T08:20"


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/lich", "/dang-xuat", "/lich\\@x", "lich"])
def test_no_way_leads_away_from_the_desk(desk: Seeded, nam: Visitor, back: str) -> None:
    post = desk.scheduled(wall="2026-11-25T08:20")
    where = move(nam, post, ngay="2026-11-26", back=back).headers["location"]
    assert where.startswith(f"/bai-dang/{post}?")


def test_the_sheet_offers_it_all_by_form(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled(wall="2026-11-25T08:20")
    html = nam.get(f"/lich/bai/{post}?ve=/lich").text
    for action in ("/lich/chuyen", f"/bai-dang/{post}/bo-gio", f"/bai-dang/{post}/huy"):
        assert f'action="{action}"' in html
    assert f'href="/bai-dang/{post}/chep?ve=%2Flich"' in html
    reader = Visitor(desk).enter(desk.collaborator)
    seen = reader.get(f"/lich/bai/{post}").text
    assert "/lich/chuyen" not in seen
    assert "/huy" not in seen


# --- taking back ------------------------------------------------------------------------------------


def undo(visitor: Visitor, post: int) -> Any:
    sent = {"version": str(visitor.seeded.version(post)), "back": "/lich"}
    return visitor.post(f"/bai-dang/{post}/hoan-tac", sent)


def test_a_move_is_taken_back(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled(wall="2026-11-25T08:20")
    move(nam, post, ngay="2026-11-26")
    assert undo(nam, post).status_code == 303
    assert wall(desk, post) == "2026-11-25T08:20"
    assert undo(nam, post).status_code == 409, "once only"
    assert "Hoàn tác bước vừa làm" in nam.get(f"/bai-dang/{post}").text


def test_a_first_time_is_taken_back_to_none(desk: Seeded, nam: Visitor) -> None:
    post = desk.approved_post()
    move(nam, post, wall_time="2026-11-25T11:30")
    assert undo(nam, post).status_code == 303
    stored = desk.store.posts.get(post)
    assert (stored.state, stored.due_at) == (PostState.APPROVED, None)
    assert stored.approvals, "its approval stays"


def test_taking_a_post_out_of_the_calendar_is_taken_back(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled(wall="2026-11-25T08:20")
    out = nam.post(f"/bai-dang/{post}/bo-gio", {"version": str(desk.version(post)), "back": WEEK})
    assert out.headers["location"].startswith(WEEK)
    assert desk.store.posts.get(post).state is PostState.APPROVED
    assert f'href="/bai-dang/{post}"' in nam.get(WEEK).text, "it waits in the tray"
    assert undo(nam, post).status_code == 303
    assert (desk.store.posts.get(post).state, wall(desk, post)) == (PostState.SCHEDULED, "2026-11-25T08:20")


def test_a_cancelled_post_comes_back_where_it_was(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled(wall="2026-11-25T08:20")
    gone = nam.post(f"/bai-dang/{post}/huy", {"version": str(desk.version(post)), "back": WEEK})
    page = nam.get(gone.headers["location"]).text
    assert "Đã hủy bài" in page
    assert f'action="/bai-dang/{post}/hoan-tac"' in page
    assert undo(nam, post).status_code == 303
    stored = desk.store.posts.get(post)
    assert (stored.state, stored.wall_time) == (PostState.SCHEDULED, "2026-11-25T08:20")


def test_a_cancelled_post_whose_article_has_another_stays_cancelled(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled(wall="2026-11-25T08:20")
    nam.post(f"/bai-dang/{post}/huy", {"version": str(desk.version(post))})
    article = desk.store.posts.get(post).article_id
    compose.create(desk.store, desk.collaborator, desk.page, article, "x", None, None, desk.clock())
    assert undo(nam, post).status_code == 409
    assert desk.store.posts.get(post).state is PostState.CANCELLED


def test_only_who_did_it_takes_it_back_and_only_while_the_time_is_to_come(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled(wall="2026-11-23T10:00")
    move(nam, post, ngay="2026-11-26")
    other = Visitor(desk).enter(next(u for u in desk.users.values() if u.role == "administrator"))
    assert undo(other, post).status_code == 409
    desk.clock.forward(hours=4)
    assert undo(nam, post).status_code == 409
    assert wall(desk, post) == "2026-11-26T10:00"
    assert "hoan-tac" not in nam.get(f"/lich?bao=da-hen&bai={post}").text


# --- copies -----------------------------------------------------------------------------------------


def test_a_copy_is_a_draft_of_its_own_and_the_same_article_is_told(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled(wall="2026-11-25T07:30")
    html = nam.get(f"/bai-dang/{post}/chep").text
    assert re.search(r'value="trang-1" required disabled', html)
    told = nam.post(f"/bai-dang/{post}/chep", {"trang": "trang-2", "wall_time": "2026-11-25T07:30"})
    assert told.status_code == 200
    assert f"Chính tin này có trên trang Ánh Dương, bài số {post}" in told.text
    assert len(desk.store.posts.list()) == 1
    done = nam.post(f"/bai-dang/{post}/chep", asked(told.text))
    assert done.status_code == 303
    copy = desk.store.posts.get(int(done.headers["location"].split("/")[2].split("?")[0]))
    original = desk.store.posts.get(post)
    assert (copy.state, copy.page_id, copy.approvals) == (PostState.DRAFT, "trang-2", ())
    assert (copy.caption, copy.article_id) == (original.caption, original.article_id)
    assert copy.wall_time == "2026-11-25T07:30"
    assert original.state is PostState.SCHEDULED
    week = nam.get(WEEK).text
    assert f'href="/bai-dang/{copy.id}"' in cell(week, "Thứ Tư, 25/11/2026"), "the draft stands in the calendar"
    history = nam.get(f"/bai-dang/{copy.id}").text
    assert f"chép từ bài đăng số {post}" in history
    # Who copied it wrote it: another person approves.
    sent = {"version": str(copy.version)}
    assert nam.post(f"/bai-dang/{copy.id}/duyet", sent).status_code == 403
    lan = Visitor(desk).enter(desk.collaborator)
    assert lan.post(f"/bai-dang/{copy.id}/duyet", sent).status_code == 303
    assert 'value="2026-11-25T07:30"' in nam.get(f"/bai-dang/{copy.id}").text


def test_a_copy_to_a_page_that_has_one_is_refused(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled(wall="2026-11-25T07:30")
    told = nam.post(f"/bai-dang/{post}/chep", {"trang": "trang-1"})
    again = nam.post(f"/bai-dang/{post}/chep", asked(told.text))
    assert again.status_code == 409
    assert nam.post(f"/bai-dang/{post}/chep", {"trang": "khong-co"}).status_code == 422
    assert nam.post(f"/bai-dang/{post}/chep", {"trang": "trang-2", "wall_time": "2020-01-01T00:00"}).status_code == 422


# --- views ------------------------------------------------------------------------------------------


def test_several_pages_are_told_apart_and_filtered(desk: Seeded, nam: Visitor) -> None:
    first, second = desk.scheduled(wall="2026-11-25T07:30"), on_second_page(desk, wall="2026-11-25T09:00")
    html = nam.get(WEEK).text
    day = cell(html, "Thứ Tư, 25/11/2026")
    for number, name in ((1, "Ánh Dương"), (2, "Hương sen Việt")):
        assert f'href="#mark-trang-{number}"' in day
        assert f'<span class="vh">{name}: </span>' in day
    letters = dict(re.findall(r'<symbol id="mark-([\w-]+)".*?>(\w)</text>', html))
    assert letters == {"trang-1": "A", "trang-2": "B"}
    only = nam.get(f"{WEEK}&trang=trang-2").text
    assert f'"/bai-dang/{first}"' not in only
    assert f'"/bai-dang/{second}"' in only
    both = nam.get(f"{WEEK}&trang=trang-1&trang=trang-2").text
    assert f'"/bai-dang/{first}"' in both
    assert f'"/bai-dang/{second}"' in both


def test_free_slots_of_several_pages_stand_in_the_week(desk: Seeded, nam: Visitor) -> None:
    desk.scheduled(wall="2026-11-25T07:30")
    day = cell(nam.get(WEEK).text, "Thứ Tư, 25/11/2026")
    slots = re.findall(r'data-drop-wall="2026-11-25T([\d:]+)" data-page="([\w-]+)"', day)
    assert slots == [
        ("11:30", "trang-1"), ("19:30", "trang-1"), ("07:30", "trang-2"), ("11:30", "trang-2"), ("19:30", "trang-2"),
    ]  # fmt: skip


def test_the_list_has_days_with_something_and_leads_on(desk: Seeded, nam: Visitor) -> None:
    desk.scheduled(wall="2026-11-25T07:30")
    reader = Visitor(desk).enter(desk.collaborator)
    html = reader.get("/lich?danh-sach=2026-11-20").text
    assert "Ngày Nhà giáo Việt Nam" in html
    assert "12/10 âl" in html
    assert 'href="/lich?danh-sach=2026-12-04"' in html
    assert 'href="/lich?danh-sach=2026-11-06"' in html
    assert 'id="d-2026-11-25"' in html
    assert 'id="d-2026-11-21"' not in html
    for query in ("danh-sach=2026-02-30", "danh-sach=x"):
        assert reader.get(f"/lich?{query}").status_code in (404, 422)


def test_a_full_day_is_cut_in_the_month_and_whole_on_its_page(desk: Seeded, nam: Visitor) -> None:
    for n in range(10):
        desk.scheduled(f"Tin {n}", f"2026-11-25T{8 + n:02}:00")
    day = cell(nam.get("/lich").text, "Thứ Tư, 25/11/2026")
    assert day.count('class="entry"') == 5
    assert "còn 5 bài đăng" in day
    assert nam.get("/lich/ngay/2026-11-25").text.count('class="slot-more"') == 10


def test_a_collaborator_drags_nothing(desk: Seeded) -> None:
    desk.scheduled(wall="2026-11-25T07:30")
    html = Visitor(desk).enter(desk.collaborator).get(WEEK).text
    for word in ("data-post", "data-drop-form", "Khung trống kế tiếp"):
        assert word not in html
