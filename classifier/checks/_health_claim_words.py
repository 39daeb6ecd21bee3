"""How a cure is told, whatever the remedy and the illness: outcome, what makes it sound sure, needless medicine."""

from __future__ import annotations

COUNT = r"(?:\d{1,4}(?:[.,]\d{3})?|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|vài|mấy|đôi)"

OUTCOME = (
    (
        r"khỏi(?! (?:nhà|hàng|xã|bản|làng|viện|phòng|nơi|đường))|hết(?! sức| lòng| mực| thời| tháng| ngày| năm"
        r"| quý)|lành"
        r"|khỏe|dứt|lui|tan|tiêu tan|teo|mất|sạch|phục hồi|hồi phục|ổn định"
        r"|bình thường|sáng (?:lại|ra|rõ)|nghe rõ|đi lại|đứng dậy|đẩy lùi|đánh bại|chiến thắng|thắng được|thoát|xua|trị"
        r"|chữa|chữa khỏi|không còn|chẳng còn|ngăn ngừa|ngăn chặn|chặn đứng|miễn nhiễm|không bao giờ|âm tính|về 0"
        r"|về (?:mức )?(?:chuẩn|an toàn)|biến mất"
        r"|tái tạo|hồi sinh|xóa|đào thải|đốt|đánh tan|quét sạch|diệt|tiêu diệt|rụng|liền lại|bước đi|êm|chấm dứt"
        r"|chịu thua|rửa|đậu thai|có bầu|mang thai|có thai|có con|mọc|bỏ gậy|quên"
        r"|xóa bỏ|thông|hạ|giảm hẳn|cắt|tống|dẹp|trôi|lặn|trẻ lại|tỉnh|nói được|dịu|bay|trở lại|trở về|cứu|hóa giải"
        r"|khống chế"
        r"|kiểm soát|nhẹ|dập|vô hiệu|cải thiện|đảo ngược|hồi|khô|rút|xẹp|ngưng|ngừng|cắt cơn|kéo dài sự sống"
    ),
)
SURE_TONE = (
    (
        r"vĩnh viễn|mãi mãi|hoàn toàn|tận gốc|dứt điểm|triệt để|tuyệt đối|không bao giờ|ngay (?:sau|lập tức|tức thì|từ)"
        r"|tức thì|thần kỳ|kỳ diệu|thần tốc|cấp tốc|100 ?%|chỉ (?:cần|một|với|sau)|hẳn|suốt đời|trọn đời"
    ),
    (
        rf"(?:chỉ|sau|trong|dùng|uống|đắp|bôi|ăn|ngâm|nghe|kiên trì|hết|xoa|bấm|tập|nằm|hơ|châm|dán|đeo"
        rf"|mỗi ngày)(?: [^\s,.;]{{1,8}}){{0,2}}? {COUNT}"
        r" (?:ngày|tuần|tháng|lần|liệu trình|thang|hộp|lọ|buổi|đêm|phút|giờ|viên|liều|chai|cốc|gói|bát|củ|thìa"
        r"|quả|giọt)"
    ),
    (
        r"(?:gì|nào|mấy|đâu|ai|bao lâu|cỡ nào|mức nào) (?:cũng|đều)|từ nay|nửa (?:tháng|tuần|năm|ngày)|mau|liền(?! tay)"
        r"|phải chịu|đến đâu|tới đó|đâu vào đấy|phép màu|kỳ tích|không ngờ|lạ thay|như (?:chưa|thời|lúc|trai|gái)"
        r"|trông thấy"
        r"|hết thảy|vẫn chữa được|đầu hàng|sau (?:một đêm|vài|mấy|ít)|sạch bóng"
    ),
    (
        r"là (?:khỏi|hết|khỏe|lành|dứt|tan|xong|đỡ|lui)|(?:cũng|đều|tự|liền|bèn) (?:khỏi|hết|lui|lành|tan|tiêu"
        r"|không|mất"
        r"|được)|không (?:cần|phải) |trả về|bó tay|không còn (?:là )?(?:nỗi lo|lo|phải|tái)|chẳng (?:lo|phải|còn)"
        r"|(?:mọi|tất cả) (?:bệnh|cơn|chứng)|kể cả|dù (?:nặng|lâu|bệnh viện|đã)|lâu năm|kinh niên|giai đoạn cuối"
    ),
)
# Complete by themselves: no illness need be named beside them.
PROMISE = (
    (
        r"giảm(?: ngay| hẳn| tới| đến)? \d{1,2}(?:[-–]\d{1,2})? ?(?:kg|cân|ký)(?: [^\s.;]{1,12}){0,9}? (?:không|chẳng)"
        r" (?:cần|phải|lo)"
    ),
    (
        r"(?:không|chẳng|khỏi|đỡ)(?: còn)?(?: cần| phải| lo| lệ thuộc| phụ thuộc){1,2}(?: vào| đến| gì)?"
        r"(?: [^\s,.;]{1,10}){0,2}? (?:thuốc (?:tây|viên|tân dược|kháng sinh|men|giảm đau)|bác sĩ|mổ xẻ|dao kéo"
        r"|đeo kính"
        r"|chạy thận|lọc máu|truyền hóa chất|bệnh viện|kháng sinh|insulin|thay khớp|đặt stent|phẫu thuật|mổ)"
    ),
    (
        r"(?:bỏ|cai|dứt|đoạn tuyệt)(?: được| hẳn)? (?:rượu|thuốc lá|ma túy|nghiện)(?: [^\s.;]{1,10}){0,4} (?:sau"
        rf"|chỉ|trong) (?:[^\s]{{1,6}} )?{COUNT} (?:lần|ngày|liều|gói|tuần)"
    ),
    (
        rf"(?:hơn |gần |hàng |đã có |có )?(?:{COUNT}|nghìn|ngàn|vạn|trăm|triệu)(?: [^\s,.;]{{1,8}}){{0,1}}? (?:người"
        r"|bệnh nhân|khách|khách hàng|ca|trường hợp|chị em)(?: [^\s,.;]{1,12}){0,6}? (?:đã khỏi|khỏi bệnh"
        r"|lành hẳn|khỏi hẳn"
        r"|thoát khỏi xe lăn|thoát (?:cửa tử|án tử|mổ)|dứt bệnh|hết bệnh|bỏ được thuốc|đi lại được|khỏe lại|lành bệnh)"
    ),
    (
        r"thoát khỏi xe lăn|bệnh viện (?:đã )?(?:trả về|bó tay|chê|lắc đầu)|bác sĩ (?:đã )?(?:bó tay|lắc đầu|trả về)"
        r"|liều thuốc (?:thần|tiên)|thuốc (?:thần|tiên|thánh)(?: kỳ| diệu)?|cứu tinh của (?:người|bệnh nhân)"
        r"|(?:bảo đảm|đảm bảo|cam đoan|cam kết) (?:khỏi|hết|lành|dứt|sạch)|tự khỏi mọi bệnh|cải tử hoàn sinh"
    ),
)
# Medicine and what it uses, given up or made needless; counts where an illness is told of.
NEEDLESS = (
    (
        r"(?:miễn|khỏi|đỡ phải|không|chẳng|đừng|hết cảnh|hết|thôi|quên|bỏ|vứt|giã từ|chia tay|tạm biệt|thay"
        r"|thoát)(?: [^\s,.;]{1,8}){0,3}?"
        r" (?:thuốc(?! lá| lào| trừ| bảo| nổ| súng| giả)|bàn mổ|dao kéo|mổ|tiêm|nằm viện|vào viện|bệnh viện"
        r"|bác sĩ|gậy|nạng"
        r"|xe lăn|phẫu thuật|hóa trị|xạ trị|insulin|máy thở|chạy thận|kháng sinh|nong mạch|đặt stent)"
    ),
)
# A verb straight on an illness.
STRAIGHT = (
    r"(?:làm )?(?:tan|tiêu|(?<!điều )trị|chữa|dứt|hết|sạch|chấm dứt|đẩy lùi|xóa|xóa bỏ|đuổi|tống|rửa|cắt|dập|dẹp"
    r"|hóa giải|đánh bật"
    r"|quét|diệt|vô hiệu|khắc chế|đảo ngược|chiến thắng|khử|phá|thắng|trừ)(?: [^\s,.;]{1,8}){0,2}"
)
BODY = (
    r"mạch máu|thành mạch|gan|thận|phổi|mắt|tai|xương|cột sống|cơ thể|não|mỡ thừa|mỡ bụng|huyết áp|đường huyết"
    r"|(?:cơn|chứng|căn) [^\s,.;]{1,8}|bệnh nhân|người bệnh|người nghiện|trẻ|tỳ vị|tim|phụ khoa|tuyến giáp|da"
)
# Beside a claim elsewhere in the article, these mark what else the advertiser says of it.
HELPLESS = r"(?:bó tay|lắc đầu|trả về|chê|đầu hàng|chịu thua|chào thua|bất lực)"
"""What medicine does before a healer does what it could not."""
BESIDE = (
    r"tác dụng phụ|tái phát|hoàn tiền|trả lại tiền|không (?:hiệu quả|khỏi)|khỏi bệnh|(?:cam kết|bảo đảm|đảm bảo)"
    r"|(?:không|chẳng) (?:cần|phải|còn)(?: [^\s,.;]{1,10}){0,3}? (?:thuốc|viện|bác sĩ|mổ|kiêng|tập|kính|tiêm|gậy)"
    r"|lành tính|an toàn tuyệt đối|(?:bỏ|vứt|ngưng|ngừng) (?:[^\s,.;]{1,8} ){0,2}(?:thuốc|gậy|nạng|xe lăn|kính)"
    r"|hiệu quả (?:tới|đến|ngay|tức)|\d{2,3} ?%"
    rf"|(?:y học|y khoa|tây y|bệnh viện|bác sĩ)(?: hiện đại| đã| cũng| đều){{0,2}} {HELPLESS}"
)

__all__ = ["BESIDE", "BODY", "COUNT", "HELPLESS", "NEEDLESS", "OUTCOME", "PROMISE", "STRAIGHT", "SURE_TONE"]
