"""How a sale is told, whatever is sold: shapes of offers, of orders and of praise, as alternatives of a `Phrase`."""

from __future__ import annotations

MONEY = (
    r"(?:\d{1,3}(?:[.,]\d{1,3}){0,3} ?(?:đồng|đ|nghìn|ngàn|triệu|tr|k|vnđ|vnd|tỷ|usd)(?: đồng)?"
    r"|(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|vài)(?: trăm| chục| mươi)? (?:nghìn|ngàn|triệu) đồng)"
)
COUNT = r"(?:\d{1,3}|một|hai|ba|bốn|năm|sáu|mười)"
FEW = r"(?: [^\s,.;:]{1,14}){0,4}?"
_TWO = r"(?: [^\s,.;:]{1,14}){0,2}?"
_CUT = rf"(?:một nửa|nửa giá|\d{{1,2}} ?%|{MONEY})"

OFFER = (
    # So many bought, so many given or not charged.
    (
        rf"(?:mua|đặt|lấy|nhập|đăng ký|đi|thuê|gửi|sắm|gọi|chốt){FEW} {COUNT}{FEW},? (?:được |sẽ |chỉ |là )?"
        rf"(?:(?:tặng|biếu)(?: thêm| kèm| ngay)? {COUNT}|(?:tặng|biếu) (?:thêm|kèm|ngay)|tính (?:tiền|phí|giá)"
        r"|được biếu|được tặng|được giảm|free|miễn phí)"
    ),
    rf"(?:hạ giá|bớt|giảm giá|chiết khấu|sale|off|được trừ|được giảm|được bớt|giảm thẳng|tiết kiệm ngay){FEW} {_CUT}",
    (
        r"(?:giá|mức phí|chi phí|mức giá|học phí)(?: cực| siêu| chỉ| vô cùng)? (?:sinh viên|hời|ưu ái|hạt dẻ|yêu thương"
        r"|tri ân|tận xưởng|tại xưởng|hữu nghị|bèo|nội bộ|ra mắt|khai trương|đại lý|dùng thử|bất ngờ|học sinh)"
    ),
    rf"thay vì {MONEY}|giá sỉ|lấy sỉ|bán sỉ|sỉ (?:và|,) lẻ|(?:mức )?phí (?:siêu|cực) [^\s]{{1,8}}",
    r"(?:hoàn lại|hoàn trả|hoàn|đền)(?: lại)? (?:\d{1,3} ?%|gấp|toàn bộ (?:tiền|học phí|chi phí)|tiền|học phí)",
    (
        rf"(?:đăng ký|đặt|mua|đến|tới|ghé|check-in|tham gia)(?: [^\s.;]{{1,14}}){{0,6}}? (?:nhận|rinh|được tặng|tặng)"
        rf"(?: ngay| thêm| liền)? (?:học bổng|quà|phần quà|ưu đãi|voucher|mã|lì xì|{COUNT})"
    ),
    r"rinh (?:ngay |về )?(?:lì xì|quà|xe|vàng|tivi|điện thoại|nhiều)",
    (
        rf"miễn(?: phí)?(?: toàn bộ| hoàn toàn| 100 ?%)? (?:phí )?(?:hồ sơ|ghi danh|cài đặt|thành viên|gửi xe"
        rf"|bữa sáng|nước uống|lắp|giao|công lắp|thay|vệ sinh|{COUNT} (?:tháng|buổi|năm|ngày))"
        r"|(?:giao|vận chuyển|lắp|đưa đón|đón)(?: [^\s.;]{1,10}){0,5} miễn phí|miễn phí (?:trong bán kính|nội thành)"
    ),
    rf"(?:trả trước|đưa trước|đặt cọc|cọc|thanh toán|chỉ cần){FEW} {_CUT}{FEW} (?:là )?(?:nhận|sở hữu|lấy|rước|vào ở)",
    (
        r"(?:dùng|học|tập|ăn|uống) thử miễn phí|(?:đón trả|phục vụ|giao|ship|chở) (?:tận|tại) (?:nhà|nơi|cửa|bàn)"
        r"|khách (?:đầu tiên|thân thiết|quen|mới|cũ|đặt sớm)|tặng (?:kèm )?(?:bữa|vé|lượt|buổi)"
    ),
    rf"gói (?:cước|khám|dịch vụ|chụp|cưới){FEW} {MONEY}|(?:phòng|suất|vé|khóa|set|buổi) (?:chỉ )?từ {MONEY}",
)
ORDER = (
    r"soạn (?:tin )?[a-z0-9]{1,10}(?: [a-z0-9]{1,8})? gửi \d{3,5}",
    (
        r"(?:gọi|alo|nhắn|inbox|ib|liên hệ|chat|gọi điện)(?: ngay| cho| tin| tới| với| qua| đến"
        r"| tin cho)? (?:shop|cửa hàng"
        r"|quán|tiệm|page|fanpage|chúng tôi|phòng (?:kinh doanh|tư vấn|bán|vé)|zalo|tư vấn viên|bộ phận|lễ tân|hãng"
        r"|(?:anh|chị|cô|em) [^\s]{1,8},? (?:kinh doanh|tư vấn|bán hàng|phòng))|alo là|gọi là có|inbox|ib|dm"
    ),
    (
        r"(?:tận hưởng|sở hữu|rước|tậu|sắm|đăng ký|trải nghiệm|ghé|đặt|thử|đổi|nâng cấp|lên đời|tham gia|liên hệ)"
        r"(?: [^\s,.;]{1,10}){0,4}? (?:ngay hôm nay|ngay bây giờ|hôm nay|ngay(?= ?[.!]))"
    ),
    (
        r"hãy để (?:[^\s,.;]{1,14} ){1,5}(?:là|làm|giúp|đồng hành|chăm|mang|đưa|lo)|hãy (?:đến với|ghé|chọn|liên hệ"
        r"|sở hữu|nhanh|đặt|trải nghiệm|thử)"
    ),
    (
        r"chờ gì|chần chừ|do dự gì|ngần ngại|đăng ký sớm|(?:tới|đến|ghé) (?:ngay )?(?:hệ thống|showroom|chi nhánh)"
        r"|kiểm tra hàng|nhận hàng (?:rồi )?mới|giữ chỗ|đặt lịch|mua (?:online|trực tuyến) (?:tại|trên|qua)|mua ngay"
        r"|link (?:mua|đặt|dưới|ở)|số lượng (?:có hạn|giới hạn)|duy nhất (?:hôm nay|trong)|về tay|kẻo (?:hết|lỡ|muộn)"
        r"|đến hết (?:hàng|quà)|quét (?:mã )?qr|nhận cọc|nhận đơn|nhận đặt|lên đơn|ship cod|sẵn hàng"
    ),
)
_WHERE = r"(?:thành phố|thị trấn|thị trường|vùng|phố|tỉnh|việt nam|hiện nay|khu vực|phường|sa pa|hà nội)"
PRAISE = (
    rf"(?:ngon|đẹp|tốt|rẻ|chất lượng|uy tín|sang|xịn|bền|thơm|chất)(?: số một| số 1| bậc nhất| nhất){_TWO} {_WHERE}",
    (
        r"không (?:ai|người)(?: [^\s,.;]{1,8}){0,2} không biết|(?:không|chẳng)(?: [^\s,.;]{1,10}){1,4} (?:sánh|bì"
        r"|bằng|bằng được|địch nổi)|(?:một|1) lần là (?:nhớ|mê|nghiện|thích|quay)|là (?:nghiện|mê|ghiền)|nhớ mãi"
        r"|(?:địa chỉ|nơi|cái tên|điểm đến|món quà|lựa chọn)(?: [^\s,.;]{1,8}){0,3} không thể (?:bỏ qua|bỏ lỡ|thiếu)"
    ),
    (
        r"tin tưởng (?:lựa chọn|sử dụng|đồng hành)|được(?: [^\s,;]{1,12}){0,6} tin (?:dùng|chọn|yêu|tưởng)"
        r"|hàng (?:triệu|vạn|nghìn|ngàn|trăm)(?: [^\s,.;]{1,10}){0,2} (?:gia đình|khách hàng|người dùng|chị em|bà mẹ)"
    ),
    (
        r"(?:lựa chọn|giải pháp|món quà|điểm đến|điểm hẹn|địa chỉ|thiên đường"
        r"|chốn)(?: [^\s,.;]{1,12}){0,4}? (?:hàng đầu"
        r"|hoàn hảo|tuyệt vời|lý tưởng|tối ưu|thông minh|đáng tin|số 1|số một|dành cho bạn|của bạn)"
    ),
    (
        r"đáp ứng mọi (?:nhu cầu|mong)|làm hài lòng|hài lòng cả|tự tin (?:mang|đem|là|khẳng định)|sống ảo"
        r"|cam kết(?: [^\s,.;]{1,10}){0,3} (?:đầu ra|100|chính hãng|chất lượng|hoàn)|phá đảo|cực (?:chill|phẩm"
        r"|chất|đỉnh)"
        r"|ngất ngây|mê mẩn|xịn sò|đỉnh của chóp|trẻ ra \d|không đâu (?:bằng|có)|thượng hạng|hảo hạng|độc nhất"
    ),
)
SELLER = (
    r"trung tâm (?!trợ giúp|xúc tiến|kiểm soát|y tế|khuyến|bảo)[^\s]{1,8}|cám|nhà máy nước|phân bón|đồng hồ"
    r"|trà [^\s]{1,8}|chè|gạo|mật ong|du học|phần mềm|khu nghỉ dưỡng"
    r"|chúng tôi|quý khách|chi nhánh|nha sĩ|phòng vé|dịch vụ|thuê bao|nội thất|bánh|cà phê|chung cư|đất nền|xe máy"
    r"|ô tô|bể bơi|rèm|tủ bếp|kính|bỉm|gà rán|trà sữa|lẩu|nước mắm|áo dài|áo cưới|nệm|giày|thời trang|studio"
    r"|khóa học|gara|vàng bạc|mắt kính|thú cưng|tóc|mày|bếp|nhà nghỉ"
)

# Marks of a sale that count by how many kinds stand together.
SERVICE = (
    (
        r"một đổi một|1 đổi 1|tích điểm|nguyên zin|nhận (?:bọc|giặt|chụp|tổ chức)|lấy (?:ngay|liền)|trong ngày"
        r"|chia (?:hai|ba|nhiều|\d) đợt|(?:đo|thiết kế|tư vấn|khảo sát|sửa chữa|lắp)"
        r"(?: [^\s,.;]{1,8}){0,2} (?:tại nhà|tận nơi|tận nhà)|giao (?:ngay|tới|nhanh)|nhận (?:may|đo|thi công|đặt|làm"
        r"|vẽ|in|sửa)"
        r"|cho thuê|hỗ trợ đổi|nhập (?:khẩu|hàn|nhật|mỹ|đức|ý|thái)"
    ),
)
GIFT = (
    (
        r"không (?:thu|lấy|tính|mất|tốn|cần trả)(?: thêm)? (?:phí|tiền|đồng)|(?:bớt|trừ|giảm|hạ)(?: [^\s,.;]{1,8}){0,2}"
        r" \d{1,2} ?%|rẻ hơn|thay (?:cho|vì) \d|biếu|(?:có|được|kèm) (?:thêm|ngay)(?: một)? (?:ly|cốc|phần|suất|món|bộ"
        r"|đĩa|hộp"
        r"|quà|vé)|mở (?:cửa|hàng) (?:mừng|khuyến)|tuần đầu|thử miễn phí|khuyến (?:mãi|mại)|nửa giá|(?:học|ở|dùng|tập"
        r"|chơi|xem) thêm (?:một|hai|ba|\d)|trả hết tiền|trả sau|0 đồng|rẻ nhất|đổi quà|hỗ trợ \d{2,3} nghìn|đơn đầu"
        r"|quà cho|giá hời|tri ân"
    ),
)
CALL = (
    (
        r"shopee|lazada|tiki|facebook|fanpage|kẻo|chốt|nhấc máy|mời (?:bạn|quý|ghé|bà con|các)|báo giá|gọi số|alo"
        r"|check-in|số lượng có hạn|nhanh tay|nhanh chân|sớm kẻo|đừng (?:bỏ lỡ|quên|ngại)|ghi danh|quét|nhấn (?:nút"
        r"|vào)|bấm (?:nút|vào)|săn ngay|sắp kín|còn (?:đúng )?\d{1,3}"
        r" (?:suất|chỗ|phòng|lô|căn)|cứ đến|đến ngay|ghé"
    ),
)
CONSUMER = (
    (
        r"quý vị|học viên|phụ huynh|thượng đế|dân sành|hội viên mới|người yêu|tín đồ|mọi nhà|gia đình bạn|các bạn|nàng"
        r"|quý ông"
        r"|quý bà|cả nhà|bếp nhà|tổ ấm"
    ),
)
FINE = (
    (
        r"quý phái|châu âu|không (?:nơi|đâu|hãng|quán|tiệm) nào|bậc nhất|đậm đà|tuyệt hảo|hoàn hảo|tinh tế"
        r"|ấm cúng|hiện đại"
        r"|chuyên nghiệp|tận tình|chu đáo|mềm mịn|nguyên chất|đặc biệt|lung linh|khác biệt|hết ý|số 1|nổi tiếng|sành"
        r"|yên tâm"
        r"|ưng ý|hài lòng|tiện nghi|rộng rãi"
    ),
)
SALE_PRICE = (
    rf"(?:thẻ|vé|gói|suất|khóa|phí|phòng|bộ|bàn|tour|combo|set|học phí)(?: [^\s,.;]{{1,10}}){{0,3}} {MONEY}",
    rf"{MONEY} ?(?:/|một|mỗi) ?(?:bộ|suất|người|khách|đêm|buổi|khóa|chai|hộp|túi|kg|gói|vé|bàn|lần|tháng|chiếc|phòng)",
    r"\d{2,3} ?k",
)

__all__ = [
    "CALL",
    "CONSUMER",
    "COUNT",
    "FEW",
    "FINE",
    "GIFT",
    "MONEY",
    "OFFER",
    "ORDER",
    "PRAISE",
    "SALE_PRICE",
    "SELLER",
    "SERVICE",
]
