"""`[people]` of `desk.toml`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import SettingsInvalid
from pipeline.model import Role
from pipeline.settings import load_settings
from pipeline.settings_people import OidcSettings
from tests.pipeline.test_settings import GOOD

SECOND = '[[page]]\nid = "hai"\nname = "Hai"\noperator = "Văn phòng A"\n'


def test_four_eyes_is_for_all_pages_unless_a_page_says_otherwise(tmp_path: Path) -> None:
    for head, first, wanted in (
        ("", "", [True, True]),
        ("[people]\nfour_eyes = false\n", "", [False, False]),
        ("[people]\nfour_eyes = false\n", "four_eyes = true\n", [True, False]),
        ("[people]\nfour_eyes = true\n", "four_eyes = false\n", [False, True]),
    ):
        (tmp_path / "desk.toml").write_text(GOOD + first + SECOND + head)
        assert [page.four_eyes for page in load_settings(tmp_path).pages] == wanted


def test_roles_that_need_a_second_step(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(GOOD + '[people]\ntotp_required_for = ["administrator", "editor"]\n')
    assert load_settings(tmp_path).people.totp_required_for == {Role.ADMINISTRATOR, Role.EDITOR}
    (tmp_path / "desk.toml").write_text(GOOD)
    assert load_settings(tmp_path).people.totp_required_for == frozenset()


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ('[people]\ntotp_required_for = ["admin"]\n', "people.totp_required_for"),
        ('[people]\ntotp_required_for = "administrator"\n', "people.totp_required_for"),
        ("[people]\ntotp_required_for = [[1]]\n", "people.totp_required_for"),
        ('[people]\nfour_eyes = "yes"\n', "people.four_eyes"),
        ("[people]\nother = 1\n", "people.other"),
        ("[[people]]\nfour_eyes = true\n", "people"),
    ],
)
def test_what_is_not_right_is_told_with_its_key(tmp_path: Path, table: str, key: str) -> None:
    (tmp_path / "desk.toml").write_text(GOOD + table)
    with pytest.raises(SettingsInvalid) as told:
        load_settings(tmp_path)
    assert told.value.fields["key"] == key


OIDC = '[people.oidc]\nissuer = "https://id.example.vn/realms/tinh"\nclient_id = "ban-tin"\nname = "Cổng tỉnh"\n'


def test_an_openid_provider_is_read(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(GOOD + OIDC)
    plain = OidcSettings("https://id.example.vn/realms/tinh", "ban-tin", "Cổng tỉnh")
    assert load_settings(tmp_path).people.oidc == plain
    (tmp_path / "desk.toml").write_text(GOOD + OIDC + 'domains = ["example.vn"]\nroles = ["editor"]\n')
    assert load_settings(tmp_path).people.oidc == replace(
        plain, domains=frozenset({"example.vn"}), roles=frozenset({Role.EDITOR})
    )


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("https://id.example.vn", "http://id.example.vn", "issuer"),
        ("https://id.example.vn", "https://ten:mat-khau@id.example.vn", "issuer"),
        ("/realms/tinh", "/?a=1", "issuer"),
        ("https://id.example.vn/realms/tinh", "https://[", "issuer"),
        ('"ban-tin"', "1", "client_id"),
        ('name = "Cổng tỉnh"', "", "name"),
        ('name = "Cổng tỉnh"', 'name = "Cổng tỉnh"\ndomains = ["@example.vn"]', "domains"),
        ('name = "Cổng tỉnh"', 'name = "Cổng tỉnh"\ndomains = "example.vn"', "domains"),
        ('name = "Cổng tỉnh"', 'name = "Cổng tỉnh"\nroles = ["owner"]', "roles"),
        ('name = "Cổng tỉnh"', 'name = "Cổng tỉnh"\nclient_secret = "x"', "client_secret"),
    ],
)
def test_what_is_not_right_of_a_provider_is_told(tmp_path: Path, before: str, after: str, key: str) -> None:
    (tmp_path / "desk.toml").write_text(GOOD + OIDC.replace(before, after))
    with pytest.raises(SettingsInvalid) as told:
        load_settings(tmp_path)
    assert told.value.fields["key"] == f"people.oidc.{key}"
