"""The ways out, built from settings: what is missing makes its own page wait, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import compose, review
from pipeline.errors import CaptionInvalid, SettingsInvalid
from pipeline.i18n import describe
from pipeline.model import PostState
from pipeline.pictures import _place
from pipeline.publish import Desk, tick
from pipeline.publishers import PageStopped
from pipeline.publishers.email import Email
from pipeline.publishers.rss import Rss
from pipeline.publishers.webhook import Webhook
from pipeline.secrets import Secret
from pipeline.settings import PUBLISHERS, Settings, load_settings
from pipeline.settings_ways import EmailWay, PageWays, RssWay, WebhookWay, webhook_secret_name
from pipeline.ways import Unready, email_of, ways_out
from pipeline.words import problem_name
from tests.fakes.mail import FakeMail, serving
from tests.pipeline.support import NOON, PAGE, Room

DESK = """
operator = "Văn phòng A"
contact = "a@example.vn"
[[page]]
id = "anh-duong"
name = "Ánh Dương"
operator = "Văn phòng A"
"""
MAIL = '[mail]\nhost = "mail.example.vn"\nsender = "ban-tin@example.vn"\n'
EMAIL = '[page.email]\nto = ["lan@example.vn", "nam@example.vn", "lan@example.vn"]\n'
RSS = '[page.rss]\nurl = "https://anhduong.example.vn/feed/anh-duong.xml"\n'
WEBHOOK = '[page.webhook]\nurl = "https://cong.example.vn/nhan?trang=1"\nstatus_url = "https://cong.example.vn/hoi"\n'


def loaded(folder: Path, text: str) -> Settings:
    (folder / "desk.toml").write_text(text)
    return load_settings(folder)


@pytest.fixture(autouse=True)
def _no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANHDUONG_SMTP_PASSWORD", "ANHDUONG_WEBHOOK_SECRET_ANH_DUONG"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


# --- settings


def test_each_page_has_the_tables_below_it(tmp_path: Path) -> None:
    second = DESK[DESK.index("[[page]]") :].replace("anh-duong", "sen") + '[page.email]\nto = ["a@example.vn"]\n'
    settings = loaded(tmp_path, DESK + 'publisher = "webhook"\n' + EMAIL + RSS + WEBHOOK + second)
    assert settings.pages[0].publisher == "webhook"
    assert settings.ways == {
        "anh-duong": PageWays(
            EmailWay(("lan@example.vn", "nam@example.vn")),
            RssWay("https://anhduong.example.vn/feed/anh-duong.xml"),
            WebhookWay("https://cong.example.vn/nhan?trang=1", "https://cong.example.vn/hoi"),
        ),
        "sen": PageWays(EmailWay(("a@example.vn",))),
    }


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("email = 3\n", "email"),
        ("[page.email]\n", "email.to"),
        ("[page.email]\nto = []\n", "email.to"),
        ('[page.email]\nto = "lan@example.vn"\n', "email.to"),
        ('[page.email]\nto = ["lan"]\n', "email.to"),
        ('[page.email]\nto = ["lan@example.vn\\nBcc: x@example.vn"]\n', "email.to"),
        ('[page.email]\nto = ["lan@example.vn"]\ncc = 1\n', "email.cc"),
        ('[page.email]\nto = ["lan@example.vn"]\nattach_picture = 1\n', "email.attach_picture"),
        ("[page.rss]\n", "rss.url"),
        ('[page.rss]\nurl = "feed.xml"\n', "rss.url"),
        ('[page.rss]\nurl = "http://anhduong.example.vn/feed.xml"\n', "rss.url"),
        (RSS + "entries = 0\n", "rss.entries"),
        ("[page.webhook]\n", "webhook.url"),
        ('[page.webhook]\nurl = "http://cong.example.vn/"\n', "webhook.url"),
        ('[page.webhook]\nurl = "https://user:pass@cong.example.vn/"\n', "webhook.url"),
        ('[page.webhook]\nurl = "https://169.254.169.254/"\n', "webhook.url"),
        ('[page.webhook]\nurl = "https://localhost/"\n', "webhook.url"),
        ('[page.webhook]\nurl = "http://127.0.0.1:8000/"\n', "webhook.url"),
        ('[page.webhook]\nurl = "file:///etc/passwd"\n', "webhook.url"),
        (WEBHOOK.replace("https://cong.example.vn/hoi", "https://khac.example.vn/hoi"), "webhook.status_url"),
        (WEBHOOK + 'secret = "x"\n', "webhook.secret"),
    ],
)
def test_a_bad_table_is_told_with_its_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        loaded(tmp_path, DESK + text)
    assert caught.value.fields["key"] == f"page[1].{key}"


def test_the_demo_may_use_this_machine(tmp_path: Path) -> None:
    settings = loaded(tmp_path, "demo = true" + DESK + '[page.webhook]\nurl = "http://127.0.0.1:8000/nhan"\n')
    assert settings.ways["anh-duong"].webhook == WebhookWay("http://127.0.0.1:8000/nhan")


@given(
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,40}", fullmatch=True), st.from_regex(r"[a-z0-9][a-z0-9-]{0,40}", fullmatch=True)
)
def test_no_two_pages_share_a_secret(one: str, other: str) -> None:
    assert (webhook_secret_name(one) == webhook_secret_name(other)) == (one == other)


# --- building


def test_every_name_has_a_way_and_what_is_missing_stands_apart(room: Room, tmp_path: Path) -> None:
    ways = ways_out(room.store, loaded(tmp_path, DESK + RSS))
    assert set(ways) == set(PUBLISHERS)
    assert isinstance(ways["rss"], Rss)
    assert ways["email"] == Unready("mail-not-set")
    full = ways_out(room.store, loaded(tmp_path, DESK + EMAIL + WEBHOOK + MAIL))
    assert isinstance(full["email"], Email)
    assert isinstance(full["webhook"], Webhook)
    assert ways_out(room.store, loaded(tmp_path, DESK + EMAIL + MAIL + 'user = "u"\n'))["email"] == Unready(
        "mail-password"
    )


def test_a_short_or_unreadable_secret_is_none(room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def secret() -> Secret | None:
        hook = ways_out(room.store, loaded(tmp_path, DESK + WEBHOOK))["webhook"]
        assert isinstance(hook, Webhook)
        return hook.targets["anh-duong"].secret

    assert secret() is None
    monkeypatch.setenv("ANHDUONG_WEBHOOK_SECRET_ANH_DUONG", "ngan")
    assert secret() is None
    monkeypatch.setenv("ANHDUONG_WEBHOOK_SECRET_ANH_DUONG", "mot khoa dai hon muoi sau")
    assert secret() == Secret("mot khoa dai hon muoi sau")
    monkeypatch.delenv("ANHDUONG_WEBHOOK_SECRET_ANH_DUONG")
    monkeypatch.setenv("ANHDUONG_WEBHOOK_SECRET_ANH_DUONG_FILE", str(tmp_path / "khong-co"))
    assert secret() is None


@pytest.fixture
def fake() -> Iterator[FakeMail]:
    with serving(FakeMail()) as made:
        yield made


@pytest.mark.parametrize(
    ("publisher", "problem"),
    [
        ("email", "mail-not-set"),
        ("rss", "rss-not-set"),
        ("webhook", "webhook-not-set"),
        ("facebook", "facebook-not-set"),
    ],
)
def test_a_page_whose_way_is_missing_waits_and_the_others_go_on(room: Room, publisher: str, problem: str) -> None:
    other = replace(PAGE, id="sen", name="Hương sen Việt", publisher=publisher)
    room.store.posts.sync_pages((PAGE, other))
    waiting = _scheduled_on(room, "sen")
    leaving = room.scheduled_post(due_in=timedelta(0))
    settings = replace(room.settings, pages=(other, PAGE))
    desk = Desk(room.store, settings, ways_out(room.store, settings, room.clock), room.clock, "one")
    assert tick(desk).published == [leaving]
    post = room.store.posts.get(waiting)
    assert (post.state, post.problem) == (PostState.FAILED, problem)
    assert set(room.store.pages.paused(room.clock())) == {"sen"}
    said = problem_name(problem)
    assert said != problem
    assert "desk.toml" in said


def _scheduled_on(room: Room, page_id: str) -> int:
    page = replace(PAGE, id=page_id)
    article = room.article()
    review.approve(room.store, room.collaborator, article, 1, room.clock())
    post = compose.create(room.store, room.collaborator, page, article, "Chú thích", None, None, room.clock())
    compose.approve(room.store, room.editor, page, post, 1, room.clock())
    room.store.posts.schedule(room.editor, post, 2, f"{NOON:%Y-%m-%dT%H:%M}", "UTC", room.clock(), room.clock())
    return post


def test_what_stands_for_a_missing_way_cannot_read_back_either(room: Room) -> None:
    post = room.store.posts.get(room.scheduled_post())
    with pytest.raises(PageStopped, match="mail-not-set"):
        Unready("mail-not-set").find(post, PAGE)


def test_a_picture_that_the_desk_keeps_is_attached(tmp_path: Path) -> None:
    settings = loaded(tmp_path, DESK + EMAIL + MAIL)
    url = "https://bao.example.vn/anh.webp"
    attach = email_of(settings).attach
    assert attach(url) is None
    folder = tmp_path / "pictures"
    place = _place(folder, url)
    place.parent.mkdir(parents=True)
    place.write_text('{"file": "abc.webp", "tried_at": "2026-11-23T00:00:00+00:00"}')
    assert attach(url) is None
    (folder / "abc.webp").write_bytes(b"RIFF")
    attached = attach(url)
    assert attached is not None
    assert (attached.name, attached.media_type, attached.data) == ("anh.webp", "image/webp", b"RIFF")
    place.write_text('{"file": "../desk.toml", "tried_at": "2026-11-23T00:00:00+00:00"}')
    assert attach(url) is None


# --- bad input: one sentence, in Vietnamese, that says what to do


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            DESK.replace('name = "Ánh Dương"\noperator = "Văn phòng A"', 'name = "Ánh Dương"'),
            "“page[1].operator” chưa đúng: trang chưa ghi cơ quan, đơn vị quản lý. Hãy ghi tên",
        ),
        (
            DESK + 'zone = "Asia/Khong_Co"\n',
            "“page[1].zone” chưa đúng: 'Asia/Khong_Co'. ",
        ),
        (
            DESK + '[page.webhook]\nurl = "http://cong.example.vn/"\n',
            "Địa chỉ phải bắt đầu bằng https:// và một tên miền công khai.",
        ),
    ],
)
def test_bad_settings_are_told_in_vietnamese(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        loaded(tmp_path, text)
    assert said in describe(caught.value)


def test_a_caption_of_100_000_characters_is_told_in_vietnamese_and_changes_nothing(room: Room) -> None:
    article = room.approved_article()
    post = compose.create(room.store, room.collaborator, PAGE, article, "Chú thích", None, None, room.clock())
    with pytest.raises(CaptionInvalid) as caught:
        compose.edit(room.store, room.collaborator, PAGE, post, 1, "a" * 100_000, None, None, room.clock())
    assert describe(caught.value) == ("Chú thích phải có từ 1 đến 5000 ký tự; hiện có 100000. Hãy sửa lại rồi lưu.")
    assert room.store.posts.get(post).caption == "Chú thích"
