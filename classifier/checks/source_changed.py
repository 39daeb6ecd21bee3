"""The source page changed after it was collected.

Source: the press law obliges a publisher to correct what was wrong, to say so and to take the wrong text off its site
(Luật Báo chí 126/2025/QH15, in force since 1 July 2026; before it 103/2016/QH13, Điều 42); a page that shared it owes
its readers the same by the ethics of the press. The pipeline visits the source again and gives what happened in
`Subject.changes`; changes around the text (menu, ads, counters) are not among them.
`high` for a correction or removal, and for anything once a page has posted it; else `low`.
"""

from __future__ import annotations

from collections.abc import Iterator

from classifier.checks import Flag, Severity, SourceChange, Subject, flag
from classifier.dates import ICT

NAME = "source-changed"

_WHAT = {
    "edited": "Nguồn đã sửa bài",
    "corrected": "Nguồn đã đính chính bài",
    "moved": "Nguồn đã chuyển bài sang địa chỉ khác",
    "removed": "Nguồn đã gỡ bài",
}
_BEFORE_POST = {
    "edited": "hãy đọc lại bản mới rồi mới duyệt",
    "corrected": "hãy dùng bản đã đính chính",
    "moved": "hãy thay đường dẫn mới trước khi đăng",
    "removed": "không nên đăng nữa, trừ khi nguồn xác nhận",
}
_AFTER_POST = {
    "edited": "bài đã đăng cần được so lại và sửa nếu khác",
    "corrected": "bài đã đăng cần được đính chính theo",
    "moved": "bài đã đăng cần được thay đường dẫn",
    "removed": "bài đã đăng cần được xem xét gỡ ngay",
}


def check(subject: Subject) -> Iterator[Flag]:
    """One flag for each change, latest first, on the title (or the text's first sentence)."""
    title, text = subject.docs
    name, doc = title if title[1].text.strip() else text
    end = len(doc.text) if name == "title" else doc.sentences[0].end if doc.sentences else 0
    if not end:
        return
    for change in sorted(subject.changes, key=lambda change: change.at, reverse=True):
        yield flag(NAME, _severity(change), name, doc, 0, end, _reason(change))


def _severity(change: SourceChange) -> Severity:
    return "high" if change.posted or change.kind in ("corrected", "removed") else "low"


def _reason(change: SourceChange) -> str:
    at = change.at.astimezone(ICT)
    advice = (_AFTER_POST if change.posted else _BEFORE_POST)[change.kind]
    return f"{_WHAT[change.kind]} lúc {at:%H:%M} ngày {at.day}/{at.month}/{at.year}; {advice}."


__all__ = ["check"]
