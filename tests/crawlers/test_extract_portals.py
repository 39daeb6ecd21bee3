"""Titles, lead pictures and bylines where portals state their own name, a placeholder or an office instead."""

from __future__ import annotations

import pytest

from crawlers.extract import Extracted, extract

URL = "https://so.tinh.gov.vn/tin-tuc/cau-moi-12.html"
TITLE = "Khánh thành cầu dân sinh qua suối Ngòi Phát"
PARAGRAPHS = (
    "Sáng 20/11, Ủy ban nhân dân tỉnh tổ chức lễ khánh thành cầu dân sinh, giúp hơn 300 hộ dân đi lại thuận tiện.",
    "Cầu dài 42 mét, rộng 4 mét, tổng mức đầu tư 6,8 tỷ đồng từ ngân sách tỉnh và nguồn xã hội hóa trong hai năm qua.",
    "Cũng trong buổi sáng, đoàn công tác đã thăm và tặng quà mười hộ gia đình bị thiệt hại do mưa lũ tháng 9 vừa qua.",
)
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
PICTURE = '<p><img src="/upload/2026/cau.jpg" width="600"></p>'
OTHERS = "".join(
    f'<li><a href="/b{n}.html"><img src="/nho/{n}.jpg"></a><a href="/b{n}.html">Bài khác số {n} về đường sá</a></li>'
    for n in range(5)
)
WIDGET = '<div class="box"><h3 class="title">Thông tin tuyên truyền của tỉnh</h3><p>Xem</p></div>'


def read(body: str, head: str = "") -> Extracted:
    html = f'<html lang="vi"><head>{head}</head><body><div class="top"><a href="/">Trang chủ</a></div>{body}'
    return extract(f"{html}<ul class=khac>{OTHERS}</ul></body></html>".encode(), url=URL)


def meta(**tags: str) -> str:
    return "".join(f'<meta property="og:{name}" content="{value}">' for name, value in tags.items())


@pytest.mark.parametrize(
    ("heading", "head"),
    [
        (f"<h2 class='title-news'>{TITLE}</h2>", meta(title="Sở Công Thương tỉnh Lào Cai", type="website")),
        (
            f"<h3 class='asset-title'>{TITLE}</h3>",
            "<title>Chi tiết - Bộ Y tế</title>" + meta(title="Tin mới - Bộ Y tế"),
        ),
        (f"<table><tr><td class='ArticleHeader'>{TITLE}</td></tr></table>", "<title>Công an tỉnh Lào Cai</title>"),
        (f"<h2 itemprop='headline'>{TITLE}</h2>", f"<title>SYT Lào Cai :: {TITLE}</title>"),
        (f"<h1>{TITLE}</h1>", "<title>Cổng thông tin điện tử tỉnh</title>" + meta(title="Trang chủ")),
        (f"<h1>{TITLE}</h1>", f"<title>{TITLE} | Báo Lào Cai</title>" + meta(title=f"{TITLE} | Báo Lào Cai")),
    ],
)
def test_the_title_is_the_articles_not_the_sites(heading: str, head: str) -> None:
    assert read(f"<div>{heading}<div>{BODY}</div></div>{WIDGET}", head).title == TITLE


def test_a_stated_title_is_not_given_up_for_a_widgets() -> None:
    assert read(f"{WIDGET}<div>{BODY}</div>", f"<title>{TITLE} - Báo Lào Cai</title>").title == TITLE


@pytest.mark.parametrize(
    "image",
    ["/uploads/no_image.gif", "/portal/thumb_share.png", "/theme/logo.png", "/img/default-share.jpg", "/no_photo.png"],
)
def test_placeholders_are_no_lead_picture(image: str) -> None:
    body = f"<h1>{TITLE}</h1><div>{PICTURE}{BODY}</div>"
    assert read(body, meta(title=TITLE, image=image)).image == "https://so.tinh.gov.vn/upload/2026/cau.jpg"


def test_a_picture_that_links_to_another_article_is_no_lead_picture() -> None:
    assert read(f"<h1>{TITLE}</h1><div>{BODY}</div>").image is None


@pytest.mark.parametrize("link", ["/upload/2026/cau-lon.JPG", "#anh", "/upload/cau.png?v=2"])
def test_a_picture_that_links_to_its_larger_copy_is_one(link: str) -> None:
    linked = f'<p><a href="{link}"><img src="/upload/2026/cau.jpg"></a></p>'
    assert read(f"<h1>{TITLE}</h1><div>{linked}{BODY}</div>").image == "https://so.tinh.gov.vn/upload/2026/cau.jpg"


@pytest.mark.parametrize("office", ["Ban Biên tập", "Tổ Kinh tế – Môi trường", "Bản tin Sức khỏe cộng đồng"])
@pytest.mark.parametrize("stated", [True, False])
def test_an_office_signs(office: str, stated: bool) -> None:
    head = meta(site_name="Cổng thông tin tỉnh") + (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"' + TITLE + '","author":'
        '{"@type":"Organization","name":"' + office + '"},"publisher":{"@type":"Organization","name":"Cổng thông tin '
        'tỉnh"}}</script>'
        if stated
        else ""
    )
    found = read(f'<h1>{TITLE}</h1><div class="noi-dung">{BODY}<p class="tac-gia">{office}</p></div>', head)
    assert found.byline == office
    assert found.text.endswith(PARAGRAPHS[-1])


def test_the_sites_own_name_is_no_byline() -> None:
    head = (
        '<script type="application/ld+json">[{"@type":"WebSite","name":"Báo Tỉnh"},{"@type":"NewsArticle","headline":"'
        + TITLE
        + '","author":{"@type":"Organization","name":"Báo Tỉnh"}}]</script>'
    )
    assert read(f"<h1>{TITLE}</h1><div>{BODY}</div>", head).byline is None


def test_the_author_line_of_nukeviet() -> None:
    signed = "<p class='text-right'><strong>Tác giả bài viết:</strong> Lan Anh</p>"
    found = read(f"<h1>{TITLE}</h1><div>{BODY}{signed}</div>")
    assert found.byline == "Lan Anh"
    assert "Lan Anh" not in found.text
