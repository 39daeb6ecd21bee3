"""Text that was damaged on its way: wrong encodings, lost diacritics, leftovers of the page, a lost end.

Sources: UTF-8 (RFC 3629) read as windows-1252 leaves a lead byte followed by continuation bytes, each shown as a
letter or sign; TCVN 5712:1993 (TCVN3) and VNI text shown in a Unicode font leaves signs inside words; Vietnamese
phonotactics say that a syllable closed by c, ch, p or t carries sắc or nặng, and that the nuclei of "người" and
"biết" are never written bare, so a text full of bare ones has lost its marks. U+FFFD is what decoders put for what
they could not read (The Unicode Standard, 3.9). The rest is editorial practice: a reader of the page should not
meet its markup, its menu, or a sentence without an end.

All damage is `high` except leftovers of the page, which an editor can simply cut: `low`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from classifier.checks import Flag, Severity, Subject, flag
from classifier.checks._leftovers import ENTITY, TAG, markup, menus
from classifier.phrases import is_plain
from classifier.text import Doc
from classifier.views import lens

NAME = "text-damage"


@dataclass(frozen=True, slots=True)
class _Damage:
    start: int
    end: int
    severity: Severity
    reason: str


_Lines = list[tuple[int, int]]

_MOJIBAKE_REASON = "Chữ bị vỡ do đọc sai bảng mã; cần lấy lại bài từ nguồn trước khi đăng."
_LEGACY_REASON = "Đoạn này còn ở bảng mã cũ ({font}); cần chuyển sang Unicode rồi mới đăng."
_LOST_REASON = "Có ký tự đã mất (hiện thành ô thay thế); cần điền lại chữ đúng theo bài gốc."
_MARKS_REASON = "Đoạn này mất hết dấu tiếng Việt; cần lấy lại bản có dấu từ nguồn."
_QUESTION_REASON = "Nhiều chữ bị thay bằng dấu hỏi; cần lấy lại bài từ nguồn."
_GLUED_REASON = "Các chữ dính liền nhau; cần tách lại theo bài gốc."
_SPREAD_REASON = "Các chữ cái bị tách rời; cần ghép lại thành chữ."
_MARKUP_REASON = "Còn sót mã của trang web trong bài; cần xóa trước khi đăng."
_MENU_REASON = "Còn sót chữ của giao diện trang web (menu, nút bấm); cần xóa trước khi đăng."
_CUT_INSIDE_REASON = "Đoạn này dừng giữa câu; cần đối chiếu với bài gốc."
_CUT_REASON = "Bài dừng giữa câu; cần lấy lại phần cuối từ nguồn."


def check(subject: Subject) -> Iterator[Flag]:
    """Flags of damaged stretches, each leftover by itself."""
    for name, doc in subject.docs:
        for damage in _damages(doc, title=name == "title"):
            yield flag(NAME, damage.severity, name, doc, damage.start, damage.end, damage.reason)


def _damages(doc: Doc, *, title: bool) -> Iterator[_Damage]:
    if not doc.text:
        return
    lines = list(_lines(doc.text))
    encoding = list(_mojibake(doc.text)) or list(_legacy(doc.text, lines))
    yield from encoding
    yield from _lost(doc.text)
    yield from _question_marks(doc.text, lines)
    yield from _escaped(doc.text)
    index = lens(doc).index
    if max(map(len, index.vocabulary), default=0) >= _LONGEST_SYLLABLE:
        yield from _glued(doc.text)
    if sum([len(index.words[word]) for word in index.vocabulary if len(word) == 1]) >= _LEAST_APART:
        yield from _spread(doc.text)
    yield from (_Damage(*span, "low", _MARKUP_REASON) for span in markup(doc.text, lines))
    yield from (_Damage(*span, "low", _MENU_REASON) for span in menus(doc.text, lines))
    if not encoding:
        yield from _bare(doc.text, lines, title=title)
    if not title:
        yield from _cut(doc.text, lines)


# A continuation byte as latin-1 or windows-1252 shows it.
_CONTINUED = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_SEQUENCE = re.compile(
    rf"[ÂÄÅÆËÌ]{_CONTINUED}|Ã[\u0080-\u00bf‚ƒ„†‡ˆ‰Š‹ŒŽ‘’•˜™š›œžŸ]|áº|á»|â[€\u0080]|Ãƒ|â„"
    r"|(?<=[A-Za-z])Ã (?=[a-z])"
)
_SURE = re.compile(rf"Æ[°¡]|á[º»]{_CONTINUED}|Ä[‘\u0091ƒ\u0083]|â€[œ\u009d™˜“”¦�]|á»|áº")
_JOIN_GAP = 160


def _mojibake(text: str) -> Iterator[_Damage]:
    if not any(lead in text for lead in ("Ã", "á»", "áº", "Æ", "Ä", "â€", "â\u0080", "Â", "Å")):
        return
    hits = [match.span() for match in _SEQUENCE.finditer(text)]
    sure = _SURE.search(text)
    if not hits or (sure is None and len(hits) < 2) or (sure and len(hits) == 1 and "»" in sure[0]):
        return
    start, end = hits[0]
    for left, right in hits[1:]:
        if left - end > _JOIN_GAP:
            yield _stretch(text, start, end, _MOJIBAKE_REASON)
            start = left
        end = right
    yield _stretch(text, start, end, _MOJIBAKE_REASON)


def _stretch(text: str, start: int, end: int, reason: str, severity: Severity = "high") -> _Damage:
    """From the beginning of the first word to the end of the last, within one line's white space."""
    floor, ceiling = max(0, start - 60), min(len(text), end + 60)
    while start > floor and not text[start - 1].isspace():
        start -= 1
    while end < ceiling and not text[end].isspace():
        end += 1
    return _Damage(start, end, severity, reason)


_TCVN3_SIGN = re.compile("[¨©ª«¬®§µ¶·¸¹º»¼½¾¡¢£¤¥¦×÷]")
_TCVN3_WORD = re.compile(
    "(?=[^\\s]{2,12}(?:\\s|$))[A-Za-zÆÇÊÈÉËÌÐÎÏÑÒÕÓÔÖÝØÜÞßãáâäåèæçéêíëìîïóñòôõøöùúýûüþ\u00ad]{0,5}"
    "[¨©ª«¬®§µ¶·¸¹º»¼½¾¡¢£¤¥¦×÷][A-Za-z\u00ad¨©ª«¬®µ¶·¸¹º»¼½¾×÷]{0,6}"
)
_VNI_WORD = re.compile(
    "(?<![^\\W\\d_])[A-Za-zñÑ]{0,4}(?:[aA][ùøûõïâáàåäãêéèúüëÙØÛÕÏÂÁÀÅÄÃÊÉÈÚÜË]|[eE][âùøûõïàáåãäÂÙØÛÕÏÀÁÅÃÄ]"
    "|[oO][âùøûõïåäÂÙØÛÕÏÅÄ]|[ôÔöÖ][ùøûõïÙØÛÕÏ]|[uU][ùøûõïÙØÛÕÏ]|[yY][ùøûõÙØÛÕ])[A-Za-zôöùøûõï]{0,4}"
)
# windows-1258 writes a tone behind its vowel; read as windows-1252, or by a font without it, the tone stands apart.
_1258_WORD = re.compile(
    "(?<![^\\W\\d_])[A-Za-zÐðĐđ]{0,4}[aâãeêioôõuýyAÂÃEÊIOÔÕUÝY](?:[ÌÒÞìò]|[´`˜](?=[a-z]{1,3}\\b))[A-Za-zôõý]{0,4}"
)
_LEAST_LEGACY_WORDS = 4
_LEAST_LEGACY_SHARE = 0.15


def _legacy(text: str, lines: _Lines) -> Iterator[_Damage]:
    signs = _TCVN3_SIGN.search(text)
    for start, end in lines:
        words = text.count(" ", start, end) + 1
        if signs:
            tcvn = [m for m in _TCVN3_WORD.finditer(text, start, end) if _is_inside_word(m[0])]
            if len(tcvn) >= max(_LEAST_LEGACY_WORDS - 1, _LEAST_LEGACY_SHARE * words):
                yield _Damage(start, end, "high", _LEGACY_REASON.format(font="TCVN3"))
                continue
        if _has_vietnamese(text, start, end):
            continue
        if sum(1 for _ in _1258_WORD.finditer(text, start, end)) >= max(_LEAST_LEGACY_WORDS - 1, 0.15 * words):
            yield _Damage(start, end, "high", _LEGACY_REASON.format(font="windows-1258"))
            continue
        vni = sum(1 for _ in _VNI_WORD.finditer(text, start, end))
        if vni >= max(_LEAST_LEGACY_WORDS - 1, 0.3 * words):
            yield _Damage(start, end, "high", _LEGACY_REASON.format(font="VNI"))


def _is_inside_word(word: str) -> bool:
    return any(char.isascii() and char.isalpha() for char in word)


# Letters that Unicode Vietnamese has and neither legacy font shows.
_MODERN = re.compile("[\u1ea0-\u1ef9\u0110\u0111\u01a0\u01a1\u01af\u01b0\u0102\u0103\u0128\u0129\u0168\u0169]")


def _has_vietnamese(text: str, start: int, end: int) -> bool:
    return _MODERN.search(text, start, end) is not None


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        left, right = start, end
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        if left < right:
            yield left, right
        start = end + 1


_CONTROL = re.compile("[\ufffd\u0000-\u0008\u000b\u000c\u000e-\u001f\ue000-\uf8ff]{1,50}")


def _lost(text: str) -> Iterator[_Damage]:
    for match in _CONTROL.finditer(text):
        yield _stretch(text, match.start(), match.end(), _LOST_REASON)


_QUESTION = re.compile(r"[^\W\d_]\?{1,3}[^\W\d_]|(?<![^\s(\"“])\?{1,3}[^\W\d_]")


def _question_marks(text: str, lines: _Lines) -> Iterator[_Damage]:
    if text.count("?") < 4:
        return
    for start, end in lines:
        hits = []
        for match in _QUESTION.finditer(text, start, end):
            word = _stretch(text, match.start(), match.end(), "")
            if not any(sign in text[word.start : word.end] for sign in "/=."):
                hits.append(match)
        if len(hits) >= 4 and len(hits) >= 0.15 * (text.count(" ", start, end) + 1):
            yield _Damage(start, end, "high", _QUESTION_REASON)


# Quoted-printable (RFC 2045) and JSON escapes (RFC 8259) that nobody decoded.
_ESCAPES = re.compile(r"(?:=[0-9A-F]{2}){2,6}|\\u[0-9a-fA-F]{4}")
_LEAST_ESCAPES = 2
_LONGEST_SYLLABLE = 18
_LONG_WORD = re.compile(rf"[^\W\d_]{{{_LONGEST_SYLLABLE},}}")
_LEAST_MARKED = 3


def _escaped(text: str) -> Iterator[_Damage]:
    if "=" not in text and "\\u" not in text:
        return
    hits = [match.span() for match in _ESCAPES.finditer(text)]
    if len(hits) >= _LEAST_ESCAPES:
        yield _stretch(text, hits[0][0], hits[-1][1], _MOJIBAKE_REASON)


def _glued(text: str) -> Iterator[_Damage]:
    """Words without spaces: no Vietnamese syllable has more than seven letters (nghiêng)."""
    for match in _LONG_WORD.finditer(text):
        if len(_MODERN.findall(match[0][:200])) >= _LEAST_MARKED:
            yield _stretch(text, match.start(), match.end(), _GLUED_REASON)


_LEAST_APART = 8
_LETTERS_APART = re.compile(rf"(?<!\S)(?:[^\W\d_][ \u00a0]{{1,3}}){{{_LEAST_APART - 1},200}}[^\W\d_](?!\S)")


def _spread(text: str) -> Iterator[_Damage]:
    """Letters set apart for show ("T H Ô N G B Á O"), which nobody can search or have read aloud."""
    for match in _LETTERS_APART.finditer(text):
        if sum(char > "\x7f" and char.isalpha() for char in match[0]) > 1:
            yield _Damage(match.start(), match.end(), "high", _SPREAD_REASON)


_ONSETS = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?"
_RIMES = (
    "(?:oa|oe|uy|ua|ue|uo|ie|ye|uye|oo|[aeiouy])(?:ch|ng|nh|[cmnpt])?|(?:a|e|i|o|u|ua|ia|uo|oa|ie|ye|uye|oe|ue)(?:i"
    "|o|u|y)|"
    "(?:ia|ua|uya|uou|uoi|ieu|yeu|oai|oay|uay|oeo|uyu|au|ay|ao|eo|iu|ui|oi|ai|eu)"
)
_TONELESS = re.compile(f"{_ONSETS}(?:{_RIMES})")
_MUST_BE_MARKED = re.compile(rf"{_ONSETS}(?:[a-z]{{0,2}}[aeiouy](?:ch|[cpt])|(?:uo|ie|ye|uye)(?:ng|nh|[nmiu]))")
_TOKEN = re.compile(r"[^\W\d_]+")
_LEAST_VALID = 0.85
_LEAST_BARE = 0.1


def _bare(text: str, lines: _Lines, *, title: bool) -> Iterator[_Damage]:
    least = 5 if title else 12
    start = end = -1
    for left, right in lines:
        if _is_bare(text, left, right, least):
            start = left if start < 0 else start
            end = right
        elif start >= 0:
            yield _Damage(start, end, "high", _MARKS_REASON)
            start = -1
    if start >= 0:
        yield _Damage(start, end, "high", _MARKS_REASON)


def _is_bare(text: str, start: int, end: int, least: int) -> bool:
    if end - start < 4 * least:
        return False
    line = text[start : min(end, start + 2000)]
    if not is_plain(line):
        return False
    tokens = [token.lower() for token in _TOKEN.findall(line)]
    if len(tokens) < least:
        return False
    valid = sum(1 for token in tokens if _TONELESS.fullmatch(token))
    bare = sum(1 for token in tokens if _MUST_BE_MARKED.fullmatch(token))
    return valid >= _LEAST_VALID * len(tokens) and bare >= max(2, _LEAST_BARE * len(tokens))


_FUNCTION_WORDS = frozenset(
    "và của để với cho là những các trong tại theo từ khi mà như vì nên do bởi hoặc hay bị đã sẽ đang rằng nhằm thì "
    "nhưng"
    " mỗi mọi rất gồm nếu tuy".split()
)
_LIST_ITEM = re.compile(r"(?:\d{1,3}|[a-zđ])[.)]\s|[-–+•*]\s")
_ENDS_WELL = re.compile(r"[.!?…:)\]»\"”’'*]\s*$")
_OPEN_END = re.compile(
    r"(?:[,;(–-]|\[\s?(?:\.\.\.|…)\s?\]|\((?:\.\.\.|…)\)|(?:xem|đọc) (?:tiếp|thêm))\s*$", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"^\W{0,3}(?:ảnh|bài|tin|nguồn|theo|clip|video|đồ họa|tác giả|thực hiện|biên dịch|tổng hợp|ghi chép|người viết)\b",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?:đã được thay đổi|đã thay đổi|[a-z]\.[a-z]{2,}[^\s]{0,200})$|^(?:người gửi|gửi tới|liên hệ|điện thoại)\b",
    re.IGNORECASE,
)
_LEAST_WORDS_OPEN = 4
_LEAST_WORDS_CUT = 8
_FINISHED_LINE = 40
_SIGNATURE_LENGTH = 90


def _cut(text: str, lines: _Lines) -> Iterator[_Damage]:
    for (start, end), (after, _) in pairwise(lines):
        if end - start >= _FINISHED_LINE and _breaks_off(text, start, end) and text[after].isupper():
            begin = _last_sentence(text, start, end)
            if "|" not in text[begin:end]:
                yield _Damage(begin, end, "high", _CUT_INSIDE_REASON)
    if lines and _ends_open(text, lines):
        start, end = lines[-1]
        yield _Damage(_last_sentence(text, start, end), end, "high", _CUT_REASON)


def _breaks_off(text: str, start: int, end: int) -> bool:
    """Whether a line ends in a word that leads to another."""
    if not text[end - 1].isalpha():
        return False
    words = text[_last_sentence(text, start, end) : end].split()
    if len(words) < _LEAST_WORDS_OPEN or not words[-1][-1].isalpha():
        return False
    last = words[-1].strip("\"“”'’(").lower()
    return last in _FUNCTION_WORDS and not (last == "theo" and words[-2].lower() in ("kèm", "tiếp"))


def _ends_open(text: str, lines: _Lines) -> bool:
    start, end = lines[-1]
    line = text[start:end]
    if "|" in line or any(pattern.search(text, max(start, end - 60), end) for pattern in (TAG, ENTITY)):
        return False
    begin = _last_sentence(text, start, end)
    words = text[begin:end].split()
    if _OPEN_END.search(text, max(start, end - 20), end):
        return len(words) >= _LEAST_WORDS_OPEN - 1 and not _signed(line)
    if _ENDS_WELL.search(text, max(start, end - 6), end):
        return False
    if _breaks_off(text, start, end):
        return _is_prose(text, lines)
    return (
        len(words) >= _LEAST_WORDS_CUT
        and words[-1].islower()
        and (begin > start or len(lines) > 1)
        and not _signed(line)
        and not _LIST_ITEM.match(text, start)
        and not _NOTE.search(text[begin:end])
        and _is_prose(text, lines)
    )


def _signed(line: str) -> bool:
    return len(line) <= _SIGNATURE_LENGTH and _SIGNATURE.search(line) is not None


def _last_sentence(text: str, start: int, end: int) -> int:
    at = max(text.rfind(sign, start, end - 1) for sign in (". ", "! ", "? ", "… "))
    return start if at < 0 else at + 2


def _is_prose(text: str, lines: _Lines) -> bool:
    """Whether every other long line ends as a sentence does, and the last one is not one of a list or a poem."""
    others = [(left, right) for left, right in lines[:-1] if right - left >= _FINISHED_LINE]
    if any(
        not _ENDS_WELL.search(text, max(left, right - 6), right) and not _breaks_off(text, left, right)
        for left, right in others
    ):
        return False
    if not others:
        start, end = lines[-1]
        return len(lines) == 1 and _last_sentence(text, start, end) > start
    return True


__all__ = ["check"]
