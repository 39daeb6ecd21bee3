"""Sending mail against a real server: what was certainly not taken, what was, and what nobody knows."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import mail_errors as errors
from pipeline.errors import SettingsInvalid
from pipeline.i18n import describe
from pipeline.mail import Attached, Mailer, Message, one_line, render
from pipeline.secrets import Secret
from pipeline.settings import load_settings
from pipeline.settings_mail import MailSettings
from tests.fakes.certificates import self_signed, server_context
from tests.fakes.mail import PASSWORD, USER, FakeMail, serving, talking

NOW = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
TO = "bientap@example.vn"


def settings_for(port: int, **changes: Any) -> MailSettings:
    plain = MailSettings("127.0.0.1", port, "none", "ban-tin@example.vn", "Văn phòng A")
    return replace(plain, **changes)


def message(**changes: Any) -> Message:
    plain = Message((TO,), "Bài đã sẵn sàng: “Lễ hội”", "Dòng một.\n.Dòng có chấm ở đầu.\n\nDòng ba.", NOW)
    return replace(plain, **changes)


@pytest.fixture
def fake() -> Iterator[FakeMail]:
    with serving(FakeMail()) as made:
        yield made


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("pem"), "localhost", "127.0.0.1")


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def test_a_message_arrives_as_it_was_written(fake: FakeMail) -> None:
    picture = Attached("anh.jpg", "image/jpeg", bytes(range(256)) * 10)
    sent = Mailer(settings_for(fake.port)).send(
        message(html="<p>Dòng một.</p>", message_id="abc@example.vn", attached=(picture,))
    )
    ((envelope, mail),) = fake.ledger
    assert sent.message_id == "abc@example.vn"
    assert sent.reply == "250 Taken as 1"
    assert (envelope.mail_from, envelope.rcpt_tos) == ("ban-tin@example.vn", [TO])
    assert mail["subject"] == "Bài đã sẵn sàng: “Lễ hội”"
    assert mail["from"].addresses[0].display_name == "Văn phòng A"
    assert mail["message-id"] == "<abc@example.vn>"
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["date"].datetime == NOW
    assert text_of(mail) == "Dòng một.\n.Dòng có chấm ở đầu.\n\nDòng ba.\n"
    assert text_of(mail, "html") == "<p>Dòng một.</p>\n"
    (attached,) = mail.iter_attachments()
    assert attached.get_content() == picture.data
    assert envelope.content is not None
    assert bytes(envelope.content).isascii(), "not every server takes eight bits"


@pytest.mark.parametrize(
    ("replies", "kind", "temporary"),
    [
        ({"MAIL": "451 busy"}, errors.MailDeferred, True),
        ({"MAIL": "550 go away"}, errors.MailRejected, False),
        ({"DATA": "452 full"}, errors.MailDeferred, True),
        ({"DATA": "554 no"}, errors.MailRejected, False),
    ],
)
def test_a_refusal_before_the_text_is_certain(
    fake: FakeMail, replies: dict[str, str], kind: type[errors.NotAccepted], temporary: bool
) -> None:
    fake.replies = replies
    with pytest.raises(kind) as caught:
        Mailer(settings_for(fake.port)).send(message())
    assert caught.value.temporary is temporary
    assert next(iter(replies.values())) in describe(caught.value)
    assert fake.ledger == []


@pytest.mark.parametrize(("reply", "kind"), [("451 later", errors.MailDeferred), ("552 too big", errors.MailRejected)])
def test_a_refusal_after_the_text_is_certain(fake: FakeMail, reply: str, kind: type[errors.NotAccepted]) -> None:
    fake.after_text = reply
    with pytest.raises(kind):
        Mailer(settings_for(fake.port)).send(message())
    assert fake.ledger == []


@pytest.mark.parametrize("fault", ["drop", "drop-before", 3.0])
def test_no_answer_after_the_text_is_uncertain_whatever_happened(fake: FakeMail, fault: str | float) -> None:
    fake.after_text = fault
    with pytest.raises(errors.MailUncertain):
        Mailer(settings_for(fake.port), reply_seconds=0.5).send(message())
    assert len(fake.ledger) == (fault != "drop-before")


def test_who_is_taken_gets_the_message_and_who_is_not_is_named(fake: FakeMail) -> None:
    fake.refused = {"cu@example.vn": "550 no such user"}
    sent = Mailer(settings_for(fake.port)).send(message(to=("cu@example.vn", TO)))
    assert sent.refused == (("cu@example.vn", "550 no such user"),)
    assert [envelope.rcpt_tos for envelope, _ in fake.ledger] == [[TO]]


@pytest.mark.parametrize(
    ("reply", "kind"), [("550 no such user", errors.MailRecipientRefused), ("450 grey list", errors.MailDeferred)]
)
def test_nobody_taken_is_a_refusal(fake: FakeMail, reply: str, kind: type[errors.NotAccepted]) -> None:
    fake.refused = {TO: reply}
    with pytest.raises(kind) as caught:
        Mailer(settings_for(fake.port)).send(message())
    assert reply in describe(caught.value)
    assert fake.ledger == []


# --- encryption and login


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_is_encrypted_and_logged_in(pem: Path, security: str) -> None:
    context = server_context(pem)
    tls = {"starttls": context} if security == "starttls" else {"tls": context}
    with serving(FakeMail(), login=True, **tls) as fake:  # type: ignore[arg-type]
        secure = settings_for(fake.port, security=security, ca_file=pem, user=USER)
        Mailer(secure, Secret(PASSWORD)).send(message())
        assert fake.encrypted == [True]
        assert fake.logins == [(USER.encode(), PASSWORD.encode())]


def test_a_refused_login_tells_no_password(pem: Path) -> None:
    with serving(FakeMail(), starttls=server_context(pem), login=True) as fake:
        mailer = Mailer(settings_for(fake.port, security="starttls", ca_file=pem, user=USER), Secret("khong dung"))
        with pytest.raises(errors.MailLoginRefused) as caught:
            mailer.send(message())
        assert fake.ledger == []
    assert "khong dung" not in f"{caught.value!r} {describe(caught.value)} {mailer!r}"
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_gets_nothing(pem: Path, security: str) -> None:
    context = server_context(pem)
    tls = {"starttls": context} if security == "starttls" else {"tls": context}
    with serving(FakeMail(), login=True, **tls) as fake:  # type: ignore[arg-type]
        with pytest.raises(errors.MailCertificateRefused):
            Mailer(settings_for(fake.port, security=security, user=USER), Secret(PASSWORD)).send(message())
        assert (fake.ledger, fake.logins) == ([], [])


def test_a_certificate_for_another_name_gets_nothing(tmp_path: Path) -> None:
    other = self_signed(tmp_path, "mail.example.vn")
    with serving(FakeMail(), starttls=server_context(other), login=True) as fake:
        with pytest.raises(errors.MailCertificateRefused):
            Mailer(settings_for(fake.port, security="starttls", ca_file=other, user=USER), Secret(PASSWORD)).send(
                message()
            )
        assert (fake.ledger, fake.logins) == ([], [])


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_without_encryption_gets_nothing(security: str) -> None:
    with serving(FakeMail(), login=True) as fake:
        with pytest.raises(errors.MailNotEncrypted):
            Mailer(settings_for(fake.port, security=security, user=USER), Secret(PASSWORD), 5).send(message())
        assert (fake.ledger, fake.logins) == ([], [])


def test_a_server_without_login_is_told(fake: FakeMail) -> None:
    with pytest.raises(errors.MailLoginRefused):
        Mailer(settings_for(fake.port, user=USER), Secret(PASSWORD)).send(message())


# --- servers that are none


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(errors.MailUnreachable) as caught:
            Mailer(settings_for(taken.getsockname()[1])).send(message())
    assert caught.value.temporary


@pytest.mark.parametrize("greeting", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"554 no\r\n", b"220-\r\n" * 3])
def test_what_is_no_mail_server_took_nothing(greeting: bytes) -> None:
    with talking(lambda connection: connection.sendall(greeting)) as port, pytest.raises(errors.NotAccepted):
        Mailer(settings_for(port), reply_seconds=1).send(message())


def test_a_server_that_drips_is_left_in_the_end() -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"220 hello\r\n")
        for _ in range(100):
            connection.sendall(b"250-more\r\n")
            connection.settimeout(0.1)
            with suppress(TimeoutError):
                while connection.recv(1000):
                    pass

    with talking(drip) as port, pytest.raises(errors.MailUnreachable):
        Mailer(settings_for(port), reply_seconds=5, total_seconds=0.5).send(message())


def test_an_answer_to_the_final_dot_that_is_none_is_uncertain() -> None:
    def odd(connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        connection.sendall(b"220 hello\r\n")
        for reply in (b"250 a\r\n", b"250 b\r\n", b"250 c\r\n", b"354 go\r\n"):
            lines.readline()
            connection.sendall(reply)
        while lines.readline() != b".\r\n":
            pass
        connection.sendall(b"399 perhaps\r\n")

    with talking(odd) as port, pytest.raises(errors.MailUncertain):
        Mailer(settings_for(port)).send(message())


# --- headers

odd_text = st.text(max_size=150) | st.text(alphabet='\r\n\t :,;<>@"\\()=?Aă\u2028\x85\x00', max_size=150)


@given(odd_text, odd_text, odd_text)
@settings(deadline=None, max_examples=100)
def test_no_text_writes_a_header_of_its_own(subject: str, name: str, text: str) -> None:
    plain = message(subject=subject, text=text, html=text, message_id="k@example.vn")
    _, data = render(plain, settings_for(25, sender_name=name))
    read = message_from_bytes(data, policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert sorted(key.lower() for key in read) == sorted(
        "from to subject date message-id auto-submitted mime-version content-type".split()
    )
    assert read["subject"] == one_line(subject)
    assert [address.addr_spec for address in read["to"].addresses] == [TO]
    assert [address.addr_spec for address in read["from"].addresses] == ["ban-tin@example.vn"]
    # Python's own parser parts two encoded words of a display name by a space (RFC 2047, 6.2 says not to).
    shown = str(message_from_bytes(data)["from"]).rpartition(" <")[0]
    assert str(make_header(decode_header(shown))) == one_line(name)
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 998


@given(st.text(max_size=400))
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line) <= 200
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line


# --- settings

DESK = """
operator = "Văn phòng A"
contact = "a@example.vn"
[[page]]
id = "anh-duong"
name = "Ánh Dương"
operator = "Văn phòng A"
[mail]
host = "mail.example.vn"
sender = "ban-tin@example.vn"
"""


def loaded(folder: Path, text: str) -> MailSettings | None:
    (folder / "desk.toml").write_text(text)
    return load_settings(folder).mail


def test_mail_is_encrypted_unless_told_otherwise(tmp_path: Path) -> None:
    assert loaded(tmp_path, DESK) == MailSettings(
        "mail.example.vn", 587, "starttls", "ban-tin@example.vn", "Văn phòng A"
    )
    tls = loaded(tmp_path, DESK + 'security = "tls"\nuser = "u"\nsender_name = "Bàn tin"\n')
    assert tls == MailSettings("mail.example.vn", 465, "tls", "ban-tin@example.vn", "Bàn tin", "u")
    assert loaded(tmp_path, DESK[: DESK.index("[mail]")]) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (DESK.replace('host = "mail.example.vn"', ""), "mail.host"),
        (DESK.replace("mail.example.vn", "mail example"), "mail.host"),
        (DESK.replace("ban-tin@example.vn", "ban-tin"), "mail.sender"),
        (DESK.replace("ban-tin@example.vn", "a@b.vn\\nBcc: c@d.vn"), "mail.sender"),
        (DESK.replace("ban-tin@example.vn", "a@b.vn, c@d.vn"), "mail.sender"),
        (DESK + 'security = "none"\n', "mail.security"),
        (DESK + "security = 3\n", "mail.security"),
        (DESK + "port = 0\n", "mail.port"),
        (DESK + 'ca_file = "khong-co.pem"\n', "mail.ca_file"),
        (DESK + 'password = "x"\n', "mail.password"),
        ("mail = 3\n" + DESK[: DESK.index("[mail]")], "mail"),
    ],
)
def test_a_bad_mail_table_is_told_with_its_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        loaded(tmp_path, text)
    assert caught.value.fields["key"] == key


def test_the_password_comes_from_the_environment_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = settings_for(25, user=USER)
    monkeypatch.delenv("ANHDUONG_SMTP_PASSWORD", raising=False)
    monkeypatch.delenv("ANHDUONG_SMTP_PASSWORD_FILE", raising=False)
    with pytest.raises(errors.MailPasswordMissing):
        Mailer.of(wanted)
    assert Mailer.of(settings_for(25)).password is None
    (tmp_path / "mat-khau").touch(0o600)
    (tmp_path / "mat-khau").write_text("tu tep\n")
    monkeypatch.setenv("ANHDUONG_SMTP_PASSWORD_FILE", str(tmp_path / "mat-khau"))
    assert Mailer.of(wanted).password == Secret("tu tep")
    monkeypatch.setenv("ANHDUONG_SMTP_PASSWORD", "tu bien")
    assert Mailer.of(wanted).password == Secret("tu bien")
    monkeypatch.setenv("ANHDUONG_SMTP_PASSWORD", "mật khẩu")
    with pytest.raises(errors.MailPasswordMissing):
        Mailer.of(wanted)


def test_no_mail_table_is_told() -> None:
    with pytest.raises(errors.MailNotSet):
        Mailer.of(None)
