"""A ready post in an editor's mailbox, over a real mail server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.compose import full_text
from pipeline.mail import Attached, Mailer
from pipeline.model import Post, PostPicture, PostState
from pipeline.publish import Desk, tick
from pipeline.publishers import NotNow, PageStopped, Refused, Uncertain
from pipeline.publishers.email import Email, ready
from pipeline.settings_mail import MailSettings
from pipeline.settings_ways import EmailWay
from pipeline.words import problem_name
from tests.fakes.mail import FakeMail, serving
from tests.pipeline.support import NOON, PAGE, Room

MAIL_PAGE = replace(PAGE, publisher="email", url="https://anhduong.example.vn/")
LAN, NAM = "lan@example.vn", "nam@example.vn"
PICTURE = Attached("anh.jpg", "image/jpeg", b"\xff\xd8\xff" + bytes(2000))
URL = "https://bao.example.vn/anh/le-hoi.jpg"


@pytest.fixture
def fake() -> Iterator[FakeMail]:
    with serving(FakeMail()) as made:
        yield made


def way(fake: FakeMail, *, to: tuple[str, ...] = (LAN, NAM), picture: Attached | None = None, **mailer: Any) -> Email:
    server = MailSettings("127.0.0.1", fake.port, "none", "ban-tin@example.vn", "Văn phòng A")
    return Email(Mailer(server, **mailer), {PAGE.id: EmailWay(to)}, {URL: picture}.get)


def desk(room: Room, email: Email) -> Desk:
    return Desk(room.store, replace(room.settings, pages=(MAIL_PAGE,)), {"email": email}, room.clock, "one")


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    text = part.get_content()
    assert isinstance(text, str)
    return text.replace("\r\n", "\n")


def a_post(room: Room, **changes: Any) -> Post:
    return replace(room.store.posts.get(room.scheduled_post(due_in=timedelta(0))), **changes)


def test_a_due_post_reads_well_in_the_editors_mailbox(room: Room, fake: FakeMail) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0), title="Lễ hội & <b>chợ phiên</b>")
    assert tick(desk(room, way(fake))).published == [post_id]
    post = room.store.posts.get(post_id)
    ((envelope, mail),) = fake.ledger
    assert envelope.rcpt_tos == [LAN, NAM]
    assert mail["subject"] == "[Ánh Dương] Sẵn sàng đăng: Lễ hội & <b>chợ phiên</b>"
    assert mail["message-id"] == f"<post-{post.key}@example.vn>" == f"<{post.remote_id}>"
    assert mail["auto-submitted"] == "auto-generated"
    assert post.remote_url == ""
    text = body(mail, "plain")
    assert f"\n{full_text(post)}\n" in text
    assert f"Đường dẫn: {post.link}" in text
    assert "Giờ đã xếp: Thứ Hai, 23/11/2026 12:00" in text
    assert "Đơn vị quản lý trang: Văn phòng A." in text
    assert "\n\n\n" not in text
    html = body(mail, "html")
    assert '<html lang="vi">' in html
    assert f'<a href="{post.link}">' in html
    assert "<style" not in html
    assert "<script" not in html


def test_the_picture_goes_along_where_the_desk_has_it_and_as_a_link_anyway(room: Room, fake: FakeMail) -> None:
    post = a_post(room, image_url=URL, image_alt="Múa khăn “xòe”", image_credit="Ảnh: Lan")
    way(fake, picture=PICTURE).deliver(post, MAIL_PAGE, NOON)
    way(fake).deliver(post, MAIL_PAGE, NOON)
    with_picture, without = fake.messages
    (attached,) = with_picture.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("anh.jpg", PICTURE.data)
    assert "kèm theo thư: anh.jpg" in body(with_picture, "plain")
    assert list(without.iter_attachments()) == []
    for mail in (with_picture, without):
        assert URL in body(mail, "plain")
        assert "Múa khăn “xòe”" in body(mail, "plain")
        assert "Ảnh: Lan" in body(mail, "plain")


def test_each_picture_goes_along_under_a_name_of_its_own(room: Room, fake: FakeMail) -> None:
    second, kept_nowhere = "https://bao.example.vn/anh/2.jpg", "https://bao.example.vn/anh/3.jpg"
    more = (PostPicture(second, "Chợ phiên"), PostPicture(kept_nowhere, "Ruộng bậc thang"))
    post = a_post(room, image_url=URL, image_alt="Múa khăn", more_pictures=more)
    email = way(fake)
    pictures = {URL: PICTURE, second: Attached("anh.webp", "image/webp", b"RIFF")}
    replace(email, attach=pictures.get).deliver(post, MAIL_PAGE, NOON)
    (mail,) = fake.messages
    assert [one.get_filename() for one in mail.iter_attachments()] == ["anh.jpg", "anh-2.webp"]
    text = body(mail, "plain")
    assert text.index("anh.jpg") < text.index("Múa khăn") < text.index("anh-2.webp") < text.index("Chợ phiên")
    assert text.index(kept_nowhere) < text.index("Ruộng bậc thang")


def test_a_post_that_one_editor_gets_is_published(room: Room, fake: FakeMail) -> None:
    fake.refused = {LAN: "550 no such user"}
    assert way(fake).deliver(a_post(room), MAIL_PAGE, NOON)
    assert [envelope.rcpt_tos for envelope, _ in fake.ledger] == [[NAM]]


@pytest.mark.parametrize(
    ("faults", "kind", "problem"),
    [
        ({"replies": {"MAIL": "451 busy"}}, NotNow, "mail-deferred: 451 busy"),
        ({"replies": {"DATA": "554 spam"}}, Refused, "mail-rejected: 554 spam"),
        ({"after_text": "452 full"}, NotNow, "mail-deferred: 452 full"),
        ({"after_text": "552 too big"}, Refused, "mail-rejected: 552 too big"),
        ({"refused": {LAN: "550 no", NAM: "550 no"}}, PageStopped, f"mail-recipient: {LAN}: 550 no; {NAM}: 550 no"),
    ],
)
def test_what_was_not_taken_is_told_as_such(
    room: Room, fake: FakeMail, faults: dict[str, Any], kind: type[Exception], problem: str
) -> None:
    for name, value in faults.items():
        setattr(fake, name, value)
    with pytest.raises(kind) as caught:
        way(fake).deliver(a_post(room), MAIL_PAGE, NOON)
    assert type(caught.value) is kind
    assert str(caught.value) == problem
    assert problem_name(problem) != problem
    assert fake.ledger == []


def test_a_server_that_is_away_is_asked_again_later(room: Room, fake: FakeMail) -> None:
    gone = replace(fake, port=1)
    with pytest.raises(NotNow, match="mail-unreachable"):
        way(gone).deliver(a_post(room), MAIL_PAGE, NOON)


@pytest.mark.parametrize("fault", ["drop", "drop-before"])
def test_a_lost_answer_is_a_persons_and_no_second_mail_goes(room: Room, fake: FakeMail, fault: str) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    fake.after_text = fault
    assert tick(desk(room, way(fake))).unknown == [post_id]
    fake.after_text = None
    for _ in range(10):
        room.clock.advance(minutes=5)
        tick(desk(room, way(fake)))
    assert room.store.posts.get(post_id).state is PostState.UNKNOWN
    assert len(fake.ledger) == (fault == "drop")


def test_a_lost_answer_is_uncertain(room: Room, fake: FakeMail) -> None:
    fake.after_text = 3.0
    with pytest.raises(Uncertain, match="mail-uncertain"):
        way(fake, reply_seconds=0.5).deliver(a_post(room), MAIL_PAGE, NOON)


def test_a_page_without_editors_waits(room: Room, fake: FakeMail) -> None:
    with pytest.raises(PageStopped, match="email-not-set"):
        way(fake).deliver(a_post(room), replace(MAIL_PAGE, id="khac"), NOON)
    assert fake.ledger == []


def test_a_test_mail_says_that_it_is_one(fake: FakeMail) -> None:
    sent = way(fake).try_out(MAIL_PAGE, NOON)
    (mail,) = fake.messages
    assert sent.reply == "250 Taken as 1"
    assert "Thử" in mail["subject"]
    assert "Xin đừng đăng" in body(mail, "plain")
    assert "Xin đừng đăng" in body(mail, "html")


@given(st.text(max_size=200), st.text(min_size=1, max_size=400))
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_caption_stands_in_the_mail_as_it_was_written(room: Room, title: str, caption: str) -> None:
    post = replace(_POST, article_title=title, caption=caption)
    mail = ready(post, MAIL_PAGE, (LAN,), NOON, {}, domain="example.vn")
    assert full_text(post) in mail.text
    assert mail.html is not None
    shown = unescape(re.sub(r"<[^>]*>", "", mail.html.split("<blockquote>")[1].split("</blockquote>")[0]))
    assert re.sub(r"\s+", "", full_text(post)) == re.sub(r"\s+", "", shown)


_POST = Post(
    **dict.fromkeys(Post.__dataclass_fields__)
    | {"id": 1, "key": "k" * 32, "source_name": "Báo mẫu", "link": "https://bao.example.vn/1.html", "demo": False}
)  # type: ignore[arg-type]
