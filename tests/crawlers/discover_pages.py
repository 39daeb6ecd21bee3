"""Front and section pages as Vietnamese content systems make them; publishers, headlines and addresses are invented.

Each page says which addresses its main list names. Everything else on it is menu, footer, side box or advertisement.
"""

# Lines of HTML are as long as systems write them.
# ruff: noqa: E501

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

HEADLINES = """Khởi công cây cầu dân sinh nối hai bờ suối Nậm Sáng sau mùa lũ
Bà con thôn Bản Vai góp công sửa 3 km đường nội đồng trước vụ mới
Hơn 120 gian hàng đăng ký dự hội chợ nông sản vùng cao
Nước về bản cao
Trường bán trú xã Tả Gia đón 200 học sinh trở lại lớp
Cảnh báo lũ quét, sạt lở đất ở vùng núi phía Bắc trong đêm nay
Đoàn bác sĩ tuyến tỉnh khám bệnh miễn phí cho 350 người cao tuổi
Chợ phiên mở lại sau ba tháng nâng cấp
Lớp học chữ buổi tối của những người mẹ người Dao
Công bố kết quả xét tuyển viên chức ngành giáo dục năm 2026
Giữ nghề chạm bạc bên dòng suối cũ
Thông tuyến đường tránh qua trung tâm xã Nậm Khánh
Đội văn nghệ không sân khấu
Quế hữu cơ tìm được đường đi xa
Hướng dẫn đăng ký khai sinh trực tuyến cho bà con ở xa trung tâm""".splitlines()

MENU = "Trang chủ|Giới thiệu|Tin tức – Sự kiện|Chỉ đạo điều hành|Cải cách hành chính|Văn bản|Liên hệ".split("|")
LONG_MENU = """Hoạt động của lãnh đạo tỉnh
Thông tin chỉ đạo, điều hành của Ủy ban nhân dân tỉnh
Cơ sở dữ liệu văn bản quy phạm pháp luật
Thông tin tuyên truyền, phổ biến pháp luật
Chiến lược, quy hoạch, kế hoạch phát triển kinh tế xã hội""".splitlines()
OUTSIDE = "https://quangcao.example-ads.vn/click?id="


@dataclass(frozen=True)
class ListPage:
    """`wanted`: paths of the main list; `next_path`: where its next page is, if a program can follow the link."""

    html: str
    url: str
    wanted: tuple[str, ...]
    next_path: str | None = None

    def absolute(self, path: str) -> str:
        return re.match(r"https?://[^/]+", self.url)[0] + path  # type: ignore[index]


def slug(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "-".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))


def document(title: str, body: str, head: str = "", html: str = 'lang="vi"') -> str:
    return (
        f'<!DOCTYPE html><html {html}><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{body}</body></html>"
    )


def wordpress() -> ListPage:
    """A theme of WordPress: `hentry` classes name category and tag, the title stands in a header."""
    paths = [f"/2026/11/{slug(h)}/" for h in HEADLINES[:10]]
    posts = "".join(
        f'<article id="post-{400 + n}" class="post-{400 + n} post type-post status-publish format-standard '
        f'has-post-thumbnail hentry category-tin-tuc tag-lao-cai"><div class="post-thumb"><a href="{p}" rel="bookmark">'
        f'<img src="/wp-content/uploads/{n}.jpg" alt=""></a></div><header class="entry-header"><h2 class="entry-title">'
        f'<a href="{p}" rel="bookmark">{h}</a></h2><div class="entry-meta"><span class="posted-on"><a href="{p}">'
        f'<time class="entry-date published" datetime="2026-11-{22 - n:02}T08:00:00+07:00">{22 - n}/11/2026</time></a>'
        f'</span><span class="cat-links"><a href="/category/tin-tuc/">Tin tức</a></span><span class="byline">'
        f'<a href="/author/ban-bien-tap/">Ban biên tập</a></span></div></header><div class="entry-summary"><p>Tóm tắt '
        f'bài {n}, hai câu ngắn.</p><a class="more-link" href="{p}">Đọc tiếp</a></div></article>'
        for n, (h, p) in enumerate(zip(HEADLINES[:10], paths, strict=True))
    )
    recent = "".join(f'<li><a href="/2025/0{n}/{slug(h)}/">{h}</a></li>' for n, h in enumerate(HEADLINES[10:14], 1))
    menu = "".join(f'<li class="menu-item"><a href="/{slug(m)}/">{m}</a></li>' for m in MENU)
    body = (
        f'<div id="page" class="site"><header id="masthead" class="site-header"><nav class="main-navigation"><ul>{menu}'
        '</ul></nav></header><div id="content" class="site-content"><div id="primary" class="content-area"><main '
        f'id="main" class="site-main"><h1 class="page-title">Tin tức</h1>{posts}<nav class="navigation pagination" '
        'aria-label="Phân trang bài viết"><div class="nav-links"><span aria-current="page" class="page-numbers current">'
        '1</span><a class="page-numbers" href="/category/tin-tuc/page/2/">2</a><span class="page-numbers dots">…</span>'
        '<a class="page-numbers" href="/category/tin-tuc/page/9/">9</a><a class="next page-numbers" '
        'href="/category/tin-tuc/page/2/">Trang sau</a></div></nav></main></div><aside id="secondary" '
        f'class="widget-area"><section class="widget widget_recent_entries"><h2 class="widget-title">Bài viết mới</h2>'
        f'<ul>{recent}</ul></section><section class="widget widget_tag_cloud"><a href="/tag/lao-cai/">Lào Cai hôm nay '
        'và ngày mai</a></section></aside></div><footer id="colophon" class="site-footer"><a '
        'href="/chinh-sach-bao-mat-thong-tin-nguoi-dung/">Chính sách bảo mật thông tin người dùng</a></footer></div>'
    )
    return ListPage(document("Tin tức - Trang Nậm Sáng", body), "https://namsang.example-bao.vn/category/tin-tuc/",
                    tuple(paths), "/category/tin-tuc/page/2/")  # fmt: skip


def news_front() -> ListPage:
    """A newspaper's front page: a lead story, lists of several sections, a box of the most read, advertisements."""
    paths = [f"/{slug(h)}-{4870000 + 37 * n}.html" for n, h in enumerate(HEADLINES)]

    def item(n: int, kind: str = "item-news item-news-common", level: str = "h3") -> str:
        return (
            f'<article class="{kind}" data-offset="{n}"><div class="thumb-art"><a href="{paths[n]}" class="thumb '
            f'thumb-5x3" title="{HEADLINES[n]}"><picture><img src="/i/{n}.jpg" alt=""></picture></a></div><{level} '
            f'class="title-news"><a href="{paths[n]}" title="{HEADLINES[n]}" data-medium="Item-{n}">{HEADLINES[n]}</a>'
            f'</{level}><p class="description"><a href="{paths[n]}">Một câu nói rõ hơn điều đã xảy ra, dài chừng hai '
            f'dòng, để người đọc biết có nên mở bài.</a></p><p class="meta-news"><a class="cat" href="/thoi-su">Thời '
            f'sự</a> <a href="{paths[n]}#box_comment" class="count_cmt"><span>{n}</span></a></p></article>'
        )

    sections = "".join(
        f'<section class="box-category"><hgroup class="title-box-category"><h2 class="parent-cate"><a href="/{s}">{t}'
        f'</a></h2><span class="sub-cate"><a href="/{s}/chinh-tri">Chính trị</a><a href="/{s}/dan-sinh">Dân sinh</a>'
        f"</span></hgroup>{''.join(item(n) for n in numbers)}</section>"
        for s, t, numbers in (("thoi-su", "Thời sự", range(4, 8)), ("giao-duc", "Giáo dục", range(8, 12)))
    )
    most_read = "".join(
        f'<article class="item-news"><h3 class="title-news"><a href="/bai-cu-{n}-cua-nam-truoc-{3100000 + n}.html">Bài '
        f"cũ thứ {n} vẫn còn được nhiều người tìm đọc lại</a></h3></article>"
        for n in range(1, 6)
    )
    menu = "".join(f'<li><a href="/{slug(m)}" title="{m}">{m}</a></li>' for m in MENU + LONG_MENU)
    body = (
        f'<header class="section top-header"><a href="/" class="logo">Báo Suối Vàng</a></header><nav class="main-nav">'
        f'<ul class="parent">{menu}</ul></nav><section class="section page-home"><div class="container"><div class='
        f'"col-left-top">{item(0, "item-news full-thumb article-topstory", "h1")}<div class="sub-news-top">'
        f'{item(1)}{item(2)}{item(3)}</div></div><div id="banner_top" class="banner-ads"><a href="{OUTSIDE}1">Mua một '
        f'tặng một cho tất cả khách hàng đến hết tháng này</a></div><div class="col-left">{sections}</div><div '
        f'class="col-right sidebar-home-1"><div class="box-most-view"><h2 class="title-box">Xem nhiều</h2>{most_read}'
        f'</div></div></div></section><footer class="footer"><ul>{menu}</ul><a href="/dieu-khoan-su-dung-va-quy-dinh-'
        'binh-luan-12345.html">Điều khoản sử dụng và quy định bình luận của tòa soạn</a></footer>'
    )
    return ListPage(document("Báo Suối Vàng - Tin nhanh", body), "https://suoivang.example-bao.vn/", tuple(paths[:12]))


def government_news() -> ListPage:
    """A front page of boxes and a timeline that grows by script; links carry long class names and data attributes."""
    paths = [f"/{slug(h)}-10226112{n:02}0815{n:03}.htm" for n, h in enumerate(HEADLINES)]

    def item(n: int) -> str:
        return (
            f'<div class="box-category-item" data-id="1022{n}"><a class="box-category-link-with-avatar img-resize" '
            f'href="{paths[n]}" title="{HEADLINES[n]}" data-type="0"><img data-type="avatar" src="/t/{n}.jpg" class='
            f'"box-category-avatar"></a><div class="box-category-content"><a class="box-category-category" href="/thoi-'
            f'su.htm">Thời sự</a><h3><a data-type="title" data-linktype="newsdetail" class="box-category-link-title" '
            f'href="{paths[n]}">{HEADLINES[n]}</a></h3><p class="box-category-sapo">Tóm tắt.</p><span class='
            f'"box-category-time" title="2026-11-22T08:15:00">22/11/2026 08:15</span></div></div>'
        )

    menu = "".join(f'<li><a href="/{slug(m)}.htm" class="nav-link">{m}</a></li>' for m in MENU + LONG_MENU)
    videos = "".join(f'<div class="item"><a href="/video/phong-su-{n}-ve-vung-cao-{5000 + n}.htm">Phóng sự số {n} về đời '
                     f"sống bà con vùng cao</a></div>" for n in range(4))  # fmt: skip
    body = (
        f'<div class="header"><div class="header__menu"><ul>{menu}</ul></div></div><div class="main"><div class="home'
        f'__focus"><div class="box-category" data-layout="3">{item(0)}{item(1)}{item(2)}</div></div><div class="home__'
        f'timeline"><div class="box-category" data-layout="15">{"".join(item(n) for n in range(3, 13))}</div><div class='
        f'"loadmore"><a href="javascript:void(0)">Xem thêm</a></div></div><div class="home__video"><div class="box-tt">'
        f'<h2>Video</h2></div><div class="swiper">{videos}</div></div></div><div class="footer"><p>Cơ quan chủ quản: Văn '
        f"phòng tỉnh Suối Vàng</p><ul>{menu}</ul></div>"
    )
    return ListPage(
        document("Trang tin điều hành Suối Vàng", body), "https://dieuhanh.example-bao.vn/", tuple(paths[:13])
    )


def aspnet_portal() -> ListPage:
    """A portal of `Default.aspx?…`: one form, generated ids, the pager posts the form."""
    paths = [f"/Default.aspx?dvid=1231&pageid=95227&sid={1300 + n}" for n in range(10)]
    rows = "".join(
        f'<tr><td class="anhtin"><a href="Default.aspx?dvid=1231&amp;pageid=95227&amp;sid={1300 + n}"><img src="/Uploads/'
        f'{n}.jpg" width="120"></a></td><td valign="top"><a id="ctl00_cph_rptTin_ctl{n:02}_lnk" class="TieuDeTin" href="'
        f'Default.aspx?dvid=1231&amp;pageid=95227&amp;sid={1300 + n}">{h}</a> <span class="NgayDang">({22 - n}/11/2026)'
        f'</span><div class="TomTat">Tóm tắt của tin, một câu.</div></td></tr>'
        for n, h in enumerate(HEADLINES[:10])
    )
    menu = "".join(f'<tr><td class="MenuTrai"><a href="Default.aspx?dvid=1231&amp;pageid={4700 + n}">{m}</a></td></tr>'
                   for n, m in enumerate(MENU + LONG_MENU))  # fmt: skip
    documents = "".join(
        f'<tr><td><a href="Default.aspx?dvid=1231&amp;pageid=4800&amp;vbid={n}">Quyết định số {n}/QĐ-UBND về việc ban hành '
        f"quy chế làm việc</a></td></tr>"
        for n in range(6)
    )
    body = (
        '<form name="aspnetForm" method="post" action="Default.aspx?dvid=1231" id="aspnetForm"><table width="1000"><tr>'
        f'<td colspan="3"><div id="ctl00_Banner"><img src="b.jpg"></div></td></tr><tr><td width="200" valign="top"><table>'
        f'{menu}</table></td><td width="560" valign="top"><div class="TieuDeKhoi">Tin hoạt động</div><table class="BangTin">'
        f'{rows}</table><table class="PhanTrang"><tr><td><span>1</span></td><td><a href="javascript:__doPostBack(\'ctl00\','
        '\'2\')">2</a></td></tr></table></td><td width="240" valign="top"><div class="TieuDeKhoi">Văn bản mới</div><table>'
        f'{documents}</table></td></tr><tr><td colspan="3" class="ChanTrang">Cơ quan chủ quản: UBND huyện Suối Vàng</td></tr>'
        "</table></form>"
    )
    return ListPage(document("UBND huyện Suối Vàng", body), "http://ubnd.example-bao.gov.vn/Default.aspx?dvid=1231",
                    tuple(paths))  # fmt: skip


def liferay() -> ListPage:
    """Liferay's asset publisher, its pager with `cur=2`."""
    paths = [f"/web/guest/tin-hoat-dong/-/asset_publisher/Kx7QpAbC2dEf/content/{slug(h)}" for h in HEADLINES[:8]]
    tail = "?inheritRedirect=false"
    items = "".join(
        f'<div class="asset-abstract default-asset-publisher"><div class="thumb"><a href="{p}{tail}"><img src="/documents/'
        f'{n}.jpg"></a></div><h3 class="asset-title"><a href="{p}{tail}">{h}</a></h3><div class="asset-content"><div class='
        f'"asset-summary">Tóm tắt của bài. <a href="{p}{tail}">Đọc thêm</a></div></div><div class="asset-metadata"><span '
        f'class="metadata-entry metadata-publish-date">{22 - n}/11/26</span></div></div>'
        for n, (h, p) in enumerate(zip(HEADLINES[:8], paths, strict=True))
    )
    menu = "".join(f'<li id="layout_{n}"><a href="/web/guest/{slug(m)}"><span>{m}</span></a></li>'
                   for n, m in enumerate(MENU + LONG_MENU))  # fmt: skip
    links = "".join(f'<div class="journal-content-article"><a href="/web/guest/chuyen-trang-{n}">Chuyên trang tuyên truyền '
                    f"phòng, chống dịch bệnh số {n}</a></div>" for n in range(3))  # fmt: skip
    here = "/web/guest/tin-hoat-dong"
    query = "?p_p_id=101_INSTANCE_Kx7QpAbC2dEf&amp;p_p_lifecycle=0&amp;cur="
    body = (
        f'<div class="container-fluid-1280" id="wrapper"><header id="banner" role="banner"><div id="heading"></div><nav '
        f'class="sort-pages modify-pages" id="navigation" role="navigation"><ul role="menubar">{menu}</ul></nav></header>'
        '<section id="content"><div class="columns-2" id="main-content" role="main"><div class="portlet-layout row"><div '
        f'class="col-md-8 portlet-column portlet-column-first" id="column-1"><section class="portlet"><h1 class="portlet-'
        f'title-text">Tin hoạt động</h1><div class="portlet-body">{items}<div class="taglib-page-iterator"><ul class="pager '
        f'lfr-pagination-buttons"><li class="disabled first"><a href="javascript:;">← Đầu tiên</a></li><li class="disabled">'
        f'<a href="javascript:;">Trước</a></li><li><a href="{here}{query}2">Tiếp theo</a></li><li class="last"><a href="{here}'
        f'{query}14">Cuối cùng →</a></li></ul></div></div></section></div><div class="col-md-4 portlet-column portlet-column-'
        f'last" id="column-2">{links}</div></div></div></section><footer id="footer" role="contentinfo"><a href="/web/guest/'
        'so-do-cong-thong-tin-dien-tu">Sơ đồ cổng thông tin điện tử của ngành</a></footer></div>'
    )
    return ListPage(document("Tin hoạt động - Sở Y tế Suối Vàng", body), "https://soyte.example-bao.gov.vn" + here,
                    tuple(p + tail for p in paths),
                    here + "?p_p_id=101_INSTANCE_Kx7QpAbC2dEf&p_p_lifecycle=0&cur=2")  # fmt: skip


def sharepoint() -> ListPage:
    """SharePoint: items by number, a pager with the page's number in the query."""
    paths = [f"/tintuc/Pages/tin-tong-hop.aspx?ItemID={9100 + n}" for n in range(9)]
    items = "".join(
        f'<div class="news-item clearfix"><div class="news-img"><a href="{p}"><img src="/anh/{n}.jpg"/></a></div><div class='
        f'"news-info"><a class="news-name" href="{p}" title="{h}">{h[:40]}...</a><p class="news-date"><i></i>{22 - n}/11/2026'
        f' 08:{n:02}</p><div class="news-brief">Tóm tắt của tin.</div></div></div>'
        for n, (h, p) in enumerate(zip(HEADLINES[:9], paths, strict=True))
    )
    menu = "".join(f'<li class="static"><a class="static menu-item ms-core-listMenu-item" href="/Pages/{slug(m)}.aspx"><span>'
                   f"{m}</span></a></li>" for m in MENU + LONG_MENU)  # fmt: skip
    other = "".join(f'<li><a href="/thongbao/Pages/chi-tiet.aspx?ItemID={700 + n}">Thông báo tuyển sinh lớp bồi dưỡng đợt {n} '
                    f"năm 2026</a></li>" for n in range(5))  # fmt: skip
    body = (
        f'<div id="s4-workspace"><div id="s4-bodyContainer"><div class="ms-core-navigation" role="navigation"><ul class="root">'
        f'{menu}</ul></div><div id="contentBox"><div class="row"><div class="col-md-9 main-col"><h2 class="cat-title">Tin tổng '
        f'hợp</h2><div class="news-list">{items}</div><div class="paging"><span class="current">1</span><a href="/tintuc/Pages/'
        'default.aspx?Page=2">2</a><a href="/tintuc/Pages/default.aspx?Page=3">3</a><a href="/tintuc/Pages/default.aspx?'
        f'Page=41">»</a></div></div><div class="col-md-3 right-col"><h3>Thông báo</h3><ul>{other}</ul></div></div></div><div id='
        '"footer-wrap" class="footer">© Bộ mẫu</div></div></div>'
    )
    return ListPage(document("Tin tổng hợp", body), "https://bo.example-bao.gov.vn/tintuc/Pages/default.aspx", tuple(paths),
                    "/tintuc/Pages/default.aspx?Page=2")  # fmt: skip


def old_tables() -> ListPage:
    """Nested tables of the 2000s: no class, no id; colours and fonts by attribute."""
    paths = [f"/chitiet.asp?id={2200 + n}" for n in range(8)]
    news = "".join(
        f'<TR><TD><IMG SRC="images/bullet.gif" width="8"> <A HREF="chitiet.asp?id={2200 + n}"><FONT FACE="Arial" SIZE="2" COLOR='
        f'"#003399"><B>{h}</B></FONT></A> <FONT SIZE="1">({22 - n}/11/2026)</FONT><BR><FONT SIZE="2">Tóm tắt của tin.</FONT></TD>'
        "</TR>"
        for n, h in enumerate(HEADLINES[:8])
    )
    menu = "".join(f'<TR><TD BGCOLOR="#E0E8F0"><A HREF="danhmuc.asp?muc={n}"><FONT SIZE="2">{m}</FONT></A></TD></TR>'
                   for n, m in enumerate(MENU + LONG_MENU))  # fmt: skip
    partners = "".join(f'<TR><TD><A HREF="lienket.asp?trang={n}">Trang thông tin của đơn vị thành viên số {n}</A></TD></TR>'
                       for n in range(4))  # fmt: skip
    body = (
        '<TABLE WIDTH="780" ALIGN="center" CELLPADDING="0"><TR><TD COLSPAN="3"><IMG SRC="images/top.jpg"></TD></TR><TR><TD WIDTH='
        f'"160" VALIGN="top"><TABLE>{menu}</TABLE></TD><TD WIDTH="460" VALIGN="top"><TABLE><TR><TD BGCOLOR="#CC0000"><B>TIN TRONG '
        f'TỈNH</B></TD></TR>{news}<TR><TD ALIGN="right"><A HREF="tintuc.asp?trang=2">Trang sau</A></TD></TR></TABLE></TD><TD WIDTH='
        f'"160" VALIGN="top"><TABLE><TR><TD><B>Liên kết website</B></TD></TR>{partners}</TABLE></TD></TR></TABLE>'
    )
    return ListPage(document("Trang tin Suối Vàng", body), "http://suoivang.example-bao.org.vn/tintuc.asp", tuple(paths),
                    "/tintuc.asp?trang=2")  # fmt: skip


def utility_classes() -> ListPage:
    """A page built by components: classes say how things look, or are generated anew with each release."""
    paths = [f"/tin-tuc/{slug(h)}-{52300 + n}" for n, h in enumerate(HEADLINES[:9])]
    items = "".join(
        f'<article class="flex flex-col gap-4 rounded-lg NewsCard_card__aX3f9"><a href="{p}"><img class="w-full object-cover" '
        f'src="/_next/image?u={n}"/></a><div class="p-4"><h3 class="text-lg font-semibold line-clamp-2"><a class="hover:underline" '
        f'href="{p}">{h}</a></h3><p class="mt-2 text-sm text-gray-600">Tóm tắt của tin.</p><time dateTime="2026-11-{22 - n:02}T08:00'
        f':00+07:00" class="text-xs">{22 - n} tháng 11, 2026</time></div></article>'
        for n, (h, p) in enumerate(zip(HEADLINES[:9], paths, strict=True))
    )
    menu = "".join(f'<a class="px-3 py-2" href="/{slug(m)}">{m}</a>' for m in MENU + LONG_MENU)
    events = "".join(f'<a class="block py-1" href="/su-kien/ngay-hoi-so-{n}-cua-thanh-nien-{880 + n}">Ngày hội số {n} của thanh niên '
                     f"toàn tỉnh</a>" for n in range(3))  # fmt: skip
    body = (
        f'<div id="__next"><header class="sticky top-0"><div class="flex">{menu}</div></header><main class="mx-auto max-w-7xl"><h1 '
        f'class="text-2xl">Tin tức</h1><div class="grid grid-cols-3 gap-6">{items}</div><div class="flex justify-center"><a href="/'
        f'tin-tuc?page=2" aria-label="Trang tiếp">→</a></div></main><aside class="w-64">{events}</aside><footer class="bg-gray-900">'
        f"{menu}</footer></div>"
    )
    return ListPage(document("Tin tức", body), "https://doan.example-bao.vn/tin-tuc", tuple(paths), "/tin-tuc?page=2")


def story_boxes() -> ListPage:
    """A provincial newspaper's front page: story boxes with headings of different rank, and a moving line of news."""
    paths = [f"/{slug(h)}-post{410200 + n}.html" for n, h in enumerate(HEADLINES)]

    def story(n: int, level: str, kind: str = "story") -> str:
        return (
            f'<article class="{kind}"><figure class="story__thumb"><a href="{paths[n]}" title="{HEADLINES[n]}" class="cms-link">'
            f'<img class="cms-photo lazyload" data-src="/i/{n}.jpg"></a></figure><{level} class="story__heading" data-tracking='
            f'"{410200 + n}"><a href="{paths[n]}" title="{HEADLINES[n]}" class="text cms-link">{HEADLINES[n]}</a></{level}><div '
            f'class="story__meta"><time datetime="2026-11-22T0{n % 10}:15:00+0700">0{n % 10}:15</time></div></article>'
        )

    menu = "".join(
        f'<li data-id="{n}"><a class="text" href="/{slug(m)}/">{m}</a></li>' for n, m in enumerate(MENU + LONG_MENU)
    )
    moving = "".join(f'<li><a href="/ban-tin-nhanh-so-{n}-trong-ngay-post3999{n}.html">Bản tin nhanh số {n} trong ngày của tòa soạn'
                     f"</a></li>" for n in range(3))  # fmt: skip
    ranks = ["h2", "h3", "h3", "h3", *["h3"] * 7]
    body = (
        f'<header class="site-header"><ul class="menu-heading">{menu}</ul></header><div class="breaking-news ticker"><ul>{moving}</ul>'
        f'</div><div class="site-body"><div class="container"><div class="rank-1 feature">{story(0, ranks[0], "story story--primary")}'
        f'{"".join(story(n, ranks[n]) for n in range(1, 4))}</div><div class="category-highlight"><div class="category-head"><a class='
        f'"cate-title" href="/kinh-te/">Kinh tế</a></div>{"".join(story(n, ranks[n]) for n in range(4, 11))}</div></div></div><footer '
        f'class="site-footer"><ul>{menu}</ul></footer>'
    )
    return ListPage(document("Báo Suối Vàng điện tử", body), "https://baosuoivang.example-bao.vn/", tuple(paths[:11]))


def joomla() -> ListPage:
    """Joomla's blog layout: the component in the path, a pager as a list."""
    paths = [f"/index.php/tin-tuc/{170 + n}-{slug(h)}" for n, h in enumerate(HEADLINES[:6])]
    items = "".join(
        f'<div class="items-row cols-1 row-{n}"><div class="span12"><div class="item column-1" itemprop="blogPost"><div class="page-'
        f'header"><h2 itemprop="name"><a href="{p}" itemprop="url">{h}</a></h2></div><dl class="article-info muted"><dd class='
        f'"published"><time datetime="2026-11-{20 - n}T01:00:00+00:00">Ngày đăng: {20 - n}/11/2026</time></dd><dd class="category-name">'
        f'<a href="/index.php/tin-tuc">Tin tức</a></dd></dl><p>Tóm tắt.</p><p class="readmore"><a class="btn" href="{p}">Xem thêm: {h}'
        "</a></p></div></div></div>"
        for n, (h, p) in enumerate(zip(HEADLINES[:6], paths, strict=True))
    )
    menu = "".join(
        f'<li class="item-{100 + n}"><a href="/index.php/{slug(m)}">{m}</a></li>'
        for n, m in enumerate(MENU + LONG_MENU)
    )
    latest = "".join(
        f'<li><a href="/index.php/thong-bao/{300 + n}-{slug(h)}">{h}</a></li>' for n, h in enumerate(HEADLINES[9:13])
    )
    body = (
        f'<div class="body"><header class="header">Hội mẫu</header><nav class="navigation"><ul class="nav menu">{menu}</ul></nav><div '
        f'class="row-fluid"><main id="content" class="span9"><div class="blog">{items}<div class="pagination"><p class="counter">Trang 1'
        '/5</p><ul><li class="pagination-start"><span class="pagenav">Bắt đầu</span></li><li><span class="pagenav">1</span></li><li><a '
        'href="/index.php/tin-tuc?start=6" class="pagenav">2</a></li><li class="pagination-next"><a title="Tiếp" href="/index.php/tin-tuc'
        '?start=6" class="hasTooltip pagenav">Tiếp</a></li><li class="pagination-end"><a title="Cuối" href="/index.php/tin-tuc?start=24" '
        f'class="pagenav">Cuối</a></li></ul></div></div></main><div id="aside" class="span3"><h3>Thông báo</h3><ul class="latestnews">'
        f"{latest}</ul></div></div></div>"
    )
    return ListPage(document("Tin tức", body), "https://hoi.example-bao.org.vn/index.php/tin-tuc", tuple(paths),
                    "/index.php/tin-tuc?start=6")  # fmt: skip


def whole_cards() -> ListPage:
    """Cards that are one link each: picture, heading, date and sapo inside the `a`."""
    paths = [f"/tin/{slug(h)}/" for h in HEADLINES[:10]]
    items = "".join(
        f'<a class="card-news" href="{p}"><span class="card-news__img"><img src="/m/{n}.webp" alt=""></span><span class='
        f'"card-news__body"><h4>{h}</h4><span class="card-news__date">{22 - n}/11/2026</span><span class="card-news__sapo">Tóm tắt của '
        "bài, một câu.</span></span></a>"
        for n, (h, p) in enumerate(zip(HEADLINES[:10], paths, strict=True))
    )
    menu = "".join(f'<li><a href="/{slug(m)}/">{m}</a></li>' for m in MENU + LONG_MENU)
    body = (
        f'<div class="c-header"><ul class="c-menu">{menu}</ul></div><div class="c-main"><div class="c-title">Tin mới</div><div class='
        f'"c-list">{items}</div><ul class="c-pager"><li class="is-active"><a href="/tin/">1</a></li><li><a href="/tin/trang-2/">2</a></li>'
        f'<li><a href="/tin/trang-3/">3</a></li></ul></div><div class="c-footer"><ul>{menu}</ul></div>'
    )
    return ListPage(document("Tin mới", body), "https://benhvien.example-bao.vn/tin/", tuple(paths), "/tin/trang-2/")


def plain_list() -> ListPage:
    """A ministry's list: one line an article with its date, beside a column of other lists made in the same way."""
    paths = [f"/vn/tin-tuc/1173/{88100 + n}/{slug(h)}.aspx" for n, h in enumerate(HEADLINES[:12])]
    items = "".join(f'<li><a href="{p}">{h}</a><span class="date">({22 - n}/11/2026)</span></li>'
                    for n, (h, p) in enumerate(zip(HEADLINES[:12], paths, strict=True)))  # fmt: skip
    menu = "".join(
        f'<li><a href="/vn/chuyen-muc/{n}/{slug(m)}.aspx">{m}</a></li>' for n, m in enumerate(MENU + LONG_MENU)
    )
    documents = "".join(f'<li><a href="/vn/van-ban/{n}/thong-tu-so-{n}-huong-dan-quan-ly-chat-luong.aspx">Thông tư số {n} hướng dẫn quản '
                        f"lý chất lượng công trình</a></li>" for n in range(5))  # fmt: skip
    body = (
        f'<div id="wrap"><div id="top-menu"><ul>{menu}</ul></div><div id="center"><div class="box"><h2>Tin hoạt động</h2><ul class='
        f'"list-items">{items}</ul><div class="phantrang"><a class="sel" href="/vn/chuyen-muc/1173/tin-hoat-dong.aspx">1</a><a href="/vn/'
        'chuyen-muc/1173/tin-hoat-dong.aspx?page=2">2</a><a href="/vn/chuyen-muc/1173/tin-hoat-dong.aspx?page=2">&gt;</a><a href="/vn/'
        f'chuyen-muc/1173/tin-hoat-dong.aspx?page=318">&gt;&gt;</a></div></div></div><div id="right"><div class="box"><h2>Văn bản mới ban '
        f'hành</h2><ul class="list-items">{documents}</ul></div></div><div id="bottom">© Bộ mẫu</div></div>'
    )
    return ListPage(document("Tin hoạt động", body), "https://xaydung.example-bao.gov.vn/vn/chuyen-muc/1173/tin-hoat-dong.aspx",
                    tuple(paths), "/vn/chuyen-muc/1173/tin-hoat-dong.aspx?page=2")  # fmt: skip


def section_beside_boxes() -> ListPage:
    """A section whose right column and lower band name articles of other sections; neither has a telling name."""
    paths = [f"/{slug(h)}-d{538400 + n}.html" for n, h in enumerate(HEADLINES)]

    def other(n: int, kind: str) -> str:
        path = f"/bai-so-{n}-cua-chuyen-muc-khac-trong-bao-d{531000 + n}.html"
        return (
            f'<li><article class="d-flex"><a href="{path}" class="thumbblock thumb105x105"><img src="/t/{n}.jpg"></a> <a '
            f'href="{path}" class="{kind} fbold fs16">Bài số {n} của chuyên mục khác trong báo hôm nay</a></article></li>'
        )

    items = "".join(
        f'<li><article class="d-flex"><a class="thumbblock thumb275x155" href="{p}"><img src="/l/{n}.jpg"></a><div class='
        f'"desc_list_news_home"><a href="{p}" class="fs22 fbold">{h}</a><div class="mt5 mb5"><a href="/kinh-te-d2/" class='
        f'"cl_green">Kinh tế</a></div><div class="sapo_thumb_news">Tóm tắt.</div></div></article></li>'
        for n, (h, p) in enumerate(zip(HEADLINES[1:11], paths[1:11], strict=True), 1)
    )
    numbers = "".join(
        f'<a href="p{n}" class="pagation_item {"active" if n == 1 else ""}">{n}</a>' for n in range(1, 11)
    )
    menu = "".join(
        f'<li><a href="/{slug(m)}-d{n}/" class="link_menu">{m}</a></li>' for n, m in enumerate(MENU + LONG_MENU)
    )
    body = (
        f'<div class="head"><ul class="list_menu">{menu}</ul></div><div class="container"><section class="d-flex"><div class="col730">'
        f'<div class="head_box mb20"><h1><a href="/kinh-te-d2/">Kinh tế</a></h1></div><div class="hotnews"><a href="{paths[0]}"><img '
        f'src="/l/0.jpg"></a><h2 class="title_hot"><a href="{paths[0]}">{HEADLINES[0]}</a></h2></div><ul class="list_news_home">{items}'
        f'</ul><nav aria-label="Page navigation" class="d-flex pagation align-items-center">{numbers}<a href="p11" class="pagation_item '
        f'">&gt;&gt;&gt;</a></nav></div><div class="col300"><div class="mb40"><div class="head_box mb20"><a href="javascript:void(0)" '
        f'class="link_box">Đọc nhiều</a></div><ul class="list_thumb">{"".join(other(n, "title_square") for n in range(4))}</ul></div><div '
        f'class="mb40"><div class="head_box mb20"><a href="/toan-canh-d2/" class="link_box">Toàn cảnh</a></div><ul class="list_thumb">'
        f'{"".join(other(n, "title_square") for n in range(4, 7))}</ul></div></div></section></div><div class="container"><div class='
        f'"head_box"><a href="/doanh-nghiep-d36/">Thông tin doanh nghiệp</a></div><ul class="d-flex list_company">'
        f'{"".join(other(n, "") for n in range(7, 12))}</ul></div><div class="foot_page"><ul>{menu}</ul></div>'
    )
    return ListPage(document("Kinh tế - Báo Suối Vàng", body), "https://suoivang.example-bao.vn/kinh-te-d2/", tuple(paths[:11]),
                    "/kinh-te-d2/p2")  # fmt: skip


def bare_queries() -> ListPage:
    """Links and nothing else: no dates, no pictures, no names; menu and articles differ by their file only."""
    paths = [f"/tintuc/Detail.aspx?Id={90 + n}" for n in range(10)]
    items = "".join(f'<p><a href="Detail.aspx?Id={90 + n}">{h}</a></p>' for n, h in enumerate(HEADLINES[:10]))
    menu = "".join(f'<p><a href="../View.aspx?Cat={n}">{m}</a></p>' for n, m in enumerate(MENU + LONG_MENU))
    body = (
        f'<form id="f" method="post"><div>{menu}</div><div><h3>Tin trong ngành</h3>{items}<p><a href="List.aspx?Page=2">Tiếp theo &gt;</a>'
        f"</p></div><div>Bản quyền thuộc về cơ quan mẫu</div></form>"
    )
    return ListPage(document("Tin trong ngành", body), "http://nganh.example-bao.gov.vn/tintuc/List.aspx", tuple(paths),
                    "/tintuc/List.aspx?Page=2")  # fmt: skip


def drupal() -> ListPage:
    """Drupal's views: addresses are numbers of nodes, the pager says `rel="next"`."""
    paths = [f"/node/{4000 + n}" for n in range(10)]
    rows = "".join(
        f'<div class="views-row views-row-{n + 1}"><div class="views-field views-field-title"><span class="field-content"><a href="{p}" '
        f'hreflang="vi">{h}</a></span></div><div class="views-field views-field-created"><span class="field-content">{22 - n}/11/2026 - '
        f"08:00</span></div></div>"
        for n, (h, p) in enumerate(zip(HEADLINES[:10], paths, strict=True))
    )
    menu = "".join(f'<li class="menu-item"><a href="/{slug(m)}">{m}</a></li>' for m in MENU + LONG_MENU)
    notices = "".join(
        f'<li><a href="/node/{100 + n}">Thông báo số {n} về việc tuyển dụng viên chức năm nay</a></li>'
        for n in range(5)
    )
    body = (
        f'<div class="layout-container"><header role="banner"><nav><ul class="menu">{menu}</ul></nav></header><main role="main"><div class='
        f'"view-content">{rows}</div><nav class="pager" role="navigation"><ul class="pager__items"><li class="pager__item is-active"><a href='
        '"?page=0">1</a></li><li class="pager__item"><a href="?page=1">2</a></li><li class="pager__item pager__item--next"><a href="?page=1" '
        'rel="next" title="Đến trang sau"><span class="visually-hidden">Trang sau</span><span>››</span></a></li></ul></nav><aside class='
        f'"layout-sidebar-second"><h2>Thông báo</h2><ul>{notices}</ul></aside></main></div>'
    )
    return ListPage(
        document("Tin tức", body), "https://hdnd.example-bao.gov.vn/tin-tuc", tuple(paths), "/tin-tuc?page=1"
    )


def dotnetnuke() -> ListPage:
    """DotNetNuke: numbers in the path, every file called Default.aspx, two panes of modules."""
    paths = [f"/tin-tuc/chi-tiet-tin/tabid/136/id/{900 + n}/Default.aspx" for n in range(8)]
    items = "".join(
        f'<div class="item"><a href="{p}"><img src="/Portals/0/{n}.jpg"></a><div class="ct"><a class="tit" href="{p}">{h}</a><p>Tóm tắt. <a '
        f'href="{p}" class="more">Chi tiết</a></p></div></div>'
        for n, (h, p) in enumerate(zip(HEADLINES[:8], paths, strict=True))
    )
    menu = "".join(f'<a href="/{slug(m)}/tabid/{60 + n}/Default.aspx">{m}</a>' for n, m in enumerate(MENU + LONG_MENU))
    notices = "".join(f'<div><a href="/thong-bao/tabid/140/id/{n}0/Default.aspx">Thông báo mời thầu gói số {n} năm 2026 của ban</a></div>'
                      for n in range(5))  # fmt: skip
    pager = "".join(
        f'<a{" class=act" if n == 1 else ""} href="/tin-tuc/tabid/135/p/{n}/Default.aspx">{n}</a>' for n in range(1, 4)
    )
    body = (
        f'<form id="Form"><div id="dnn_menu" class="mainmenu">{menu}</div><div id="dnn_ContentPane" class="contentpane"><div class="DnnModule '
        f'DnnModule-412"><div class="lst">{items}</div><div class="phan-trang">{pager}</div></div></div><div id="dnn_RightPane" class='
        f'"rightpane"><div class="lst2">{notices}</div></div></form>'
    )
    return ListPage(document("Tin tức", body), "https://ban.example-bao.vn/tin-tuc/tabid/135/Default.aspx", tuple(paths),
                    "/tin-tuc/tabid/135/p/2/Default.aspx")  # fmt: skip


def zones() -> ListPage:
    """A front page of zones without headings; the menu stands again at the bottom, under a name of its own."""
    paths = [f"/{slug(h)}-post{900000 + n}.html" for n, h in enumerate(HEADLINES)]

    def story(n: int) -> str:
        return (
            f'<div class="story"><a class="cms-link" href="{paths[n]}" title="{HEADLINES[n]}"><img src="/i/{n}.jpg"></a><div class="box-title">'
            f'<a class="cms-link" href="{paths[n]}">{HEADLINES[n]}</a></div><div class="box-meta"><span class="time">08:{n:02} 22/11/2026</span>'
            "</div></div>"
        )

    menu = "".join(f'<a href="/{slug(m)}/">{m}</a>' for m in MENU + LONG_MENU)
    most = "".join(f'<div class="story"><div class="box-title"><a class="cms-link" href="/bai-cu-ve-chuyen-nam-ngoai-so-{n}-post80000{n}.html">'
                   f"Bài cũ về chuyện năm ngoái số {n} được xem lại</a></div></div>" for n in range(5))  # fmt: skip
    body = (
        f'<div id="site-header"><div class="menu-wrap">{menu}</div></div><div class="main-content"><div class="box-focus">'
        f'{"".join(map(story, range(3)))}</div><section class="zone"><div class="zone-title"><a href="/chinh-tri/">Chính trị</a></div>'
        f'{"".join(map(story, range(3, 8)))}</section><section class="zone"><div class="zone-title"><a href="/kinh-te/">Kinh tế</a></div>'
        f'{"".join(map(story, range(8, 13)))}</section><div class="zone-most"><div class="zone-title">Đọc nhiều</div>{most}</div></div><div '
        f'class="site-bottom">{menu}</div>'
    )
    return ListPage(document("Báo Suối Vàng", body), "https://zones.example-bao.vn/", tuple(paths[:13]))


def definition_list() -> ListPage:
    """Warnings in a definition list, under addresses of letters and digits; one button leads on."""
    paths = [f"/canh-bao/{n:02x}f3a9c{n}" for n in range(9)]
    items = "".join(f'<dt><span>{22 - n}/11/2026</span></dt><dd><a href="{p}">{h}</a></dd>'
                    for n, (h, p) in enumerate(zip(HEADLINES[:9], paths, strict=True)))  # fmt: skip
    menu = "".join(f'<li><a href="/{slug(m)}">{m}</a></li>' for m in MENU + LONG_MENU)
    body = (
        f'<header class="hd"><ul>{menu}</ul></header><div class="wrapper"><dl class="warn-list">{items}</dl><div class="more"><a href="/canh-bao'
        f'?page=2" class="btn-next">Xem trang sau</a></div></div><footer>{menu}</footer>'
    )
    return ListPage(
        document("Cảnh báo", body), "https://antoan.example-bao.vn/canh-bao", tuple(paths), "/canh-bao?page=2"
    )


def magazine_theme() -> ListPage:
    """A magazine theme of WordPress as a front page: three kinds of modules in one grid, short addresses."""
    paths = [f"/{slug(h)}/" for h in HEADLINES]

    def module(n: int, kind: str) -> str:
        return (
            f'<div class="{kind} td-animation-stack"><div class="td-module-thumb"><a href="{paths[n]}" rel="bookmark" class="td-image-wrap" title='
            f'"{HEADLINES[n]}"><img class="entry-thumb"></a></div><div class="item-details"><h3 class="entry-title td-module-title"><a href='
            f'"{paths[n]}" rel="bookmark" title="{HEADLINES[n]}">{HEADLINES[n]}</a></h3><div class="td-module-meta-info"><span class='
            f'"td-post-date"><time class="entry-date" datetime="2026-11-2{n % 3}T01:00:00+00:00">x</time></span></div></div></div>'
        )

    menu = "".join(f'<li class="menu-item"><a href="/muc/{slug(m)}/">{m}</a></li>' for m in MENU + LONG_MENU)
    plain = "".join(f'<a href="/muc/{slug(m)}/">{m}</a>' for m in MENU + LONG_MENU)
    body = (
        f'<div class="td-header-wrap"><div class="td-header-menu-wrap"><ul class="sf-menu">{menu}</ul></div></div><div class="td-main-content-wrap">'
        f'<div class="td_block_wrap td_block_big_grid">{module(0, "td_module_mx5")}{module(1, "td_module_mx6")}</div><div class="td-pb-span8"><div '
        f'class="td_block_1"><h4 class="block-title"><span>Tin mới</span></h4>{"".join(module(n, "td_module_4") for n in range(2, 6))}'
        f'{"".join(module(n, "td_module_6") for n in range(6, 12))}</div></div><div class="td-pb-span4 td-main-sidebar"><div class="td_block_7"><h4 '
        'class="block-title"><span>Xem nhiều</span></h4><div class="td_module_6"><h3 class="entry-title td-module-title"><a href="/bai-cu-cua-nam-'
        f'truoc-duoc-xem-nhieu/">Bài cũ của năm trước được xem nhiều lần</a></h3></div></div></div></div><div class="td-footer-wrapper">{plain}</div>'
    )
    return ListPage(document("Trang Suối Vàng", body), "https://tapchi.example-bao.vn/", tuple(paths[:12]))


def based() -> ListPage:
    """Relative links under a `<base>`, block-element-modifier names, and a link to older news with an arrow to the left."""
    paths = [f"/vi/tin/{slug(h)}-{n + 11}" for n, h in enumerate(HEADLINES[:9])]
    rows = "".join(
        f'<li class="news__row"><span class="news__day">{22 - n}.11.2026</span><p class="news__name"><a href="{p[4:]}">{h}</a></p></li>'
        for n, (h, p) in enumerate(zip(HEADLINES[:9], paths, strict=True))
    )
    menu = "".join(f'<a href="{slug(m)}">{m}</a>' for m in MENU + LONG_MENU)
    body = (
        f'<div class="topnav">{menu}</div><section class="news"><ul class="news__list">{rows}</ul><p class="news__older"><a href="tin?trang=2">'
        f'« Tin cũ hơn</a></p></section><div class="btm">{menu}</div>'
    )
    head = '<base href="https://based.example-bao.vn/vi/">'
    return ListPage(document("Tin", body, head), "https://based.example-bao.vn/vi/tin", tuple(paths), "/vi/tin?trang=2")


def worded_queries() -> ListPage:
    """A query that is a path, boxes named block-…, the same articles in a slider and in a list."""
    paths = [f"/chi-tiet-tin?/{slug(h)}/{3000 + n}" for n, h in enumerate(HEADLINES)]
    links = [f'<a href="{p}">{h}</a>' for p, h in zip(paths, HEADLINES, strict=True)]
    slides = "".join(
        f'<div class="slide"><a href="{paths[n]}"><img src="/a.jpg"></a><div class="cap">{links[n]}</div></div>'
        for n in range(3)
    )
    rows = "".join(f"<li>{links[n]}</li>" for n in range(3, 9))
    menu = "".join(f'<a href="/{slug(m)}">{m}</a>' for m in MENU + LONG_MENU)
    documents = "".join(
        f'<li><a href="/van-ban?/quyet-dinh-so-{n}/{n}">Quyết định số {n}/QĐ-UBND ban hành quy chế</a></li>'
        for n in range(5)
    )
    body = (
        f'<div id="header"><div id="nav">{menu}</div></div><div class="slider">{slides}</div><div class="block-news"><div class="block-title"><a '
        f'href="/tin-noi-bat">Tin nổi bật</a></div><ul>{rows}</ul></div><div class="block-docs"><div class="block-title">Văn bản mới</div><ul>'
        f'{documents}</ul></div><div id="footer">{menu}</div>'
    )
    return ListPage(document("Cổng thông tin", body), "https://cong.example-bao.gov.vn/", tuple(paths[:9]))


PAGES = (
    wordpress, news_front, government_news, aspnet_portal, liferay, sharepoint, old_tables, utility_classes, story_boxes,
    joomla, whole_cards, plain_list, section_beside_boxes, bare_queries, drupal, dotnetnuke,
    zones, definition_list, magazine_theme, based, worded_queries,
)  # fmt: skip
