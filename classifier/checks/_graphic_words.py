"""Words of mutilation, blood and cruelty, and where they show none. Used by `graphic` only."""

from __future__ import annotations

from classifier.lexicon import Keys, Lexicon

# Only words of damage: a part of the body alone ("xác định", "phong trào") starts nothing.
KEYS = Keys(
    "lìa|đứt rời|rời khỏi|đứt phăng|bay mất|nát|đứt làm|đứt đôi|ruột gan|nội tạng|phủ tạng|nhãn cầu|"
    "con ngươi|tròng mắt|"
    "hốc mắt|hộp sọ|vỡ toác|đâm thủng|xuyên|xiên|bong tróc|bong từng|tuột|bầy nhầy|nứt toác|lật ra|toạc|"
    "toác|mảng thịt|mảng da|"
    "thịt nát|da đầu|hoác|thấu xương|sâu hoắm|cháy đen|cháy sém|cháy xém|thành than|trương phình|"
    "thối rữa|phân hủy|chặt đầu|"
    "cắt đầu|chém|móc mắt|khoét|moi|mổ bụng|mổ phanh|lột da|thiêu sống|luộc sống|móng tay|móng chân|dòi|"
    "giòi|tử khí|cán dẹp|"
    "cán bẹp|cán đứt|cắn xé|cắn đứt|xé toạc|xé nát|xé xác|xé rách|bị xé|hàm răng|bê bết|be bét|lênh láng|"
    "loang|phun|tuôn|"
    "xối|ộc|đầm đìa|vũng máu|bể máu|biển máu|đẫm máu|sùi bọt|bọt máu|phọt|chảy ròng|chảy thành|ướt đẫm|"
    "ướt sũng|thuốc lá|"
    "tàn thuốc|than hồng|bàn là|bàn ủi|nung|nước sôi|axit|dầu sôi|nước mắm|muối ớt|bẻ gãy|rạch|đập vỡ|"
    "đập nát|bốc cháy|thui sống|"
    "tẩm xăng|hãm hiếp|cưỡng hiếp|ép dẹp|ép bẹp|bẹp|rụng ra|ăn vào|xèo|(?<!gầy )trơ xương|gặm|nhặt từng|"
    "cắt ngang|"
    "cứa|khúc|đứt gân|"
    "cắt cổ|nghiền|vỡ đôi|vỡ nát|vỡ vụn|rơi dưới|phanh|(?<!lợn )lòi|lồi|đùn|trào ra|trào ngược|trào bọt|"
    "phơi ra|"
    "văng|bắn tung|bắn đầy|"
    "bắn lên|lăn lóc|nhão|mủn|ngoẹo|gập|ngoáy|lút cán|ngập tận cán|cắm phập|cắm ngập|chi chít|khía|xẻo|"
    "băm|xát muối|xát ớt|"
    "đỏ ngầu|đỏ lòm|trắng hếu|trắng ởn|lủng lẳng|lòng thòng|dính chặt|dính trên|dính vào|răng rắc|khét|"
    "từng chiếc|từng ngón|"
    "kéo lê|treo ngược|vương vãi|tung tóe|biến dạng(?! (?:của|gen))|nguyên vẹn|phồng rộp|tím đen|mảnh|"
    "giẫm|nham nhở|"
    "máu bắn|bị chặt|chặt lìa|"
    "chặt đứt|rỉ máu|rớm máu|vụn|cưa|tiện đứt|phạt ngang|xẻ|xén|cụt|rời rạc|từng khúc|từng mảng|chìa ra|"
    "tua tủa|lộ trắng|bu kín|ruồi nhặng|trống hoác|chuyển đỏ|nhuộm đỏ|co quắp|trợn ngược|lè lưỡi|"
    "hất tung|không đầu|đứt đầu|cháo sôi|nhát|dí vào|sôi|"
    "trương|rỉa|đè bẹp|đỏ hỏn|như sáp|nhận ra|nhận dạng|tới tấp|liên hồi|liên tiếp|túi bụi|không thương tiếc|"
    "đến chết|đến tử vong|kìm|gí|châm|đứt|gãy|rách|thủng|dập|phồng|lột|xoắn|banh|thối|rữa|bấy|nhầy|mủ|"
    "con mắt|lôi theo|húc|móc|tràn ra|đập đầu|nghiến|nhai|ép mỏng|dính|cắt vụn|mưng|gầm|ngược|thòi|chọc|quật|phang|"
    "dính với|chỉ dính|dội|tạt|hình dạng|hình thù|hình hài|cháy thui|cháy trụi|còn thoi thóp|chỉ còn|"
    "nằm rải rác|rải rác|cắn|ngoạm|máu chảy|vết máu|phi tang".split("|")
)
# What only a description of a mutilated body says.
STRONG = Lexicon(
    r"(?:đầu|cổ|tay|chân|cánh tay|bàn tay|bàn chân|cẳng tay|cẳng chân|ngón tay|ngón chân|tai|mũi|chi|đùi|"
    r"thân|thân thể|"
    r"thủ cấp)[^.,;\n]{0,30} (?:đứt lìa|lìa khỏi|gần lìa|đứt rời|rời khỏi cơ thể|đứt phăng|đứt gần lìa|"
    r"bay mất|nát bươm|"
    r"nát bét|nát nhừ|dập nát|giập nát|nát vụn|nát như|đứt làm đôi)"
    r"|(?:lìa|rời|đứt) (?:khỏi )?(?:đầu|cổ|xác|thân) ?(?:thể|mình)?"
    r"|đầu (?:lìa khỏi|rơi khỏi|văng khỏi) (?:cổ|thân|xác)"
    r"|(?:nội tạng|ruột gan|lòng ruột|phủ tạng|ruột|gan ruột)[^.,;\n]{0,16} "
    r"(?:trào|lòi|xổ|vương vãi|lòng thòng|văng|đổ|tuôn|phòi|lộ|rơi)"
    r"|(?:lòi|lộ|phòi|trào|thò|lồi)(?: \w{1,8}){0,2} (?:ruột|nội tạng|óc|xương|mắt|hộp sọ|sọ|tủy|gân)"
    r"|(?:óc|não|máu và não|nhãn cầu|con ngươi|tròng mắt|mắt)[^.,;\n]{0,16} "
    r"(?:văng|bắn|phọt|bật khỏi|lòi|lồi ra|rơi ra|vương|tung tóe|phòi|bật ra|rớt ra)"
    r"|(?:hộp sọ|sọ|đầu(?! (?:xe|tàu|máy))|mặt(?! (?:đường|đê|cầu|kính|bàn|sàn|tiền))|khuôn mặt|"
    r"gương mặt)(?: \w{1,8}){0,2} "
    r"(?:vỡ toác|vỡ nát|vỡ vụn|nát bét|nát bươm|bể nát|vỡ tung|biến dạng hoàn toàn|dập nát|giập nát|"
    r"vỡ đôi|nát nhừ|nát vụn)"
    r"|đập (?:vỡ|nát|bể) (?:hộp )?(?:sọ|đầu|mặt)"
    r"|xương[^.,;\n]{0,24} (?:lòi ra|lòi|chòi|trồi ra|đâm toạc|thò ra|lộ ra|trắng hếu|vỡ vụn|đâm thủng|"
    r"chọc thủng)"
    r"|(?:đâm|xuyên|xiên|chọc) (?:thủng|xuyên|toạc|suốt)? ?(?:từ )?(?:ngực|bụng|vai|cổ|hàm|má|đầu|"
    r"hốc mắt|lưng|mắt|sọ|"
    r"mặt|da thịt|qua người|qua đầu|qua ngực|qua bụng|qua cổ)[^.,;\n]{0,12}(?:ra|xuống|lên|tới|sang|thấu)"
    r"|đâm thủng (?:hốc mắt|mắt|bụng|cổ họng|ngực|mặt)"
    r"|(?:da thịt|thịt da|thịt|lông da|da đầu|da|mảng thịt|mảng da)[^.,;\n]{0,16} (?:bong tróc|bong từng|"
    r"tuột|bầy nhầy|nứt toác|"
    r"lật ra|rách toạc|lóc ra|cháy xèo|cháy sém|tróc ra|nát bét|nát bươm|bê bết|vương vãi)"
    r"|mảng thịt|thịt nát|tảng thịt người|thịt xương lẫn lộn|xương thịt"
    r"|(?:giật|lột|lóc|tróc) (?:bật |phăng |tung )?(?:cả |nguyên )?(?:mảng )?da đầu|lột (?:phăng |"
    r"sống )?da (?:người|sống|đầu)"
    r"|(?:bụng|ngực|cổ|họng|lồng ngực) (?:bị )?(?:vỡ|toạc|rách toạc|mổ phanh|phanh|nát|thủng toác|ép dẹp|"
    r"ép bẹp|bị cứa|hở hoác)"
    r"|(?:nhát dao|vết chém|vết đâm|vết thương|vết cắt)[^.,;\n]{0,24} (?:hở hoác|toác|hoác|sâu hoắm|"
    r"thấu xương|lộ xương|"
    r"lòi xương|chằng chịt khắp|lút cán)"
    r"|(?:chặt|phanh|xẻ|cưa|cắt|băm)(?: \w{1,8}){0,2} (?:thi thể|(?<!thể )xác|thây|tử thi)(?! (?:định|"
    r"nhận|minh))(?: \w{1,8}){0,3}|phân (?:xác|thây)"
    r"|(?:thi thể|xác(?! (?:cá|pháo|xe|máy|tàu|định|nhận|minh|lập|thực|suất|đáng|tín|xơ))|tử thi|"
    r"thân thể|cơ thể|thân người|thi hài)(?: (?!không)\w{1,8}){0,6} (?:không còn nguyên vẹn|"
    r"không nguyên vẹn|biến dạng|"
    r"cháy đen|cháy rụi|cháy thành than|đứt đôi|đứt làm|nát bét|dập nát|giập nát|nát bươm|trương phình|"
    r"trương phồng|thối rữa|"
    r"phân hủy mạnh|đang phân hủy|đã phân hủy|bị phân hủy|nghiền nát|bị nghiền|vụn nát|nát vụn|co quắp|"
    r"bị chặt|bị xé|bị cắt|thành nhiều (?:khúc|mảnh|phần))"
    r"|(?:bị|đã) (?:chặt|cắt|cứa|chém)(?: \w{1,8}){0,2} (?:đầu|cổ|lìa đầu|đứt lìa)|chém bay đầu"
    r"|(?:móc|khoét|chọc mù|đục) (?:cả )?mắt|moi (?:tim|gan|ruột|nội tạng|mắt)|mổ bụng (?:nạn nhân|sống)|"
    r"lột da sống"
    r"|thiêu sống|luộc sống|lột da người|mổ phanh"
    r"|(?:rút|nhổ|bẻ|lột)(?: \w{1,8}){0,3} móng(?: chân| tay)?"
    r"|dòi (?:bọ )?(?:bò|lúc nhúc|đục)|trương phình|mùi (?:tử khí|xác chết)"
    r"|kẹp nát|nghiền nát (?:phần|cả|thân|đầu|hai|cánh|bàn|cơ thể)|cán (?:nát|dẹp|bẹp|đứt)"
    r"|cắn (?:xé|nát|đứt)[^.,;\n]{0,30} (?:không còn nhận ra|mặt|tai|mũi|cổ|biến dạng|nham nhở|lìa|đứt)"
    r"|xé (?:toạc|nát|rách|xác)[^.,;\n]{0,12} (?:cánh tay|tay|chân|cổ|mặt(?! đường)|ngực|bụng|đùi|da|"
    r"thịt|cơ thể|thi thể|con mồi)"
    r"|(?:nửa|một phần|cả) (?:mặt|đầu|hộp sọ|hàm|thân)[^.,;\n]{0,20} (?:bay mất|mất hẳn|biến mất|nát|văng)"
    r"|chém (?:ngang|đứt|toạc|xả|bổ)[^.,;\n]{0,12} (?:bụng|gân|mặt|cổ|tay|chân|vai|đầu)"
    r"|hàm răng[^.,;\n]{0,12} (?:văng|nằm|rơi)|ngón (?:tay |chân )?(?:rơi|văng|nằm)"
)
# Blood counts when it is shown, not when it is mentioned.
BLOOD = Lexicon(
    r"mùi (?:thịt|da|tóc) (?:người )?(?:khét|cháy)(?: lẹt)?|"
    r"máu(?: me)?(?: \w{1,8}){0,2} (?:bê bết|be bét|lênh láng|loang|phun|tuôn|xối|trào|ộc|chảy ròng|"
    r"tràn|chảy thành|chảy lênh láng|"
    r"chảy ướt|chảy đầm đìa|đầm đìa|đông đặc|đông vón|sùi bọt|vọt|bắn|phọt|ướt đẫm|ướt sũng|văng|"
    r"vương vãi|nhuộm|thấm ướt|rỉ ra|xịt|tứa)"
    r"|(?:vũng|bể|biển) máu|bê bết máu|be bét máu|đầm đìa máu|nhuốm đầy máu|đẫm máu me|ộc máu|hộc máu|"
    r"sùi bọt máu|"
    r"thổ huyết|tắm trong máu|ngập trong máu"
)
# Cruelty: what is done to a living body, by hand.
CRUELTY = Lexicon(
    r"(?:dí|gí|châm|ấn|áp|dụi)(?: \w{1,8}){0,7} (?:thuốc lá|tàn thuốc|đầu thuốc|điếu thuốc|đầu lọc|bật lửa|"
    r"thìa nóng|que nung|"
    r"(?:sắt|dao|thìa|thanh sắt|que) (?:nung|nóng|đỏ)(?: đỏ)?|bàn ủi|bàn là|sắt nung|than hồng|dùi nung|"
    r"thanh sắt nóng)[^.;,\n]{0,30}"
    r"(?:vào|lên|trên|khắp) (?:\w{1,8} )?(?:người|da|tay|chân|mặt|lưng|đùi|bắp|ngực|lưỡi|cơ thể|bụng|vùng)"
    r"|(?:đổ|dội|hắt|tạt|nhấn|dìm|nhúng|ném|ngâm|thả|úp|ấn)[^.;,\n]{0,40} (?:nước sôi|axit|a xít|axít|"
    r"dầu sôi|nồi nước sôi|(?:nồi )?(?:cháo|canh|nước) (?:đang )?sôi|chảo dầu|nước mắm|"
    r"muối ớt)(?: ớt)?(?: \w{1,8}){0,6}"
    r"(?:lên|vào|xuống)? ?(?:người|lưng|mặt|vết thương|đầu|con vật|chân|tay|đến phồng rộp)"
    r"|nhấn[^.;,\n]{0,40} vào (?:nồi )?nước sôi"
    r"|bẻ gãy(?: \w{1,8}){0,2} (?:chân|tay|cổ|cánh|ngón)"
    r"|(?:kìm|búa|bấm|ngàm|ê-tô)(?: \w{1,8}){0,2} (?:kẹp|rút|nhổ|vặn|bẻ|đập|giật|bóp)(?: \w{1,8}){0,3} "
    r"(?:móng|móng tay|móng chân|ngón|ngón tay|ngón chân|răng|lưỡi|tai|da|thịt|núm)"
    r"|(?:bắt|ép)(?: \w{1,8}){0,3} (?:liếm|ăn|uống|nuốt)(?: \w{1,8}){0,2} (?:phân|nước tiểu|chất thải|giun|gián)"
    r"|rạch (?:từng |nhiều |nát |ngang |lên )?(?:đường |nhát )?(?:trên )?(?:mặt|bụng|lưng|da|đùi|cổ)"
    r"|(?:con|mèo|chó|trâu|bò|voi|khỉ|gấu|lợn|ngựa|hổ)(?: \w{1,8}){0,4} (?:bị )?(?:đâm liên tiếp|đập vỡ|"
    r"đánh đến chết|bốc cháy|"
    r"thui sống|chặt chân|cắt tai|đâm đến chết|treo cổ lên)"
    r"|tẩm xăng[^.;\n]{0,40} (?:châm lửa|đốt)|đâm(?: \w{1,8}){0,2} hàng chục nhát"
    r"|bị (?:cưỡng hiếp|hãm hiếp|làm nhục)(?: \w{1,8}){0,4} (?:rồi|sau đó|đến chết)"
)
# Composed, so that combinations no list foresees are read too: a verb of damage with how far it went…
TORN = Lexicon(
    r"(?:đứt|gãy|vỡ|nứt|rách|bong|tróc|lòi|thủng|nát|bẹp|dập|giập|cháy|thối|mục|sưng|phồng|lõm|xoắn|bửa|bổ|chẻ|xẻ|"
    r"tét|banh|toạc|toác|phanh|hở|bị nghiền|bị xé|bị xay|bị cán|bị cắn|bị ngoạm|bị rỉa|bị chặt|bị cưa|bị băm)"
    r"(?: (?:cho|cả|đến|mất|gần|thành))? "
    r"(?:vụn|nát|bươm|bét|nhừ|bấy|tan|toác|toạc|toang|hoác|lìa|rời|phăng|tung|tươm|lủng lẳng|làm (?:đôi|hai|ba|"
    r"nhiều)|đôi|"
    r"đen|thui|trụi|khét|rữa|nhão|dí|dúm|nghiến|trơ (?:xương|gân|sọ)|tận xương|lộ (?:xương|gân|ruột)|sâu hoắm|"
    r"từng (?:khúc|mảng|mảnh|miếng|thớ|tảng)|nham nhở|biến dạng)",
    plain_pattern="",
)
DISMEMBER = Lexicon(
    r"(?:chặt|cắt|xẻ|cưa|băm|phân|nghiền|xé)(?: \w{1,8}){0,4} (?:thành|làm|ra) (?:nhiều|hai|ba|bốn|năm|từng|mấy|"
    r"\d{1,2}) "
    r"(?:khúc|mảnh|phần|đoạn|miếng)|(?:cắt|tiện|cứa|xén|phạt|hớt|cưa|nghiến|chém|chặt|xé) (?:đứt|lìa|rời|bay|"
    r"phăng|mất|vụn|cụt|nát)"
    r"(?: \w{1,8}){0,2}? (?:gót|gót chân|đầu|cổ|chân|tay|cánh tay|bàn tay|bàn chân|tai|mũi|ngón tay|ngón chân|đùi)"
    r"(?! (?:tư|xe|tàu|cầu|áo|quần))",
    plain_pattern="",
)
# … and a violent act on a part of the body; how fiercely it is told decides what it weighs.
_PART = (
    r"(?:mặt|đầu|cổ|gáy|bụng|ngực|lưng|vai|đùi|tay|chân|cánh tay|bàn tay|bàn chân|ngón|ngón tay|ngón chân|mắt|tai|mũi|"
    r"miệng|họng|trán|thái dương|sườn|mạng sườn|đỉnh đầu|hạ bộ|vùng kín|móng|móng tay|móng chân|lưỡi|tóc|da|người)"
)
ACT = Lexicon(
    r"(?:chém|đâm|đập|bổ|chặt|cứa|cắt|xé|giật|rứt|cắn|ngoạm|ngoạm nát|đè bẹp|nghiền|phang|giẫm|quật|xiên|cưa|xẻ|bóp|"
    r"rạch|khứa|lột|lóc|đục|khoan|kẹp|vặn|bẻ|chọc|nện|găm|xuyên|bắn nát|đánh|móc|húc|dộng|nghiến|nhai(?: rau ráu|"
    r" ngấu nghiến)?|vụt|quất|thọc|rứt|cấu|dẫm|đá|cán|chà)"
    rf"(?: (?!cổ phần)\w{{1,8}}){{0,5}}? {_PART}(?! (?:đường|bằng|tiền|phiếu|tư|năm|xe|tàu|nước|hàng|đất))|"
    r"(?:dội|tạt|hắt|xối)(?: \w{1,8}){0,3} (?:nước sôi|axit|dầu sôi|dầu nóng)",
    plain_pattern="",
)
FIERCE = Lexicon(
    r"tới tấp|liên hồi|liên tiếp|túi bụi|không thương tiếc|như điên|điên cuồng|đến chết|đến khi|cho đến|đến tử vong|"
    r"nhiều nhát|hàng (?:chục|trăm)(?: \w{1,8})? (?:nhát|lần)|\d{1,3} nhát|dã man|man rợ|từng (?:ngón|chiếc|cái|nhát)|"
    r"(?:khi|lúc) (?:nó |con vật |nạn nhân )?(?:còn|vẫn|đang) (?:sống|tỉnh|giãy|thoi thóp|thở|rên)|nát",
    plain_pattern="",
)
# A freer reading for phrasings that no list foresees: what a sentence shows is added up (see `_points`).
INSIDE = Lexicon(
    r"(?:con|một|một bên) mắt(?! (?:xích|kính|cá|nhìn))|nội tạng|phủ tạng|ruột|ruột gan|lòng mề|lòng ruột|"
    r"bộ lòng|óc|não|hộp sọ|sọ|xương(?! (?:sống của|cá|"
    r"rồng|máu))|da thịt|thịt da|da đầu|"
    r"(?:lớp|mảng) da|mảng thịt|thịt xương|thịt(?= (?:toác|nát|lòi|bầy|vương|rơi|bong|lẫn|đỏ|tím|trắng))|"
    r"mỡ(?= (?:trắng|vàng|trào|thò|lòi))|gân(?= (?:và|trắng|đứt|lòi|thò))|hốc mắt|mắt trái|mắt phải|"
    r"hai mắt|nhãn cầu|tròng mắt|"
    r"khí quản|cuống họng|cổ họng|lá phổi|lá gan|quả tim|xương hàm|chiếc răng|cái răng|hàm răng|móng tay|"
    r"móng chân|mỡ bụng",
    plain_pattern="",
)
OUTSIDE = Lexicon(
    r"(?:cái |phần )?đầu(?! (?:tư|năm|tiên|mùa|xe|tuần|tháng|máy|vụ|bếp|cơ|mối|ra|vào|đạn|giờ|kéo|tàu|"
    r"phiếu|nguồn|thế|đường|cầu|hồi|đề|"
    r"độc|lòng|đội|hàng|bảng|trận|hiệp|tháng|đàn|dòng|làng|thôn|đuôi|câu|bài|đời|sách|phim|cuộc))|"
    r"khuôn mặt|gương mặt|"
    r"mặt(?! (?:đường|đất|bằng|nước|hàng|trận|tiền|trời|trăng|sân|bàn|cầu|phố|khác|trái|sau|tại|bích|"
    r"biển|ruộng|dựng|ngoài|trong|gỗ|đê|hồ|sông|đá))|"
    r"cổ(?! (?:phiếu|phần|đông|tích|động|vũ|điển|thụ|kính|truyền|xưa|đại|tục|vật|áo|chai|xe|tức|súy))|"
    r"cổ tay|cổ chân|cánh tay|bàn tay|cẳng tay|bắp tay|"
    r"tay (?:trái|phải|nạn nhân)|hai tay|ngón(?: tay| chân| út| cái| trỏ)?|bàn chân|cẳng chân|ống chân|"
    r"bắp chân|đùi|hai chân|chân (?:trái|phải|nạn nhân)|"
    r"bụng|ngực|lồng ngực|lưng(?! (?:chừng|đèo|núi|đồi|quần|ghế|vốn))|mạng sườn|sườn(?! (?:núi|đồi|xào|"
    r"non|xe))|bẹn|háng|mũi(?! (?:tàu|tên|thi|né|khoan|nhọn|giày))|"
    r"miệng(?! (?:giếng|hố|cống|lưới|núi|hang|cốc|bát))|tai(?! (?:nạn|biến|tiếng|họa|hại|nghe|ương))|"
    r"má(?! (?:phanh|hồng))|trán|gáy|vai(?! (?:trò|diễn|chính|phụ))|thân (?:trên|dưới|mình|thể|người|"
    r"hình)|"
    r"thân hình|mặt mũi|da mặt|phần (?:thân|đầu|mặt|bụng|lưng|ngực|mông|thi thể)|tứ chi|tay chân|chân tay|gò má|"
    r"sống mũi|cằm|môi|đỉnh đầu|hông|mông|thủ cấp|đôi mắt|bắp thịt|xác trương|xác đã|tử thi|cơ thể|thi thể|"
    r"tử thi|thi hài|xác (?:người|nạn nhân|chết|đàn ông|phụ nữ|con|chó|mèo|thú|"
    r"voi)|nạn nhân|người thợ|công nhân|con vật|con khỉ|con chó|con mèo|con voi|"
    r"con trâu|con gấu|vết (?:cắt|thương|chém|đâm|mổ)|chi (?:dưới|trên)|da(?! (?:giày|cam|trời|màu|liễu|"
    r"vàng|giòn|bò|lươn|đen))|tóc",
    plain_pattern="",
)
VIVID = Lexicon(
    r"(?<!chia )lìa|đứt lìa|đứt rời|(?<!đổ )nát|nát bét|nát bươm|nát nhừ|nát vụn|dập nát|giập nát|bẹp dí|"
    r"bẹp dúm|"
    r"toạc|rách toạc|toác|nứt toác|hở hoác|hoác|hoắm|lòi|lồi(?: hẳn)? ra|lồi|phòi|"
    r"đùn ra|(?<!phong )(?<!cao )trào(?: ra| ngược)?(?! (?:lưu|phúng|dâng))|thò ra|lộ(?: ra|"
    r" rõ)?(?= (?:xương|cả|hộp|gân))|phơi ra|(?:bẻ|nhổ|rút|đập|chặt|cắt)(?: gãy)? từng|châm chi chít|"
    r"văng|văng ra|bắn tung|tung tóe|vương vãi|lăn lóc|bầy nhầy|nhão|chảy nhão|mủn|mủn ra|tuột|bong|tróc|"
    r"bong tróc|phồng rộp|cháy đen|cháy sém|cháy xém|cháy thành than|cưa (?:mất|đứt|rời|lìa)|tiện đứt|"
    r"phạt ngang|phạt đứt|xẻ dọc|xẻ đôi|xả đôi|xén (?:mất|đứt)|hớt (?:mất|bay)|cụt (?:đến|lủn|ngủn|"
    r"ngang)|trống hoác|hõm sâu|rời rạc|từng khúc|từng mảng|chìa ra|tua tủa|lộ trắng|trơ sọ|bu kín|"
    r"bu đầy|ruồi nhặng|chuyển đỏ|nhuộm đỏ|thâm đen|bầm dập|sền sệt|đặc quánh|co quắp|trợn ngược|lè lưỡi|"
    r"mở trừng trừng|chín tái|cháy khét|hất tung|giẫm nát|giày nát|dập bẹp|ép bẹp|ép dẹp|nhừ tử|"
    r"không đầu|mất đầu|đứt đầu|đứt cổ|(?:hơn |gần )?(?:hàng )?(?:chục|\d{1,3}|nhiều) nhát(?: dao| chém|"
    r" búa| rìu)?|rụng(?: ra)?(?= |,|;|$)(?! (?:tóc|lá|răng sữa))|chảy thành dòng như|"
    r"ăn (?:sâu )?vào (?:tận )?(?:xương|thịt)|trương (?:phềnh|sình|phồng|lên)|(?:cá|chuột|kiến|quạ|thú|chó|"
    r"lợn) (?:rỉa|gặm|ăn|tha|"
    r"moi)|đè bẹp|đỏ hỏn|(?:chảy|nhão|mềm)(?: \w{1,8}){0,2} như (?:sáp|bùn|cháo|nến)|không (?:còn )?(?:thể )?nhận "
    r"(?:ra|dạng|diện)|(?:đứt|rách|toạc|bong|lột|tróc) (?:xuống|ra) từng|dính (?:với|vào|"
    r"lại)(?: \w{1,8}){0,3} (?:bằng|nhờ)|"
    r"lôi (?:theo|ra)|kéo theo(?= (?:\w{1,8} )?(?:ruột|nội tạng|gân))|ép (?:mỏng|dẹt)|rau ráu|ngấu nghiến|"
    r"thòi ra|lật ngược|mưng mủ|không còn (?:ra )?(?:hình|hình thù|"
    r"hình dạng|hình hài)|chỉ dính|chỉ còn (?:dính|trơ|bộ xương|nửa|da dính|mẩu|đoạn|là (?:lỗ|hốc|vũng|đống))|"
    r"rải rác|rơi rụng|cong queo|quắt lại|"
    r"(?:từ|tận) (?:háng|cổ|bụng|ngực|lưng|hông|nách)(?: \w{1,8}){0,2} (?:lên|xuống|ra|tới|đến)|xèo xèo|"
    r"cháy xèo|mòn trơ|trơ xương|bẹp nát|nát bấy|gặm|"
    r"đỏ quạch|nhặt từng|"
    r"(?:cắt|cứa) (?:ngang|cổ|đứt)|mổ bụng|rớt ra|ngoẹo|gập làm đôi|gập đôi|ngoáy|ngập (?:tận )?cán|"
    r"lút cán|cắm (?:phập|ngập|chi chít|sâu)|xuyên(?: thủng| qua| suốt)|"
    r"đâm thủng|xé toạc|xé nát|xé rách|xé xác|khía|rạch nát|lóc|lột|khoét|móc (?:ra|toạc|họng|mắt)|moi|"
    r"mổ phanh|phanh|nghiền nát|nghiến|nghiến nát|kẹp nát|cán nát|chặt (?:đứt|lìa|từng|rời|\w{1,4} ngón)|"
    r"cắt (?:lìa|rời|từng|đứt)|xẻo|băm|băm nát|bổ đôi|chẻ đôi|rút từng|nhổ từng|xát muối|xát ớt|"
    r"dí (?:vào|lên)|thiêu sống|trương phình|thối rữa|lúc nhúc|"
    r"đỏ lòm|đỏ ngầu|trắng hếu|trắng ởn|tím đen|rỗng hoác|hốc mắt rỗng|không còn nguyên vẹn|biến dạng|"
    r"lủng lẳng|lòng thòng|nham nhở|be bét|bê bết|đập nát|dập|vụn|"
    r"(?:làm|thành) (?:hai|ba|bốn|năm|nhiều|mấy|từng|đôi|\d) (?:khúc|mảnh|phần|đoạn)|lăn xuống|"
    r"dính (?:chặt )?(?:trên|vào|lại) (?:gầm|lốp|vô lăng|đá|lưỡi|ghế|nền|kính|tường|ray|sàn|xe|đường|bánh|máy)|"
    r"kéo lê|treo ngược|"
    r"lột da|cứa đứt|gần đứt|đứt gần",
    plain_pattern="",
)
SENSE = Lexicon(
    r"khét lẹt|khét|tanh|tanh nồng|hôi thối|mùi tử khí|gào(?: thét| rú| khóc)?|rú(?: lên)?|rên (?:la|"
    r"siết|xiết|rỉ)|thét lên|quằn quại|giãy giụa|co giật|thoi thóp|răng rắc|rớm máu|ứa máu|"
    r"rỉ máu|đầy máu|đẫm máu|vấy máu|dính máu|nhuốm máu|loang máu|tóe máu|lạnh sống lưng|rợn người|"
    r"thảm thiết|lịm đi|chết tươi|tong tỏng|nhầy nhụa|van lơn|kêu gào",
    plain_pattern="",
)
RAW = Lexicon(
    r"máu|óc|não|ruột|ruột gan|nội tạng|phủ tạng|sọ|hộp sọ|xương|thịt|mảng da|da đầu|lìa khỏi|nhãn cầu|"
    r"mắt|hốc mắt|toác|toạc|phanh|gân|xẻ|"
    r"phân xác|khúc|dòi|móng|không còn nhận ra|xác|thi thể[^.,]{0,20} (?:thành|làm)",
    plain_pattern=r"mau|oc|nao|ruot|noi tang|so|xuong|thit|lia|khuc|dut|nat",
)
ADVICE = Lexicon(
    r"niêm mạc|da liễu|mụn|kem dưỡng|mỹ phẩm|thẩm mỹ|làm đẹp|bài thuốc|vị thuốc|sắc uống|đông y|răng sữa|"
    r"căng da|móng chân móng tay|dưỡng da|chứng bệnh|"
    r"món ăn|thìa|muỗng|nước mắm ngon|hành tây|hành tím|tỏi|gừng|thực phẩm|hóa chất lột|laser|dị ứng|"
    r"viêm da|bệnh ngoài da|sơn móng|khớp thái dương|"
    r"cá lóc|tôm|ăn với|nêm|chiên|rán|loài cá|lồi cầu|viêm điểm|mảng da khô|côn trùng|con mồi|bạn tình|"
    r"săn mồi|quả dưa|quả bí|trái cây|gọt vỏ|thấu kính|đột biến|dung nham|thiên thạch|khí quyển|"
    r"kinh nguyệt|đi ngoài|phân sống|tiêu chảy|thai nhi|băng huyết|khối u",
)
HUMAN = Lexicon(
    r"đứa bé|đứa trẻ|cháu bé|bé gái|bé trai|thi thể|tử thi|nạn nhân|phi tang|giết người|phân xác|"
    r"hung thủ|xác người|phần thân|sát hại"
)
CORPSE = Lexicon(r"thi thể|nạn nhân|xác người|người (?:lái|ngồi|đàn ông|phụ nữ)|thân người")
CLINICAL = Lexicon(
    r"phẫu thuật|ca mổ|vi phẫu|bác sĩ|bs|ê kíp|ê-kíp|kíp mổ|khâu nối|nối (?:thành công|lại)|"
    r"bệnh viện[^.\n]{0,30} (?:cứu|tiếp nhận|"
    r"điều trị|phẫu thuật|nối)|sơ cứu|cấp cứu ban đầu|khuyến cáo|hướng dẫn|gạc|băng ép|cố định|"
    r"phục hồi chức năng|xuất huyết|"
    r"chẩn đoán|nội soi|y học|tập huấn|bệnh nhân|người bệnh|triệu chứng|y khoa|điều trị|tiêm"
)
MEND = Lexicon(
    r"nối (?:thành công|lại|liền|ngón|bàn|chi)|vi phẫu|khâu nối|phẫu thuật|ca mổ|"
    r"lấy (?:\w{1,8} )?ra an toàn|sơ cứu|dùng gạc|"
    r"cố định (?:hai|vết|ổ|xương|khớp)|không được ấn|phục hồi chức năng|cứu sống|ghép (?:da|xương)|"
    r"nội soi|chăm sóc vết|hồng ấm|xuất viện"
)
PRETEND = Lexicon(
    r"diễn tập|giả định|hóa trang|máu giả|phẩm màu|kịch bản|đạo cụ|hiến tế|khảo cổ|hóa thạch|xác ướp|"
    r"loài|côn trùng|dọa|đe dọa|không hề|bộ phim|trong phim|phim (?:kinh dị|hành động|truyện)|"
    r"tiểu thuyết|nhân vật|vở kịch|vở diễn|trò chơi|game|bức tranh|bức tượng|triển lãm|tác phẩm|sân khấu|"
    r"khán giả|họa sĩ"
)
FOOD = Lexicon(
    r"nấu|nướng|ướp|xào|luộc chín|hầm|món|gia vị|đầu bếp|làm sạch|lò mổ|giết mổ|thú y|chế biến|ăn kèm|"
    r"công thức|rửa sạch|"
    r"thái mỏng|băm nhỏ|muối dưa|nồi cháo|thịt lợn|thịt bò|thịt gà|tiết canh|lạp xưởng|mâm cỗ"
)
FIGURE = Lexicon(
    r"như máu|tựa máu|ruột xát muối|như (?:bị )?xát muối|như dao|máu lửa|máu nghề|dòng máu|hiến máu|"
    r"máu thịt|xương máu|máu xương|bể máu tranh|tắm máu trên sàn|"
    r"như (?:bị |muốn )?xé|trái tim|cõi lòng|nát lòng|xé lòng|đứt ruột|nát ruột|nát óc|vắt óc|nặn óc|"
    r"như cắt|ruột gan như|"
    r"dựng tóc|nước mắt|văng tục|văng vẳng|nền kinh tế|tan nát|hàng thủ|thị trường|chứng khoán|cổ phiếu|"
    r"đối thủ|trận đấu|"
    r"bàn thắng|khung thành|chỉ số|ngân sách"
)
MACHINE = Lexicon(
    r"(?:đầu|thân|cửa|phần đầu|phần thân|đuôi|nóc|chiếc|gầm|cabin|ca bin) (?:xe|ô tô|tàu|máy bay|"
    r"container|thuyền|toa)|mái nhà|"
    r"thân cây|ngôi nhà|mảnh vỡ|kính xe"
)
