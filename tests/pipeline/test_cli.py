"""The command line as a user and a script meet it, in processes of its own."""

from __future__ import annotations

import json
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import pytest

from pipeline.cli import main

ROOT = Path(__file__).resolve().parents[2]
HTML = """<!doctype html><html lang="vi"><head><title>Khởi công cầu Bản Vai | Cổng mẫu</title>
<meta property="article:published_time" content="2026-11-23T08:15:00+07:00"></head><body><main>
<h1>Khởi công cầu Bản Vai</h1>
<p>Sáng nay, xã khởi công cây cầu mới bắc qua suối, thay cho chiếc ngầm tràn mỗi mùa mưa lại chia đôi hai bờ.</p>
<p>Cầu dài 87 m, rộng 7 m, dự kiến hoàn thành sau 16 tháng; bà con hai bờ đã hiến đất làm đường dẫn.</p>
</main></body></html>"""
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Tin</title><link>https://bao.example.vn/</link>
<item><title>Khởi công cầu</title><link>/tin/1.html</link><guid>1</guid>
<pubDate>Mon, 23 Nov 2026 08:15:00 +0700</pubDate></item>
</channel></rss>"""


def anhduong(*arguments: str | Path, stdin: str | bytes = b"", expect: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command; warnings are errors there too."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-m", "pipeline", *map(str, arguments)],
        input=data,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    stdout, stderr = finished.stdout.decode(), finished.stderr.decode()
    assert finished.returncode == expect, stdout + stderr
    assert "Traceback" not in stderr
    return subprocess.CompletedProcess(finished.args, finished.returncode, stdout, stderr)


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    anhduong("init", "--dir", folder, "--operator", "Văn phòng A", "--contact", "a@example.vn", "--page", "Ánh Dương")
    return folder


def every_command(group: click.Group = main, before: Sequence[str] = ()) -> list[Sequence[str]]:
    found: list[Sequence[str]] = []
    for name, command in group.commands.items():
        words = (*before, name)
        found += every_command(command, words) if isinstance(command, click.Group) else [words]
    return found


@pytest.mark.parametrize("command", every_command(), ids=" ".join)
def test_every_command_has_help_with_an_example(command: Sequence[str]) -> None:
    shown = anhduong(*command, "--help").stdout
    assert "Ví dụ" in shown
    assert f"anhduong {' '.join(command)}" in shown


def test_the_commands_of_the_issue_are_there() -> None:
    wanted = (
        "init demo collect check checks train evaluate model classify extract feed serve run publish digest user"
        " sources beats find doctor audit page key schedule posts export"
    )
    assert sorted(main.commands) == sorted(wanted.split())


def test_a_new_desk_is_made_once(desk: Path) -> None:
    before = (desk / "desk.toml").read_text()
    again = anhduong("init", "--dir", desk, "--operator", "B", "--contact", "b", "--page", "C")
    assert "đã có bàn tin" in again.stdout
    assert (desk / "desk.toml").read_text() == before


def test_a_missing_desk_is_told_in_one_line_with_what_to_do(tmp_path: Path) -> None:
    told = anhduong("publish", "--dir", tmp_path / "none", expect=2)
    assert told.stderr.count("\n") == 1
    assert "anhduong init" in told.stderr


def test_an_account_gets_a_random_password_shown_once(desk: Path) -> None:
    added = anhduong("user", "add", "lan.nt", "--name", "Lan", "--role", "editor", "--dir", desk)
    password = added.stdout.rsplit(": ", 1)[1].strip()
    assert len(password) >= 10
    assert password.encode() not in (desk / "desk.db").read_bytes()
    told = anhduong("user", "add", "lan.nt", "--name", "Lan", "--role", "editor", "--dir", desk, expect=2)
    assert "đã có người dùng" in told.stderr
    changed = anhduong("user", "password", "lan.nt", "--dir", desk)
    assert password not in changed.stdout
    weak = anhduong("user", "password", "lan.nt", "--password-stdin", "--dir", desk, stdin="ngắn\n", expect=2)
    assert "ít nhất 10" in weak.stderr


def test_a_missing_or_malformed_sources_file_is_told(desk: Path) -> None:
    (desk / "sources.toml").unlink()
    missing = anhduong("collect", "--dir", desk, expect=2)
    assert "sources.toml" in missing.stderr
    (desk / "sources.toml").write_text("[[source]\nid = 1")
    malformed = anhduong("collect", "--dir", desk, expect=2)
    assert "sources.toml" in malformed.stderr


def test_a_source_on_a_social_network_is_refused_with_the_reason(desk: Path) -> None:
    (desk / "sources.toml").write_text(
        '[[source]]\nid = "fb"\npublisher = "A"\nname = "A"\nhome = "https://www.facebook.com/a"\nkind = "feed"\n'
        'url = "https://www.facebook.com/a/rss"\nlicence = "x"\n'
    )
    refused = anhduong("collect", "--dir", desk, expect=1)
    assert "facebook.com" in refused.stderr
    assert "mạng xã hội" in refused.stderr


def test_publish_says_when_nothing_is_due(desk: Path) -> None:
    assert "Không có bài nào đến giờ" in anhduong("publish", "--dry-run", "--dir", desk).stdout
    assert "–" in anhduong("publish", "--dir", desk).stdout


def test_a_digest_is_one_file(desk: Path, tmp_path: Path) -> None:
    anhduong("digest", "--week", "2026-W47", "--dir", desk, "--out", tmp_path / "bao-cao")
    assert [path.name for path in (tmp_path / "bao-cao").iterdir()] == ["tong-ket-2026-W47.html"]
    assert "không phải là một tuần" in anhduong("digest", "--week", "47", "--dir", desk, expect=2).stderr


def test_extract_gives_one_line_a_file_and_goes_on_after_a_bad_one(tmp_path: Path) -> None:
    good, bad, missing = tmp_path / "a.html", tmp_path / "b.html", tmp_path / "none.html"
    good.write_text(HTML)
    bad.write_bytes(b"%PDF-1.7 \x00\x01\x02")
    url = "https://cong.example.vn/tin/1.html"
    lines = json_lines(anhduong("extract", "--json", "--url", url, bad, missing, good, expect=1).stdout)
    keys = [
        "file",
        "title",
        "text",
        "published_at",
        "canonical_url",
        "image",
        "image_credit",
        "byline",
        "lang",
        "pictures",
        "attachments",
        "error",
    ]
    assert all(sorted(line) == sorted(keys) for line in lines)
    assert [line["file"] for line in lines] == [str(bad), str(missing), str(good)]
    assert lines[0]["error"]
    assert lines[1]["error"]
    assert lines[2]["error"] is None
    assert lines[2]["title"] == "Khởi công cầu Bản Vai"
    assert lines[2]["published_at"] == "2026-11-23T08:15:00+07:00"
    assert "hiến đất" in lines[2]["text"]
    assert lines[2]["lang"] == "vi"


def test_feed_gives_one_line_a_file_and_goes_on_after_a_bad_one(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.rss", tmp_path / "b.rss"
    good.write_text(RSS)
    bad.write_text("<html><body>không phải nguồn tin</body></html>")
    lines = json_lines(anhduong("feed", "--json", "--url", "https://bao.example.vn/rss", bad, good, expect=1).stdout)
    assert all(sorted(line) == ["entries", "error", "file", "format", "title", "warnings"] for line in lines)
    assert lines[0]["error"]
    assert lines[0]["entries"] == []
    assert lines[1]["entries"] == [
        {
            "guid": "1",
            "url": "https://bao.example.vn/tin/1.html",
            "title": "Khởi công cầu",
            "published_at": "2026-11-23T08:15:00+07:00",
            "summary": None,
            "image": None,
        }
    ]


def test_the_streams_speak_to_people_too(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(HTML)
    assert "title: Khởi công cầu Bản Vai" in anhduong("extract", page).stdout


def test_classify_answers_each_line_in_order_and_goes_on_after_a_bad_one() -> None:
    article = {
        "id": 7,
        "title": "Mời đăng ký lớp tập huấn",
        "text": "Hội mở lớp tập huấn miễn phí. Đăng ký tại bit.ly/laptap26 trước ngày 10/10/2026.",
        "published_at": "2026-10-01T08:00:00+07:00",
        "now": "2026-10-15T08:00:00+07:00",
    }
    lines = [
        json.dumps(article),
        "không phải JSON",
        "[1, 2]",
        json.dumps({"id": "a", "title": "Thiếu nội dung"}),
        json.dumps({"id": "b", "title": "Giờ sai", "text": "x", "now": "hôm qua"}),
        json.dumps({"id": "c", "title": "", "text": ""}),
        json.dumps({"id": "d", "title": "\ud800", "text": "Một nửa ký tự \udfff"}),
        json.dumps({**article, "id": 8}, ensure_ascii=False),
    ]
    answers = json_lines(anhduong("classify", "--jsonl", stdin="\n".join(lines).encode() + b"\n\xff\xfe\n").stdout)
    assert [answer["id"] for answer in answers] == [7, None, None, "a", "b", "c", "d", 8, None]
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, False, False, False, True]
    first = answers[0]
    assert sorted(first) == ["flags", "id", "topics"]
    assert {"code", "name", "probability"} <= set(first["topics"][0])
    assert "suspect-link" in {flag["check"] for flag in first["flags"]}
    for flag in first["flags"]:
        assert list(flag) == ["check", "severity", "field", "start", "end", "quote", "reason"]
        assert article[flag["field"]][flag["start"] : flag["end"]] == flag["quote"]
    assert answers[7] == {**first, "id": 8}


def test_classify_can_sort_only() -> None:
    line = json.dumps({"id": 1, "title": "", "text": "Đội bóng đá nam giành huy chương vàng."})
    (answer,) = json_lines(anhduong("classify", "--jsonl", "--topics-only", stdin=line).stdout)
    assert "flags" not in answer
    assert len(answer["topics"]) >= 3


def test_classify_answers_before_its_input_ends() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "classify", "--jsonl"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for number in range(3):
        process.stdin.write(json.dumps({"id": number, "text": "Trời nắng."}) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == number
    process.communicate()
    assert process.returncode == 0


def test_a_model_is_trained_from_labelled_lines_and_sorts(tmp_path: Path) -> None:
    words = {
        "the-thao": "đội bóng ghi bàn trận đấu huy chương cầu thủ huấn luyện viên sân vận động chung kết".split(),
        "y-te": "bệnh viện bác sĩ tiêm vắc xin bệnh nhân điều trị phòng khám sốt xuất huyết thuốc men".split(),
    }
    chance = random.Random(7)
    for label, vocabulary in words.items():
        lines = [
            json.dumps({"id": n, "text": " ".join(chance.choices(vocabulary, k=60)), "label": label, "source": "báo"})
            for n in range(40)
        ]
        (tmp_path / f"{label}.jsonl").write_text("\n".join(lines))
    model = tmp_path / "model"
    files = sorted(tmp_path.glob("*.jsonl"))
    told = anhduong("train", "--data", *files, "--model", model, "--labels", "native")
    assert "macro-F1" in told.stdout
    line = json.dumps({"id": 1, "text": "Bác sĩ bệnh viện tiêm vắc xin cho bệnh nhân."})
    (answer,) = json_lines(anhduong("classify", "--jsonl", "--topics-only", "--model", model, stdin=line).stdout)
    assert answer["topics"][0]["code"] == "y-te"
    missing = anhduong("train", "--data", tmp_path / "none.jsonl", "--model", model, expect=2)
    assert "none.jsonl" in missing.stderr


def test_serve_tells_of_a_taken_port_and_ends_cleanly_on_sigterm(desk: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        told = anhduong("serve", "--dir", desk, "--port", str(port), expect=2)
        assert told.stdout == ""
        assert f"Cổng {port}" in told.stderr
    command = [sys.executable, "-m", "pipeline", "serve", "--dir", str(desk), "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as page:
                assert page.status == 200
            break
        except OSError:
            time.sleep(0.1)
    process.terminate()
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert str(port) in said


def test_a_second_publisher_is_told_who_runs_already(desk: Path) -> None:
    command = [sys.executable, "-u", "-m", "pipeline", "run", "--no-collect", "--dir", str(desk)]
    first = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    first.stdout.readline()
    told = anhduong("run", "--dir", desk, expect=2)
    assert f":{first.pid}:" in told.stderr
    first.terminate()
    first.communicate(timeout=30)
    assert first.returncode == 0
