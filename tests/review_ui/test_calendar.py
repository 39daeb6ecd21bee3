"""Planning in the pages: free slots, what is told before a time is taken, the calendar's days, moving a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from pipeline import compose, schedule
from pipeline.model import PostState
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded, planning

DAY = "/lich/ngay/2026-11-25"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Seeded]:
    made = planning(tmp_path)
    yield made
    made.store.close()


def version(html: str) -> str:
    return re.findall(r'name="version" value="(\d+)"', html)[0]


def send(visitor: Visitor, post: int, wall: str, **more: str) -> Any:
    sent = {"version": str(visitor.seeded.version(post)), "wall_time": wall} | more
    return visitor.post(f"/bai-dang/{post}/hen-gio", sent)


def asked(html: str) -> dict[str, str]:
    """The hidden fields of the form that goes on."""
    section = html.split('role="status" tabindex="-1" data-focus', 1)[1].split("</form>")[0]
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', section)}


# --- choosing a time --------------------------------------------------------------------------------


def test_the_next_free_slots_are_buttons(desk: Seeded, nam: Visitor) -> None:
    desk.scheduled(wall="2026-11-23T11:30")
    post = desk.approved_post()
    html = nam.get(f"/bai-dang/{post}").text
    offered = re.findall(r'name="quick" value="([^"]+)"', html)
    assert offered[:3] == ["2026-11-23T19:30", "2026-11-24T07:30", "2026-11-24T11:30"]
    assert len(offered) == 6
    assert "Ngày Văn hóa Việt Nam" in html
    response = nam.post(
        f"/bai-dang/{post}/hen-gio", {"version": version(html), "quick": offered[0], "wall_time": "2026-12-01T10:00"}
    )
    assert response.status_code == 303
    assert desk.store.posts.get(post).wall_time == "2026-11-23T19:30"


def test_what_there_is_to_know_is_told_before_and_going_on_is_logged(desk: Seeded, nam: Visitor) -> None:
    other = desk.scheduled(wall="2026-11-24T22:10")
    post = desk.approved_post()
    before = desk.version(post)
    told = send(nam, post, "2026-11-24T22:30")
    assert told.status_code == 200
    assert desk.store.posts.get(post).state is PostState.APPROVED
    assert desk.version(post) == before
    text = told.text
    for said in (
        f"Bài số {other}",
        "giờ yên lặng của trang (22:00–06:00)",
        "Ngày Văn hóa Việt Nam",
        "ngày 16 tháng Mười",
    ):
        assert said in text
    again = nam.post(f"/bai-dang/{post}/hen-gio", asked(text))
    assert again.status_code == 303
    assert desk.store.posts.get(post).wall_time == "2026-11-24T22:30"
    html = nam.get(f"/bai-dang/{post}").text
    assert "đã báo, vẫn xếp lịch: gần hơn khoảng cách tối thiểu, trong giờ yên lặng, ngày nghỉ lễ" in html
    assert html.count("giờ yên lặng của trang") == 1, "a scheduled post still tells of its time"


def test_going_on_counts_for_what_was_shown_and_for_nothing_new(desk: Seeded, nam: Visitor) -> None:
    post = desk.approved_post()
    fields = asked(send(nam, post, "2026-11-25T23:00").text)
    desk.scheduled(wall="2026-11-25T23:10")
    again = nam.post(f"/bai-dang/{post}/hen-gio", fields)
    assert again.status_code == 200
    assert desk.store.posts.get(post).state is PostState.APPROVED
    assert nam.post(f"/bai-dang/{post}/hen-gio", asked(again.text)).status_code == 303


def test_what_is_told_of_an_old_version_is_a_conflict(desk: Seeded, nam: Visitor) -> None:
    post = desk.approved_post()
    fields = asked(send(nam, post, "2026-11-25T23:00").text)
    schedule.schedule(
        desk.store, desk.editor, desk.page, post, desk.version(post), "2026-11-25T07:30", desk.clock()
    )  # fmt: skip
    late = nam.post(f"/bai-dang/{post}/hen-gio", fields)
    assert late.status_code == 409
    assert desk.store.posts.get(post).wall_time == "2026-11-25T07:30"


def test_the_same_article_on_another_page_is_told(tmp_path: Path) -> None:
    made = planning(tmp_path, pages=2)
    article = made.approved()
    posts = []
    for target in made.settings.pages:
        post = compose.create(made.store, made.collaborator, target, article, "x", None, None, made.clock())
        compose.approve(made.store, made.editor, target, post, 1, made.clock())
        posts.append(post)
    schedule.schedule(
        made.store, made.editor, made.settings.pages[1], posts[1], 2, "2026-11-25T07:30", made.clock()
    )  # fmt: skip
    visitor = Visitor(made).enter(made.editor)
    told = send(visitor, posts[0], "2026-11-25T07:30").text
    assert f"Chính tin này có trên trang Hương sen Việt, bài số {posts[1]}" in told
    assert "Cùng phút đó trang Hương sen Việt" in told
    assert send(visitor, posts[0], "2026-12-20T07:30").status_code == 303
    made.store.close()


def test_a_gap_offers_the_two_nearest_times(tmp_path: Path) -> None:
    made = planning(tmp_path, zone="Europe/Berlin")
    visitor = Visitor(made).enter(made.editor)
    post = made.approved_post()
    refused = send(visitor, post, "2027-03-28T02:30")
    assert refused.status_code == 422
    assert "28/03/2027 01:59" in refused.text
    quick = re.findall(r'name="quick" value="(2027-03-28[^"]+)"', refused.text)
    assert quick == ["2027-03-28T01:59", "2027-03-28T03:00"]
    assert 'value="2027-03-28T02:30"' in refused.text
    told = send(visitor, post, "", quick=quick[1])
    assert visitor.post(f"/bai-dang/{post}/hen-gio", asked(told.text)).status_code == 303
    assert made.store.posts.get(post).wall_time == "2027-03-28T03:00"
    made.store.close()


@pytest.mark.parametrize(("which", "fold", "offset"), [(0, 0, "UTC+2"), (1, 1, "UTC+1")])
def test_an_overlap_asks_which_of_the_two(tmp_path: Path, which: int, fold: int, offset: str) -> None:
    made = planning(tmp_path, zone="Europe/Berlin")
    visitor = Visitor(made).enter(made.editor)
    post = made.approved_post()
    refused = send(visitor, post, "2027-10-31T02:30")
    assert refused.status_code == 422
    assert "lần đầu" in refused.text
    assert offset in refused.text
    quick = re.findall(r'name="quick" value="(2027-10-31[^"]+)"', refused.text)
    assert quick == ["2027-10-31T02:30@1", "2027-10-31T02:30@2"]
    told = send(visitor, post, "", quick=quick[which])
    fields = asked(told.text)
    assert fields["wall_time"] == quick[which]
    assert visitor.post(f"/bai-dang/{post}/hen-gio", fields).status_code == 303
    stored = made.store.posts.get(post)
    assert (stored.wall_time, stored.fold) == ("2027-10-31T02:30", fold)
    made.store.close()


@pytest.mark.parametrize(
    "wall", ["1970-01-01T00:00", "9999-12-31T23:59", "0000-00-00T00:00", "2026-11-24T07:30@3", "x" * 500, "\x00"]
)
def test_a_time_that_cannot_be_is_one_sentence(desk: Seeded, nam: Visitor, wall: str) -> None:
    post = desk.approved_post()
    response = send(nam, post, wall)
    assert response.status_code == 422
    (alert,) = re.findall(r'role="alert".*?<p>(.*?)</p>', response.text, re.DOTALL)
    assert len(alert) < 200
    assert desk.store.posts.get(post).state is PostState.APPROVED


# --- the calendar -----------------------------------------------------------------------------------


def cell(html: str, day: str) -> str:
    cells = re.findall(r'<td role="cell".*?</td>', html, re.DOTALL)
    (found,) = [one for one in cells if f">{day}<" in one and "day-full" in one and f"{day}</span>" in one]
    return found


def test_the_calendar_has_lunar_dates_days_off_marks_and_free_slots(desk: Seeded, nam: Visitor) -> None:
    desk.scheduled(wall="2026-11-25T07:30")
    html = nam.get("/lich?thang=2026-11").text
    assert "16/10 âl" in cell(html, "Thứ Ba, 24/11/2026")
    assert "Ngày Văn hóa Việt Nam" in cell(html, "Thứ Ba, 24/11/2026")
    assert "Ngày Nhà giáo Việt Nam" in cell(html, "Thứ Sáu, 20/11/2026")
    slots = re.findall(r'class="open-slot"[^>]*>([\d:]+)<', cell(html, "Thứ Tư, 25/11/2026"))
    assert slots == ["11:30", "19:30"]
    assert "open-slot" not in cell(html, "Chủ Nhật, 22/11/2026"), "what is past is not free"
    assert "giờ yên lặng 22:00–06:00" in html
    tet = nam.get("/lich?thang=2027-02").text
    assert "1/1 âl" in cell(tet, "Thứ Bảy, 06/02/2027")
    assert "Tết Nguyên Đán" in cell(tet, "Thứ Bảy, 06/02/2027")


def test_a_week_is_shown_and_leads_to_its_neighbours(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled(wall="2026-11-25T07:30")
    html = nam.get("/lich?tuan=2026-W48").text
    assert html.count('<td role="cell"') == 7
    assert f'href="/bai-dang/{post}"' in cell(html, "Thứ Tư, 25/11/2026")
    assert 'href="/lich?tuan=2026-W47"' in html
    assert 'href="/lich?tuan=2026-W49"' in html
    assert "/lich?tuan=2027-W01" in nam.get("/lich?tuan=2026-W53").text


def test_free_slots_are_those_of_one_page(tmp_path: Path) -> None:
    made = planning(tmp_path, pages=2)
    visitor = Visitor(made).enter(made.collaborator)
    assert "open-slot" not in visitor.get("/lich?thang=2026-11").text
    assert "open-slot" in visitor.get("/lich?thang=2026-11&trang=trang-2").text
    assert "open-slot" not in visitor.get(DAY).text
    assert "open-slot" in visitor.get(f"{DAY}?trang=trang-2").text
    made.store.close()


# --- one day ----------------------------------------------------------------------------------------


def test_a_post_without_a_time_goes_into_a_slot_of_the_day(desk: Seeded, nam: Visitor) -> None:
    post = desk.approved_post("Kế hoạch trồng cây")
    html = nam.get(DAY).text
    assert f'<option value="{post}.{desk.version(post)}">Kế hoạch trồng cây</option>' in html
    sent = {"post": f"{post}.{desk.version(post)}", "wall_time": "2026-11-25T11:30", "trang": ""}
    response = nam.post(f"{DAY}/xep", sent)
    assert response.status_code == 303
    assert response.headers["location"].startswith(DAY)
    assert desk.store.posts.get(post).wall_time == "2026-11-25T11:30"
    assert nam.post(f"{DAY}/xep", sent).status_code == 409
    assert nam.post(f"{DAY}/xep", {"post": "1.x", "wall_time": "2026-11-25T11:30"}).status_code == 422


def test_a_day_off_asks_first_also_from_the_day(desk: Seeded, nam: Visitor) -> None:
    post = desk.approved_post()
    nam.get("/lich/ngay/2026-11-24")
    told = nam.post(
        "/lich/ngay/2026-11-24/xep", {"post": f"{post}.{desk.version(post)}", "wall_time": "2026-11-24T11:30"}
    )
    assert told.status_code == 200
    assert desk.store.posts.get(post).state is PostState.APPROVED
    assert nam.post(f"/bai-dang/{post}/hen-gio", asked(told.text)).status_code == 303


def stamped(html: str) -> dict[str, str]:
    form = html.split('/doi">', 1)[1].split("</form>")[0]
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def test_a_day_offers_to_be_moved_when_a_post_waits_on_it(desk: Seeded, nam: Visitor) -> None:
    assert 'id="gio"' not in nam.get(DAY).text
    desk.scheduled(wall="2026-11-25T07:30")
    html = nam.get(DAY).text
    assert 'id="gio"' in html
    assert 'id="sang"' in html


def test_a_day_is_looked_at_then_moved(desk: Seeded, nam: Visitor) -> None:
    first, second = desk.scheduled(wall="2026-11-25T07:30"), desk.scheduled("Tin hai", "2026-11-25T20:30")
    html = nam.get(f"{DAY}?chieu=muon&gio=2&phut=0").text
    assert "09:30" in html
    assert "giờ yên lặng của trang" in html
    assert desk.store.posts.get(first).wall_time == "2026-11-25T07:30"
    done = nam.post(f"{DAY}/doi", stamped(html))
    assert done.status_code == 303
    assert [desk.store.posts.get(n).wall_time for n in (first, second)] == ["2026-11-25T09:30", "2026-11-25T22:30"]
    assert "Đã dời các bài trong ngày." in nam.get(done.headers["location"]).text
    history = nam.get(f"/bai-dang/{first}").text
    assert "Bài đăng dời theo ngày" in history
    assert "trước đó: Thứ Tư, 25/11/2026 07:30" in history


def test_a_day_is_moved_to_another_day(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled(wall="2026-11-25T07:30")
    html = nam.get(f"{DAY}?sang=2026-12-01").text
    done = nam.post(f"{DAY}/doi", stamped(html))
    assert done.headers["location"].startswith("/lich/ngay/2026-12-01")
    assert desk.store.posts.get(post).wall_time == "2026-12-01T07:30"


def test_a_day_that_changed_since_it_was_looked_at_is_shown_again(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled(wall="2026-11-25T07:30")
    fields = stamped(nam.get(f"{DAY}?chieu=muon&gio=2").text)
    other = desk.scheduled("Tin hai", "2026-11-25T19:30")
    late = nam.post(f"{DAY}/doi", fields)
    assert late.status_code == 409
    assert 'role="alert"' in late.text
    assert desk.store.posts.get(post).wall_time == "2026-11-25T07:30"
    assert nam.post(f"{DAY}/doi", stamped(late.text)).status_code == 303
    assert desk.store.posts.get(other).wall_time == "2026-11-25T21:30"


def test_a_move_into_the_past_is_told_and_not_offered(desk: Seeded, nam: Visitor) -> None:
    desk.scheduled(wall="2026-11-23T09:00")
    html = nam.get("/lich/ngay/2026-11-23?chieu=som&gio=5").text
    assert "23/11/2026 04:00" in html
    assert "/doi" not in html


@pytest.mark.parametrize("query", ["gio=999", "gio=0&phut=0", "gio=x", "sang=2026-02-30", "sang=9999-12-31"])
def test_a_move_that_makes_no_sense_is_said(desk: Seeded, nam: Visitor, query: str) -> None:
    desk.scheduled(wall="2026-11-25T07:30")
    response = nam.get(f"{DAY}?{query}")
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert "/doi" not in response.text


def test_a_collaborator_sees_the_day_and_moves_nothing(desk: Seeded) -> None:
    post = desk.scheduled(wall="2026-11-25T07:30")
    visitor = Visitor(desk).enter(desk.collaborator)
    html = visitor.get(DAY).text
    assert f'href="/bai-dang/{post}"' in html
    assert "open-slot" in html
    assert "<select" not in html
    assert "Dời cả ngày" not in html
    assert visitor.post(f"{DAY}/doi", {"trang": "trang-1", "boi": "2h", "stamp": "1.1"}).status_code == 403
    assert visitor.post(f"{DAY}/xep", {"post": "1.1", "wall_time": "2026-11-25T11:30"}).status_code == 403
