"""People in a real Chromium: invitation, second step and sessions, with JavaScript off, by keyboard, with axe."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.model import Role
from pipeline.secrets import new_key
from pipeline.settings_people import OidcSettings, PeopleSettings
from tests.fakes import oidc
from tests.review_ui.conftest import Live, serving
from tests.review_ui.seed import PASSWORD, Seeded
from tests.review_ui.test_browser import DESKTOP, PHONE, assert_axe_clean, assert_fits, enter, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANHDUONG_KEY", new_key().reveal())


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"main [name={name}]").first.fill(value)


def test_from_the_invitation_to_the_second_step_without_script(browser: Browser, live: Live) -> None:
    clock = live.seeded.clock
    desk = browser.new_context(viewport=DESKTOP, locale="vi-VN", java_script_enabled=False)
    boss = enter(desk, live, live.seeded.users[Role.ADMINISTRATOR]).page
    boss.goto(live.url + "/")
    boss.get_by_role("navigation", name="Chính").locator("summary").click()
    boss.get_by_role("navigation", name="Chính").get_by_role("link", name="Người dùng").click()
    boss.get_by_label("Mời ai").fill("chị Hoa")
    boss.get_by_label("Biên tập viên").check()
    boss.get_by_role("button", name="Tạo liên kết").click()
    link = boss.get_by_label("Liên kết mời").input_value()

    phone = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = phone.new_page()
    page.goto(link)
    fill(page, name="Hoàng Thị Hoa", login="hoa.ht", password="mat-khau-cua-hoa", again="mat-khau-cua-hoa")
    page.get_by_role("button", name="Tạo tài khoản").click()
    page.wait_for_url(live.url + "/hom-nay")
    page.get_by_role("contentinfo").get_by_role("link", name="Tài khoản của bạn").click()
    page.get_by_role("link", name="Cài đặt").click()
    fill(page, password="mat-khau-cua-hoa")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("img", name="Mã QR")).to_be_visible()
    secret = page.locator(".key").inner_text().replace(" ", "")
    fill(page, code=pyotp.TOTP(secret).at(clock()))
    page.get_by_role("button", name="Bật").click()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("button", name="Đăng xuất").click()

    fill(page, login="hoa.ht", password="mat-khau-cua-hoa")
    page.get_by_role("button", name="Đăng nhập").click()
    page.reload()
    fill(page, code=codes[0])
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(live.url + "/hom-nay")
    boss.goto(live.url + "/nguoi-dung")
    expect(boss.locator("li", has_text="hoa.ht")).to_contain_text("có xác thực hai bước")
    desk.close()
    phone.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_of_people_are_accessible_calm_and_fit(
    browser: Browser, live: Live, axe: str, viewport: Any, scheme: Any
) -> None:
    seeded = live.seeded
    context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="vi-VN")
    boss = seeded.users[Role.ADMINISTRATOR]
    for _n in range(2):
        enter(context, live, boss).page.close()
    watched = enter(context, live, boss)
    page = watched.page

    def look(what: str) -> None:
        assert_axe_clean(page, axe, what)
        assert_fits(page, what)
        watched.calm()

    seeded.store.users.close(seeded.editor.id, seeded.clock())
    page.goto(live.url + "/nguoi-dung")
    look("people")
    fill(page, meant_for="chị Hoa, văn phòng xã")
    page.get_by_role("button", name="Tạo liên kết").click()
    look("invitation, made")
    link = page.get_by_label("Liên kết mời").input_value()
    page.goto(live.url + "/nguoi-dung")
    look("people with an invitation")
    page.goto(f"{live.url}/nguoi-dung/{seeded.collaborator.id}")
    page.locator("main summary").first.click()
    look("person")
    page.goto(f"{live.url}/nguoi-dung/{seeded.editor.id}")
    look("person, closed")
    page.goto(f"{live.url}/tai-khoan/hai-buoc")
    fill(page, password=PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()
    look("second step, picture")
    secret = page.locator(".key").inner_text().replace(" ", "")
    fill(page, code=pyotp.TOTP(secret).at(seeded.clock()))
    page.get_by_role("button", name="Bật").click()
    look("recovery codes")
    page.get_by_role("link", name="Tôi đã chép lại").click()
    for summary in page.locator("main summary").all():
        summary.click()
    look("account, second step on")
    page.get_by_role("button", name="Đăng xuất").click()
    fill(page, login="quan-tri", password=PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    look("code")
    context.clear_cookies()
    page.goto(link)
    look("invited")
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')") if viewport == DESKTOP else None
    assert_fits(page, "invited, large")
    context.close()


def test_states_after_a_mistake_are_accessible_too(browser: Browser, live: Live, axe: str) -> None:
    seeded = live.seeded
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    page = enter(context, live, seeded.users[Role.ADMINISTRATOR]).page
    page.goto(f"{live.url}/nguoi-dung/{seeded.users[Role.ADMINISTRATOR].id}")
    page.get_by_label("Biên tập viên").check()
    page.get_by_role("button", name="Đặt vai trò").click()
    expect(page.locator(".alert")).to_be_focused()
    assert_axe_clean(page, axe, "last administrator")
    page.goto(live.url + "/tai-khoan")
    fill(page, password="sai-mat-khau", new="mat-khau-moi-hon", again="mat-khau-moi-hon")
    page.get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.locator(".alert")).to_be_focused()
    assert_axe_clean(page, axe, "wrong password")
    context.clear_cookies()
    page.goto(live.url + "/loi-moi/khong-co")
    assert_axe_clean(page, axe, "invitation gone")
    assert_fits(page, "invitation gone")
    context.close()


def test_a_session_is_ended_by_keyboard_alone(browser: Browser, live: Live) -> None:
    seeded = live.seeded
    context = browser.new_context(viewport=DESKTOP, locale="vi-VN")
    other = browser.new_context()
    enter(other, live, seeded.collaborator).page.close()
    page = enter(context, live, seeded.collaborator).page
    page.goto(live.url + "/tai-khoan")
    tab_to(page, page.get_by_role("button", name=re.compile("^Kết thúc Thiết bị")))
    page.keyboard.press("Enter")
    page.wait_for_url("**/tai-khoan?bao=phien-da-het")
    expect(page.get_by_role("status")).to_contain_text("Đã kết thúc phiên")
    assert len(seeded.store.sessions.of(seeded.collaborator.id, seeded.clock(), seeded.clock())) == 1
    other.close()
    context.close()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_way_by_a_provider_in_a_browser(
    browser: Browser, seeded: Seeded, axe: str, viewport: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real redirects between two servers under the desk's policy, with JavaScript for axe only."""
    monkeypatch.setenv("ANHDUONG_OIDC_SECRET", oidc.CLIENT_SECRET)
    with oidc.running() as fake:
        fake.now = int(seeded.clock().timestamp())
        provider = OidcSettings(fake.url, oidc.CLIENT_ID, "Cổng tỉnh")
        desk = replace(seeded, settings=replace(seeded.settings, people=PeopleSettings(oidc=provider)))
        with serving(desk) as live:
            context = browser.new_context(viewport=viewport, locale="vi-VN")
            watched = enter(context, live, desk.collaborator)
            page = watched.page
            page.goto(live.url + "/tai-khoan")
            assert_axe_clean(page, axe, "account, provider")
            page.locator("#password-oidc").fill(PASSWORD)
            page.get_by_role("button", name="Liên kết tài khoản với Cổng tỉnh").click()
            assert_axe_clean(page, axe, "on the way")
            assert_fits(page, "on the way")
            page.get_by_role("link", name="Đi tới Cổng tỉnh").click()
            page.wait_for_url("**/tai-khoan?bao=oidc-noi")
            assert_axe_clean(page, axe, "account, tied")
            page.get_by_role("button", name="Đăng xuất").click()
            page.get_by_role("link", name="Đăng nhập bằng Cổng tỉnh").click()
            page.wait_for_url(live.url + "/hom-nay")
            page.get_by_role("button", name="Đăng xuất").click()
            assert_axe_clean(page, axe, "login, provider")
            watched.calm()
            context.close()
