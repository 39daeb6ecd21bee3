"""`anhduong page …` against the fake Graph: what is kept, what is refused in which words, and no token in sight."""

from __future__ import annotations

import json
import os
import pty
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.clock import system_clock
from pipeline.store.tokens import TokenStatus
from pipeline.token_facts import Mode, Problem
from tests.fakes.graph import FakeGraph, Fault
from tests.pipeline.graph_desk import FACEBOOK_ID, NAME, OTHER, OTHER_ID, PAGE, TOKEN, USERS, GraphDesk, config, desk

__all__ = ["desk"]
WAIT = 60


def status(desk: GraphDesk) -> TokenStatus | None:
    with desk.store() as store:
        return store.tokens.status(PAGE)


def events(desk: GraphDesk) -> list[str]:
    with desk.store() as store:
        return [event.kind for event in store.audit.of("page", PAGE)]


def test_a_page_is_connected(desk: GraphDesk) -> None:
    said = desk.connect()
    assert NAME in said
    kept = status(desk)
    assert kept is not None
    assert (kept.type, kept.facebook_id, kept.mode, kept.problem) == ("PAGE", FACEBOOK_ID, Mode.LIVE, None)
    assert (kept.expires_at, kept.dies_at) == (None, None)
    assert desk.token().reveal() == TOKEN
    assert events(desk) == ["page.connected"]
    assert "OK" not in desk.run("page", "list")


def test_a_token_comes_from_a_private_file_too(desk: GraphDesk, tmp_path: Path) -> None:
    path = tmp_path / "ma.txt"
    path.write_text(f"\ufeff{TOKEN}\n")
    path.chmod(0o644)
    assert "chmod 600" in desk.run("page", "connect", PAGE, "--token-file", str(path), code=2)
    path.chmod(0o600)
    desk.run("page", "connect", PAGE, "--token-file", str(path))
    assert desk.token().reveal() == TOKEN


def test_there_is_no_way_to_give_the_token_as_an_argument(desk: GraphDesk) -> None:
    desk.run("page", "connect", PAGE, TOKEN, code=2)
    desk.run("page", "connect", PAGE, "--token", TOKEN, code=2)
    assert "--token-file" in desk.run("page", "connect", PAGE, stdin=TOKEN, code=2), "not a terminal: nobody to ask"
    assert status(desk) is None


def _change(**changes: Any) -> Callable[[FakeGraph], None]:
    return lambda fake: fake.world.change_token(TOKEN, **changes)


def _develop(fake: FakeGraph) -> None:
    fake.world.app_mode = "development"


@pytest.mark.parametrize(
    ("given", "prepare", "words"),
    [
        (USERS, None, "người dùng"),
        (OTHER, None, "trang khác"),
        ("EAAkhongAiBietMaNay0123456789", None, "không còn nhận"),
        (TOKEN, _change(valid=False), "không còn nhận"),
        (TOKEN, _change(expires_at=1_000_000_000), "hết hạn"),
        (TOKEN, _change(scopes=("pages_show_list", "pages_read_engagement")), "pages_manage_posts"),
        (TOKEN, _change(scopes=()), "thiếu quyền"),
        (TOKEN, _develop, "chế độ phát triển"),
    ],
)
def test_a_token_that_will_not_do_is_refused_with_what_to_do(
    desk: GraphDesk, given: str, prepare: Callable[[FakeGraph], None] | None, words: str
) -> None:
    if prepare is not None:
        prepare(desk.fake)
    said = desk.connect(given, code=2)
    assert words in said
    assert status(desk) is None
    assert events(desk) == []


def test_a_refused_token_leaves_the_one_before(desk: GraphDesk) -> None:
    desk.connect()
    desk.connect(OTHER, code=2)
    assert desk.token().reveal() == TOKEN


def test_the_token_of_another_app_is_refused(desk: GraphDesk) -> None:
    text = (desk.folder / "desk.toml").read_text()
    (desk.folder / "desk.toml").write_text(text.replace(desk.fake.world.app_id, "700000000000009"))
    said = desk.connect(code=2)
    assert "app_id" in said
    assert status(desk) is None


@pytest.mark.parametrize("given", ["", "  ", "hai từ", "EAA\x00abc", "a" * 5000, "mã"])
def test_what_is_no_token_is_not_sent_anywhere(desk: GraphDesk, given: str) -> None:
    desk.connect(given, code=2)
    assert desk.fake.seen == []


def test_without_insights_the_page_is_connected_and_told(desk: GraphDesk) -> None:
    desk.fake.world.change_token(TOKEN, scopes=("pages_manage_posts", "pages_read_engagement"))
    assert "read_insights" in desk.connect()
    kept = status(desk)
    assert kept is not None
    assert kept.problem is Problem.INSIGHTS
    desk.run("page", "list", code=1)


def test_a_users_token_is_exchanged_when_told_to_and_forgotten(desk: GraphDesk) -> None:
    desk.connect(USERS, PAGE, "--exchange")
    assert desk.token().reveal() == TOKEN
    [exchanged] = desk.fake.calls("GET", "/oauth/access_token")
    assert exchanged.path.startswith("/v26.0/")
    assert all(token.encode() not in desk.kept() for token in desk.fake.world.tokens)


def test_a_user_who_does_not_run_the_page_is_told_so(desk: GraphDesk) -> None:
    stranger = desk.fake.world.add_user("9", pages=(OTHER_ID,), token="EAAnguoiLa0123456789abcdef")
    said = desk.connect(stranger, PAGE, "--exchange", code=2)
    assert FACEBOOK_ID in said
    assert status(desk) is None


@pytest.mark.parametrize("fault", [Fault.ERROR_BEFORE, Fault.RESET_BEFORE])
def test_a_silent_graph_changes_nothing(desk: GraphDesk, fault: Fault) -> None:
    desk.fake.faults.next("token", fault)
    assert "thử lại sau" in desk.connect(code=2)
    assert status(desk) is None


def test_a_wrong_app_secret_is_told(desk: GraphDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANHDUONG_APP_SECRET", "khong-phai-bi-mat-cua-app-nay")
    said = desk.connect(code=2)
    assert "ANHDUONG_APP_SECRET" in said
    assert "khong-phai-bi-mat" not in said


@pytest.mark.parametrize(
    ("name", "words"),
    [("ANHDUONG_KEY_FILE", "anhduong key new"), ("ANHDUONG_APP_SECRET_FILE", "ANHDUONG_APP_SECRET_FILE")],
)
def test_what_is_missing_is_told_before_the_token_is_read(
    desk: GraphDesk, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    monkeypatch.delenv(name)
    assert words in desk.connect(code=2)
    assert desk.fake.seen == []


def test_a_page_that_goes_elsewhere_is_told_what_to_write(desk: GraphDesk) -> None:
    text = (desk.folder / "desk.toml").read_text()
    (desk.folder / "desk.toml").write_text(text.replace('publisher = "facebook"', 'publisher = "outbox"'))
    assert "[page.facebook]" in desk.connect(code=2)
    desk.run("page", "connect", "khong-co", "--token-file", "-", stdin=TOKEN, code=2)


def test_a_real_graph_does_not_tell_the_mode_so_a_person_does(desk: GraphDesk) -> None:
    desk.fake.world.app_mode = None  # type: ignore[assignment]
    assert "--app-live" in desk.connect()
    kept = status(desk)
    assert kept is not None
    assert kept.mode is Mode.UNKNOWN
    assert "--app-live" in desk.run("page", "list", code=1)
    desk.connect(TOKEN, PAGE, "--app-live")
    again = status(desk)
    assert again is not None
    assert again.mode is Mode.LIVE
    desk.run("page", "check")
    checked = status(desk)
    assert checked is not None
    assert checked.mode is Mode.LIVE, "a check that is told nothing leaves what the person said"


# --- at a terminal -------------------------------------------------------------------------------


def at_a_terminal(desk: GraphDesk, answers: list[str]) -> tuple[int, str]:
    """Run `page connect` at a terminal of its own, answering each question; exit code and all that was shown."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "pipeline", "page", "connect", PAGE, "--dir", str(desk.folder)]
    process = subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, start_new_session=True)
    os.close(follower)
    shown, deadline = b"", time.monotonic() + WAIT
    waiting, answered = list(answers), 0
    while time.monotonic() < deadline:
        try:
            part = os.read(leader, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
        # Every question ends like this; the token's is the first.
        if waiting and shown[answered:].rstrip(b" ").endswith(b":"):
            answered = len(shown)
            time.sleep(0.2)
            os.write(leader, f"{waiting.pop(0)}\n".encode())
    os.close(leader)
    return process.wait(WAIT), shown.decode(errors="replace")


def test_the_walk_through_at_a_terminal(desk: GraphDesk) -> None:
    desk.fake.world.app_mode = None  # type: ignore[assignment]
    code, shown = at_a_terminal(desk, [USERS, "y", "y"])
    assert code == 0, shown
    assert shown.index("1. ") < shown.index("2. ") < shown.index("3. ") < shown.index("4. ")
    assert "pages_manage_posts" in shown
    assert FACEBOOK_ID in shown
    assert USERS not in shown
    assert TOKEN not in shown
    assert desk.token().reveal() == TOKEN
    kept = status(desk)
    assert kept is not None
    assert kept.mode is Mode.LIVE


@pytest.mark.parametrize("answers", [[USERS, "n"], [TOKEN, "n"]])
def test_a_no_at_the_terminal_keeps_nothing(desk: GraphDesk, answers: list[str]) -> None:
    desk.fake.world.app_mode = None  # type: ignore[assignment]
    code, shown = at_a_terminal(desk, answers)
    assert code == 2, shown
    assert status(desk) is None


# --- list, check, pause, resume, disconnect ------------------------------------------------------


def test_a_list_tells_what_is_not_well(desk: GraphDesk) -> None:
    assert "page connect" in desk.run("page", "list", code=1)
    desk.connect()
    said = desk.run("page", "list")
    assert "Văn phòng A" in said
    document = json.loads(desk.run("page", "list", "--json"))
    assert document["well"] is True
    assert document["token"]["scopes"] == sorted(
        ["pages_show_list", "pages_read_engagement", "pages_manage_posts", "read_insights"]
    )
    soon = int((system_clock() + timedelta(days=6)).timestamp())
    desk.fake.world.change_token(TOKEN, data_access_expires_at=soon)
    assert "hết hạn" in desk.run("page", "check", code=1)
    desk.fake.world.change_token(TOKEN, data_access_expires_at=soon + 2 * 86_400)
    desk.run("page", "check", PAGE)


def test_a_check_pauses_a_dead_page_and_lets_a_live_one_go_on(desk: GraphDesk) -> None:
    desk.connect()
    desk.fake.world.change_token(TOKEN, valid=False)
    document = json.loads(desk.run("page", "check", "--json", code=1))
    assert (document["paused"]["reason"], document["token"]["problem"]) == ("token-dead", "token-dead")
    assert "chưa thể" in desk.run("page", "resume", PAGE, code=2)
    desk.fake.world.change_token(TOKEN, valid=True)
    document = json.loads(desk.run("page", "check", PAGE, "--json"))
    assert (document["paused"], document["token"]["problem"]) == (None, None)
    assert events(desk) == [
        "page.connected", "page.token-problem", "page.paused", "page.token-well", "page.resumed",
    ]  # fmt: skip


def test_a_new_token_lets_the_page_go_on(desk: GraphDesk) -> None:
    desk.connect()
    desk.fake.world.change_token(TOKEN, valid=False)
    desk.run("page", "check", code=1)
    new = desk.fake.world.add_page(FACEBOOK_ID, NAME, "EAAtrangMoi0123456789abcdefXYZ")
    assert "đăng tiếp" in desk.connect(new)
    desk.run("page", "list")
    assert desk.token().reveal() == new


def test_a_persons_pause_is_the_persons(desk: GraphDesk) -> None:
    desk.connect()
    desk.run("page", "pause", PAGE, "--reason", "Chờ Ban biên tập", code=0)
    assert "từ trước" in desk.run("page", "pause", PAGE, "--reason", "Khác")
    assert "Chờ Ban biên tập" in desk.run("page", "list", code=1)
    desk.run("page", "check", code=1)
    desk.connect()
    with desk.store() as store:
        assert store.pages.paused(system_clock())[PAGE].reason == "Chờ Ban biên tập"
    desk.run("page", "resume", PAGE)
    assert "không bị" in desk.run("page", "resume", PAGE)
    desk.run("page", "list")


@pytest.mark.parametrize("reason", ["", "   ", "a" * 201, "token-dead", " graph-token "])
def test_a_pause_needs_a_reason_of_a_persons_own(desk: GraphDesk, reason: str) -> None:
    desk.run("page", "pause", PAGE, "--reason", reason, code=2)
    with desk.store() as store:
        assert store.pages.paused(system_clock()) == {}


def test_a_page_is_disconnected(desk: GraphDesk) -> None:
    desk.connect()
    desk.run("page", "disconnect", PAGE)
    assert status(desk) is None
    assert "không có mã" in desk.run("page", "disconnect", PAGE)
    assert events(desk) == ["page.connected", "page.disconnected"]


def test_a_changed_page_number_is_told(desk: GraphDesk) -> None:
    desk.connect()
    (desk.folder / "desk.toml").write_text(config(desk.fake, pages=((PAGE, OTHER_ID),)))
    assert OTHER_ID in desk.run("page", "list", code=1)
    desk.run("page", "check", code=1)
    kept = status(desk)
    assert kept is not None
    assert kept.problem is Problem.WRONG_PAGE


# --- nobody sees a token -------------------------------------------------------------------------


def test_no_token_in_the_data_in_a_backup_or_in_what_is_said(
    desk: GraphDesk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    desk.connect()
    desk.connect(USERS, PAGE, "--exchange")
    connection = sqlite3.connect(desk.folder / "desk.db")
    assert b"SQLite format 3" in desk.kept()
    with sqlite3.connect(tmp_path / "sao-luu.db") as backup:
        connection.backup(backup)
    backup.close()
    dump = "\n".join(connection.iterdump())
    desk.fake.world.change_token(TOKEN, valid=False)
    desk.run("page", "check", code=1)
    desk.run("page", "list", code=1)
    desk.run("page", "list", "--json", code=1)
    desk.connect(OTHER, code=2)
    desk.connect("EAAkhongAiBietMaNay0123456789", code=2)
    with desk.store() as store:
        audit = "".join(str(event) for event in store.audit.latest(100))
        statuses = repr(store.tokens.statuses())
    with_wal = desk.kept()
    connection.close()
    everything = (
        with_wal + desk.kept() + (tmp_path / "sao-luu.db").read_bytes() + dump.encode() + audit.encode()
        + statuses.encode() + "".join(desk.seen).encode() + caplog.text.encode()
    )  # fmt: skip
    secrets = [*desk.fake.world.tokens, "EAAkhongAiBietMaNay0123456789", desk.fake.world.app_secret]
    secrets.append(desk.key_file.read_text().strip())
    assert len(secrets) >= 6
    for secret in secrets:
        assert secret.encode() not in everything
        assert secret[4:].encode() not in everything


def test_a_sealed_token_moved_to_another_page_does_not_open(desk: GraphDesk) -> None:
    (desk.folder / "desk.toml").write_text(config(desk.fake, pages=((PAGE, FACEBOOK_ID), ("trang-hai", OTHER_ID))))
    desk.connect()
    desk.connect(OTHER, "trang-hai")
    with sqlite3.connect(desk.folder / "desk.db") as connection:
        connection.execute(
            "UPDATE page_tokens SET sealed = (SELECT sealed FROM page_tokens WHERE page_id = ?) WHERE page_id = ?",
            (PAGE, "trang-hai"),
        )
    connection.close()
    said = desk.run("page", "check", code=1)
    assert "trang-hai" in said
    assert "bị hỏng hoặc bị chuyển" in said
    assert desk.token().reveal() == TOKEN


def test_tokens_go_in_a_header_to_the_page_of_the_settings_only(desk: GraphDesk) -> None:
    desk.connect()
    named = [seen for seen in desk.fake.seen if TOKEN in seen.path]
    assert [seen.path.partition("?")[0] for seen in named] == ["/v26.0/debug_token"], (
        "Graph takes it there in no other way"
    )
    assert desk.fake.seen[-1].headers["Authorization"] == f"Bearer {TOKEN}"
