"""The files of a new desk."""

from __future__ import annotations

import json
from pathlib import Path

from classifier import beats_file

_DESK = """\
# Bàn tin – cài đặt chung. Sửa xong thì khởi động lại `anhduong serve` và `anhduong run`.
operator = {operator}   # cơ quan chịu trách nhiệm, hiện trên mọi trang
contact = {contact}     # nơi báo nguồn liên hệ với cơ quan (gửi kèm mỗi lượt truy cập)
language = "vi"         # "vi" hoặc "en"
zone = "Asia/Ho_Chi_Minh"
demo = {demo}

[collect]
poll_min_minutes = 15   # nguồn đăng dày thì ghé lại sau ít nhất chừng này phút
poll_max_minutes = 720  # nguồn đăng thưa thì ghé lại sau nhiều nhất chừng này phút
# quiet_hours = "23:00-05:00"   # không ghé nguồn nào trong khoảng giờ này

[[page]]
id = {page_id}
name = {page_name}
operator = {operator}
publisher = "outbox"    # bài đăng được ghi vào thư mục outbox/
# publisher = "facebook"  # đăng lên Facebook: điền [page.facebook] ở cuối, rồi chạy `anhduong page connect`
lateness_minutes = 60   # trễ quá mức này thì bài chờ người quyết định, không tự đăng
four_eyes = true        # người soạn không được tự duyệt bài của mình
slots = ["07:30", "11:30", "19:30"]   # khung giờ đăng mọi ngày; theo thứ: {{ every = ["07:30"], sun = [] }}
min_gap_minutes = 15    # hai bài của trang cách nhau gần hơn thì bàn tin hỏi lại
quiet_hours = "22:00-06:00"   # giờ yên lặng: xếp bài vào giờ này thì bàn tin hỏi lại
repeat_days = 14        # tin đã có bài trên một trang trong chừng này ngày thì bàn tin hỏi lại
# most_a_day = 5        # một ngày đã có chừng này bài thì bàn tin hỏi lại

# [page.facebook]
# facebook_id = "100000000000001"   # dãy số của trang trên Facebook
# app_id = "700000000000001"        # dãy số của ứng dụng; bí mật của nó ở ANHDUONG_APP_SECRET_FILE
# graph_version = "v26.0"
"""

_SOURCES = """\
# Nguồn tin chính thức. Mỗi nguồn là một cơ quan đăng tin trên trang của chính mình;
# trang mạng xã hội không được nhận. Bỏ dấu # ở đầu dòng, sửa lại cho đúng rồi chạy `anhduong collect`.
#
# [[source]]
# id = "bao-lao-cai"
# publisher = "Báo Lào Cai"
# name = "Báo Lào Cai"
# home = "https://baolaocai.vn/"
# kind = "feed"            # feed | sitemap | listing
# url = "https://baolaocai.vn/rss/home.rss"
# licence = "Trích tiêu đề, tóm tắt và dẫn đường về bài gốc"
# poll_minutes = 60        # không ghi thì bàn tin tự chọn theo nhịp đăng của nguồn
"""


def write_new_desk(
    data_dir: Path,
    *,
    operator: str,
    contact: str,
    page_name: str,
    page_id: str = "trang-chinh",
    demo: bool = False,
    sources: str = _SOURCES,
) -> tuple[Path, ...]:
    """Write `desk.toml`, `sources.toml` and `beats.toml` where they are not there yet; returns what was written."""
    data_dir.mkdir(parents=True, exist_ok=True)
    desk = _DESK.format(
        operator=_quoted(operator),
        contact=_quoted(contact),
        page_id=_quoted(page_id),
        page_name=_quoted(page_name),
        demo="true" if demo else "false",
    )
    written = []
    for name, text in (("desk.toml", desk), ("sources.toml", sources), (beats_file.NAME, beats_file.default_text())):
        path = data_dir / name
        if not path.exists():
            path.write_text(text, encoding="utf-8")
            written.append(path)
    return tuple(written)


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are a subset of TOML's (https://toml.io/en/v1.0.0#string)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
