"""A product, remedy or rite said to cure, without an authority that says so.

Sources: Luật An toàn thực phẩm 55/2010/QH12 and Nghị định 15/2018/NĐ-CP, Điều 27.3 (health food must carry "không phải
là thuốc và không có tác dụng thay thế thuốc chữa bệnh" and may not be presented as a medicine); Luật Quảng cáo
16/2012/QH13 as amended by Luật 75/2025/QH15 and Nghị định 38/2021/NĐ-CP on advertising that misleads about effects;
Luật Khám bệnh, chữa bệnh 15/2023/QH15 on who may treat. WHO calls it an infodemic when such claims spread.

A sentence is a claim when a cure is promised (a disease "khỏi hẳn", "biến mất", "tan sạch", or medicine and surgery
said to be needless) and the article tells of a remedy. News of hospitals and health agencies, refuted or punished
claims, plants and animals, and figurative use do not count. Every flag is `high`: somebody may stop a treatment.
"""

from __future__ import annotations

from collections.abc import Iterator

from classifier.checks import Flag, Subject, _learnt, flag
from classifier.checks import _health_claim_words as told
from classifier.phrases import Lens, Phrase, Words, lens
from classifier.text import Span

NAME = "health-claim"

_CURE_HINTS = Words(
    *"khỏi|chữa|trị dứt|dứt|tận gốc|thần dược|tiên dược|tiêu diệt|diệt|đẩy lùi|biến mất|tan sạch|tan biến"
    "|đánh tan|không cần|không phải|chưa cần"
    "|chẳng cần|bỏ thuốc|hóa trị|tái phát|bách bệnh|khắc tinh|đánh bay|âm tính|hết |teo|xẹp|trị |tỉnh lại"
    "|bình thường|co lại|nhỏ dần|mọc lại|xóa"
    "|tiêu hẳn|trở về|hiệu nghiệm|có con|lành|mắc bệnh|lui|vĩnh viễn|mãi|không còn|chẳng|không bao giờ|phục hồi"
    "|chiến thắng|thoát|sáng lại|khỏe|sạch|ngăn|trả về|không phải|đào thải|kg|tác dụng phụ|cai |bỏ rượu|liền|rụng"
    "|sau |chấm dứt|tự |cũng |bay|tan |từ nay".split("|")
)
_MEDICAL_HINTS = Words(
    *"bệnh|ung thư|thuốc|đau |viêm|tiểu đường|đường huyết|huyết áp|gan |xoang|trĩ|cận|tóc|sỏi|mỡ |mỡ,"
    "|vô sinh|hiếm muộn|đột quỵ|khớp|mụn|vi rút|virus|nọc"
    "|mất ngủ|dạ dày|thận|khối u|tự kỷ|sốt|vảy nến|yếu sinh lý|cúm|phẫu thuật|tế bào|trí tuệ|sởi|liệt|câm|nám|lưng"
    "|hen |suyễn|điếc|mù |mắt |nghiện|tai biến|xương|béo|cân |da |chứng |bác sĩ|bốc hỏa|sưng|nhức|gậy|gãy|thoát vị"
    "|bướu|mạch|máu|loãng|táo bón|biếng ăn|ốm|tê |đĩa đệm|nan y"
    "|u ".split("|")
)
_ILLNESS = (
    r"(?:ung thư|khối u|tế bào ung thư|tiểu đường|đái tháo đường|đường huyết|huyết áp|mỡ máu|gan nhiễm mỡ"
    r"|mỡ nội tạng|xơ gan|viêm gan|viêm xoang|xoang|bệnh gút|gút|gout"
    r"|thoái hóa|thoát vị|gai cột sống|đau lưng|đau khớp|đau gút|xương khớp|trĩ|búi trĩ|dạ dày|đại tràng|viêm loét"
    r"|trào ngược|suy thận|chạy thận|sỏi thận|sỏi mật|viên sỏi|sỏi"
    r"|hiếm muộn|vô sinh|yếu sinh lý|xuất tinh sớm|đột quỵ|tai biến|nhồi máu|suy tim|suy giãn tĩnh mạch|tĩnh mạch"
    r"|mất ngủ|trầm cảm|tự kỷ|sa sút trí tuệ|alzheimer|lẩm cẩm"
    r"|parkinson|động kinh|hen suyễn|viêm phổi|cảm cúm|covid|sốt xuất huyết|sốt rét|thủy đậu|zona|vảy nến|á sừng"
    r"|viêm da|tàn nhang|hói đầu|hói|rụng tóc|cận thị|mắt cận"
    r"|đục thủy tinh thể|ù tai|viêm họng|amidan|bướu cổ|u xơ|u nang|nọc độc|hiv|phong thấp|béo phì|bại liệt"
    r"|suy nhược|tiền đình|đau đầu|polyp|nhân xơ|tiền liệt tuyến|táo bón"
    r"|biếng ăn|thiếu máu|đau nửa đầu|tê bì|tê mỏi|viêm khớp|loãng xương|hắc lào|lang ben|viêm phế quản|viêm mũi"
    r"|dị ứng|mề đay|bệnh tim|tim mạch|bệnh gan|bệnh thận)"
)
_SYMPTOM = (
    r"(?:đau|nhức|sốt|ho|mụn|sẹo|cúm|hen|lao|viêm|suy|cận|mỡ|nọc|di chứng|vi rút|virus|độc tố|nám|nếp nhăn|chàm"
    r"|điếc|liệt|mù lòa|sởi|nốt ban|câm|tiểu đêm|ngứa"
    r"|mù|thấp khớp|bốc hỏa|men gan|chứng [^\s]{1,8}|khối u|u)"
)
_ACHE = rf"(?:bệnh|{_SYMPTOM})"
_GONE_SURE = (
    r"(?:khỏi hẳn|khỏi hoàn toàn|khỏi dứt điểm|khỏi tận gốc|khỏi bệnh|khỏi ngay|khỏi 100|khỏi trong|khỏi sau|dứt hẳn"
    r"|dứt điểm|hết hẳn"
    r"|hết sạch|biến mất|tan sạch|tan biến|tan hết|tiêu hẳn|tiêu biến|tự tiêu|tự lành|tự khỏi|tự chết|lui hẳn"
    r"|bay sạch|bay biến|lặn hết"
    r"|lành hẳn|lành lặn|teo hoàn toàn|xẹp hẳn|(?:bị )?bỏ đói|(?:bị )?hút (?:hết|sạch)|tự co lại|âm tính trở lại"
    r"|rụng sạch"
    r"|bị tiêu diệt|sáng mắt trở lại|mất hẳn|bay hết|nói được|đứng dậy|đi lại được|chấm dứt hẳn|không còn nữa"
    r"|đứng dậy đi lại)"
)
_HEALED = (
    r"(?<!thoát )(?<!ra )(?<!rời )(?<!tránh )(?<!đuổi )(?<!vượt )(?<!đi )(?<!không )(?<!bật )(?<!lấy )khỏi"
    r"(?= ?[.,;!”\"]| ?$| mà| cả| được| luôn| liền| hết| nữa)"
)
_GONE_LOOSE = (
    r"(?:(?<!tránh )(?<!thoát )(?<!ra )(?<!rời )khỏi|hết(?! sức| lòng| mực| thời)|tan|lành|teo|xẹp|âm tính"
    r"|(?:trở lại|về|về mức|ở mức) bình thường|trở về 0|bị đẩy lùi|mọc lại|co lại"
    r"|nhỏ dần|ổn định hoàn toàn|hết đau|tỉnh lại|hồi phục|lui|dứt|tụt về|sáng ra|giảm hẳn|như chưa từng)"
)
_SURE = Phrase(
    r"(?:chữa|(?<!điều )trị|(?<!thuốc )đặc trị)(?: được| cho)? ?(?:khỏi|dứt|hết|tận gốc|bách bệnh|mọi bệnh|dứt điểm"
    r"|dứt hẳn"
    r"|lành mọi|lành hẳn|lành bệnh)(?: [^\s.;]{1,12}){0,5}",
    rf"(?:(?<!thuốc )đặc trị|đánh bay|xóa sổ|xóa|đẩy lùi|tiêu diệt|đánh tan|quét sạch|diệt sạch|diệt|loại bỏ"
    rf"|đánh gục|bay sạch"
    rf"|tạm biệt|khắc tinh của|khắc tinh|phá tan|làm tan|trung hòa)"
    rf"(?: [^\s.,;]{{1,12}}){{0,3}}? (?:{_ILLNESS}|bệnh [^\s]{{1,10}}|vi rút|virus)",
    rf"(?:{_ILLNESS}|{_ACHE})(?: [^\s.;]{{1,14}}){{0,7}}? {_GONE_SURE}",
    rf"{_GONE_SURE}(?: [^\s.,;]{{1,12}}){{0,3}}? (?:{_ILLNESS}|{_ACHE})",
    r"(?:không|chẳng|khỏi|đỡ|chưa)(?: cần| phải| còn phải| lo){1,2}(?: [^\s.,;]{1,12}){0,2}? (?:phẫu thuật|mổ"
    r"|uống thuốc|thuốc tây|dùng thuốc|hóa trị|xạ trị|chạy thận|đi viện|đến viện|nằm viện"
    r"|bác sĩ|tiêm|insulin|huyết thanh|kháng sinh|bình xịt|vào viện|chữa trị|nội soi|gọi cấp cứu|nhập viện)",
    r"(?:bỏ|ngưng|ngừng|vứt|cai)(?: hẳn| được| cả)? (?:thuốc tây|hóa trị|xạ trị|chạy thận|tiêm insulin|insulin|gậy"
    r"|xe lăn)",
    r"thần dược|tiên dược|cam kết (?:khỏi|hết|chữa|dứt|giảm \d{1,3})|không khỏi (?:hoàn tiền|không lấy tiền)"
    r"|không (?:lo )?tái phát|khỏi 100 ?%"
    r"|diệt (?:được )?100 ?%|hiệu nghiệm tức thì|bách bệnh|chữa lành mọi|phòng ngừa (?:đột quỵ"
    r"|ung thư)(?: [^\s.]{1,10}){0,3} tuyệt đối",
    r"(?:người|chị em|học viên|bệnh nhân|khách|khách hàng|trường hợp"
    r"|cặp vợ chồng)(?: [^\s.,;]{1,12}){0,8}? (?:đã khỏi|đã hết [^\s]{1,8}|khỏi bệnh"
    r"|khỏi hẳn|hết bệnh|đã có con|lấy lại mái tóc|tỉnh lại ngay)",
    r"(?:vô sinh|hiếm muộn|ung thư|câm điếc|liệt|bệnh nan y)(?: [^\s.;]{1,12}){0,6} (?:cũng )?(?:chữa được|khỏi được"
    r"|đã có con)|(?:chưa|không) ai (?:phải )?(?:vào viện|đi viện|nhập viện|mắc bệnh|uống thuốc)"
    r"|đi lại như thanh niên|tóc mọc lại",
)
# A cure told in words that also serve elsewhere counts beside a remedy in the same sentence.
_LOOSE = Phrase(
    rf"(?:{_ILLNESS}|{_ACHE})(?: [^\s.;]{{1,14}}){{0,9}}? {_GONE_LOOSE}|(?:đã )?hết (?:{_ILLNESS}|{_ACHE})",
    rf"(?<!tránh )(?<!thoát )(?<!ra )(?<!rời )(?:khỏi|hết|dứt|trị|chữa) {_ILLNESS}|điều trị (?:khỏi|dứt điểm"
    rf"|tận gốc)",
    rf"(?<!thuốc )(?<!khám )(?<!điều )(?:trị|chữa)(?: dứt| được| cả| cho){{0,2}} (?:{_ILLNESS}|{_SYMPTOM}"
    rf"|bệnh {_ILLNESS})",
    r"(?:chữa|trị) bệnh (?:cực|rất|hiệu quả|tuyệt vời|thần kỳ|hiệu nghiệm)",
)
_HEALED_PHRASE = Phrase(_HEALED)
_OUTCOME, _SURE_TONE = Phrase(*told.OUTCOME), Phrase(*told.SURE_TONE)
_PROMISE, _BESIDE, _BODY = Phrase(*told.PROMISE), Phrase(told.BESIDE), Phrase(told.BODY)
_ANY_ILLNESS = Phrase(_ILLNESS, _ACHE)
# Without the symptoms whose names mean other things too ("cận kề", "lao động", "sốt ruột").
_PLAIN_ILLNESS = Phrase(
    _ILLNESS,
    r"bệnh(?! viện| than| lãng| thành)|đau|nhức|viêm|mụn|sẹo|cúm|nám"
    r"|(?<!tê )(?<!quyết )(?<!khốc )(?<!mãnh )(?<!ác )liệt(?! kê| vào| sĩ)|ngứa|điếc|mù|mỡ|thấp khớp|khối u"
    r"|di chứng|nếp nhăn|chứng [^\s]{1,8}|men gan"
    r"|hen|bong gân|gãy xương|xương gãy|nghiện (?:rượu|thuốc|ma túy)|yếu phổi|béo|mạch vành|tắc mạch|nan y"
    r"|méo miệng|đĩa đệm|xơ vữa|thần kinh tọa|mắt mờ|ốm|độc tố|máu nhiễm mỡ",
)
_NEEDLESS = Phrase(*told.NEEDLESS)
_STRAIGHT = Phrase(rf"{told.STRAIGHT} {_ILLNESS}")
_SHORT = 1500
_LONG = 3000
"""Beyond this an article says so much that loose marks meet by chance."""
_SPORT = Phrase(
    r"cúp|trái phiếu|chia điểm|dự luật|thảm họa|ly hôn|phản bội|tình yêu|đường chuyền|bàn thắng"
    r"|trận|vô địch|bóng đá|hiệp (?:1|2|một|hai)|chấn thương|hlv|đội tuyển|sút|thủ môn"
)
_REMEDY = Phrase(
    r"uống|dùng|đắp|bôi|ngâm|tắm|xông|đeo|súc miệng|xoa|nhai|ăn|giã|sắc|hãm|chích máu|nhịn ăn|thiền"
    r"|truyền năng lượng|năng lượng|thở|dán|nhỏ|châm|bấm huyệt|bật|ngồi|lá|rễ|củ|cao|trà|nấm|rượu|bột|viên|thuốc nam"
    r"|bài thuốc"
    r"|gia truyền|thầy lang|thầy thuốc|lương y|nuốt|thụt|nằm|pha|tập|thải độc|sâm|tảo|yến|mầm|hạt|sữa|cốm|nhang"
    r"|ngải|hơ|bấm|thoa|cúng|niệm|giấm|thảm|ong|keo|xịt|đai|gối|tinh chất|chiết xuất|công thức|gội|hít|chườm"
    r"|vẽ bùa|thổi"
    r"|đông trùng|giường|thực dưỡng|gạo lứt|khí công|yoga|thôi miên|massage|siro"
    r"|thảo dược|thảo mộc|cây thuốc|mật ong|nọc ong|nghệ|tỏi|hành|gừng|chanh"
    r"|dứa"
    r"|nước (?:lá|kiềm|ion|dừa|cốt|chanh|dứa)|máy|ghế|vòng|đá|kính|liệu trình"
    r"|sản phẩm|thực phẩm (?:chức năng|bảo vệ)|mẹo|phương pháp|dầu|tinh dầu|dầu gội|kem|cao dán|miếng dán|nước|áp"
    r"|bùa|nước thánh|đặt tay|bàn tay|khấn|xoa|giọt|gói|lọ|hộp"
)
# Who speaks with authority, or what shows that the article reports medicine.
_AUTHORITY = Phrase(
    r"(?:từng|được|đang) điều trị|quản lý thị trường|thu giữ|va chạm|đường sắt|hiện trường|tự truyện",
    rf"(?<!cần )(?<!của )(?<!đến )(?<!đi )(?<!dù )bệnh viện(?! (?:đã |cũng |đều )?{told.HELPLESS})"
    rf"|(?<!cần )(?<!phải )(?<!được )(?<!đến )(?<!gặp )(?<!ít )(?<!hiếm )bác sĩ"
    rf"(?! (?:đã |cũng |đều )?{told.HELPLESS})|bs|bộ y tế|sở y tế|ngành y tế"
    r"|trạm y tế|trung tâm y tế|trung tâm kiểm soát bệnh tật|cdc"
    r"|vắc[ -]?xin|vaccine|tiêm chủng|phác đồ|ê-kíp|ca (?:mổ|cấy|ghép|phẫu|can thiệp)|kỹ thuật (?:này|mới|cao)"
    r"|máy tạo nhịp|phẫu thuật thành công|xuất viện"
    r"|khoa (?:nội|ngoại|cấp cứu|sản|nhi|truyền nhiễm)|viện dinh dưỡng|viện (?:y|vệ sinh|huyết học|nghiên cứu)|arv"
    r"|kháng vi rút|đa hóa trị liệu|nghiên cứu|tạp chí|nhà khoa học|giáo sư|đại học|các nhà [^\s]{1,8} học|ổ dịch"
    r"|ca (?:mắc|bệnh|sốt)|chống dịch|dập dịch|tổ chức y tế|giám sát|cuộc điều tra|dioxin|who|dược sĩ"
    r"|y học cổ truyền|bộ nông nghiệp|chuyên gia y tế|thử nghiệm|lâm sàng|các nhà khoa học|tiến sĩ",
)
_REFUTED = Phrase(
    r"không có (?:tác dụng|cơ sở|căn cứ|bằng chứng|lá cây nào|thuốc giải|loại)|chưa có (?:cơ sở|bằng chứng"
    r"|nghiên cứu)|chưa (?:thể kết luận|được chứng minh|thử nghiệm)|không nên (?:tin|nghe|tự)|lừa đảo|lừa dối"
    r"|xử phạt|bị phạt|thu hồi|cảnh báo|cảnh giác|tòa án|bị cáo|khởi tố|công an|quảng cáo (?:sai|quá|láo)"
    r"|sai sự thật|tin lời|suýt|hoại tử|ngộ độc|không chữa (?:được|khỏi)|hiện chưa|gỡ (?:bỏ|quảng cáo|clip|bài)"
    r"|tin đồn|cơ quan điều tra|giả danh|bị bắt|bắt giữ|bắt quả tang|hàng giả|sản phẩm giả|(?:chớ|đừng) (?:vội "
    r"|nên )?tin|sự thật về|phản khoa học|hậu quả|biến chứng nặng|tử vong|thanh tra"
    r"|kiểm nghiệm cho thấy|phản bác"
    r"|bác bỏ(?!(?: hẳn| được| cả| luôn| hết){0,2} (?:thuốc|insulin|hóa trị|xạ trị|chạy thận|gậy|nạng|xe lăn))"
    r"|vô căn cứ|mê tín|trục lợi|không thay thế"
    r"|không phải là thuốc|nguy kịch|nhập viện vì|sai lầm"
    r"|thận trọng khi|lương y giả"
)
_NOT_PEOPLE = Phrase(
    r"thán thư|đạo ôn|mía|cây bệnh|nấm hồng|phun thuốc|lãng phí|máy bay|win|đường truyền|internet|file",
    r"cây trồng|ruộng|vườn|sầu riêng|lúa|(?<!râu )ngô|(?:cây|rẫy|vườn|giá) cà phê|đàn (?:lợn|trâu|bò|gà|vịt"
    r"|gia súc|cá)|gia súc|gia cầm"
    r"|vật nuôi|chuồng|thú y|khuyến nông|bảo vệ thực vật|luân canh|ao nuôi|tôm|dịch tả lợn"
    r"|lở mồm|máy tính|windows|điện thoại|phần mềm|cuộc họp|hội họp|hình thức|thành tích|quan liêu|tham nhũng"
    r"|mạng xã hội"
    r"|trận đấu|bàn thắng|đội bóng|cầu thủ|hlv|huấn luyện viên|vụ án",
)
_MAYBE = Phrase(
    r"không (?:được )?tự ý|chỉ định|đừng dùng|hỗ trợ|có thể giúp|góp phần|phòng|giảm nguy cơ|không nên|thận trọng"
    r"|sai lầm|tương truyền|truyền thuyết"
)
_QUACK = Phrase(
    r"thần dược|bài thuốc (?:gia truyền|bí truyền|quý|dân gian)|gia truyền|thầy lang|không khỏi|cam kết (?:khỏi|hết"
    r"|chữa|dứt)|bỏ (?:hóa trị|chạy thận|thuốc tây)|chuyên gia khuyên dùng|bách bệnh|hoàn tiền"
    r"|năng lượng (?:vũ trụ|chữa lành|tâm linh)|truyền nhau|không (?:cần|phải) (?:bác sĩ|đi viện|gọi cấp cứu)"
    r"|theo kinh nghiệm dân gian|bà con truyền|thần kỳ|đặc trị|bỏ (?:hết |hẳn |luôn )?(?:đơn )?thuốc(?! lá| lào"
    r"| trừ)|thuốc quý"
    r"|khuyên (?:mọi người|các mẹ|bà con) (?:làm theo|đừng|nên)|kháo nhau|đồn rằng|khỏi phải (?:đi viện|nằm viện)"
)
_REASON = "Câu này hứa chữa khỏi bệnh mà không có cơ quan y tế nào xác nhận; cần bỏ hoặc dẫn nguồn y tế."


_UNLIKE = -3.0
"""Log odds for `_learnt.likely`."""


def check(subject: Subject) -> Iterator[Flag]:
    """Flags of the sentences that promise a cure."""
    return _learnt.likely(subject, NAME, _UNLIKE, _flags)


def _flags(subject: Subject) -> Iterator[Flag]:
    views = [(name, doc, lens(doc)) for name, doc in subject.docs]
    alike: dict[str, list[Span]] = {name: [] for name, _ in subject.docs}
    for name, _, span, _ in _learnt.over(subject, NAME, _LEAST):
        alike[name].append(span)
    hinted = all(any(view.has(hints) for _, _, view in views) for hints in (_CURE_HINTS, _MEDICAL_HINTS))
    if not hinted and not any(alike.values()):
        return
    if any(_REFUTED.search(view) for _, _, view in views):
        return
    quack = any(_QUACK.search(view) for _, _, view in views)
    if not quack and any(_AUTHORITY.search(view) for _, _, view in views):
        return
    if not any(alike.values()) and not any(_REMEDY.search(view) for _, _, view in views):
        return
    offered = quack or len(subject.text) < _SHORT or _REMEDY.search(views[0][2]) is not None
    offered = offered and any(_PLAIN_ILLNESS.search(view) for _, _, view in views)
    claims = {
        name: [
            span
            for span in doc.sentences
            if (span in alike[name] and not _not_claimed(view, span)) or (hinted and _claims(view, span, offered))
        ]
        for name, doc, view in views
    }
    if not any(claims.values()):
        return
    for name, doc, view in views:
        for span in doc.sentences:
            if span in claims[name] or _adds(view, span):
                shown = _learnt.trimmed(doc, span)
                yield flag(NAME, "high", name, doc, shown.start, shown.end, _REASON)


_LEAST = 0.4
"""Log odds from which a sentence counts by what it is like, set on cases that were not trained on."""


def _not_claimed(view: Lens, span: Span) -> bool:
    return view.text[span.end - 1] == "?" or _NOT_PEOPLE.search(view, span.start, span.end) is not None


def _claims(view: Lens, span: Span, offered: bool) -> bool:
    """Whether a sentence promises a cure; `offered` tells that the article as a whole is about a remedy."""
    start, end = span.start, span.end
    if _not_claimed(view, span):
        return False
    if _SURE.search(view, start, end) or _PROMISE.search(view, start, end):
        return True
    remedy = _REMEDY.search(view, start, end) is not None
    if not (remedy or offered) or _MAYBE.search(view, start, end):
        return False
    if remedy and _LOOSE.search(view, start, end):
        return True
    ill = _ANY_ILLNESS.search(view, start, end) is not None
    if ill and remedy and _HEALED_PHRASE.search(view, start, end):
        return True
    if _SPORT.search(view) or len(view.text) > _LONG:
        return False
    if offered and (_STRAIGHT.search(view, start, end) or _NEEDLESS.search(view, start, end)):
        return True
    if not _SURE_TONE.search(view, start, end) or not _OUTCOME.search(view, start, end):
        return False
    if _PLAIN_ILLNESS.search(view, start, end):
        return True
    return offered and remedy and _BODY.search(view, start, end) is not None


def _adds(view: Lens, span: Span) -> bool:
    """Whether a sentence beside a claim says more of the same: an illness gone, a guarantee, medicine needless."""
    start, end = span.start, span.end
    if view.text[end - 1] == "?" or _NOT_PEOPLE.search(view, start, end):
        return False
    if _BESIDE.search(view, start, end):
        return True
    named = _ANY_ILLNESS.search(view, start, end) or _BODY.search(view, start, end)
    return bool(named and _OUTCOME.search(view, start, end))


__all__ = ["check"]
