"""Which beats an article gets, and why."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.beats import Beats, Hit, Why, beats
from classifier.beats_file import default_text, parse_beats
from classifier.places import places
from classifier.topics import Topic

HEALTH = Topic("medtop:07000000", "Y tế, sức khỏe", 0.8, True)


def hits(rules: str, title: str = "", text: str = "", topics: Sequence[Topic] = ()) -> dict[str, tuple[Why, ...]]:
    found = beats(parse_beats(rules), topics, places(title, text), text, title)
    return {hit.beat: hit.why for hit in found}


def rule(**groups: str) -> str:
    return '[[beat]]\nid = "b"\nname = "B"\n' + "".join(f"{key} = [{value}]\n" for key, value in groups.items())


@pytest.mark.parametrize(
    ("groups", "fits"),
    [
        ({"any": '{ phrase = "lễ hội" }'}, True),
        ({"any": '{ phrase = "chợ phiên" }'}, False),
        ({"any": '{ phrase = "chợ phiên" }, { place = "Sa Pa" }'}, True),
        ({"all": '{ phrase = "lễ hội" }, { place = "Sa Pa" }'}, True),
        ({"all": '{ phrase = "lễ hội" }, { place = "Bắc Hà" }'}, False),
        ({"all": '{ phrase = "lễ hội" }', "any": '{ place = "Bắc Hà" }'}, False),
        ({"all": '{ phrase = "lễ hội" }', "none": '{ place = "Sa Pa" }'}, False),
        ({"any": '{ phrase = "lễ hội" }', "none": '{ phrase = "khởi tố" }'}, True),
        ({"any": '{ phrase = "lễ hội", times = 2 }'}, True),
        ({"any": '{ phrase = "lễ hội", times = 3 }'}, False),
        ({"any": '{ phrase = ["lễ hội", "mùa đông"], times = 3 }'}, True),
        ({"any": '{ phrase = "lễ hội", title = true }'}, False),
        ({"any": '{ phrase = "vào hội", title = true }'}, True),
        ({"any": '{ topic = "medtop:07000000" }'}, True),
        ({"any": '{ topic = "Y tế, sức khỏe", probability = 0.8 }'}, True),
        ({"any": '{ topic = "medtop:07000000", probability = 0.81 }'}, False),
        ({"any": '{ topic = "medtop:15000000", probability = 0.0 }'}, False),
    ],
)
def test_conditions(groups: dict[str, str], fits: bool) -> None:
    text = "Lễ hội mùa đông ở phường Sa Pa. Sau lễ hội, khách ở lại."
    assert bool(hits(rule(**groups), "Sa Pa vào hội", text, [HEALTH])) is fits


def test_a_place_counts_with_all_that_lies_in_it() -> None:
    text = "Bà con xã Tả Van làm du lịch."
    for wider in ("xa-ta-van", "thi-xa-sa-pa", "Sa Pa", "tinh-lao-cai"):
        assert hits(rule(any=f'{{ place = "{wider}" }}'), text=text)["b"] == (Why("place", "xã Tả Van", 1),)
    assert not hits(rule(any='{ place = "tinh-yen-bai" }'), text=text)


def test_phrases_are_whole_syllables_in_any_spelling() -> None:
    kept = rule(any='{ phrase = "hoà giải" }')
    assert hits(kept, text="Tổ HÒA GIẢI ở cơ sở.")
    assert hits(kept, text="Chi ban to hoa giai o co so hop dinh ky hang thang.")
    assert not hits(kept, text="Không phải hoa giải, cũng không phải hòagiải.")
    assert not hits(rule(any='{ phrase = "an" }'), text="Toàn dân đoàn kết.")


def test_why_names_topic_place_and_phrase_once_each() -> None:
    phrases = '{ phrase = "tiêm chủng" }, { phrase = "tiêm chủng", title = true }'
    rules = rule(any=f'{phrases}, {{ topic = "medtop:07000000" }}, {{ place = "so-y-te" }}')
    text = "Sở Y tế Lào Cai mở đợt tiêm chủng."
    assert hits(rules, "Tiêm chủng", text, [HEALTH])["b"] == (
        Why("topic", "Y tế, sức khỏe", 0.8),
        Why("place", "Sở Y tế", 1),
        Why("phrase", "tiêm chủng", 2),
    )


def test_beats_come_in_the_order_of_the_rules_and_keep_their_names() -> None:
    rules = parse_beats(
        '[[beat]]\nid = "z"\nname = "Sau"\nany = [{ phrase = "hội" }]\n'
        '[[beat]]\nid = "a"\nname = "Trước"\nany = [{ phrase = "hội" }]\n'
    )
    assert beats(rules, (), (), "Hội làng") == (
        Hit("z", "Sau", (Why("phrase", "hội", 1),)),
        Hit("a", "Trước", (Why("phrase", "hội", 1),)),
    )


def test_rules_go_to_other_processes_and_their_digest_tells_them_apart() -> None:
    rules = parse_beats(default_text())
    copy: Beats = pickle.loads(pickle.dumps(rules))
    assert copy.digest == rules.digest != parse_beats(rule(any='{ phrase = "x" }')).digest
    assert beats(copy, (), (), "Cảnh báo lừa đảo qua mạng")[0].beat == "an-toan-mang"


@pytest.mark.parametrize(
    ("beat", "title", "text"),
    [
        ("nguoi-tot-viec-tot", "Nhặt được ví, chị lao công trả lại người đánh rơi", "Việc làm tử tế được bà con khen."),
        ("van-hoa-du-lich", "Khai mạc lễ hội đền Thượng", "Du khách dự lễ hội, xem nghệ nhân dệt thổ cẩm."),
        ("an-toan-mang", "Cảnh báo tin nhắn giả mạo ngân hàng", "Không bấm vào đường link lạ."),
        ("thoi-tiet-thien-tai", "Mưa lớn, nguy cơ lũ quét", "Sạt lở đất có thể xảy ra ở vùng núi."),
        ("y-te", "Trạm y tế xã tiêm chủng", "Vắc xin đã về trạm y tế; bà con đi khám chữa bệnh đúng tuyến."),
        ("thu-tuc-hanh-chinh", "Làm thủ tục hành chính tại nhà", "Nộp hồ sơ qua dịch vụ công trực tuyến."),
        ("lich-su-truyen-thong", "Thắp nến ở nghĩa trang liệt sĩ", "Các cựu chiến binh dự lễ."),
        ("hoat-dong-dang-bo-khoi", "Đảng ủy các cơ quan Đảng tỉnh Lào Cai sơ kết", "Hội nghị diễn ra sáng nay."),
    ],
)
def test_the_beats_that_come_with_the_desk(beat: str, title: str, text: str) -> None:
    assert beat in hits(default_text(), title, text)
    plain = "Gia thep va xi mang tang nhe trong thang, theo cac dai ly vat lieu xay dung."
    assert beat not in hits(default_text(), "Gia thep tang", plain)


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_gets_an_answer(text: str, title: str) -> None:
    rules = parse_beats(default_text())
    known = {beat.id for beat in rules.rules}
    assert {hit.beat for hit in beats(rules, (), (), text, title)} <= known
