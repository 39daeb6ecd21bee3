"""`desk.toml`: a new desk's file is good; a bad one is told with file, key and fix."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from pipeline.errors import NotFound, NotInitialised, SettingsInvalid
from pipeline.i18n import describe
from pipeline.polling import Polling
from pipeline.settings import load_settings
from pipeline.settings_facebook import FacebookPage
from pipeline.templates import write_new_desk

GOOD = """
operator = "Văn phòng A"
contact = "a@example.vn"
[[page]]
id = "anh-duong"
name = "Ánh Dương"
operator = "Văn phòng A"
"""
FACEBOOK = (
    GOOD
    + """publisher = "facebook"
[page.facebook]
facebook_id = "100000000000001"
app_id = 700000000000001
"""
)
DEMO = "demo = true\n" + FACEBOOK


def test_a_facebook_page_is_read(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(FACEBOOK)
    page = load_settings(tmp_path).pages[0]
    assert page.publisher == "facebook"
    assert page.facebook == FacebookPage("100000000000001", "700000000000001", "v26.0", "https://graph.facebook.com")
    for given, taken in (("http://127.0.0.1:8022/", "http://127.0.0.1:8022"), ("http://[::1]", "http://[::1]")):
        (tmp_path / "desk.toml").write_text(DEMO + f'graph_url = "{given}"\ngraph_version = "v25.0"\n')
        facebook = load_settings(tmp_path).pages[0].facebook
        assert facebook is not None
        assert (facebook.graph_url, facebook.graph_version) == (taken, "v25.0")


def test_a_page_without_an_operator_is_told_why_it_needs_one(tmp_path: Path) -> None:
    for missing in ("", 'operator = " "'):
        (tmp_path / "desk.toml").write_text(
            GOOD.replace('name = "Ánh Dương"\noperator = "Văn phòng A"', f'name = "Ánh Dương"\n{missing}')
        )
        with pytest.raises(SettingsInvalid) as caught:
            load_settings(tmp_path)
        assert "cơ quan" in describe(caught.value)


def test_a_new_desk_loads_whatever_its_names_hold(tmp_path: Path) -> None:
    odd = 'Văn "phòng" \\ A\n\x7f'
    write_new_desk(tmp_path, operator=odd, contact="a@example.vn", page_name="Ánh Dương")
    settings = load_settings(tmp_path)
    assert settings.operator == odd.strip()
    assert settings.pages[0].four_eyes
    assert not settings.demo


def test_the_pace_of_visits(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(GOOD)
    assert load_settings(tmp_path).polling == Polling(15, 720, None)
    table = '[collect]\npoll_min_minutes = 20\npoll_max_minutes = 60\nquiet_hours = "23:00-05:00"\n'
    (tmp_path / "desk.toml").write_text(GOOD + table)
    assert load_settings(tmp_path).polling == Polling(20, 60, (time(23), time(5)))


def test_a_desk_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(GOOD)
    written = write_new_desk(tmp_path, operator="B", contact="b", page_name="C")
    assert [path.name for path in written] == ["sources.toml", "beats.toml"]
    assert load_settings(tmp_path).operator == "Văn phòng A"


def test_no_desk_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotInitialised):
        load_settings(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (GOOD.replace('operator = "Văn phòng A"\ncontact', "contact"), "operator"),
        (GOOD.replace('name = "Ánh Dương"\noperator = "Văn phòng A"', 'name = "Ánh Dương"'), "page[1].operator"),
        (GOOD.replace('"anh-duong"', '"Ánh Dương"'), "page[1].id"),
        (GOOD + 'zone = "Asia/Nowhere"\n', "page[1].zone"),
        (GOOD + "lateness_minutes = 0\n", "page[1].lateness_minutes"),
        (GOOD + "lateness_minutes = true\n", "page[1].lateness_minutes"),
        (GOOD + 'four_eyes = "no"\n', "page[1].four_eyes"),
        (GOOD + 'publisher = "carrier-pigeon"\n', "page[1].publisher"),
        (GOOD + "followers = 3\n", "page[1].followers"),
        (GOOD + GOOD[GOOD.index("[[page]]") :], "page.id"),
        ('language = "fr"\n' + GOOD, "language"),
        ('color = "red"\n' + GOOD, "color"),
        (GOOD[: GOOD.index("[[page]]")], "page"),
        (GOOD + "[collect]\npoll_min_minutes = 4\n", "collect.poll_min_minutes"),
        (GOOD + '[collect]\npoll_max_minutes = "60"\n', "collect.poll_max_minutes"),
        (GOOD + "[collect]\npoll_min_minutes = 60\npoll_max_minutes = 30\n", "collect.poll_min_minutes"),
        (GOOD + '[collect]\nquiet_hours = "11 pm to 5"\n', "collect.quiet_hours"),
        (GOOD + "[collect]\nproxies = 3\n", "collect.proxies"),
        ("collect = 5\n" + GOOD, "collect"),
        (GOOD.replace("[[page]]", "[page]"), "page"),
        ("operator = ", "desk.toml"),
        (GOOD + "[page.facebook]\nfacebook_id = 12345\napp_id = -12345\n", "page[1].facebook.app_id"),
        (GOOD + 'publisher = "facebook"\n', "page[1].facebook"),
        (GOOD + "facebook = 12345\n", "page[1].facebook"),
        (GOOD + "[page.facebook]\n", "page[1].facebook.facebook_id"),
        (FACEBOOK.replace('"100000000000001"', '"Ánh Dương"'), "page[1].facebook.facebook_id"),
        (FACEBOOK.replace('"100000000000001"', "true"), "page[1].facebook.facebook_id"),
        (FACEBOOK.replace("app_id", "app"), "page[1].facebook.app"),
        (FACEBOOK + 'access_token = "EAA"\n', "page[1].facebook.access_token"),
        (FACEBOOK + 'graph_version = "26"\n', "page[1].facebook.graph_version"),
        (FACEBOOK + "graph_version = 26.0\n", "page[1].facebook.graph_version"),
        (FACEBOOK + 'graph_url = "http://127.0.0.1:8022"\n', "page[1].facebook.graph_url"),
        (DEMO + 'graph_url = "https://graph.example.vn"\n', "page[1].facebook.graph_url"),
        (DEMO + 'graph_url = "http://localhost.example.vn"\n', "page[1].facebook.graph_url"),
        (DEMO + 'graph_url = "http://127.0.0.1@graph.example.vn"\n', "page[1].facebook.graph_url"),
        (DEMO + 'graph_url = "http://127.0.0.1:99999"\n', "page[1].facebook.graph_url"),
        (DEMO + 'graph_url = "http://[::1"\n', "page[1].facebook.graph_url"),
        (DEMO + "graph_url = 8022\n", "page[1].facebook.graph_url"),
        (
            FACEBOOK + FACEBOOK[FACEBOOK.index("[[page]]") :].replace('"anh-duong"', '"trang-hai"'),
            "page.facebook.facebook_id",
        ),
    ],
)
def test_a_bad_file_is_told_with_its_key(tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / "desk.toml").write_text(text)
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(tmp_path)
    assert caught.value.fields["key"] == key
    assert str(tmp_path / "desk.toml") in describe(caught.value)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsInvalid):
        load_settings(tmp_path)


def test_an_unknown_page_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(GOOD)
    with pytest.raises(NotFound):
        load_settings(tmp_path).page("khac")
