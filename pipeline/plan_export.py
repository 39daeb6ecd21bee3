"""The posts of a span of days as CSV, iCalendar or JSON: for a spreadsheet, a calendar, a script.

The CSV is what `pipeline.plan_file` reads back: post, page and wall time are enough there, the other columns are for
people.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Literal

from pipeline import ics
from pipeline.errors import PageNotFound
from pipeline.model import Post
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.walltime import day_bounds

Format = Literal["csv", "ics", "json"]
FORMATS: tuple[Format, ...] = ("csv", "ics", "json")
MEDIA_TYPES: dict[Format, str] = {"csv": "text/csv", "ics": ics.MEDIA_TYPE, "json": "application/json"}
COLUMNS = (
    "post", "page", "wall_time", "zone", "state", "title", "article", "source", "caption", "due_at", "published_at",
    "remote_url",
)  # fmt: skip
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take a cell that begins with it for a formula by (OWASP, "CSV Injection")."""


def export(
    store: Store,
    settings: Settings,
    format_: Format,
    first: date,
    days: int,
    page_ids: Sequence[str] = (),
    *,
    excel: bool = False,
    base_url: str = "",
) -> bytes:
    """The posts that are or were due on `days` days from `first` in the desk's zone, of some pages or of all.

    Cancelled posts are in iCalendar only, which has a word for them. `excel` as for `to_csv`. Raises `PageNotFound`.
    """
    known = {page.id for page in settings.pages}
    for page_id in page_ids:
        if page_id not in known:
            raise PageNotFound(id=page_id)
    start, end = day_bounds(first, days, settings.zone)
    if format_ == "ics":
        return ics.feed(settings, store.calendar.touched(start, end, page_ids), base_url)
    posts = [post for post in store.posts.between(start, end) if not page_ids or post.page_id in page_ids]
    return to_csv(posts, excel=excel) if format_ == "csv" else to_json(posts, settings, first, days)


def to_csv(posts: Sequence[Post], *, excel: bool = False) -> bytes:
    """UTF-8 with a line of column names, as RFC 4180 has it. `excel`: with a byte order mark, which Excel asks for, and
    semicolons, which it parts by where the comma is the decimal sign, as in Việt Nam."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if excel else ",", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for post in posts:
        row = as_record(post)
        writer.writerow([_cell(row[column]) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig" if excel else "utf-8")


def to_json(posts: Sequence[Post], settings: Settings, first: date, days: int) -> bytes:
    """One JSON object."""
    document = {
        "operator": settings.operator,
        "zone": settings.zone,
        "first": first.isoformat(),
        "days": days,
        "pages": [{"id": page.id, "name": page.name, "zone": page.zone} for page in settings.pages],
        "posts": [as_record(post) for post in posts],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def as_record(post: Post) -> dict[str, object]:
    """A post under the names of the columns; instants in UTC as ISO 8601."""
    return {
        "post": post.id,
        "page": post.page_id,
        "wall_time": post.wall_time,
        "zone": post.zone,
        "state": post.state.value,
        "title": post.article_title,
        "article": post.link,
        "source": post.source_name,
        "caption": post.caption,
        "due_at": _instant(post.due_at),
        "published_at": _instant(post.published_at),
        "remote_url": post.remote_url,
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _cell(value: object) -> str:
    """A value that no spreadsheet takes for a formula: an apostrophe before it keeps it text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in FORMULA or text.lstrip()[:1] in FORMULA else text
