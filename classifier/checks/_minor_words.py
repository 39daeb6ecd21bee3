"""Words of age, class and school, and of who is no child. Used by `minor` only."""

from __future__ import annotations

import re

from classifier.lexicon import Keys, Lexicon
from classifier.names import UPPER
from classifier.text import fold

KEYS = Keys(
    (
        "tuổi",
        "lớp ",
        "học sinh",
        "nữ sinh",
        "nam sinh",
        "học trò",
        "sinh năm",
        "sn ",
        "sn:",
        "sinh ngày",
        "sinh tháng",
        "sinh vào",
        "(sinh",
        *(f"lên {n}" for n in "2 3 4 5 6 7 8 9 hai ba bốn năm sáu bảy tám chín mười".split()),
        "sơ sinh",
        "lọt lòng",
        "tháng)",
        "tháng,",
        "nhà trẻ",
        "năm nay lên",
        "mới lên",
        "vừa lên",
        "nay lên",
        "tiểu học",
        "thcs",
        "mầm non",
        "mẫu giáo",
        "tròn",
        "chưa đầy",
        "sinh nhật",
        *(f"({year})" for year in range(2010, 2040)),
        "chập chững",
        "lẫm chẫm",
        "bú mẹ",
        "cai sữa",
        "thôi nôi",
        "biết đi",
        "biết bò",
        "sinh hôm",
        "ẵm ngửa",
    )
)
COUNT = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
    "mười": 10, "mười một": 11, "mười hai": 12, "mười ba": 13, "mười bốn": 14, "mười lăm": 15,
}  # fmt: skip
COUNT_PLAIN = {fold(word): value for word, value in COUNT.items()}
WORDS = "|".join(sorted(COUNT, key=len, reverse=True))
AGE = Lexicon(
    rf"(?P<count>\d{{1,2}}|{WORDS})(?:[ -](?:tháng|ngày|tuần))? ?tuổi(?! (?:đảng|nghề|quân|đời|thọ|đoàn))|"
    r"(?P<months>\d{1,2}) tháng(?! (?:\d|qua|nay|trước|sau|tù|đầu|cuối|liền|ròng|trời|tuổi))|"
    r"(?:năm nay|nay|mới|vừa) lên (?P<up>[1-9])(?=,)|"
    rf"u(?P<under>[6-9]|1[0-5])|(?:bước sang|sang|vào|mới|ở|độ|cái) tuổi (?:lên |thứ )?(?P<at>\d{{1,2}}|"
    rf"{WORDS})(?! mươi)|"
    r"(?:sinh năm|sn:?|sinh ngày(?: \d{1,2}[/-]\d{1,2}[/-])?) ?(?P<born>(?:19|20)\d\d)"
)
CLASS = Lexicon(
    r"(?:lớp|khối) (?P<grade>1[0-2]|[1-9])(?! tuổi)(?:[a-zđ]\d{0,2}|/\d{1,2}|[.]\d{1,2})?(?: (?:chuyên|"
    r"toán|văn|anh)\b)?|"
    r"(?P<code>[1-9])[a-eđ]\d?(?=\))"
)
SCHOOL = Lexicon(
    r"(?:học sinh|học trò|nữ sinh|nam sinh|học|học tại|đang học(?: tại)?|em là học sinh|"
    r"đội viên)(?: \w{1,8}){0,3}? "
    r"(?:tại |của |ở )?(?:trường|điểm trường)(?: (?:liên cấp|ptdtbt|ptdtnt|phổ thông|dân tộc|bán trú|"
    r"nội trú)){0,3} "
    r"(?:tiểu học|th\b|thcs|trung học cơ sở|th ?& ?thcs|th và thcs|mầm non|mẫu giáo|th-thcs|cấp (?:1|2|i|"
    r"ii))"
)
ONLY_SCHOOL = Lexicon(
    r"(?:trường|điểm trường)(?: (?:liên cấp|ptdtbt|ptdtnt|phổ thông|dân tộc|bán trú|nội trú)){0,3} "
    r"(?:tiểu học|th\b|thcs|trung học cơ sở|th ?& ?thcs|mầm non|mẫu giáo)"
)
# What may stand between a name and the age or class that belongs to it.
GAP_BAN = Lexicon(
    r"con|cháu nội|cháu ngoại|mẹ|bố|cha|vợ|chồng|giáo viên|cô giáo|thầy giáo|thầy|chủ nhiệm|phụ trách|"
    r"dạy|hiệu trưởng|phụ huynh|cựu|nguyên|"
    r"khi(?! (?:đó|ấy))|lúc(?! (?:đó|ấy))|từ|hồi|thuở|thời|năm lên|cách đây|ngày|sinh viên|đại học|cao đẳng|có|"
    r"nuôi|cho|của(?! lớp)|giúp|"
    r"cùng các|tặng|bác sĩ|và các|với các|"
    r"các em|các cháu|những|hy sinh|gần|đội trưởng|phó|trưởng (?:phòng|ban|đoàn|bản|thôn)|chủ tịch|"
    r"bí thư|vì|đỗ|bế|dắt|cây|năm(?! nay)",
    drop_single=True,
)
AFTER_GAP = re.compile(
    r"[ ,(–:-]{1,4}(?:(?:đến từ|den tu|mới|chỉ|vừa|tròn|lên|năm nay|nay|hiện nay|hiện|khoảng|hơn|gần|"
    r"chưa đầy|chưa tròn|dù|tuy|là|cùng|đang|đều|cũng|"
    r"học sinh|học trò|học tại|học|nữ sinh|nam sinh|lớp trưởng|liên đội trưởng|chi đội trưởng|đội viên|"
    r"cậu học trò|cô học trò|thí sinh|lúc ấy|lúc đó|khi ấy|khi đó|đến nay|đến|đã|được|mới được|còn|"
    r"bước sang|sắp|nhỏ nhất|út|con út|cầu thủ|vận động viên|kỳ thủ|tác giả|em|bé|"
    r"của|thuộc|trò nhỏ|trò|cô bé|cậu bé|cậu|cô dâu|chú rể|cô|chú bé|chàng|trẻ|thành viên|mầm non|"
    r"moi|chi|vua|tron|len|nam nay|hien|khoang|hon|chua day|la|cung|dang|hoc sinh|hoc tro|hoc tai|hoc|"
    r"nu sinh|nam sinh|lop truong)"
    r"[ ,]{1,2}){0,6}"
)
# A verb of schooling may stand further off: "X khi đó mới học lớp 7", "X trở thành thủ khoa vào lớp 6".
LEARN = re.compile(
    r"[ ,(–:-]{1,4}(?:(?!\d|lớp|từng|dạy|các|những|em |nói|cho |của |giúp |con |phụ |chủ nhiệm|phó |hiệu |"
    r"trưởng |cùng |chủ tịch|thầy|cô (?!bé|bạn)|thăm|trao|tặng|với |cùng các|"
    r"mở |tổ chức|hướng dẫn|đứng lớp|tập huấn|giao lưu|kể |nhận lớp|dự |quản lý)[^\s.;:()]{1,12} ){0,9}?"
    r"(?:học|vào|lên|đội viên|học sinh|học trò|nữ sinh|nam sinh|hết|xong|bỏ|nghỉ)"
    r"(?: (?:đến|hết|dở|ngang|tiếp|giỏi|xuất sắc|của|tập thể|ở|tại)){0,2} (?=lớp [1-9](?!\d))"
)
# Known by the given name alone ("cháu Bống (4 tuổi)"); initials are not.
NICK = re.compile(
    rf"(?<![^\W_])(?:[Cc]háu|[Bb]é|[Ee]m)(?: bé| gái|"
    rf" trai)? (?P<nick>[{UPPER}][a-zà-ỹ]{{1,6}}(?: [{UPPER}][a-zà-ỹ]{{1,6}})?)"
    r"(?= ?[(,]| mới| năm nay| nay| chưa| vừa| tròn)"
)
GAP_PHRASE = re.compile(
    r"[ ,(–-]{1,4}(?:(?:dân tộc|người|ở|trú|trú tại|quê|quê ở|ngụ|tại|thôn|bản|xã|học sinh|học|"
    r"là học sinh|nữ sinh|nam sinh|học trò|dan toc|"
    r"tru|tru tai|o|que|ngu|hoc sinh|hoc|sinh sống)[^\n.;()]{0,60}?[ ,(]{1,3}){1,2}(?:nay |mới |năm nay |"
    r"hiện )?"
)
# Right before a name: a child said to be one, with the age or class in front.
CHILD_WORD = (
    r"(?:em bé|cậu bé|cô bé|bé gái|bé trai|bé|cháu bé|cháu gái|cháu trai|cháu|em gái|em trai|em|nữ sinh|"
    r"nam sinh|học sinh|học trò|thiếu niên|"
    r"thiếu nữ|trẻ|bạn|bạn nhỏ|con gái|con trai|kỳ thủ|cầu thủ|vận động viên|đội viên|chi đội trưởng|"
    r"thủ khoa|quán quân|lớp trưởng|liên đội trưởng|kình ngư|thần đồng)"
)
BEFORE_AGE = Lexicon(
    rf"{CHILD_WORD}(?: \w{{1,8}}){{0,4}}? (?P<count>\d{{1,2}}|"
    rf"{WORDS}) ?(?:tháng )?tuổi(?: \w{{1,8}}){{0,3}}?,?|"
    rf"(?P<adjacent>\d{{1,2}}) tuổi(?: tên| là)?|"
    rf"(?:mới|chỉ mới|dù mới|tuy mới|vừa tròn|vừa lên|mới lên|mới chỉ|dù chỉ|chưa đầy|chưa tròn|chưa tới|"
    rf"tròn|(?:ở|ở cái|bước vào|vào|bước sang) tuổi(?: lên| thứ)?) (?P<at>\d{{1,2}}|"
    rf"{WORDS})(?: tuổi)?(?: đầu)?,(?: \w{{1,8}}){{0,2}}?"
)
BEFORE_CLASS = Lexicon(
    rf"{CHILD_WORD}(?: \w{{1,8}}){{0,3}}? (?:lớp|khối) (?P<grade>1[0-2]|[1-9])(?:[a-zđ]\d{{0,2}}|"
    rf"/\d{{1,2}})?,?(?: trường(?: [\w&]{{1,9}}){{1,8}}?)?,?"
    rf"(?: {CHILD_WORD}| là| tên| tên là| có tên){{0,2}}|"
    r"(?:năm nay |nay |mới |vừa |chỉ mới )lên (?P<grade4>[1-9]),|"
    r"(?:mới |chỉ mới |dù mới |đang |năm nay |tuy mới )?học lớp (?P<grade3>[1-9])(?:[a-zđ]\d{0,2})?,|"
    r"lớp (?P<grade2>1[0-2]|[1-9])(?:[a-zđ]\d{0,2}) (?:có )?em"
)
BEFORE_SCHOOL = Lexicon(
    r"(?:học sinh|học trò|nữ sinh|nam sinh|đội viên)(?: \w{1,8}){0,2}? trường(?: (?:ptdtbt|ptdtnt|"
    r"liên cấp))? (?:tiểu học|thcs|th&thcs|mầm non|th)"
    r"(?: [\w&]{1,9}){0,7}?,?(?: là| tên)?(?: em| bạn| cháu| bé)"
)
HERO = Lexicon(
    r"hy sinh|liệt sĩ|anh hùng|kháng chiến|du kích|giao liên|thực dân|giặc|cách mạng|"
    r"đội nhi đồng cứu quốc|tượng đài|triều đại|triều đình|vương triều|thế kỷ|năm 1[0-9]\d\d|"
    r"nghĩa trang|tuẫn tiết|phát xít",
    drop_single=True,
)
FICTION = Lexicon(
    r"bộ phim|(?<!đoạn )(?<!thước )(?<!quay )phim|cuốn sách|tiểu thuyết|truyện|nhân vật|kịch bản|"
    r"vở (?:kịch|diễn|chèo)|cổ tích|vai chính|"
    r"đạo diễn|đã (?:được )?(?:thay|đổi)(?: đổi)? tên|"
    r"tên (?:nhân vật|các nhân vật|nạn nhân|cháu bé|cháu|em|bé) đã (?:được )?(?:thay|đổi)"
)
CHILDHOOD = Lexicon(
    r"(?:năm|khi|lúc|từ|hồi|thuở|thời|cách đây|từ năm|khi mới|từ khi|khi lên|năm lên|"
    r"từ lúc)(?: \w{1,8}){0,3}",
    drop_single=True,
)
PRAISE = Lexicon(
    r"giải|huy chương|khen|tuyên dương|học bổng|thành tích|tấm gương|gương|biểu diễn|sân khấu|thi|"
    r"cuộc thi|hội thi|sáng chế|"
    r"kỷ lục|danh hiệu|vô địch|học giỏi|tài năng|nhặt được|trả lại|dũng cảm|cứu|viết thư|bức thư|"
    r"đội tuyển|giọng hát|thủ quân|"
    r"kiện tướng|năng khiếu|áo ấm|tặng quà|nhận quà|lời hứa|đại biểu"
)
HARM = Lexicon(
    r"bị (?:\w{1,8} ){0,5}(?:cuốn|kẹp|đâm|cắt|đứt|thương|ngạt)|tính mạng|đứt lìa|"
    r"tai nạn|đuối nước|tử vong|chết|thiệt mạng|qua đời|thi thể|nạn nhân|xâm hại|hiếp|dâm ô|bạo hành|"
    r"bạo lực|bị đánh|"
    r"đánh đập|đánh hội đồng|đánh bạn|đánh nhau|hành hung|bị thương|thương tích|bỏng|bị cuốn|bị cắn|cắn|"
    r"ong đốt|nguy kịch|"
    r"cấp cứu|nhập viện|phẫu thuật|ca mổ|mổ tách|gãy|hóc|bệnh|ung thư|bại não|tim bẩm sinh|khuyết tật|"
    r"khiếm thị|bẩm sinh|"
    r"viện phí|hiểm nghèo|mồ côi|bỏ rơi|mất tích|đi lạc|lạc trong|chưa về|bỏ nhà|bắt cóc|trộm|cướp|"
    r"ném đá|vi phạm|khởi tố|"
    r"phạm tội|ma túy|gây án|thủ phạm|đối tượng|bị bắt|tảo hôn|mang thai|có thai|tự tử|tự vẫn|lá ngón|"
    r"ngộ độc|lũ cuốn|lũ quét|"
    r"sạt lở|sét đánh|bắt nạt|phạt quỳ|xúc phạm|bố mẹ mất|mất sớm|gặp nạn|vụ cháy|bị ngã|ngã từ|"
    r"không qua khỏi|hậu sự|"
    r"thương tâm|đau lòng|xót xa|tạm lánh|rơi xuống|mắc kẹt|điện giật|đi tù|bỏ đi"
)
FALSE_NAME = Lexicon(
    r"(?:tên|danh tính)(?: \w{1,8}){0,4} đã (?:được )?(?:thay đổi|đổi|thay)|đã (?:được )?(?:thay|"
    r"đổi) (?:đổi )?tên"
)
PUPIL = Lexicon(r"học sinh|nữ sinh|nam sinh|học trò")
SAID = Lexicon(
    r"(?:học sinh|học trò|nữ sinh|nam sinh|em học sinh|cháu|bé|cháu bé|bé gái|bé trai|em bé|cô bé|"
    r"cậu bé)(?: tên| là)?"
)
YOUNG = Lexicon(
    r"trường (?:\w{1,9} ){0,2}(?:tiểu học|thcs|mầm non|mẫu giáo)|lớp [1-9](?!\d)|(?:bé|cháu|cháu bé|"
    r"bé gái|bé trai|em|trẻ)(?: \w{1,8}){0,3}"
    r" (?:[1-9]|1[0-5]) (?:tháng )?tuổi|cháu bé|bé gái|bé trai|em bé|cô bé|cậu bé|nhi khoa|bệnh nhi|"
    r"trường học"
)
NOT_YOUNG = Lexicon(
    r"thpt|lớp 1[0-2]|sinh viên|đại học|cao đẳng|trung học phổ thông|tân binh|nghĩa vụ quân sự|"
    r"cháu (?:nội|ngoại|họ)"
)
ROLE = Lexicon(
    r"(?:bác sĩ|bs|cô giáo|thầy giáo|giáo viên|kỹ sư|nghệ nhân|nghệ sĩ|tiến sĩ|thạc sĩ|đồng chí|chủ tịch|"
    r"bí thư|hiệu trưởng|giám đốc|luật sư|trưởng (?:bản|thôn)|"
    r"thiếu tá|trung tá|đại úy|thượng úy|phụ huynh|mẹ là|bố là|liệt sĩ|anh hùng|đạo diễn|ca sĩ|nhà thơ|"
    r"nhà văn|huấn luyện viên|hlv|vua|mc|y sĩ|diễn viên)"
)
HERO_TEXT = Lexicon(r"hy sinh|liệt sĩ|kháng chiến|thực dân|du kích|giặc", drop_single=True)
OLD_YEAR = Lexicon(r"1[0-9]\d\d")
AND_NAME = re.compile(rf"(?:,| và| va) [{UPPER}][\w'’]{{0,7}}(?: [{UPPER}][\w'’]{{0,7}}){{1,3}}")
STAFF = Lexicon(
    r"cô|thầy|giáo viên|hiệu trưởng|nhà giáo|cán bộ|hiệu phó|giảng viên|phụ huynh",
    plain_pattern=r"giao vien|hieu truong|nha giao|phu huynh",
)
GRADE_UP = Lexicon(r"lớp 1[12]|sinh viên|đại học")
SCHOOL_NAME = re.compile(
    rf",? (?:Trường|điểm trường|Truong)(?: (?:[{UPPER}0-9&][\w&]{{0,9}}|học|non|cơ|sở|số|hoc|so)){{1,8}}"
)
CLOSE = re.compile(r"[^()\n]{0,50}\)")
GAP_ADULT = Lexicon(
    r"cô(?! (?:bé|gái|học trò))|thầy|giáo viên|phụ huynh|mẹ|bố|chủ nhiệm|hiệu trưởng|ông|bà|anh|chị|"
    r"con của|bác sĩ|cựu|nguyên",
    plain_pattern=r"giao vien|phu huynh|chu nhiem|hieu truong|ong|anh|chi|bac si",
)
# A mark of childhood that stands anywhere near a name; who it belongs to is settled by what stands between.
MORE_AGE = Lexicon(
    rf"(?:lên|mới lên|vừa lên|năm nay lên|nay lên|chạm|bước vào tuổi|sang tuổi|vào tuổi|ở tuổi|cái tuổi|tuổi lên|"
    rf"tuổi) (?P<up>[1-9]|1[0-5]|{WORDS})(?= ?(?:[,.;:)!?…\n]|mà|đã|thì|còn|nhưng|và|ở|bị|mồ|thôi|được|đang|cùng|vừa|"
    rf"$))|"
    rf"(?:chưa tròn|chưa đầy|vừa tròn|mới tròn|chỉ mới|mới chỉ) (?P<at>[1-9]|1[0-5]|{WORDS})"
    r"(?= ?(?:[,.;:)!?…\n–-]|mà|đã|thì|$))|"
    rf"sinh nhật (?:lần )?thứ (?P<count>\d{{1,2}}|{WORDS})|"
    r"(?:mới )?(?:chập chững|lẫm chẫm)(?: biết đi| tập đi)?|(?:còn|đang) (?:bú mẹ|ẵm ngửa)|"
    r"(?:vừa|mới|chưa|còn chưa) (?:cai sữa|thôi nôi|biết đi|biết bò|biết nói|mọc răng)|"
    r"sinh (?:ngày |tháng |vào |hôm |đúng ngày )?(?:\d{1,2}[/.-]){1,2}(?P<born>20\d\d)|"
    r"sinh (?:ngày )?\d{1,2} (?:tháng|-) ?\d{1,2} (?:năm )?(?P<born2>20\d\d)|"
    r"(?:sơ sinh|mới sinh|lọt lòng|mới chào đời)(?: được| mới){0,2}(?: \d{1,2} (?:ngày|tháng|tuần)| (?:ít|vài|"
    r"mấy) ngày)?"
)
WORD_CLASS = Lexicon(
    r"(?:học|vào|lên|đang học|mới học) lớp (?P<word>một|hai|ba|bốn|năm|sáu|bảy|tám|chín)(?! tuổi)|"
    r"lớp (?:mẫu giáo|mầm|chồi|lá|nhà trẻ|vỡ lòng|(?:3|4|5) tuổi)|(?:học|đi|đang học) (?:mẫu giáo|nhà trẻ|mầm non)"
)
# No mark of one child: groups, ranges, comparisons, what somebody was long ago, rules.
NO_MARK_BEFORE = Lexicon(
    r"(?:từ|dưới|trên|đủ|quá|đến|độ tuổi|hơn|kém|thua|nhỏ hơn|trẻ hơn|lớn hơn|già hơn|các lớp|học sinh các|"
    r"khối|năm học|trẻ em|trẻ|\d{1,4} (?:học sinh|trẻ|em|cháu)(?: \w{1,8})?|các em|các cháu|những (?:em|cháu|đứa)|"
    r"mọi|mỗi|nhóm|giải|hạng|lứa|bảng|nội dung|dạy|chủ nhiệm|phụ trách|"
    r"từng học(?: hết)?|hết|bỏ học từ|năm|hồi|thuở|lúc|khi|cách đây|từ hồi|từ năm|từ lúc|từ khi|từ thuở)"
    r"(?: (?:mới|còn|học|chỉ|lên|trẻ em|trẻ|gái))?"
)
NO_MARK_AFTER = Lexicon(r"(?:trở lên|trở xuống|đến \d|– \d|- \d|đổ lại|so với|hơn|và 1\d tuổi|hoặc|đời|nghề|quân)")
# A person in between to whom the mark belongs instead, or a part in the story that makes the named one grown up.
HOLD_BREAK = Lexicon(
    r"giáo viên|cô giáo|thầy giáo|chủ nhiệm|phụ trách|giảng dạy|dạy|hiệu trưởng|hiệu phó|phụ huynh|cựu|nguyên|mẹ|bố|"
    r"cha|"
    r"vợ|chồng|bác sĩ|"
    r"\d{1,4} (?:em|cháu|học sinh|trẻ|bạn)|(?:và|với|cùng) (?:một|hai|ba|bạn|các)|đứa con|người con|con|nuôi|"
    r"thăm|tặng|trao|"
    r"giúp|cứu|cho biết|"
    r"cho hay|kể|sinh viên|đại học|cao đẳng|thpt|cảnh sát|công an|bộ đội|hơn|kém|từng|hồi|thuở|hy sinh|cháu (?:nội|"
    r"ngoại)|bắt cóc|dâm ô|hiếp dâm|xâm hại|đánh|giết|đâm|sát hại|bế|dắt|đón|chở|tông|ép|dụ|cùng các|của các|các em|"
    r"các cháu|em trai|em gái|chị gái|anh trai|bạn gái|bạn trai|bé gái|bé trai|đứa trẻ|cháu bé|huấn luyện viên|"
    r"đội trưởng|chủ tịch|bí thư|trưởng|giám đốc",
    plain_pattern=r"giao vien|chu nhiem|phu trach|hieu truong|phu huynh|sinh vien|dai hoc|bac si|cong an|cho biet|"
    r"em trai|em gai|be gai|be trai|cac em|cac chau",
)
# Behind a comma the same words stand in apposition: "cháu Sáu, con trai 6 tuổi của anh…".
IN_APPOSITION = re.compile(
    r" ?[,(–-] ?(?:là |một )?(?:con|cháu|em|bé|cậu|cô)(?: (?:gái|trai|bé|út|cả|nội|ngoại|đầu|nhỏ|thứ \w{1,4}|"
    r"học trò))? ?"
)
# "cháu Thu (2016)": a year of birth alone, right behind a name.
BORN = re.compile(r"\((?P<born>20[12]\d)\)")
RIGHT_BEHIND = re.compile(r"[ ,(–:-]{1,4}| (?:của|thuộc|ở) | ?[,(–-] ?(?:[^\W\d_]{1,8} ){1,3}")
LEAD_UP = re.compile(
    r"[ ,:(“\"]{1,3}(?:(?:tên|là|có tên|tên là|em|cháu|bé|bạn|con|gái|trai|mang tên|nhỏ|gồm|đó|chính|ấy|này|học sinh|"
    r"ten|la|co ten|chau|be|ban|hoc sinh|gai) ?){0,4}[:“\"]? ?"
)
PUPIL_LIKE = Lexicon(
    r"đội viên|học sinh|học trò|nữ sinh|nam sinh|học|lớp|em|bé|cháu|thí sinh|trò|cậu|bạn|thủ khoa|con|trẻ|nhí"
)
KIN = Lexicon(
    r"(?:con|cháu|em)(?: (?:gái|trai|nội|ngoại|ruột|riêng|út|đẻ|đầu lòng|thứ hai))?(?: (?:của|là|cháu|bà|ông|anh|chị|"
    r"tôi|mình))|"
    r"(?:mẹ|bố|cha|ông|bà|bác|dì)(?: (?:ruột|đẻ|nội|ngoại|dượng))?(?: (?:của|cháu|bé|em|nạn nhân))(?: là)?|"
    r"(?:con|cháu)(?: (?:gái|trai|nội|ngoại|ruột))"
)
PLACE_OF_CHILD = Lexicon(r"(?:số nhà|nhà số|ngõ|ngách|hẻm|số) \d{1,4}|(?:số nhà|ngõ|ngách|hẻm|thôn|bản|tổ) \w{1,8}")
INITIALS = re.compile(
    rf"(?<![^\W_])(?:(?:[{UPPER}][a-zà-ỹ]{{1,7}} ){{1,3}}[{UPPER}](?![\w’'])|(?:[{UPPER}]\.? ?){{2,4}}(?![\w’'])|"
    rf"[{UPPER}]\.(?![\w’']))"
)
REFERS = Lexicon(
    r"cháu bé|em bé|bé gái|bé trai|bé|cháu|em|cô bé|cậu bé|cô học trò|cậu học trò|nữ sinh|nam sinh|đứa trẻ|nạn nhân|"
    r"bệnh nhi",
    drop_single=True,
)
SIBLINGS = Lexicon(r"(?:hai|ba|bốn|mấy) (?:chị em|anh em)|mồ côi|em trai|em gái|đàn em")
