"""Keyword rules for Media Topics that the training data covers thinly or not at all.

A rule looks at the lead only (title and text, first `LEAD` syllables). It fires when one of its phrases
stands in the headline zone (the first `HEADLINE` syllables), or two different ones in the lead. Phrases match
whole syllables; in a text without diacritics they match without diacritics. The phrases are written into
each model, so that a model judges the same way whatever this table says later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from classifier.medtop import code
from classifier.text import fold
from classifier.tokens import canonical

LEAD = 60
HEADLINE = 16
FIRES = 2
"""Strength at which a rule fires; see `RuleSet.strengths`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`code` gets at least `probability` when the phrases speak for it."""

    code: str
    probability: float
    phrases: tuple[str, ...]


class RuleSet:
    """Rules compiled to one phrase table; matching costs one look-up a syllable run of the lead."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._probability = {rule.code: rule.probability for rule in rules}
        self._marked: dict[str, list[str]] = {}
        self._folded: dict[str, list[str]] = {}
        for rule in rules:
            for phrase in rule.phrases:
                spelled = " ".join(map(canonical, phrase.lower().split()))
                self._marked.setdefault(spelled, []).append(rule.code)
                self._folded.setdefault(fold(spelled), []).append(rule.code)
        lengths: dict[str, set[int]] = {}
        for phrase in (*self._marked, *self._folded):
            words = phrase.split()
            lengths.setdefault(words[0], set()).add(len(words))
        self._lengths = {first: tuple(sorted(found)) for first, found in lengths.items()}

    def matches(self, lead: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        """(code, first syllable, number of syllables) of every phrase in the lead.

        `lead` holds canonical syllables, as `classifier.tokens.syllables` gives them.
        """
        lead = lead[:LEAD]
        table = self._folded if all(map(str.isascii, lead)) else self._marked
        for start, syllable in enumerate(lead):
            for length in self._lengths.get(syllable, ()):
                if start + length <= len(lead):
                    for topic in table.get(" ".join(lead[start : start + length]), ()):
                        yield topic, start, length

    def strengths(self, lead: Sequence[str]) -> dict[str, int]:
        """Code → how strongly its phrases speak: distinct phrases in the lead plus those in the headline zone."""
        found: dict[str, dict[str, bool]] = {}
        for topic, start, length in self.matches(lead):
            phrase, early = " ".join(lead[start : start + length]), start + length <= HEADLINE
            found.setdefault(topic, {})[phrase] = early or found.get(topic, {}).get(phrase, False)
        return {topic: len(phrases) + sum(phrases.values()) for topic, phrases in found.items()}

    def fire(self, lead: Sequence[str]) -> dict[str, float]:
        """Code → probability for each rule that fires on this lead."""
        return {
            topic: self._probability[topic] for topic, strength in self.strengths(lead).items() if strength >= FIRES
        }


def _rule(number: int, probability: float, phrases: str) -> Rule:
    listed = tuple(phrase.strip() for phrase in phrases.replace("\n", ",").split(",") if phrase.strip())
    return Rule(code(number), probability, listed)


PHRASES: Mapping[int, tuple[float, str]] = MappingProxyType(
    {
        3: (
            0.8,
            """lũ quét, sạt lở, lở đất, động đất, dư chấn, sóng thần, vụ cháy, hỏa hoạn, cháy lớn, đám cháy
            cháy rừng, cháy nhà, cháy chợ, cháy xưởng, cháy quán, bốc cháy, vụ nổ, nổ khí, nổ bình gas
            nổ lớn, tai nạn giao thông, vụ tai nạn, tai nạn thảm khốc, tai nạn liên hoàn
            tai nạn nghiêm trọng, tai nạn tàu, tai nạn đường sắt, máy bay rơi, rơi máy bay, trực thăng rơi
            lật tàu, chìm tàu, đắm tàu, chìm đò, lật đò, lật thuyền, lật xe, lật xuồng, lao xuống vực
            đâm liên hoàn, đuối nước, thảm họa, thiên tai, siêu bão, lũ lụt, ngập lụt, lũ dữ, lũ ống, vỡ đê
            vỡ đập, mưa lũ, bão lũ, sau lũ, sau bão, vùng lũ, sập hầm, sập cầu, sập nhà, sập giàn giáo
            sập mỏ, sập lò, bị vùi lấp, núi lửa phun, cứu nạn, cứu hộ, tai nạn lao động, ngộ độc khí
            ngạt khí, lốc xoáy, khắc phục hậu quả, hậu quả bão, tìm kiếm nạn nhân, số người thiệt mạng
            tử vong tại chỗ""",
        ),
        6: (
            0.6,
            """ô nhiễm, bảo vệ môi trường, vệ sinh môi trường, môi trường sống, tài nguyên và môi trường
            biến đổi khí hậu, khí thải, rác thải, chất thải, nước thải, xả thải, bảo vệ rừng, trồng rừng
            phá rừng, rừng phòng hộ, rừng đặc dụng, rừng nguyên sinh, động vật hoang dã, động vật quý hiếm
            đa dạng sinh học, khí nhà kính, hiệu ứng nhà kính, nóng lên toàn cầu, cá chết hàng loạt
            hạn hán, xâm nhập mặn, nguồn nước, trồng cây gây rừng, tín chỉ carbon, phát thải, phân loại rác
            rác nhựa, nhựa dùng một lần, bãi rác, sách đỏ, vườn quốc gia, khu bảo tồn, hệ sinh thái
            tầng ozone, chất lượng không khí, bụi mịn, kiểm lâm""",
        ),
        8: (
            0.5,
            """người tốt việc tốt, trả lại tiền, trả lại người mất, trả lại của rơi, nhặt được của rơi
            trả lại tài sản, trả lại ví, nghị lực phi thường, giàu nghị lực, vượt lên số phận
            hành động đẹp, việc làm đẹp, nghĩa cử, việc tử tế, lòng tốt, dũng cảm cứu người, cứu sống người
            lao xuống cứu, chuyện lạ, kỷ lục guinness, câu chuyện cảm động, xúc động câu chuyện, gương sáng
            tấm gương sáng, cổ tích giữa đời thường, cao tuổi nhất thế giới, sống thọ nhất""",
        ),
        9: (
            0.6,
            """việc làm, người lao động, công nhân, tiền lương, lương tối thiểu, tăng lương, lương hưu
            đình công, bảo hiểm thất nghiệp, thất nghiệp, xuất khẩu lao động, công đoàn, thưởng tết
            sa thải, mất việc, thị trường lao động, hợp đồng lao động, an toàn lao động, tai nạn lao động
            luật lao động, bộ luật lao động, tranh chấp lao động, đào tạo nghề, dạy nghề
            liên đoàn lao động, nguồn lao động, lao động nông thôn, tuyển lao động, tuyển công nhân
            giờ làm thêm, làm thêm giờ, nghỉ hưu, tuổi nghỉ hưu, bảo hiểm xã hội""",
        ),
        11: (
            0.6,
            """quốc hội, đại biểu quốc hội, thủ tướng, phó thủ tướng, tổng bí thư, chủ tịch nước, bộ chính trị
            ban bí thư, trung ương đảng, đảng bộ, đảng ủy, tỉnh ủy, thành ủy, huyện ủy, đảng viên
            đại hội đảng, hội đồng nhân dân, hđnd, cử tri, bầu cử, tổng tuyển cử, ứng cử viên, tổng thống
            tân tổng thống, ngoại trưởng, bộ ngoại giao, hội đàm, quan hệ song phương, đối tác chiến lược
            nhà trắng, điện kremlin, thượng viện, hạ viện, thượng đỉnh, liên minh cầm quyền, bộ nội vụ
            cải cách hành chính, thủ tục hành chính, tinh giản biên chế, sáp nhập tỉnh, sáp nhập xã
            đơn vị hành chính, bổ nhiệm, miễn nhiệm, luân chuyển cán bộ, công tác cán bộ, nhiệm kỳ
            chất vấn, dự án luật, sửa đổi hiến pháp, mặt trận tổ quốc, liên hợp quốc, đại sứ, chính phủ
            nghị quyết, thủ tướng chính phủ, dự thảo luật, văn phòng chính phủ, ubnd tỉnh, chủ tịch ubnd
            phó chủ tịch ubnd, phiên họp""",
        ),
        12: (
            0.7,
            """giáo hội, phật giáo, công giáo, thiên chúa giáo, tin lành, giáo hoàng, giáo xứ, giáo phận
            linh mục, giám mục, hồng y, hòa thượng, thượng tọa, đại đức, ni sư, ni trưởng, phật đản
            lễ vu lan, tôn giáo, tín ngưỡng, tăng ni, phật tử, bà con giáo dân, chức sắc tôn giáo, vatican
            ramadan, trụ trì, thánh lễ, cao đài, lễ cầu siêu, đại lễ vesak, giáo đường""",
        ),
        14: (
            0.7,
            """hộ nghèo, người nghèo, giảm nghèo, thoát nghèo, xóa đói giảm nghèo, an sinh xã hội
            bảo trợ xã hội, trợ giúp xã hội, trợ cấp xã hội, người có công, gia đình chính sách
            nhà tình nghĩa, nhà tình thương, nhà đại đoàn kết, nhà tạm, nhà dột nát, người khuyết tật
            người tàn tật, người cao tuổi, trẻ mồ côi, trẻ em mồ côi, trẻ em lang thang, trẻ em nghèo
            bình đẳng giới, bạo lực gia đình, dân tộc thiểu số, đồng bào dân tộc, từ thiện, thiện nguyện
            quyên góp, neo đơn, tảo hôn, tình nguyện viên, thanh niên tình nguyện, cựu chiến binh
            thương binh, liệt sĩ, mẹ việt nam anh hùng, chất độc da cam, nạn nhân da cam, hội chữ thập đỏ
            hoàn cảnh khó khăn, nông thôn mới, đời sống văn hóa, khu dân cư, già hóa dân số, mức sinh
            công tác dân số, quyền trẻ em, bảo vệ trẻ em, xâm hại trẻ em, nhà ở xã hội, tái định cư""",
        ),
        16: (
            0.7,
            """chiến sự, giao tranh, không kích, pháo kích, nã pháo, ngừng bắn, quân nổi dậy, phiến quân
            phe nổi dậy, đánh bom, vụ đánh bom, khủng bố, lính mỹ, binh sĩ, quân đội mỹ, xung đột vũ trang
            xung đột quân sự, cuộc chiến tại, cuộc chiến ở, chiến tranh iraq, chiến dịch quân sự
            tấn công quân sự, đảo chính, dải gaza, taliban, bạo loạn, hamas, israel tấn công
            thỏa thuận hòa bình, tiến trình hòa bình, đàm phán hòa bình, tên lửa đạn đạo, gìn giữ hòa bình
            xung đột, nội chiến, al qaeda, biệt kích, tù binh, lệnh ngừng bắn, nhóm vũ trang, tay súng""",
        ),
        17: (
            0.7,
            """dự báo thời tiết, thời tiết, không khí lạnh, nắng nóng, rét đậm, rét hại, mưa to, mưa lớn
            mưa rất to, mưa dông, mưa giông, mưa rào, mưa đá, gió mùa đông bắc, gió mùa, áp thấp nhiệt đới
            áp thấp, nhiệt độ thấp nhất, nhiệt độ cao nhất, khí tượng thủy văn, bão số, cơn bão, tâm bão
            siêu bão, băng giá, sương muối, sương mù, đợt lạnh, đợt rét, chuyển rét, bão mạnh, vùng áp thấp
            el nino, la nina, đài khí tượng""",
        ),
    }
)

RULES: tuple[Rule, ...] = tuple(_rule(number, *entry) for number, entry in PHRASES.items())
