"""Vietnamese personal names in running text: where they stand, and which title leads them.

A name is a run of capitalised syllables that opens with a known surname (Kinh, and Mông, Dao, Tày, Nùng, Thái,
Giáy, Hà Nhì, Phù Lá, Mường… of the north-west). Runs that follow a word for a place or an institution
("Trường THCS Lê Quý Đôn", "đường Trần Phú") are not people. Text in capitals and text without diacritics are
read too, with a closer look at what stands around the surname.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from classifier.text import fold

SURNAMES = frozenset(
    # Kinh and shared
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý an âu bạch cao châu chu cù cung dư đàm "
    "đào đinh đoàn đồng đậu điền doãn đới đái đường giang giáp hà hàn hán hạ hồng hứa khổng khuất khúc khương kiều "
    "kim la lã lại lâm lều liễu lữ lục lưu lương mã mạc mai mẫn nghiêm nghị ngụy nguỵ nhâm nhữ ninh ông phí phó phùng "
    "phương quách quản sái tạ tăng thạch thái thân thẩm thiều tiêu tiết tô tôn tống trang triệu trình trịnh trương từ "
    "ứng uông văn viên vương yên chử chung cấn cồ kha mẫu mầu thi vòng nghi đôn tưởng bàng bành biện bá bồ diệp "
    # Mông
    "giàng vàng sùng thào vừ tráng hầu mùa cháng chang chá cứ cư hảng hạng hạnh lầu lỳ ly má ma ngải phàng thề thền vù "
    "sào sồng xồng lừu hờ khang sình và tếnh dềnh chớ giống sính thàng tráng lồ mua vư giơ "
    # Dao
    "bàn chảo phàn tẩn tằng chìn tản lò phù đẩu "
    # Thái, Lự, Khơ Mú, Kháng
    "cà quàng cầm bạc lường điêu đèo tòng vì vi mè lự lự ngần khằm lèo lả tao moong cút cụt hoả hỏa khà "
    # Tày, Nùng, Giáy, Bố Y, Cao Lan
    "nông bế lộc sầm sằm long lèng lùng lù lô lồng sần sin dì lỗ lèn nùng lư ngân thèn vương mông đăng tẩn "
    # Hà Nhì, Phù Lá, La Chí, Pa Dí, Mường, Ba Na…
    "phu pờ ky hù tận po tung pà xa phùng vương giá xín vạng".split()
)
_SURNAMES_PLAIN = frozenset(map(fold, SURNAMES))

# Lower-case words directly before a run that make it a place, an institution or a thing named after someone.
_NOT_PEOPLE = frozenset(
    "trường học thcs thpt thptdt ptdtbt ptdtnt non đường phố ngõ ngách hẻm xã phường thôn bản làng buôn ấp xóm "
    "huyện tỉnh quận trấn phủ tổ ty chùa đền đình miếu núi đồi sông suối hồ cầu đèo chợ quỹ cúp viện vườn khu đảo "
    "tích lăng đài tộc ga cảng sân rạp tháp hang thác mỏ trại trạm hãng lộ vịnh bến htx dốc tộc dòng".split()
)
# Place names whose first syllable is also a surname.
_PLACES = frozenset(
    "hà nội|hà giang|hà nam|hà tĩnh|hà tây|hà đông|hà tiên|hà khẩu|thái nguyên|thái bình|thái lan|"
    "thái dương|an giang|"
    "cao bằng|cao lãnh|lâm đồng|ninh bình|ninh thuận|ninh thuân|hồ chí|hoàng liên|hoàng sa|lào cai|"
    "văn bàn|văn chấn|"
    "văn yên|văn phú|văn lãng|văn quán|mai châu|mai sơn|kim bình|kim tân|kim sơn|kim động|lục yên|"
    "lục ngạn|lục nam|"
    "mường la|mù cang|phù yên|phù lá|lương sơn|lương tài|lý sơn|lý nhân|lý thái|hồng hà|hồng kông|"
    "hồng lĩnh|hồng ngự|"
    "yên bái|yên bình|yên ninh|yên minh|yên châu|yên thế|yên phong|yên dũng|yên lạc|yên khánh|yên mô|"
    "yên định|"
    "long an|long biên|long xuyên|long khánh|long thành|long hải|an nhơn|an lão|an khê|an dương|đồng nai|"
    "đồng tháp|"
    "đồng hới|đồng văn|đồng hỷ|đồng đăng|đông hà|châu âu|châu á|châu phi|châu mỹ|châu thành|châu đốc|"
    "châu quế|"
    "phú thọ|bạch mai|bạch đằng|bạch long|bạc liêu|bàn cờ|la pán|mã lai|hàn quốc|hán văn|tiên yên|"
    "tân uyên|từ liêm|"
    "từ sơn|tam đường|mạc tư|âu lâu|âu cơ|kim đồng|nghi lộc|nghi sơn|nghi xuân|điện biên|tây bắc|"
    "thạch hà|thạch thất|"
    "thạch thành|thi đua|trang web|lô gích|hòa bình|ninh hòa|văn miếu|văn lâm|văn giang|hồng bàng|kiều bào|"
    "phương đông|phương tây|hồng quân|giang thành|đại hàn|tôn đức thắng|chu va|lầu năm|bồ đào|lộc bình|"
    "lộc ninh|thái thịnh".split("|")
)
_PLACES_PLAIN = frozenset(map(fold, _PLACES))
_CITIES = frozenset(
    "hà nội|lào cai|yên bái|sa pa|lai châu|điện biên|sơn la|hà giang|tuyên quang|cao bằng|lạng sơn|phú thọ|hải phòng|"
    "đà nẵng|cần thơ|nghệ an|thanh hóa|quảng ninh|bắc ninh|nghĩa lộ|bắc hà|mường khương|si ma|bát xát|việt nam".split(
        "|"
    )
)
_CITIES_PLAIN = frozenset(map(fold, _CITIES))
_HONORIFICS = frozenset(
    "ông bà anh chị em cháu bé cô chú bác thầy cụ bạn dì cậu mợ thím con theo tên kẻ và với của".split()
)
_HONORIFICS_PLAIN = frozenset(map(fold, _HONORIFICS))
_MIDDLE = frozenset(
    "văn thị a thế đình đức hữu quang quốc minh ngọc xuân thanh mạnh công trọng duy bá kim seo láo mí sỉ "
    "thu hoàng tiến "
    "huy tuấn hồng khánh bảo gia hải đăng phúc nhật thúy thùy phương mai lan viết khắc sĩ tấn trung thành "
    "việt anh tả mùi "
    "sử dũng phù chí trí hùng".split()
)
_GROUPS = frozenset(
    "Bảng Khối Lớp Nhóm Hạng Giải Nhà Tòa Toà Khu Lô Phần Vitamin Cúm Trường Loại Hàng Đội Ca Tổ Serie".split()
)
"""What has an A behind it that is no part of a name."""
_TELLING = frozenset("Văn Thị Đình Seo Láo Mí Sành Quang Hữu".split())
_COMMON = frozenset("nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ".split())
_OFFICES = ("thủ quỹ ", "trưởng thôn ", "trưởng bản ", "trưởng trạm ", "trưởng ga ", "chủ trại ", "chủ vườn ")
"""People whose office ends like the name of a place."""
_HIGHLAND = re.compile("H['’][A-Za-zÀ-ỹ]{1,7}")
"""How women's names of the Ê Đê, Gia Rai and Mnông begin."""
_MIDDLE_PLAIN = frozenset(map(fold, _MIDDLE))
_NOT_PEOPLE_PLAIN = frozenset(map(fold, _NOT_PEOPLE)) - frozenset("ban ho nha bai ba em be chi".split())

ADULT = frozenset("ông bà anh chị cô chú bác thầy cụ dì cậu thím mợ".split())
CHILD = frozenset("em cháu bé".split())
ADDRESS_OF_ONE = ADULT | CHILD
ADDRESS = ADDRESS_OF_ONE | {"bạn"}
ADDRESS_PLAIN = frozenset(map(fold, ADDRESS))

UPPER = "A-Z" + "".join(chr(c) for c in range(0xC0, 0x1EFA) if chr(c).isupper() and not 0x250 < c < 0x1EA0)
LETTER = "A-Za-zÀ-ÖØ-öø-ỹ"
_WORD = rf"[{UPPER}][{LETTER}]{{0,7}}(?:['’][{LETTER}]{{1,7}})?"
# A word alone is no name. The look-behind stands behind the capital: so `re` looks for capitals alone.
_FIRST = rf"[{UPPER}](?<![{LETTER}\d@./_-].)[{LETTER}]{{0,7}}(?:['’][{LETTER}]{{1,7}})?"
_RUN = re.compile(rf"{_FIRST}(?: {_WORD}){{1,15}}(?![{LETTER}\d@_])")
_INITIAL = re.compile("[B-DF-HJ-NP-TV-XZĐ]")
_TOKEN = re.compile(r"[^ ]+")
_LAST_WORD = re.compile(rf"([{LETTER}]+) $")


@dataclass(frozen=True, slots=True)
class Person:
    """A name at `text[start:end]`; `title` is the word before it in lower case, or "" where there is none.

    `lead` is where a form of address ("ông", "cháu"…) before it starts, else `start`, so `text[lead:end]` is how
    a reader meets the person.
    """

    start: int
    end: int
    name: str
    title: str
    lead: int

    @property
    def given(self) -> str:
        """The last syllable, by which Vietnamese text goes on speaking of a person."""
        return self.name.rsplit(" ", 1)[-1]

    @property
    def full(self) -> bool:
        """Surname, middle and given name, or two syllables led by a form of address."""
        syllables = self.name.count(" ")
        return syllables >= 2 or (
            syllables == 1 and (self.title in ADDRESS_OF_ONE or _HIGHLAND.match(self.name) is not None)
        )


def people(text: str, start: int = 0, end: int | None = None, *, plain: bool = False) -> Iterator[Person]:
    """Names between two offsets, in order. `plain` says that the text has lost its diacritics."""
    stop = len(text) if end is None else end
    for run in _RUN.finditer(text, start, stop):
        yield from _in_run(text, run, plain)


def _in_run(text: str, run: re.Match[str], plain: bool) -> Iterator[Person]:
    tokens = [(m[0], m.start() + run.start(), m.end() + run.start()) for m in _TOKEN.finditer(run[0])]
    index = 0
    while index < len(tokens):
        length = _name_length([t[0] for t in tokens], index, plain)
        if not length:
            index += 1
            continue
        first, last = tokens[index], tokens[index + length - 1]
        before = text[max(0, first[1] - 24) : first[1]]
        title, lead = _title(before, first[1])
        address = ADDRESS_PLAIN if plain else ADDRESS
        if _INITIAL.fullmatch(last[0]):
            index += length
            continue
        if title not in (_NOT_PEOPLE_PLAIN if plain else _NOT_PEOPLE):
            lead = lead if title in address else first[1]
            yield Person(first[1], last[2], text[first[1] : last[2]], title, lead)
        index += length


def _title(before: str, at: int) -> tuple[str, int]:
    match = _LAST_WORD.search(before)
    if match is None:
        return "", at
    if before.endswith(("hàng xóm ", "trai làng ", "gái bản ", "trai bản ")):
        return "hàng xóm", at  # a neighbour, not a hamlet
    if before.lower().endswith(_OFFICES):
        return " ".join(before.lower().split()[-2:]), at
    return match[1].lower(), at - len(match[1]) - 1


def _patterned(tokens: list[str], plain: bool) -> bool:
    """ "Chẩu Văn Nhất", "Khổng Thị Ba": the middle syllable says that it is a name, whatever the surname."""
    if plain or len(tokens) < 3 or not tokens[0][1:].islower():
        return False
    telling = tokens[1] in _TELLING or (tokens[1] == "A" and len(tokens[0]) > 1 and tokens[0] not in _GROUPS)
    return telling and tokens[2][1:].islower()


def _name_length(tokens: list[str], index: int, plain: bool) -> int:
    """Number of tokens of the name that opens at `index`, 0 when none does."""
    key = tokens[index].lower()
    if _HIGHLAND.fullmatch(tokens[index]) and key[2:] not in ("mông", "mong"):
        return min(len(tokens) - index, 3)
    if key not in (_SURNAMES_PLAIN if plain else SURNAMES) and not _patterned(tokens[index : index + 3], plain):
        return 0
    if key in (_HONORIFICS_PLAIN if plain else _HONORIFICS) and not _patterned(tokens[index : index + 3], plain):
        return 0
    rest = len(tokens) - index
    if rest < 2:
        return 0
    places = _PLACES_PLAIN if plain else _PLACES
    if " ".join(tokens[index : index + 2]).lower() in places:
        return 0
    if " ".join(tokens[index + 1 : index + 3]).lower() in (_CITIES_PLAIN if plain else _CITIES):
        return 0  # "Đoàn Lào Cai" is a delegation, "Từ Hà Nội" a way
    middle = tokens[index + 1].lower() in (_MIDDLE_PLAIN if plain else _MIDDLE)
    if (
        rest > 3
        and key not in _COMMON
        and tokens[index + 1].lower() in _COMMON
        and tokens[index + 2].lower() in _MIDDLE
    ):
        return 0  # "thị xã Cửa Lò Nguyễn Văn Hùng": the name opens at the next syllable
    shouting = tokens[index].isupper() and len(tokens[index]) > 1 and tokens[index + 1].isupper()
    if shouting:
        return 3 if rest >= 3 and middle else (rest if rest == 3 and not index else 0)
    return min(rest, 4 if middle or rest <= 4 else 3)
