# ruff: noqa: E501
"""One invented article in the shapes that content systems of Vietnamese publishers give their pages.

The shapes (names of boxes, where the date and the sapo stand, what is hung into the text) follow systems in use; the
publishers, words and addresses are made up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crawlers.extract import extract

SITE = "https://baonuixanh.example.vn"
URL = f"{SITE}/suoi-thau-co-dien-100261123081500.htm"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WHEN = datetime(2026, 11, 23, 8, 15, tzinfo=HANOI)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
TITLE = "Bản Suối Thầu có điện: “Đêm nay cả bản không ngủ”"
SAPO = (
    "Sau hơn hai năm thi công trên địa hình dốc đứng, đường dây 35 kV đưa điện lưới về bản Suối Thầu đã đóng điện, "
    "thắp sáng 64 ngôi nhà của đồng bào Mông."
)
TEXT = (
    (
        "Chiều muộn, sương bắt đầu phủ kín con dốc dẫn vào bản. Ông Giàng A Páo đứng trước hiên nhà, mắt không rời bóng đèn "
        "tròn vừa được thợ điện lắp lên xà ngang."
    ),
    (
        "“Tôi sống ở đây 61 năm, chưa bao giờ thấy bản mình sáng như thế”, ông Páo nói khi cả nhà quây quần bên mâm cơm đầu "
        "tiên dưới ánh điện."
    ),
    (
        "Theo Công ty Điện lực tỉnh, công trình gồm 7,8 km đường dây trung thế, một trạm biến áp 100 kVA và 4,2 km đường dây "
        "hạ thế, tổng mức đầu tư 11,6 tỷ đồng."
    ),
    (
        "Trưởng bản Vàng Thị Mỷ cho biết bà con đã góp hơn 900 ngày công để vận chuyển cột, dây và xi măng từ chân núi lên, "
        "nhiều đoạn phải khiêng bằng vai."
    ),
    (
        "Dự kiến trong quý I năm 2027, thêm ba bản còn lại của xã sẽ được đóng điện, nâng tỷ lệ hộ dùng điện lưới quốc gia "
        "của xã lên trên 98%."
    ),
)
BIG = f"{SITE}/anh/2026/11/23/suoi-thau-1.jpg"
SECOND = f"{SITE}/anh/2026/11/23/suoi-thau-2.jpg"
CAPTION = "Thợ điện kiểm tra công tơ tại nhà ông Páo. Ảnh: Hoàng Lan"
OTHER = "Mường Nhé hoàn thành tuyến đường dài 12 km sau ba tháng thi công liên tục"
OTHERS = "".join(
    f'<li><a href="/tin-{n}.htm" title="{OTHER} {n}"><img src="/thumb/{n}.jpg"></a>'
    f'<h3><a href="/tin-{n}.htm">{OTHER} số {n}</a></h3></li>'
    for n in range(4)
)
CROWD = (
    '<header><div class="top"><span id="today">Thứ Ba, 24/11/2026</span><a href="/"><img src="/logo.png"></a></div><nav>'
    + "".join(f'<a href="/muc-{n}">Chuyên mục {n}</a>' for n in range(15))
    + "</nav></header>"
)
SIDE = f'<aside class="sidebar"><h4>Đọc nhiều</h4><ul>{OTHERS}</ul></aside>'
FOOT = (
    "<footer><p>Cơ quan chủ quản: Hội Nhà báo tỉnh. Giấy phép số 12/GP-BTTTT cấp ngày 05/01/2021.</p><p>© Bản quyền "
    "thuộc Báo Núi Xanh. Ghi rõ nguồn khi phát hành lại thông tin từ trang này.</p></footer>"
)


def paragraphs(*texts: str, attributes: str = "") -> str:
    return "".join(f"<p{attributes}>{text}</p>" for text in texts)


def og(**more: str) -> str:
    known = {
        "title": f"{TITLE} | Báo Núi Xanh",
        "image": BIG,
        "url": URL,
        "type": "article",
        "site_name": "Báo Núi Xanh",
    }
    return "".join(f'<meta property="og:{key}" content="{value}">' for key, value in (known | more).items())


def ld(**facts: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "image": BIG, **facts}
    return f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>'


CANONICAL = f'<link rel="canonical" href="{URL}">'


@dataclass(frozen=True)
class Shape:
    """A page and what differs from the common article."""

    head: str
    body: str
    at: datetime = WHEN
    image: str | None = BIG
    credit: str | None = "Hoàng Lan"
    sapo: str = SAPO
    modified: datetime | None = None
    text: tuple[str, ...] = field(default=TEXT)


SHAPES = {
    # A daily with half a million readers: dateline and dash drawn by style sheet, figures with lazy pictures.
    "daily": Shape(
        '<meta name="pubdate" content="2026-11-23T08:15:00+07:00"><meta name="lastmod" content="2026-11-23T09:40:05+07:00">'
        + og()
        + CANONICAL,
        f'<section class="page-detail"><div class="header-content"><ul class="breadcrumb"><li><a href="/x">Thời sự</a></li></ul>'
        f'<span class="date">Thứ hai, 23/11/2026, 08:15 (GMT+7)</span></div><h1 class="title-detail">{TITLE}</h1>'
        f'<p class="description"><span class="location-stamp">Lai Châu</span>{SAPO}</p><article class="fck_detail">'
        + paragraphs(*TEXT[:2], attributes=' class="Normal"')
        + '<figure data-size="true" itemprop="associatedMedia image" class="tplCaption action_thumb_added"><div class='
        f'"fig-picture"><picture><source data-srcset="{BIG} 1x"><img itemprop="contentUrl" data-src="{BIG}" src="data:image/gif;'
        f'base64,R0lGOD" alt="Thợ điện"></picture></div><figcaption><p class="Image">{CAPTION.replace("Hoàng Lan", "<em>Hoàng Lan</em>")}</p>'
        '</figcaption></figure>'
        + paragraphs(*TEXT[2:], attributes=' class="Normal"')
        + f'<p class="Normal" style="text-align:right;"><strong>Lò Văn Minh</strong></p><ul class="list-news gaBoxLinkDisplay" '
        f'data-campaign="Box-Related">{OTHERS}</ul></article><div class="box-comment"><p>Chúc mừng bà con, thật xúc động '
        "khi đọc bài này.</p></div></section>",
        sapo=f"Lai Châu - {SAPO}",
        modified=datetime(2026, 11, 23, 9, 40, 5, tzinfo=HANOI),
    ),
    # The system that marks its parts by data-role and what editors drop in by a type attribute.
    "roles": Shape(
        '<meta property="article:published_time" content="2026-11-23T08:15:00">' + og() + CANONICAL,
        f'<div class="detail__main"><h1 class="detail-title article-title" data-role="title">{TITLE}</h1><div class="detail-info">'
        '<div class="detail-author" data-role="author">Lò Văn Minh</div><div class="detail-time"><div data-role="publishdate">'
        f'23/11/2026 08:15 GMT+7</div></div></div><h2 class="detail-sapo" data-role="sapo">{SAPO}</h2><div class="detail-cmain">'
        '<div class="detail-content afcbc-body" data-role="content" itemprop="articleBody"><figure class="VCSortableInPreviewMode" '
        f'type="Photo"><div><img src="{BIG}" data-original="{BIG}" alt="Thợ điện"></div><figcaption class="PhotoCMS_Caption"><p '
        f'data-placeholder="Nhập chú thích ảnh">{CAPTION}</p></figcaption></figure>'
        + paragraphs(*TEXT[:3])
        + '<div class="VCSortableInPreviewMode link-content-footer IMSCurrentEditorEditObject" type="RelatedOneNews"><a href="/k.htm">'
        f'<img src="/thumb/k.jpg"></a><div><a class="title" href="/k.htm">{OTHER}</a><p data-type="sapo">Tuyến đường mới rút ngắn 40 phút '
        'đi từ trung tâm xã đến các bản vùng cao.</p></div></div>'
        + paragraphs(*TEXT[3:])
        + f'<div class="VCSortableInPreviewMode" type="RelatedNews"><ul>{OTHERS}</ul></div></div></div><div class="detail-tab"><a>Bình '
        'luận (0)</a></div></div>',
    ),
    # A system with naive time in `datetime`, a sapo that begins with the paper's name and related boxes as articles.
    "singular": Shape(
        og() + CANONICAL,
        f'<main><article class="singular-container"><h1 class="title-page detail">{TITLE}</h1><div class="author-wrap"><div '
        'class="author-name"><a href="/tac-gia/minh">Lò Văn Minh</a></div><time class="author-time" datetime="2026-11-23 08:15">Thứ '
        f'hai, 23/11/2026 - 08:15</time></div><h2 class="singular-sapo">{SAPO}</h2><div class="singular-content">'
        + paragraphs(*TEXT[:2])
        + f'<figure class="image align-center"><img data-src="{BIG}" src="/placeholder.svg" alt=""><figcaption><p>Thợ điện kiểm tra công tơ '
        'tại nhà ông Páo (Ảnh: Hoàng Lan).</p></figcaption></figure>'
        + paragraphs(*TEXT[2:])
        + f'</div><div class="article-related"><h3>Tin liên quan</h3>{OTHERS}</div></article></main>',
    ),
    # Pictures in tables, `datetime` with +0700, a headline that is longer than the shared title.
    "cms": Shape(
        '<meta property="article:published_time" content="2026-11-23T08:15:00+0700"><meta property="article:modified_time" '
        'content="2026-11-23T10:02:00+0700">' + og() + CANONICAL,
        f'<div class="article"><h1 class="article__title cms-title">{TITLE}</h1><div class="article__meta"><a class="cms-author">Lò Văn '
        'Minh</a><time class="time" datetime="2026-11-23T08:15:00+0700" data-time="1795396500">23/11/2026 08:15</time></div><div '
        f'class="article__sapo cms-desc"><p>{SAPO}</p></div><figure class="article__avatar"><img class="cms-photo" src="{BIG}" '
        f'alt="Thợ điện"><figcaption>{CAPTION}</figcaption></figure><div class="article__body zce-content-body cms-body" '
        'itemprop="articleBody">'
        + paragraphs(*TEXT[:2])
        + '<div class="article__ad ads_middle"><script>show()</script></div><table class="picture" align="center"><tbody><tr><td '
        f'class="pic"><img class="cms-photo" src="{SECOND}"></td></tr><tr><td class="caption"><p>Bữa cơm đầu tiên dưới ánh điện.</p></td>'
        '</tr></tbody></table>'
        + paragraphs(*TEXT[2:])
        + f'<div class="article-relate"><div class="title">Tin liên quan</div>{OTHERS}</div></div><div class="article__tag"><a>điện '
        'lưới</a><a>Suối Thầu</a></div></div>',
        modified=datetime(2026, 11, 23, 10, 2, tzinfo=HANOI),
    ),
    # No dates in the head at all; the time stands above the headline, among the crumbs.
    "crumbs": Shape(
        og(type="website") + CANONICAL,
        '<div class="main-v1"><div class="bread-crumb-detail"><ul><li><a href="/">Trang chủ</a></li><li><a href="/tsu">Thời sự</a></li></ul>'
        '<div class="bread-crumb-detail__time">Thứ Hai, 23/11/2026 - 08:15</div></div><h1 class="content-detail-title">'
        f'{TITLE}</h1><div class="content-detail"><h2 class="content-detail-sapo">{SAPO}</h2><div class="maincontent main-content" '
        'id="maincontent">'
        + paragraphs(*TEXT[:2])
        + f'<figure class="vnn-content-image"><img src="{BIG}"><figcaption>{CAPTION}</figcaption></figure>'
        + '<div class="insert-related-article vnn-related-by-editor"><a href="/k.htm"><span>' + OTHER + "</span></a></div>"
        + paragraphs(*TEXT[2:])
        + '</div></div><div class="sharing"><a>Facebook</a><a>Zalo</a></div></div>',
    ),
    # An army daily: sapo and text in boxes of one name, hour written after the day, the paper's own share picture first.
    "post": Shape(
        og(image="/images/share-logo.png") + CANONICAL,
        f'<div class="post-main"><h1 class="post-title">{TITLE}</h1><span class="post-subinfo">Thứ hai, ngày 23/11/2026 - 08:15 (GMT+7)'
        f'</span><div class="post-summary"><h2>{SAPO}</h2></div><div class="post-content"><p style="text-align:center"><img '
        f'src="/anh/2026/11/23/suoi-thau-1.jpg" width="640"><br><em>{CAPTION}</em></p>'
        + paragraphs(*TEXT)
        + '<p style="text-align:right"><strong>Bài và ảnh: LÒ VĂN MINH</strong></p><p><em>* Mời bạn đọc vào chuyên mục <a href="/x">Xã hội'
        '</a> xem các tin, bài liên quan.</em></p></div></div>',
    ),
    # A community system: the date in an <em>, marks of readers and newer and older news beneath.
    "community": Shape(
        f"<title>{TITLE} - Tin tức - Báo Núi Xanh</title>" + og(type="Article") + CANONICAL,
        f'<div class="news_column panel"><h1 class="title margin-bottom-lg" itemprop="headline">{TITLE}</h1><div class="row"><div><em '
        'class="pull-left timeold">Thứ hai - 23/11/2026 08:15</em><ul class="list-inline text-right"><li><a href="/in">In ra</a></li>'
        f'</ul></div></div><div class="clearfix"><div class="hometext m-bottom" itemprop="description">{SAPO}</div><figure class="article '
        f'center"><img src="{BIG}" width="500"><figcaption>{CAPTION}</figcaption></figure></div><div id="news-bodyhtml" class="bodytext" '
        'itemprop="articleBody">'
        + paragraphs(*TEXT)
        + '</div><p class="text-right"><strong>Tác giả bài viết: </strong>Lò Văn Minh</p><p class="text-right"><strong>Nguồn tin: </strong>'
        'Ban Biên tập</p></div><div class="panel"><form id="form3B"><div>Tổng số điểm của bài viết là: 0 trong 0 đánh giá</div></form></div>'
        f'<div class="panel"><p class="h3"><strong>Những tin mới hơn</strong></p><ul class="related">{OTHERS}</ul><p class="h3"><strong>Những '
        f'tin cũ hơn</strong></p><ul class="related">{OTHERS}</ul></div>',
    ),
    # A provincial portal in one form: headline in a span, day and hour apart, everything in tables, no statements.
    "portal": Shape(
        "<title>Cổng thông tin điện tử</title>",
        '<form id="aspnetForm" action="x"><table width="100%"><tr><td class="left"><div class="menu"><a href="/gt">Giới thiệu</a></div>'
        f'</td><td class="center"><div class="ArticleDetailControl"><span class="ArticleHeader">{TITLE}</span><div class='
        '"PostDate">Ngày đăng: 23/11/2026 - Giờ đăng: 8:15 - Lượt xem: 127 - Cỡ chữ: A+ A-</div>'
        f'<div class="ArticleDescription"><b>{SAPO}</b></div><div class="ArticleContent"><table class="ImageBox" align="center"><tr><td><img '
        f'src="/anh/2026/11/23/suoi-thau-1.jpg"></td></tr><tr><td><i>{CAPTION}</i></td></tr></table>'
        + "".join(f'<div style="text-align: justify;"><span style="font-size:14px">{text}</span></div><div>&nbsp;</div>' for text in TEXT)
        + '<div style="text-align: right;"><b>Lò Văn Minh</b></div></div></div><div class="TinKhac"><b>Các tin khác</b><ul>'
        + "".join(f'<li><a href="/t{n}">{OTHER} {n}</a> <span>(2{n}/11/2026)</span></li>' for n in range(5))
        + "</ul></div></td></tr></table></form>",
        credit="Hoàng Lan",
    ),
    # A portlet portal: line breaks instead of paragraphs, the modification before the date, UTC in the statement.
    "portlet": Shape(
        ld(datePublished="2026-11-23T01:15:00.000Z", dateModified="2026-11-23T02:00:00.000Z") + og() + CANONICAL,
        f'<div class="portlet-body"><div class="asset-full-content"><h2 class="asset-title">{TITLE}</h2><div class="metadata">Cập nhật lúc '
        f'09:00, 23/11/2026</div><div class="journal-content-article"><p><strong>{SAPO}</strong></p><div><img src="{BIG}" alt="Thợ điện"></div>'
        f'<div style="text-align:center"><em>{CAPTION}</em></div><div>' + "<br><br>".join(TEXT) + "</div></div></div>"
        f'<div class="taglib-asset-links"><h2>Tin bài liên quan</h2><ul>{OTHERS}</ul></div></div>',
        modified=datetime(2026, 11, 23, 9, 0, tzinfo=HANOI),
    ),
    # JSON-LD escaped twice, local time called Z, and a date that could be read month first.
    "escaped": Shape(
        '<script type="application/ld+json">'
        + json.dumps(
            json.dumps({"@type": "NewsArticle", "headline": TITLE, "image": BIG, "datePublished": "2026-11-05T08:15:00Z"})
        )
        + '</script><meta name="date" content="11/5/2026 8:15:00 AM">' + og() + CANONICAL,
        f'<article class="detail"><h1>{TITLE}</h1><div class="time">05/11/2026 08:15</div><p class="sapo">{SAPO}</p><div class="content-detail">'
        f'<figure><img src="{BIG}"><figcaption>{CAPTION}</figcaption></figure>' + paragraphs(*TEXT) + "</div></article>",
        at=datetime(2026, 11, 5, 8, 15, tzinfo=HANOI),
    ),
    # A news agency: offset after a blank, microseconds, the sapo repeated as the first paragraph, quotes and a box of facts.
    "agency": Shape(
        '<meta property="article:published_time" content="2026-11-23T08:15:00.000 +07:00">' + og() + CANONICAL,
        f'<div class="article-detail"><h1 class="article-title">{TITLE}</h1><div class="article-summary">{SAPO}</div><div class="article-content">'
        f'<div class="text-long"><p><strong>{SAPO}</strong></p><p class="image"><img alt="Thợ điện" src="{BIG}"></p><p class="image-note">{CAPTION}</p>'
        + paragraphs(*TEXT)
        + f'<p><strong>&gt;&gt; Xem thêm:</strong> <a href="/k.htm">{OTHER}</a></p></div></div><div class="article-author">PV/Báo Núi Xanh</div>'
        f'<div class="block-related"><div class="block-title">Tin cùng chuyên mục</div>{OTHERS}</div></div>',
    ),
    # A long form: headline, sapo and date in a banner of their own, two boxes of pictures, month first in the head.
    "longform": Shape(
        '<meta name="article:publish_date" content="11/23/2026 8:15:00 AM"><meta itemprop="datePublished" content="">' + og() + CANONICAL,
        f'<div class="sc-longform-header"><div class="sc-longform-header-cate"><a href="/x">Phóng sự</a></div><h1 class="sc-longform-header-title '
        f'block-sc-title">{TITLE}</h1><span class="sc-longform-header-author block-sc-author">Lò Văn Minh</span> <span class="sc-longform-header-date '
        f'block-sc-publish-time">23/11/2026 08:15</span><p class="sc-longform-header-sapo block-sc-sapo">{SAPO}</p></div><div class="row"><div '
        'class="col"><div class="b-maincontent">' + paragraphs(TEXT[0])
        + f'<div class="sc-empty-layer"></div><figure class="expNoEdit"><img src="{BIG}" data-width="900"><figcaption>{CAPTION}</figcaption></figure>'
        + paragraphs(*TEXT[1:3])
        + '<blockquote class="related-quote"></blockquote>'
        + paragraphs(*TEXT[3:])
        + f'</div><div class="c-box-relation"><h2>Cùng chuyên mục</h2>{OTHERS}</div></div></div>',
    ),
    # A trade-union daily: the sapo named in French, time before day, the text in a box of short name.
    "union": Shape(
        ld(datePublished="2026-11-23T08:15:00+07:00", dateModified="2026-11-23T08:15:00+07:00",
           publisher={"@type": "Organization", "name": "Báo Núi Xanh"}, author=[{"@type": "Person", "name": "Lò Văn Minh"}]) + og() + CANONICAL,
        f'<div class="art-header"><h1 class="title">{TITLE}</h1><div class="author-date"><span class="author">Lò Văn Minh</span> | <span class="time">'
        f'23/11/2026 08:15</span></div></div><div class="chappeau"><p>{SAPO}</p></div><div class="art-body" id="gallery-ctt">'
        f'<figure class="insert-center-image"><a class="zoom" href="{BIG}"><img src="{BIG}?w=660"></a><figcaption class="image-caption">{CAPTION}'
        "</figcaption></figure>" + paragraphs(*TEXT[:4])
        + f'<div class="read-more related-inline"><h4>Tin bài liên quan</h4>{OTHERS}</div>' + paragraphs(TEXT[4]) + "</div>",
        modified=WHEN,
    ),
    # Another portal: text in a box without a name, the date beneath a line of tools, documents of the site beside it.
    "plain": Shape(
        f"<title>{TITLE} - Sở Công Thương tỉnh</title>",
        f'<div id="wrap"><div class="r1"><div class="c1"><h3 class="tieude">{TITLE}</h3><div class="cc"><a href="#">In trang</a> | <a href="#">Gửi'
        f' email</a></div><div>Thứ hai, 23/11/2026 08:15 GMT+7</div><div class="tomtat">{SAPO}</div><div><div><p style="text-align:center"><img '
        f'src="/anh/2026/11/23/suoi-thau-1.jpg"></p><p style="text-align:center"><em>{CAPTION}</em></p>'
        + paragraphs(*TEXT)
        + '</div></div><div class="nguon">Theo Báo Núi Xanh</div></div><div class="c2"><h4>Văn bản mới</h4><ul><li><a href="/vb/1.pdf">Quyết định '
        'số 12/QĐ-SCT ngày 20/11/2026</a></li></ul></div></div></div>',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape(name: str) -> None:
    shape = SHAPES[name]
    html = (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{TITLE} | Báo Núi Xanh</title>{shape.head}</head>'
        f"<body>{CROWD}{shape.body}{SIDE}{FOOT}</body></html>"
    )
    found = extract(html.encode(), url=URL, now=NOW, may_be_other=True)
    assert found.text.split("\n\n") == [shape.sapo, *shape.text]
    assert found.title == TITLE
    assert found.published_at == shape.at
    assert found.published_at.utcoffset() is not None
    assert found.modified_at == shape.modified
    assert found.image == shape.image
    assert found.image_credit == shape.credit
    assert found.canonical_url == URL
    assert found.lead == shape.sapo
    assert found.lang == "vi"
