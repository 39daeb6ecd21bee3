"""The composer without a script: templates, hashtags, campaign, lengths, cuttings, previews, warnings, versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from classifier.beats import Hit
from crawlers.items import Picture
from pipeline import compose
from pipeline.captions import CaptionTemplate
from pipeline.model import Crop, PostState
from pipeline.plans import Plan
from pipeline.tags import Tags
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded, list_source, seed
from tests.review_ui.test_posts import HTMX, caption_of, version

WORDS = "Sáng nay cây cầu mới của xã đã khánh thành trong niềm vui của bà con hai bên bờ suối sau nhiều năm chờ đợi"


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Seeded]:
    """Two pages of one operator: one on Facebook with its habits, one in the outbox."""
    made = seed(tmp_path, pages=2)
    first, second = made.settings.pages
    on_facebook = replace(
        first,
        publisher="facebook",
        hashtags=("#LàoCai", "#ÁnhDương"),
        utm=(("source", "facebook"),),
        plan=Plan(slots=((time(9, 0), time(19, 30)),) * 7),
    )
    templates = (
        CaptionTemplate("Y tế", "🩺 {title}\n\nTheo {source}", ("y-te",)),
        CaptionTemplate("Chung", "{title}"),
    )
    made.settings = replace(made.settings, pages=(on_facebook, second), templates=templates)
    yield made
    made.store.close()


@pytest.fixture
def writer(two: Seeded) -> Visitor:
    return Visitor(two).enter(two.collaborator)


def field(html: str, name: str) -> str:
    (value,) = re.findall(rf'<input id="{name}" name="{name}"[^>]* ?value="([^"]*)"', html)
    return unescape(value)


def told(html: str) -> str:
    """What stands beside the form, without its tags."""
    part = html.split('id="told-of"', 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", part)).split())


# --- beginnings


def test_the_caption_begins_with_the_template_of_the_beat(two: Seeded, writer: Visitor) -> None:
    plain, health = two.approved("Khánh thành cầu"), two.approved("Tiêm chủng cho trẻ")
    file_under(two, health, "y-te")
    assert caption_of(writer.get(f"/soan/{plain}").text) == "Khánh thành cầu"
    html = writer.get(f"/soan/{health}").text
    assert caption_of(html.split('id="before"')[0]) == "🩺 Tiêm chủng cho trẻ\n\nTheo Báo Mẫu Lào Cai"
    assert '<option value="Y tế" selected>' in html


def file_under(made: Seeded, article_id: int, beat: str) -> None:
    (filed,) = (one for one in made.store.facets.latest(50) if one.id == article_id)
    made.store.facets.refile([(filed, Tags((Hit(beat, beat, ()),), (), "x"))])


def test_another_template_takes_the_place_of_the_text_and_gives_it_back(two: Seeded, writer: Visitor) -> None:
    article = two.approved("Khánh thành cầu")
    writer.get(f"/soan/{article}")
    typed = {"caption": "Lời đã gõ", "hashtags": "#a", "mau": "Y tế", "action": "template"}
    html = writer.post(f"/soan/{article}", typed).text
    caption, before = (unescape(text) for text in re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL))
    assert caption == "🩺 Khánh thành cầu\n\nTheo Báo Mẫu Lào Cai"
    assert before == "Lời đã gõ"
    assert field(html, "hashtags") == "#a"
    back = writer.post(f"/soan/{article}", typed | {"action": "back", "before": before, "caption": caption}).text
    assert caption_of(back) == "Lời đã gõ"
    assert two.store.posts.of_article(article) == ()


def test_hashtags_are_the_pages_and_can_be_taken_out(two: Seeded, writer: Visitor) -> None:
    article = two.approved()
    assert field(writer.get(f"/soan/{article}").text, "hashtags") == "#LàoCai #ÁnhDương"
    assert field(writer.get(f"/soan/{article}?trang=trang-2").text, "hashtags") == ""
    saved = writer.post(f"/soan/{article}", {"caption": "x", "trang": "trang-1", "hashtags": "LàoCai mới"})
    assert saved.status_code == 303
    (post,) = two.store.posts.of_article(article)
    assert post.hashtags == "#LàoCai #mới"
    assert "#LàoCai #mới</p>" in writer.get(f"/bai-dang/{post.id}").text
    assert field(writer.get(f"/bai-dang/{post.id}/sua").text, "hashtags") == "#LàoCai #mới"


def test_another_page_proposes_its_own_hashtags_unless_somebody_typed(two: Seeded, writer: Visitor) -> None:
    article = two.approved()
    writer.get(f"/soan/{article}")
    proposed = {"caption": "x", "trang": "trang-2", "de-nghi": "trang-1", "hashtags": "#LàoCai #ÁnhDương"}
    part = writer.post(f"/soan/{article}/xem-truoc", proposed, headers=HTMX).text
    assert field(part, "hashtags") == ""
    assert 'value="trang-2" form="compose" hx-swap-oob="true"' in part
    mine = writer.post(f"/soan/{article}/xem-truoc", proposed | {"hashtags": "#tôi"}, headers=HTMX).text
    assert 'id="hashtags"' not in mine, "what is typed is left alone"


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"hashtags": "#1"}, "hashtags"),
        ({"wanted": "hôm nay"}, "wanted"),
        ({"trai": "60", "rong": "50"}, "trai"),
        ({"rong": "mười"}, "trai"),
    ],
)
def test_a_wrong_field_is_named_and_all_that_was_typed_stands(
    two: Seeded, writer: Visitor, picture: str, wrong: dict[str, str], name: str
) -> None:
    article = two.approved(image=Picture(picture, None, "Cầu"))
    writer.get(f"/soan/{article}")
    typed = {"caption": "Lời đã gõ", "hashtags": "#a", "picture": "1", "alt": "Cầu", "action": "save"} | wrong
    refused = writer.post(f"/soan/{article}", typed)
    assert refused.status_code == 422
    assert re.search(rf'id="{name}"[^>]*aria-invalid="true"', refused.text)
    assert caption_of(refused.text.split('id="before"')[0]) == "Lời đã gõ"
    for key, value in wrong.items():
        assert field(refused.text, key) == value
    assert two.store.posts.of_article(article) == ()
    again = writer.get(f"/soan/{article}").text
    assert "Lời đã gõ" in again, "a refused post is kept as it was typed"


# --- link and length


def test_the_source_line_shows_the_link_as_readers_get_it(two: Seeded, writer: Visitor) -> None:
    article = two.approved()
    url = two.get(article).url
    assert (
        f'id="source-line">Nguồn: Báo Mẫu Lào Cai – {url}?utm_source=facebook<' in writer.get(f"/soan/{article}").text
    )
    assert f"– {url}<" in writer.get(f"/soan/{article}?trang=trang-2").text
    writer.post(f"/soan/{article}", {"caption": "x", "trang": "trang-1"})
    (post,) = two.store.posts.of_article(article)
    assert post.link == url
    assert f"{url}?utm_source=facebook" in writer.get(f"/bai-dang/{post.id}").text


def test_the_length_is_counted_as_the_page_counts_it(two: Seeded, writer: Visitor) -> None:
    article = two.approved()
    writer.get(f"/soan/{article}")
    line = f"Nguồn: Báo Mẫu Lào Cai – {two.get(article).url}"
    on_facebook = told(writer.post(f"/soan/{article}", {"caption": "😀", "action": "preview"}).text)
    assert f"{2 + 2 + len(line) + len('?utm_source=facebook')} trên 63.206 ký tự" in on_facebook
    in_outbox = told(writer.post(f"/soan/{article}", {"caption": "😀", "trang": "trang-2", "action": "preview"}).text)
    assert f"{1 + 2 + len(line)} ký tự" in in_outbox


def test_a_text_that_is_too_long_for_the_page_is_refused_with_how_much(two: Seeded, writer: Visitor) -> None:
    first, second = two.settings.pages
    two.settings = replace(two.settings, pages=(first, replace(second, most_characters=200)))
    writer = Visitor(two).enter(two.collaborator)
    article = two.approved()
    writer.get(f"/soan/{article}")
    typed = {"caption": "ả" * 190, "trang": "trang-2"}
    assert "dài quá" in told(writer.post(f"/soan/{article}", typed | {"action": "preview"}).text)
    refused = writer.post(f"/soan/{article}", typed)
    assert refused.status_code == 422
    assert re.search(r'id="caption"[^>]*aria-invalid="true"', refused.text)
    assert writer.post(f"/soan/{article}", typed | {"caption": "ả"}).status_code == 303


# --- pictures


def test_a_cutting_is_kept_as_numbers_and_shown_as_it_will_be(two: Seeded, writer: Visitor, picture: str) -> None:
    list_source(two, picture)
    article = two.approved(image=Picture(picture, None, "Cầu"))
    writer.get(f"/soan/{article}")
    typed = {"caption": "x", "picture": "1", "alt": "Cầu", "trai": "50", "tren": "0", "rong": "25,5", "cao": ""}
    assert writer.post(f"/soan/{article}", typed).status_code == 303
    (post,) = two.store.posts.of_article(article)
    assert post.pictures[0].crop == Crop(500, 0, 255, 1000)
    html = writer.get(f"/bai-dang/{post.id}").text
    (address,) = set(re.findall(r'<img src="(/tin/[^"]+cat=[^"]+)"', html))
    shown = writer.client.get(unescape(address))
    assert shown.status_code == 200
    whole = writer.client.get(unescape(address).partition("&")[0])
    width, height = Image.open(BytesIO(whole.content)).size
    assert Image.open(BytesIO(shown.content)).size == (round(width * 0.755) - width // 2, height)
    assert shown.headers["etag"] != whole.headers["etag"]
    again = writer.client.get(unescape(address), headers={"if-none-match": shown.headers["etag"]})
    assert again.status_code == 304
    assert field(writer.get(f"/bai-dang/{post.id}/sua").text, "rong") == "25.5"


@pytest.mark.parametrize("cat", ["1-2-3", "0-0-2000-10", "a-b-c-d", "0-0-10-10", "9" * 50])
def test_a_cutting_that_is_none_shows_the_whole_picture(two: Seeded, writer: Visitor, picture: str, cat: str) -> None:
    list_source(two, picture)
    article = two.approved(image=Picture(picture, None, "Cầu"))
    shown = writer.client.get(f"/tin/{article}/anh?cat={cat}")
    assert shown.content == writer.client.get(f"/tin/{article}/anh").content


def test_a_feed_shows_whole_pictures_and_says_so(two: Seeded, picture: str) -> None:
    first, second = two.settings.pages
    two.settings = replace(two.settings, pages=(replace(first, publisher="rss"), second))
    writer = Visitor(two).enter(two.collaborator)
    article = two.approved(image=Picture(picture, None, "Cầu"))
    assert "cắt ảnh không có tác dụng" in writer.get(f"/soan/{article}").text
    writer.post(f"/soan/{article}", {"caption": "x", "picture": "1", "alt": "Cầu", "rong": "50"})
    (post,) = two.store.posts.of_article(article)
    assert post.pictures[0].crop is None


# --- previews, warnings, what will be checked


def test_the_previews_are_what_each_way_makes(two: Seeded, writer: Visitor) -> None:
    article = two.approved("Khánh thành cầu")
    writer.get(f"/soan/{article}")
    typed = {
        "caption": "Lời <b>mới</b>",
        "hashtags": "#a",
        "action": "preview",
        "xem": "email",
        "man-hinh": "dien-thoai",
    }
    html = writer.post(f"/soan/{article}", typed).text
    ways = dict(
        re.findall(r'<div class="as as-(\w+) preview">(.*?)(?=<div class="as as-|id="told-of")', html, re.DOTALL)
    )
    assert set(ways) == {"facebook", "outbox", "email", "rss"}
    assert all("Lời &lt;b&gt;mới&lt;/b&gt;" in way and "#a" in way and "Nguồn" in way for way in ways.values())
    assert "Ánh Dương] " in ways["email"]
    assert "bao-mau.example.vn" in ways["facebook"]
    assert re.search(r'id="xem-email"[^>]* checked', html)
    assert re.search(r'id="xem-dien-thoai"[^>]* checked', html)
    assert re.search(r'id="xem-facebook"[^>]* checked', writer.get(f"/soan/{two.approved()}").text), (
        "the page's own way"
    )


def test_other_posts_of_the_same_news_are_told_of_while_typing(two: Seeded, writer: Visitor) -> None:
    article = two.approved("Khánh thành cầu")
    near = two.approved("Cầu khánh thành", near=[(article, 0.9)])
    one = compose.create(two.store, two.editor, two.settings.pages[1], article, "Lời", None, None, two.clock())
    other = two.approved("Tin khác hẳn")
    alike = compose.create(two.store, two.editor, two.settings.pages[1], other, WORDS, None, None, two.clock())
    writer.get(f"/soan/{article}")
    said = told(writer.post(f"/soan/{article}/xem-truoc", {"caption": f"{WORDS}!"}, headers=HTMX).text)
    assert f"Cùng một tin: Bài đăng số {one}," in said
    assert f"Lời đăng gần như trùng: Bài đăng số {alike}," in said
    of_copy = told(writer.get(f"/soan/{near}").text)
    assert f"Tin gần như trùng: Bài đăng số {one}," in of_copy
    assert "Chưa có bài đăng nào khác" in told(writer.get(f"/soan/{two.approved('Tin mới')}").text)


def test_a_wished_time_is_weighed_and_free_slots_are_offered(two: Seeded, writer: Visitor) -> None:
    taken = two.scheduled(wall="2026-11-23T16:00")
    article = two.approved()
    html = writer.get(f"/soan/{article}").text
    assert re.findall(r'name="slot" value="([^"]+)"', html)[:2] == ["2026-11-23T09:00", "2026-11-23T19:30"]
    typed = {"caption": "Lời đã gõ", "wanted": "2026-11-23T16:00"}
    assert f"bài số {taken}" in told(writer.post(f"/soan/{article}/xem-truoc", typed, headers=HTMX).text)
    chosen = writer.post(f"/soan/{article}", typed | {"slot": "2026-11-23T19:30"}).text
    assert re.search(r'id="wanted"[^>]*value="2026-11-23T19:30"', chosen)
    assert "không vướng gì" in told(chosen)
    assert "Lời đã gõ" in chosen
    past = told(writer.post(f"/soan/{article}/xem-truoc", typed | {"wanted": "2020-01-01T00:00"}, headers=HTMX).text)
    assert "01/01/2020" in past
    assert writer.post(f"/soan/{article}", typed).status_code == 303
    (post,) = two.store.posts.of_article(article)
    assert (post.state, post.wall_time, post.zone) == ("draft", "2026-11-23T16:00", two.page.zone)
    compose.approve(two.store, two.editor, two.page, post.id, 1, two.clock())
    editor = Visitor(two).enter(two.editor)
    assert re.search(r'id="wall_time"[^>]*value="2026-11-23T16:00"', editor.get(f"/bai-dang/{post.id}").text)


def test_an_editor_is_told_of_a_time_while_choosing_it(two: Seeded, writer: Visitor) -> None:
    taken, post = two.scheduled(wall="2026-11-23T16:00"), two.approved_post()
    editor = Visitor(two).enter(two.editor)
    path = f"/bai-dang/{post}/xem-gio"
    assert f"bài số {taken}" in editor.get(f"{path}?wall_time=2026-11-23T16:00").text
    assert "không vướng gì" in editor.get(f"{path}?wall_time=2026-11-23T19:30").text
    assert "note strong" in editor.get(f"{path}?wall_time=2020-01-01T00:00").text
    assert "note strong" in editor.get(f"{path}?wall_time=<b>").text
    assert editor.get(path).text.strip() == ""
    assert writer.get(f"{path}?wall_time=2026-11-23T16:00").status_code == 403
    assert two.store.posts.get(post).state is PostState.APPROVED


def test_a_wish_that_has_passed_stays_and_another_must_be_to_come(two: Seeded, writer: Visitor) -> None:
    article = two.approved()
    writer.get(f"/soan/{article}")
    typed = {"caption": "Lời", "wanted": "2026-11-23T16:00"}
    writer.post(f"/soan/{article}", typed)
    (post,) = two.store.posts.of_article(article)
    two.clock.forward(hours=10)
    path = f"/bai-dang/{post.id}/sua"
    writer = Visitor(two).enter(two.collaborator)
    writer.get(path)
    assert writer.post(path, typed | {"caption": "Lời khác", "version": "1"}).status_code == 303
    kept = two.store.posts.get(post.id)
    assert (kept.caption, kept.moment) == ("Lời khác", post.moment)
    wrong = writer.post(path, typed | {"wanted": "2026-11-23T16:01", "version": "2"})
    assert wrong.status_code == 422
    assert re.search(r'id="wanted"[^>]*value="2026-11-23T16:01"[^>]*aria-invalid="true"', wrong.text)
    assert writer.post(path, typed | {"wanted": "2026-11-25T09:00", "version": "2"}).status_code == 303
    assert two.store.posts.get(post.id).wall_time == "2026-11-25T09:00"
    assert '"wall_time": "2026-11-25T09:00"' in (two.store.audit.latest(1)[0].detail or "")
    assert writer.post(path, typed | {"wanted": "", "version": "3"}).status_code == 303
    assert two.store.posts.get(post.id).moment is None


def test_an_edited_post_keeps_its_time_as_a_wish(two: Seeded, writer: Visitor) -> None:
    post = two.scheduled(wall="2026-11-24T16:00")
    html = writer.get(f"/bai-dang/{post}/sua").text
    assert re.search(r'id="wanted"[^>]*value="2026-11-24T16:00"', html)
    typed = {"caption": "Lời khác", "wanted": "2026-11-24T16:00", "version": version(html)}
    assert writer.post(f"/bai-dang/{post}/sua", typed).status_code == 303
    found = two.store.posts.get(post)
    assert (found.state, found.wall_time) == (PostState.DRAFT, "2026-11-24T16:00")


def test_what_will_be_asked_is_told_before_there_is_a_post(two: Seeded, writer: Visitor, picture: str) -> None:
    article = two.approved(image=Picture(picture, None, None))
    writer.get(f"/soan/{article}")
    typed = {"caption": "x", "picture": "1", "alt": "", "action": "preview"}
    said = told(writer.post(f"/soan/{article}", typed).text)
    assert "Ảnh nào cũng có lời mô tả: chưa đạt" in said
    assert "Tin đã được duyệt và nguồn chưa gỡ: đạt" in said
    assert "Đã có người duyệt, đúng quy định của trang: chưa đạt" in said
    fixed = told(
        writer.post(f"/soan/{article}", {"caption": "x", "picture": "1", "alt": "Cầu", "action": "preview"}).text
    )
    assert "Ảnh nào cũng có lời mô tả: đạt" in fixed


# --- what is kept while somebody types


def test_what_is_typed_is_kept_and_opened_again_until_it_is_saved(two: Seeded, writer: Visitor) -> None:
    article = two.approved()
    writer.get(f"/soan/{article}")
    typed = {"caption": "Đang gõ dở", "hashtags": "#dở", "trang": "trang-2", "wanted": "2026-11-24T08:00"}
    kept = writer.post(f"/soan/{article}/giu", typed)
    assert kept.status_code == 200
    assert "08:15:00" in kept.text
    again = writer.get(f"/soan/{article}").text
    assert caption_of(again.split('id="before"')[0]) == "Đang gõ dở"
    assert field(again, "hashtags") == "#dở"
    assert '<option value="trang-2" selected>' in again
    assert "Thứ Hai, 23/11/2026 08:15" in again
    other = Visitor(two).enter(two.second)  # type: ignore[arg-type]
    seen = other.get(f"/soan/{article}").text
    assert "Nguyễn Thị Lan cũng đang soạn" in seen
    assert "Đang gõ dở" in seen
    assert caption_of(seen.split('id="before"')[0]) != "Đang gõ dở"
    assert writer.post(f"/soan/{article}", typed).status_code == 303
    assert two.store.typing.of(two.collaborator, article, None) is None


def test_what_is_kept_can_be_dropped(two: Seeded, writer: Visitor) -> None:
    post = two.draft("Lịch tiêm")
    article = two.store.posts.get(post).article_id
    for path in (f"/soan/{article}", f"/bai-dang/{post}"):
        writer.get(f"/bai-dang/{post}/sua")
        writer.post(f"{path}/giu", {"caption": "Dở", "trang": "trang-2", "version": "1"})
        form = f"{path}/sua" if "bai" in path else path
        assert "Dở" in writer.get(form).text
        dropped = writer.post(f"{path}/bo-go", {})
        assert dropped.headers["location"] == f"{form}?bao=da-bo-go"
        assert "Dở" not in writer.get(form).text


def test_two_editors_of_one_post_are_told_and_neither_text_is_lost(two: Seeded, writer: Visitor) -> None:
    post = two.draft("Lịch tiêm")
    other = Visitor(two).enter(two.editor)
    mine, theirs = (version(one.get(f"/bai-dang/{post}/sua").text) for one in (writer, other))
    writer.post(f"/bai-dang/{post}/giu", {"caption": "Của tôi", "version": mine})
    assert other.post(f"/bai-dang/{post}/sua", {"caption": "Của người kia", "version": theirs}).status_code == 303
    told_live = writer.post(f"/bai-dang/{post}/giu", {"caption": "Của tôi", "version": mine}).text
    assert "có người đã lưu bài đăng này" in told_live
    conflict = writer.post(f"/bai-dang/{post}/sua", {"caption": "Của tôi", "version": mine})
    assert conflict.status_code == 409
    assert caption_of(conflict.text.split('id="before"')[0]) == "Của tôi"
    assert "Của người kia" in conflict.text
    left = writer.get(f"/bai-dang/{post}").text
    assert f'href="/bai-dang/{post}/sua"' in left
    assert "mà chưa lưu" in left
    back = writer.get(f"/bai-dang/{post}/sua").text
    assert caption_of(back.split('id="before"')[0]) == "Của tôi"
    assert writer.post(f"/bai-dang/{post}/sua", {"caption": "Của tôi", "version": version(back)}).status_code == 303
    assert [one.caption for one in two.store.versions.of_post(post)][:2] == ["Của tôi", "Của người kia"]


def test_what_was_typed_for_a_post_that_left_can_still_be_read(two: Seeded, writer: Visitor) -> None:
    post = two.draft("Lịch tiêm")
    writer.get(f"/bai-dang/{post}/sua")
    writer.post(f"/bai-dang/{post}/giu", {"caption": "Muộn rồi", "version": "1"})
    two.store.posts.cancel(two.editor, post, 1, two.clock())
    html = writer.get(f"/bai-dang/{post}/sua").text
    assert "Muộn rồi" in html
    assert 'value="save"' not in html
    stranger = Visitor(two).enter(two.editor)
    assert stranger.get(f"/bai-dang/{post}/sua").status_code == 409


def test_a_session_that_ends_while_composing_loses_nothing(two: Seeded, writer: Visitor) -> None:
    article = two.approved()
    writer.get(f"/soan/{article}")
    two.clock.forward(hours=5)
    late = writer.post(f"/soan/{article}/giu", {"caption": "Đã gõ", "hashtags": "#a"})
    assert late.status_code == 401
    assert "Đã gõ" in late.text, "carried over the login for a browser without a script"
    assert two.store.typing.of(two.collaborator, article, None) is None


def test_typing_keeps_a_session_awake(two: Seeded, writer: Visitor) -> None:
    article = two.approved()
    writer.get(f"/soan/{article}")
    for _ in range(3):
        two.clock.forward(hours=3)
        assert writer.post(f"/soan/{article}/giu", {"caption": "Gõ tiếp"}).status_code == 200


# --- versions


def test_versions_show_what_changed_and_one_is_taken_back(two: Seeded, writer: Visitor) -> None:
    post = two.draft("Lịch tiêm vắc xin")
    before = two.store.posts.get(post).caption
    writer.get(f"/bai-dang/{post}/sua")
    writer.post(f"/bai-dang/{post}/sua", {"caption": before.replace("Lịch", "Lịch mới"), "version": "1"})
    path = f"/bai-dang/{post}/ban"
    assert "2 bản nội dung" in writer.get(f"/bai-dang/{post}").text
    html = writer.get(path).text
    assert re.search(r"<ins>[^<]*mới[^<]*</ins>", html)
    assert "Nguyễn Thị Lan" in html
    (number,) = re.findall(r'name="number" value="(\d+)"', html)
    stale = writer.post(path, {"number": number, "version": "1"})
    assert stale.status_code == 409
    assert 'role="alert"' in stale.text
    assert writer.post(path, {"number": "9", "version": "2"}).status_code == 404
    assert writer.post(path, {"number": number, "version": version(html)}).status_code == 303
    assert two.store.posts.get(post).caption == before
    assert "lấy lại bản 1" in writer.get(path).text
    assert "lấy lại bản 1" in writer.get(f"/bai-dang/{post}").text


def test_a_post_that_is_out_keeps_its_text_and_shows_its_versions(seeded: Seeded, editor: Visitor) -> None:
    post = seeded.published()
    html = editor.get(f"/bai-dang/{post}/ban").text
    assert "Bản 1" in html
    assert 'name="number"' not in html
    version_now = str(seeded.version(post))
    assert editor.post(f"/bai-dang/{post}/ban", {"number": "1", "version": version_now}).status_code == 409
