"""Links that a careful editor would not pass on: hidden, imitated or baited.

Sources: the national cyber-security centre (NCSC) warns of domains that imitate agencies and banks by an added or
changed letter, a strange ending or the real name in front of another domain, and keeps the register of such sites
(tinnhiemmang.vn/website-lua-dao); agencies are to use gov.vn (Nghị định 42/2022/NĐ-CP), which nobody else can
register. Look-alike letters follow the idea of the skeleton in Unicode UTS #39, over the letters that a domain
may have. The registered domain comes from the Public Suffix List as bundled with tldextract: no network.

A live address of an imitation is flagged in a warning too, since a page makes it clickable; an address written apart
("[.]", "hxxp") and a warning in words are not. A shortened link is `low` (open it, put the real one), the rest `high`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING

from classifier.checks import Flag, Severity, Subject, _learnt, flag
from classifier.checks._hosts import (
    BAIT_IN_HOST,
    BRANDS,
    OFFICIAL,
    SERVICES,
    SHORTENERS,
    edit_distance_at_most_one,
)
from classifier.phrases import Phrase, Words, lens
from classifier.text import Doc

if TYPE_CHECKING:
    import tldextract

NAME = "suspect-link"


@dataclass(frozen=True, slots=True)
class _Verdict:
    severity: Severity
    reason: str


_SHORT = _Verdict("low", "Đường dẫn rút gọn che mất trang đích; hãy mở thử và thay bằng địa chỉ đầy đủ.")
_RAW_IP = _Verdict("high", "Đường dẫn trỏ thẳng tới số IP, không rõ của ai; chỉ đăng khi nguồn xác nhận.")
_PUNYCODE = _Verdict("high", "Tên miền dùng chữ lạ để trông giống tên khác; không nên đăng đường dẫn này.")
_GOVERNMENT = _Verdict(
    "high", "Tên miền trông như của cơ quan nhà nước nhưng không thuộc gov.vn; cần kiểm tra với cơ quan đó, không đăng."
)
_BANK = _Verdict(
    "high", "Tên miền trông như của {brand} nhưng không phải tên miền chính thức; không nên đăng đường dẫn này."
)
_BAIT = _Verdict("high", "Đường dẫn mời chào kiếm tiền, trúng thưởng hoặc cá cược; không nên đăng.")
_USERINFO = _Verdict(
    "high", "Địa chỉ có tên giả đứng trước dấu @, trang đích là nơi khác; không nên đăng đường dẫn này."
)
_BAIT_WORDS = "Lời mời kiếm tiền dễ hoặc nhận thưởng thường là bẫy; cần bỏ đi hoặc hỏi lại nguồn."

_URL = re.compile(r"https?://[^\s<>\"“”«»|]{1,2000}", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w@.:/%-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59}"
    r"|\d{1,3})(?![\w-]|\.[a-z]{2})"
    r"(?::\d{1,5})?(?:/[^\s<>\"“”«»|]{0,1000})?"
)
_DOT_INSIDE = re.compile(r"\.(?=[a-z]{2}|xn--|\d{1,3}\.\d{1,3}\.\d)")
_CLOSING = ".,;:!?…'’)]}>*"
_CONFUSED = str.maketrans({"0": "o", "1": "l", "i": "l", "3": "e", "5": "s", "4": "a", "6": "b", "q": "g", "8": "b"})
_NOT_OF_LATIN = re.compile("[\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff]")
_LONG_BRAND = 6
# How gambling sites name themselves: a few letters, a lucky number, a cheap ending.
_TABLE = re.compile(r"[a-z]{1,12}(?:88|888|68|66|79|789|99|365|247|777|86)")
_TABLE_ENDINGS = frozenset("win bet club vip fun casino poker asia live pro top online me cc io ink app mobi".split())


@lru_cache(maxsize=1)
def _suffixes() -> tldextract.TLDExtract:
    # Takes 0.1 s to import: only when a text has a link.
    import tldextract

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def check(subject: Subject) -> Iterator[Flag]:
    """Flags of links, each by itself, then of bait in words."""
    return _learnt.with_more(subject, NAME, _BESIDE, _flags(subject))


def _flags(subject: Subject) -> Iterator[Flag]:
    for name, doc in subject.docs:
        links = list(_links(doc.text)) if _DOT_INSIDE.search(doc.text) or "://" in doc.text else []
        for start, end in links:
            verdict = _judge(doc.text[start:end])
            if verdict is not None:
                yield flag(NAME, verdict.severity, name, doc, start, end, verdict.reason)
        for start, end in _bait(subject, doc, links):
            yield flag(NAME, "high", name, doc, start, end, _BAIT_WORDS)


def _links(text: str) -> Iterator[tuple[int, int]]:
    end_of_last = -1
    for match in _URL.finditer(text):
        end_of_last = max(end_of_last, match.end())
        yield match.start(), _without_closing(text, match.start(), match.end())
    for match in _BARE.finditer(text):
        inside = text.rfind("://", max(0, match.start() - 2000), match.start())
        if inside >= 0 and not any(char.isspace() for char in text[inside : match.start()]):
            continue
        yield match.start(), _without_closing(text, match.start(), match.end())


def _without_closing(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in _CLOSING:
        if text[end - 1] == ")" and "(" in text[start:end]:
            break
        end -= 1
    return end


def _judge(link: str) -> _Verdict | None:
    scheme, _, rest = link.rpartition("://") if "://" in link[:9] else ("", "", link)
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    path = rest[len(authority) :]
    userinfo, _, host = authority.rpartition("@")
    if host.startswith("["):
        return _RAW_IP if scheme and "." not in host else None
    host, _, port = host.partition(":")
    host = host.rstrip(".").lower()
    if "[" in host or not host:
        return None
    if userinfo:
        return _USERINFO
    return _judge_host(host, bool(scheme or port or path))


@lru_cache(maxsize=1024)
def _judge_host(host: str, addressed: bool) -> _Verdict | None:
    if _is_ipv4(host):
        return _RAW_IP if addressed else None
    if _NOT_OF_LATIN.search(host):
        return _PUNYCODE
    parts = _suffixes()(host)
    if not parts.suffix or not parts.domain:
        return None
    registered = f"{parts.domain}.{parts.suffix}"
    if registered in SHORTENERS or host in SHORTENERS:
        return _SHORT
    suffix = parts.suffix.split(".")
    if "gov" in suffix or "edu" in suffix or registered in OFFICIAL:
        return None
    if "xn--" in host:
        return _PUNYCODE
    labels = [*parts.subdomain.split("."), parts.domain] if parts.subdomain else [parts.domain]
    if _like_government(labels):
        return _GOVERNMENT
    brand = _brand(labels, registered)
    if brand is not None:
        return _Verdict("high", _BANK.reason.format(brand=brand))
    if any(bait in host for bait in BAIT_IN_HOST) or (suffix[-1] in _TABLE_ENDINGS and _TABLE.fullmatch(parts.domain)):
        return _BAIT
    return None


def _is_ipv4(host: str) -> bool:
    if host.isdigit() and len(host) >= 8:
        return int(host) < 2**32
    try:
        IPv4Address(host)
    except (AddressValueError, ValueError):
        return False
    return True


def _like_government(labels: list[str]) -> bool:
    tokens = [token for label in labels for token in label.split("-")]
    if any(token in ("gov", "govvn", "g0v", "qov", "gow") for token in tokens):
        return True
    if any(token in SERVICES for token in tokens):
        return True
    joined = [label.replace("-", "") for label in labels]
    return any(len(service) >= _LONG_BRAND and service in label for label in joined for service in SERVICES)


def _brand(labels: list[str], registered: str) -> str | None:
    candidates = {token for label in labels for token in label.split("-") if token}
    candidates.update(label.replace("-", "") for label in labels)
    if any(registered in own for own in BRANDS.values()):
        return None
    for brand in BRANDS:
        skeleton = _skeleton(brand)
        for candidate in candidates:
            if candidate == brand or _skeleton(candidate) == skeleton:
                return brand
            if len(brand) >= _LONG_BRAND and (
                brand in candidate
                or skeleton in _skeleton(candidate)
                or (len(brand) > _LONG_BRAND and edit_distance_at_most_one(candidate, brand))
            ):
                return brand
    return None


def _skeleton(label: str) -> str:
    return label.replace("rn", "m").replace("vv", "w").translate(_CONFUSED)


_BAIT_HINTS = Words(
    "cược",
    "hũ",
    "xỉu",
    "triệu",
    "nghìn",
    "000",
    "thưởng",
    "lãi",
    "usd",
    "quà",
    "nạp",
    "quay",
    "miễn phí",
    "thu nhập",
    "kiếm",
    "trúng",
    "soi cầu",
    "lô đề",
    "rút về",
)
_CLICHES = Words(
    "việc nhẹ", "cam kết lãi", "cam kết lợi", "rút tiền", "nạp lần đầu", "nhân đôi", "làm giàu", "bao lãi", "kiếm"
)
_ACTION = (
    r"(?:truy cập|bấm|nhấp|nhấn|click|đăng ký|tham gia|inbox|liên hệ|nhắn|soạn tin|nạp|rút|kết bạn|tải|quét"
    r"|xác nhận|ib)"
)
_EARNINGS = Phrase(
    r"(?:kiếm|thu về|thu nhập|nhận|lãi|lời|bỏ túi)(?: [^\s.]{1,12}){0,6} (?:mỗi|một|/ ?|/|trong|chỉ sau) ?(?:ngày"
    r"|giờ|tuần|đêm|tháng|phút)|(?:mỗi|một) (?:ngày|giờ|tuần|đêm) (?:thu về|kiếm|nhận|có ngay|bỏ túi|rút"
    r"|cày|được|đút túi)"
    r"|làm giàu (?:nhanh|dễ dàng)|đổi đời"
)
_PROMISES = Phrase(
    r"(?:cam kết |bao )(?:lãi|lời|sinh lời|hoàn vốn|thắng|trúng|không lỗ)|làm giàu không khó|việc nhẹ,? lương cao"
    r"|lãi(?: suất)? \d{1,3}(?:[.,]\d)? ?%(?: |/)(?:mỗi |một )?(?:ngày|tuần)|nhân (?:đôi|ba) (?:tài khoản|số tiền|vốn)"
    r"|nạp lần đầu|đặt cược|cá cược|nổ hũ|tài xỉu|soi cầu|chốt số|lô đề|số đẹp chắc|rút tiền (?:sau|ngay|nhanh|trong)"
)
_PRIZE = Phrase(
    r"trúng (?:thưởng|giải)(?: [^\s.]{1,14}){0,12}"
    rf" {_ACTION}|{_ACTION}(?: [^\s]{{1,60}}){{0,8}} (?:nhận|rinh|lĩnh) (?:ngay |thưởng|quà|điện thoại|tiền|lì xì)"
    r"|nhận (?:thưởng|quà|lì xì|tiền) (?:ngay|miễn phí)(?: [^\s.]{1,14}){0,10} (?:tại|qua|ở)"
)
_TO_READER = Phrase(
    r"(?:chúc mừng (?:bạn|quý)|(?:bạn|quý khách) (?:đã|vừa))(?: [^\s.]{1,12}){0,6} trúng (?:thưởng|giải)"
)
_ACTION_PHRASE = Phrase(_ACTION)
_WARNING = Phrase(
    r"lừa|lừa đảo|cảnh báo|cảnh giác|giả mạo|giả danh|mạo danh|thủ đoạn|chiêu|nạn nhân|đối tượng|chiếm đoạt|công an"
    r"|bẫy|khuyến cáo|vỡ mộng"
    r"|bị bắt|khởi tố|xử phạt|quản lý thị trường|không nên|tuyệt đối không|tố cáo|trình báo|kẻ gian|cẩn trọng"
    r"|tội phạm|bị can|bị cáo"
)
_TOLD_OF_PEOPLE = Phrase(
    r"công nhân|lao động|hộ|người dân|gia đình|bình quân|hợp tác xã|nông dân|doanh thu|lợi nhuận|anh|chị|ông|bà"
)


_LEAST = 0.5
"""Log odds from which a sentence is like bait, whatever its words."""
_BESIDE = 0.0
"""The same beside a link that is bad, or other bait."""


def _bait(subject: Subject, doc: Doc, links: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    view = lens(doc)
    has_links = bool(links)
    alike = {
        span
        for _, own, span, _ in _learnt.over(subject, NAME, _LEAST)
        # A link is judged by itself.
        if own is doc and not any(span.start <= start < span.end for start, _ in links)
    }
    hinted = view.has(_BAIT_HINTS if has_links else _CLICHES)
    if not (alike or hinted) or _WARNING.search(view):
        return
    for span in doc.sentences:
        if span in alike:
            yield span.start, _without_closing(doc.text, span.start, span.end)
            continue
        if not hinted:
            continue
        money = sum(1 for _ in _PROMISES.finditer(view, span.start, span.end))
        if not _TOLD_OF_PEOPLE.search(view, span.start, span.end):
            money += sum(1 for _ in _EARNINGS.finditer(view, span.start, span.end))
        baited = _TO_READER.search(view, span.start, span.end) or (
            (money or _PRIZE.search(view, span.start, span.end))
            if has_links
            else money > 1 and _ACTION_PHRASE.search(view, span.start, span.end)
        )
        if baited:
            yield span.start, _without_closing(doc.text, span.start, span.end)


__all__ = ["check"]
