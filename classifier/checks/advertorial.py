"""Advertising told as news: an offer, an order to buy, praise of a brand, a shop's hotline.

Sources: Luật Quảng cáo 16/2012/QH13 as amended by Luật 75/2025/QH15 (in force 1 January 2026) defines advertising as
presenting goods, services and those who sell them, demands that it be told apart from other content and forbids "tốt
nhất", "số một" and the like without proof; Nghị định 342/2025/NĐ-CP (in force 15 February 2026) has the details and
Nghị định 38/2021/NĐ-CP the fines; the press law asks the same of newspapers (Luật Báo chí 126/2025/QH15, in force
since 1 July 2026; before it 103/2016/QH13).

A sentence counts for what it does: offers a price or a gift to buyers, tells the reader to buy, praises a brand in
an advertiser's words, gives a sales line. An article is flagged when an offer meets another of these, or when praise
meets an invitation;
prices of commodities, public fees and policies, aid and warnings against advertising do not count.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from classifier.checks import Flag, Severity, Subject, _advertorial_words, _learnt, flag
from classifier.phrases import Lens, Phrase, Words, lens
from classifier.text import Doc, Span

NAME = "advertorial"

_HINTS = Words(
    *"giảm |trừ |tặng|ưu đãi|khuyến m|giá |đồng|miễn |hoàn tiền|voucher|trả góp|chiết khấu|đổi trả".split("|"),
    *"nhập mã|%|zalo|hotline|thương hiệu|tự hào|đẳng cấp|số một|số 1|hàng đầu|uy tín|nâng tầm|hoàn hảo|chỉ |ngay"
    "|inbox|nhất|biếu|ship|lì xì".split("|"),
)
_MONEY, _COUNT, _FEW = _advertorial_words.MONEY, _advertorial_words.COUNT, _advertorial_words.FEW
_BUYER = (
    r"(?:khách|khách hàng|quý khách|người mua|người tiêu dùng|thành viên|bạn|bạn đọc|học viên|bé|con|chị em|quý vị"
    r"|phái đẹp"
    r"|phái mạnh|gia chủ|chủ nhân|cặp đôi|cô dâu|hóa đơn|đơn hàng|đơn|hộp|sản phẩm|vé|combo|gói|mua|đặt|đăng ký"
    r"|học phí)"
)
_GIFTED = r"(?:khách|người mua|bạn đọc|thành viên|học viên|hóa đơn|đơn hàng|combo|chị em|cặp đôi)"
_SOME = r"(?: [^\s,.;:]{1,14}){0,8}?"
_OFFER = Phrase(
    *_advertorial_words.OFFER,
    rf"(?:mua|đặt|gửi|dùng){_FEW} {_COUNT}{_FEW} (?:được )?tặng(?: ngay| thêm| kèm)? {_COUNT}",
    r"khuyến (?:mãi|mại)|voucher|mã giảm giá|nhập mã|coupon|free ?ship|flash sale|siêu sale|deal|bốc thăm trúng"
    r"|quay số trúng|tri ân khách hàng|giá gốc|giá (?:kịch sàn|hủy diệt)|đồng giá|xả (?:kho|hàng)|siêu tiết kiệm",
    r"giảm (?:ngay|sốc|thêm|sâu|liền|trực tiếp|kịch sàn|đồng loạt|giá (?:còn|tới|đến|sốc|kịch|chỉ"
    r"|mạnh))(?: [^\s.;]{1,14}){0,6}",
    rf"giảm(?: giá)?(?: tới| đến| lên tới| lên đến| còn| ngay| đồng loạt"
    rf"| trực tiếp)? (?:\d{{1,2}}(?: ?[-–] ?\d{{1,2}})? ?%|{_MONEY})"
    rf"{_SOME} (?:{_BUYER}|toàn bộ|tất cả|khi|liệu trình|cho|trên|mọi|các|từ)",
    rf"{_BUYER}{_SOME} (?:được )?giảm (?:tiếp |thêm |ngay )?(?:\d{{1,2}} ?%|{_MONEY})|(?:được giảm|trừ (?:ngay"
    rf"|thẳng|tiền)) (?:ngay )?(?:\d{{1,2}} ?%"
    rf"|{_MONEY})"
    rf"|{_MONEY} thay vì {_MONEY}",
    rf"(?:giá|học phí|chi phí|mức phí|gói|vé|trọn gói|combo){_SOME} chỉ (?:từ |còn |với |khoảng )?{_MONEY}",
    rf"chỉ (?:từ|với|còn) {_MONEY}|chỉ {_MONEY}(?: ?/| mỗi| một| trọn| cho| là)|giá (?:chỉ|gốc|sốc|ưu đãi)",
    r"(?:mức )?giá (?:ưu đãi|sốc|bán ưu đãi|khuyến mãi|mềm|hấp dẫn|tốt nhất|rẻ nhất|siêu|không thể)",
    rf"{_BUYER}{_SOME} (?:được |còn được )?tặng{_SOME} (?:trị giá|voucher|bộ|hộp|gói|mã|quà|phiếu|một|{_COUNT}"
    rf"|miễn phí|thêm|ngay|kèm)",
    rf"(?<!trao )(?<!hiến )(?<!kính )tặng (?:ngay|kèm|thêm|miễn phí|liền tay)|tặng{_SOME} (?:{_GIFTED}"
    rf"|khai trương|đến sớm)|tặng (?:\d{{1,2}} |một |kèm )?(?:voucher|bữa|album|phiếu|mã)"
    rf"|rinh (?:ngay|quà|về)|quà tặng (?:hấp dẫn|kèm|trị giá|giá trị)|(?:để|sẽ|được|tay) nhận (?:ngay |thêm )?(?:quà"
    rf"|ưu đãi|mã|bộ|máy)",
    r"(?:miễn phí|miễn|không mất phí) (?:vận chuyển|giao hàng|ship|lắp đặt|đồng phục|dùng thử|học thử|công|phí ship"
    r"|thiết kế)"
    r"|(?:giao|vận chuyển|ship|lắp đặt)(?: hàng)?(?: tại nhà)? (?:miễn phí|tận nhà|tận nơi|toàn quốc|không mất phí)"
    r"|lái thử"
    r"|bảo hành (?:trọn đời|1 đổi 1|một đổi một|vàng)",
    r"trả góp|trả trước(?: \d{1,3}| [^\s]{1,8} triệu)|chiết khấu \d{1,3}|hoàn tiền|đổi trả|thu cũ đổi mới|tích điểm"
    r"|cam kết (?:sinh lời|hoàn tiền)|hoàn vốn sau",
    r"(?<!tín dụng )(?<!vốn )(?<!vay )(?<!thuế )(?<!chính sách )(?<!lãi suất )ưu đãi (?:lớn|khủng|hấp dẫn|đặc biệt"
    r"|lên|tới"
    r"|đến|giảm|cực|\d{1,2} ?%|mừng|khai trương|chỉ|cho (?:khách|\d)|kép|độc quyền|sốc|vàng|kèm)|nhận ưu đãi"
    r"|nhiều ưu đãi"
    r"|rộn ràng ưu đãi|ngàn ưu đãi|ưu đãi (?:[^\s,.;]{1,12} ){1,6}(?:hóa đơn|khách|đơn hàng)",
    rf"mở bán \d{{1,5}}|tung (?:ra )?(?:gói|hàng|chương trình|combo|ưu đãi)|giá rẻ bất ngờ|cháy hàng"
    rf"|khách hàng đầu tiên"
    rf"|(?:nhận lắp|lắp|thi công) trọn gói|giá bán (?:chỉ |ưu đãi |từ )?{_MONEY}"
    rf"|(?:được )?bán (?:với giá )?từ {_MONEY}",
)
_PRICE = Phrase(
    rf"(?:giá|vé|phí|combo|gói|set){_SOME} {_MONEY}(?: ?/ ?(?:bao|hộp|lọ|chai|gói|chiếc|bộ|combo|set|suất|khách|vé"
    rf"|người|m2|khóa|buổi"
    r"|phòng|đêm|lần|tháng|cây|giỏ)|(?= đến))?"
)
_PHONE = r"(?:\(?0\d|1800|1900|\+84)[\d. ()-]{4,14}"
_ORDER = Phrase(
    *_advertorial_words.ORDER,
    r"(?:gọi|liên hệ|đặt hàng|đặt mua|đặt vé|đặt lịch|đặt phòng|đặt tour|đăng ký|mua|nhắn tin|inbox|ghé|đến|sở hữu"
    r"|chốt đơn|đặt|đặt hẹn|thử|trải nghiệm) ngay(?! lập tức| từ| sau| khi| cả| trong| tại trường)",
    r"đặt (?:hàng|mua|tour|bàn|vé|phòng|lịch|hẹn|chỗ|trước qua|cọc|bàn)(?: [^\s,.;]{1,12}){0,3}? (?:tại|qua|ngay"
    r"|trên|trong|theo"
    r"|hôm nay)|đặt hàng|chốt đơn|inbox|để đặt (?:hàng|chỗ|mua)",
    r"(?:quét mã|tải (?:ứng dụng|app)|bắt đầu|tham gia) (?:và |để )?(?:[^\s]{1,8} ){0,2}ngay|nhanh (?:tay|chân)"
    r"|đừng bỏ (?:lỡ|qua)|không (?:nên |thể |để )?bỏ lỡ|số (?:lượng|ghế|suất|chỗ|phòng"
    r"|vé)(?: quà)? có hạn"
    r"|chỉ còn \d{1,4} (?:chỗ|suất|căn|lô|phòng|sản phẩm|vé|nền)|\d{1,4} (?:lô|căn|suất|chỗ) cuối cùng"
    r"|cơ hội (?:duy nhất|vàng"
    r"|có một|sở hữu)|săn (?:deal|ưu đãi|ngay)|giữ (?:chỗ|suất)|còn chần chừ|còn chờ gì|để chọn cây"
    r"|chọn (?:[^\s]{1,8} )?ưng ý",
    rf"(?:liên hệ|gọi|alo|hotline|tổng đài|số điện thoại|sđt|zalo"
    rf"|đặt hẹn)(?: [^\s.;]{{1,14}}){{0,7}}?[ :]{{1,3}}{_PHONE}",
    rf"(?:hãy|mời|xin mời|kính mời|quý khách|mời quý khách|bà con có nhu cầu|ai yêu|khách hàng có nhu cầu"
    rf"|quý khách có nhu cầu|bạn hãy){_SOME} (?:liên hệ|đến với|ghé|gọi|đặt|mua|cửa hàng|showroom|trải nghiệm"
    rf"|phòng giao dịch"
    rf"|để [^\s]{{1,14}}{_FEW} đưa bạn|chọn)",
    rf"liên hệ{_FEW} (?:đại lý|cửa hàng|showroom|fanpage|nhân viên tư vấn|phòng kinh doanh)|(?:để được"
    rf"|để nhận|nhận) (?:báo giá|tư vấn)(?: tốt| miễn phí)?",
    r"(?:có bán|bày bán|bán) (?:tại|ở) (?:tất cả|các|hệ thống|mọi) (?:đại lý|cửa hàng|nhà thuốc|siêu thị"
    r"|hệ thống)(?: [^\s.;]{1,14}){0,6}",
)
_PRAISE = Phrase(
    *_advertorial_words.PRAISE,
    r"(?:thương hiệu|nhãn hiệu|địa chỉ|lựa chọn|đơn vị|nhà|sản phẩm|điểm đến|điểm dừng chân"
    r"|nơi)(?: [^\s,.;]{1,12}){0,5}? (?:số 1|số một|hàng đầu"
    r"|uy tín|tin cậy|đẳng cấp|lý tưởng(?: nhất)?|được yêu thích nhất|tốt nhất|không thể thiếu)",
    r"(?:ai|mẹ|nhà|người) nào cũng (?:chọn|mê|tin|thích)|(?:ăn|uống|dùng|đến) là (?:mê|nghiền|thích)|đẳng cấp"
    r"|(?:chuẩn|tiêu chuẩn) (?:quốc tế|5 sao|năm sao|châu âu|nhật bản)|view triệu đô|vị trí vàng|khó cưỡng"
    r"|vượt trội|sang trọng"
    r"|sang chảnh|thời thượng|tinh tế|hoàn mỹ|chinh phục (?:chị em|khách|người|mọi)|người bạn (?:đồng hành|của)"
    r"|tin dùng|tin cậy|bình chọn là",
    r"tự hào (?:là|mang|đem)|nâng tầm|sự khác biệt|khẳng định đẳng cấp|hoàn hảo|đến là mê|không thể chối từ|như mơ"
    r"|siêu phẩm|xứng tầm|xứng đáng là",
    r"trải nghiệm (?:như|đẳng cấp|tuyệt vời|hoàn hảo|khác biệt|khó quên|đỉnh cao|trọn vẹn)|đỉnh cao|vượt thời gian"
    r"|làm mưa làm gió|tốt nhất thị trường"
    r"|bậc nhất|luôn là (?:lựa chọn|người bạn)|là sự lựa chọn|không muốn quay lại|cam kết (?:chất lượng|hoàn tiền|đỗ"
    r"|giá|sinh lời|chính hãng|100)"
    r"|nơi khởi đầu|tinh hoa|giá trị vượt|hạng nhất|trọn đời với|phục vụ tận tình|tận tâm|rộn ràng|thỏa sức|tha hồ",
    r"đội ngũ (?:bác sĩ|chuyên gia|giáo viên|chuyên viên|kỹ sư|nhân viên|huấn luyện viên"
    r"|kỹ thuật)(?: [^\s,.;]{1,12}){0,4}? (?:giàu kinh nghiệm|tận tâm"
    r"|hàng đầu|tu nghiệp|bản ngữ|chuẩn|chuyên nghiệp)|giáo trình độc quyền|công thức (?:gia truyền|độc quyền)"
    r"|công nghệ (?:nhật bản|đức|châu âu)",
)
# Words that Luật Quảng cáo, Điều 8 forbids without documents that prove them.
_SUPERLATIVE = Phrase(r"số 1|số một|hàng đầu|(?:tốt|lý tưởng|được yêu thích) nhất|bậc nhất|tốt nhất thị trường")
_SELLER = Phrase(
    _advertorial_words.SELLER,
    r"shop|showroom|spa|studio|homestay|resort|nha khoa|salon|phòng (?:tập|khám|kinh doanh)|nhà (?:xe|hàng|thuốc"
    r"|sách|vườn|phân phối|sản xuất"
    r"|đầu tư)|đại lý|lữ hành|cửa hàng|siêu thị|khách sạn|thẩm mỹ viện|trung tâm (?:anh ngữ|tiếng anh|đào tạo"
    r"|ngoại ngữ|tin học"
    r"|thẩm mỹ)|dự án|khu đô thị|căn hộ|ngân hàng|thương hiệu|điện máy|gym|quán|tiệm|vườn [^\s]{1,8}|hệ thống"
    r"|công ty|hợp tác xã"
    r"|xưởng|cơ sở|sản phẩm|gói|trường (?:mầm non|quốc tế|tư thục)|hãng|máy|gạch|sơn|bảo hiểm|xi măng|du thuyền"
    r"|buffet|fanpage"
    r"|chủ đầu tư|ứng dụng|tòa|combo|sữa|mỹ phẩm|tour|xe điện|thùng|bộ máy",
)
_SERVICE = Phrase(
    *_advertorial_words.SERVICE,
    r"(?:chở|giao|ship|lắp đặt|vận chuyển)(?: hàng)? (?:tận|toàn quốc|miễn phí|nhanh|cod)|tận (?:nơi|nhà)|ship|cod"
    r"|bảo hành|đổi trả"
    r"|bao (?:nở|đậu|ăn|đổi|ship|chất lượng|trả)|kiểm tra hàng|trả góp|giao hàng|lãi suất 0 ?%|hỗ trợ (?:vay"
    r"|trả góp)|không mất phí",
)
_GIFT = Phrase(
    *_advertorial_words.GIFT,
    rf"tặng|quà|(?:giảm|trừ)(?: ngay| thẳng| thêm| tiếp| tới| đến| còn| giá)?{_FEW} (?:\d[\d.,/]{{0,12}}"
    rf"|một nửa|nửa)|miễn phí|miễn"
    r"|không (?:tốn|mất) (?:phí|tiền)|chiết khấu|ưu đãi|nhập mã|rẻ|hoàn tiền|khai trương",
)
_CALL = Phrase(
    *_advertorial_words.CALL,
    r"zalo|hotline|tải ứng dụng|giữ (?:bàn|chỗ|phòng)|đặt (?:trước|hàng|bàn|vé|phòng|lịch|cây|mua|hẹn|tour)"
    r"|nhận đặt|trực tiếp tại"
    r"|phòng kinh doanh|liên hệ|ngay hôm nay|ghé|hãy|gọi|nhắn tin|inbox|hôm nay|quét mã|bắt đầu ngay|dùng thử"
    r"|giữ chỗ|kẻo hết",
)
_CONSUMER = Phrase(
    *_advertorial_words.CONSUMER,
    r"khách|thực khách|quý khách|mẹ nào|các mẹ|mẹ và bé|bé|gia chủ|chị em|bạn|người dùng|người mua|khách hàng|tín đồ"
    r"|ai|bàn từ",
)
_FINE = Phrase(
    *_advertorial_words.FINE,
    r"êm ái|tin (?:chọn|dùng|yêu)|hàng vạn|hàng nghìn khách|lựa chọn|dễ dàng|an toàn cho|dày dạn|như (?:mơ|mây"
    r"|tạp chí)|"
    r"thượng lưu|sống sang|mới tinh|xinh xắn|lịch thiệp|sành điệu|thơm ngon|tươi|ngon|mê|hồ bơi|trên cao|cao cấp"
    r"|chính hãng|uy tín"
    r"|trong tầm tay|chuẩn|đẳng cấp|sang|vượt trội|đẹp|bền|tốt nhất|số một|duy nhất|độc đáo|chất lượng|dáng thế"
    r"|chính thức có mặt|từng ngày",
)
_SALE_PRICE = Phrase(
    *_advertorial_words.SALE_PRICE,
    rf"(?:từ|chỉ|giá|chưa tới|chưa đến|sở hữu|chỉ cần|bán|trọn gói|còn|đồng giá|khởi điểm){_FEW} {_MONEY}"
    r"|\d{1,3}(?:[.,]\d{1,3}){1,3} ?(?:đồng|đ|k|triệu) ?/ ?[^\s]{1,8}",
)
_CATEGORIES = (_SELLER, _SERVICE, _GIFT, _CALL, _CONSUMER, _FINE, _SALE_PRICE)
_INVITING = 0b0001110
_FIRM = 0b1000110
_TRADING = 0b1001110
_BRIEF = 700
_BRIEF_MARKS = 3
_BRIEF_TRADING = 2
_WINDOW = 3
_LONG = 900
_LEAST_CATEGORIES = 4
# Sentences of public business, aid, markets and of warnings against advertising.
_PUBLIC = Phrase(
    r"ngành (?:điện|nước|đường sắt)|kwh|biểu giá|nạn nhân|hảo tâm|giấy khen|đoàn đến thăm|thăm,? tặng|khuyến học"
    r"|học bổng (?:của|cho học sinh)",
    r"ubnd|hđnd|sở (?:công thương|y tế|giáo dục|nông nghiệp|tài chính|văn hóa|nội vụ|xây dựng|du lịch)|chính phủ"
    r"|nghị (?:định|quyết)|quyết định số|nhà nước|ngân sách"
    r"|chính sách|bảo hiểm (?:y tế|xã hội)|hộ (?:nghèo|cận nghèo|chính sách)|trợ cấp|được trợ giá|trợ giá (?:từ|của)"
    r"|lệ phí|thuế|lãi suất cho vay|giãn nợ|xăng (?:ron|e5|dầu)|dầu diesel|vàng miếng|tỷ giá|giá thành|nông thôn mới"
    r"|lộ trình"
    r"|bộ (?:y tế|công an|công thương|tài chính|khoa học)|vay vốn|tín dụng ưu đãi|vốn ưu đãi"
    r"|tháng khuyến m[ạã]i|kích cầu|bình ổn|hội chợ|hội (?:chữ thập đỏ|nông dân|phụ nữ|liên hiệp)|tỉnh đoàn"
    r"|đoàn thanh niên|bệnh viện|trạm y tế|người cao tuổi|học sinh nghèo"
    r"|hiến máu|điện lực|người có công|bảo tàng|thư viện|xe buýt|quân đội|công an|thương lái|thu mua|giá (?:vàng"
    r"|xăng|dầu|điện|nước|heo|lợn|lúa|gạo)|niêm yết"
    r"|so với|cùng kỳ|bình quân|doanh thu|lợi nhuận|xuất khẩu|nhập khẩu|cổ phiếu|chứng khoán|thị phần|kim ngạch"
    r"|ủng hộ|tấm lòng|từ thiện|quyên góp|trao tặng|cứu trợ|tài trợ"
    r"|tái định cư|biên chế|giảm nghèo|giảm biên|tinh giản",
)
_REFUTED = Phrase(
    r"lừa đảo|bị lừa|cảnh báo|cảnh giác|cẩn trọng|chiêu (?:trò|lừa|thức|\"|“)|thủ đoạn|xử phạt|vi phạm"
    r"|quảng cáo (?:sai|quá|gian|láo)|hàng (?:giả|nhái)|thu hồi|kém chất lượng|không nên tin|gỡ (?:bỏ|bài"
    r"|quảng cáo)|bị phạt|thanh tra|quản lý thị trường|tòa án|bị cáo|khởi tố|khiếu nại|tố cáo|trục lợi|phản ánh"
    r"|bức xúc|hoàn toàn không|lên tiếng|ngộ độc|treo đầu dê"
)
_NAME = re.compile(r"(?<=\s)[A-ZĐÀ-ỸƠƯ]\w{1,14}(?: [A-ZĐÀ-ỸƠƯ]\w{0,14}){0,3}")
_ENOUGH = 4
_PRAISING = 2
_LONGEST = 600
_PER_POINT = 700


_ALIKE, _SUM, _MORE, _LESS = 0.0, 1.3, 1.8, 1.5
"""Log odds from which a sentence is like advertising; what all must come to; how much more beside public business; how
much less a sentence says that itself names such."""
_ALSO = -0.8
"""Log odds from which a sentence is shown beside others of an advertisement."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What a sentence does; `kinds` is a bit for each of `_CATEGORIES`."""

    span: Span
    offers: int
    orders: int
    praise: int
    prices: int
    kinds: int


_UNLIKE = -3.0
"""Log odds for `_learnt.likely`."""


def check(subject: Subject) -> Iterator[Flag]:
    """Flags of an article's advertising sentences: `high` with an offer to buy, `low` for praise alone."""
    return _learnt.with_more(subject, NAME, _ALSO, _learnt.likely(subject, NAME, _UNLIKE, _flags))


def _flags(subject: Subject) -> Iterator[Flag]:
    views = [(name, doc, lens(doc)) for name, doc in subject.docs]
    alike = {
        (name, span.start): odds
        for name, _, span, odds in _learnt.over(subject, NAME, _ALIKE)
        if span.end - span.start <= _LONGEST
    }
    if not alike and not any(view.has(_HINTS) for _, _, view in views):
        return
    if any(_REFUTED.search(view) for _, _, view in views):
        return
    read = [(name, doc, list(_sentences(doc, view))) for name, doc, view in views]
    lenses = [view for _, _, view in views]
    every = [sentence for _, _, sentences in read for sentence in sentences]
    found = [sentence for sentence in every if sentence.offers or sentence.orders or sentence.praise]
    public = any(_PUBLIC.search(view) for view in lenses)
    private = {(name, sentence.span.start) for name, _, sentences in read for sentence in sentences}
    # A fee or a tax may be what a shop pays for its buyers: a sentence that names one says less, not nothing.
    likeness = sum(odds if place in private else max(0.0, odds - _LESS) for place, odds in alike.items())
    by_likeness = likeness >= _SUM + (_MORE if public else 0)
    by_phrases = bool(found) and _advertises(found, len(subject.text), lenses, public)
    if not by_likeness and not by_phrases and not _crowded(every, len(subject.text), public, _branded(subject)):
        return
    shown = [sentence for sentence in every if sentence in found or _sells(sentence)]
    severity: Severity = "high" if any(sentence.offers or sentence.prices for sentence in shown) else "low"
    for name, doc, sentences in read:
        known = {sentence.span: sentence for sentence in sentences}
        for span in doc.sentences:
            sentence = known.get(span, _Sentence(span, 0, 0, 0, 0, 0))
            if sentence in shown or (name, span.start) in alike:
                start, end = _learnt.trimmed(doc, span)
                yield flag(NAME, severity, name, doc, start, end, _reason(sentence))


def _sentences(doc: Doc, view: Lens) -> list[_Sentence]:
    public = [match.start() for match in _PUBLIC.finditer(view)]
    spans = [span for span in doc.sentences if span.end - span.start <= _LONGEST and not _holds(public, span)]
    offers, orders = (Counter(number for number, _ in phrase.each(view, spans)) for phrase in (_OFFER, _ORDER))
    praise: Counter[int] = Counter()
    for number, match in _PRAISE.each(view, spans):
        praise[number] += 2 if _SUPERLATIVE.search(view, *match.span()) else 1
    prices = {number for number, _ in _PRICE.each(view, spans)}
    kinds = [0] * len(spans)
    for bit, phrase in enumerate(_CATEGORIES):
        for number, _ in phrase.each(view, spans):
            kinds[number] |= 1 << bit
    return [
        _Sentence(span, offers[number], orders[number], praise[number], int(number in prices), kinds[number])
        for number, span in enumerate(spans)
    ]


def _holds(places: list[int], span: Span) -> bool:
    """Whether one of the places, which are in order, lies in the span."""
    at = bisect_left(places, span.start)
    return at < len(places) and places[at] < span.end


def _advertises(found: list[_Sentence], length: int, views: list[Lens], public: bool) -> bool:
    """Whether the phrases of advertising weigh enough together."""
    offers = sum(min(2, sentence.offers) for sentence in found)
    orders = sum(min(2, sentence.orders) for sentence in found)
    praise = sum(min(3, sentence.praise) for sentence in found)
    prices = min(1, sum(sentence.prices for sentence in found))
    needed = _ENOUGH + length // _PER_POINT + (2 if public else 0)
    if not any(_SELLER.search(view) for view in views):
        needed += 1
    kinds = bool(offers) + bool(orders) + bool(praise)
    if praise >= needed and not public and sum(1 for sentence in found if sentence.praise) >= _PRAISING:
        return True
    return 2 * offers + 2 * orders + praise + prices >= needed and (kinds >= 2 or offers >= 2)


def _crowded(sentences: list[_Sentence], length: int, public: bool, branded: bool) -> bool:
    """Whether neighbouring sentences together have most marks of a sale: seller, price, gift, service, call, …"""
    needed = _LEAST_CATEGORIES + (1 if public else 0) + (1 if length > _LONG else 0)
    for first in range(len(sentences)):
        kinds = int(branded)
        for sentence in sentences[first : first + _WINDOW]:
            kinds |= sentence.kinds
        marks = kinds.bit_count()
        trading = (kinds & _TRADING).bit_count()
        if length < _BRIEF and not public and marks >= _BRIEF_MARKS and trading >= _BRIEF_TRADING and kinds & 1:
            return True
        if kinds & _INVITING and (marks > needed or (marks == needed and kinds & _FIRM)):
            return True
    return False


def _branded(subject: Subject) -> bool:
    """Whether a name of the title comes back in the text: then the article is about whoever bears it."""
    title, text = (doc.text for _, doc in subject.docs)
    return any(match[0] in text for match in _NAME.finditer(title, 1))


def _sells(sentence: _Sentence) -> bool:
    return sentence.kinds.bit_count() >= 2 and bool(sentence.kinds & (_INVITING | _FIRM))


def _reason(sentence: _Sentence) -> str:
    if sentence.offers:
        return "Câu này chào giá hoặc quà cho người mua; nếu là quảng cáo thì cần ghi rõ, nếu không hãy bỏ."
    if sentence.orders:
        return "Câu này giục người đọc mua hoặc gọi điện đặt hàng; cần bỏ hoặc ghi rõ là quảng cáo."
    return "Câu này ca ngợi một thương hiệu như lời quảng cáo; cần viết lại trung tính hoặc bỏ."


__all__ = ["check"]
