"""Where sentences end in Vietnamese news: hard cases, each written as its sentences parted by `⏐`."""

from __future__ import annotations

import pytest

from classifier.text import sentences

TUNED = r"""
Hội nghị diễn ra tại TP. Lào Cai.⏐ Đại biểu các xã dự đông đủ.
PGS.TS. Nguyễn Văn Mẫu trình bày báo cáo.⏐ Hội trường lắng nghe.
ThS. Trần Thị Mẫu và Th.S Lê Văn Mẫu cùng dự.⏐ Buổi lễ kết thúc lúc 11 giờ.
Bác sĩ CKII. Nguyễn Mẫu khám cho 120 người.⏐ Thuốc được cấp miễn phí.
Đ/c Nguyễn Văn Mẫu phát biểu.⏐ Các đ/c trong ban thảo luận.
Thông tư 15/2023/TT-BYT. quy định như vậy.⏐ Văn bản có hiệu lực từ 1.7.2025.
Ngày 1.7.2025, tỉnh mới đi vào hoạt động.⏐ Cả tỉnh có 99 xã, phường.
Bà con trồng ngô, lúa, sắn, v.v. trên nương.⏐ Năm nay được mùa.
Trên nương có ngô, lúa, sắn v.v.⏐ Năm nay được mùa.
Tai nạn xảy ra tại Km 12. Quốc lộ 4D.⏐ Hai xe hư hỏng.
Giá vàng đạt 87.500.000 đồng.⏐ Giá bạc đứng yên.
Tăng trưởng 8.5% so với cùng kỳ.⏐ Đây là mức cao nhất.
Trang web laocai.gov.vn đăng tải.⏐ Người dân vào xem.
“Chúng tôi rất vui.”⏐ Ông Mẫu nói.
Ông Mẫu nói: “Chúng tôi rất vui.⏐ Năm nay được mùa.”⏐ Rồi ông cười.
Anh hỏi: “Bao giờ xong?”⏐ Chị lắc đầu.
Trời mưa…⏐ Đường lầy lội.
Trời mưa...⏐ Đường lầy lội.
Anh ngập ngừng... rồi bước đi.⏐ Không ai nói gì.
Thật tuyệt vời!!!⏐ Ai cũng vỗ tay.
Sao lại thế?!⏐ Không ai trả lời.
Ủy ban nhân dân tỉnh (sau đây gọi là UBND tỉnh.) ban hành kế hoạch.⏐ Kế hoạch có 5 mục.
Lớp học có 30 em (tất cả đều biết chữ.)⏐ Cô giáo rất mừng.
1. Đối tượng áp dụng\n⏐2. Phạm vi áp dụng
- Hồ sơ gồm đơn.\n⏐- Bản sao căn cước.
a) Có mặt tại nơi cư trú;\n⏐b) Có đơn đề nghị.
Điều 5. Trách nhiệm của cơ quan.⏐ Cơ quan có trách nhiệm phối hợp.
Khoản 2. Người vi phạm bị phạt tiền.⏐ Mức phạt là 5 triệu đồng.
GS. Mẫu và TS. Mẫu là đồng tác giả.⏐ Sách dày 300 trang.
Ông N.V.A. (32 tuổi) bị thương.⏐ Xe máy hư hỏng nặng.
Anh T. đưa con đi viện.⏐ Cháu đã qua cơn nguy kịch.
Nhiều hộ chưa có nhà ở.⏐ Mùa mưa đã đến.
Em cảm ơn thầy ạ.⏐ Thầy gật đầu.
Anh được mổ lấy khối u.⏐ Ca mổ kéo dài bốn giờ.
Lớp 5A.⏐ Lớp 5B.
chúng tôi rất vui.⏐ mời bà con đến dự.
Địa chỉ: P. Bắc Cường, TP. Lào Cai.⏐ Điện thoại: 02143.840.222.
Nhiệt độ xuống 3 độ C.⏐ Băng giá xuất hiện.
Đội nhà thắng 2 - 1.⏐ Khán giả ăn mừng.
Cuộc họp bắt đầu lúc 7h30.⏐ 8h30 có mặt đủ.
Có 1.200 hộ dân.⏐ 300 hộ thuộc diện nghèo.
Tin, ảnh: Nguyễn Mẫu.
Vừa ra mắt iPhone 17.⏐ Giá chưa công bố.
Theo No. 5 của tạp chí, tr. 12, bài viết rất hay.⏐ Bạn đọc nên xem.
Mr. John và Mrs. Smith đến Sa Pa.⏐ Họ ở lại ba ngày.
Ông nói “xong rồi.” rồi đi.⏐ Cửa đóng lại.
"""

UNSEEN = r"""
Bs. Mẫu khám bệnh tại xã.⏐ Người già được ưu tiên.
NSƯT. Mẫu hát mở màn.⏐ Khán giả vỗ tay.
TT. Bắc Hà nay là xã Bắc Hà.⏐ Chợ phiên vẫn họp.
Q. Hoàn Kiếm và H. Gia Lâm cùng dự.⏐ Lễ ký kết diễn ra nhanh.
KTS. Mẫu vẽ bản thiết kế.⏐ Công trình cao ba tầng.
Ths.Bs. Mẫu trả lời bạn đọc.⏐ Chương trình phát sóng tối qua.
Từ ngày 15.8 đến 20.8.2025, trường nhận hồ sơ.⏐ Hồ sơ nộp trực tuyến.
Cuộc thi khép lại ngày 30/4.⏐ Giải nhất thuộc về đội xã Mẫu.
Nghị định số 123/2024/NĐ-CP.⏐ Nghị định này thay thế nghị định cũ.
Anh cười: “Khó gì đâu!”⏐ Mọi người cười theo.
“Ai đến trước?” – cô hỏi.⏐ Không ai đáp.
“Đi thôi!” anh nói.⏐ Cả đoàn lên đường.
Giá xăng RON 95 là 20.540 đồng/lít.⏐ Giá dầu giảm.
Xem thêm tại https://example.vn/a.html.⏐ Trang mở miễn phí.
• Khám sức khỏe\n⏐• Tư vấn dinh dưỡng
2.1. Mục tiêu chung của kế hoạch.⏐ Kế hoạch đến năm 2030.
II. Nội dung chính của hội nghị.⏐ Hội nghị có hai phần.
Bà L.T.M. kể lại.⏐ Bà vẫn còn sợ.
Năm 2025.⏐ Một năm nhiều thiên tai.
Mưa… và lũ về.⏐ Dân sơ tán.
Đoàn gồm Ths. Mẫu, CN. Mẫu, KS. Mẫu.⏐ Đoàn làm việc ba ngày.
Đồng chí Bí thư Đảng ủy P. Cam Đường dự.⏐ Buổi lễ trang trọng.
"""


def cases(table: str) -> list[tuple[str, list[str]]]:
    found = []
    for line in table.strip().splitlines():
        written = line.replace("\\n", "\n")
        found.append((written.replace("⏐", ""), [part.strip() for part in written.split("⏐")]))
    return found


@pytest.mark.parametrize(("text", "parts"), cases(TUNED) + cases(UNSEEN))
def test_hard_cases(text: str, parts: list[str]) -> None:
    assert [span.of(text) for span in sentences(text)] == parts
