"""`anhduong collect` on a publisher that misbehaves: one clear line each, the others go on, nothing is lost."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model import ArticleState
from pipeline.settings import load_settings
from pipeline.store import Store
from pipeline.templates import write_new_desk
from tests.crawlers.harness import Answer, Site, page, publisher
from tests.pipeline.test_cli import anhduong

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in ("ab", "bc", "cd", "de", "ef", "fg"))
    + "]><rss><channel><title>&g;</title></channel></rss>"
)


@pytest.fixture
def site() -> Iterator[Site]:
    with publisher() as running:
        yield running


def desk(folder: Path, site: Site, *feeds: str) -> Path:
    sources = "".join(
        f'[[source]]\nid = "{feed}"\npublisher = "Sở Thử"\nname = "Trang {feed}"\nhome = "{site.url("/")}"\n'
        f'kind = "feed"\nurl = "{site.url(f"/{feed}.xml")}"\nlicence = "thử"\ndelay_seconds = 0\n\n'
        for feed in feeds
    )
    write_new_desk(folder, operator="A", contact="a@example.vn", page_name="P", page_id="p", demo=True, sources=sources)
    return folder


def titles(folder: Path) -> list[str]:
    with Store.open(load_settings(folder).database) as store:
        states = [ArticleState.NEW, ArticleState.CLEAN, ArticleState.FLAGGED]
        return sorted(line.title for line in store.articles.lines(states))


def test_a_second_run_stores_nothing_twice_and_says_so(tmp_path: Path, site: Site) -> None:
    site.article("/1.html", "Tin một")
    site.article("/2.html", "Tin hai")
    site.feed("/1.html", "/2.html", path="/a.xml")
    folder = desk(tmp_path / "desk", site, "a")
    assert "2 new, 0 changed, 0 gone, 0 errors" in anhduong("collect", "--dir", folder).stdout
    assert "0 new, 0 changed, 0 gone, 0 errors" in anhduong("collect", "--dir", folder).stdout
    assert titles(folder) == ["Tin hai", "Tin một"]
    said = json.loads(anhduong("collect", "--json", "--dir", folder).stdout)
    assert (said["new"], said["errors"]) == (0, [])
    assert anhduong("collect", "--due", "--dir", folder).stdout == "", "its poll interval has not passed"


def test_each_failure_is_one_line_and_the_others_go_on(tmp_path: Path, site: Site) -> None:
    bad = {
        "/404.html": Answer("không có", status=404),
        "/500.html": Answer("hỏng", status=500),
        "/away.html": Answer(status=302, headers={"Location": "http://169.254.169.254/latest"}),
        "/huge.html": Answer(b"<p>" + b"x" * 50_000_000),
        "/bomb.html": Answer(gzip.compress(b"\0" * 60_000_000), headers={"Content-Encoding": "gzip"}),
        "/pdf.html": Answer(b"%PDF-1.7\n\x00\x01", type="application/pdf"),
    }
    site.routes.update(bad)
    site.article("/good.html", "Tin tốt")
    site.routes["/no-date.html"] = Answer(page("Tin không ngày"))
    site.feed(*bad, "/good.html", "/no-date.html", path="/a.xml")
    site.routes["/b.xml"] = Answer(BOMB, type="application/rss+xml")
    site.routes["/c.xml"] = Answer("không có", status=404)
    site.article("/later.html", "Tin của nguồn sau")
    site.feed("/later.html", path="/d.xml")
    folder = desk(tmp_path / "desk", site, "a", "b", "c", "d")

    told = anhduong("collect", "--dir", folder, expect=1)
    lines = told.stderr.splitlines()
    for path in [*bad, "/b.xml", "/c.xml"]:
        assert len([line for line in lines if site.url(path) in line.split()[1]]) == 1, (path, lines)
    assert len(lines) == len(bad) + 2
    assert "3 new, 0 changed, 0 gone, 8 errors" in told.stdout
    assert titles(folder) == ["Tin của nguồn sau", "Tin không ngày", "Tin tốt"]
    with Store.open(load_settings(folder).database) as store:
        statuses = {status.id: status for status in store.sources.statuses()}
    assert statuses["a"].problem is None, "its feed could be read"
    assert statuses["b"].failing_since is not None
    assert statuses["c"].problem
    assert statuses["d"].last_ok_at is not None


def test_what_was_stored_survives_a_publisher_that_breaks_later(tmp_path: Path, site: Site) -> None:
    site.article("/1.html", "Tin một")
    site.feed("/1.html", path="/a.xml")
    folder = desk(tmp_path / "desk", site, "a")
    anhduong("collect", "--dir", folder)
    site.routes.clear()
    site.routes["/1.html"] = Answer("hỏng", status=500)
    site.routes["/a.xml"] = Answer("<html>bảo trì</html>")
    anhduong("collect", "--dir", folder, expect=1)
    assert titles(folder) == ["Tin một"]


def test_a_correction_and_a_removal_are_raised(tmp_path: Path, site: Site) -> None:
    site.article("/1.html", "Tin một")
    site.article("/2.html", "Tin hai")
    site.feed("/1.html", "/2.html", path="/a.xml")
    folder = desk(tmp_path / "desk", site, "a")
    anhduong("collect", "--dir", folder)
    site.routes["/1.html"] = Answer(page("Tin một").replace("</div>", "<p>Đính chính: đoạn 2 ghi sai giờ.</p></div>"))
    site.routes["/2.html"] = Answer("đã gỡ", status=410)
    assert "0 new, 1 changed, 1 gone, 0 errors" in anhduong("collect", "--dir", folder).stdout
    with Store.open(load_settings(folder).database) as store:
        flagged = store.articles.lines([ArticleState.FLAGGED])
        checks = {line.title: [f.check for f in store.articles.get(line.id).flags] for line in flagged}
    assert "source-changed" in checks["Tin một"]
    assert "source-changed" in checks["Tin hai"]
