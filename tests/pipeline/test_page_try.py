"""`anhduong page try` as a person at the desk meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.mail import FakeMail, serving
from tests.fakes.receiver import SECRET, Reply, receiving
from tests.pipeline.test_cli import anhduong

DESK = """
demo = true
operator = "Văn phòng A"
contact = "a@example.vn"
[[page]]
id = "trang-chinh"
name = "Ánh Dương"
operator = "Văn phòng A"
publisher = "{publisher}"
"""


def written(folder: Path, publisher: str, tables: str = "") -> Path:
    folder.mkdir()
    (folder / "desk.toml").write_text(DESK.format(publisher=publisher) + tables)
    return folder


def test_a_test_mail_is_sent_and_the_servers_answer_shown(tmp_path: Path) -> None:
    with serving(FakeMail()) as fake:
        tables = (
            '[page.email]\nto = ["lan@example.vn", "cu@example.vn"]\n'
            f'[mail]\nhost = "127.0.0.1"\nport = {fake.port}\nsecurity = "none"\nsender = "ban-tin@example.vn"\n'
        )
        desk = written(tmp_path / "desk", "email", tables)
        shown = anhduong("page", "try", "trang-chinh", "--dir", desk)
        assert "250 Taken as 1" in shown.stdout
        assert "Thử" in fake.messages[0]["subject"]
        fake.refused = {"cu@example.vn": "550 no such user"}
        half = anhduong("page", "try", "trang-chinh", "--dir", desk, expect=2)
        assert "cu@example.vn: 550 no such user" in half.stderr
        fake.replies = {"MAIL": "550 go away"}
        refused = anhduong("page", "try", "trang-chinh", "--dir", desk, expect=2)
        assert "Máy chủ thư từ chối thư" in refused.stderr
        assert "(550 go away)" in refused.stderr
        assert len(fake.ledger) == 2


def test_a_test_goes_to_the_webhook_and_its_answer_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as receiver:
        desk = written(tmp_path / "desk", "webhook", f'[page.webhook]\nurl = "{receiver.url}"\n')
        without = anhduong("page", "try", "trang-chinh", "--dir", desk, expect=2)
        assert "ANHDUONG_WEBHOOK_SECRET_" in without.stderr
        assert receiver.seen == []
        monkeypatch.setenv("ANHDUONG_WEBHOOK_SECRET_TRANG_CHINH", SECRET)
        receiver.reply = Reply(200, body="đã \x1b[31mnhận".encode())
        shown = anhduong("page", "try", "trang-chinh", "--dir", desk)
        assert "200" in shown.stdout
        assert "đã [31mnhận" in shown.stdout
        (sent,) = receiver.ledger
        assert (sent["event"], receiver.badly_signed) == ("test", [])
        assert "post" not in sent
        receiver.reply = Reply(403, body=b"wrong signature")
        refused = anhduong("page", "try", "trang-chinh", "--dir", desk, expect=2)
        assert "wrong signature" in refused.stdout
        assert SECRET not in shown.stdout + shown.stderr + refused.stdout + refused.stderr


FACEBOOK = '[page.facebook]\nfacebook_id = "100000000000001"\napp_id = "200000000000001"\n'


@pytest.mark.parametrize(("publisher", "tables"), [("outbox", ""), ("rss", ""), ("facebook", FACEBOOK)])
def test_what_readers_see_is_never_tried(tmp_path: Path, publisher: str, tables: str) -> None:
    desk = written(tmp_path / "desk", publisher, tables)
    shown = anhduong("page", "try", "trang-chinh", "--dir", desk, expect=2)
    assert "trang-chinh" in shown.stderr
    assert "người đọc" in shown.stderr
    assert not (desk / "feeds").exists()
    assert not (desk / "outbox").exists()


def test_an_unknown_page_is_told(tmp_path: Path) -> None:
    assert "khac" in anhduong("page", "try", "khac", "--dir", written(tmp_path / "desk", "email"), expect=2).stderr
