"""A plan's file: written so that no spreadsheet runs it, read back however a spreadsheet has saved it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Post, PostState
from pipeline.plan_errors import PlanColumns, PlanTooLong, PlanUnreadable
from pipeline.plan_export import COLUMNS, to_csv
from pipeline.plan_file import Row, normal_wall, read

POST = Post(
    id=7, version=3, state=PostState.SCHEDULED, page_id="trang-1", key="k", article_id=1, article_title="Tin",
    source_name="Báo", link="https://bao.example.vn/1.html", caption="Chú thích", image_url=None, image_alt=None,
    image_credit=None, composed_by=1, composed_by_name="Lan", created_at=datetime(2026, 11, 1, tzinfo=UTC),
    wall_time="2026-11-25T07:30", zone="Asia/Ho_Chi_Minh", due_at=datetime(2026, 11, 25, 0, 30, tzinfo=UTC),
    claimed_by=None, lease_until=None, intent_at=None, published_at=None, remote_id=None, remote_url=None,
    problem=None, demo=False,
)  # fmt: skip
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


def cells(made: bytes, delimiter: str = ",") -> dict[str, str]:
    (row,) = csv.DictReader(io.StringIO(made.decode("utf-8-sig"), newline=""), delimiter=delimiter)
    return row


@given(
    title=st.one_of(texts, st.sampled_from("=+-@\t\r\n＝＋").flatmap(lambda c: texts.map(lambda t: c + t))),
    caption=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=60),
    excel=st.booleans(),
)
def test_what_is_written_is_read_back_and_no_cell_is_a_formula(title: str, caption: str, excel: bool) -> None:
    made = to_csv([replace(POST, article_title=title, caption=caption)], excel=excel)
    assert made.startswith(b"\xef\xbb\xbf") == excel
    row = cells(made, ";" if excel else ",")
    assert tuple(row) == COLUMNS
    for value in row.values():
        assert value.lstrip()[:1] not in set("=+-@＝＋－＠")
        assert value[:1] not in set("\t\r\n")
    assert row["title"] in (title, f"'{title}")
    (found,) = read(made)
    assert (found.post, found.page, found.wall_time) == ("7", "trang-1", "2026-11-25T07:30")
    assert found.article == POST.link


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_way_in_which_a_spreadsheet_saves_is_read(delimiter: str, encoding: str, end: str) -> None:
    lines = ["Ghi chú,Trang,Tin,Giờ", '"dài, có\nhai dòng",trang-1,https://x.vn/a,25/11/2026 7:30', "", ",,,"]
    text = end.join(line.replace("có\n", "có~").replace(",", delimiter).replace("~", "\n") for line in lines)
    if delimiter != ",":
        text = text.replace(f"dài{delimiter} có", "dài, có")
    assert read(text.encode(encoding)) == (Row(2, "", "https://x.vn/a", "trang-1", "2026-11-25T07:30"),)


def test_a_line_is_counted_where_it_begins() -> None:
    rows = read(b'\npost,wall_time,note\n1,2026-11-25T07:30,"a\nb\nc"\n2,2026-11-25T08:30,\n')
    assert [(row.line, row.post) for row in rows] == [(3, "1"), (6, "2")]


@pytest.mark.parametrize(
    ("given_", "meant"),
    [
        ("2026-11-25T07:30", "2026-11-25T07:30"),
        (" 2026-11-25 7:30:00 ", "2026-11-25T07:30"),
        ("5/1/2026 9:05", "2026-01-05T09:05"),
        ("25.11.2026 19:30:00", "2026-11-25T19:30"),
        ("2027-10-31T02:30@2", "2027-10-31T02:30@2"),
        ("25/11/2026", "25/11/2026"),
        ("sáng mai", "sáng mai"),
        ("2026-11-25T07:30:59", "2026-11-25T07:30:59"),
    ],
)
def test_wall_times_are_understood_day_before_month(given_: str, meant: str) -> None:
    assert normal_wall(given_) == meant


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", PlanUnreadable),
        (b"\n\n", PlanUnreadable),
        (b"\xff\xfe\x00", PlanUnreadable),
        ("giờ\n".encode("cp1258", "replace"), PlanColumns),
        (b"post,wall_time\n\x00,1\n", PlanUnreadable),
        (b'post,wall_time\n"1"2,3\n', PlanUnreadable),
        (b'post,wall_time\n"' + b"x" * 200_000 + b'",3\n', PlanUnreadable),
        (b"post,time\n1,2\n", PlanColumns),
        (b"wall_time,page\n1,2\n", PlanColumns),
        (b"post,wall_time\n" + b"1,2\n" * 5001, PlanTooLong),
    ],
)
def test_what_is_no_plan_is_told(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(data)


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reading(data: bytes) -> None:
    for prefix in (b"", b"post,wall_time\n"):
        try:
            rows = read(prefix + data)
        except (PlanUnreadable, PlanColumns, PlanTooLong):
            continue
        assert all(row.line >= 2 for row in rows)
