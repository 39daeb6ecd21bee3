"""The `sources.toml` with which the desk reads the sample portal."""

from __future__ import annotations

_TOML = """\
# Nguồn mẫu cho phần trình diễn: ba cách đọc cùng một cổng thông tin chạy trên máy này.
# Bài nào cũng chỉ có một địa chỉ chuẩn, nên đọc bằng cả ba cách vẫn không bị trùng.

[[source]]
id = "cong-mau-tin-tuc"
publisher = "Cổng thông tin mẫu Ánh Dương"
name = "Cổng mẫu Ánh Dương – Tin tức"
home = "{base}/"
kind = "feed"
url = "{base}/rss/tin-tuc.rss"
topics = []
licence = "Bài mẫu viết riêng cho phần trình diễn, được dẫn lại khi ghi rõ nguồn"
poll_minutes = 30
zone = "Asia/Ho_Chi_Minh"
delay_seconds = {delay}

[[source]]
id = "cong-mau-doi-song"
publisher = "Cổng thông tin mẫu Ánh Dương"
name = "Cổng mẫu Ánh Dương – Đời sống"
home = "{base}/"
kind = "listing"
url = "{base}/doi-song/"
topics = ["medtop:10000000", "medtop:14000000"]
licence = "Bài mẫu viết riêng cho phần trình diễn, được dẫn lại khi ghi rõ nguồn"
poll_minutes = 60
zone = "Asia/Ho_Chi_Minh"
delay_seconds = {delay}

[source.selectors]
article_link = "h3.tin-tieu-de a"
next_page = "a[rel~=next]"

[[source]]
id = "cong-mau-toan-trang"
publisher = "Cổng thông tin mẫu Ánh Dương"
name = "Cổng mẫu Ánh Dương"
home = "{base}/"
kind = "sitemap"
url = "{base}/sitemap.xml"
topics = []
licence = "Bài mẫu viết riêng cho phần trình diễn, được dẫn lại khi ghi rõ nguồn"
poll_minutes = 180
zone = "Asia/Ho_Chi_Minh"
delay_seconds = {delay}
"""


def sources_toml(base_url: str, delay_seconds: float = 0.1) -> str:
    """A feed (news), a listing (life) and the sitemap over both, all at `base_url`.

    The delay is below what a source on the web may have; a desk admits it for loopback only.
    """
    return _TOML.format(base=base_url.rstrip("/"), delay=delay_seconds)
