from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier import medtop
from classifier.explain import FUNCTION_WORDS
from classifier.text import nfc
from classifier.tokens import strip_marks
from classifier.topics import TopicModel

_MODEL = TopicModel.load()
HEALTH, WEATHER, RELIGION = (medtop.code(number) for number in (7, 17, 12))
_ODD = ("İ", "e\u0302\u0301", "😀", "\u00a0", "-", "ﬁ", "\ud800", "2026", ".", "\n")
_PIECES = st.lists(
    st.sampled_from(("bệnh viện", "bác sĩ", "Thủ tướng", "lũ quét", "học sinh", "mưa lớn", "phật tử", *_ODD)),
    max_size=40,
).map(" ".join)


@settings(deadline=None)
@given(_PIECES | st.text(), _PIECES | st.text(), st.sampled_from(_MODEL.labels), st.integers(0, 8))
def test_offsets_always_cut_out_the_words(title: str, text: str, code: str, limit: int) -> None:
    found = _MODEL.explain(title, text, code, limit)
    assert len(found) <= limit
    whole = {"title": nfc(title), "text": nfc(text)}
    spans: list[tuple[str, int, int]] = []
    for reason in found:
        assert whole[reason.field][reason.start : reason.end] == reason.words != ""
        assert reason.weight > 0
        assert all(field != reason.field or end <= reason.start or reason.end <= start for field, start, end in spans)
        spans.append((reason.field, reason.start, reason.end))


def test_the_words_of_a_field_speak_for_its_topic() -> None:
    title = "Bác sĩ khuyên khám tim mạch định kỳ"
    text = "Theo các bác sĩ, người tăng huyết áp cần uống thuốc đều. Bệnh viện tuyến tỉnh vừa cứu sống một bệnh nhân."
    found = _MODEL.explain(title, text, HEALTH)
    said = " ".join(reason.words.lower() for reason in found)
    assert "bác sĩ" in said
    assert "bệnh" in said
    assert [reason.weight for reason in found] == sorted((reason.weight for reason in found), reverse=True)
    assert not any(reason.rule for reason in found)
    assert not any(
        {reason.words.lower().split()[0], reason.words.lower().split()[-1]} & FUNCTION_WORDS for reason in found
    )


@pytest.mark.parametrize("bare", [False, True])
def test_the_phrases_of_a_rule_come_first_and_are_marked(bare: bool) -> None:
    title, text = "Tăng ni, phật tử dự lễ Phật đản", "Chùa đông người từ sáng sớm."
    if bare:
        title, text = strip_marks(title), strip_marks(text)
    found = _MODEL.explain(title, text, RELIGION)
    assert found[0].rule
    words = {strip_marks(reason.words) for reason in found if reason.rule}
    assert words == {"tang ni", "phat tu", "phat dan"}


def test_a_text_in_nfd_gets_offsets_of_its_nfc() -> None:
    text = "Hôm nay mưa lớn ở vùng núi, nhiệt độ giảm"
    assert _MODEL.explain("", unicodedata.normalize("NFD", text), WEATHER) == _MODEL.explain("", text, WEATHER)


def test_a_code_outside_the_model_is_refused() -> None:
    with pytest.raises(KeyError, match="nothing"):
        _MODEL.explain("Tin", "Chữ", "nothing")


def test_nothing_known_gives_no_reason() -> None:
    assert _MODEL.explain("", "", HEALTH) == ()
    assert _MODEL.explain("qwrtp zzxkj", "", HEALTH) == ()
