"""Vietnamese sentences put together at test time: a small labelled set with clear topics."""

from __future__ import annotations

import random

from classifier.examples import Example

_WORDS = {
    "the thao": "trận đấu, cầu thủ, huấn luyện viên, bàn thắng, giải vô địch, trọng tài, sân cỏ, tỷ số",
    "suc khoe": "bệnh nhân, bác sĩ, bệnh viện, thuốc kháng sinh, triệu chứng, điều trị, vắc xin, dinh dưỡng",
    "kinh te": "doanh nghiệp, lãi suất, cổ phiếu, ngân hàng, xuất khẩu, thị trường, lợi nhuận, đầu tư",
    "giao duc": "học sinh, giáo viên, trường học, kỳ thi, sách giáo khoa, đại học, tuyển sinh, điểm chuẩn",
}
_FRAMES = (
    "Sáng nay {a} và {b} được nhắc đến nhiều tại {p}.",
    "Theo ghi nhận ở {p}, {a} có liên quan đến {b} trong tuần qua.",
    "Nhiều người tại {p} quan tâm tới {a}, nhất là {b}.",
    "Ông cho biết {a} sẽ thay đổi khi {b} được chú ý hơn.",
)
_PLACES = ("Lào Cai", "Hà Nội", "Đà Nẵng", "Cần Thơ", "Huế")
MEDTOP = {
    "the thao": "medtop:15000000",
    "suc khoe": "medtop:07000000",
    "kinh te": "medtop:04000000",
    "giao duc": "medtop:05000000",
}


def text(label: str, rng: random.Random, sentences: int = 6) -> str:
    words = _WORDS[label].split(", ")
    return " ".join(
        rng.choice(_FRAMES).format(a=rng.choice(words), b=rng.choice(words), p=rng.choice(_PLACES))
        for _ in range(sentences)
    )


def examples(each: int = 40, *, medtop: bool = False, seed: int = 1) -> list[Example]:
    """`each` texts a topic, long and short by turns, from three made-up publishers."""
    rng = random.Random(seed)
    made = []
    for label in _WORDS:
        for number in range(each):
            long = number % 2 == 0
            made.append(
                Example(
                    id=f"{label}-{number}",
                    title=text(label, rng, 1),
                    text=text(label, rng, 12 if long else 2),
                    label=MEDTOP[label] if medtop else label,
                    source=("bao-a.example", "bao-b.example", "bao-c.example")[number % 3],
                    year=2024 + number % 2,
                    collection="made",
                )
            )
    return made
