"""`anhduong feed` given files that no reader should swallow whole."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

from tests.crawlers.hostile.case import CLOSE, GOOD, LEFT, OPEN, repeated, rss
from tests.crawlers.hostile.runner import CPU_SECONDS, MEMORY


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    # The command starts up, and then reads several files.
    resource.setrlimit(resource.RLIMIT_CPU, (4 * CPU_SECONDS, 4 * CPU_SECONDS))


def test_files_too_large_are_refused_before_they_are_read_and_the_rest_goes_on(tmp_path: Path) -> None:
    title = tmp_path / "tieu-de.xml"
    title.write_bytes(repeated(f"{OPEN}<item><title>".encode(), b"x", 100_000_000, f"</title></item>{CLOSE}".encode()))
    hole = tmp_path / "rong.xml"
    with hole.open("wb") as file:
        file.truncate(5_000_000_000)
    many = tmp_path / "nhieu.xml"
    many.write_bytes(repeated(OPEN.encode(), b"<item/>", 7_000_000))
    good = tmp_path / "tot.xml"
    good.write_bytes(rss(GOOD + "<item><title>Không có địa chỉ</title></item>"))
    files = [title, hole, Path("/dev/zero"), tmp_path / "khong-co.xml", many, good]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "feed", "--json", *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_limited,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, [line["file"] for line in lines]) == (1, list(map(str, files))), done.stderr[-500:]
    for line, size in zip(lines, ("100000", "5000000000", "10000001"), strict=False):
        assert line["error"].startswith("feed-too-large: ")
        assert size in line["error"]
        assert "Hãy" in line["error"]
    assert lines[3]["error"]
    assert len(lines[4]["entries"]) == 5_000
    assert lines[4]["warnings"] == [
        "feed-cut: Chỉ đọc 5000 mục đầu tiên.",
        "feed-no-address: Số mục không có địa chỉ trang web nên không thu thập được: 5000.",
    ]
    assert [entry["title"] for entry in lines[5]["entries"]] == [LEFT, "Không có địa chỉ"]
    assert lines[5]["error"] is None


def test_people_read_warnings_in_their_language(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(rss(""))
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "feed", str(path)], capture_output=True, text=True, check=True
    )
    assert "Nguồn tin đúng dạng nhưng không có mục nào." in done.stdout
