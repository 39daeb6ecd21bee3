# ruff: noqa: E501
"""Pages that are cut off, nested, or soup: they end within bounds, in an article or in an `ExtractError`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract import Extracted, extract
from crawlers.reading_errors import ExtractError

PAGES = {path.stem: path.read_bytes() for path in sorted((Path(__file__).parent / "pages").glob("*.html"))}
URL = "https://tinh.gov.vn/tin/bai-1.html"
SENTENCE = "Sáng nay, cán bộ xã cùng bà con các thôn ra đồng nạo vét kênh mương, chuẩn bị nước tưới cho vụ lúa xuân."
NAMES = (
    "related",
    "article-body",
    "share",
    "sapo",
    "title",
    "author",
    "caption",
    "content",
    "breadcrumb",
    "date",
    "box",
)
TAGS = (
    "div",
    "p",
    "span",
    "table",
    "tr",
    "td",
    "ul",
    "li",
    "figure",
    "section",
    "article",
    "form",
    "em",
    "h1",
    "h2",
    "a",
)


def read(html: str | bytes, *, may_be_other: bool = False) -> Extracted | None:
    """What a page gives; anything but an article or an `ExtractError` fails the test."""
    try:
        found = extract(html, url=URL, may_be_other=may_be_other)
    except ExtractError:
        return None
    assert found.text.strip()
    assert found.title.strip()
    assert "\x00" not in found.text
    for instant in (found.published_at, found.modified_at):
        assert instant is None or instant.utcoffset() is not None
    addresses = [
        found.canonical_url,
        found.image,
        *(p.url for p in found.pictures),
        *(a.url for a in found.attachments),
    ]
    assert all(address is None or address.startswith(("http://", "https://")) for address in addresses)
    return found


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(PAGES)), st.floats(0, 1), st.booleans())
def test_pages_cut_off_anywhere(name: str, share: float, may_be_other: bool) -> None:
    page = PAGES[name]
    read(page[: int(share * len(page))], may_be_other=may_be_other)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(PAGES)), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), max_size=20))
def test_pages_with_bytes_overwritten(name: str, wounds: list[tuple[float, bytes]]) -> None:
    page = bytearray(PAGES[name])
    for share, piece in wounds:
        at = int(share * len(page))
        page[at : at + len(piece)] = piece
    read(bytes(page))


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.tuples(st.sampled_from(TAGS), st.sampled_from(NAMES), st.integers(0, 3), st.booleans()),
        min_size=1,
        max_size=60,
    )
)
def test_any_nesting_of_named_boxes(boxes: list[tuple[str, str, int, bool]]) -> None:
    parts: list[str] = []
    for tag, name, sentences, closes in boxes:
        parts.append(f'<{tag} class="{name}" id="{name}-1" href="/x.pdf">' + SENTENCE * sentences)
        if closes:
            parts.append(f"</{tag}><img src=/a.jpg>")
    read('<html lang="vi"><body>' + "".join(parts))


@settings(deadline=None, max_examples=80)
@given(st.text(alphabet="&#;xX0123456789abcedglmnopqrstu<>/\"'=! -[]áẹ\x00\ufffe", max_size=400))
def test_entity_and_tag_soup(soup: str) -> None:
    read(
        f'<html lang="vi"><head><title>{soup}</title><meta property="og:image" content="{soup}"></head><body><p>{soup}</p>'
    )
    read(
        f'<html lang="vi"><script type="application/ld+json">{soup}</script><body><p>{SENTENCE} {soup}</p><p>{SENTENCE}</p>'
    )


@pytest.mark.parametrize(
    "link",
    [
        "http://[::1",
        "http://a b/x.pdf",
        "//",
        "http://",
        "javascript:alert(1)//.pdf",
        "data:text/html,x.pdf",
        "%zz.pdf",
        "?x.pdf",
    ],
)
def test_broken_addresses_are_passed_by(link: str) -> None:
    found = read(
        f'<html lang="vi"><head><base href="{link}"><link rel="canonical" href="{link}"><meta property="og:image" '
        f'content="{link}"></head><body><h1>Ra quân nạo vét kênh mương</h1><div class="content"><p>{SENTENCE * 3}</p><a '
        f'href="{link}">Tải về</a><img src="{link}"></div></body></html>'
    )
    assert found is not None
    assert found.text == SENTENCE * 3 or found.text.startswith(SENTENCE)


@pytest.mark.parametrize("depth", [50, 200, 250])
def test_boxes_nested_deep(depth: int) -> None:
    found = read(
        '<html lang="vi"><body>' + '<div class="share box">' * depth + f"<p>{SENTENCE * 3}</p>" + "</div>" * depth
    )
    assert found is not None
    assert found.text == SENTENCE * 3


def test_a_crowd_of_everything_ends() -> None:
    crowd = (
        '<div class="related"><h3>Tin liên quan</h3><a href="/x.pdf"><img src="/a.jpg"></a><span class="author">Ngày đăng: x</span>'
        "<time>23/11/2026</time></div>"
    )
    found = read(f'<html lang="vi"><body><h1>Ra quân nạo vét kênh mương</h1><p>{SENTENCE * 4}</p>' + crowd * 9_000)
    assert found is not None
    assert found.text.startswith(SENTENCE)
