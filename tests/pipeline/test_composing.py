"""What the composer adds to a post: hashtags, campaign parameters, cuttings, templates, lengths, versions, typing."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from crawlers import urls
from crawlers.errors import CrawlError
from crawlers.items import Picture
from crawlers.reading_errors import PictureUnreachable
from pipeline import captions, compose, copying, foresee, hashtags, lengths, links
from pipeline.captions import PLAIN, CaptionTemplate
from pipeline.copying import Target
from pipeline.delivery import Desk
from pipeline.errors import (
    Conflict,
    CropInvalid,
    HashtagInvalid,
    SettingsInvalid,
    TextTooLong,
    TooManyHashtags,
    VersionNotFound,
)
from pipeline.graph.listing import Listed, find_post
from pipeline.model import Crop, Extras, Page, PostState
from pipeline.photos import Photo, box_of, cut, prepare
from pipeline.publish import tick
from pipeline.publishers.outbox import Outbox
from pipeline.settings import load_settings
from pipeline.store import Store, migrations
from pipeline.walltime import resolve
from tests.pipeline.support import NOON, PAGE, Room

UTM = (("source", "facebook"), ("medium", "bangài"), ("campaign", "anh-duong"))
TAGGED = replace(PAGE, utm=UTM, hashtags=("#LàoCai",))
LEAD, SECOND = "https://bao.example.vn/1.jpg", "https://bao.example.vn/2.jpg"


def halves(kind: str = "PNG") -> bytes:
    """The left half red, the right half blue."""
    image = Image.new("RGB", (400, 200), "red")
    image.paste("blue", (200, 0, 400, 200))
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def opened(photo: Photo) -> Image.Image:
    image = Image.open(BytesIO(photo.data))
    image.load()
    return image


# --- hashtags


def test_hashtags_are_read_as_people_type_them() -> None:
    assert hashtags.parse(" lào_cai, #Yte2026 #YTE2026;#SaPa#BắcHà ") == ("#lào_cai", "#Yte2026", "#SaPa", "#BắcHà")
    assert hashtags.parse("") == hashtags.parse(" # ##  ") == ()
    assert hashtags.parse("#Lào") == hashtags.parse("#La\u0300o")


@pytest.mark.parametrize("wrong", ["#2026", "#a-b", "#" + "a" * 61, "#a!", "#<b>", "😀"])
def test_what_would_not_be_one_hashtag_is_refused(wrong: str) -> None:
    with pytest.raises(HashtagInvalid):
        hashtags.parse(f"#tốt {wrong}")


def test_there_are_not_too_many() -> None:
    assert len(hashtags.parse(" ".join(f"a{n}" for n in range(hashtags.MOST)))) == hashtags.MOST
    with pytest.raises(TooManyHashtags):
        hashtags.parse(" ".join(f"a{n}" for n in range(hashtags.MOST + 1)))


@given(st.text(max_size=60))
def test_hashtags_that_are_kept_read_as_themselves(text: str) -> None:
    try:
        found = hashtags.parse(text)
    except (HashtagInvalid, TooManyHashtags):
        return
    assert hashtags.parse(" ".join(found)) == found


# --- the link


@given(
    st.sampled_from(["", "?id=5", "?a=%2F&b", "?utm_source=bao&x=1", "?&", "#doan", "?q=1#doan"]),
    st.lists(st.tuples(st.sampled_from(links.UTM), st.text(min_size=1, max_size=20)), max_size=5),
)
def test_a_link_with_a_campaign_is_still_the_source_to_whoever_reads_it_back(
    query: str, parameters: list[tuple[str, str]]
) -> None:
    link = urls.canonical(f"https://bao.example.vn/tin/bài-1.html{query}")
    tagged = links.with_campaign(link, links.campaign(parameters))
    assert urls.canonical(tagged) == link
    listed = Listed("1", f"Lời\n\nNguồn: Báo – {tagged}", NOON, None, (tagged,))
    assert find_post([listed], f"Lời\n\nNguồn: Báo – {link}", link, NOON) is listed


def test_a_campaign_that_ends_in_a_full_stop_keeps_it() -> None:
    assert links.campaign([("source", "a.b"), ("medium", "bản tin.")]) == (
        "utm_source=a.b&utm_medium=b%E1%BA%A3n+tin%2E"
    )


def test_a_campaign_that_would_hide_the_source_is_left_out() -> None:
    longest = "https://bao.example.vn/" + "a" * (urls.MAX_LENGTH - 23)
    assert links.with_campaign(longest, links.campaign(UTM)) == longest
    assert links.with_campaign("khong phai dia chi", "utm_source=a") == "khong phai dia chi"


def test_the_store_keeps_the_sources_own_link_and_readers_get_the_campaign(room: Room) -> None:
    post = room.store.posts.get(draft(room, TAGGED))
    assert post.link == room.store.articles.get(post.article_id).url
    assert post.outgoing_link == f"{post.link}?utm_source=facebook&utm_medium=bang%C3%A0i&utm_campaign=anh-duong"
    assert compose.full_text(post).endswith(f"Nguồn: Báo mẫu – {post.outgoing_link}")
    plain = room.store.posts.get(draft(room, PAGE))
    assert plain.outgoing_link == plain.link, "only where the page's settings say so"


def test_other_settings_do_not_change_what_was_approved(room: Room) -> None:
    post_id = draft(room, TAGGED, Extras(hashtags=("#LàoCai",)))
    compose.approve(room.store, room.editor, TAGGED, post_id, 1, NOON)
    before = compose.full_text(room.store.posts.get(post_id))
    room.store.posts.sync_pages([PAGE])
    assert compose.full_text(room.store.posts.get(post_id)) == before


# --- hashtags and cuttings of a post


def draft(room: Room, page: Page = PAGE, extras: Extras | None = None, *, pictures: bool = False) -> int:
    given = {"image": Picture(LEAD, "Ảnh: Lan", None), "pictures": (Picture(SECOND, None, None),)} if pictures else {}
    article = room.approved_article(**given)
    first = (LEAD, "Cầu") if pictures else (None, None)
    more = [(SECOND, "Dân")] if pictures else []
    return compose.create(room.store, room.collaborator, page, article, "Chú thích", *first, NOON, more, extras)


def test_hashtags_stand_between_the_caption_and_the_source(room: Room) -> None:
    post = room.store.posts.get(draft(room, extras=Extras(hashtags=("#LàoCai", "#ytế"))))
    assert compose.full_text(post) == f"Chú thích\n\n#LàoCai #ytế\n\nNguồn: Báo mẫu – {post.link}"


def test_an_edit_that_says_nothing_of_them_leaves_hashtags_and_cuttings(room: Room) -> None:
    wish = resolve("2026-12-01T08:00", "UTC")
    extras = Extras(("#a",), {SECOND: Crop(100, 0, 500, 1000)}, wish)
    post_id = draft(room, extras=extras, pictures=True)
    compose.edit(room.store, room.editor, PAGE, post_id, 1, "Mới", LEAD, "Cầu", NOON, [(SECOND, "Dân")])
    post = room.store.posts.get(post_id)
    assert (post.caption, post.hashtags, post.moment) == ("Mới", "#a", wish)
    assert [picture.crop for picture in post.pictures] == [None, Crop(100, 0, 500, 1000)]
    compose.edit(room.store, room.editor, PAGE, post_id, 2, "Mới", LEAD, "Cầu", NOON, (), Extras())
    post = room.store.posts.get(post_id)
    assert (post.hashtags, post.moment, post.pictures[0].crop) == ("", None, None)


def test_a_copy_takes_hashtags_and_cuttings_along_where_its_page_can_show_them(room: Room) -> None:
    other_page = Page("trang-hai", "Trang hai", "Văn phòng A")
    post = room.store.posts.get(draft(room, extras=Extras(("#a",), {LEAD: Crop(0, 0, 500, 500)}), pictures=True))
    feed = replace(other_page, publisher="rss", id="nguon-cap")
    room.store.posts.sync_pages([PAGE, other_page, feed])
    for page, crops in ((other_page, [Crop(0, 0, 500, 500), None]), (feed, [None, None])):
        made = copying.copy(room.store, room.editor, post, Target(page, resolve("2026-12-01T08:00", "UTC"), ()), NOON)
        copied = room.store.posts.get(made)
        assert (copied.hashtags, copied.wall_time) == ("#a", "2026-12-01T08:00")
        assert [picture.crop for picture in copied.pictures] == crops
    short = replace(other_page, most_characters=10)
    with pytest.raises(TextTooLong):
        copying.copy(room.store, room.editor, post, Target(short, None, ()), NOON)


@pytest.mark.parametrize("change", ["hashtags = '#khac'", "campaign = 'utm_term=x'", "image_crop = '0 0 500 500'"])
def test_other_details_are_another_post_and_what_was_sent_stays(room: Room, change: str) -> None:
    post_id = draft(room, pictures=True)
    compose.approve(room.store, room.editor, PAGE, post_id, 1, NOON)
    due = NOON + timedelta(minutes=5)
    room.store.posts.schedule(room.editor, post_id, 2, "2026-11-23T05:05", "UTC", due, NOON)
    connection = sqlite3.connect(room.settings.database, isolation_level=None)
    connection.execute("BEGIN")
    connection.execute(f"UPDATE posts SET {change}")
    assert connection.execute("SELECT count(*) FROM post_approvals").fetchone() == (0,)
    connection.execute("ROLLBACK")
    connection.execute("UPDATE posts SET state = 'publishing', claimed_by = 'x', lease_until = 'x'")
    with pytest.raises(sqlite3.IntegrityError, match="keeps what was sent"):
        connection.execute(f"UPDATE posts SET {change}")
    connection.close()


@pytest.mark.parametrize("wrong", [(-1, 0, 500, 500), (0, 600, 500, 500), (600, 0, 500, 500), (0, 0, 49, 500)])
def test_a_cutting_lies_within_the_picture_and_shows_something(wrong: tuple[int, int, int, int]) -> None:
    with pytest.raises(CropInvalid):
        compose.check_crop(Crop(*wrong), 1)


def test_all_of_a_picture_is_no_cutting() -> None:
    assert compose.check_crop(Crop(0, 0, 1000, 1000), 1) is None
    assert compose.check_crop(Crop(0, 0, 999, 1000), 1) == Crop(0, 0, 999, 1000)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_part_that_was_chosen_is_cut_out(kind: str) -> None:
    whole = prepare(halves(kind))
    part = cut(whole, Crop(500, 0, 500, 500))
    assert (part.width, part.height, part.media_type) == (200, 100, whole.media_type)
    red, _green, blue = opened(part).convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    assert blue > 200 > 60 > red


@given(st.integers(0, 950), st.integers(0, 950), st.data(), st.integers(1, 3000), st.integers(1, 3000))
def test_every_cutting_has_pixels_within_the_picture(
    left: int, top: int, data: st.DataObject, width: int, height: int
) -> None:
    crop = Crop(left, top, data.draw(st.integers(50, 1000 - left)), data.draw(st.integers(50, 1000 - top)))
    x1, y1, x2, y2 = box_of(crop, width, height)
    assert 0 <= x1 < x2 <= width
    assert 0 <= y1 < y2 <= height


def test_the_outbox_shows_the_part_and_nothing_else(room: Room) -> None:
    post_id = scheduled(room, Extras(crops={SECOND: Crop(500, 0, 500, 1000)}))
    photos = {SECOND: prepare(halves())}
    tick(Desk(room.store, room.settings, {"outbox": Outbox(room.settings.outbox, photos.__getitem__)}, room.clock, "x"))
    assert room.store.posts.get(post_id).state is PostState.PUBLISHED
    (record,) = [json.loads(path.read_text()) for path in room.settings.outbox.glob("*/post-*.json")]
    assert "file" not in record["pictures"][0]
    assert record["pictures"][1]["crop"] == [500, 0, 500, 1000]
    file = record["pictures"][1]["file"]
    assert opened(Photo((room.settings.outbox / PAGE.id / file).read_bytes(), "", 0, 0)).size == (200, 200)
    (html,) = room.settings.outbox.glob(f"{PAGE.id}/post-*.html")
    assert f'src="{file}"' in html.read_text()
    assert SECOND not in html.read_text()


def test_a_part_that_cannot_be_cut_is_not_published_whole(room: Room) -> None:
    def unreachable(url: str) -> Photo:
        raise PictureUnreachable(url=url)

    post_id = scheduled(room, Extras(crops={LEAD: Crop(0, 0, 500, 500)}))
    tick(Desk(room.store, room.settings, {"outbox": Outbox(room.settings.outbox, unreachable)}, room.clock, "x"))
    post = room.store.posts.get(post_id)
    assert (post.state, post.problem) == (PostState.FAILED, "picture-unreachable")
    assert issubclass(PictureUnreachable, CrawlError)


def scheduled(room: Room, extras: Extras) -> int:
    post_id = draft(room, extras=extras, pictures=True)
    compose.approve(room.store, room.editor, PAGE, post_id, 1, NOON)
    room.store.posts.schedule(room.editor, post_id, 2, "2026-11-23T05:00", "UTC", NOON, NOON)
    return post_id


# --- lengths


def test_each_way_counts_as_it_counts() -> None:
    text = "Chào 😀"
    facebook, outbox = replace(PAGE, publisher="facebook"), PAGE
    assert (lengths.measure(facebook, text).used, lengths.measure(outbox, text).used) == (7, 6)
    assert lengths.measure(facebook, text).limit == lengths.FACEBOOK_LIMIT
    assert lengths.measure(outbox, text).limit is None
    assert lengths.measure(replace(facebook, most_characters=300), text).limit == 300
    lengths.require(replace(outbox, most_characters=200), "ả" * 200)
    with pytest.raises(TextTooLong):
        lengths.require(replace(outbox, most_characters=200), "ả" * 201)
    with pytest.raises(TextTooLong):
        lengths.require(replace(facebook, most_characters=200), "😀" * 101)


# --- templates and settings

DESK = 'operator = "A"\ncontact = "a@example.vn"\n[[page]]\nid = "a"\nname = "A"\noperator = "A"\n'
TEMPLATES = """
[[template]]
name = "Y tế"
text = "🩺 {title}\\n\\n{lead}\\n\\nTheo {source}, {date}"
beats = ["y-te"]
[[template]]
name = "Chung"
text = "{title}"
"""


@pytest.fixture
def templates(tmp_path: Path) -> tuple[CaptionTemplate, ...]:
    (tmp_path / "desk.toml").write_text(DESK + TEMPLATES)
    return load_settings(tmp_path).templates


def test_the_template_of_the_first_beat_that_has_one_is_taken(templates: tuple[CaptionTemplate, ...]) -> None:
    assert captions.fitting(templates, ["thoi-tiet", "y-te"]).name == "Y tế"
    assert captions.fitting(templates, ["thoi-tiet"]).name == "Chung"
    assert captions.fitting((), ["y-te"]) is PLAIN


def test_a_template_is_filled_with_the_articles_own_words(room: Room, templates: tuple[CaptionTemplate, ...]) -> None:
    article = room.store.articles.get(room.approved_article(title="Tiêm {lead} chủng", lead="Câu dẫn."))
    said = captions.fill(templates[0], article)
    assert said == "🩺 Tiêm {lead} chủng\n\nCâu dẫn.\n\nTheo Báo mẫu, Thứ Hai, 23/11/2026"
    same = replace(article, lead=article.title, published_at=None)
    assert captions.fill(PLAIN, same) == article.title, "a paragraph without words is left out"


def test_the_pages_habits_are_read(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(
        DESK
        + 'hashtags = ["LàoCai", "#ytế"]\nmost_characters = 2000\n[page.utm]\ncampaign = "anh-duong"\nsource = "fb"\n'
    )
    (page,) = load_settings(tmp_path).pages
    assert page.hashtags == ("#LàoCai", "#ytế")
    assert page.most_characters == 2000
    assert links.campaign(page.utm) == "utm_source=fb&utm_campaign=anh-duong"


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ('hashtags = "#a"', "page[1].hashtags"),
        ('hashtags = ["#1"]', "page[1].hashtags"),
        ("most_characters = 10", "page[1].most_characters"),
        ("utm = 1", "page[1].utm"),
        ('[page.utm]\nkhac = "a"', "page[1].utm.khac"),
        ("[page.utm]\nsource = 1", "page[1].utm.source"),
        (f'[page.utm]\nsource = "{"a" * 81}"', "page[1].utm.source"),
        ('[[template]]\nname = "a"\ntext = "{tieude}"', "template[1].text"),
        ('[[template]]\nname = "a"\ntext = "{title"', "template[1].text"),
        ('[[template]]\nname = "a"', "template[1].text"),
        ('[[template]]\nname = "a"\ntext = "x"\nbeats = "y-te"', "template[1].beats"),
        ('[[template]]\nname = "a"\ntext = "x"\nkhac = 1', "template[1].khac"),
        ('[[template]]\nname = "a"\ntext = "x"\n[[template]]\nname = "a"\ntext = "y"', "template.name"),
        (f'[[template]]\nname = "a"\ntext = "{"x" * 2001}"', "template[1].text"),
        ('[template]\nname = "a"', "template"),
    ],
)
def test_a_setting_that_is_wrong_is_named(tmp_path: Path, wrong: str, key: str) -> None:
    (tmp_path / "desk.toml").write_text(DESK + wrong + "\n")
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(tmp_path)
    assert caught.value.fields["key"] == key


# --- versions


def test_each_content_is_a_version_and_an_earlier_one_comes_back(room: Room) -> None:
    extras = Extras(("#a",), {LEAD: Crop(0, 0, 500, 500)})
    post_id = draft(room, extras=extras, pictures=True)
    compose.edit(room.store, room.editor, PAGE, post_id, 1, "Lần hai", None, None, NOON, (), Extras())
    compose.approve(room.store, room.collaborator, PAGE, post_id, 2, NOON)
    second, first = room.store.versions.of_post(post_id)
    assert (first.number, first.caption, first.by) == (1, "Chú thích", "Lan")
    assert (second.number, second.caption, second.by, second.pictures) == (2, "Lần hai", "Minh", ())
    with pytest.raises(Conflict):
        compose.restore(room.store, room.editor, PAGE, post_id, 1, 1, NOON)
    compose.restore(room.store, room.editor, PAGE, post_id, 3, 1, NOON)
    post = room.store.posts.get(post_id)
    assert (post.caption, post.hashtags, post.state, post.approvals) == ("Chú thích", "#a", PostState.DRAFT, ())
    assert [(one.url, one.alt, one.credit, one.crop) for one in post.pictures] == [
        (LEAD, "Cầu", "Ảnh: Lan", Crop(0, 0, 500, 500)),
        (SECOND, "Dân", None, None),
    ]
    latest = room.store.versions.of_post(post_id)[0]
    assert (latest.number, latest.of, latest.pictures) == (3, 1, first.pictures)
    with pytest.raises(VersionNotFound):
        compose.restore(room.store, room.editor, PAGE, post_id, post.version, 9, NOON)


def test_a_save_that_changes_nothing_is_no_version(room: Room) -> None:
    post_id = draft(room)
    compose.edit(room.store, room.editor, PAGE, post_id, 1, "Chú thích", None, None, NOON)
    assert [one.number for one in room.store.versions.of_post(post_id)] == [1]


def test_a_version_is_kept_as_it_was(room: Room) -> None:
    draft(room)
    connection = sqlite3.connect(room.settings.database)
    with pytest.raises(sqlite3.IntegrityError, match="kept as it was"):
        connection.execute("UPDATE post_versions SET caption = 'khác'")
    connection.close()


def test_posts_of_earlier_releases_have_a_first_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "desk.db"
    before = next(n for n, step in enumerate(migrations.STEPS) if "CREATE TABLE post_versions" in step)
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[:before])
    Store.open(path).close()
    monkeypatch.undo()
    connection = sqlite3.connect(path)
    with connection:
        connection.executescript(
            "INSERT INTO users (id, login, name, role, password_hash, created_at)"
            " VALUES (1, 'lan', 'Lan', 'editor', 'x', '2026-11-20T00:00:00.000000Z');"
            "INSERT INTO sources (id, name) VALUES ('bao', 'Báo mẫu');"
            "INSERT INTO pages (id, name, operator) VALUES ('a', 'A', 'A');"
            "INSERT INTO articles (id, state, source_id, url, title, text, content_hash, collected_at, sort_at)"
            " VALUES (1, 'new', 'bao', 'https://b.vn/1', 'Tin', 'x', 'x', '2026-11-20T00:00:00.000000Z', 'x');"
            "INSERT INTO posts (id, page_id, article_id, key, source_name, link, caption, image_url, image_alt,"
            " composed_by, created_at, sort_at) VALUES (7, 'a', 1, 'k', 'Báo', 'https://b.vn/1', 'Lời', 'https://b.vn/a',"
            " 'Cầu', 1, '2026-11-20T00:00:00.000000Z', 'x');"
            "INSERT INTO post_pictures VALUES (7, 1, 'https://b.vn/b', 'Dân', 'Ảnh: Lan');"
        )
    connection.close()
    with Store.open(path) as store:
        (version,) = store.versions.of_post(7)
        assert (version.caption, version.by, version.pictures) == ("Lời", "Lan", store.posts.get(7).pictures)


# --- what is being typed


def test_what_is_typed_is_each_persons_own_until_it_is_saved(room: Room) -> None:
    store, article = room.store, room.approved_article()
    assert store.typing.keep(room.collaborator, article, None, 0, {"caption": "Của Lan", "trang": PAGE.id}, NOON)
    assert store.typing.keep(room.editor, article, None, 0, {"caption": "Của Minh", "trang": PAGE.id}, NOON)
    kept = store.typing.of(room.collaborator, article, None)
    assert kept is not None
    assert (kept.fields["caption"], kept.kept_at) == ("Của Lan", NOON)
    (other,) = store.typing.others(room.collaborator, article, NOON - timedelta(hours=1))
    assert (other.user_name, other.fields["caption"]) == ("Minh", "Của Minh")
    assert store.typing.others(room.collaborator, article, NOON + timedelta(seconds=1)) == ()
    post_id = compose.create(store, room.collaborator, PAGE, article, "Của Lan", None, None, NOON)
    store.typing.drop(room.collaborator, article, None)
    late = store.typing.keep(room.collaborator, article, None, 0, {"caption": "Của", "trang": PAGE.id}, NOON)
    assert not late, "a message from before the save brings nothing back"
    assert store.typing.of(room.collaborator, article, None) is None
    assert store.typing.of(room.editor, article, None) is not None
    assert store.typing.keep(room.collaborator, article, post_id, 1, {"caption": "Sửa"}, NOON)
    compose.edit(store, room.collaborator, PAGE, post_id, 1, "Sửa", None, None, NOON)
    assert not store.typing.keep(room.collaborator, article, post_id, 1, {"caption": "Sửa"}, NOON)
    assert store.typing.keep(room.collaborator, article, post_id, 2, {"caption": "Lại"}, NOON)


def test_what_nobody_went_on_with_is_dropped_in_the_end(room: Room) -> None:
    store, old, new = room.store, room.approved_article(), room.approved_article()
    store.typing.keep(room.collaborator, old, None, 0, {"caption": "Cũ"}, NOON)
    store.typing.keep(room.collaborator, new, None, 0, {"caption": "Mới"}, NOON + timedelta(days=31))
    assert store.typing.of(room.collaborator, old, None) is None


# --- what is told while somebody types

WORDS = "Sáng nay cây cầu mới của xã đã khánh thành trong niềm vui của bà con hai bên bờ suối sau nhiều năm chờ đợi"


def test_other_posts_of_the_same_news_are_told_of(room: Room) -> None:
    other_page = Page("trang-hai", "Trang hai", "Văn phòng A")
    room.store.posts.sync_pages([PAGE, other_page])
    article = room.approved_article()
    same = compose.create(room.store, room.editor, other_page, article, WORDS, None, None, NOON)
    alike = compose.create(room.store, room.editor, PAGE, room.approved_article(), f"{WORDS}.", None, None, NOON)
    compose.create(room.store, room.editor, PAGE, room.approved_article(), "Lời khác hẳn", None, None, NOON)
    found = foresee.related(room.store, article, f"Tin vui: {WORDS}")
    assert [(one.code, one.post_id, one.page_id) for one in found] == [
        ("same-article", same, "trang-hai"),
        ("same-words", alike, PAGE.id),
    ]
    assert foresee.related(room.store, article, "Cầu mới", but=same) == (), "few words are alike by chance"
    room.store.posts.cancel(room.editor, same, 1, NOON)
    assert foresee.related(room.store, article, "Cầu mới") == ()
