"""From an approved article to a published post: composing, four eyes, times, conflicts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import pytest

from crawlers.items import Picture
from pipeline import compose, schedule
from pipeline.model import PostState
from pipeline.store.revisits import Verdict
from review_ui.views.scheduling import quick_times
from tests.review_ui.conftest import Filled, Visitor
from tests.review_ui.seed import NOW, Seeded, seed

HTMX = {"hx-request": "true"}


def version(html: str) -> str:
    return re.findall(r'name="version" value="(\d+)"', html)[0]


def caption_of(html: str) -> str:
    (text,) = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    return unescape(text)


def test_the_composer_begins_with_title_lead_and_the_source_line(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.approved(lead="Câu dẫn của tin.")
    html = collaborator.get(f"/soan/{article}").text
    assert caption_of(html) == f"{seeded.get(article).title}\n\nCâu dẫn của tin."
    line = compose.source_line("Báo Mẫu Lào Cai", seeded.get(article).url)
    assert f'id="source-line">{line}</p>' in html
    assert html.count(line) > 2, "in the previews too"
    assert not re.search(r'name="[^"]*(link|source)', html)


def test_a_saved_draft_stands_as_it_was_typed(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.approved()
    response = collaborator.post(f"/soan/{article}", {"caption": "\nDòng một\r\n\r\nDòng hai  ", "trang": "trang-1"})
    assert response.status_code == 303
    (post,) = seeded.store.posts.of_article(article)
    assert response.headers["location"].startswith(f"/bai-dang/{post.id}")
    assert post.caption == "Dòng một\n\nDòng hai"
    assert post.state is PostState.DRAFT
    assert post.image_url is None


def test_the_picture_is_the_articles_own_or_none(filled: Filled) -> None:
    visitor = Visitor(filled.seeded).enter(filled.seeded.collaborator)
    article = filled.ids["approved"]
    visitor.post(
        f"/soan/{article}",
        {"caption": "x", "picture": "1", "alt": "Đội múa khăn", "image_url": "https://evil.example/a.png"},
    )
    (post,) = filled.seeded.store.posts.of_article(article)
    assert post.image_url == filled.seeded.get(article).image_url
    assert post.image_credit == "Ảnh: Báo Mẫu"
    assert post.image_alt == "Đội múa khăn"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"caption": "   "}, "caption"),
        ({"caption": "a" * (compose.CAPTION_LIMIT + 1)}, "caption"),
        ({"caption": "Lời đã gõ", "picture": "1", "alt": " "}, "alt"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    filled: Filled, given: dict[str, str], field: str
) -> None:
    visitor = Visitor(filled.seeded).enter(filled.seeded.collaborator)
    response = visitor.post(f"/soan/{filled.ids['approved']}", given)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', response.text)
    assert caption_of(response.text) == given["caption"]
    assert filled.seeded.store.posts.of_article(filled.ids["approved"]) == ()


def test_a_long_vietnamese_caption_fits_into_a_form(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.approved()
    longest = "ườ" * (compose.CAPTION_LIMIT // 2)
    assert collaborator.post(f"/soan/{article}", {"caption": longest}).status_code == 303
    assert seeded.store.posts.of_article(article)[0].caption == longest


def test_the_preview_shows_what_a_reader_will_see_and_stores_nothing(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.approved()
    typed = {"caption": "Lời <b>mới</b>", "action": "preview"}
    whole = collaborator.post(f"/soan/{article}", typed)
    part = collaborator.post(f"/soan/{article}/xem-truoc", typed, headers=HTMX)
    for response in (whole, part):
        assert response.status_code == 200
        assert "Lời &lt;b&gt;mới&lt;/b&gt;</div>" in response.text
        assert compose.source_line("Báo Mẫu Lào Cai", seeded.get(article).url) in response.text
    assert "<html" not in part.text
    assert seeded.store.posts.of_article(article) == ()


def test_a_second_post_of_an_article_is_refused_and_the_first_is_named(seeded: Seeded, collaborator: Visitor) -> None:
    post = seeded.draft()
    article = seeded.store.posts.get(post).article_id
    assert f'href="/bai-dang/{post}"' in collaborator.get(f"/soan/{article}").text
    response = collaborator.post(f"/soan/{article}", {"caption": "lời khác đã gõ"})
    assert response.status_code == 409
    assert f'href="/bai-dang/{post}"' in response.text
    assert caption_of(response.text) == "lời khác đã gõ"


def test_no_post_is_made_from_an_article_that_is_not_approved(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.article()
    assert collaborator.get(f"/soan/{article}").status_code == 409
    assert collaborator.post(f"/soan/{article}", {"caption": "x"}).status_code == 409


def test_the_page_is_chosen_when_there_are_several(tmp_path: Path) -> None:
    made = seed(tmp_path, pages=2)
    visitor = Visitor(made).enter(made.collaborator)
    article = made.approved()
    assert '<select id="trang"' in visitor.get(f"/soan/{article}").text
    visitor.post(f"/soan/{article}", {"caption": "x", "trang": "trang-2"})
    assert made.store.posts.of_article(article)[0].page_id == "trang-2"
    assert visitor.post(f"/soan/{article}", {"caption": "x", "trang": "khong-co"}).status_code == 404
    made.store.close()


# --- approval and change --------------------------------------------------------------------------


def test_the_writer_cannot_approve_and_another_person_can(
    seeded: Seeded, collaborator: Visitor, editor: Visitor
) -> None:
    post = seeded.draft()
    html = collaborator.get(f"/bai-dang/{post}").text
    assert f'action="/bai-dang/{post}/duyet"' not in html
    refused = collaborator.post(f"/bai-dang/{post}/duyet", {"version": "1"})
    assert refused.status_code == 403
    assert seeded.store.posts.get(post).state is PostState.DRAFT
    response = editor.post(f"/bai-dang/{post}/duyet", {"version": version(editor.get(f"/bai-dang/{post}").text)})
    assert response.status_code == 303
    assert seeded.store.posts.get(post).state is PostState.APPROVED
    assert seeded.editor.name in editor.get(f"/bai-dang/{post}").text


def test_a_change_makes_the_post_a_draft_again(seeded: Seeded, collaborator: Visitor) -> None:
    post = seeded.scheduled()
    html = collaborator.get(f"/bai-dang/{post}/sua").text
    response = collaborator.post(f"/bai-dang/{post}/sua", {"caption": "Lời sửa", "version": version(html)})
    assert response.status_code == 303
    stored = seeded.store.posts.get(post)
    assert (stored.state, stored.caption, stored.approvals) == (PostState.DRAFT, "Lời sửa", ())


def test_two_who_change_the_same_post(seeded: Seeded, collaborator: Visitor, editor: Visitor) -> None:
    post = seeded.draft()
    first = version(collaborator.get(f"/bai-dang/{post}/sua").text)
    editor.post(f"/bai-dang/{post}/sua", {"caption": "Lời của biên tập viên", "version": first})
    late = collaborator.post(f"/bai-dang/{post}/sua", {"caption": "Lời của cộng tác viên", "version": first})
    assert late.status_code == 409
    assert caption_of(late.text) == "Lời của cộng tác viên"
    assert "Lời của biên tập viên" in late.text
    assert seeded.store.posts.get(post).caption == "Lời của biên tập viên"
    again = collaborator.post(f"/bai-dang/{post}/sua", {"caption": "Lời đã gộp", "version": version(late.text)})
    assert again.status_code == 303
    assert seeded.store.posts.get(post).caption == "Lời đã gộp"


def test_a_post_that_left_can_no_longer_be_changed(seeded: Seeded, collaborator: Visitor) -> None:
    post = seeded.published()
    assert collaborator.get(f"/bai-dang/{post}/sua").status_code == 409
    late = collaborator.post(f"/bai-dang/{post}/sua", {"caption": "sửa muộn", "version": "1"})
    assert late.status_code == 409
    assert caption_of(late.text) == "sửa muộn"
    assert 'value="save"' not in late.text


# --- times ----------------------------------------------------------------------------------------


def test_an_editor_schedules_moves_and_cancels(seeded: Seeded, editor: Visitor) -> None:
    post = seeded.approved_post()
    path = f"/bai-dang/{post}"
    sent = {"version": version(editor.get(path).text), "wall_time": "2026-11-25T07:30"}
    assert editor.post(f"{path}/hen-gio", sent).status_code == 303
    stored = seeded.store.posts.get(post)
    assert (stored.state, stored.wall_time, stored.zone) == (
        PostState.SCHEDULED,
        "2026-11-25T07:30",
        "Asia/Ho_Chi_Minh",
    )
    moved = {"version": version(editor.get(path).text), "wall_time": "2026-11-25T18:00"}
    assert editor.post(f"{path}/hen-gio", moved).status_code == 303
    assert seeded.store.posts.get(post).wall_time == "2026-11-25T18:00"
    assert "25/11/2026 18:00" in editor.get(path).text
    assert editor.post(f"{path}/huy", {"version": version(editor.get(path).text)}).status_code == 303
    assert seeded.store.posts.get(post).state is PostState.CANCELLED
    assert 'class="schedule"' not in editor.get(path).text


def test_a_quick_choice_goes_before_the_field(seeded: Seeded, editor: Visitor) -> None:
    post = seeded.approved_post()
    html = editor.get(f"/bai-dang/{post}").text
    quick = re.findall(r'name="quick" value="([^"]+)"', html)
    assert quick == ["2026-11-23T09:00", "2026-11-24T07:30"]
    editor.post(
        f"/bai-dang/{post}/hen-gio", {"version": version(html), "wall_time": "2026-11-30T10:00"} | {"quick": quick[0]}
    )
    assert seeded.store.posts.get(post).wall_time == "2026-11-23T09:00"


def test_quick_times_over_midnight() -> None:
    hour, morning = quick_times(NOW.replace(hour=16, minute=30), "Asia/Ho_Chi_Minh")
    assert (f"{hour:%d %H:%M}", f"{morning:%d %H:%M}") == ("24 00:00", "24 07:30")


@pytest.mark.parametrize("wall", ["2026-11-23T08:00", "2029-01-01T08:00", "mai", "", "2026-02-30T08:00"])
def test_a_time_that_cannot_be_is_said_and_kept(seeded: Seeded, editor: Visitor, wall: str) -> None:
    post = seeded.approved_post()
    sent = {"version": version(editor.get(f"/bai-dang/{post}").text), "wall_time": wall}
    response = editor.post(f"/bai-dang/{post}/hen-gio", sent)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert f'value="{wall}" min=' in response.text
    assert seeded.store.posts.get(post).state is PostState.APPROVED


def test_a_collaborator_sees_no_scheduling_and_may_not_do_it(seeded: Seeded, collaborator: Visitor) -> None:
    post = seeded.approved_post()
    html = collaborator.get(f"/bai-dang/{post}").text
    assert "/hen-gio" not in html
    assert "/huy" not in html
    sent = {"version": str(seeded.version(post)), "wall_time": "2026-11-25T07:30"}
    assert collaborator.post(f"/bai-dang/{post}/hen-gio", sent).status_code == 403
    assert seeded.store.posts.get(post).state is PostState.APPROVED


def test_a_missed_post_is_scheduled_again(seeded: Seeded, editor: Visitor) -> None:
    post = seeded.missed()
    html = editor.get(f"/bai-dang/{post}").text
    assert 'class="note strong"' in html
    sent = {"version": version(html), "wall_time": "2026-11-25T07:30"}
    assert editor.post(f"/bai-dang/{post}/hen-gio", sent).status_code == 303
    assert seeded.store.posts.get(post).state is PostState.SCHEDULED


def test_two_who_schedule_the_same_post(seeded: Seeded, editor: Visitor) -> None:
    post = seeded.approved_post()
    old = version(editor.get(f"/bai-dang/{post}").text)
    schedule.schedule(seeded.store, seeded.editor, seeded.page, post, int(old), "2026-11-25T10:00", seeded.clock())
    late = editor.post(f"/bai-dang/{post}/hen-gio", {"version": old, "wall_time": "2026-11-25T15:00"})
    assert late.status_code == 409
    assert 'value="2026-11-25T15:00"' in late.text
    assert seeded.store.posts.get(post).wall_time == "2026-11-25T10:00"


def test_a_published_post_leads_to_its_page(seeded: Seeded, collaborator: Visitor) -> None:
    post = seeded.published()
    html = collaborator.get(f"/bai-dang/{post}").text
    (remote,) = re.findall(r'href="(/outbox/[^"]+)"', html)
    assert collaborator.get(remote).status_code == 200
    assert "/hen-gio" not in html


def test_a_post_of_a_page_that_is_gone_is_shown_but_stays(seeded: Seeded) -> None:
    post = seeded.draft()
    other = replace(seeded.page, id="trang-moi")
    moved = replace(seeded, settings=replace(seeded.settings, pages=(other,)))
    editor = Visitor(moved).enter(seeded.editor)
    assert editor.get(f"/bai-dang/{post}").status_code == 200
    assert editor.get("/bai-dang").status_code == 200
    for action in ("duyet", "hen-gio", "huy", "sua"):
        assert editor.post(f"/bai-dang/{post}/{action}", {"version": "1", "caption": "x"}).status_code == 409
    assert seeded.store.posts.get(post).state is PostState.DRAFT


# --- lists, calendar, digest ------------------------------------------------------------------------


def test_posts_are_listed_by_state(filled: Filled) -> None:
    visitor = Visitor(filled.seeded).enter(filled.seeded.collaborator)

    def listed(query: str) -> set[int]:
        return {
            int(n)
            for n in re.findall(r'class="line-main"><a href="/bai-dang/(\d+)"', visitor.get(f"/bai-dang{query}").text)
        }

    assert filled.ids["draft"] in listed("")
    assert filled.ids["published"] in listed("")
    assert listed("?trang-thai=published") == {filled.ids["published"]}
    assert listed("?trang-thai=khong-co") == listed("")


def test_the_list_of_posts_is_paged_without_gap_or_overlap(seeded: Seeded, collaborator: Visitor) -> None:
    made = {seeded.draft(f"Tin số {n}") for n in range(34)}
    first = collaborator.get("/bai-dang").text
    (older,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = collaborator.get(older.replace("&amp;", "&")).text
    seen = re.findall(r'class="line-main"><a href="/bai-dang/(\d+)"', first + second)
    assert len(seen) == len(made)
    assert {int(n) for n in seen} == made


def test_the_calendar_has_the_posts_on_their_days(filled: Filled) -> None:
    visitor = Visitor(filled.seeded).enter(filled.seeded.collaborator)
    html = visitor.get("/lich?thang=2026-11").text
    cells = re.findall(r'<td role="cell" class="([^"]*)"[^>]*>(.*?)</td>', html, re.DOTALL)
    assert len(cells) % 7 == 0
    today = [body for kind, body in cells if "today" in kind]
    assert len(today) == 1
    assert "23/11/2026" in today[0]
    assert f'href="/bai-dang/{filled.ids["scheduled"]}"' in today[0]
    assert "16:00" in today[0]
    assert re.search(r'rel="prev" href="/lich\?thang=2026-10"', html)
    assert re.search(r'rel="next" href="/lich\?thang=2026-12"', html)


def test_the_calendar_of_one_page_shows_that_page_only(tmp_path: Path) -> None:
    made = seed(tmp_path, pages=2)
    post = made.scheduled()
    visitor = Visitor(made).enter(made.collaborator)
    assert f"/bai-dang/{post}" in visitor.get("/lich?trang=trang-1").text
    assert f"/bai-dang/{post}" not in visitor.get("/lich?trang=trang-2").text
    made.store.close()


def test_the_digest_is_shown_and_downloaded(filled: Filled) -> None:
    visitor = Visitor(filled.seeded).enter(filled.seeded.collaborator)
    assert visitor.get("/tong-ket").headers["location"] == "/tong-ket/2026-W48"
    assert visitor.get("/tong-ket?tuan=2026-W40").headers["location"] == "/tong-ket/2026-W40"
    html = visitor.get("/tong-ket/2026-W48").text
    assert "<svg" in html
    assert "Cảnh báo rét đậm" in html
    file = visitor.get("/tong-ket/2026-W48/tai-ve")
    assert file.headers["content-disposition"] == 'attachment; filename="tong-ket-2026-W48.html"'
    assert "<style>" in file.text
    assert "<script" not in file.text


def test_today_counts_what_waits(filled: Filled) -> None:
    html = Visitor(filled.seeded).enter(filled.seeded.second or filled.seeded.collaborator).get("/hom-nay").text
    tiles = dict(re.findall(r'<a href="([^"]+)"><span class="number">(\d+)</span>', html))
    assert int(tiles["/duyet"]) == 5
    assert tiles["/bai-dang/lo-gio"] == "1"
    assert tiles["/duyet/dang-giu"] == "1"
    assert tiles["/bai-dang?trang-thai=draft"] == "1", "the other draft is this person's own"
    assert f'href="/bai-dang/{filled.ids["scheduled"]}"' in html


# --- what is asked before a post leaves -------------------------------------------------------------


def test_what_is_missing_is_listed_and_refused_with_the_time_kept(seeded: Seeded, editor: Visitor) -> None:
    flag = ("accusation", "high", "Kế hoạch", "Chưa có bản án.")
    post = seeded.approved_post(flags=[flag])
    html = editor.get(f"/bai-dang/{post}").text
    (listed,) = re.findall(r'<ul class="needs">(.*?)</ul>', html, re.DOTALL)
    assert listed.count("<strong>đạt</strong>") == 5
    assert re.search(r"Mọi dấu mức cao[^<]*<strong>chưa đạt</strong>", listed)
    sent = {"version": version(html), "wall_time": "2026-11-24T07:30"}
    refused = editor.post(f"/bai-dang/{post}/hen-gio", sent)
    assert refused.status_code == 409
    assert "Mọi dấu mức cao" in re.findall(r'role="alert".*?</div>', refused.text, re.DOTALL)[0]
    assert 'value="2026-11-24T07:30"' in refused.text
    assert seeded.store.posts.get(post).state is PostState.APPROVED


def test_a_source_that_cannot_be_seen_is_said_and_an_editor_may_vouch(
    seeded: Seeded, collaborator: Visitor, editor: Visitor
) -> None:
    post = seeded.scheduled()
    path = f"/bai-dang/{post}"
    assert "trong mười phút trước giờ đăng" in editor.get(path).text
    assert "da-xem-nguon" not in editor.get(path).text
    seeded.store.revisits.record(post, Verdict.UNREACHABLE, "Trang nguồn bận.", seeded.clock())
    assert "Trang nguồn bận." in collaborator.get(path).text
    assert "da-xem-nguon" not in collaborator.get(path).text
    assert collaborator.post(f"{path}/da-xem-nguon", {"version": str(seeded.version(post))}).status_code == 403
    html = editor.get(path).text
    assert f'action="{path}/da-xem-nguon"' in html
    assert editor.post(f"{path}/da-xem-nguon", {"version": version(html)}).status_code == 303
    shown = editor.get(path).text
    assert f"{seeded.editor.name} đã tự xem bài gốc" in shown
    assert "da-xem-nguon" not in shown
    seeded.store.revisits.record(post, Verdict.SAME, None, seeded.clock())
    assert "Bài gốc vẫn còn, không thay đổi" in editor.get(path).text


# --- several pictures -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pictured:
    """An approved article with two pictures that its publisher serves."""

    id: int
    lead: str
    second: str


@pytest.fixture
def pictured(seeded: Seeded, picture: str) -> Pictured:
    lead, second = (f"{picture}?so={number}" for number in (1, 2))
    more = (Picture(second, "Ảnh: Minh", None),)
    return Pictured(seeded.approved(image=Picture(lead, "Ảnh: Lan", "Cầu mới"), pictures=more), lead, second)


def test_several_pictures_are_chosen_in_an_order_each_with_its_description(
    seeded: Seeded, collaborator: Visitor, pictured: Pictured
) -> None:
    article = pictured.id
    html = collaborator.get(f"/soan/{article}").text
    assert re.findall(r'<select id="(picture[^"]*)"', html) == ["picture", "picture-2"]
    typed = {"caption": "Lời", "picture": "2", "alt": "Cầu", "picture-2": "1", "alt-2": " "}
    refused = collaborator.post(f"/soan/{article}", typed)
    assert refused.status_code == 422
    assert re.search(r'id="alt-2"[^>]*aria-invalid="true"', refused.text)
    assert not re.search(r'id="alt"[^>]*aria-invalid="true"', refused.text)
    assert collaborator.post(f"/soan/{article}", typed | {"alt-2": "Người dân"}).status_code == 303
    (post,) = seeded.store.posts.of_article(article)
    assert [(picture.url, picture.alt, picture.credit) for picture in post.pictures] == [
        (pictured.second, "Người dân", "Ảnh: Minh"),
        (pictured.lead, "Cầu", "Ảnh: Lan"),
    ]
    shown = collaborator.get(f"/bai-dang/{post.id}").text
    assert shown.index('alt="Người dân"') < shown.index('alt="Cầu"')
    again = collaborator.get(f"/bai-dang/{post.id}/sua").text
    assert re.search(r'id="picture-2".*?<option value="1" selected', again, re.DOTALL)
    assert 'value="Người dân"' in again


@pytest.mark.parametrize("place", ["", "0", "-1", "x", "١", "999"])
def test_a_place_that_is_none_leaves_the_picture_out(
    seeded: Seeded, collaborator: Visitor, pictured: Pictured, place: str
) -> None:
    article = pictured.id
    collaborator.post(f"/soan/{article}", {"caption": "Lời", "picture": "1", "alt": "Cầu", "picture-2": place})
    (post,) = seeded.store.posts.of_article(article)
    assert [picture.url for picture in post.pictures] == [pictured.lead]
