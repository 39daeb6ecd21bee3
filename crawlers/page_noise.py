"""What stands inside an article's box without belonging to the article: names, labels and line forms.

Class and id names are matched word by word ("article__related-news" is article, related, news), so that a
name such as "shareholder" or "content" is never taken for "share" or "comment".
"""

from __future__ import annotations

import re
from functools import lru_cache

# Dropped with all they hold. Word sequences, as `page_tree.names_of` gives them.
_NOISE_NAMES = """
related; relate; relates; relatednews; relatedone; news relation; tin lien quan; tinlienquan; tinlienquanv;
lien quan; lienquan; tin cung;
cung chuyen muc; tincungchuyenmuc; tinkhac; tin khac; bai khac; other news; othernews; tin moi; tinmoi;
doc nhieu; xem nhieu;
most read; mostread; most viewed; xem them; xemthem; doc them; docthem; read more; readmore; see more; seemore;
see also;
suggest; suggested; suggestion; suggestions; recommend; recommended; recommendation; recommendations;
relatedposts; yarpp;
outbrain; taboola; share; shares; sharing; sharebar; sharebox; sharedaddy; addthis; addtoany; social; socials;
like; likes;
fb; facebook; zalo; zaloshare; twitter; telegram; instagram; tiktok; follow; google news; comment; comments;
binh luan;
binhluan; disqus; fbcomment; reply; respond; replies; author box; authorbox; author info; box author; about author;
author bio; tag; tags; taglist; tagcloud; tu khoa; tukhoa; hashtag; hashtags; keyword; keywords; chu de; ad; ads; adv;
advs; advert; adverts; advertisement; adsense; adsbygoogle; banner; banners; quang cao; quangcao; sponsor; sponsored;
rating; ratings; vote; voting; danh gia; danhgia; poll; survey; newsletter; subscribe; subscription; dang ky; donate;
breadcrumb; breadcrumbs; pagination; pager; paging; post navigation; navigation; nav; navbar; menu; toolbar; toolbox;
in bai; printer; send mail; actions; button; buttons; btn; copyright; ban quyen; footer; sidebar; popup;
tooltip; cookie; player; podcast; tts; speech; nghe; voice; view count; viewcount; luot xem; luotxem; toc;
ez toc; sr only; screen reader; visually hidden
"""
NOISE = re.compile("(?:^| )(?:" + "|".join(" ".join(name.split()) for name in _NOISE_NAMES.split(";")) + ")(?= |$)")

# Boxes that content systems name as the article's own text.
BODY = re.compile(
    r"(?:^| )(?:(?:article|entry|post|news|detail|story|single|singular|content|cms|page|art|maincontent|main"
    r"|zce|knc|the|td|"
    r"chi tiet|chitiet|bai viet|baiviet|noi dung|noidung|newsdetail|contentdetail|detailcontent|newscontent|fck)"
    r"(?: (?:article|entry|post|news|detail|details|story|main|td|the|inner|full|cms|page|bai|tin|item)){0,8} "
    r"(?:content|contents|body|text|detail|details|noidung|fulltext|copy|editor|main)|"
    r"articlebody|articlecontent|newscontent|newsdetail|contentdetail|detailcontent|entrycontent|postcontent"
    r"|bodytext|"
    r"noi dung|noidung|noidungtin|chi tiet bai viet|external class|rtestate field|journal content article|ck content|"
    r"fck detail|edittor content|editor content|story body|div content|lbl content|lbl noi dung|lblnoidung"
    r"|lblcontent|"
    r"dt content|afcbc body|cms body|main content|maincontent|content main)(?= |$)"
)
CAPTION = re.compile(
    r"(?:^| )(?:captions?|figcaption|chu thich|chuthich|photocms caption|pcaption|image note|imgcaption"
    r"|pic desc|photo desc|"
    r"desc image|image caption|img desc|wp caption|caption text|expnoedit|tplcaption|imagecaption"
    r"|photocaption)(?= |$)"
)
PICTURE_BOX = re.compile(
    r"(?:^| )(?:picture|tpl ?caption|image|image box|photo|wp caption|item slide show|img box|box img|imgbox"
    r"|slideshow|"
    r"slide|gallery|album|photocms|item photo|tpl image|img)(?= |$)"
)
# VCCorp's CMS marks what an editor drops into the text by a `type` attribute.
WIDGET_TYPES = re.compile(
    r"related|photo|video|album|image|poll|embed|slide|audio|quiz|vote|livestream"
    r"|podcast",
    re.I,
)

# Lines that are never the article's own text, wherever they stand.
LINE = re.compile(
    r"(?:>{1,3}|»|→|▶|👉|-|•|\*)?\s{0,3}(?:"
    r"(?:mời |quý )?(?:bạn đọc |độc giả )?(?:xem|đọc) (?:thêm|tiếp|ngay)\b.{0,200}"
    r"|(?:kính )?mời (?:quý |các )?(?:bạn đọc|độc giả|quý vị|bạn)\b.{0,40}"
    r"(?:chuyên mục|theo dõi|đón đọc|đón xem).{0,160}"
    r"|(?:các )?(?:tin|bài|bài viết|tin bài|nội dung)(?:,? bài)? (?:liên quan|cùng chuyên mục|khác|đọc nhiều"
    r"|mới nhất)\s?:?.{0,120}"
    r"|>{2,3}.{0,250}"
    r"|(?:theo dõi|follow) .{0,60}(?:google news|zalo|facebook|fanpage|youtube|tiktok).{0,80}"
    r"|(?:chia sẻ|share|thích|like|in bài|in trang|gửi email|gửi bài|gửi phản hồi|bình luận|quay lại|lưu bài"
    r"|sao chép liên kết)"
    r"(?: (?:bài viết|facebook|zalo|twitter|này|lên|qua|email|link|bài)){0,4}\s?:?"
    r"|(?:từ khóa|từ khoá|tags?|chủ đề|hashtags?)\s{0,2}:.{0,300}"
    r"|(?:lượt xem|số lượt xem|lượt đọc|views?)\s{0,2}:?\s{0,2}[\d.,]{0,12}"
    r"|(?:read more|see also|related(?: articles| stories| news)?|you may also like|recommended|advertisement"
    r"|quảng cáo)\s?:?.{0,160}"
    r"|©.{0,200}|copyright ©?.{0,200}|(?:giữ )?bản quyền .{0,160}|.{0,80}ghi rõ nguồn.{0,120}"
    r"|.{0,20}mọi (?:hành động|hình thức) sao chép.{0,150}"
    r")",
    re.IGNORECASE,
)
READ_ALSO = re.compile(
    r"(?:>{1,3}|»|→|▶|👉|\*)?\s{0,3}(?:(?:mời )?(?:bạn đọc |độc giả )?(?:xem|đọc) (?:thêm|tiếp)|"
    r"(?:các )?(?:tin|bài|bài viết|tin bài|tin, bài) (?:liên quan|cùng chuyên mục|khác)|có thể bạn quan tâm"
    r"|related|read more|see also)",
    re.IGNORECASE,
)
# A heading over links to other articles; the box that it opens goes with it.
RELATED_HEADING = re.compile(
    r"(?:các |những )?(?:tin|bài|bài viết|tin bài|tin tức|tin, bài|nội dung|thông tin|chủ đề)(?: viết)? "
    r"(?:liên quan|cùng chuyên mục|cùng loại|khác|đã đưa|cũ hơn|mới hơn|mới nhất|đọc nhiều|xem nhiều|nổi bật)"
    r"|(?:xem|đọc) (?:thêm|tiếp|nhiều)|có thể bạn quan tâm|có thể bạn thích|bạn có thể quan tâm|cùng chuyên mục|tin mới"
    r"|related(?: articles| stories| news| posts| content)?|you may also like|read more|more from .{1,30}|recommended"
    r"(?: for you)?|most read|most popular|ý kiến bạn đọc|bình luận(?: \(\d{1,5}\))?|leave a comment|comments?",
    re.IGNORECASE,
)
# How such a heading begins: all that is looked at of most elements.
MAYBE_RELATED = re.compile(
    r"\W{0,40}(?:các|những|tin|bài|nội|thông|chủ|xem|đọc|có|bạn|cùng|related|you|read|more|recommended|most|ý|bình|leave"
    r"|comments?)\b",
    re.IGNORECASE,
)
# What stands between the headline and the first paragraph.
OPENING = re.compile(
    r"(?:cỡ chữ|kích cỡ chữ|cỡ chữ chính|font size|xem cỡ chữ|tăng giảm cỡ chữ|màu chữ|nghe đọc bài|đọc bài"
    r"|nghe bài viết|"
    r"tác giả|lượt xem|chuyên mục|in bài viết|chia sẻ|0?\s?bình luận|đọc bài viết)\s?:?.{0,50}"
    r"|[aA][+-]?(?:\s[aA][+-]?){0,3}",
    re.IGNORECASE,
)
DATE_WORDS = re.compile(
    r"thứ|hai|ba|tư|năm|sáu|bảy|chủ nhật|ngày|tháng|lúc|giờ|phút|gmt|utc|am|pm|sa|ch|đăng|cập nhật|xuất bản|lượt xem|"
    r"số|mục|tin|cn|[\W\d_]",
    re.IGNORECASE,
)
# The last lines of a Vietnamese article: who wrote and photographed it, or where it was taken from.
SIGNATURE = re.compile(
    r"(?:\(?(?:theo|nguồn|tin|bài|ảnh|tin, ảnh|tin và ảnh|bài, ảnh|bài và ảnh|bài viết|thực hiện|tác giả(?: bài viết)?"
    r"|người viết|pv|"
    r"nhóm pv|biên tập|biên soạn|tổng hợp|video|clip|đồ họa|thiết kế|trình bày|nội dung)\s{0,2}[:\-–]\s?.{1,80}"
    r"|\(?(?:theo|nguồn)\s[^.!?]{2,60}\)?)",
    re.IGNORECASE,
)
CREDIT = re.compile(
    r"[\s(\[–—-]{0,4}(?:(?:nguồn )?(?:ảnh|hình|photo|đồ họa|hình ảnh)(?: minh họa| minh hoạ| tư liệu| chụp màn hình|"
    r" internet| cắt từ (?:video|clip))?|nguồn|photo by|photo credit"
    r"|courtesy)\s{0,2}[:：]\s{0,2}(?P<who>[^()\[\]\n]{2,80}?)\s{0,2}[)\].]{0,2}\s{0,2}$",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def is_noise(names: str) -> bool:
    """Whether names such as `page_tree.names_of` gives belong to noise or a caption."""
    return bool(names) and (NOISE.search(names) is not None or CAPTION.search(names) is not None)


@lru_cache(maxsize=8192)
def is_boxed(names: str) -> bool:
    """Whether names belong to a box of noise; a caption is none."""
    return bool(names) and NOISE.search(names) is not None


@lru_cache(maxsize=8192)
def is_picture_box(names: str) -> bool:
    """Whether names belong to a box around a picture."""
    return PICTURE_BOX.search(names) is not None


@lru_cache(maxsize=8192)
def is_body(names: str) -> bool:
    """Whether names are those that content systems give to the article's own box."""
    return BODY.search(names) is not None
