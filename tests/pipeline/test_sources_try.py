"""`anhduong sources try` as an editor and a script meet it, against a publisher on loopback."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.sources import load_sources
from tests.crawlers import discover_pages
from tests.crawlers.harness import Answer, Site, page, publisher, rss

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = [f"/{discover_pages.slug(h)}-post{410200 + n}.html" for n, h in enumerate(discover_pages.HEADLINES)]
TODAY = format_datetime(datetime.now(UTC))
HEAD = f'<meta property="article:published_time" content="{datetime.now(UTC).isoformat()}">'
FEED = '<link rel="alternate" type="application/rss+xml" title="Tin mới" href="/rss/home.rss">'


@pytest.fixture
def site() -> Iterator[Site]:
    """A newspaper's front page of eleven stories, each of which can be read."""
    with publisher() as site:
        site.routes["/"] = Answer(discover_pages.story_boxes().html)
        for path, title in zip(ARTICLES, discover_pages.HEADLINES, strict=True):
            site.routes[path] = Answer(page(title, head=HEAD))
        yield site


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk that may read publishers on this machine."""
    folder = tmp_path / "desk"
    run("init", "--dir", folder, "--operator", "Văn phòng A", "--contact", "a@example.vn", "--page", "Ánh Dương")
    settings = folder / "desk.toml"
    settings.write_text(settings.read_text("utf-8").replace("demo = false", "demo = true"), "utf-8")
    return folder


def run(*arguments: str | Path, expect: int = 0, lang: str = "vi") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, warnings being errors."""
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-m", "pipeline", *map(str, arguments)],
        capture_output=True,
        cwd=ROOT,
        check=False,
        env={"ANHDUONG_LANG": lang, "PATH": "", "PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
    )
    assert finished.returncode == expect, finished.stdout + finished.stderr
    assert "Traceback" not in finished.stderr
    return finished


def tried(desk: Path, url: str, *options: str, expect: int = 0) -> dict[str, Any]:
    shown = run("sources", "try", url, "--json", "--dir", desk, *options, expect=expect).stdout
    (line,) = shown.splitlines()
    document: dict[str, Any] = json.loads(line)
    return document


def take(desk: Path, entry: str) -> None:
    """Put an entry where an editor would, without the pause that a publisher on the web is due."""
    (desk / "sources.toml").write_text(entry.replace("delay_seconds = 1.0", "delay_seconds = 0"), "utf-8")


def collected(desk: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("collect", "--json", "--no-check", "--dir", desk).stdout)
    return document


def serve_feed(site: Site, count: int = 8) -> None:
    site.routes["/"] = Answer(discover_pages.story_boxes().html.replace("</head>", f"{FEED}</head>"))
    links = [site.url(path) for path in ARTICLES[:count]]
    site.routes["/rss/home.rss"] = Answer(rss(*links, dates=[TODAY] * count), type="text/html")


def test_an_editor_reads_what_would_be_collected_and_why(site: Site, desk: Path) -> None:
    serve_feed(site)
    shown = run("sources", "try", site.base, "--dir", desk).stdout
    for words in ("Các cách thu thập", "nguồn RSS", "nên dùng", "Đã thử 3 bài, đọc được 3 bài", "Sẽ thu thập được",
                  "Một bài, như sẽ được lưu", "Tiêu đề: " + discover_pages.HEADLINES[0], "Mục để ghi vào sources.toml",
                  "article_link = "):  # fmt: skip
        assert words in shown
    assert shown.count("-post4102") >= 8
    english = run("sources", "try", site.base, "--dir", desk, lang="en").stdout
    assert "Ways to collect" in english
    assert "Các cách" not in english


def test_the_entry_of_a_feed_collects_what_was_shown(site: Site, desk: Path) -> None:
    serve_feed(site)
    found = tried(desk, site.base)
    assert found["chosen"] == {"kind": "feed", "url": site.url("/rss/home.rss")}
    assert len(found["articles"]) == 8
    assert all(sample["text"] for sample in found["samples"])
    take(desk, found["entry"])
    assert collected(desk)["new"] == 8


def test_the_entry_of_a_listing_collects_every_page(site: Site, desk: Path) -> None:
    first = discover_pages.plain_list()
    here = "/vn/chuyen-muc/1173/tin-hoat-dong.aspx"
    older = [f"/vn/tin-tuc/1173/{77000 + n}/bai-cu-so-{n}-cua-nganh-xay-dung-tinh.aspx" for n in range(5)]
    second = first.html
    for new, old in zip(first.wanted, (*older, *first.wanted[5:]), strict=True):
        second = second.replace(f'href="{new}"', f'href="{old}"')
    site.routes[here] = Answer(first.html)
    site.routes[here + "?page=2"] = Answer(second)
    for path in (*first.wanted, *older):
        site.routes[path] = Answer(page(f"Tin {path[-60:]}", head=HEAD))
    found = tried(desk, site.url(here))
    assert found["chosen"]["kind"] == "listing"
    assert [article["url"] for article in found["articles"]] == [site.url(path) for path in first.wanted]
    take(desk, found["entry"])
    assert collected(desk)["new"] == len(first.wanted) + len(older)


def test_a_packed_sitemap_named_by_robots_txt_is_found(site: Site, desk: Path) -> None:
    site.routes["/"] = Answer("<html><body><div id=app></div></body></html>")
    places = "".join(f"<url><loc>{site.url(p)}</loc><lastmod>2026-11-20</lastmod></url>" for p in ARTICLES)
    packed = gzip.compress(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'.encode(), mtime=0
    )
    site.routes["/robots.txt"] = Answer(f"Sitemap: {site.url('/so-do.xml.gz')}\n", type="text/plain")
    site.routes["/so-do.xml.gz"] = Answer(packed, type="application/gzip")
    found = tried(desk, site.base)
    assert found["chosen"] == {"kind": "sitemap", "url": site.url("/so-do.xml.gz")}
    assert "discover-no-listing" in {way["error"]["code"] for way in found["candidates"] if way["error"]}
    # robots.txt was read once, by the fetcher.
    assert site.counts()["/robots.txt"] == 1
    take(desk, found["entry"])
    assert collected(desk)["new"] == len(ARTICLES)


def test_few_requests_with_the_desk_s_contact(site: Site, desk: Path) -> None:
    serve_feed(site)
    site.forget()
    found = tried(desk, site.base)
    pages = [path for path in site.paths() if path != "/robots.txt"]
    assert len(pages) == found["requests"] <= 8
    assert {seen.headers["User-Agent"].rpartition("(")[2] for seen in site.seen} == {"+a@example.vn)"}
    site.forget()
    tried(desk, site.base, "--contact", "khac@example.vn")
    assert "khac@example.vn" in site.last("/").headers["User-Agent"]


def test_articles_that_cannot_be_read_end_with_1(site: Site, desk: Path) -> None:
    gone = [site.url(f"/mat-roi-bai-so-{n}-khong-con-tren-trang-{n}00.html") for n in range(4)]
    site.routes["/rss.xml"] = Answer(rss(*gone, dates=[TODAY] * 4), type="application/rss+xml")
    found = tried(desk, site.url("/rss.xml"), expect=1)
    assert found["warnings"][0]["code"] == "discover-unread"
    assert found["entry"]


def test_nothing_found_ends_with_2_and_says_so(site: Site, desk: Path) -> None:
    site.routes["/"] = Answer("<html><head><title>Trang</title></head><body><p>Đang bảo trì.</p></body></html>")
    found = tried(desk, site.base, expect=2)
    assert (found["chosen"], found["entry"]) == (None, None)
    assert found["warnings"][0]["code"] == "discover-nothing"
    shown = run("sources", "try", site.base, "--dir", desk, expect=2).stdout
    assert "Không thấy gì để thu thập" in shown


def test_robots_txt_is_obeyed_from_the_first_page_on(site: Site, desk: Path) -> None:
    site.routes["/robots.txt"] = Answer("User-agent: *\nDisallow: /\n", type="text/plain")
    found = tried(desk, site.base, expect=2)
    assert found["error"]["code"] == "robots-disallowed"
    assert site.paths() == ["/robots.txt"]


def test_articles_that_robots_txt_closes_are_told_of(site: Site, desk: Path) -> None:
    serve_feed(site)
    site.routes["/robots.txt"] = Answer(f"User-agent: *\nDisallow: {ARTICLES[1]}\n", type="text/plain")
    found = tried(desk, site.base)
    assert [sample["error"] and sample["error"]["code"] for sample in found["samples"]] == [
        None, "robots-disallowed", None,
    ]  # fmt: skip
    assert ARTICLES[1] not in site.paths()


def test_a_browser_check_is_reported_and_not_evaded(site: Site, desk: Path) -> None:
    check = '<html><script>document.cookie="D1N=1";location.reload()</script></html>'
    site.routes["/"] = Answer(check)
    shown = run("sources", "try", site.base, "--dir", desk, expect=2)
    assert "D1N" in shown.stderr
    assert site.counts()["/"] == 1


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://www.facebook.com/baolaocai", "source-social"),
        ("zalo.me/baolaocai", "source-social"),
        ("http://10.0.0.8/", "source-host-local"),
        ("http://169.254.169.254/latest/meta-data/", "source-host-local"),
        ("http://[::ffff:127.0.0.1]/", "source-host-local"),
        ("ftp://bao.example.com/", "url-scheme"),
    ],
)
def test_what_can_be_no_source_is_refused(desk: Path, url: str, code: str) -> None:
    found = tried(desk, url, expect=2)
    assert found["error"]["code"] == code


def test_this_machine_is_refused_except_in_a_demo(site: Site, tmp_path: Path) -> None:
    found = tried(tmp_path / "none", site.base, "--contact", "a@example.vn", expect=2)
    assert found["error"]["code"] == "source-host-local"
    assert not site.seen


def test_without_a_desk_a_contact_is_asked_for(tmp_path: Path) -> None:
    found = tried(tmp_path / "none", "https://bao.example-bao.vn/", expect=2)
    assert found["error"]["code"] == "contact-missing"


def test_a_source_that_is_listed_is_named_and_its_id_not_taken_again(site: Site, desk: Path) -> None:
    serve_feed(site)
    take(desk, tried(desk, site.base)["entry"])
    again = tried(desk, site.base)["entry"]
    assert 'id = "127-0-0-1-2"' in again
    assert "127-0-0-1" in again.rstrip().rpartition("\n")[2]
    both = (desk / "sources.toml").read_text("utf-8") + "\n" + again
    (desk / "sources.toml").write_text(both, "utf-8")
    assert [source.id for source in load_sources(desk / "sources.toml", allow_loopback=True)] == [
        "127-0-0-1", "127-0-0-1-2",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["feed", "sitemap", "listing"])
def test_one_way_alone_can_be_tried(site: Site, desk: Path, kind: str) -> None:
    serve_feed(site)
    places = "".join(f"<url><loc>{site.url(p)}</loc></url>" for p in ARTICLES)
    site.routes["/sitemap.xml"] = Answer(f"<urlset>{places}</urlset>", type="application/xml")
    found = tried(desk, site.base, "--kind", kind)
    assert {way["kind"] for way in found["candidates"]} == {kind}
    assert found["chosen"]["kind"] == kind
