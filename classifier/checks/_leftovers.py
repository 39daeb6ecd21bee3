"""What a page leaves in a text that was taken from it: markup, code, menus and notices.

Element names are those of the HTML Living Standard (and the dropped ones that old sites use); shortcodes are those
of the usual content systems. Only known names count, so that "nhiệt độ < 40" or "[sic]" stay.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

_TAG_NAMES = (
    "a|abbr|article|aside|b|blockquote|body|br|button|center|div|em|embed|figcaption|figure|font|footer|form|h[1-6]"
    "|head"
    "|header|hr|html|i|iframe|img|input|ins|label|li|link|main|meta|nav|noscript|object|ol|o:p|option|p|picture|pre"
    "|section"
    "|select|small|source|span|strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|tr|u|ul|video|script"
)
# Up to the next one that opens, so that many of them without an end are not each read to the bound.
_SCRIPT = re.compile(
    r"<(script|style)\b[^<>]{0,300}>(?:[^<]|<(?!(?:script|style)\b)){0,4000}?</\1\s{0,3}>", re.IGNORECASE
)
TAG = re.compile(
    rf"</?(?:{_TAG_NAMES})(?:\s[^<>]{{0,500}})?/?>|<!--.{{0,500}}?-->|<!DOCTYPE[^<>]{{0,200}}>",
    re.IGNORECASE | re.DOTALL,
)
ENTITY = re.compile(
    r"(?:&(?:nbsp|amp|quot|apos|lt|gt|ldquo|rdquo|lsquo|rsquo|ndash|mdash|hellip|copy|reg|laquo|raquo|bull|middot"
    r"|times"
    r"|deg|euro|[aeiouyAEIOUY](?:grave|acute|circ|tilde|uml)|ETH|eth|zwnj|zwj|shy|thinsp|ensp|emsp|#\d{2,6}"
    r"|#[xX][0-9a-fA-F]{2,6});){1,50}"
)
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|video|audio|img|url|b|i|u|quote|size|color|center|youtube|vc_\w{1,30}|box|table"
    r"|ads?)"
    r"(?:[\s=][^\[\]\n]{0,300})?\]",
    re.IGNORECASE,
)
_CODE_LINE = re.compile(
    r"function\s?\w{0,40}\s?\([^\n]{0,80}?\)\s?\{|window\.\w{1,40}|document\.\w{1,40}\(|(?:var|let"
    r"|const) \w{1,40}\s?=|dataLayer\.push"
    r"|gtag\(|fbq\(|ga\('|googletag|adsbygoogle|\$\((?:document|window|'|\")|\)\s?=>\s?\{|\{\s?\"@?\w{1,40}\"\s?:"
    r"|@media\b|!important"
    r"|jQuery\(|console\.log\(|addEventListener\(|\.(?:js|css)\?v="
)
# One of these stands in every line of code.
_CODE_SIGNS = tuple(
    "{ = window. document. $( !important @media dataLayer gtag( fbq( ga(' googletag adsbygoogle jQuery( console."
    " addEventListener(".split()
)
# A template's place that was never filled.
_PLACE = re.compile(r"\{\{[^{}\n]{1,120}\}\}|\{%[^{}\n]{1,120}%\}|\$\{[\w.]{1,60}\}")
_CSS = re.compile(r"[.#]?[\w-]{1,40}\s?\{\s?[a-z-]{2,30}\s?:[^{}\n]{1,200}\}")


def markup(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans of tags, entities, shortcodes, styles and lines of code."""
    scripts = [match.span() for match in _SCRIPT.finditer(text)] if "</" in text else []
    yield from scripts
    for pattern, needed in ((TAG, "<"), (ENTITY, "&"), (_SHORTCODE, "["), (_CSS, "{"), (_PLACE, "{")):
        if needed in text:
            found = (match.span() for match in pattern.finditer(text))
            yield from (span for span in found if not _inside(span[0], scripts))
    if not any(sign in text for sign in _CODE_SIGNS):
        return
    for start, end in lines:
        code = _CODE_LINE.search(text, start, end)
        if code and not _inside(code.start(), scripts):
            yield start, end


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a place lies in one of these sorted spans, which do not overlap."""
    index = bisect_right(spans, at, key=lambda span: span[0])
    return index > 0 and at < spans[index - 1][1]


_NAVIGATION = (
    "trang chủ|thời sự|chính trị|kinh tế|xã hội|văn hóa|văn hoá|thể thao|giải trí|pháp luật|giáo dục|sức khỏe"
    "|sức khoẻ|y tế|đời sống|du lịch"
    "|khoa học|công nghệ|thế giới|quốc tế|media|multimedia|video|ảnh|infographic|emagazine|podcast|bạn đọc|tin mới"
    "|tin nóng|mới nhất"
    "|đọc nhiều|xem nhiều|tin liên quan|bài liên quan|xem thêm|đọc thêm|liên hệ|giới thiệu|tòa soạn|toà soạn|rss"
    "|sitemap|đăng nhập|đăng ký"
    "|đăng xuất|quên mật khẩu|tìm kiếm|chia sẻ|facebook|twitter|zalo|messenger|telegram|linkedin|in bài viết|in bài"
    "|in trang|lưu bài|lưu bài viết"
    "|gửi bài|gửi email|email|sao chép liên kết|copy link|bình luận|gửi bình luận|thích|quay lại|về trang chủ"
    "|lên đầu trang|đầu trang|quảng cáo"
    "|advertisement|theo dõi|google news|youtube|tiktok|home|menu|đóng|tiếp theo|trang trước|trang sau|english"
    "|tiếng việt|bản in|cỡ chữ"
    "|nghe đọc bài|fanpage|hotline|đồng ý|từ chối|chấp nhận|quốc phòng|an ninh|nông thôn mới|chuyên đề|dân tộc"
    "|tôn giáo|môi trường|thời tiết"
)
_NAVIGATION_WORD = re.compile(rf"(?<!\w)(?:{_NAVIGATION})(?!\w)")
_BOILERPLATE = re.compile(
    r"^(?:>{1,3}|»|›|\*|-|•|\+)?\s?(?:"
    r"(?:xem thêm|đọc thêm|tin liên quan|bài viết liên quan|bài liên quan|xem tiếp|đọc tiếp|tin cùng chuyên mục"
    r"|mời độc giả xem thêm|có thể bạn quan tâm)"
    r"\s{0,2}(?::|>|»|\.\.\.|…|\]|$)"
    r"|(?:website|trang web|trang này|chúng tôi) .{0,40}(?:sử dụng|dùng) cookie|vui lòng (?:nhập|đăng nhập"
    r"|bật javascript|chờ)"
    r"|bình luận\s?\(\d{1,5}\)|ý kiến bạn đọc\s?\(\d|theo dõi .{0,40} trên (?:google news|facebook|zalo|youtube)"
    r"|quảng cáo$|advertisement$|©|bản quyền thuộc|all rights reserved|đang tải|loading|trình duyệt (?:của bạn"
    r"|không) |nhấn vào đây để"
    r"|(?:javascript|js) is|please enable|lượt xem\s?:|trang chủ\s?[>»/|])"
)
_NAVIGATION_SHARE = 0.6


def menus(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans of lines that are navigation, sharing buttons or standing notices."""
    for start, end in lines:
        if end - start > 300:
            continue
        line = text[start:end].lower()
        if _BOILERPLATE.match(line) or _is_menu(line):
            yield start, end


def _is_menu(line: str) -> bool:
    if line[-1:] in ".!?…:;" or "," in line:
        return False
    words = [match[0] for match in _NAVIGATION_WORD.finditer(line)]
    if len(words) < 3:
        return False
    letters = sum(char.isalpha() for char in line)
    return sum(char.isalpha() for word in words for char in word) >= _NAVIGATION_SHARE * letters


__all__ = ["ENTITY", "TAG", "markup", "menus"]
