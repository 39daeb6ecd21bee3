"""`anhduong beats` as an editor and a script meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawlers.items import Found
from pipeline.store import Store
from tests.pipeline.support import NOON, make_room
from tests.pipeline.test_cli import anhduong, json_lines
from tests.pipeline.test_facets import filed

RULES = '[[beat]]\nid = "hoi"\nname = "Lễ hội"\nany = [{ phrase = "lễ hội" }]\n'
OTHER = '[[beat]]\nid = "van"\nname = "Tả Van"\nany = [{ place = "xa-ta-van" }]\n'


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk with three articles, filed by `RULES` and a rule for Sa Pa; its file now holds `RULES` and `OTHER`."""
    folder = tmp_path / "desk"
    anhduong("init", "--dir", folder, "--operator", "Văn phòng A", "--contact", "a@example.vn", "--page", "Ánh Dương")
    room = make_room(folder)
    for text in ("Lễ hội ở xã Tả Van.", "Lễ hội ở xã Y Tý.", "Giá thép tăng nhẹ."):
        filed(room, text)
    room.store.close()
    (folder / "beats.toml").write_text(RULES + OTHER, encoding="utf-8")
    return folder


def test_a_text_is_tried_with_its_reasons(desk: Path) -> None:
    told = anhduong("beats", "try", "--dir", desk, "--title", "Vào hội", "--text", "Lễ hội ở xã Tả Van, Sa Pa.").stdout
    assert "Lễ hội: cụm từ “lễ hội”" in told
    assert "Tả Van: nhắc đến xã Tả Van" in told
    assert "Địa danh, cơ quan" in told or "Xã Tả Van" in told


def test_files_of_articles_are_tried_line_by_line(tmp_path: Path) -> None:
    rules, articles = tmp_path / "thu.toml", tmp_path / "bai.jsonl"
    rules.write_text(RULES, encoding="utf-8")
    lines = [
        {"id": 1, "title": "T", "text": "Le hoi xuan o ban, ba con di le hoi rat dong vui"},
        {"id": 2, "text": "Giá thép"},
    ]
    articles.write_text("".join(json.dumps(line) + "\n" for line in lines) + "{\n[]\n", encoding="utf-8")
    ran = anhduong("beats", "try", "--json", "--dir", tmp_path / "none", "--beats", rules, articles, expect=1)
    found = json_lines(ran.stdout)
    assert [[hit["beat"] for hit in each["beats"]] for each in found] == [["hoi"], []]
    assert found[0]["beats"][0]["why"] == [{"kind": "phrase", "said": "lễ hội", "number": 2}]
    assert ran.stderr.count("\n") == 2


def test_a_stored_article_is_tried(desk: Path) -> None:
    (found,) = json_lines(anhduong("beats", "try", "--dir", desk, "--article", "1", "--json").stdout)
    assert [hit["beat"] for hit in found["beats"]] == ["hoi", "van"]
    assert found["places"] == [{"id": "xa-ta-van", "name": "xã Tả Van", "times": 1}]
    anhduong("beats", "try", "--dir", desk, "--article", "99", expect=2)


def test_what_a_change_would_do_is_shown_and_then_done(desk: Path) -> None:
    (shown,) = json_lines(anhduong("beats", "try", "--dir", desk, "--json").stdout)
    assert shown["articles"] == 3
    assert shown["beats"] == {
        "hoi": {"before": 2, "after": 2}, "van": {"before": 0, "after": 1}, "sa-pa": {"before": 1, "after": 0},
    }  # fmt: skip
    assert shown["changed"] == [{"id": 1, "title": "Tin số 1", "added": ["van"], "removed": ["sa-pa"]}]
    told = anhduong("beats", "try", "--dir", desk).stdout
    assert "+ Tả Van" in told
    assert "− Sa Pa" in told
    with Store.open(desk / "desk.db") as store:
        assert [hit.beat for hit in store.facets.of(1).beats] == ["hoi", "sa-pa"], "trying changes nothing"
    assert "3 tin" in anhduong("beats", "apply", "--dir", desk).stdout
    assert json.loads(anhduong("beats", "apply", "--dir", desk, "--json").stdout)["filed"] == 0
    assert "Không có gì thay đổi" in anhduong("beats", "try", "--dir", desk).stdout
    with Store.open(desk / "desk.db") as store:
        assert [hit.beat for hit in store.facets.of(1).beats] == ["hoi", "van"]


def test_every_mistake_of_the_file_is_told_in_a_line_of_its_own(desk: Path) -> None:
    (desk / "beats.toml").write_text(
        '[[beat]]\nid = "A b"\nname = ""\nany = [{ place = "Atlantis" }]\n', encoding="utf-8"
    )
    for command in ("try", "apply"):
        told = anhduong("beats", command, "--dir", desk, expect=2).stderr
        assert told.count("\n") == 3
        assert all("beats.toml" in line and "chuyên mục A b" in line for line in told.splitlines())


def test_checking_goes_on_while_the_file_is_wrong(desk: Path) -> None:
    with Store.open(desk / "desk.db") as store:
        store.articles.upsert(make_found("Lễ hội ở xã Y Tý, bản mới."))
    (desk / "beats.toml").write_text("[[beat", encoding="utf-8")
    ran = anhduong("check", "--dir", desk, expect=1)
    assert "beats.toml, dòng 1" in ran.stderr
    assert "sạch 1" in ran.stdout
    (desk / "beats.toml").write_text(RULES, encoding="utf-8")
    anhduong("check", "--dir", desk)
    with Store.open(desk / "desk.db") as store:
        assert [hit.beat for hit in store.facets.of(4).beats] == ["hoi"]
        assert store.facets.unfiled() == ()


def make_found(text: str) -> Found:
    url = "https://bao.example.vn/tin/moi.html"
    return Found(
        source_id="bao", url=url, canonical_url=url, title="Tin mới", text=text, fetched_at=NOON, published_at=NOON
    )


def test_one_thing_is_tried_at_a_time(desk: Path) -> None:
    anhduong("beats", "try", "--dir", desk, "--article", "1", "--text", "x", expect=2)
    anhduong("beats", "try", "--dir", desk, "--beats", desk / "none.toml", expect=2)
