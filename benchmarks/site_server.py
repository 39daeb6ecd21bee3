"""A publisher's site on loopback for the benchmarks, in a process of its own, and how a command is measured on it.

    python benchmarks/site_server.py --articles 20000 --size-kb 180 --port 8099

Every page follows from the seed and its number alone, so nothing is kept: menus, scripts, JSON-LD, related boxes and
300 to 800 words of Vietnamese-like text. Two articles in a hundred are reworded copies of the one before.
Served: /robots.txt, /sitemap.xml (an index of news sitemaps), /rss.xml (all articles), /tin/N.html, /feeds/N.xml (a few
entries each, the same twenty articles for all), and /-/stats. Charset, ETag and conditional GET everywhere; gzip with
`--gzip` to those who ask for it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import threading
import time
import urllib.request
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PER_SITEMAP = 1000
SHARED_ARTICLES = 20
"""Articles that all small feeds name."""
_ENTRIES = 5

_WORDS = """xã|huyện|tỉnh|thôn|bản|phường|cán bộ|bà con|người dân|hộ dân|đồng bào|thanh niên|phụ nữ|học sinh|giáo viên
|bác sĩ|bệnh viện|trạm y tế|trường học|lớp học|thư viện|nhà văn hóa|chợ phiên|lễ hội|làng nghề|nghệ nhân
|du khách|du lịch|homestay|ruộng bậc thang|vụ mùa|lúa nước|giống mới|phân bón|kênh mương|thủy lợi|hồ chứa
|đập tràn|cầu treo|đường bê tông|cao tốc|quốc lộ|xe khách|hàng hóa|cửa khẩu|xuất khẩu|hợp tác xã|doanh nghiệp
|nhà máy|công nhân|tiền lương|thu nhập|giảm nghèo|vốn vay|ngân hàng|tín dụng|quế|thảo quả|mận|chè|lợn đen
|trâu|gà đồi|cá hồi|mật ong|nấm|rừng phòng hộ|kiểm lâm|cháy rừng|mưa lớn|lũ quét|sạt lở|rét đậm|băng giá
|nắng nóng|cảnh báo|di dời|tái định cư|cứu hộ|bộ đội|công an|biên phòng|dân quân|tuần tra|ma túy|lừa đảo
|mạng xã hội|chuyển khoản|số tài khoản|dịch vụ công|hồ sơ|thủ tục|một cửa|căn cước|đăng ký|cấp phép|đất đai
|quy hoạch|đấu giá|nghị quyết|kế hoạch|chỉ tiêu|hội nghị|đại biểu|chi bộ|đảng viên|hội đồng|ủy ban|chủ tịch
|bí thư|giám đốc|trưởng phòng|phóng viên|chuyên gia|nghiên cứu|dự án|nguồn vốn|ngân sách|tỷ đồng|triệu đồng
|nghìn tấn|héc ta|phần trăm|tháng trước|năm nay|sáng nay|chiều qua|tuần tới|giai đoạn|tổ chức|khai mạc|bế mạc
|khánh thành|khởi công|bàn giao|trao tặng|vận động|tuyên truyền|tập huấn|kiểm tra|giám sát|xử lý|khắc phục
|hoàn thành|triển khai|thực hiện|phối hợp|hỗ trợ|đầu tư|xây dựng|nâng cấp|sửa chữa|mở rộng|phát triển|bảo tồn
|phát huy|gìn giữ|trồng|chăm sóc|thu hoạch|chế biến|tiêu thụ|bán|mua|vay|trả|học|dạy|khám|chữa|tiêm
|phòng bệnh|ăn|ở|đi|về|đến|lên|xuống|ra|vào|được|đã|đang|sẽ|cùng|với|cho|của|từ|tại|trong|ngoài|trên|dưới
|giữa|sau|trước|khi|nếu|vì|nên|nhưng|và|hoặc|cũng|rất|nhiều|ít|mới|cũ|lớn|nhỏ|cao|thấp|xa|gần|nhanh|chậm|tốt
|đẹp|sạch|an toàn|bền vững|hiệu quả|đồng bộ|kịp thời|chủ động|tích cực|thuận lợi|khó khăn|phức tạp|nghiêm túc
|rõ ràng|minh bạch|tự nguyện|đoàn kết|sáng tạo|truyền thống|hiện đại""".replace("\n", "").split("|")
_PLACES = "Bát Xát|Bắc Hà|Mường Khương|Si Ma Cai|Sa Pa|Bảo Yên|Bảo Thắng|Văn Bàn|Y Tý|Tả Van|Nậm Pung|Cốc Lếu".split(
    "|"
)
_NAMES = "Nguyễn Văn Hòa|Giàng A Sử|Lý Tả Mẩy|Vàng Thị Dín|Trần Thu Hằng|Lò Văn Pành|Phàn Lở Mẩy|Hoàng Minh Tuấn".split(
    "|"
)
_SCRIPT = (
    '(function(w,d){var q=w.dataLayer||[];q.push({event:"view",slot:"%d"});function load(u,f){var s=d.createElement'
    '("script");s.async=!0;s.src=u;s.onload=f;d.body.appendChild(s)}if(w.ads&&w.ads.slot<9){load("/js/%d.js",null)}'
    "for(var i=0;i<q.length;i++){if(q[i]&&q[i].event){w.track(q[i].event,i)}}})(window,document);\n"
)
_STYLE = ".box-%d .item>a:hover{color:#b00;text-decoration:underline}@media(max-width:%dpx){.box-%d{display:none}}\n"


@dataclass
class Site:
    """What the site says; all of it follows from these values."""

    articles: int
    size: int
    seed: int = 1
    feeds: int = 0
    gzip: bool = False
    base: str = ""

    def article(self, number: int) -> tuple[str, list[str], str]:
        """(title, paragraphs, ISO date) of one article."""
        copied = number > 0 and number % 50 == 0
        chance = random.Random(f"{self.seed}:{number - copied}")
        wanted = chance.randint(300, 800)
        paragraphs: list[str] = []
        while wanted > 0:
            sentences = []
            for _ in range(chance.randint(2, 4)):
                words = chance.choices(_WORDS, k=chance.randint(8, 18))
                words[chance.randrange(len(words))] = chance.choice(_PLACES if chance.random() < 0.7 else _NAMES)
                wanted -= sum(word.count(" ") + 1 for word in words)
                sentence = " ".join(words)
                sentences.append(
                    f"{sentence[0].upper()}{sentence[1:]} {chance.randint(2, 900)} {chance.choice(_WORDS)}."
                )
            paragraphs.append(" ".join(sentences))
        title = " ".join(chance.choices(_WORDS, k=6))
        title = f"{chance.choice(_PLACES)}: {title} ({number})"
        if copied:
            paragraphs[0] = f"Theo báo bạn, {paragraphs[0]}"
        minute = number % (60 * 24 * 20)
        day = f"2026-11-{1 + minute // 1440:02d}T{minute // 60 % 24:02d}:{minute % 60:02d}:00+07:00"
        return title, paragraphs, day

    def page(self, number: int) -> bytes:
        title, paragraphs, day = self.article(number)
        url = f"{self.base}/tin/{number}.html"
        image = f"{self.base}/anh/{number}.jpg"
        described = json.dumps(
            {
                "@context": "https://schema.org",
                "@type": "NewsArticle",
                "headline": title,
                "url": url,
                "image": [image],
                "datePublished": day,
                "dateModified": day,
                "author": {"@type": "Person", "name": _NAMES[number % len(_NAMES)]},
                "publisher": {"@type": "Organization", "name": "Báo Thử"},
            },
            ensure_ascii=False,
        )
        head = (
            f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title} | Báo Thử</title>'
            f'<link rel="canonical" href="{url}"><meta property="og:type" content="article">'
            f'<meta property="og:title" content="{title}"><meta property="og:url" content="{url}">'
            f'<meta property="og:image" content="{image}"><meta property="article:published_time" content="{day}">'
            f'<meta name="description" content="{paragraphs[0][:150]}">'
            f'<script type="application/ld+json">{described}</script>'
        )
        half = len(paragraphs) // 2
        text = [
            "".join(f"<p>{paragraph}</p>" for paragraph in part) for part in (paragraphs[1:half], paragraphs[half:])
        ]
        shown = f"{day[8:10]}/{day[5:7]}/{day[:4]} {day[11:16]} (GMT+7)"
        main = (
            f'<main class="detail"><h1 class="title">{title}</h1><div class="meta"><span class="author">'
            f'{_NAMES[number % len(_NAMES)]}</span><time datetime="{day}">{shown}</time></div>'
            f'<h2 class="sapo">{paragraphs[0]}</h2><div class="article-body">{text[0]}'
            f'<figure><img src="{image}" alt="{title}"><figcaption>Ảnh: Báo Thử</figcaption></figure>{text[1]}</div>'
            f'<ul class="share"><li><a href="#">Chia sẻ</a></li><li><a href="#">In bài</a></li></ul></main>'
        )
        start = head.encode()
        middle = main.encode()
        boxes = self._boxes[number % len(self._boxes)]
        rest = self.size - len(start) - len(self._top) - len(middle) - len(boxes) - len(self._bottom)
        script = self._scripts[: max(0, rest)]
        return b"".join((start, self._top, middle, boxes, b"<script>/*", script, b"*/</script>", self._bottom))

    @cached_property
    def _top(self) -> bytes:
        """The rest of the head, with a third of the page in scripts and styles, and the menus."""
        styles = "".join(_STYLE % (n, 300 + n, n) for n in range(self.size // 900))
        scripts = "".join(f"<script>{_SCRIPT % (n, n)}</script>" for n in range(self.size // 2500))
        menu = "".join(
            f'<li class="menu-item"><a href="/muc-{n}" title="{_WORDS[n]}">{_WORDS[n].title()}</a><ul>'
            + "".join(f'<li><a href="/muc-{n}/{m}">{_WORDS[n + m].title()}</a></li>' for m in range(6))
            + "</ul></li>"
            for n in range(14)
        )
        return (
            f"<style>{styles}</style>{scripts}</head><body><header><div class='logo'><a href='/'>Báo Thử</a></div>"
            f"<nav><ul class='menu'>{menu}</ul></nav></header>"
        ).encode()

    @cached_property
    def _boxes(self) -> list[bytes]:
        """Related boxes and sidebars, eight kinds of them."""
        kinds = []
        for kind in range(8):
            chance = random.Random(f"{self.seed}:box:{kind}")
            boxes = ""
            for box in range(8):
                items = ""
                for _ in range(14):
                    title = " ".join(chance.choices(_WORDS, k=8)).capitalize()
                    other = chance.randrange(max(1, self.articles))
                    items += (
                        f'<li class="item"><div class="thumb"><a href="/tin/{other}.html"><img data-src='
                        f'"/anh/{other}.jpg" alt="{title}" width="240" height="150"></a></div><div class="info">'
                        f'<h3><a href="/tin/{other}.html" title="{title}">{title}</a></h3><p class="meta"><a class='
                        f'"cat" href="/muc-{box}">{_WORDS[box]}</a><span class="time">{chance.randrange(24)} giờ trước'
                        f'</span><i class="icon"></i></p></div></li>'
                    )
                name = ("Tin liên quan", "Xem thêm", "Đọc nhiều", "Mới nhất")[box % 4]
                boxes += f'<div class="box-{box} related"><h4>{name}</h4><ul>{items}</ul></div>'
            kinds.append(f'<aside class="sidebar">{boxes}</aside>'.encode())
        return kinds

    @cached_property
    def _bottom(self) -> bytes:
        links = "".join(f'<a href="/muc-{n}">{_WORDS[n].title()}</a> ' for n in range(40))
        return (
            f"<footer><div>{links}</div><p>Cơ quan chủ quản: Sở Thử nghiệm. Giấy phép số 1/GP-TTĐT. "
            "Ghi rõ nguồn khi dẫn lại tin từ trang này.</p></footer></body></html>"
        ).encode()

    @cached_property
    def _scripts(self) -> bytes:
        return "".join(_SCRIPT % (n, n) for n in range(self.size // 250 + 1)).encode()

    def sitemaps(self) -> int:
        return -(-self.articles // PER_SITEMAP)

    def index(self) -> bytes:
        places = "".join(f"<sitemap><loc>{self.base}/sitemap-{n}.xml</loc></sitemap>" for n in range(self.sitemaps()))
        return _XML + f'<sitemapindex xmlns="{_SITEMAP}">{places}</sitemapindex>'.encode()

    def sitemap(self, part: int) -> bytes:
        places = ""
        for number in range(part * PER_SITEMAP, min(self.articles, (part + 1) * PER_SITEMAP)):
            title, _, day = self.article(number)
            places += (
                f"<url><loc>{self.base}/tin/{number}.html</loc><lastmod>{day}</lastmod><news:news><news:publication>"
                f"<news:name>Báo Thử</news:name><news:language>vi</news:language></news:publication>"
                f"<news:publication_date>{day}</news:publication_date><news:title>{title}</news:title></news:news></url>"
            )
        return _XML + f'<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">{places}</urlset>'.encode()

    def feed(self, numbers: Sequence[int], name: str) -> bytes:
        items = ""
        for number in numbers:
            title, paragraphs, _ = self.article(number)
            link = f"{self.base}/tin/{number}.html"
            items += (
                f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
                f"<description><![CDATA[{paragraphs[0]}]]></description>"
                f"<pubDate>{_DAYS[number % 7]}, {16 + number % 7} Nov 2026 08:15:00 +0700</pubDate></item>"
            )
        head = f"<title>{name}</title><link>{self.base}/</link><description>Tin</description>"
        return _XML + f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()

    def answer(self, path: str) -> tuple[str, bytes] | None:
        """(media type, body) of a path, None for 404."""
        if path.startswith("/tin/") and (number := _number(path, "/tin/", ".html")) is not None:
            return ("text/html", self.page(number)) if number < self.articles else None
        if path.startswith("/feeds/") and (number := _number(path, "/feeds/", ".xml")) is not None:
            shared = min(SHARED_ARTICLES, self.articles)
            named = [(number + n) % shared for n in range(min(_ENTRIES, shared))]
            return ("application/rss+xml", self.feed(named, f"Chuyên mục {number}")) if number < self.feeds else None
        if path == "/robots.txt":
            return "text/plain", f"User-agent: *\nDisallow: /-/\nSitemap: {self.base}/sitemap.xml\n".encode()
        if path == "/sitemap.xml":
            return "application/xml", self.index()
        if path.startswith("/sitemap-") and (number := _number(path, "/sitemap-", ".xml")) is not None:
            return ("application/xml", self.sitemap(number)) if number < self.sitemaps() else None
        if path == "/rss.xml":
            return "application/rss+xml", self.feed(range(self.articles), "Tất cả")
        return None


_XML = b'<?xml version="1.0" encoding="utf-8"?>'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()


def _number(path: str, before: str, after: str) -> int | None:
    middle = path.removeprefix(before).removesuffix(after)
    return int(middle) if middle.isdigit() and path == f"{before}{middle}{after}" else None


# --- the server


class _Connection(asyncio.Protocol):
    """HTTP/1.1, GET only, kept alive. A tenth of the work of a server that does more."""

    def __init__(self, site: Site, counts: Counter[str]) -> None:
        self.site = site
        self.counts = counts
        self.buffer = b""
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            self._answer(head.decode("latin-1"))

    def _answer(self, head: str) -> None:
        line, *rest = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in rest)}
        path = line.split(" ")[1].partition("?")[0]
        if path == "/-/stats":
            said = {"cpu": time.process_time(), "counts": self.counts}
            self._send(200, "application/json", json.dumps(said).encode(), "")
            return
        etag = f'"{self.site.seed}-{zlib.crc32(path.encode()):x}"'
        kind = path.strip("/").partition("/")[0].partition("-")[0]
        if headers.get("if-none-match") == etag:
            self.counts[f"{kind} 304"] += 1
            self.transport.write(f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode())
            return
        found = self.site.answer(path)
        self.counts[f"{kind} {200 if found else 404}"] += 1
        if found is None:
            self._send(404, "text/plain", b"khong co", "")
            return
        packed = self.site.gzip and "gzip" in headers.get("accept-encoding", "")
        self._send(200, found[0], found[1], f"ETag: {etag}\r\n", packed=packed)

    def _send(self, status: int, kind: str, body: bytes, more: str, *, packed: bool = False) -> None:
        if packed:
            packer = zlib.compressobj(1, wbits=31)
            body = packer.compress(body) + packer.flush()
            more += "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n"
        head = (
            f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {len(body)}\r\n{more}\r\n"
        )
        self.transport.write(head.encode() + body)


async def _serve(site: Site, port: int) -> None:
    counts: Counter[str] = Counter()
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(site, counts), "127.0.0.1", port)
    site.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    print(site.base, flush=True)
    await server.serve_forever()


@dataclass(frozen=True)
class Server:
    """A running site: its address and what it has counted."""

    base: str

    def stats(self) -> tuple[float, Counter[str]]:
        """(CPU seconds of the server, answers by kind and status)."""
        with urllib.request.urlopen(f"{self.base}/-/stats") as answer:
            said = json.load(answer)
        return float(said["cpu"]), Counter(said["counts"])


@contextmanager
def running(
    *, articles: int, size_kb: int = 180, feeds: int = 0, seed: int = 1, gzip: bool = False
) -> Iterator[Server]:
    """The site in a process of its own for as long as the block runs."""
    numbers = {"articles": articles, "size-kb": size_kb, "feeds": feeds, "seed": seed}
    command = [sys.executable, __file__, *(f"--{name}={value}" for name, value in numbers.items())]
    process = subprocess.Popen([*command, *(["--gzip"] if gzip else [])], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield Server(process.stdout.readline().strip())
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


# --- measuring a command


@dataclass
class Measured:
    """Seconds and megabytes of a command and all processes under it; `add` makes the figures of several runs."""

    wall: float = 0.0
    cpu: float = 0.0
    peak_rss: float = 0.0
    """Largest sum of resident sizes; memory that processes share counts for each."""
    peak_pss: float = 0.0
    """Largest sum of proportional sizes, sampled more seldom; shared memory counts once."""
    runs: int = 0
    processes: int = 0
    output: str = field(default="", repr=False)

    def add(self, other: Measured) -> None:
        self.wall += other.wall
        self.cpu += other.cpu
        self.peak_rss = max(self.peak_rss, other.peak_rss)
        self.peak_pss = max(self.peak_pss, other.peak_pss)
        self.processes = max(self.processes, other.processes)
        self.runs += other.runs


def measure(command: Sequence[str], *, expect: int = 0) -> Measured:
    """Run a command to its end. CPU time is its own by `wait4`, and that of the processes under it as last sampled.

    Raises `SystemExit` with the command's output when it ends otherwise than expected.
    """
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    result = Measured(runs=1)
    done = threading.Event()
    sampler = threading.Thread(target=_sample, args=(process.pid, result, done), daemon=True)
    sampler.start()
    assert process.stdout is not None
    result.output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    result.wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    done.set()
    sampler.join()
    # Helpers of a fork server are reaped by nobody whom `wait4` would count, or only in part.
    result.cpu = max(usage.ru_utime + usage.ru_stime, result.cpu)
    if process.returncode != expect:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{result.output[-4000:]}")
    return result


def _sample(pid: int, result: Measured, done: threading.Event) -> None:
    import psutil

    root = psutil.Process(pid)
    spent: dict[psutil.Process, float] = {}
    turn = 0
    while not done.wait(0.1):
        try:
            tree = [root, *root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        result.processes = max(result.processes, len(tree))
        result.peak_rss = max(result.peak_rss, sum(map(_rss, tree)))
        for one in tree:
            with suppress(psutil.NoSuchProcess):
                times = one.cpu_times()
                spent[one] = times.user + times.system
        result.cpu = sum(spent.values())
        if turn % 10 == 0:
            result.peak_pss = max(result.peak_pss, sum(_pss(one.pid) for one in tree))
        turn += 1


def _rss(process: Any) -> float:
    import psutil

    try:
        return float(process.memory_info().rss) / 1e6
    except psutil.NoSuchProcess:
        return 0.0


def _pss(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, default=20_000)
    arguments.add_argument("--size-kb", type=int, default=180, help="size of an article's page, unpacked")
    arguments.add_argument("--feeds", type=int, default=0, help="number of small feeds under /feeds/")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--gzip", action="store_true", help="pack answers for clients that ask for it")
    arguments.add_argument("--port", type=int, default=0, help="0: any free one; the address is the first line printed")
    options = arguments.parse_args()
    site = Site(options.articles, options.size_kb * 1000, options.seed, options.feeds, options.gzip)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(site, options.port))


if __name__ == "__main__":
    main()
