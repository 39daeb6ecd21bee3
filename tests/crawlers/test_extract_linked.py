"""Pictures in the text and documents beneath it, and the source's own selector for the lead picture."""

from __future__ import annotations

import pytest

from crawlers.extract import Extracted, extract
from crawlers.items import Attachment, Picture
from crawlers.reading_errors import BadSelector

URL = "https://so.tinh.gov.vn/tin-tuc/ke-hoach-12.html"
SITE = "https://so.tinh.gov.vn"
PARAGRAPHS = (
    "Sở Nông nghiệp và Môi trường vừa ban hành kế hoạch trồng rừng năm 2027, giao chỉ tiêu cụ thể cho từng xã.",
    "Theo kế hoạch, toàn tỉnh trồng mới 5.200 ha rừng tập trung, trong đó rừng sản xuất chiếm hơn bốn nghìn ha.",
    "Các chủ rừng được hỗ trợ cây giống và hướng dẫn kỹ thuật trước khi bước vào vụ trồng rừng mùa xuân năm tới.",
)
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
ENGLISH = "".join(
    f"<p>The province has planted {n} hundred hectares of forest since the spring, the department said on Monday. "
    "Owners of the forests were given seedlings and the advice of technicians before the season began.</p>"
    for n in range(3, 8)
)


def read(
    body: str, *, head: str = "", after: str = "", before: str = "", lang: str = "vi", **settings: object
) -> Extracted:
    html = (
        f'<html lang="{lang}"><head>{head}</head><body>{before}<h1>Kế hoạch trồng rừng năm 2027 của tỉnh</h1>'
        f'<div class="detail-content">{body}</div>{after}</body></html>'
    )
    return extract(html.encode(), url=URL, **settings)  # type: ignore[arg-type]


def figure(name: str, caption: str = "") -> str:
    return f'<figure><img src="/anh/{name}"><figcaption>{caption}</figcaption></figure>'


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pictures_in_the_text_besides_the_lead_one(lang: str) -> None:
    body = ENGLISH if lang == "en" else BODY
    found = read(
        figure("mot.jpg", "Vườn ươm. Ảnh: Thu Hà")
        + body
        + figure("hai.jpg", "Đồi quế. Ảnh: Lê Nam")
        + figure("ba.jpg"),
        lang=lang,
        after='<div class="related"><a href="/khac.html"><img src="/anh/khac.jpg"></a><img src="/anh/khac2.jpg"></div>',
    )
    assert (found.image, found.image_credit) == (f"{SITE}/anh/mot.jpg", "Thu Hà")
    assert found.pictures == (
        Picture(f"{SITE}/anh/hai.jpg", "Lê Nam", "Đồi quế"),
        Picture(f"{SITE}/anh/ba.jpg", None, None),
    )


def test_the_shared_picture_is_not_repeated_in_another_size() -> None:
    head = '<meta property="og:image" content="/anh/mot-600x400.jpg">'
    assert read(figure("mot.jpg") + BODY + figure("mot-1024x683.jpg"), head=head).pictures == ()


def test_pictures_that_load_late() -> None:
    lazy = '<img src="/images/lazy.gif" data-original="/anh/a.jpg"><img srcset="/anh/b-480.jpg 480w, /anh/b.jpg 960w">'
    found = read(f"<p>{lazy}</p>{BODY}")
    assert found.image == f"{SITE}/anh/a.jpg"
    assert [picture.url for picture in found.pictures] == [f"{SITE}/anh/b-480.jpg"]


@pytest.mark.parametrize(
    ("link", "attachment"),
    [
        (
            '<a href="/vb/412-kh.pdf">Kế hoạch số 412/KH-SNN</a>',
            Attachment(f"{SITE}/vb/412-kh.pdf", "Kế hoạch số 412/KH-SNN", "pdf"),
        ),
        (
            '<a href="/vb/bieu.XLSX?v=2">Biểu giao chỉ tiêu</a>',
            Attachment(f"{SITE}/vb/bieu.XLSX?v=2", "Biểu giao chỉ tiêu", "xlsx"),
        ),
        (
            '<a href="/documents/20182/0/ke-hoach.doc/9f2c?t=17">Toàn văn kế hoạch</a>',
            Attachment(f"{SITE}/documents/20182/0/ke-hoach.doc/9f2c?t=17", "Toàn văn kế hoạch", "doc"),
        ),
        (
            '<a href="/tai-file?id=88">412-KH-SNN.pdf</a>',
            Attachment(f"{SITE}/tai-file?id=88", "412-KH-SNN.pdf", "pdf"),
        ),
        (
            '<a href="/vb/412-kh.pdf" title="Kế hoạch số 412">Tải về tại đây</a>',
            Attachment(f"{SITE}/vb/412-kh.pdf", "Kế hoạch số 412", "pdf"),
        ),
        (
            '<iframe src="/viewer/web/viewer.html?file=/vb/412-kh.pdf"></iframe>',
            Attachment(f"{SITE}/vb/412-kh.pdf", "412-kh.pdf", "pdf"),
        ),
        (
            '<a href="/vb/412-kh.pdf"><img src="/icon/pdf.png"></a>',
            Attachment(f"{SITE}/vb/412-kh.pdf", "412-kh.pdf", "pdf"),
        ),
    ],
)
def test_documents_in_the_article(link: str, attachment: Attachment) -> None:
    assert read(f"{BODY}<div>{link}</div>").attachments == (attachment,)


@pytest.mark.parametrize(
    "box",
    [
        '<div class="file-dinh-kem"><ul><li><a href="/vb/a.pdf">Quyết định</a></li></ul></div>',
        '<div><b>Tài liệu đính kèm:</b> <a href="/vb/a.pdf">Quyết định</a></div>',
        '<table><tr><td>Tải về</td><td><a href="/vb/a.pdf">Quyết định</a></td></tr></table>',
    ],
)
def test_documents_attached_below_the_article(box: str) -> None:
    assert read(BODY, after=box).attachments == (Attachment(f"{SITE}/vb/a.pdf", "Quyết định", "pdf"),)


@pytest.mark.parametrize(
    "box",
    [
        '<aside><a href="/vb/a.pdf">Văn bản mới</a></aside>',
        '<footer><a href="/gioi-thieu.pdf">Giới thiệu, tải về</a></footer>',
        '<div class="sidebar"><a href="/vb/a.pdf">Văn bản mới</a></div>',
        '<div class="van-ban-moi"><h4>Văn bản mới</h4><a href="/vb/a.pdf">Quyết định 1</a></div>',
        '<div class="tin-lien-quan"><a href="/tin/tai-lieu.html">Bài về tài liệu</a></div>',
    ],
)
def test_documents_of_the_site_are_not_the_articles(box: str) -> None:
    assert read(BODY, after=box).attachments == ()


@pytest.mark.parametrize("selector", ["img#chinh", "div.anh-chinh", "meta[name=anh]"])
def test_the_sources_selector_for_the_lead_picture(selector: str) -> None:
    found = read(
        BODY + figure("hai.jpg"),
        head='<meta property="og:image" content="/chung.jpg"><meta name="anh" content="/anh/chinh.jpg">',
        before='<div class="anh-chinh"><img id="chinh" src="/anh/chinh.jpg" alt="Vườn ươm"></div>',
        selectors={"image": selector},
    )
    assert found.image == f"{SITE}/anh/chinh.jpg"
    assert [picture.url for picture in found.pictures] == [f"{SITE}/anh/hai.jpg"]
    assert read(BODY, head='<meta property="og:image" content="/chung.jpg">', selectors={"image": "#x"}).image == (
        f"{SITE}/chung.jpg"
    )


def test_a_broken_picture_selector_is_named() -> None:
    with pytest.raises(BadSelector):
        read(BODY, selectors={"image": "img["})
