"""What is over at `now`."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from classifier.checks import Flag, Subject, stale
from classifier.checks.stale import check
from tests.classifier.checks.labelled import cases
from tests.classifier.checks.texts import ICT

AT = datetime(2026, 5, 13, 8, tzinfo=ICT)


def _read(text: str, *, days: float, title: str = "", published: datetime | None = AT) -> list[Flag]:
    return list(check(Subject(title, text, AT + timedelta(days=days), published)))


DEADLINE = "Bà con đăng ký với thôn trước ngày 20/5."
EVENT = "Lễ hội sẽ diễn ra ngày 20/5."
WARNING = "Dự báo từ 13 giờ ngày 14/5 đến 7 giờ ngày 15/5 có mưa to."


@pytest.mark.parametrize(("text", "last"), [(DEADLINE, 7), (EVENT, 7), (WARNING, 1)])
def test_nothing_is_said_before_it_is_over(text: str, last: float) -> None:
    assert _read(text, days=last) == []
    assert len(_read(text, days=last + 2)) == 1


@pytest.mark.parametrize(("text", "severity"), [(DEADLINE, "high"), (EVENT, "low"), (WARNING, "high")])
def test_warnings_and_deadlines_are_high_events_low(text: str, severity: str) -> None:
    assert [flag.severity for flag in _read(text, days=30)] == [severity]


def test_the_reason_names_the_day() -> None:
    (flag,) = _read(WARNING, days=30)
    assert "07:00 ngày 15/5/2026" in flag.reason
    (flag,) = _read(EVENT, days=30)
    assert "hết ngày 20/5/2026" in flag.reason


def test_a_call_without_a_date_falls_with_the_date() -> None:
    text = f"{EVENT} Kính mời bà con đến tham dự."
    assert [flag.quote for flag in _read(text, days=30)] == [
        "Lễ hội sẽ diễn ra ngày 20/5",
        "Kính mời bà con đến tham dự",
    ]
    assert _read(text, days=2) == []


def test_an_event_that_runs_on_is_not_over_with_its_opening() -> None:
    text = "Hội chợ khai mạc tối 16/5. Hội chợ diễn ra từ 16/5 đến hết ngày 25/5."
    assert _read(text, days=7) == []
    assert len(_read(text, days=20)) == 2


def test_relative_days_need_a_known_publication() -> None:
    assert _read("Sáng mai, xã tổ chức tiêm phòng cho đàn chó.", days=5)
    assert _read("Sáng mai, xã tổ chức tiêm phòng cho đàn chó.", days=5, published=None) == []


def test_an_article_without_publication_is_judged_by_explicit_calls() -> None:
    assert _read("Hạn nộp hồ sơ đến hết ngày 1/5/2026.", days=5, published=None)
    assert _read("Ngày 1/5/2026, xã tổ chức hội thi.", days=5, published=None) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 30/5/1968, đơn vị tổ chức lễ ra quân.",
        "Ngày 12/5, hội thi đã diễn ra sôi nổi.",
        "Phấn đấu đến hết ngày 30/6, toàn tỉnh giải ngân 50% vốn.",
        "Vườn mở cửa từ 7 giờ đến 17 giờ hằng ngày.",
        "Nghị định có hiệu lực từ ngày 1/6.",
    ],
)
def test_history_reports_targets_and_rules_are_never_stale(text: str) -> None:
    assert _read(text, days=200) == []


@pytest.mark.parametrize(
    "text",
    [
        "Thời hạn tiếp nhận hồ sơ: 30 ngày, tính từ ngày 15/5/2026.",
        "Góp ý gửi về phường trong vòng 15 ngày kể từ ngày đăng thông báo này.",
        "Từ 2 giờ đến 11 giờ Chủ nhật, cấm toàn bộ phương tiện.",
        "Sáng thứ Bảy, xã sẽ phát quà tại nhà văn hóa.",
        "Các gia đình đưa trẻ đến điểm uống trong tuần tới.",
        "Từ nay đến cuối tuần, trời nắng nóng, nguy cơ cháy rừng rất cao.",
        "Hội sẽ mở vào mùng 5 tháng 5 âm lịch, mời du khách về chung vui.",
        "Mỗi tài khoản được bầu một lượt mỗi ngày, cổng bình chọn đóng lúc 24 giờ ngày 25/5.",
    ],
)
def test_durations_weekdays_lunar_days_and_closings_are_over_in_time(text: str) -> None:
    assert _read(text, days=1) == []
    assert len(_read(text, days=60)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Đường dây nóng Ngày Mai nhận hơn 4.000 cuộc gọi.",
        "Mỗi dịp 19/5, cụ lại kể chuyện cho thiếu nhi.",
        "Rằm tháng Bảy là lễ Vu lan, nhiều chùa tổ chức dâng hương.",
        "Khoảng 19 giờ thứ Bảy, một xe tải lao xuống vực.",
    ],
)
def test_names_yearly_days_and_reports_are_left_alone(text: str) -> None:
    assert _read(text, days=200) == []


def test_a_year_is_inferred_across_the_turn_of_the_year() -> None:
    december = datetime(2026, 12, 20, 8, tzinfo=ICT)
    text = "Hồ sơ gửi về xã trước ngày 10/1."
    early = Subject("", text, datetime(2027, 1, 5, tzinfo=ICT), december)
    late = Subject("", text, datetime(2027, 1, 12, tzinfo=ICT), december)
    assert not list(check(early))
    assert len(list(check(late))) == 1


@pytest.mark.parametrize("file", ["stale", "fresh", "varied"])
def test_sentences_told_as_past_are_left_out_without_a_change(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are passed by before their times are read, which takes long; reading them finds no more."""
    some = cases(file)
    sooner = [list(check(case.subject)) for case in some]
    monkeypatch.setattr(stale, "_told_as_past", lambda *_: False)
    assert any(sooner)
    assert [list(check(case.subject)) for case in some] == sooner
