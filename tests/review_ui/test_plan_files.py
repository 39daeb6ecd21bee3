"""A plan as a file in the pages: downloaded, changed, looked at, carried out."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from typing import Any

import pytest
from icalendar import Calendar

from pipeline.model import PostState
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded

SPAN = "tu=2026-11-23&den=2026-11-30"


def upload(visitor: Visitor, text: str | bytes, name: str = "plan.csv") -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    sent = {"_csrf": visitor.token}
    return visitor.client.post("/lich/tep", data=sent, files={"tep": (name, data, "text/csv")})


def packed(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'name="dong" value="([^"]*)"', html)]


def boxes(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'name="di-tiep" value="([^"]*)"', html)]


def test_the_days_are_downloaded_in_three_formats(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled("Tin, có “dấu”", "2026-11-25T16:00")
    desk.scheduled("Tháng sau", "2026-12-25T16:00")
    plain = nam.get(f"/lich/tep/tai-ve?dang=csv&{SPAN}")
    assert plain.headers["content-disposition"] == 'attachment; filename="lich-dang-2026-11-23-8-ngay.csv"'
    (row,) = csv.DictReader(io.StringIO(plain.text, newline=""))
    assert (row["post"], row["title"], row["wall_time"]) == (str(post), "Tin, có “dấu”", "2026-11-25T16:00")
    excel = nam.get(f"/lich/tep/tai-ve?dang=csv&excel=1&{SPAN}").content
    assert excel.startswith(b"\xef\xbb\xbfpost;page;")
    found = nam.get(f"/lich/tep/tai-ve?dang=json&{SPAN}").json()
    assert [one["post"] for one in found["posts"]] == [post]
    events = Calendar.from_ical(nam.get(f"/lich/tep/tai-ve?dang=ics&{SPAN}").content).walk("VEVENT")
    assert len(events) == 1
    assert nam.get(f"/lich/tep/tai-ve?dang=json&{SPAN}&trang=trang-2").json()["posts"] == []


@pytest.mark.parametrize("query", ["tu=x&den=y", "tu=2026-11-30&den=2026-11-01", "tu=2026-01-01&den=2029-01-01", ""])
def test_a_span_that_makes_no_sense_is_said(nam: Visitor, query: str) -> None:
    response = nam.get(f"/lich/tep/tai-ve?dang=csv&{query}")
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert nam.get(f"/lich/tep/tai-ve?dang=exe&{SPAN}").status_code == 404


def test_a_changed_download_is_looked_at_then_carried_out_once(desk: Seeded, nam: Visitor) -> None:
    first, second = desk.scheduled("Một", "2026-11-25T16:00"), desk.scheduled("Hai", "2026-11-26T16:00")
    text = nam.get(f"/lich/tep/tai-ve?dang=csv&{SPAN}").text.replace("2026-11-25T16:00", "27/11/2026 09:00")
    seen = upload(nam, text)
    assert seen.status_code == 200
    assert "Sẽ làm: 1; cần hỏi trước: 0; đã đúng sẵn: 1; không làm được: 0." in seen.text
    assert desk.store.posts.get(first).wall_time == "2026-11-25T16:00", "nothing is done yet"
    done = nam.post("/lich/tep/nhap", {"dong": packed(seen.text)})
    assert "Đã làm: 1" in done.text
    assert desk.store.posts.get(first).wall_time == "2026-11-27T09:00"
    assert desk.store.posts.get(second).wall_time == "2026-11-26T16:00"
    again = upload(nam, text)
    assert packed(again.text) == []
    assert "đã đúng sẵn: 2" in again.text


def test_a_row_that_asks_is_done_only_when_its_box_is_ticked(desk: Seeded, nam: Visitor) -> None:
    post = desk.approved_post()
    seen = upload(nam, f"post,wall_time\n{post},2026-11-24T23:00\n")
    assert "Ngày Văn hóa Việt Nam" in seen.text
    assert "giờ yên lặng" in seen.text
    held = nam.post("/lich/tep/nhap", {"dong": packed(seen.text)})
    assert "chưa làm vì cần hỏi trước: 1" in held.text
    assert desk.store.posts.get(post).state is PostState.APPROVED
    # A box ticked for what was shown counts for nothing new.
    (box,) = boxes(seen.text)
    desk.scheduled(wall="2026-11-24T23:05")
    more = nam.post("/lich/tep/nhap", {"dong": packed(seen.text), "di-tiep": [box]})
    assert "chưa làm vì cần hỏi trước: 1" in more.text
    fresh = upload(nam, f"post,wall_time\n{post},2026-11-24T23:00\n")
    nam.post("/lich/tep/nhap", {"dong": packed(fresh.text), "di-tiep": boxes(fresh.text)})
    assert desk.store.posts.get(post).wall_time == "2026-11-24T23:00"
    assert "đã báo, vẫn xếp lịch" in nam.get(f"/bai-dang/{post}").text


def test_bad_rows_are_told_with_their_line_and_good_ones_shown(desk: Seeded, nam: Visitor) -> None:
    post = desk.approved_post()
    seen = upload(nam, f"post;wall_time\r\n{post};2026-11-25T09:00\r\n999;2026-11-25T10:00\r\nabc;2026-11-25T10:00\r\n")
    assert len(packed(seen.text)) == 1
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", seen.text)).split())
    assert "Dòng 3" in said
    assert "không có bài đăng số 999" in said.lower() or "999" in said
    assert "“abc” không phải là số của bài đăng nào." in said


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"a,b\n1,2\n",
        "post,wall_time\n".encode("utf-16-be"),
        b'post,wall_time\n"1,2\n',
    ],
)
def test_a_file_that_is_no_plan_is_one_sentence(nam: Visitor, data: bytes) -> None:
    response = upload(nam, data)
    assert response.status_code == 422
    (alert,) = re.findall(r'role="alert".*?<p>(.*?)</p>', response.text, re.DOTALL)
    assert len(alert) < 250


def test_an_upload_needs_the_token_its_own_site_and_an_editor(desk: Seeded, nam: Visitor) -> None:
    post = desk.approved_post()
    text = f"post,wall_time\n{post},2026-11-25T09:00\n"
    good = nam.token
    nam.token = "not-the-token"
    assert upload(nam, text).status_code == 409
    nam.token = good
    evil = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    sent = {"_csrf": nam.token}
    assert nam.client.post("/lich/tep", data=sent, files={"tep": ("x", b"y")}, headers=evil).status_code == 403
    lan = Visitor(desk).enter(desk.collaborator)
    assert upload(lan, text).status_code == 403
    two = [("tep", ("a", b"x")), ("tep", ("b", b"y"))]
    assert nam.client.post("/lich/tep", data=sent, files=two).status_code == 400
    assert upload(nam, b"x" * 70_000).status_code == 413
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert nam.client.post("/lich/tep", content=b"--y\r\n", headers=broken).status_code in (400, 409)
    for other in ("/lich/chuyen", "/lich/tep/nhap"):
        assert nam.client.post(other, data=sent, files={"tep": ("x", b"y")}).status_code == 400


@pytest.mark.parametrize("row", ["", "[]", "{}", "1", "[1,2,3,4,5]", '["1","1","","","x"]', "[" * 5000, "\x00"])
def test_rows_that_a_form_never_sent_are_refused(nam: Visitor, row: str) -> None:
    assert nam.post("/lich/tep/nhap", {"dong": row}).status_code == 400


def test_titles_that_look_like_markup_or_formulas_stay_text(desk: Seeded, nam: Visitor) -> None:
    post = desk.scheduled('=HYPERLINK("https://x.example";"<b>")', "2026-11-25T16:00")
    text = nam.get(f"/lich/tep/tai-ve?dang=csv&{SPAN}").text
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["title"].startswith("'=HYPERLINK")
    seen = upload(nam, f"post,wall_time\n{post},2026-11-26T16:00\n").text
    assert "<b>" not in seen
    assert json.loads(packed(seen)[0]) == [2, str(post), "", "", "2026-11-26T16:00"]
