"""Forms of personal numbers and the words that say whose they are. Used by `personal_data` only."""

from __future__ import annotations

import re

from classifier.lexicon import Keys, Lexicon
from classifier.names import UPPER

ADVICE = "đề nghị bỏ hoặc xin phép người đó trước khi chia sẻ (Luật Bảo vệ dữ liệu cá nhân)."
DIGITS = re.compile(r"\d(?:[ .\-–]{0,2}\d){7,18}")
PHONE = re.compile(r"(?<![\d/.,+-])(?:\(?\+84\)?|0084|84|0)(?:[ .\-]{0,2}\(?\d\)?){8,10}(?![\d/%]|[.,-]\d)")
# Cheap enough to run on every text: a literal first, no look-behind.
PHONE_LIKE = re.compile(r"0[35789][\d .()-]{8}")
# Another way in to the number plates than the words of KEYS.
PLATE_LIKE = re.compile(r"\d\d ?-?[A-ZĐ][A-Z\d]?[ .–-]{1,3}\d{3}")
PASSPORT = re.compile(r"(?<![\w/-])(?:[A-Z]\d{7,8}|[A-Z]{2} ?\d ?\d{2} ?\d{10}|[A-Z]{2}\d{13})(?![\w/-])")
PASSPORT_LIKE = re.compile(r"[A-Z]\d{7}|[A-Z]{2} ?\d ?\d{2} ?\d{8}")
DIGIT_WORDS = {
    "không": "0", "một": "1", "mốt": "1", "hai": "2", "ba": "3", "bốn": "4", "tư": "4", "năm": "5", "lăm": "5",
    "sáu": "6", "bảy": "7", "bẩy": "7", "tám": "8", "chín": "9",
}  # fmt: skip
SPOKEN_LIKE = re.compile(r"không[ ,.–-]{1,3}(?:ba|năm|bảy|bẩy|tám|chín)[ ,.–-]")
SPOKEN = re.compile(rf"(?<!\w)không(?:[ ,.–-]{{1,3}}(?:{'|'.join(DIGIT_WORDS)})){{9}}(?!\w)")
PHONE_ABROAD = re.compile(r"84[ .)-]{0,2}[35789][\d .-]{8}")
ID = re.compile(
    r"(?<![\d./-])(?:\d{12}|\d{3} \d{3} \d{3} \d{3}|\d{4} \d{4} \d{4}|\d{9}|"
    r"\d{3}[ .]\d{3}[ .]\d{3})(?![\d/%-]|[.,]\d)"
)
ACCOUNT = re.compile(r"(?<![\d/])\d(?:[ .\-]?\d){7,19}(?![\d/%]| (?:đồng|triệu|tỷ|dong|usd))")
EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{1,63}@(?:[A-Za-z0-9-]{1,40}\.){1,4}[A-Za-z]{2,10}(?![\w-])")
# Look-behinds stand behind the digits: a pattern that begins with a digit is looked for many times faster.
PLATE = re.compile(r"\d{2}(?<![\w.]\d\d) ?-? ?[A-ZĐ](?:[A-Z]|\d)? ?[-–. ] ?(?:\d{3}\.?\d{2}|\d{4})(?![\d/])")
FREE_MAIL = re.compile(
    r"@(?:gmail|yahoo|ymail|hotmail|outlook|live|icloud|proton|protonmail|zoho|mail|aol|me|msn)\.(?:com|"
    r"vn|net|me|ru|com\.vn)"
)
KEYS = Keys(
    (
        "số",
        "bks",
        "biển",
        "tài khoản",
        "stk",
        *"vietcombank vietinbank bidv agribank techcombank mbbank sacombank".split(),
        *"vpbank tpbank lpbank acb vib shb hdbank momo".split(),
        "liên hệ",
        "liên lạc",
        "gọi",
        "zalo",
        "điện thoại",
        "căn cước",
        "cccd",
        "cmnd",
        "chứng minh",
        "hộ chiếu",
        "bhyt",
        "bảo hiểm y tế",
    )
)
# Whose number it is: the nearest cue before the number decides.
OFFICE = Lexicon(
    r"đường dây nóng|hotline|trực ban|trực chỉ huy|số trực|máy trực|tiếp nhận|vườn quốc gia|khu bảo tồn|"
    r"công bố số|trực lãnh đạo|tổng đài|trung tâm|công an|cảnh sát|ubnd|ủy ban|ban chỉ huy|"
    r"ban chỉ đạo|ban chqs|chỉ huy|trạm|bệnh viện|sở|chi cục|cục|hạt kiểm lâm|kiểm lâm|cơ quan|đồn|"
    r"văn phòng|phòng (?!trọ|ngủ|khách)\w{1,8}|(?<!xã )hội|"
    r"chủ tịch|phó|chánh|bí thư|trưởng (?:thôn|bản|phòng|ban|trạm|khoa|đoàn|khu|công an)|tổ trưởng|cán bộ|"
    r"công chức|đồng chí|đ/c|giám đốc|hiệu trưởng|"
    r"chuyên viên|kế toán|văn thư|thiếu tá|trung tá|thượng tá|đại tá|đại úy|thượng úy|trung úy|thiếu úy|"
    r"cửa hàng|shop|đại lý|công ty|"
    r"doanh nghiệp|hợp tác xã|htx|nhà xe|"
    r"khách sạn|homestay|nhà hàng|đặt (?:hàng|tour|phòng|mua|bàn|vé)|ban tổ chức|ban quản lý|"
    r"ban vận động|tòa soạn|nhà trường|trường|thư viện tỉnh|"
    r"điện lực|bưu điện|ngân hàng|quỹ|mttq|mặt trận|đoàn thanh niên|chi nhánh|điểm bán|cơ sở|fanpage|"
    r"chăm sóc khách hàng|tư vấn|cứu hộ|cấp cứu|"
    r"thường trực|đội|tổ công tác|của xã|của phường|của tỉnh|nhân viên|lễ tân|ban biên tập|bộ phận|"
    r"ban giám|ký hiệu|mã số",
    drop_single=True,
)
PRIVATE = Lexicon(
    r"(?:cho|gặp|của|liên hệ|liên lạc|gọi|nhắn|số|tới|đến|với|qua|máy|là|hỏi|hệ|lạc|điện) (?:con trai |"
    r"con gái |vợ |chồng |người nhà |cháu |mẹ |bố )?"
    r"(?:anh|chị|ông|bà|em|cô|chú|bác|cháu|cụ|thầy|gia đình|con trai|con gái|vợ|chồng|mẹ|bố|người nhà|"
    r"chủ nhà|chủ xe|chủ nhân|thân nhân|bạn|người thân)|"
    r"(?:con trai|con gái|vợ|chồng|mẹ|(?<!công )bố|người nhà|người thân|gia đình|chủ nhà) (?:ông|bà|anh|"
    r"chị|cháu|nạn nhân|theo|qua|số|ở|là)|số riêng|số cá nhân|"
    r"số điện thoại riêng|di động riêng"
)
# A number read off somebody's lost papers, or given out in an appeal: its owner is a private person.
FOUND = Lexicon(
    r"(?:ghi|viết|lưu|in|để lại|có|kèm|dán|khắc)(?: \w{1,8}){0,4} (?:trên|trong|ở|sau|dưới|mặt sau) (?:\w{1,8} ){0,4}"
    r"(?:giấy|ví|điện thoại|vòng|áo|cặp|ba lô|balo|túi|thẻ|sổ|danh bạ|bao|hộp|tờ rơi|cột điện|tường)"
)
APPEAL = Lexicon(
    r"nhặt được|bắt được|ai (?:thấy|gặp|biết|nhặt|trông|có|bắt|tìm|cần|muốn)|hậu tạ|cảm tạ|xin lại|chuộc|"
    r"thất lạc|đánh rơi|"
    r"đi lạc|bỏ nhà|để quên|bỏ quên|đánh mất|tìm (?:con|mẹ|bố|cha|chồng|vợ|người thân|thân nhân|chủ)|giúp (?:em|"
    r"anh|chị|ông|"
    r"bà|cháu|gia đình)|mạnh thường quân|nhà hảo tâm|tấm lòng|báo (?:giúp|tin|cho)|cho (?:tôi|thuê|mượn)|"
    r"bán lại|nhượng lại"
)
CONTACT = Lexicon(
    r"nhấc máy|báo (?:giúp|tin|cho|về|qua)|alô|qua số|theo số|số là|gọi|liên hệ|liên lạc|nhắn|zalo|điện thoại|"
    r"sđt|đt|số máy|di động|alo|máy|số điện thoại|facebook|"
    r"viber|phone|tel|mobile|whatsapp"
)
AFTER_PRIVATE = Lexicon(
    r"(?:gặp|là số của|của|tên|chủ máy|gọi là) (?:anh|chị|ông|bà|em|cô|chú|bác|cháu|gia đình|mẹ|bố|con)"
)
AFTER_OFFICE = Lexicon(
    r"(?:đường dây nóng|hotline|trực ban|công an|ubnd|trung tâm|phòng|sở|ban|hội|cơ quan|bệnh viện|trạm|"
    r"đồn|cán bộ|đồng chí|chủ tịch|phó|trưởng|bí thư|"
    r"tổng đài|công ty|cửa hàng|trong giờ hành chính)",
    drop_single=True,
)
# A number without an owner in an advertisement is the shop's.
SHOP = Lexicon(
    r"khuyến mãi|khuyến mại|giảm giá|giảm ngay|giảm \d{1,2}%|ưu đãi|đặt hàng|đặt mua|đặt tour|mua ngay|"
    r"giá chỉ|chỉ từ|"
    r"tặng kèm|mua \w{1,4} tặng|khai trương|nhận giao|giao hàng|giao tận|chở tận|ship|chiết khấu|"
    r"bảo hành|chính hãng|combo|"
    r"showroom|trả góp|xả hàng|báo giá|trọn gói|nhận đặt|nhận lắp"
)
NOT_A_PHONE = Lexicon(
    r"tài khoản(?: số)?|stk|tk|dãy|dãy số|mã|mã số|số hiệu|sê-ri|số sê-ri|seri|serial|số lô|công văn|"
    r"quyết định|biên lai|hóa đơn|mst|mã vạch|số báo danh"
)
ID_CUE = Lexicon(
    r"(?:giấy phép lái xe|gplx|bằng lái(?: xe)?|căn cước(?: công dân)?|cccd|cmnd|cmt|cmtnd|"
    r"chứng minh(?: thư)?(?: nhân dân)?|định danh cá nhân|"
    r"số định danh|giấy tờ tùy thân|hộ chiếu)"
    r"(?: \w{1,8}){0,4}[ :(“\"]{0,3}(?:số|so)?[ :.]{0,3}"
)
PASSPORT_CUE = Lexicon(r"hộ chiếu|passport|thẻ bảo hiểm(?: y tế)?|bhyt|mã số bảo hiểm|thẻ bhyt")
ID_OTHER = Lexicon(
    r"thủ tục|mã hồ sơ|hồ sơ|văn bản|tra cứu|thẻ (?:nhà báo|hướng dẫn)|định danh (?:thủ tục|hồ sơ|"
    r"tổ chức|sản phẩm|địa điểm|vùng)|cơ quan"
)
BANK_CUE = Lexicon(
    r"vietcombank|vietinbank|bidv|agribank|techcombank|mb ?bank|sacombank|vpbank|tpbank|lpbank|"
    r"lienvietpostbank|seabank|acb|vib|shb|hdbank|ocb|msb|momo|"
    r"(?:số )?tài khoản|stk|số tk|tk|số thẻ|thẻ ngân hàng|thẻ atm"
)
BANK_GAP = re.compile(r"[^\d\n;]{0,50}")
BANK_ORG = Lexicon(
    r"quỹ|ủy ban|mttq|mặt trận|ban vận động|kho bạc|sở|trung tâm|công ty|tòa soạn|báo|bệnh viện|"
    r"ban chỉ đạo|trường|thanh toán|hợp đồng|giả|hội (?!an)|"
    r"cục|thuế|tỉnh đoàn|cơ quan|ban quản lý|hợp tác xã|ubnd|đài|câu lạc bộ|ban tổ chức|chương trình|"
    r"nhà chùa|tổ chức|doanh nghiệp|chữ thập đỏ|kế toán",
    drop_single=True,
)
BANK_OWNER = Lexicon(
    r"chủ (?:tài khoản|tk|thẻ)|tên (?:người nhận|người thụ hưởng|tài khoản|tk|chủ tài khoản)|"
    r"người (?:nhận|thụ hưởng)|mang tên|đứng tên|tên|thụ hưởng|của|chủ tk"
)
HOUSE = Lexicon(
    r"(?:số nhà|nhà số|nhà riêng số|số nhà:) ?\d{1,4}[a-z]?(?:/\d{1,4}[a-z]?){0,4}|"
    r"(?:số|trú|ngụ|ở|nhà|tại|trú tại|địa chỉ|sống tại|[(]) ?\d{1,4}[a-z]?(?:/\d{1,4}[a-z]?){0,4},? "
    r"(?:ngõ|ngách|hẻm|kiệt|tổ|đường|phố|khu phố|khu dân cư|tổ dân phố) (?:[\wđ]{1,10})"
)
STREET = re.compile(
    rf"(?: [{UPPER}]\w{{0,9}}){{0,4}}"
    r"(?:,? (?:ngõ|ngách|hẻm|kiệt|tổ|tổ dân phố|đường|phố|phường|xã|thôn|khu phố|thị trấn|tỉnh|quận|"
    r"huyện|thành phố|TP|ngo|ngach|duong|pho|phuong|xa|thon|to) "
    rf"[\w/.]{{1,12}}(?: [{UPPER}][\w]{{0,9}}){{0,4}}|,? \d{{1,4}}(?:/\d{{1,4}}){{0,3}}){{0,7}}"
)
OFFICE_PLACE = Lexicon(
    r"trụ sở|trung tâm|sở|công ty|cửa hàng|bệnh viện|phòng khám|văn phòng|di tích|chi nhánh|khách sạn|"
    r"quán|nhà hàng|ubnd|công an|bảo tàng|"
    r"ngân hàng|trường|xí nghiệp|siêu thị|phòng (?!trọ|ngủ|khách|thuê)\w{1,8}|địa điểm|điểm bán|cơ quan|"
    r"nhà văn hóa|hội trường|showroom|bến xe|đại lý|cơ sở|cục|chi cục|"
    r"viện|hợp tác xã|trạm|chợ|nhà thờ|chùa|tiệm|garage|gara|nhà nghỉ|hợp tác|khu tưởng niệm|nơi chi bộ|"
    r"hội nông dân|hội|ủy ban|tổng cục|hội đồng|tòa soạn|nhà xuất bản|câu lạc bộ|khoa|sân bay|nhà hát|khu công nghiệp",
    drop_single=True,
)
HOME = Lexicon(
    r"nhà riêng|trú tại|trú|ngụ|ở tại|sống tại|thường trú|tạm trú|gia đình|nhà (?:ông|bà|anh|chị|thầy|cô|"
    r"cụ|em|bác|chú|riêng)|nơi ở|"
    r"(?:ông|bà(?! (?:rịa|triệu|nà|đen|huyện|trưng))|anh|chị|em|cụ|thầy|cô|cháu|bé|bác|chú) \w{1,8}|địa chỉ nhà|"
    r"hộ (?:ông|bà)|chỗ ở"
)
PLATE_OTHER = Lexicon(
    r"đấu giá|trúng giá|biển (?:số )?giả|biển giả|công vụ|xe buýt|xe quân sự|biển ngũ quý|siêu đẹp|"
    r"mức giá|tỷ đồng|số tiền trúng|xe công|đoàn xe|dải biển|đã cấp|cấp hết|thanh lý|"
    r"xe chuyên dụng|taxi|xe buýt|xe cứu thương|xe cứu hỏa|\d{2}(?:ld|kt)|bàn giao|trang bị|làm nhiệm vụ|"
    r"của đội|của công an|mẫu biển"
)
ILL = (
    r"(?:tăng|cao|tụt) huyết áp|huyết áp cao|nhịp tim|loạn nhịp|rung nhĩ|nhồi máu|hẹp van|mạch vành|băng huyết|"
    r"tiền sản giật|"
    r"rau (?:cài|bong|tiền)(?: \w{1,8}){0,2}|nhau (?:cài|bong|tiền)(?: \w{1,8}){0,2}|viêm (?:khớp|cột sống|màng|"
    r"não|phổi|tụy|"
    r"thận|loét|tủy|đa|phế|cầu thận|ruột|đại tràng|dạ dày)|lao cột sống|hen (?:suyễn|phế quản)|copd|"
    r"phổi tắc nghẽn|sỏi (?:thận|"
    r"mật|tiết niệu)|thoát vị|gút|gout|thiếu máu|máu khó đông|hemophilia|suy (?:tủy|giáp|đa tạng|"
    r"giảm (?:miễn dịch|trí nhớ|nhận thức|thị lực))|cường giáp|"
    r"basedow|vảy nến|xơ (?:cứng|phổi|tủy)|nhược cơ|hội chứng down|tăng động|hoang tưởng|ảo giác|dị tật|sứt môi|"
    r"hở hàm|bạch tạng|"
    r"mù lòa|khiếm thị|khiếm thính|(?<!quyết )(?<!khốc )(?<!mãnh )(?<!ác )(?<!trung )(?<!tê )liệt(?! (?:sĩ|sỹ|kê|"
    r"vào))|tai biến mạch|u (?:vú|tuyến \w{1,8}|buồng trứng|lympho)|giãn tĩnh mạch|"
    r"bệnh [^\W\d_]{1,8}(?: kinh niên| mãn tính| bẩm sinh| nặng)|herpes|phá thai|sảy thai|vô sinh|hiếm muộn|"
    r"lọc máu|hóa trị|xạ trị|chạy thận|thay van|đặt stent|chết não|ung thư|hiv|aids|suy (?:thận|tim|gan|tủy|"
    r"hô hấp)|tim bẩm sinh|bệnh tim|thông liên (?:thất|"
    r"nhĩ)|bại não|tâm thần|trầm cảm|"
    r"bệnh lao(?: phổi)?|lao (?:phổi|màng|hạch|xương|kháng thuốc)|mắc lao|viêm gan|đột quỵ|tai biến|"
    r"tiểu đường|đái tháo đường|xơ gan|bạch cầu|máu trắng|tan máu|thalassemia|động kinh|"
    r"parkinson|alzheimer|lupus|u (?:não|gan|xương|phổi|xơ|tủy|máu|ác tính)|khối u|giang mai|bệnh lậu|"
    r"sùi mào gà|vô sinh|bại liệt|liệt (?:nửa|hai|toàn|tứ|cả|giường|từ)|tự kỷ|"
    r"hở van|tăng áp động mạch|đa u tủy|covid|bệnh phong|rối loạn|sa sút trí tuệ|mất trí|loạn thần|teo (?:cơ|"
    r"não)|chạy thận|ghép (?:thận|gan|tim|tủy)|thoái hóa|"
    r"bệnh (?:hiểm nghèo|nan y|thận|phổi|gan|máu|bạch tạng|não|tim|phụ khoa|truyền nhiễm)|bướu|"
    r"não úng thủy|tan máu bẩm sinh|hội chứng|nghiện (?:ma túy|heroin|rượu)|xuất huyết não|"
    r"mù (?:cả|hai|bẩm|từ)|câm điếc|thiểu năng|chất độc da cam"
)
HEALTH = Lexicon(
    rf"(?:bị|mắc|nhiễm|được chẩn đoán|chẩn đoán|dương tính|phát hiện|phát bệnh|nhận kết quả|nhận tin|"
    rf"biết tin|đối mặt|vượt qua|trải qua|từng|qua đời vì|mất vì|qua đời do|sống chung|chống chọi|"
    rf"chiến đấu|điều trị|mang|chữa|đang|biết|là bệnh nhân|khổ vì|"
    rf"không may|vừa|lên cơn|có tiền sử|tiền sử|phải|đi|nằm|sau|vì|do|tuổi[,)]|(?:sn|"
    rf"sinh năm) \d{{4}}[,)])(?: \w{{1,10}}){{0,5}}?[ ,]{{1,2}}(?:{ILL})(?: \w{{1,10}}){{0,3}}"
)
HEALTH_BREAK = Lexicon(
    r"cho biết|cho hay|khuyến cáo|cứu|cho bệnh nhân|hiến|ủng hộ|bệnh nhân (?:bị|mắc)|người (?:bị|mắc|"
    r"nhiễm)|các ca|con|chồng|vợ|mẹ|bố|cha|cháu|em trai|em gái|chị gái|anh trai|thăm|tặng|giúp|chia sẻ|"
    r"phó|trưởng|giám đốc|chủ tịch|bác sĩ|phẫu thuật cho|điều trị cho|nghiên cứu|phòng chống|"
    r"phòng, chống|tuyên truyền|hội|cai nghiện|những|nhiều|các|quỹ|"
    r"không(?! may)|chưa|phòng|chữa cho|nói|khẳng định|theo|cai",
    drop_single=True,
)
PUBLIC = Lexicon(
    r"(?:bác sĩ|bs|ts|ths|gs|pgs|tiến sĩ|giáo sư|thạc sĩ|cki|ckii|nhà văn|nhà thơ|nhạc sĩ|ca sĩ|"
    r"diễn viên|cầu thủ|tiền đạo|tiền vệ|hậu vệ|thủ môn|hlv|huấn luyện viên|"
    r"vận động viên|nghệ sĩ|nsnd|nsưt|tổng thống|thủ tướng|chủ tịch|bộ trưởng|vua|tướng|liệt sĩ|anh hùng|"
    r"đạo diễn|họa sĩ|danh ca|siêu mẫu|hoa hậu|người mẫu|điều dưỡng|lương y|thầy lang|thầy thuốc|dược sĩ|y tá|hộ lý|"
    r"thiếu tá|trung tá|thượng tá|đại tá|đại úy|y sĩ|luật sư|đồng chí|ông hội|kỹ sư|tay vợt|danh thủ|cựu|"
    r"hội|phong trào|bệnh viện|đường|trường)"
)
OWNER_LEAD = Lexicon(
    r"(?:gọi|liên hệ|liên lạc|nhắn|gặp|điện thoại|số|zalo|cho|của|hỏi)[^.;:\n,]{0,60}"
    r"(?:anh|chị|ông|bà|em|cô|chú|bác|cháu|cụ|gia đình|con trai|con gái|thầy|vợ|chồng|mẹ|bố)[^.;\n]{0,60}"
)
HOME_OF = Lexicon(
    r"(?:là |chính là )?(?:của|nhà|nơi ở của|thuộc về) (?:vợ chồng |gia đình |mẹ con |hộ )?(?:ông|bà|anh|"
    r"chị|em|cụ|cô|chú|bác|cháu|thầy)"
)
HOUSE_KEYS = Keys(
    ("số nhà", "nhà số", "nhà riêng số", "ngõ", "ngách", "hẻm", "kiệt", "đường", "phố", "tổ", "khu dân cư")
)
OFFICE_MAIL = Lexicon(
    r"ban tổ chức|tòa soạn|ban biên tập|phòng \w{1,8}|trung tâm|công ty|dự thi|hồ sơ|sở|ubnd|nhà trường|"
    r"bài dự|tác phẩm|hội|cửa hàng|doanh nghiệp|hợp tác xã|htx|"
    r"văn phòng|cơ quan|ban quản lý|công an|góp ý|tuyển dụng|câu lạc bộ|hộp thư|bộ phận|ban giám khảo",
    drop_single=True,
)
PLATE_LEAD = Lexicon(
    r"(?:biển(?: số| kiểm soát| đăng ký)?(?: xe)?|bks|xe|ô tô|mô tô|số xe|"
    r"xe máy)(?: [\w-]{1,10}){0,5}?(?: số| mang số)?[ :]{1,3}$"
)
ILL_FIRST = Lexicon(
    rf"(?:phát hiện|mắc|bị|nhiễm|được chẩn đoán|khi biết|"
    rf"biết)(?: \w{{1,8}}){{0,3}}? (?:{ILL})(?: \w{{1,8}}){{0,4}},"
    rf"(?= (?:ông|bà|anh|chị|em|cháu|bé|cụ|cô|chú|bác) )"
)
ILL_KEYS = Keys(
    "huyết áp|nhịp|rung nhĩ|nhồi máu|hẹp van|mạch vành|băng huyết|sản giật|rau |nhau |viêm |hen |copd|phổi|sỏi |"
    "thoát vị|gút|"
    "gout|thiếu máu|khó đông|giáp|basedow|vảy nến|xơ |nhược cơ|down|tăng động|hoang tưởng|dị tật|sứt môi|khiếm|"
    "u vú|u tuyến|tĩnh mạch|lậu|phá thai|sảy thai|vô sinh|hiếm muộn|lọc máu|hóa trị|xạ trị|stent|"
    "chết não|xuất huyết não|trí tuệ|mất trí|loạn thần|thoái hóa|bướu|teo cơ|u tủy|ung thư|hiv|aids|suy |"
    "bẩm sinh|bệnh|thông liên|bại |tâm thần|trầm cảm|bệnh lao|lao phổi|viêm gan|đột quỵ|tai biến|"
    "đái tháo đường|tiểu đường|xơ gan|bạch cầu|"
    "máu trắng|tan máu|động kinh|parkinson|lupus|khối u|u não|giang mai|liệt|tự kỷ|hở van|covid|"
    "chạy thận|ghép|hội chứng|nghiện|câm điếc|mù |da cam|thai|bầu|lo âu|dương tính|nhiễm |bạch hầu|thủy đậu|uốn ván|"
    "sốt |liên cầu|bạch biến|xương thủy|xương bất|xương giòn|ma túy|methadone|teo |điếc|trí nhớ|chứng |tinh trùng|"
    "glôcôm|glaucoma|cườm|thủy tinh|võng mạc|rifampicin|u ác|khớp háng|khí quản|cổ trướng|tuyến yên|cương|kiệt|"
    "thụ tinh|vô tinh|buồng |muộn|sang chấn|lưỡng cực|di chứng|hóa chất|cắt bỏ|sinh non|tay chân miệng|nội mạc".split(
        "|"
    )
)
# Illness, pregnancy, a troubled mind: wider than what HEALTH reads, for sentences tied to somebody by structure.
_NEXT = r"(?: (?!là|của|cho|khiến|ở|và|vì|từ|nên|khi|sau|đã|đang|làm)\w{1,8})"
ILL_WIDE = Lexicon(
    rf"(?:{ILL})|(?:căn|mắc|chứng|bị|vì|do|mang|nhiều) (?:căn )?bệnh (?!viện|nhân|án|xá|phẩm|dịch|tật|binh|lý|hoạn|"
    rf"phòng|của|này|đó|cho|và|"
    rf"thành tích|tình|sử|đã|gì)\w{{1,8}}{_NEXT}{{0,2}}|"
    rf"viêm (?!nhiễm)\w{{1,8}}{_NEXT}?|u (?:não|gan|xương|phổi|xơ|tủy|máu|ác tính|nang|lành)|bướu cổ|"
    rf"chứng (?:mất|trầm|tự|đau|động|run|rối|hoang|nghiện|biếng|hay quên)\w{{0,8}}{_NEXT}?|"
    r"(?:dương tính|nhiễm)(?: với)? (?:hiv|sars|covid|lao|viêm gan|giang mai|vi ?rút|virus|sán|khuẩn|ký sinh|bạch hầu|"
    rf"cúm|h5n1|ma túy|chất ma túy|bệnh|dại|uốn ván|liên cầu|sởi|não mô cầu){_NEXT}?|"
    r"mang (?:song )?thai|có (?:thai|bầu)|mang bầu|bầu \d tháng|sảy thai|thai (?:lưu|ngoài)|sinh non|"
    r"thụ tinh (?:ống|trong|nhân)|vô tinh|"
    rf"hiếm muộn|(?:dính|đa nang|tắc) (?:buồng|vòi|ống){_NEXT}?|buồng trứng đa nang|tinh trùng|lạc nội mạc|"
    r"lo âu|tâm thần|trầm cảm|sang chấn tâm lý|lưỡng cực|"
    r"nhồi máu (?:não|cơ tim)|di chứng|bại não|động kinh|liệt (?:nửa|hai|toàn|tứ|cả|giường|từ|người|chi)|"
    r"gai (?:cột sống|đôi)|truyền hóa chất|"
    r"cắt (?:bỏ )?(?:một bên )?(?:vú|ngực|tử cung|dạ dày|phổi|thận|chi|chân|tay)|bạch hầu|thủy đậu|tay chân miệng|"
    r"uốn ván|"
    r"sốt xuất huyết|sốt rét|liên cầu lợn|bạch biến|xương (?:thủy tinh|bất toàn|giòn)|ma túy|methadone|"
    r"cai (?:nghiện|rượu)|teo (?:đường mật|cơ|não)|nghe kém|điếc|mất trí nhớ|đãng trí|giang mai|"
    r"u ác|glôcôm|glaucoma|cườm nước|đục thủy tinh thể|bong võng mạc|lao kháng|kháng rifampicin|"
    r"tuyến (?:yên|tiền liệt)|"
    r"thay khớp|mở khí quản|lọc thận|chọc dịch|cổ trướng|sa tử cung|u nang|nang buồng trứng|(?:thai|bầu) \w{1,4} tuần|"
    r"cắt (?:bỏ )?(?:tuyến giáp|túi mật|lá lách|đại tràng|vòi trứng|cụt)|"
    r"rối loạn (?:cương|lo âu|lưỡng cực|tâm thần|nội tiết)|"
    r"nghiện rượu|chậm phát triển|tự kỷ|tan máu|máu khó đông|suy kiệt"
)
# Between a name and an illness: somebody else's, somebody who only speaks of it, or none.
ILL_BREAK = Lexicon(
    r"cho biết|cho hay|khuyến cáo|khẳng định|nhấn mạnh|nói|theo|cứu|cho (?:bệnh nhân|người|các|bà con|học sinh|trẻ|"
    r"hội viên|dân)|hiến|ủng hộ|(?:bệnh nhân|người|các ca|\d{1,4} ca|ca) (?:bị|mắc|nhiễm|bệnh)|thăm|tặng|trao|"
    r"giúp|phó|trưởng (?!thành)|giám đốc|chủ tịch|bác sĩ(?! (?:kết luận|chẩn đoán|phát hiện|bảo|nói|cho biết|khám|ở))|"
    r"phẫu thuật cho|điều trị cho|chữa cho|nghiên cứu|phòng|tuyên truyền|hội(?! chứng)|những|nhiều (?:người|bệnh|ca)|"
    r"các|quỹ|không(?! may)|chưa|khỏi|tiêm|vắc xin|vaccine|xét nghiệm|"
    r"khám|bệnh nhân|cho thấy|con|chồng|vợ|mẹ|bố|cha|chống|diệt|buôn|mua|bán|vận chuyển|tàng trữ|đường dây|điều hành|"
    r"tham gia|"
    r"chia sẻ|nguy cơ|triệt|vụ án|trại|khoa|tố",
    plain_pattern=r"cho biet|khuyen cao|khang dinh|benh nhan bi|phau thuat cho|dieu tri cho|giam doc|tuyen truyen|"
    r"vac xin|xet nghiem|mua ban|van chuyen|tang tru|duong day|bac si",
)
ILL_TO_NAME = re.compile(
    r"(?: \w{1,10}){0,3}?,? (?:khiến|làm|hành hạ|đeo bám|cướp đi|là|của|từ|quật ngã|đã khiến|đã cướp|đến với|gồm|như|"
    r"khien|lam|la|cua)(?: \w{1,9}){0,3}? ?"
)
PRONOUN = re.compile(
    rf"(?<![^\W_])(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]háu|[Ee]m|[Bb]é|[Cc]ô|[Cc]ụ|[Cc]hú|[Bb]ác|"
    rf"[Tt]hầy|[Cc]ậu|[Dd]ì)(?= (?!thể|[{UPPER}]))"
)
PRONOUN_PLAIN = re.compile(r"(?<![^\W_])(?:[Oo]ng|[Bb]a|[Aa]nh|[Cc]hi|[Cc]hau|[Cc]u)(?= (?![A-Z]))")
ILL_VERB = Lexicon(
    r"bị|mắc|nhiễm|phát hiện|chẩn đoán|kết luận|điều trị|mang|có|tiền sử|chữa|sống chung|chống chọi|chiến đấu|chạy|"
    r"đang|"
    r"phải|vì|do|nhận (?:kết quả|tin)|vượt qua|trải qua|từng|khổ|kèm|với|sau|ngã|cùng lúc|dẫn đến|chuyển sang|"
    r"biến chứng|lên cơn|nằm|qua đời|"
    r"mất|là|chịu|hành hạ|được"
)
NOT_A_PATIENT = Lexicon(
    r"đàn (?:gà|vịt|lợn|heo|bò|trâu|chó)|gia cầm|gia súc|gia súc|vật nuôi|cây trồng|dịch tả lợn|chuyến bay|giao thông",
    drop_single=True,
)
SOMEBODY_S = re.compile(r"(?:mẹ|bố|cha|vợ|chồng|con|gái|trai|bà|ông|của|em|chị|anh|cho|nhà|me|bo|vo|chong|cua) $")
LONG_AGO = re.compile(r"(?<!\d)1[0-9]{3}(?!\d)")
# Tables and lists: a name, perhaps a year, a citizen's number with the province, the sex and century it must have.
CITIZEN = re.compile(r"(?<![\d./-])0(?:0[1-9]|[1-8]\d|9[0-6])[0-3]\d{8}(?![\d/%-]|[.,]\d)")
CITIZEN_LIKE = re.compile(r"0(?:0[1-9]|[1-8]\d|9[0-6])[0-3]\d{8}")
ROW_GAP = re.compile(r"[ ,;|(–:-]{1,4}(?:(?:\d{1,2}[/.-]){0,2}(?:19|20)\d\d[ ,;|)–:-]{1,4})?")
CITIZEN_TOPIC = Lexicon(r"căn cước|định danh|cccd|cmnd|chứng minh (?:thư|nhân dân)|cmt|số giấy tờ|số đddc")
ALLEY = re.compile(
    r"(?<![\w/])(?:(?:số|nhà|so|nha) )?(?:\d{1,4}[A-Za-z]?(?:/\d{1,4}[A-Za-z]?){0,4},? (?:ngõ|ngách|hẻm|kiệt|ngo|"
    r"ngach|hem|kiet)"
    rf" (?:\d{{1,4}}|[{UPPER}]\w)|(?:hẻm|ngách|kiệt|ngõ|hem|ngach|"
    rf"kiet)(?: nhỏ| sâu| cụt)? \d{{1,4}}[A-Za-z]?(?:/\d{{1,4}}[A-Za-z]?){{0,4}})[\w/]{{0,12}}"
)
HOME_NUMBER = re.compile(
    r"(?:nhà riêng|phòng trọ|nhà trọ|căn hộ|nơi ở|chỗ ở|tư gia|trú tại|ngụ tại)[^.;\n\d]{0,45} "
    rf"\d{{1,4}}[A-Za-z]?(?:/\d{{1,4}}[A-Za-z]?){{0,4}},? (?:(?:phố|đường|ngõ|pho|duong) )?[{UPPER}]\w{{1,8}}"
    rf"(?: [{UPPER}]\w{{0,8}}){{0,3}}"
)
OFFICE_BOX = re.compile(
    r"toasoan|bandoc|banbientap|bbt|bientap|online|baodientu|nld|tuyensinh|contact|info|cskh|hotro|support|vanphong|"
    r"sales?|tuyendung|admin|marketing|office|truyenthong|duthi|cuocthi|congty|ltd|group|club|clb|news|press|booking|"
    r"hotel|homestay|travel|shop|store|htx|thcs|thpt|school|trungtam|center|phong[a-z]{2}|ubnd|xa[a-z]{2,10}\."
)
RECENT = Lexicon(r"20[0-3]\d|năm ngoái|năm nay|hiện nay|vừa qua|tháng trước|sinh năm|sn")
OFFICIAL_AFTER = re.compile(
    r"[^,.;\n(–-]{3,30}(?:,| [–-]| \() ?(?:nguyên |quyền |cựu )?(?:phó |)(?:giám đốc|chủ tịch|bí thư|trưởng|chánh|"
    r"viện trưởng|hiệu trưởng|bộ trưởng|thứ trưởng|bác sĩ|chuyên gia|thầy thuốc)"
)
DWELLING = Lexicon(
    r"nhà riêng|phòng trọ|nhà trọ|căn nhà|ngôi nhà|nơi ở|chỗ ở|tư gia|căn hộ|căn phòng|trú tại|ngụ tại|trú ở|tạm trú|"
    r"thường trú|số nhà|nhà số|nhà (?:của )?(?:ông|bà|anh|chị|cụ|em|cô|chú|bác|thầy|cháu|gia đình)|khu trọ|dãy trọ"
)
LIVES = Lexicon(r"trú|ngụ|ở|sống|nhà|quê|thuê|địa chỉ|cư trú|dọn về", plain_pattern=r"tru|ngu|song|nha|dia chi|thue")
# An office named to find the way by.
BESIDE = re.compile(r"(?:cạnh|gần|đối diện|sau|trước|kế|phía|canh|gan|doi dien|truoc) (?:\w{1,8} ){0,2}$")
HIS = Lexicon(r"(?:của|nhà|nhà riêng) (?:ông|bà|anh|chị|cụ|em|cô|chú|bác|thầy|cháu|gia đình|mẹ con|vợ chồng)")
HOME_KEYS = Keys(("ngõ", "ngách", "hẻm", "kiệt", "nhà riêng", "phòng trọ", "nhà trọ", "nơi ở", "chỗ ở", "tư gia"))
ILL_SAID = Lexicon(
    r"chẩn đoán|kết luận|tiền sử|mắc|nhiễm|bị|phát hiện(?: thêm| mình| ra)?|dương tính|biến chứng|điều trị|di căn|"
    r"bệnh nền"
)
HOME_BEHIND = re.compile(
    r"[^.;\n]{0,40}, (?:căn |ngôi )?(?:nhà|phòng|chỗ ở|nơi|can nha)(?: \w{1,8}){0,3} (?:của )?(?:mẹ con |vợ chồng |"
    r"gia đình |bố con )?"
    r"(?:ông|bà|anh|chị|cụ|em|cô|chú|bác|cháu) "
)
