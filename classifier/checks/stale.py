"""A call, an event or a weather warning that is over by now.

A warning has a stated validity and is replaced by the next bulletin (Quyết định 18/2021/QĐ-TTg, in force since 1 July
2021, on forecasts, warnings and news of natural disasters); sharing an expired one misleads as much as a false one.
Deadlines and event dates follow the same professional rule: what a reader can no longer act on is not shared as if
they could.

What is flagged lay ahead when the article was published and lies behind `now`: so what was told as past at
publication (reports, history, anniversaries) never counts, nor targets and plans of work. Warnings and deadlines
are `high`, because a reader acts on them; an event is `low`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from classifier.checks import Flag, Severity, Subject, flag
from classifier.dates import ICT, When, find
from classifier.phrases import Lens, Phrase, lens
from classifier.text import Doc, Span

NAME = "stale"

Kind = Literal["forecast", "deadline", "event", "mention"]

_DATE_HINT = re.compile(r"\d[/.-]\d")
_TIME_HINT = Phrase(
    r"tháng \d{1,2}|(?:sáng|trưa|chiều|tối|đêm|hôm|ngày) (?:nay|mai|mốt)|tuần (?:này|tới|sau|nay)"
    r"|còn (?:đúng |vẻn vẹn )?(?:\d{1,2}|hai|ba|bốn|năm|sáu|bảy|mười) (?:ngày|hôm|tuần)"
    r"|(?:\d{1,3})?(?:giờ|tiếng|ngày|tuần) (?:tới|tiếp theo|nữa)|chủ nhật"
    r"|thứ (?:hai|ba|tư|năm|sáu|bảy) (?:này|tới|tuần)|quý (?:iv|i{1,3}|[1-4])|tháng (?:này|tới)"
    r"|(?:giờ|\d{1,2}h\d{0,2}|sáng|trưa|chiều|tối|đêm) thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])"
    r"|(?:đến|tới) (?:hết|cuối) tuần"
    r"|từ (?:hôm )?nay (?:cho )?(?:đến|tới)"
    r"|(?:kể|tính) từ (?:(?:ngày|khi) )?(?:đăng|ra|phát|niêm yết|công bố|thông báo)"
    r"|rằm|tháng (?:giêng|chạp)|âm lịch|\d tết"
)
_FORECAST = Phrase(
    r"(?:cảnh báo|bản tin) (?:này )?có (?:hiệu lực|giá trị)|cấp độ rủi ro|mưa (?:to|lớn|rất to|đá|dông|rào|vừa)|dông"
    r"|lốc|lũ|lũ quét|ngập úng|ngập lụt|sạt lở|rét (?:đậm|hại)|băng giá"
    r"|sương muối"
    r"|nắng nóng|không khí lạnh|áp thấp|bão|gió (?:mạnh|giật)|mực nước|xả lũ|xả (?:tràn|nước)|cháy rừng cấp"
    r"|mưa tuyết|mưa phùn|sương mù|tầm nhìn|oi bức|giông|sét|triều cường|hạn hán|gió mùa|nhiệt độ"
)
_FORECAST_MOOD = Phrase(
    r"dự báo|cảnh báo|khả năng|đề phòng|nguy cơ|có nơi|kéo dài|sẽ|tiếp tục|đạt đỉnh|tâm bão|tin (?:bão|lũ)|phổ biến"
    r"|có mưa"
)
_DEADLINE = Phrase(
    r"đăng ký|nộp|gửi(?: về| đến| hồ sơ| bài| ý kiến| tác phẩm| ảnh)?|hồ sơ|hạn (?:chót|cuối|nộp|đăng ký)|thời hạn"
    r"|tiếp nhận|nhận (?:bài|hồ sơ"
    r"|tác phẩm|đơn)|bình chọn|góp ý|ý kiến|kê khai|ghi danh|đặt (?:vé|chỗ|mua|lịch)|mua vé|dự tuyển|ứng tuyển"
    r"|xét tuyển|dự thi"
    r"|tuyển (?:dụng|sinh|quân|chọn|lao động|giáo viên|viên chức|công chức|\d{1,4})|đóng (?:tiền|phí|học phí"
    r"|bảo hiểm)|kích hoạt|khai báo|đổi (?:thẻ|giấy)|quyết toán|làm thủ tục|ủng hộ|tham gia"
    r"|(?:cổng|link|đơn) .{0,20}(?:mở|đóng)|hạn chót|lấy ý kiến|nhập học|phúc khảo|chốt danh sách|hoàn tất"
)
_EVENT = Phrase(
    r"diễn ra|tổ chức|khai (?:mạc|trương|hội|giảng)|bế mạc|họp|mở (?:cửa|bán|màn|phiên|lại|lớp)|phát (?:sóng|hành"
    r"|quà)|bắt đầu"
    r"|xuất phát|ra mắt|trưng bày|triển lãm|tạm (?:ngừng|dừng)|ngừng cấp|(?:cắt|mất|cúp) (?:điện|nước)"
    r"|cấm (?:đường|các|xe|toàn bộ|mọi|tất cả"
    r"|phương tiện|lưu thông)"
    r"|phân luồng|tiêm|khám|điểm uống|uống (?:vitamin|vắc xin|thuốc)|khép lại"
    r"|tranh tài|thi đấu|công diễn|biểu diễn|chiếu (?:phim|miễn phí)|hoạt động (?:trở lại|từ"
    r"|trong|đến|(?:hai|ba|bốn|cả) ngày)"
    r"|giao lưu|tư vấn"
    r"|có mặt|tập trung|đón (?:khách|du khách|bạn đọc|tiếp)|livestream|trực tiếp|bắn pháo hoa|nghỉ(?: lễ| tết| bù"
    r"| học)?|làm việc|lên sóng|đóng cửa|xả (?:nước|lũ|tràn)|nổ mìn|thử còi|bắn đạn thật|bốc thăm|trả (?:lương"
    r"|kết quả)"
    r"|tiếp (?:công )?dân"
    r"|áp dụng|giảm giá|cấp (?:phát|đổi)|lấy mẫu|đối thoại|được tổ chức|hội thi|lễ hội|phiên chợ|chợ phiên|đêm nhạc"
    r"|tranh giải|chào bán"
    r"|mời|tham dự"
)
_AHEAD = Phrase(r"sẽ|sắp|mời|dự kiến|đăng ký|đề nghị|tới đây|chuẩn bị|lịch|thông báo|bạn đọc|dự báo|cảnh báo")
_WORK_PLAN = Phrase(
    r"phấn đấu|mục tiêu|giải ngân|chỉ tiêu|khởi công|thông xe|khánh thành|nghiệm thu|bàn giao|hiệu lực (?:từ|kể từ"
    r"|thi hành)|tiến độ"
    r"|lộ trình|nhà tạm|hoàn thành"
    r" (?:dự án|công trình|xây dựng|xây|việc xây|giải phóng|sáp nhập|sắp xếp|đưa)|đưa vào (?:sử dụng|khai thác"
    r"|vận hành)|dự toán"
    r"|về đích|nghị quyết|kế hoạch (?:vốn|năm)|đạt chuẩn|giải phóng mặt bằng|nhiệm kỳ|bổ nhiệm|tăng trưởng"
    r"|báo cáo kết quả"
    r"|(?:yêu cầu|chỉ đạo|đôn đốc|giao) (?:các )?(?:sở|ubnd|ban|phòng|công an|nhà thầu|chủ|xã|địa phương|cơ quan)"
    r"|tạm giam"
    r"|bị can|khởi tố|quy hoạch|đại hội|kỳ họp|chi trả|giai đoạn|nghị định|thông tư|luật|quyết định"
    r"|yêu cầu (?:các|từng|mỗi) (?:chủ đầu tư|sở|đơn vị|ngành|nhà thầu)"
)
_PAST = Phrase(r"đã|(?<!mưa )vừa|từng|kết quả|đạt được|qua,|trước đó")
_REPORTED = Phrase(r"đã|từng|hôm qua|trước đó")
_RECURRING = Phrase(
    r"h[ằà]ng (?:tháng|năm)|mỗi (?:tháng|năm|dịp|độ|mùa)|cứ (?:đến|vào|mỗi)|thường (?:niên|lệ|kỳ)"
    r"|kỷ niệm|nhân (?:dịp|ngày)"
    r"|(?:tưởng|thương) nhớ|nhớ (?:lại|về|ơn|mãi|những|ngày)|ký ức|năm xưa"
)
# What is done every day until a day is over with that day.
_DAILY = Phrase(r"(?:h[ằà]ng|mỗi) (?:ngày|tuần)")
# With one of these a weekday or a lunar day is the coming one.
_COMING = Phrase(r"sẽ|sắp|mời|dự kiến|năm nay|đăng ký|đề nghị|thông báo|lịch|tạm (?:ngừng|dừng)|cấm|ngừng cấp")
_ANNOUNCED = Phrase(
    r"bắt đầu|diễn ra|khai (?:mạc|trương|hội)|ra mắt|mở (?:cửa|bán|màn)|phát sóng|trực tiếp|biểu diễn|công diễn"
    r"|tạm ngừng"
)
_GUESS = Phrase(r"nhiều khả năng|có lẽ|dự đoán|có thể|không loại trừ|dự tính|muốn|hy vọng")
_CALL = Phrase(
    r"mời|mong|đề nghị|khuyến cáo|vui lòng|xin|đừng|hãy|nhanh (?:tay|chân|chóng)|tuyệt đối|kịp thời|nhớ|quá (?:hạn"
    r"|thời hạn)"
    r"|sau (?:thời hạn|thời gian|mốc) (?:này|trên)|hạn chế|khẩn trương|chủ động|(?:lưu|chú) ý|đề phòng|cảnh giác"
    r"|tránh|sẽ bị|coi như|mau|tranh thủ|kẻo",
    r"(?:cần|nên|phải|không nên|không được|không)(?: [^\s,.;]{1,10}){0,2} (?:che|di dời|sơ tán|dừng|bật|giữ|gia cố"
    r"|kiểm tra"
    r"|dự trữ|neo|theo dõi|nộp|đăng ký|mang|chuẩn bị|tránh|ra|qua|đi|lội|vớt|chằng|cắt tỉa|tích trữ|có mặt|đến|đem"
    r"|liên hệ|gửi|hoàn thành|thả|đưa|tắt|sạc|mặc|giữ ấm|ở|vào|trú|tham gia|bỏ lỡ)",
    r"(?:đăng ký|nộp hồ sơ|nộp|mua vé|liên hệ|gửi|tải|truy cập|nhận vé|đặt vé)(?: [^\s,.;]{1,12}){0,3} (?:với|tại"
    r"|qua|theo"
    r"|ngay|trước|về|ở|trên)|(?:mang|đem) theo|(?:che chắn|di dời|sơ tán|gia cố|neo đậu|chằng chống) [^\s]{1,12}|vé vào"
    r"|miễn phí",
)
_ADDRESSED = Phrase(
    r"(?:mọi |toàn thể |quý |các )?(?:người (?:dân|lao động|dự tuyển|chăn nuôi|tham gia|đi|nuôi|mua|nộp|bệnh)|bà con"
    r"|nhân dân|chị em|hộ|địa phương|chủ|du khách|khán giả|thí sinh|phụ huynh|học sinh|sinh viên|bạn đọc|công dân"
    r"|khách|khách hàng|hành khách|ứng viên|vận động viên|tài xế|tàu|tàu thuyền|phương tiện|ngư dân|gia đình|bạn"
    r"|cử tri|tác giả|doanh nghiệp|hội viên|đoàn viên|ai|mỗi|đội)"
)
_SO_FAR = Phrase(r"(?<!, )tính đến(?! hết)|hướng (?:tới|đến)|chào mừng|sau \d{1,3} (?:ngày|năm)|thu hoạch")
_INVITES = Phrase(r"mời|mong (?:các|quý|bà con|mọi)|đăng ký|xin (?:báo|liên hệ|xác nhận)")
# An occasion that opens at an hour is over with its day, unless a later end is told.
_OCCASION = Phrase(
    r"ngày hội|hội (?:thi|thảo|nghị|trại|chợ|xuân)|phiên|lễ|giải|chương trình|đêm|buổi|cuộc thi|trận|diễn đàn|tọa đàm"
    r"|hoạt động|sự kiện|đợt|tiết mục|vòng (?:chung kết|loại|sơ khảo)"
)
_HOUR = Phrase(r"\d{1,2} ?(?:giờ|h|g)\d{0,2}")
_SHORT = 1500
_LONGEST_CALL = 260
_NEAR = 500
"""Characters between what is over and a call that goes with it."""
_LONGEST_SENTENCE = 1500
_CALL_SEVERITY: dict[Kind, Severity] = {"forecast": "high", "deadline": "high", "event": "low", "mention": "low"}
_CALL_REASON = "Lời kêu gọi này gắn với mốc thời gian đã qua; cần bỏ hoặc viết lại trước khi đăng."
_RECENT = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence that tells a time, with what it announces; a "mention" counts only beside another kind."""

    span: Span
    kind: Kind
    when: When


def check(subject: Subject) -> Iterator[Flag]:
    """Flags of announcements that are over; nothing for an article that is read before they are."""
    now = subject.now.astimezone(ICT)
    if subject.published_at is not None and now <= subject.published_at:
        # What is announced lies behind the publication, so nothing of it is over.
        return
    fields = [(name, doc, lens(doc)) for name, doc in subject.docs]
    told = {name: list(_announcements(doc, view, subject)) for name, doc, view in fields}
    open_kinds = {item.kind for items in told.values() for item in items if _is_open(item.when, now)}
    over = {
        name: [item for item in items if _over(item.when, now) and item.kind not in open_kinds]
        for name, items in told.items()
    }
    if not any(over.values()):
        return
    if len(subject.text) < _SHORT and any(_asks(doc, view, told[name]) for name, doc, view in fields):
        # A day named beside a call is the day of the call.
        over = {name: [_as_event(item) for item in items] for name, items in over.items()}
    kinds = {item.kind for items in over.values() for item in items if item.kind != "mention"}
    if not kinds:
        return
    calls = "high" if any(_CALL_SEVERITY[kind] == "high" for kind in kinds) else "low"
    for name, doc, view in fields:
        flagged: set[Span] = set()
        for item in over[name]:
            if item.span not in flagged:
                flagged.add(item.span)
                start, end = _trim(doc, item.span)
                yield flag(NAME, _CALL_SEVERITY[item.kind], name, doc, start, end, _reason(item))
        dated = {item.span for item in told[name]}
        for span in doc.sentences:
            if span not in dated and _near(span, flagged, title=name == "title") and _is_call(view, span):
                start, end = _trim(doc, span)
                yield flag(NAME, "high" if calls == "high" else "low", name, doc, start, end, _CALL_REASON)


def _announcements(doc: Doc, view: Lens, subject: Subject) -> Iterator[_Told]:
    known = subject.published_at
    anchor = known or subject.now
    title = doc is subject.docs[0][1]
    for span in _timed_sentences(doc, view):
        if _told_as_past(view, span) or _planned(view, span):
            continue
        for when in find(view, anchor, span.start, span.end, relative=known is not None):
            if when.role == "from" and when.begins and _opens_only(view, span, when):
                when = replace(when, ends=_midnight(when.begins))
            if _is_name(doc, when) or (when.loose and not _is_coming(view, span, when)):
                continue
            kind = _kind(view, span, when, title)
            if kind is not None and _lay_ahead(view, span, when, kind, known, title):
                yield _Told(span, kind, when)


def _is_name(doc: Doc, when: When) -> bool:
    """Whether a word for a day is part of a name: "Đường dây nóng Ngày Mai nhận…"."""
    word = doc.text[when.start : when.end].rpartition(" ")[2]
    if not (when.relative and word.istitle() and word.lower() in ("mai", "nay", "mốt", "kia")):
        return False
    return not doc.text[when.end : when.end + 2].strip().istitle()


def _is_coming(view: Lens, span: Span, when: When) -> bool:
    hours = when.relative and when.role == "span"
    return hours or when.role == "until" or bool(_COMING.search(view, span.start, span.end))


def _calls_for(view: Lens, span: Span, when: When) -> bool:
    """Whether a sentence about a coming day speaks to the reader or tells an hour or an end."""
    if when.relative or (when.role == "until" and when.start > span.start) or _HOUR.search(view, when.start, when.end):
        return True
    return bool(_AHEAD.search(view, span.start, span.end) or _is_call(view, span))


def _opens_only(view: Lens, span: Span, when: When) -> bool:
    return bool(_HOUR.search(view, when.start, when.end) and _OCCASION.search(view, span.start, span.end))


def _midnight(begins: datetime) -> datetime:
    """The end of the day on which something begins."""
    return begins.replace(hour=0, minute=0) + timedelta(days=1)


def _timed_sentences(doc: Doc, view: Lens) -> Iterator[Span]:
    hints = [match.start() for match in (*_DATE_HINT.finditer(view.text), *_TIME_HINT.finditer(view))]
    hints.sort()
    at = 0
    for span in doc.sentences if hints else ():
        while at < len(hints) and hints[at] < span.start:
            at += 1
        if at < len(hints) and hints[at] < span.end and span.end - span.start <= _LONGEST_SENTENCE:
            yield span


def _planned(view: Lens, span: Span) -> bool:
    """Whether a sentence is about work, or about what comes back each year: what time it tells does not count."""
    if _WORK_PLAN.search(view, span.start, span.end):
        return True
    return bool(_RECURRING.search(view, span.start, span.end) and not _INVITES.search(view, span.start, span.end))


def _told_as_past(view: Lens, span: Span) -> bool:
    """Whether a sentence announces nothing whatever time it tells, as `_kind` would find for each of its times."""
    start, end = span.start, span.end
    past = _PAST.search(view, start, end) or _GUESS.search(view, start, end)
    return past is not None and not _FORECAST.search(view, start, end)


def _kind(view: Lens, span: Span, when: When, title: bool) -> Kind | None:
    start, end = span.start, span.end
    if when.role != "until" and _DAILY.search(view, start, end) and not _INVITES.search(view, start, end):
        return None
    ahead = when.role == "until" or (when.relative and when.role == "span")
    if _FORECAST.search(view, start, end) and (ahead or _FORECAST_MOOD.search(view, start, end)):
        return None if _PAST.search(view, start, end) and not _AHEAD.search(view, start, end) else "forecast"
    if _PAST.search(view, start, end) or _GUESS.search(view, start, end):
        return None
    bounded = when.role in ("until", "span") or when.coarse
    if bounded and _DEADLINE.search(view, start, end):
        return "deadline"
    if when.coarse and not (when.relative or _AHEAD.search(view, start, end)):
        return None
    announced = _EVENT.search(view, start, end) or (title and (when.relative or _AHEAD.search(view, start, end)))
    # Few things but announcements name a day still to come; what else does (plans of work) has been set aside.
    told = not when.coarse and not _SO_FAR.search(view, start, end) and _calls_for(view, span, when)
    return "event" if announced or told else "mention"


def _lay_ahead(view: Lens, span: Span, when: When, kind: Kind, published: datetime | None, title: bool) -> bool:
    if published is None:
        return bool(_AHEAD.search(view, span.start, span.end)) or kind == "deadline"
    local = published.astimezone(ICT)
    first = when.begins if when.role in ("at", "from") and not when.coarse else when.ends
    if first is None or not local < first < local + _RECENT:
        return False
    if kind in ("event", "mention") and first.date() <= local.date():
        # On the day itself "chiều nay" mostly tells what has just happened.
        announced = _AHEAD.search(view, span.start, span.end) or _ANNOUNCED.search(view, span.start, span.end)
        return title or bool(announced)
    return True


def _over(when: When, now: datetime) -> bool:
    return when.ends is not None and when.ends <= now


def _is_open(when: When, now: datetime) -> bool:
    last = when.begins if when.ends is None else when.ends
    return last is not None and last > now


def _asks(doc: Doc, view: Lens, told: list[_Told]) -> bool:
    dated = {item.span for item in told}
    return any(span not in dated and _is_call(view, span) for span in doc.sentences)


def _as_event(item: _Told) -> _Told:
    plain = item.kind == "mention" and not item.when.coarse
    return replace(item, kind="event") if plain else item


def _near(span: Span, flagged: set[Span], title: bool) -> bool:
    if title or not flagged:
        return span.end <= _NEAR
    return any(span.start - _NEAR <= item.end and item.start <= span.end + _NEAR for item in flagged)


def _is_call(view: Lens, span: Span) -> bool:
    if span.end - span.start > _LONGEST_CALL or _REPORTED.search(view, span.start, span.end):
        return False
    return bool(_ADDRESSED.at(view, span.start) or _CALL.search(view, span.start, span.end))


def _trim(doc: Doc, span: Span) -> tuple[int, int]:
    end = span.end
    while end > span.start + 1 and doc.text[end - 1] in ".;:":
        end -= 1
    return span.start, end


def _reason(item: _Told) -> str:
    ends = item.when.ends
    assert ends is not None
    last = ends - timedelta(minutes=1) if ends.hour == ends.minute == 0 else ends
    told = f"{last:%H:%M} ngày " if last is ends else "hết ngày "
    day = f"{told}{last.day}/{last.month}/{last.year}"
    if item.kind == "forecast":
        return f"Dự báo, cảnh báo này chỉ có giá trị đến {day}; cần thay bằng bản tin mới hoặc không đăng."
    if item.kind == "deadline":
        return f"Thời hạn này đã qua từ {day}; cần bỏ lời mời hoặc hỏi lại nguồn xem có gia hạn không."
    return f"Sự kiện này đã xong từ {day}; nếu vẫn đăng, cần viết lại như việc đã qua."


__all__ = ["check"]
