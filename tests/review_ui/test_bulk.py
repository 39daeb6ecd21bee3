"""Many articles at once, what is put aside, and one's own keys: the forms without a browser."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from pipeline.model import ArticleState, RejectReason
from pipeline.review_keys import DEFAULTS
from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import LOGINS, PASSWORD, Role, Seeded

HIGH = ("advertorial", "high", "40 người", "Lời mời mua hàng.")
LOW = ("stale", "low", "Chiều 22/11", "Đã qua.")


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's last form that names a choice."""
    form = next(part for part in page.split("<form")[1:] if 'name="chon"' in part)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.partition("</form>")[0]))
    return {name: html.unescape(value) for name, value in fields.items() if name != "_csrf"}


def listed(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'name="tin-(\d+)"', page)]


def test_the_list_is_narrowed_by_check_source_and_words(seeded: Seeded, collaborator: Visitor) -> None:
    stale = seeded.article("Tin đã qua", flags=[LOW])
    other = seeded.article("Tin mời mua hàng", flags=[HIGH], source_id="cong-mau")
    clean = seeded.article("Tin sạch")
    assert set(listed(collaborator.get("/duyet/loat").text)) == {stale, other}
    assert listed(collaborator.get("/duyet/loat?hang=sach").text) == [clean]
    assert listed(collaborator.get("/duyet/loat?kiem-tra=stale").text) == [stale]
    assert listed(collaborator.get("/duyet/loat?nguon=cong-mau").text) == [other]
    assert listed(collaborator.get("/duyet/loat", params={"q": "moi mua"}).text) == [other]
    nothing = collaborator.get("/duyet/loat?nguon=bao-mau&kiem-tra=advertorial").text
    assert listed(nothing) == []
    assert "Không có tin nào đang chờ khớp" in nothing


def test_all_that_fit_are_previewed_done_and_taken_back(seeded: Seeded, collaborator: Visitor) -> None:
    ids = [seeded.article(f"Tin {n}", flags=[LOW]) for n in range(45)]
    apart = seeded.article("Tin khác", flags=[HIGH])
    assert len(listed(collaborator.get("/duyet/loat").text)) == 40
    asked = {"kiem-tra": "stale", "viec": "reject", "reason": "out-of-date", "note": "quá hạn", "tat-ca": "1"}
    preview = collaborator.post("/duyet/loat/xem-truoc", asked)
    assert preview.status_code == 200
    assert "45 tin" in preview.text
    assert {seeded.get(one).state for one in ids} == {ArticleState.FLAGGED}
    done = collaborator.post("/duyet/loat", hidden(preview.text))
    assert done.status_code == 303
    assert {seeded.get(one).state for one in ids} == {ArticleState.REJECTED}
    assert seeded.get(ids[0]).reject_note == "quá hạn"
    assert seeded.get(apart).state is ArticleState.FLAGGED
    path = done.headers["location"].partition("?")[0]
    assert "Hoàn tác cả lượt" in collaborator.get(done.headers["location"]).text
    back = collaborator.post(f"{path}/hoan-tac")
    assert "45 tin chờ duyệt trở lại" in collaborator.get(back.headers["location"]).text
    assert {seeded.get(one).state for one in ids} == {ArticleState.FLAGGED}
    assert "Hoàn tác cả lượt" not in collaborator.get(path).text


def test_what_changed_between_preview_and_deed_is_left_out_and_said(
    seeded: Seeded, collaborator: Visitor, editor: Visitor
) -> None:
    first, second = (seeded.article(f"Tin {n}", flags=[LOW]) for n in range(2))
    collaborator.get("/duyet/loat")
    preview = collaborator.post("/duyet/loat/xem-truoc", {f"tin-{first}": "1", f"tin-{second}": "1", "viec": "approve"})
    fields = hidden(preview.text)
    editor.get(f"/tin/{first}")
    done = collaborator.post("/duyet/loat", fields)
    assert "1 tin không tính vào" in collaborator.get(done.headers["location"]).text
    assert [seeded.get(n).state.value for n in (first, second)] == ["flagged", "approved"]
    nothing = collaborator.post("/duyet/loat", fields)
    assert nothing.status_code == 200
    assert "Đồng nghiệp đang mở" in nothing.text
    assert "Đã có quyết định" in nothing.text


@pytest.mark.parametrize("given", [{}, {"viec": "nhay-mua"}, {"viec": "reject"}, {"viec": "reject", "reason": "other"}])
def test_what_is_missing_is_said_and_the_ticks_stay(
    seeded: Seeded, collaborator: Visitor, given: dict[str, str]
) -> None:
    article = seeded.article("Tin", flags=[LOW])
    collaborator.get("/duyet/loat")
    response = collaborator.post("/duyet/loat/xem-truoc", {f"tin-{article}": "1", "note": "", **given})
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert re.search(rf'name="tin-{article}" value="1" checked', response.text)
    assert collaborator.post("/duyet/loat", {"chon": f"{article}:1", **given}).status_code == 422
    assert seeded.get(article).state is ArticleState.FLAGGED


@pytest.mark.parametrize("chosen", ["abc", "1", "1:", ":1", "1:1:1", "-1:1", "1:1,", "9" * 30 + ":1"])
def test_a_broken_choice_does_nothing(seeded: Seeded, collaborator: Visitor, chosen: str) -> None:
    seeded.article("Tin", flags=[LOW])
    collaborator.get("/duyet/loat")
    response = collaborator.post("/duyet/loat", {"chon": chosen, "viec": "hold"})
    assert response.status_code == 400
    assert seeded.store.reviewing.held() == ()


def test_only_its_doer_or_an_editor_takes_it_back(seeded: Seeded, collaborator: Visitor, editor: Visitor) -> None:
    assert seeded.second is not None
    article = seeded.article("Tin", flags=[LOW])
    collaborator.get("/duyet/loat")
    done = collaborator.post("/duyet/loat", {"chon": f"{article}:1", "viec": "hold", "note": "chờ"})
    path = done.headers["location"].partition("?")[0]
    other = Visitor(seeded).enter(seeded.second)
    assert "Hoàn tác cả lượt" not in other.get(path).text
    assert other.post(f"{path}/hoan-tac").status_code == 403
    assert editor.post(f"{path}/hoan-tac").status_code == 303
    assert seeded.store.reviewing.held() == ()


def test_a_session_that_ends_keeps_the_choice(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.article("Tin", flags=[LOW])
    collaborator.get("/duyet/loat")
    seeded.clock.forward(hours=5)
    fields = {"chon": f"{article}:1", "viec": "hold", "note": "chờ xã trả lời"}
    login = collaborator.post("/duyet/loat", fields)
    assert login.status_code == 401
    held = html.unescape(re.findall(r'name="held" value="([^"]*)"', login.text)[0])
    collaborator.token = re.findall(r'name="_csrf" value="([^"]+)"', login.text)[0]
    entered = collaborator.post(
        "/dang-nhap",
        {"login": LOGINS[Role.COLLABORATOR], "password": PASSWORD, "next": "/duyet/loat", "held": held},
    )
    assert "chờ xã trả lời" in entered.text
    assert "Giữ lại các tin này" in entered.text
    collaborator.token = re.findall(r'name="_csrf" value="([^"]+)"', entered.text)[-1]
    assert collaborator.post("/duyet/loat", hidden(entered.text)).status_code == 303
    assert [one.note for one in seeded.store.reviewing.held()] == ["chờ xã trả lời"]


def test_copies_that_wait_are_rejected_from_the_card_of_the_one_that_is_read(
    seeded: Seeded, collaborator: Visitor
) -> None:
    first = seeded.article("Bản đầu", flags=[LOW], published_at=seeded.clock() - timedelta(days=1))
    copies = [seeded.article(f"Bản chép {n}", flags=[LOW], near=[(first, 0.95)]) for n in range(2)]
    decided = seeded.rejected("Bản đã loại")
    card = collaborator.get(f"/tin/{first}").text
    form = next(part for part in card.split("<form")[1:] if "copies-do" in part).partition("</form>")[0]
    fields = dict(re.findall(r'name="([\w-]+)" value="([^"]*)"', form))
    assert {name for name in fields if name.startswith("tin-")} == {f"tin-{one}" for one in copies}
    preview = collaborator.post("/duyet/loat/xem-truoc", {**fields, "_csrf": collaborator.token})
    assert "Đã có bài tương tự" in preview.text
    collaborator.post("/duyet/loat", hidden(preview.text))
    assert [seeded.get(one).state.value for one in (first, *copies)] == ["flagged", "rejected", "rejected"]
    assert {seeded.get(one).reject_reason for one in copies} == {RejectReason.DUPLICATE}
    assert "copies-do" not in collaborator.get(f"/tin/{first}").text
    assert "copies-do" not in collaborator.get(f"/tin/{decided}").text


# --- put aside --------------------------------------------------------------------------------------------


def test_what_is_put_aside_is_listed_and_paged(seeded: Seeded, collaborator: Visitor) -> None:
    ids = [seeded.article(f"Tin {n}", flags=[LOW]) for n in range(55)]
    for one in ids:
        collaborator.get(f"/tin/{one}")
        assert collaborator.post(f"/duyet/{one}/giu", {"version": "1", "note": f"chờ {one}"}).status_code == 303
    first = collaborator.get("/duyet/dang-giu").text
    (older,) = re.findall(r'rel="next" href="([^"]+)"', first)
    both = first + collaborator.get(html.unescape(older)).text
    assert sorted(int(n) for n in re.findall(r'action="/duyet/(\d+)/tra-lai"', both)) == ids
    back = collaborator.post(f"/duyet/{ids[0]}/tra-lai", {"ve": "danh-sach"})
    assert back.headers["location"].startswith("/duyet/dang-giu")
    assert collaborator.post(f"/duyet/{ids[0]}/giu", {"version": "9", "note": "đã gõ"}).status_code == 409


def test_a_note_to_put_aside_with_comes_back_after_a_refusal(seeded: Seeded, collaborator: Visitor) -> None:
    article = seeded.article("Tin", flags=[LOW])
    seeded.store.reviewing.open(seeded.editor, article, seeded.clock())
    collaborator.get("/duyet")
    refused = collaborator.post(f"/duyet/{article}/giu", {"version": "1", "note": "chờ <xã>", "ve": "giu"})
    assert refused.status_code == 409
    assert seeded.editor.name in refused.text
    assert "chờ &lt;xã&gt;" in refused.text
    taken = collaborator.post(f"/duyet/{article}/nhan", {"note": "chờ <xã>", "ve": "giu"})
    assert re.search(r'id="hold-note" name="note" value="chờ &lt;xã&gt;"', taken.text)


# --- one's own keys -----------------------------------------------------------------------------------------


def test_keys_are_saved_refused_and_set_back(seeded: Seeded, collaborator: Visitor) -> None:
    page = collaborator.get("/phim-tat").text
    assert len(re.findall(r'name="phim-\w+"', page)) == len(DEFAULTS)
    letters = {f"phim-{action}": letter for action, letter in DEFAULTS.items()}
    refused = collaborator.post("/phim-tat", {"bat": "1", **letters, "phim-skip": "ư"})
    assert refused.status_code == 422
    assert 'value="ư"' in refused.text
    assert collaborator.post("/phim-tat", {"so": "1", **letters, "phim-skip": "x"}).status_code == 303
    keys = seeded.store.personal.keys(seeded.collaborator.id)
    assert (keys.on, keys.digits, keys.letters["skip"]) == (False, True, "x")  # type: ignore[index]
    seeded.article("Tin", flags=[LOW])
    silent = collaborator.get("/duyet").text
    assert "<kbd>" not in silent
    assert 'data-actions=""' in silent
    collaborator.post("/phim-tat/bat-tat", {"bat": "1"})
    assert "<kbd>X</kbd>" in collaborator.get("/duyet").text
    collaborator.post("/phim-tat", {"lam": "mac-dinh"})
    assert "<kbd>S</kbd>" in collaborator.get("/duyet").text
