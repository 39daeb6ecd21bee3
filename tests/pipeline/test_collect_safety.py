"""`anhduong collect` on publishers and networks that mean harm: one clear line each, the others go on.

What the crawler itself makes of single answers is in `tests/crawlers/test_crawl_bad.py`; here the whole command runs,
with what it connects to written down by an audit hook and names answered from a table in place of a name server.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from pipeline.model import ArticleState
from pipeline.settings import load_settings
from pipeline.store import Store
from pipeline.templates import write_new_desk
from tests.crawlers.harness import Answer, Site, page, publisher, rss

ROOT = Path(__file__).resolve().parents[2]
NAME = "tin.thu-nghiem.vn"
MB = 1024 * 1024

# The hook sees every connection whatever library makes it, and lets none leave this machine. The table answers as the
# system's resolver would, the n-th question for a name by its n-th list. Limits are shortened where they are defined.
RUNNER = """
import json, socket, sys
given = json.loads(sys.argv[1])
log = open(given["connects"], "a", buffering=1)

def watch(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        log.write(arguments[1][0] + "\\n")
        if arguments[1][0] not in ("127.0.0.1", "::1"):
            raise OSError("a test stays on this machine")

sys.addaudithook(watch)
ask, asked = socket.getaddrinfo, {}

def getaddrinfo(host, *rest, **named):
    name = host.decode() if isinstance(host, bytes) else host
    if name not in given["names"]:
        return ask(host, *rest, **named)
    asked[name] = asked.get(name, 0) + 1
    found = []
    for address in given["names"][name][min(asked[name], len(given["names"][name])) - 1]:
        try:
            found += ask(address, *rest, **named)
        except socket.gaierror:
            pass
    if not found:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    return found

socket.getaddrinfo = getaddrinfo
from crawlers.settings import Limits
names = list(Limits.__dataclass_fields__)
Limits.__init__.__defaults__ = tuple(
    given["limits"].get(name, default) for name, default in zip(names, Limits.__init__.__defaults__, strict=True)
)
import atexit, pathlib
# Not `ru_maxrss`: a child begins with its parent's.
peak = lambda: pathlib.Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
atexit.register(lambda: pathlib.Path(given["peak"]).write_text(peak()))
from pipeline.cli import main
sys.argv[:] = ["anhduong", *sys.argv[2:]]
main()
"""


@dataclass(frozen=True)
class Ran:
    """One `collect`: what it said, whom it connected to, its peak memory in bytes, and how long it took."""

    code: int
    out: str
    lines: tuple[str, ...]
    connects: frozenset[str]
    memory: int
    seconds: float

    def line(self, url: str) -> str:
        """The one line about an address, without source and address."""
        found = [line.split(": ", 2)[2] for line in self.lines if line.split(": ", 2)[1] == url]
        assert len(found) == 1, (url, self.lines)
        return found[0]


def collect(folder: Path, names: Mapping[str, Sequence[Sequence[str]]] | None = None, **limits: float) -> Ran:
    command = ["collect", "--no-check", "--dir", str(folder)]
    connects = folder / "connects.log"
    given = {
        "names": names or {},
        "connects": str(connects),
        "peak": str(folder / "peak"),
        "limits": {"backoff_seconds": 0.01, **limits},
    }
    started = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", RUNNER, json.dumps(given), *command], cwd=ROOT, stdout=out, stderr=err
        )
        process.wait()
        seconds = time.monotonic() - started
        out.seek(0)
        err.seek(0)
        said, told = out.read().decode(), err.read().decode()
    assert "Traceback" not in told, told
    addresses = frozenset(connects.read_text().split())
    memory = int((folder / "peak").read_text()) * 1024
    return Ran(process.returncode, said, tuple(told.splitlines()), addresses, memory, seconds)


def source(identity: str, base: str, path: str = "/rss.xml", kind: str = "feed") -> str:
    return (
        f'[[source]]\nid = "{identity}"\npublisher = "Sở Thử"\nname = "Trang {identity}"\nhome = "{base}/"\n'
        f'kind = "{kind}"\nurl = "{base}{path}"\nlicence = "thử"\n\n'
    )


def desk(folder: Path, *sources: str, demo: bool = True) -> Path:
    text = "".join(sources)
    if demo:
        text = text.replace("licence", "delay_seconds = 0\nlicence")
    write_new_desk(folder, operator="A", contact="a@example.vn", page_name="P", page_id="p", demo=demo, sources=text)
    return folder


def titles(folder: Path) -> list[str]:
    with Store.open(load_settings(folder).database) as store:
        return sorted(line.title for line in store.articles.lines(list(ArticleState), limit=1000))


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as running:
        yield running


@pytest.fixture
def named(site: Site) -> Site:
    """The same site under a name, as publishers have one."""
    site.base = site.base.replace("127.0.0.1", NAME)
    return site


HERE = {NAME: [["127.0.0.1"]]}


# --- names and addresses

PRIVATE = """10.0.0.5 172.16.3.4 192.168.1.1 100.64.0.1 169.254.169.254 0.0.0.0 192.0.0.8 198.18.0.1 224.0.0.1
255.255.255.255 :: fe80::1 fd00:ec2::254 ::ffff:127.0.0.1 ::ffff:10.0.0.5 ::127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::
ff02::1""".split()


def test_names_that_lead_into_the_network_are_not_connected_to(tmp_path: Path, site: Site) -> None:
    port = site.base.rpartition(":")[2]
    names = {f"so-{n}.thu-nghiem.vn": [[address]] for n, address in enumerate(PRIVATE)}
    site.article("/1", "Tin lành")
    site.feed("/1")
    bad = [source(f"so-{n}", f"http://{name}:{port}") for n, name in enumerate(names)]
    folder = desk(tmp_path / "desk", *bad, source("lanh", site.base))
    ran = collect(folder, names)
    assert ran.code == 1
    assert ran.connects == {"127.0.0.1"}
    assert titles(folder) == ["Tin lành"]
    assert len(ran.lines) == len(PRIVATE), ran.lines
    for name, address in zip(names, PRIVATE, strict=True):
        said = ran.line(f"http://{name}:{port}/rss.xml")
        assert "không phải địa chỉ internet công khai" in said
        assert f"{name} dẫn tới {address}," in said
    assert {seen.headers["Host"] for seen in site.seen} == {f"127.0.0.1:{port}"}


def test_names_that_lead_to_this_machine_are_refused_without_the_switch(tmp_path: Path, site: Site) -> None:
    port = site.base.rpartition(":")[2]
    site.feed("/1")
    names = {
        "mot.thu-nghiem.vn": [["127.0.0.1"]],
        "hai.thu-nghiem.vn": [["127.8.8.8"]],
        "ba.thu-nghiem.vn": [["::1"]],
        "bon.thu-nghiem.vn": [["::1", "127.0.0.1"]],
    }
    sources = [source(name.partition(".")[0], f"http://{name}:{port}") for name in names]
    ran = collect(desk(tmp_path / "desk", *sources, demo=False), names)
    assert ran.code == 1
    assert ran.connects == frozenset()
    assert site.seen == []
    assert len(ran.lines) == len(names)
    for name in names:
        assert "không phải địa chỉ internet công khai" in ran.line(f"http://{name}:{port}/rss.xml")


@pytest.mark.parametrize("inner", ["169.254.169.254", "10.0.0.5", "::ffff:10.0.0.5"])
def test_a_name_that_answers_differently_the_second_time_gains_nothing(tmp_path: Path, named: Site, inner: str) -> None:
    """Every answer ends its connection, so that each page needs a new one, and may need the name again."""
    paths = [f"/{n}" for n in range(4)]
    named.feed(*paths, Connection="close")
    for path in paths:
        named.article(path, Connection="close")
    folder = desk(tmp_path / "desk", source("tin", named.base))
    ran = collect(folder, {NAME: [["127.0.0.1"], ["127.0.0.1"], [inner]]})
    assert ran.connects == {"127.0.0.1"}
    # Held to the first answer, all is read; asked again, what it leads to is refused and said.
    refused = [line for line in ran.lines if "không phải địa chỉ internet công khai" in line]
    assert len(titles(folder)) == len(paths) or refused
    assert len(ran.lines) == len(refused) <= 1


def test_of_several_addresses_only_public_ones_are_used(tmp_path: Path, named: Site) -> None:
    named.article("/1", "Tin lành")
    named.feed("/1")
    folder = desk(tmp_path / "desk", source("tin", named.base))
    ran = collect(folder, {NAME: [["10.0.0.5", "127.0.0.1", "fd00::1"]]})
    assert (ran.code, ran.lines) == (0, ())
    assert ran.connects == {"127.0.0.1"}
    assert titles(folder) == ["Tin lành"]


# --- addresses in lists

OFF_LIST = "không có trong danh sách của nguồn này"
NO_PAGE = "không phải địa chỉ trang web"
NO_HTTP = "không phải địa chỉ http hay https"
LINKS = {
    "file:///etc/passwd": NO_HTTP,
    "ftp://{name}/tin.html": NO_HTTP,
    "javascript:alert(1)": NO_HTTP,
    "data:text/html,tin": NO_HTTP,
    "http://ai:matkhau@{name}:{port}/rieng": NO_PAGE,
    "http://{name}:{port}@169.254.169.254/rieng": NO_PAGE,
    "http://{name}%00.ac-y.vn/rieng": NO_PAGE,
    "http://{name}:99999/rieng": NO_PAGE,
    "http://{name}:22/rieng": OFF_LIST,
    "http://2130706433:{port}/rieng": OFF_LIST,
    "http://[::ffff:127.0.0.1]:{port}/rieng": OFF_LIST,
    "http://[::1]:{port}/rieng": OFF_LIST,
    "http://localhost:{port}/rieng": OFF_LIST,
    "http://169.254.169.254/latest/meta-data/": OFF_LIST,
    "http://{name}.ac-y.vn:{port}/rieng": OFF_LIST,
    # "е" and "і" of the Cyrillic alphabet.
    "http://tin.thu-nghi\u0435m.vn:{port}/rieng": OFF_LIST,
    "http://t\u0456n.thu-nghiem.vn:{port}/rieng": OFF_LIST,
}


def sitemap(*links: str) -> Answer:
    places = "".join(f"<url><loc>{escape(link)}</loc></url>" for link in links)
    return Answer(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>', type="text/xml")


def test_links_that_lead_off_the_list_are_told_and_not_followed(tmp_path: Path, named: Site) -> None:
    port = named.base.rpartition(":")[2]
    links = {link.format(name=NAME, port=port): said for link, said in LINKS.items()}
    named.article("/1", "Tin lành")
    named.routes["/sitemap.xml"] = sitemap(*links, named.url("/1"))
    folder = desk(tmp_path / "desk", source("tin", named.base, "/sitemap.xml", kind="sitemap"))
    ran = collect(folder, HERE)
    assert ran.code == 1
    assert ran.connects == {"127.0.0.1"}
    assert titles(folder) == ["Tin lành"]
    assert "/rieng" not in named.paths()
    assert len(ran.lines) == len(links), "\n".join(ran.lines)
    for line, (link, said) in zip(ran.lines, links.items(), strict=True):
        assert said in line, (link, line)
    # The look-alikes are shown as what they are.
    assert [line for line in ran.lines if "xn--" in line] == list(ran.lines[-2:])


def test_the_same_links_in_a_feed_are_not_followed(tmp_path: Path, named: Site) -> None:
    """A feed's reader drops some of them before anybody asks whether they may be read."""
    port = named.base.rpartition(":")[2]
    links = [link.format(name=NAME, port=port) for link in LINKS]
    named.article("/1", "Tin lành")
    named.routes["/rss.xml"] = Answer(rss(*map(escape, links), named.url("/1")), type="application/rss+xml")
    folder = desk(tmp_path / "desk", source("tin", named.base))
    ran = collect(folder, HERE)
    assert ran.connects == {"127.0.0.1"}
    assert titles(folder) == ["Tin lành"]
    assert "/rieng" not in named.paths()
    off_list = [link for link, said in LINKS.items() if said is OFF_LIST]
    assert len([line for line in ran.lines if OFF_LIST in line]) == len(off_list)


REDIRECTS = {
    "/ac-y": ("http://ac-y.vn/", "chuyển tới"),
    "/ac-y-2": ("//ac-y.vn/rieng", "chuyển tới"),
    "/trong": ("http://169.254.169.254/latest/meta-data/", "chuyển tới"),
    "/may-nay": ("http://127.0.0.1:{port}/rieng", "chuyển tới"),
    "/may-nay-2": ("http://localhost:{port}/rieng", "chuyển tới"),
    "/may-nay-3": ("http://[::1]:{port}/rieng", "chuyển tới"),
    "/may-nay-4": ("http://0x7f.1:{port}/rieng", "chuyển tới"),
    "/may-nay-5": ("http://[::ffff:7f00:1]:{port}/rieng", "chuyển tới"),
    "/cong-khac": ("http://{name}:6379/rieng", "chuyển tới"),
    "/giong": ("http://tin.xn--thu-nghim-n0h.vn:{port}/rieng", "chuyển tới"),
    "/ten": ("http://{name}:{port}@169.254.169.254/rieng", "không phải địa chỉ trang web"),
    "/tep": ("file:///etc/passwd", "không phải địa chỉ trang web"),
    "/ftp": ("ftp://{name}/rieng", "không phải địa chỉ trang web"),
    "/ma": ("javascript:alert(1)", "không phải địa chỉ trang web"),
    "/vong": ("/vong", "chuyển hướng vòng quanh"),
    "/vong-a": ("/vong-b", "chuyển hướng vòng quanh"),
    "/xa-0": ("/xa-1", "chuyển hướng vòng quanh hoặc quá nhiều lần"),
}


def test_redirects_that_lead_off_the_list_are_told_and_not_followed(tmp_path: Path, named: Site) -> None:
    port = named.base.rpartition(":")[2]

    def leads(target: str) -> Answer:
        return Answer(status=302, headers={"Location": target.format(name=NAME, port=port)})

    named.routes |= {path: leads(target) for path, (target, _) in REDIRECTS.items()}
    named.routes["/vong-b"] = leads("/vong-a")
    named.routes |= {f"/xa-{n}": leads(f"/xa-{n + 1}") for n in range(1, 50)}
    named.article("/1", "Tin lành")
    named.article("/2", "Tin chuyển")
    named.routes["/cu"] = leads("/2")
    named.feed(*REDIRECTS, "/cu", "/1")
    folder = desk(tmp_path / "desk", source("tin", named.base))
    ran = collect(folder, HERE)
    assert ran.code == 1
    assert ran.connects == {"127.0.0.1"}
    assert titles(folder) == ["Tin chuyển", "Tin lành"]
    assert "/rieng" not in named.paths()
    assert len([path for path in named.paths() if path.startswith("/xa-")]) <= 21, "RFC 9110 leaves the number to us"
    assert len(ran.lines) == len(REDIRECTS), "\n".join(ran.lines)
    for path, (_, said) in REDIRECTS.items():
        assert said in ran.line(named.url(path))


# --- answers

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
GOOD = page("Tin giả").encode()


def writes(*parts: bytes, again: bytes = b"", every: float = 0.0, hold: float = 0.0) -> Answer:
    """Says `parts`, then `again` over and over until the other side hangs up (a gigabyte or a minute at the most)."""

    def raw(handler: BaseHTTPRequestHandler) -> None:
        for part in parts:
            handler.wfile.write(part)
        handler.wfile.flush()
        sent, deadline = 0, time.monotonic() + 60
        while again and sent < 1024 * MB and time.monotonic() < deadline:
            handler.wfile.write(again)
            sent += len(again)
            if every:
                handler.wfile.flush()
                time.sleep(every)
        time.sleep(hold)

    return Answer(raw=raw)


def bomb(wbits: int, start: bytes = b"") -> bytes:
    """About a gigabyte of zeros in a megabyte; the end is missing, nobody should get that far."""
    packer = zlib.compressobj(9, wbits=wbits)
    head = packer.compress(bytes(MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    middle = packer.compress(bytes(MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + head + middle * 1023


def packed(body: bytes, encoding: str) -> Answer:
    return Answer(body, headers={"Content-Encoding": encoding})


def gzipped(body: bytes) -> bytes:
    return zlib.compress(body, 9, wbits=31)


TOO_LARGE = "lớn hơn 15 MB; bàn tin không đọc"
UNPACKS = "khi giải nén lớn hơn 15 MB"
CUT = "Kết nối bị ngắt"
SLOW = "không trả lời trong 3"
# aiohttp loses its parser's error when it falls between the head and the first read; then the time limit ends it.
EITHER = re.compile(f"{CUT}|không trả lời trong 10")

ANSWERS: dict[str, tuple[Answer, str | re.Pattern[str]]] = {
    "/khong-dut": (writes(HTML, b"\r\n", again=b"x" * MB), TOO_LARGE),
    "/khong-dut-tung-khuc": (
        writes(HTML, b"Transfer-Encoding: chunked\r\n\r\n", again=b"100000\r\n" + b"x" * MB + b"\r\n"),
        TOO_LARGE,
    ),
    "/100mb": (writes(HTML, b"Content-Length: 104857600\r\n\r\n", again=b"<p>" * (MB // 3)), TOO_LARGE),
    "/bom-gzip": (packed(bomb(31), "gzip"), UNPACKS),
    "/bom-deflate": (packed(bomb(15), "deflate"), UNPACKS),
    "/bom-deflate-tran": (packed(bomb(-15), "deflate"), UNPACKS),
    "/bom-long-nhau": (packed(gzipped(bomb(31)), "gzip, gzip"), UNPACKS),
    "/dau-khong-het": (writes(HTML, again=b"X-Dong: a\r\n" * 1000), CUT),
    "/dau-mot-dong": (writes(HTML, b"X-Dong: ", again=b"a" * MB), CUT),
    "/muoi-nghin-dong-dau": (
        writes(HTML, b"X-Dong: a\r\n" * 10_000, b"Content-Length: %d\r\n\r\n" % len(GOOD), GOOD),
        CUT,
    ),
    "/khuc-khong-het": (writes(HTML, b"Transfer-Encoding: chunked\r\n\r\n", again=b"1" * 65536), EITHER),
    "/khuc-am": (writes(HTML, b"Transfer-Encoding: chunked\r\n\r\n-5\r\nxxxxx\r\n0\r\n\r\n"), CUT),
    "/dai-hon-thuc": (writes(HTML, b"Content-Length: %d\r\n\r\n" % (len(GOOD) + 500), GOOD), CUT),
    "/do-dai-am": (writes(HTML, b"Content-Length: -5\r\n\r\n", GOOD), CUT),
    "/hai-do-dai": (writes(HTML, b"Content-Length: 10\r\nContent-Length: 900\r\n\r\n", GOOD), CUT),
    "/http-0.9": (writes(GOOD), CUT),
    "/rac": (writes(bytes(range(128, 256)) * 64), CUT),
}
DRIPS: dict[str, tuple[Answer, str | re.Pattern[str]]] = {
    "/nho-giot": (writes(HTML, b"Content-Length: 100000\r\n\r\n", again=b"<", every=0.1), SLOW),
    "/nho-giot-dau": (writes(HTML, b"X-A: ", again=b"x", every=0.1), SLOW),
}


@pytest.mark.parametrize(("answers", "seconds"), [(ANSWERS, 10.0), (DRIPS, 3.0)], ids=["floods", "drips"])
def test_answers_that_mean_harm_have_one_line_each_within_bounds(
    tmp_path: Path, named: Site, answers: dict[str, tuple[Answer, str | re.Pattern[str]]], seconds: float
) -> None:
    paths: list[str] = []
    for number, (path, (answer, _)) in enumerate(answers.items()):
        named.routes[path] = answer
        named.article(f"/{number}.html", f"Tin lành {number}")
        paths += [path, f"/{number}.html"]
    named.feed(*paths)
    folder = desk(tmp_path / "desk", source("tin", named.base))
    ran = collect(folder, HERE, timeout_seconds=seconds, retries=0)
    assert ran.code == 1
    assert "Tin giả" not in titles(folder)
    assert len(titles(folder)) == len(answers)
    assert len(ran.lines) == len(answers), "\n".join(ran.lines)
    wrong = {
        path: ran.line(named.url(path))
        for path, (_, said) in answers.items()
        if not re.search(said if isinstance(said, re.Pattern) else re.escape(said), ran.line(named.url(path)))
    }
    assert wrong == {}
    assert ran.memory < 400 * MB
    assert ran.seconds < 60


def test_what_follows_a_page_is_not_taken_for_the_answer_to_the_next_question(tmp_path: Path, named: Site) -> None:
    """A length that is too short, with a whole answer behind it, on a connection that stays open for a while."""
    slipped = page("Tin chen").encode()
    answers = [HTML + b"Content-Length: %d\r\n\r\n" % len(body) + body for body in (GOOD, slipped)]
    for path in ("/1", "/3"):
        named.routes[path] = writes(b"".join(answers), hold=0.5)
    named.article("/2", "Tin lành")
    named.article("/4", "Tin cuối")
    named.feed("/1", "/2", "/3", "/4")
    folder = desk(tmp_path / "desk", source("tin", named.base))
    ran = collect(folder, HERE, retries=0)
    stored = titles(folder)
    assert {"Tin lành", "Tin cuối"} <= set(stored) <= {"Tin giả", "Tin lành", "Tin cuối"}
    # A page with something behind it may be read, or be refused as a whole; then it is said.
    refused = [path for path in ("/1", "/3") if any(named.url(path) in line for line in ran.lines)]
    assert len(ran.lines) == len(refused)
    assert stored.count("Tin giả") == 2 - len(refused)
    assert all(CUT in line for line in ran.lines)


def test_lists_that_mean_harm_leave_the_other_sources_alone(tmp_path: Path, named: Site) -> None:
    """The same at the feed, the sitemap and robots.txt, which are read before any article."""
    lists = {
        "/dai.xml": (writes(HTML, b"\r\n", again=b"<item>" * (MB // 6)), TOO_LARGE),
        "/bom.xml": (packed(bomb(31), "gzip"), UNPACKS),
        "/giot.xml": (writes(HTML, b"Content-Length: 100000\r\n\r\n", again=b"<", every=0.1), SLOW),
        "/tep.xml": (Answer(status=301, headers={"Location": "file:///etc/passwd"}), "không phải địa chỉ trang web"),
        "/trong.xml": (Answer(status=301, headers={"Location": "http://169.254.169.254/"}), "chuyển tới"),
        "/rac.xml": (writes(bytes(range(128, 256)) * 64), CUT),
    }
    named.routes |= {path: answer for path, (answer, _) in lists.items()}
    named.article("/1", "Tin lành")
    named.feed("/1")
    sources = [source(path[1:-4], named.base, path) for path in lists]
    folder = desk(tmp_path / "desk", *sources, source("lanh", named.base))
    ran = collect(folder, HERE, timeout_seconds=3.0, retries=0)
    assert ran.code == 1
    assert titles(folder) == ["Tin lành"]
    assert len(ran.lines) == len(lists), "\n".join(ran.lines)
    for path, (_, said) in lists.items():
        assert said in ran.line(named.url(path))
    with Store.open(load_settings(folder).database) as store:
        failing = {status.id for status in store.sources.statuses() if status.failing_since is not None}
    assert failing == {path[1:-4] for path in lists}


@pytest.mark.parametrize(
    "robots",
    [
        writes(HTML, b"\r\n", again=b"Disallow: /x\n" * 50_000),
        packed(bomb(31), "gzip"),
        writes(HTML, b"Content-Length: 100000\r\n\r\n", again=b"#", every=0.1),
        Answer(status=302, headers={"Location": "http://169.254.169.254/robots.txt"}),
        Answer(status=302, headers={"Location": "/robots.txt"}),
    ],
    ids=["endless", "bomb", "slow", "into-the-network", "loop"],
)
def test_rules_that_cannot_be_had_stop_their_host_only(tmp_path: Path, site: Site, robots: Answer) -> None:
    """RFC 9309, 2.3.1: unreachable rules forbid all; unavailable ones (as by redirects, 2.3.1.2) may allow all."""
    with publisher() as other:
        other.base = other.base.replace("127.0.0.1", "localhost")
        other.routes["/robots.txt"] = robots
        for each in (site, other):
            each.article("/1", "Tin lành")
            each.feed("/1")
        folder = desk(tmp_path / "desk", source("hong", other.base), source("lanh", site.base))
        ran = collect(folder, timeout_seconds=3.0, retries=0)
        read = "/1" in other.paths()
    assert ran.connects <= {"127.0.0.1", "::1"}
    assert len(titles(folder)) == 1 + read
    assert len(ran.lines) == (not read), "\n".join(ran.lines)
    assert all("robots.txt" in line for line in ran.lines)
    assert ran.memory < 400 * MB
    assert ran.seconds < 30


def test_cookies_are_not_kept(tmp_path: Path, named: Site) -> None:
    named.routes["/robots.txt"] = Answer("", type="text/plain", headers={"Set-Cookie": "a=1; Path=/"})
    named.feed("/1", "/cu", Set_Cookie="b=2; Path=/")
    named.article("/1", "Tin một", Set_Cookie="c=3; Path=/; Max-Age=999999")
    named.article("/2", "Tin hai")
    named.routes["/cu"] = Answer(status=302, headers={"Location": "/2", "Set-Cookie": "d=4; Path=/"})
    folder = desk(tmp_path / "desk", source("tin", named.base))
    for _ in range(2):
        assert collect(folder, HERE).code == 0
    assert titles(folder) == ["Tin hai", "Tin một"]
    assert len(named.seen) >= 6
    assert [seen.path for seen in named.seen if "Cookie" in seen.headers] == []


def test_a_sources_file_that_points_inside_is_refused_and_the_rest_visited(tmp_path: Path, site: Site) -> None:
    """Every line names the source and the key; nothing of these is asked."""
    site.article("/1", "Tin lành")
    site.feed("/1")
    port = site.base.rpartition(":")[2]
    bad = {
        "nut-mang": "http://169.254.169.254/",
        "noi-bo": "http://10.0.0.5/",
        "may-in": "http://may-in/",
        "trong-nha": "http://cong.local/",
        "tep": "file:///etc/passwd",
        "mat-khau": f"http://ai:matkhau@127.0.0.1:{port}/",
    }
    sources = [source(identity, home.rstrip("/")) for identity, home in bad.items()]
    folder = desk(tmp_path / "desk", *sources, source("lanh", site.base))
    ran = collect(folder)
    assert ran.code == 1
    assert ran.connects == {"127.0.0.1"}
    assert titles(folder) == ["Tin lành"]
    for identity in bad:
        told = [line for line in ran.lines if f"nguồn {identity}," in line or f"nguồn {identity}:" in line]
        assert {"home", "url"} & {word.strip(",:") for line in told for word in line.split()}, (identity, ran.lines)
