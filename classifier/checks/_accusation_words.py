"""Words that tie a name to guilt, and words that clear it. Used by `accusation` only."""

from __future__ import annotations

import re

from classifier.lexicon import Keys, Lexicon
from classifier.names import UPPER

KEYS = Keys(
    "đối tượng|nghi phạm|nghi can|hung thủ|thủ phạm|kẻ |tên cướp|tên trộm|khởi tố|truy nã|bắt |tạm giữ|"
    "tạm giam|truy tố|cáo trạng|"
    "bị can|bị cáo|cầm đầu|chủ mưu|ông trùm|bà trùm|trùm |nữ quái|siêu lừa|lừa đảo|trộm|cướp|giết|"
    "sát hại|tham ô|biển thủ|"
    "bỏ túi|đút túi|chiếm đoạt|ma túy|ma tuý|đồi bại|hiếp|dâm|bỏ trốn|ôm tiền|cắt cổ|lãi suất|phạm tội|"
    "tội phạm|hành hung|"
    "đánh chết|đâm chết|chém|đầu thú|sa lưới|mua bán|buôn lậu|làm giả|đánh bạc|tống tiền|nhận hối lộ|"
    "rút ruột|bạo hành|xâm hại|"
    "lừa|tát|cướp|giết|sửa sổ sách|chặt|đốt|hành hung|đánh đập|đánh vợ|đánh con|hắn|vòi tiền|thủ đoạn|"
    "lật mặt|bảo kê|đoạt mạng|móc nối|câu kết|thông đồng|hành hạ|trói|giả danh|giả mạo|tai nạn|triệu tập|"
    "khám xét|được cho là|ai khác|đầu nậu|trái phép|giang hồ|giật dây|lấy mẫu|đang kiểm tra|đang xác minh|giám định|"
    "truy bắt|công an|điều tra|xét xử|hầu tòa|sai phạm|thanh tra|tố cáo|tố giác|đấm|trục lợi|châm lửa|"
    "phóng hỏa|đâm |xả |tung tin|bịa|phá rừng|nuốt|ẵm|bòn rút|xà xẻo|đục khoét|tư túi|quyên góp|sòng bạc|"
    "tụ điểm|xới|cưỡng bức|bỏ chạy|hạ sát|thảm sát|cuỗm|khoắng|nẫng|hối lộ|hạ độc|xả súng|nổ súng|tiền giả|"
    "sách nhiễu|nhũng nhiễu|"
    "đứng đầu|vòi vĩnh|lấn chiếm|săn trộm|tuyên án|bản án|sai sự thật|thuốc giả|hàng giả|tên sát nhân|gã |"
    "yêu râu xanh|tú bà|con nghiện|đạo chích|vu khống|đốt nhà|lừa bán|tóm gọn|tang vật|mật phục|còng tay|vào còng|"
    "trinh sát|thao túng|áp giải".split("|")
)
BAD = (
    r"cướp|trộm|lừa|lừa đảo|giết|sát nhân|nghiện|côn đồ|buôn|mua bán|tội phạm|hiếp|dâm|ma túy|đạo chích|"
    r"móc túi|cho vay|đốt|"
    r"phá|hại|ác|thủ ác|gian|phản|khủng bố|xâm hại|bạo hành|sàm sỡ|biến thái|tham|tung|bịa|chiếm|cầm đầu|"
    r"chủ mưu|nặng lãi|làm giả|"
    r"đồi bại|máu lạnh|vô lương|gây|đâm|chém|đánh|lưu manh|giang hồ|bán|rải|tống tiền|buôn người|xăng"
)
# Labels that say guilt (high) when a name follows within a few lower-case words.
LABEL = Lexicon(
    rf"(?:tên|kẻ|gã|hắn|thằng|mụ|ả|y|nhóm|cặp|đám)(?: \w{{1,8}}){{0,6}}? (?:{BAD})(?: \w{{1,8}}){{0,5}}?"
    r"|kẻ(?: \w{1,8}){0,6}?|gã(?: \w{1,8}){0,4}?|"
    r"(?:hung thủ|thủ phạm|thủ ác|sát thủ|(?<!bao )(?<!phủ )trùm|ông trùm|bà trùm|nữ quái|siêu lừa|tú bà|"
    r"má mì|yêu râu xanh|đạo chích|con nghiện|"
    r"tướng cướp|đại ca|giang hồ|tội phạm|cầm đầu|chủ mưu|nữ tặc|cựu tù|con buôn|người cầm đầu|"
    r"kẻ cầm đầu|siêu trộm|quái xế|trộm chó|lâm tặc|cát tặc|"
    r"nghịch tử|yêu nữ|quái xế|sát nhân)(?: \w{1,8}){0,6}?|"
    r"(?:giám đốc|bà chủ|ông chủ|chủ hụi|bà chủ hụi|cán bộ|kế toán|thầy giáo|tài xế|gã chồng|người chồng|"
    r"cha dượng|bác sĩ|thầy bói|cò đất)"
    r" (?:lừa đảo|tham nhũng|biến chất|dởm|rởm|sàm sỡ|hại đời|giết người|tham ô|dâm ô|"
    r"vô lương)(?: \w{1,8}){0,3}?"
)
GANG = Lexicon(
    r"(?:nhóm|băng|băng nhóm|ổ nhóm|đàn em|đường dây|băng đảng|đồng bọn|sòng bạc|sòng|tụ điểm|"
    r"xới bạc|ổ đánh bạc|"
    r"lò độ|trang cá độ)(?: \w{1,8}){0,4}? (?:của|do)(?: (?:vợ chồng|anh em|hai|bị can|đối tượng|cặp đôi|chị em|"
    r"cha con))?"
)
SUSPECT = Lexicon(
    r"(?:đối tượng|nghi phạm|nghi can|bị can|bị cáo|can phạm|phạm nhân|hai đối tượng|các đối tượng|"
    r"nhóm đối tượng|người bị tình nghi|"
    r"kẻ tình nghi)(?: (?!là người|hưởng|chính sách|trẻ|học|nghèo)\w{1,10}){0,4}?"
)
PROCEDURE = Lexicon(
    r"khởi tố(?: bị can)?|bắt (?:giữ|giam|tạm giam|tạm giữ|khẩn cấp|quả tang|gọn|gọn được|nóng|được|"
    r"bị can|đối tượng|nghi phạm|giữ được|giữ người)|"
    r"(?:bị|ra lệnh|lệnh|vừa|đã) bắt(?! (?:gặp|đầu|tay|nguồn|kịp|mắt|chước))|bắt(?! (?:cướp|cóc|đầu|tay|"
    r"nguồn|chước|buộc|đền|rễ|nhịp|mạch|sóng|gặp|mắt|chuyện|kịp|chấp|lỗi|mối|không|đúng|trộm|cá|bóng|"
    r"tin))|tạm giữ(?: hình sự)?|tạm giam|truy nã|truy tố|triệu tập|áp giải|di lý|tóm gọn|còng tay|khống chế|"
    r"câu lưu|"
    r"dẫn giải|khám xét (?:nơi ở|nhà|chỗ ở)|ra đầu thú|đầu thú|tự thú|sa lưới|bị khởi tố|cáo trạng|"
    r"bị cáo buộc|bị tố cáo|bị tố|bị nghi|bị cho là|bị phản ánh|bị tình nghi|bị xác định là|truy bắt|"
    r"vây bắt|truy tìm|"
    r"tuyên(?: phạt| án)?(?! (?:bố|dương|truyền|thệ|ngôn|giáo|chiến))|kết án|cấm đi khỏi nơi cư trú|"
    r"ra tòa|hầu tòa|đưa ra xét xử|xét xử|tống giam|bắt được|bắt tại trận|bắt hai|bắt vợ chồng|bắt nhóm|"
    r"làm việc với đối tượng|"
    r"bị (?:lực lượng (?:chức năng|công an)|công an|cảnh sát|cơ quan (?:công an|điều tra|chức năng)|tổ công tác|"
    r"biên phòng)"
    r"(?: \w{1,9}){0,4} (?:đưa về|bắt|khống chế|áp giải|mời|tạm|tóm)"
)
CRIME = (
    r"giết(?: chết| hại| người)?|sát hại|đâm chết|chém chết|đánh chết|bóp cổ|siết cổ|cướp|cướp giật|"
    r"giật dây|trộm|lấy trộm|dắt trộm|cắt trộm|"
    r"đột nhập|cạy|phá két|lừa|lừa đảo|lừa bán|lừa gạt|dụ dỗ|chiếm đoạt|biển thủ|thụt két|tham ô|"
    r"nhận hối lộ|đưa hối lộ|ăn chặn|bỏ túi|đút túi|"
    r"rút ruột|ôm(?: \w{1,8}){0,4} (?:bỏ trốn|tháo chạy|cao chạy)|bỏ trốn|hiếp dâm|hãm hiếp|cưỡng hiếp|"
    r"xâm hại|giở trò|dâm ô|sàm sỡ|"
    r"mua bán (?:trái phép|ma túy|người|phụ nữ|trẻ em)|bán (?:lẻ )?ma túy|bán ma túy|buôn (?:lậu|"
    r"bán ma túy|người)|vận chuyển (?:trái phép|ma túy)|"
    r"tàng trữ|tổ chức (?:đánh bạc|nhiều lần|sử dụng)|đánh bạc|cá độ|"
    r"cho(?: \w{1,8}){0,6} vay(?: \w{1,8}){0,4} (?:lãi|cắt cổ|nặng lãi)|"
    r"cho vay (?:nặng lãi|cắt cổ|lãi nặng)|làm giả|tung tin|bịa|bịa đặt|tống tiền|cưỡng đoạt|hành hung|"
    r"đánh đập|bạo hành|"
    r"chặt hạ|phá rừng|thuê người chặt|đốt (?:nhà|rừng|xe|quán)|phóng hỏa|đổ xăng|"
    r"vớ(?: \w{1,8}){0,4} (?:đánh|đâm|chém|đập)|"
    r"(?:rút|cầm|dùng|vung|lấy)(?: \w{1,8}){0,2} (?:dao|súng|gậy|búa|xà beng|hung khí|mã tấu|gạch|kiếm|"
    r"côn)|mang hung khí|rượt đuổi|ra tay|"
    r"tuồn|dựng(?: \w{1,8}){0,4} (?:ma|khống|giả)|lập khống|khai khống|nâng khống|thông thầu|trốn thuế|"
    r"cho đàn em|(?:lén|lén lút|nhẫn tâm|ngang nhiên|trắng trợn|dã man|thản nhiên|tàn nhẫn|cả gan|"
    r"liều lĩnh|tàn độc|ngông cuồng) (?!nhìn|khóc|ngắm)\w{1,8}|"
    r"(?:lao vào|xông vào|túm tóc|đè) (?:\w{1,8} ){0,3}?(?:đấm|đá|đánh|chém|đâm)|đấm đá|đánh (?:vợ|con|"
    r"mẹ|cha|người|chị|anh|ông|bà|cháu)|tát|"
    r"châm lửa|thiêu rụi|bẻ khóa|cạy khóa|phá khóa|(?:lén )?xả(?: \w{1,8}){0,7} (?:thải|xuống suối|"
    r"ra sông|xuống sông)|đổ trộm|chôn trộm|"
    r"(?:trộn|pha|nghiền|bán|sản xuất)(?: \w{1,8}){0,9} (?:giả|giá cắt cổ|nhái|bẩn|kém chất lượng|dởm)|"
    r"vòi(?: tiền)?|gạ (?:gẫm|tình)|quịt|lừa tình|trục lợi|ăn bớt|"
    r"khai man|gian lận|xuyên tạc|bôi nhọ|tạt (?:sơn|axit)|siết nợ|giam lỏng|kề dao|vơ vét|tẩu tán|"
    r"cao chạy xa bay|lẩn trốn|tẩu thoát|ăn cắp|"
    r"ba lần nhận tiền|nhận tiền (?:của|chạy)|thủ tiêu|phi tang|vùi xác|"
    r"môi giới mại dâm|chứa mại dâm|đưa(?: \w{1,8}){0,6} bán|biến (?:căn )?nhà|làm nhục|quay lén|hack|"
    r"đầu độc|bắt cóc|đe dọa|ép(?: \w{1,8}){0,3} (?:bán|làm)|"
    r"lái xe(?: \w{1,8}){0,3} (?:bỏ chạy|tông|cán)|gây (?:án|ra|tai nạn rồi bỏ)|thực hiện (?:hành vi|"
    r"\w{1,4} vụ)|phạm tội|vi phạm|rút ruột|lợi dụng|"
    r"đoạt mạng|điều hành(?: \w{1,8}){0,2} (?:đường dây|sòng|web|trang|ổ)|móc nối|câu kết|cấu kết|"
    r"thông đồng|bảo kê|thu tiền bảo kê|đòi nợ|xiết nợ|"
    r"chém(?: \w{1,8}){0,2}|trói|dí (?:súng|dao)|bày mưu|dàn dựng|che giấu|cất giấu|tiêu thụ (?:xe gian|"
    r"tài sản)|ăn chơi|tiêu xài|nướng (?:hết )?tiền|chỉ đạo (?:đàn em|nhân viên)|"
    r"khai (?:nhận )?(?:đã|do|vì)|thừa nhận (?:đã|hành vi)|gây (?:thương tích|thiệt hại|chết)|"
    r"tông(?: \w{1,8}){0,3} (?:rồi|bỏ)|chặn đường|nhắn tin (?:đe dọa|tống)|quấy rối|"
    r"nhốt|hành hạ|lừa dối|giả danh|mạo danh|giả mạo|lập (?:công ty ma|trang)|rửa tiền|cầm đầu|chủ mưu|"
    r"xúi giục|lôi kéo|mua chuộc|chạy án|khai thác (?:cát|khoáng sản|vàng) (?:trái|lậu)|săn bắn|"
    r"giết mổ trái|nhận (?:hàng )?(?:chục|trăm|tỷ|\d)|"
    r"(?:nuốt|ẵm|vơ|gom|hốt|đút|ngốn|bòn rút|xà xẻo|moi|đục khoét|xén|ăn)(?: \w{1,8}){0,3} (?:\d{1,4}|"
    r"hàng (?:chục|trăm|tỷ|"
    r"triệu)|tiền (?:của|quyên|hỗ trợ|công|quỹ))|tư túi|gây tai nạn(?: \w{1,8}){0,4} (?:bỏ chạy|bỏ trốn|bỏ mặc|"
    r"trốn|tẩu)|bỏ mặc nạn nhân|"
    r"(?:hạ sát|thảm sát|ám sát|tước đoạt|cuỗm|khoắng|nẫng|chôm|thó|ăn hối lộ|gạt|chèn ép|cưỡng bức|ép buộc|đánh thuốc|"
    r"chuốc|hạ độc|tưới xăng|đập phá|ném (?:đá|bom|mìn)|xả súng|nổ súng|chế tạo|buôn|đánh tráo|tráo|in tiền|"
    r"lưu hành tiền|tẩy xóa|lập (?:hồ sơ|chứng từ|hóa đơn)(?: \w{1,8}){0,3} (?:khống|giả)|bán đứng|tiếp tay|đồng lõa|"
    r"vòi vĩnh|sách nhiễu|nhũng nhiễu|thâu tóm|phân phối hàng|săn trộm|bẫy bắt|khai thác trái|lấn chiếm|hủy hoại rừng)"
    r"(?: \w{1,8}){0,2}"
)
# Words that turn the crime behind them into something suffered, denied or charged.
OTHERS = r"(?:bị|được|không|chưa|chống|phòng|tội|về|mất|nói|tố|nghi|vì|chuyện|vụ|án) "
# A role told as a fact: "X là mắt xích", "X chính là kẻ".
ROLE = (
    r"(?:chính )?là (?:một |tên |đối tượng |người )?(?:trong những |\w{1,8} )?(?:thủ phạm|hung thủ|kẻ|"
    r"mắt xích|chủ mưu|cầm đầu|trùm|tay|con nghiện|đầu nậu|"
    r"nghi phạm|nghi can|đối tượng|người cầm đầu|kẻ cầm đầu|chân rết|tội phạm|đầu sỏ|quân sư|kẻ chủ mưu|"
    r"cầm cái|lập trang|tay trong)"
)
TOLD = Lexicon(
    rf"(?:lại |vẫn |cũng |còn |liền |từng |đều |đã |cùng đồng bọn |cùng |trực tiếp |nhiều lần |liên tục |"
    rf"bèn |đang |khai |thừa nhận |khai nhận )"
    rf"{{0,3}}(?:(?!{OTHERS})\w{{1,8}} ){{0,3}}?(?:\w{{1,8}}, )?(?:{CRIME})|{ROLE}"
)
TOLD_FAR = Lexicon(rf"(?:(?!(?:bị|được|không|chưa|chống|phòng|tội|nghi) )\w{{1,8}} ){{0,10}}?(?:{CRIME})|{ROLE}")
# What a story of a crime tells next of somebody already accused in it.
ACTED = Lexicon(
    r"(?:đã |liền |rồi |bèn |còn |lại |thường |thì |cũng |vẫn |tiếp tục |nhiều lần |nhanh chóng |lén |cùng \w{1,8} |"
    r"trực tiếp |tự ý |chủ động ){0,3}"
    r"(?:cầm lái|cầm đầu|cầm dao|ngồi sau|cảnh giới|canh|rủ|rủ rê|thuê|xúi|dụ|hẹn|bàn bạc|lên kế hoạch|lên mạng|"
    r"chuẩn bị|mang theo|dùng|lấy|lục|phá|cạy|trèo|đột nhập|leo|chở|vứt|ném|giấu|đem|bán lại|mang|cất|"
    r"thu (?:lợi|lời|tiền)|"
    r"hưởng lợi|chia|tiêu (?:hết|xài)|chuyển tiền|rút tiền|nhận tiền|vay|giao|mua|đâm|chém|đánh|đấm|đá|đạp|bóp|siết|"
    r"kéo|lôi|khống chế|đe|dọa|quay lại|chạy|phóng xe|rời khỏi|tắt máy|đổi|xóa|cắt liên lạc|không trả|mất khả năng|"
    r"tạo lập|lập nick|mạo|đăng|gọi điện|nhắn|yêu cầu (?:nạn|các|bị|chị|anh|bà|ông)|móc|giật|vẽ|tự xưng|tự nhận|"
    r"khoe|hứa|"
    r"khai|thừa nhận|thú nhận|cúi đầu|quanh co|chối)",
    plain_pattern="",
)
BRANDED = Lexicon(
    r"(?:kẻ|tên|gã|hung thủ|thủ phạm|ông trùm|bà trùm|trùm|siêu lừa|nữ quái|đối tượng|nghi phạm|"
    r"nghi can) \w{1,8}(?: \w{1,8}){0,6}"
)
CULPRIT_IS = Lexicon(
    r"(?:thủ phạm|hung thủ|kẻ|cầm đầu|chủ mưu|nghi phạm|nghi can|đối tượng|người (?:tung|gây|chặt|phá|"
    r"hại|đầu độc|hành hung|ném|xả|đổ trộm|phóng hỏa|bắn|bẫy|bắt cóc|dàn dựng|quay lén|lấy|trộm|cướp|"
    r"giết|đâm|chém|đốt|lừa|phá|cầm đầu|bịa|đứng sau|"
    rf"bị bắt|bị tình nghi|(?:đã |trực tiếp )?(?:{CRIME}))"
    r"|đứng sau|giật dây|trùm)(?: \w{1,10}){0,12}? (?:chính )?(?:là|gồm|tên|tên là|ai khác ngoài|"
    r"được xác định là)(?: \w{1,8}){0,4}?"
)
FINAL = Lexicon(
    r"(?<!chưa )(?:đã |)có hiệu lực (?:pháp luật|thi hành|kể từ|từ|ngay)|phúc thẩm(?! (?:chưa|sẽ|dự kiến|"
    r"vẫn chưa|được mở))|y án|giữ nguyên (?:mức án|bản án|hình phạt)|"
    r"bác kháng cáo|đã thi hành án|(?:đang|đã) (?:chấp hành|thụ|"
    r"thi hành)(?: xong)?(?: \w{1,8}){0,2} (?:án|hình phạt|bản án)|"
    r"giám đốc thẩm|thi hành án tử|đưa đi thi hành án|bản án chung thẩm|tuyên (?:phạt|án)|lĩnh (?:án|"
    r"\w{1,4} năm)|bị (?:phạt|kết án)(?: \w{1,8}){0,2} năm tù|"
    r"(?:mức án|án phạt|phải nhận) \w{1,4} năm tù|tử tù|bị kết án|kết án"
)
NOT_FINAL = Lexicon(
    r"chưa có hiệu lực|chưa có bản án|sơ thẩm|kháng cáo kêu oan|đang kháng cáo|chờ (?:xét xử )?phúc thẩm|"
    r"có quyền kháng cáo|"
    r"phúc thẩm (?:chưa|sẽ|dự kiến)"
)
CLEARED = Lexicon(
    r"minh oan|không phạm tội|vô tội|án oan|bị oan|xin lỗi (?:công khai|ông|bà|anh|chị|công dân)|"
    r"đình chỉ (?:điều tra|vụ án)|trắng án|không cấu thành|"
    r"bồi thường oan|oan sai|được trả tự do"
)
PAST = Lexicon(
    r"tiền án|tiền sự|mãn hạn|ra tù|từng (?:bị|có|lĩnh|ngồi)|vừa chấp hành xong|lại (?:bị|tiếp tục)|"
    r"được (?:đặc xá|tha tù)"
)
HEDGED_PEOPLE = Lexicon(
    r"(?:thượng tá|đại tá|trung tá|thiếu tá|đại úy|thượng úy|trung úy|thiếu úy|thiếu tướng|trung tướng|"
    r"thượng sĩ|trung sĩ|hạ sĩ|thượng tướng|đại tướng|chiến sĩ|"
    r"luật sư|thẩm phán|kiểm sát viên|điều tra viên|nhà báo|phóng viên|tiến sĩ|thạc sĩ|kỹ sư|giáo sư|"
    r"đồng chí|đ/c|bs|ts|ths|gs|pgs|"
    r"nạn nhân|bị hại|người bị hại|nhân chứng|diễn viên|công tố viên|bác sĩ|theo|chuyên gia|nghệ sĩ|"
    r"thầy thuốc|hội thẩm|thư ký|giám định viên|đạo diễn|anh hùng|liệt sĩ|cho chị|cho anh|cho ông|cho bà|"
    r"cho em|cho cháu|"
    r"của chị|của anh|của ông|của bà|của cháu|của em|của bé|nhà ông|nhà bà|nhà anh|nhà chị|với chị|"
    r"với cháu|với bé|con gái|con trai|"
    r"(?:lừa(?: đảo| bán)?|giết(?: chết| hại)?|sát hại|bắt cóc|đâm(?: chết)?|chém(?: chết)?|"
    r"bắn(?: chết)?|hiếp(?: dâm)?|đánh(?: chết)?|hại|"
    r"xâm hại|cướp(?: của)?|trộm(?: của)?|tông(?: chết)?|đầu độc|bóp cổ|dụ dỗ|lừa gạt|dọa|đe dọa)(?: anh|"
    r" chị| ông| bà| em| cháu| bé)?|"
    r"giúp|tặng|khen thưởng|của|đường|chủ tọa|là chị|tới nhà|đến nhà|vai|thủ tướng|tổng thống|bộ trưởng|"
    r"chủ tịch nước)",
    plain_pattern=r"thuong ta|dai ta|trung ta|thieu ta|dai uy|thuong uy|trung uy|thieu uy|thieu tuong|trung tuong|"
    r"luat su|tham phan|kiem sat vien|dieu tra vien|nha bao|phong vien|tien si|thac si|ky su|giao su|dong chi|nan nhan|"
    r"bi hai|nhan chung|dien vien|bac si|chuyen gia|cho (?:chi|anh|ong|ba|em|chau)|cua (?:chi|anh|ong|ba|em|chau)|"
    r"nha (?:ong|ba|anh|chi)|con gai|con trai|khen thuong|chu toa|thu tuong|(?:lua dao|giet hai|sat hai|bat coc|"
    r"danh chet|"
    r"dam chet)(?: (?:anh|chi|ong|ba|em|chau))?",
)
AFTER_OFFICIAL = re.compile(
    r"[ ,(–-]{1,3}(?:phó |quyền |nguyên )?(?:trưởng|giám đốc|chủ tịch|bí thư|chánh|chỉ huy|đội trưởng|"
    r"phó trưởng|hiệu trưởng|cán bộ|viện trưởng|luật sư|chủ nhiệm|đại biểu|ủy viên)[^.;\n]{0,90}?"
    r"(?:nhận xét|cho rằng|phát biểu|cho biết|cho hay|khẳng định|nói|khuyến cáo|thông tin|chia sẻ|nhấn mạnh|đề nghị|"
    r"trao đổi|khuyên|"
    r"yêu cầu)"
    r"| (?:cho biết|cho hay|khẳng định|nói|khuyến cáo|chia sẻ|nhấn mạnh|kể|phân tích|trình báo|phát biểu|"
    r"bày tỏ|hỏi|khuyên)(?![^\W\d_])"
)
GOOD = Lexicon(
    r"cú đúp|đội khách|đội chủ nhà|chân sút|bàn thua|hàng thủ|hủy diệt|phá lưới|(?:bắt|đuổi|tóm|khống chế|"
    r"quật ngã|truy đuổi|chống|phòng chống|tố giác|"
    r"vây bắt|tấn công|đấu tranh|phòng|ngăn chặn|phá|triệt phá|tấn công)"
    r"(?: \w{1,8}){0,3} (?:tên )?(?:cướp|trộm|tội phạm|tội|kẻ gian|ma túy)|dũng cảm|khen thưởng|trả lại|"
    r"trao trả|cảnh giác|phim|vai (?:diễn|tên|kẻ)|vào vai|đóng vai|vở kịch|vở diễn|tiểu phẩm|"
    r"diễn viên|bị địch|bị giặc|địch bắt|thực dân|cách mạng|kháng chiến|trận|bàn thắng|giải cứu|bị lừa|"
    r"bị cướp|bị trộm|bị mất|bị đánh|bị sát hại|"
    r"bị giết|bị xâm hại|bị hiếp|bị bắt cóc|bị chiếm đoạt|cai nghiện|hoàn lương|bị hại|vu khống|"
    r"bóng (?:đá|chuyền)|đội bóng|sân bóng|đội tuyển|yêu nước|phía địch|côn đảo|việt minh|đóng (?:vai )?(?:kẻ|tên)|"
    r"diễn tập",
    drop_single=True,
)
# In reports of crime the press names suspects bare and gives victims and witnesses "anh", "chị", "ông", "bà".
CASE = Lexicon(
    r"khởi tố|tạm giữ|tạm giam|bị bắt|bắt giữ|bắt quả tang|bắt khẩn cấp|điều tra|nghi phạm|nghi can|"
    r"đối tượng|hung thủ|thủ phạm|truy nã|tố giác|tố cáo|trình báo|"
    r"xác minh|lập hồ sơ|củng cố hồ sơ|tang vật|phạm tội|vụ án|truy bắt|vào cuộc|lập biên bản|"
    r"hoàn thiện hồ sơ|cơ quan chức năng|làm việc với (?:cơ quan )?công an|tại (?:cơ quan )?(?:công an|điều tra)|"
    r"hồ sơ xử lý|giám định|thu giữ|quản lý thị trường|ập vào|đột kích|công an (?:xã |huyện |tỉnh |phường )?(?:đã |"
    r"vừa |đang )?(?:thu|bắt|mời|làm|lấy|xác|điều|vào)|triệt (?:phá|xóa)|"
    r"lẩn trốn|bỏ trốn|chiếm đoạt|đang (?:kiểm tra|xác minh|làm rõ|xem xét|lấy lời khai|mở rộng)|tố giác|khám xét|"
    r"triệu tập|"
    r"công an xác định|thú nhận|thanh tra (?:đã |vừa |đang )?vào"
)
HARMLESS = Lexicon(
    r"(?:đã |đang |vừa |cũng |liền |vẫn |sẽ |từng )?(?:được|bị (?:đâm|chém|cướp|trộm|giết|hại|lừa|"
    r"hành hung|đánh|thương|xâm hại|hiếp|tông|ép|bắt cóc|mất|sát hại|bắn|bỏng|nạn|tố|oan|vu|một|hai|ba|nhóm|kẻ|"
    r"đối tượng|xe|người|ai|bạn|hàng xóm|chồng|vợ|cha|mẹ|cô|thầy|tên|cướp|trộm)|"
    r"cho biết|cho hay|nói|kể|khẳng định|chia sẻ|trình báo|tố cáo|tố giác|phát hiện|giúp|tặng|trao|chất vấn|"
    r"nhận (?:giấy|bằng|giải|quyết)|tử vong|nhập viện|qua đời|mất|thoát|may mắn|"
    r"hy sinh|giữ chức|làm (?:chủ tịch|giám đốc|trưởng)|chỉ đạo|chủ trì|yêu cầu|đề nghị|khuyến cáo|"
    r"cảnh báo|phát biểu|hướng dẫn|vào vai|đóng|biểu diễn|thi đấu|ghi bàn|"
    r"giành|đoạt|bắt (?:cướp|trộm|được|giữ)|đuổi|khống chế|cứu|hiến|là (?:nạn nhân|người dân|bị hại|con|"
    r"vợ|chồng|mẹ|bố|anh|chị|em|học sinh|nhân chứng|người phát hiện))"
)
APPEALED = Lexicon(
    r"phúc thẩm (?:\w{1,8} ){0,6}(?:tuyên|giữ nguyên|bác|y án)|(?<!chưa )có hiệu lực pháp luật|"
    r"bác kháng cáo|y án"
)
FRESH = Lexicon(r"bị bắt|bắt (?:quả tang|giữ|khẩn cấp)|tạm giữ|khởi tố|khám xét|sa lưới")
MARK = re.compile(r"['’”\"]?(?: ?[:,]| [–-]) ")
ASIDE = re.compile(r" ?\([^()\n]{1,80}\)|, [^,.;\n]{1,60},|, [^,.;\n]{1,40}, [^,.;\n]{1,40},")
ANOTHER = Lexicon(r"vụ|rằng|tới|về việc|cho|đề cập|khi|do|người|nạn nhân|của|mời", drop_single=True)
BREAK = Lexicon(
    r"cho biết|cho hay|nạn nhân|bị hại|của|do|theo|gia đình|người nhà|vợ|chồng|bộ trưởng|vụ án|"
    r"trong quá trình|trong đó có chị|trả lại|vì|tố giác|khi|sau khi|cướp giật|giật|trước|đầu tư|tay|"
    r"nhịp|nguồn|chước|"
    r"buộc|đền|khi (?:chị|anh|ông|bà)|là bạn|hại|người cha|lời|thăm|kịp|rễ|mạch",
    drop_single=True,
)
MORE = re.compile(rf" ?\([^()\n]{{1,80}}\)|(?:,| và) (?=[{UPPER}])[^,.;:()\n]{{2,40}}(?= \(| và |,)")
JOINED = re.compile(r"(?:và|cùng|va|cung) [^\W\d_]{1,8} ")
CAPITAL = re.compile(rf"[{UPPER}](?<![^\W_].)[^\W\d_]{{0,7}}(?![^\W_])")
# What is told of those whom the text has already tied to a case; too common to accuse anybody by itself.
ACT = Lexicon(
    rf"(?:{CRIME})|ký khống|kê khống|khai khống|chiếm hưởng|hưởng (?:lợi|chênh lệch)|rút(?: \w{{1,8}}){{0,3}} (?:tiền|"
    rf"quỹ)|"
    r"thuê(?: \w{1,8}){0,6} (?:đánh|giết|chém|chặn|đập|dằn mặt|đốt|phá)|mặc (?:nạn nhân|kệ nạn)|bỏ mặc|phóng (?:thẳng|"
    r"xe)|"
    r"nhận (?:phong bì|lót tay|tiền|của|hàng)|chung chi|lót tay|ăn chia|nướng(?: \w{1,8}){0,6} (?:vào|cho)|áp sát|"
    r"giật (?:túi|dây|ba lô|điện thoại|đồ|xe)|đập (?:kính|phá)|dàn cảnh|trà trộn|pha trộn|tráo|dán nhãn|móc túi|"
    r"gắn mác|"
    r"rình|sàm sỡ|gây ra|khiến(?: \w{1,8}){0,5} (?:chết|tử vong|thiệt mạng|mất|bị thương|thiệt hại|khuynh gia)|"
    r"cung cấp (?:hàng|ma túy|thuốc)|tẩu tán|xóa dấu vết|đổ tội|chối|quanh co|dựng (?:lên|chuyện|kịch bản)|"
    r"gom (?:tiền|hàng)|huy động(?: \w{1,8}){0,4} (?:tiền|vốn|tỷ)|"
    r"(?:bỏ|ra) tiền thuê|ép|dụ|rủ rê|lôi kéo|bắn|chém|đâm|đánh|đốt|tạt|tông|cán|chặn đường|lừa|trộm|cướp|"
    r"bán(?: \w{1,8})"
    r"{0,3} (?:giả|lậu|cấm)|buôn|tuồn|rao bán|khống chế|hành xử|đe nẹt|thu (?:lợi|lời|phế)|cho vay|đòi nợ|tổ chức|"
    r"điều hành|cầm đầu|chỉ đạo|dùng (?:dao|súng|thủ đoạn|tiền)|sử dụng(?: \w{1,8}){0,3} (?:giả|trái phép)|xả|"
    r"đầu độc|hủy hoại|phá hoại|gieo rắc|reo rắc|tàn phá|xé lẻ|giấu|để mặc|làm ngơ|phớt lờ|nhồi|khét tiếng|đầu nậu|"
    r"thú nhận|qua mặt|ngụy trang|tội ác|chối cãi|cướp đi|trói|nhét|rắc|trốn|vùi|chôn|phi tang"
)
ANAPHOR = Lexicon(
    r"(?:gã|mụ|ả|tên|kẻ|nhóm|cặp|băng|đám|ông|bà|anh|chị|cô|nữ|nam|người(?! ta)|đối tượng|hai|cả hai|bộ đôi|vợ chồng|ổ|"
    r"giám đốc|"
    r"tài xế|cán bộ|thanh niên|bị can|bị cáo|nghi phạm)(?: (?!khác|dân|bị hại|nạn)\w{1,8}){0,5}? (?:này|ta|trên|ấy)|"
    r"cả nhóm|hắn|y thị|chúng|cả bọn|bọn chúng|đồng bọn|các đối tượng|hai đối tượng|nhóm đối tượng|bị can|nghi phạm|"
    r"hung thủ|"
    r"chính (?:ông|bà|anh|chị|y|gã|cô)|gã",
    drop_single=True,
)
LABELLED = Lexicon(
    rf"(?:kẻ|lũ|phường|quân)(?! (?:gian|xấu))(?: \w{{1,8}}){{0,2}}? (?:{BAD}|{CRIME}|hủy hoại|"
    rf"ăn chặn|tàn ác|vô nhân|táng tận|"
    r"bất nhân|mất nhân tính|đầu độc|tàn phá)(?: \w{1,8}){0,4}"
)
RUMOUR = Lexicon(
    r"(?:bác bỏ|bác) (?:các |những )?(?:tin|thông tin|tin đồn)|(?:tin|thông tin)(?: \w{1,8}){0,14} là "
    r"(?:sai sự thật|không đúng|không chính xác|thất thiệt|tin giả|hoàn toàn sai)|tin đồn thất thiệt"
)
NAMED_BY_POLICE = Lexicon(
    r"(?:công an|cảnh sát|cơ quan (?:điều tra|chức năng|csđt)|lực lượng chức năng|danh tính|"
    r"camera)(?: [\w./-]{1,10}){0,12}?"
    r" (?:xác định|làm rõ|truy ra|nhận diện|lần ra|tìm ra|phát hiện)(?: [\w./-]{1,10}){0,14}? (?:chính )?(?:là|do)"
    r"(?: (?:đối tượng|tài xế|lái xe|ông|bà|anh|chị))?"
)
SUFFERER = Lexicon(
    r"nạn nhân|bị hại|người chết|thi thể|tử thi|tử vong|mất tích|bị thương|bị đánh|bị lừa|người nhà|chủ (?:xe|nhà|"
    r"tài sản)|"
    r"cháu bé|người mất|người tố|nhân chứng|tố giác|trình báo|bỏ rơi"
)
SPORT = Lexicon(
    r"tiền vệ|tiền đạo|hậu vệ|thủ môn|thủ quân|cầu thủ|huấn luyện viên|hlv|trọng tài|tuyển thủ|trận đấu|giải đấu"
)
# "Đứng đầu là X", "chính X đã": only in a text about a case.
LEADS = Lexicon(
    r"(?:đứng đầu|cầm trịch|điều khiển|cầm cái|đầu nậu|mắt xích|không ai khác|người đó|"
    r"kẻ đó)(?: \w{1,9}){0,6}?(?:,? chính)? "
    r"(?:là|chính là|ngoài)(?: \w{1,8}){0,3}?|(?:không ai khác, )?(?<!tài )(?<!hành )(?<!bộ )(?<!đại )chính(?: tay)?"
)
# How an opening may hold a name that a statement is about: "Bà Hiệu trưởng X", "Lang y X", but not "Theo ông X".
NOT_A_SUBJECT = Lexicon(
    r"theo|trên|đường|phố|cho|của|với|bị|được|khi|nếu|cùng|nhờ|vì|trong|tại|về|giúp|từ|gồm|đến|trước|sau|nạn nhân|"
    r"nhân chứng|như|"
    r"luật sư|thẩm phán|chủ tọa|công tố viên|kiểm sát viên|thượng tá|đại tá|trung tá|thiếu tá|đại úy|thượng úy|trung úy"
)
SUFFERS = Lexicon(
    r"bị (?:xe|kẻ|một|hai|ba|nhóm|đối tượng|tên|người|đâm|chém|tông|lừa|cướp|trộm|đánh|giết|sát hại|hành hung|"
    r"mạo danh)|"
    r"là (?:nạn nhân|người bị|nhân chứng)",
)
THIS_ONE = Lexicon(
    r"(?:người (?:đàn bà|đàn ông|phụ nữ|thanh niên|này)|gã|mụ|ả|bà|ông|anh|chị|cô|nữ \w{1,8}|nam \w{1,8}|đối tượng|"
    r"vị \w{1,8}|tay \w{1,8}|cán bộ|giám đốc|tài xế|kẻ|tên)(?: \w{1,8}){0,4}? (?:này|ta|ấy)"
)
# The head of a list of names: "Danh sách bị bắt giữ: 1. X; 2. Y".
LISTED = re.compile(
    r"(?:bị bắt|bị can|bị khởi tố|bị tạm giữ|bị tạm giam|bị truy nã|nghi phạm|bi bat|bi can|bi khoi to)"
    r"[^.\n:]{0,40}:(?:[^.]|(?<=\d)\.){0,150}$"
)
CRIMES = Lexicon(CRIME)
SPEAKS = Lexicon(r"cho biết|cho hay|nhận xét|nhấn mạnh|khẳng định|phát biểu|khuyến cáo|chia sẻ|trình báo|cho rằng")
# Whoever is named here stops a crime or suffers it.
NO_CULPRIT = Lexicon(
    r"(?:khống chế|quật ngã|tóm|bắt giữ|giữ) (?:được )?(?:hắn|tên|kẻ|đối tượng)(?: \w{1,8}){0,4} giao|"
    r"giao (?:cho |nộp )?(?:cơ quan )?công an|đuổi theo(?: \w{1,8}){0,3},? (?:khống chế|bắt|tóm|giữ)|"
    r"(?:danh sách |các |những )?nạn nhân(?: \w{1,8}){0,3} (?:gồm|là|tên)"
)
