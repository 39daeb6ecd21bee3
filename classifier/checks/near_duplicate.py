"""What the desk already has, said again.

Source: professional practice of wire and syndication desks (one story, one post; a near copy is named and the better
one kept) and the press law's duty to name the source of what is passed on. The pipeline finds the near copies
(`classifier.duplicates`, similarity from `NEAR` on) and gives them in `Subject.near`; a follow-up with new facts is not
among them. `high` when a live post already says it, because readers would see it twice. The first flag names the
original, the earliest official publication, because that is the one to share.
"""

from __future__ import annotations

from collections.abc import Iterator

from classifier.checks import Flag, NearCopy, Original, Subject, flag

NAME = "near-duplicate"

_MOST_NAMED = 3
_LONGEST_TITLE = 120


def check(subject: Subject) -> Iterator[Flag]:
    """One flag for each of the most similar copies, live posts first, on the title (or the text's first sentence)."""
    copies = sorted(subject.near, key=lambda copy: (not copy.live_post, -copy.similarity, copy.title))
    if not copies:
        return
    title, text = subject.docs
    name, doc = title if title[1].text.strip() else text
    end = len(doc.text) if name == "title" else doc.sentences[0].end if doc.sentences else 0
    if not end:
        return
    for place, copy in enumerate(copies[:_MOST_NAMED]):
        told = _reason(copy) + (_who_is_first(subject.original) if place == 0 else "")
        yield flag(NAME, "high" if copy.live_post else "low", name, doc, 0, end, told)


def _reason(copy: NearCopy) -> str:
    # 99.6 % is not yet the same text.
    percent = min(99, round(copy.similarity * 100)) if copy.similarity < 1 else 100
    named = _named(copy.title, copy.source)
    if copy.live_post:
        return f"Trang đã đăng bài {named} giống bài này {percent}%; chỉ đăng tiếp nếu có thông tin mới."
    return f"Bài này giống {percent}% với bài {named} đã có ở bàn biên tập; hãy chọn một trong hai."


def _who_is_first(original: Original | None) -> str:
    if original is None:
        return ""
    if original.own:
        return " Bài này được đăng sớm nhất: đây là bản gốc."
    return f" Bản gốc, đăng sớm nhất: {_named(original.title, original.source)}."


def _named(title: str, source: str) -> str:
    short = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"
    return f"“{short}” ({source})" if source else f"“{short}”"


__all__ = ["check"]
