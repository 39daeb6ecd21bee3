"""Reading a plan: a CSV file with a post, or an article and a page, and a wall time in each row.

Written by `anhduong export csv`, by a person, or by a spreadsheet that has saved it: with commas, semicolons or tabs,
with or without a byte order mark, as UTF-8 or as Excel's "Unicode text" (UTF-16).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass

from pipeline.i18n import _
from pipeline.plan_errors import PlanColumns, PlanTooLong, PlanUnreadable
from pipeline.plan_export import FORMULA

MOST_ROWS = 5000
_NAMES = {
    "post": ("post", "bài đăng", "số bài đăng"),
    "article": ("article", "tin", "địa chỉ tin"),
    "page": ("page", "trang", "mã trang"),
    "wall_time": ("wall_time", "wall time", "giờ", "giờ đăng"),
}
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{1,2}):(\d{2})(?::00)?(@[12])?\Z", re.ASCII)
_LOCAL = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}),? (\d{1,2}):(\d{2})(?::00)?(@[12])?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file, from its `line` on; `wall_time` as `walltime.parse_choice` reads it, where it
    could be understood."""

    line: int
    post: str
    article: str
    page: str
    wall_time: str


def read(data: bytes, most: int = MOST_ROWS) -> tuple[Row, ...]:
    """The rows of a file; empty ones are passed over. Raises `PlanUnreadable`, `PlanColumns` or `PlanTooLong`."""
    text = _decode(data)
    header = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    places: dict[str, int] | None = None
    rows: list[Row] = []
    line = 1
    try:
        for cells in reader:
            begun, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if places is None:
                places = _places(cells)
                continue
            if len(rows) == most:
                raise PlanTooLong(most=most)
            found = {name: _plain(cells[place]) if place < len(cells) else "" for name, place in places.items()}
            rows.append(
                Row(begun, found.get("post", ""), found.get("article", ""), found.get("page", ""),
                    normal_wall(found["wall_time"]))
            )  # fmt: skip
    except csv.Error as error:
        raise PlanUnreadable(reason=_("line {line} is not well formed.").format(line=line)) from error
    if places is None:
        raise PlanUnreadable(reason=_("it is empty."))
    return tuple(rows)


def normal_wall(text: str) -> str:
    """A wall time as the desk writes it: from `2026-11-24T07:30`, from `24/11/2026 07:30`, the day before the month, or
    from either with seconds that are none. What is neither stays as it is."""
    text = text.strip()
    iso = _ISO.match(text)
    if iso:
        return f"{iso[1]}T{int(iso[2]):02}:{iso[3]}{iso[4] or ''}"
    local = _LOCAL.match(text)
    if local:
        day, month, year = int(local[1]), int(local[2]), local[3]
        return f"{year}-{month:02}-{day:02}T{int(local[4]):02}:{local[5]}{local[6] or ''}"
    return text


def _decode(data: bytes) -> str:
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlanUnreadable(reason=_("it is not written in UTF-8.")) from error
    if "\x00" in text:
        raise PlanUnreadable(reason=_("it is not a text file."))
    return text


def _places(cells: list[str]) -> dict[str, int]:
    """Where the columns are. Raises `PlanColumns`."""
    said = [unicodedata.normalize("NFC", cell).strip().lower() for cell in cells]
    places = {
        name: next(place for place, word in enumerate(said) if word in words)
        for name, words in _NAMES.items()
        if any(word in words for word in said)
    }
    missing = [] if "wall_time" in places else ["wall_time"]
    if "post" not in places and not {"article", "page"} <= places.keys():
        missing += ["post"] if not {"article", "page"} & places.keys() else sorted({"article", "page"} - places.keys())
    if missing:
        raise PlanColumns(missing=", ".join(missing))
    return places


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell
