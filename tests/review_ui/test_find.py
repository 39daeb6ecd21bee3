"""The page that finds articles: words marked, filters, pages, kept searches; no script needed."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.review_ui.conftest import Visitor
from tests.review_ui.seed import Seeded


def collected(seeded: Seeded, title: str, text: str) -> None:
    seeded.store.articles.upsert(seeded.found(title, text))


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def titles(html: str) -> list[str]:
    return [plain(each) for each in re.findall(r'<span class="line-main"><a href="/tin/\d+">(.*?)</a>', html)]


def test_words_are_found_without_diacritics_and_marked(seeded: Seeded, collaborator: Visitor) -> None:
    collected(seeded, "Chợ phiên Bắc Hà", "Chợ họp vào Chủ nhật, bán thổ cẩm và ngựa.")
    collected(seeded, "Chuyện khác", "Không liên quan.")
    html = collaborator.get("/tim?q=cho+phien").text
    assert titles(html) == ["Chợ phiên Bắc Hà"]
    assert '<mark class="hit">Chợ</mark> <mark class="hit">phiên</mark>' in html
    assert "1 tin" in plain(html)
    assert titles(collaborator.get("/tim?q=chó").text) == []
    assert titles(collaborator.get("/tim?q=cho+-phien").text) == []


def test_an_empty_page_says_what_to_do(collaborator: Visitor) -> None:
    assert "Hãy gõ vài từ" in plain(collaborator.get("/tim").text)
    assert "gõ không dấu" in plain(collaborator.get("/tim?q=khongcogi").text)


def test_many_hits_page_by_key(seeded: Seeded, collaborator: Visitor) -> None:
    for number in range(70):
        collected(seeded, f"Tin chung {number}", "Bài.")
    seen: list[str] = []
    address = "/tim?q=chung&nguon=" + seeded.store.sources.names()[0][0]
    while True:
        html = collaborator.get(address).text
        seen += titles(html)
        older = re.search(r'rel="next" href="([^"]+)"', html)
        if older is None:
            break
        address = unescape(older[1])
    assert seen == [f"Tin chung {number}" for number in range(69, -1, -1)]


def test_a_kept_search_is_there_next_time_and_can_be_dropped(seeded: Seeded, collaborator: Visitor) -> None:
    collected(seeded, "Chợ phiên", "Bài.")
    collaborator.get("/tim?q=chợ")
    answer = collaborator.post("/tim/giu", {"query": "q=ch%E1%BB%A3&la=gi", "name": "  Chợ   phiên "})
    assert answer.status_code == 303
    html = collaborator.get(answer.headers["location"]).text
    assert "Đã lưu tìm kiếm." in html
    kept = re.search(r'<a class="button" href="(/tim\?q=[^"]+)">Chợ phiên</a>', html)
    assert kept is not None
    assert kept[1] == "/tim?q=ch%E1%BB%A3"
    assert titles(collaborator.get(kept[1]).text) == ["Chợ phiên"]
    drop = re.search(r'action="(/tim/giu/\d+/bo)"', html)
    assert drop is not None
    assert Visitor(seeded).enter(seeded.editor).get("/tim").text.count("/tim/giu/") == 0
    assert collaborator.post(drop[1]).status_code == 303
    assert "Tìm kiếm đã lưu" not in collaborator.get("/tim").text


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_search_without_a_fit_name_is_not_kept_and_stays_on_the_page(
    seeded: Seeded, collaborator: Visitor, name: str
) -> None:
    collected(seeded, "Chợ phiên", "Bài.")
    collaborator.get("/tim?q=chợ")
    answer = collaborator.post("/tim/giu", {"query": "q=chợ", "name": name})
    assert answer.status_code == 422
    assert titles(answer.text) == ["Chợ phiên"]
    assert "từ 1 đến 60 ký tự" in plain(answer.text)


HOSTILE = [
    "q=%22",
    "q=<script>alert(1)</script>",
    "q=a&truoc=-1",
    "q=%ff%fe",
    "q=a&truoc=999999999999999999999",
    "q=a&tu=9999-99-99",
    "q=a&tu=0001-01-01",
    "q=a&den=9999-12-31",
    "q=a&trang-thai=x&nguon=%00&kiem-tra=%27",
    "q=" + "a%20" * 400,
]


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_address_is_a_page(seeded: Seeded, collaborator: Visitor, query: str) -> None:
    collected(seeded, "a <b>", "Bài <script>.")
    answer = collaborator.get(f"/tim?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<script>." not in answer.text
