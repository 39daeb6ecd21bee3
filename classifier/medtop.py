"""IPTC Media Topics, top level: codes, names, and how the labels of known collections map onto them.

Codes and English names: IPTC Media Topics NewsCodes, https://cv.iptc.org/newscodes/mediatopic/ (the
scheme has no official Vietnamese release; the Vietnamese names are ours).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True)
class MediaTopic:
    """One top-level Media Topic: `code` is `medtop:` and eight digits."""

    code: str
    english: str
    vietnamese: str


MEDIA_TOPICS: tuple[MediaTopic, ...] = (
    MediaTopic("medtop:01000000", "arts, culture, entertainment and media", "Văn hóa, nghệ thuật, giải trí"),
    MediaTopic("medtop:02000000", "crime, law and justice", "Pháp luật, tội phạm, tư pháp"),
    MediaTopic("medtop:03000000", "disaster, accident and emergency incident", "Thiên tai, tai nạn, sự cố"),
    MediaTopic("medtop:04000000", "economy, business and finance", "Kinh tế, kinh doanh, tài chính"),
    MediaTopic("medtop:05000000", "education", "Giáo dục"),
    MediaTopic("medtop:06000000", "environment", "Môi trường"),
    MediaTopic("medtop:07000000", "health", "Y tế, sức khỏe"),
    MediaTopic("medtop:08000000", "human interest", "Chuyện đời, người tốt việc tốt"),
    MediaTopic("medtop:09000000", "labour", "Lao động, việc làm"),
    MediaTopic("medtop:10000000", "lifestyle and leisure", "Đời sống, du lịch, ẩm thực"),
    MediaTopic("medtop:11000000", "politics and government", "Chính trị, chính quyền"),
    MediaTopic("medtop:12000000", "religion", "Tôn giáo, tín ngưỡng"),
    MediaTopic("medtop:13000000", "science and technology", "Khoa học, công nghệ"),
    MediaTopic("medtop:14000000", "society", "Xã hội, an sinh"),
    MediaTopic("medtop:15000000", "sport", "Thể thao"),
    MediaTopic("medtop:16000000", "conflict, war and peace", "Xung đột, chiến tranh, hòa bình"),
    MediaTopic("medtop:17000000", "weather", "Thời tiết"),
)

CODES: tuple[str, ...] = tuple(topic.code for topic in MEDIA_TOPICS)
BY_CODE: MappingProxyType[str, MediaTopic] = MappingProxyType({topic.code: topic for topic in MEDIA_TOPICS})


def code(number: int) -> str:
    """`medtop:` code of a top-level topic by its number, 1 to 17."""
    return CODES[number - 1]


def name(label: str) -> str:
    """Vietnamese name of a code; a label outside the scheme is its own name."""
    topic = BY_CODE.get(label)
    return topic.vietnamese if topic else label


def is_medtop(labels: tuple[str, ...]) -> bool:
    """Whether every label is a top-level Media Topics code."""
    return bool(labels) and all(label in BY_CODE for label in labels)


_VNTC10 = {
    "Chinh tri Xa hoi": (11, 14, 3, 5, 6, 9, 17, 12, 10, 16),
    "Doi song": (10, 14, 8),
    "Khoa hoc": (13, 6),
    "Kinh doanh": (4,),
    "Phap luat": (2, 3),
    "Suc khoe": (7,),
    "The gioi": (11, 16, 3),
    "The thao": (15,),
    "Van hoa": (1,),
    "Vi tinh": (13,),
}
_VNTC27 = {
    "Am nhac": (1,),
    "Am thuc": (10,),
    "Bat dong san": (4,),
    "Bong da": (15,),
    "Chung khoan": (4,),
    "Cum ga": (7,),
    "Cuoc song do day": (10, 14, 8),
    "Du hoc": (5,),
    "Du lich": (10,),
    "Duong vao WTO": (4,),
    "Gia dinh": (10, 14),
    "Giai tri tin hoc": (13,),
    "Giao duc": (5,),
    "Gioi tinh": (10, 14, 7),
    "Hackers va Virus": (13,),
    "Hinh su": (2,),
    "Khong gian song": (10,),
    "Kinh doanh quoc te": (4,),
    "Lam dep": (10,),
    "Loi song": (10, 14),
    "Mua sam": (10,),
    "My thuat": (1,),
    "San khau dien anh": (1,),
    "San pham tin hoc moi": (13,),
    "Tennis": (15,),
    "The gioi tre": (10, 14, 5),
    "Thoi trang": (10,),
}
_BAOMOI2018 = {
    "am thuc": (10,),
    "bat dong san": (4,),
    "chinh tri va phap luat": (2, 11, 16),
    "con nguoi va xa hoi": (14, 11, 3, 8, 9, 12, 17),
    "con nguoi va xa hoi - khoa hoc xa hoi - van hoa": (1, 14, 11, 12, 8),
    "du lich": (10,),
    "giao duc va viec lam - giao duc": (5,),
    "giao duc va viec lam - viec lam": (9, 11, 14, 5),
    "khoa hoc": (13,),
    "khoa hoc - sinh thai va moi truong": (6, 17, 3, 11),
    "kinh doanh va cong nghiep": (4,),
    "mang may tinh va vien thong": (13,),
    "suc khoe": (7,),
    "tai chinh": (4,),
    "the thao - the thao doi khang": (15,),
    "the thao - the thao dong doi - bong da": (15,),
}

Trust = Literal["label", "wide", "evidence", "agreement"]

_WIDE = frozenset(("Chinh tri Xa hoi",))

_EVIDENCE = frozenset(
    (
        "chinh tri va phap luat",
        "con nguoi va xa hoi",
        "con nguoi va xa hoi - khoa hoc xa hoi - van hoa",
        "giao duc va viec lam - viec lam",
        "khoa hoc - sinh thai va moi truong",
    )
)
_AGREEMENT = frozenset(
    (
        "bat dong san",
        "khoa hoc",
        "kinh doanh va cong nghiep",
        "mang may tinh va vien thong",
        "suc khoe",
        "tai chinh",
        "the thao - the thao doi khang",
        "the thao - the thao dong doi - bong da",
    )
)


@dataclass(frozen=True, slots=True)
class Mapped:
    """Where a native label goes: `codes` it may mean, the usual one first, and how far it is trusted.

    `label`: taken at its word. `wide`: a section of all sorts, whose texts weigh little where nothing supports
    the usual code. `evidence`: so noisy that a text counts only where a keyword rule or the
    first model supports it. `agreement`: used only where a model that never saw the label agrees.
    """

    codes: tuple[str, ...]
    trust: Trust


def _trust(label: str) -> Trust:
    if label in _WIDE:
        return "wide"
    if label in _EVIDENCE:
        return "evidence"
    return "agreement" if label in _AGREEMENT else "label"


NATIVE: MappingProxyType[str, Mapped] = MappingProxyType(
    {
        label: Mapped(tuple(map(code, numbers)), _trust(label))
        for table in (_VNTC10, _VNTC27, _BAOMOI2018)
        for label, numbers in table.items()
    }
)
"""Labels of VNTC-10, VNTC-27 and baomoi2018 and the codes that their texts may carry.

Where several stand, `classifier.relabel` picks one for each text; scoring accepts any of them."""


def mapped(label: str) -> Mapped | None:
    """Codes for a label: a code stands for itself, a native label goes by the table, others are None."""
    return Mapped((label,), "label") if label in BY_CODE else NATIVE.get(label)
