"""`anhduong collect` stopped at any point: `kill -9`, Ctrl-C, SIGTERM. Nothing is lost, doubled, or fetched again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from pipeline.model import ArticleState
from pipeline.settings import load_settings
from pipeline.store import Store
from pipeline.templates import write_new_desk
from tests.crawlers.harness import Answer, Route, Seen, Site, page, publisher, rss

ROOT = Path(__file__).resolve().parents[2]
DESKS, KILLS = 5, 10
"""Fifty kills; the desks are tests of their own, so that they can run side by side."""
WAIT = 60.0
WORKERS_MAY_TAKE = 10.0
"""Seconds in which the helpers of a killed process end by themselves; the machine may be busy."""
STATES = list(ArticleState)

pytestmark = pytest.mark.slow


@dataclass
class Publisher:
    """One source with its site: what its list names, and by which paths each article can be asked for."""

    site: Site
    kind: str
    list_path: str
    articles: list[str] = field(default_factory=list)
    leading: dict[str, str] = field(default_factory=dict)
    """Listed path that is redirected → the article's own."""

    def entry(self) -> str:
        return (
            f'[[source]]\nid = "{self.kind}"\npublisher = "Sở Thử"\nname = "Trang {self.kind}"\n'
            f'home = "{self.site.url("/")}"\nkind = "{self.kind}"\nurl = "{self.site.url(self.list_path)}"\n'
            f'licence = "thử"\ndelay_seconds = 0\n\n'
        )

    def pages(self) -> set[str]:
        return {*self.articles, *self.leading}


@dataclass
class Desk:
    """A desk with two publishers that take a while to answer, and the runs made on it."""

    folder: Path
    publishers: tuple[Publisher, ...]
    runs: int = 0

    def start(self) -> subprocess.Popen[bytes]:
        """`collect` in a session of its own, so that all its processes can be told from others."""
        self.runs += 1
        with (self.folder / f"run-{self.runs}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-W", "error", "-m", "pipeline", "collect", "--dir", str(self.folder)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return (self.folder / f"run-{self.runs}.log").read_text()

    def finish(self) -> str:
        """Run to the end; what it said."""
        process = self.start()
        assert process.wait(WAIT) == 0, self.said()
        return self.said()

    def asked(self) -> int:
        return sum(len(source.site.seen) for source in self.publishers)

    def stored(self) -> set[tuple[str, str]]:
        """(source, path) of every page whose article is in the store, by each address that leads to it."""
        with Store.open(load_settings(self.folder).database) as store:
            lines = store.articles.lines(STATES, limit=10_000)
            addresses = {store.articles.get(line.id).url for line in lines}
        return {
            (source.kind, path)
            for source in self.publishers
            for path in source.pages()
            if source.site.url(source.leading.get(path, path)) in addresses
        }


def slowly(answer: Answer, low: float, high: float) -> Callable[[Seen], Answer]:
    """The answer, each time after a while; a 304 where the ETag is known."""

    def route(seen: Seen) -> Answer:
        time.sleep(random.Random(f"{seen.path} {seen.at}").uniform(low, high))
        etag = answer.headers.get("ETag")
        if etag is not None and seen.headers.get("If-None-Match") == etag:
            return Answer(status=304, headers={"ETag": etag})
        return answer

    return route


def sitemap(site: Site, paths: Sequence[str]) -> str:
    first = datetime(2026, 11, 20, tzinfo=UTC)
    places = "".join(
        f"<url><loc>{site.url(path)}</loc><n:news><n:publication><n:name>T</n:name><n:language>vi</n:language>"
        f"</n:publication><n:publication_date>{(first + timedelta(minutes=n)).isoformat()}</n:publication_date>"
        f"<n:title>Tin {path}</n:title></n:news></url>"
        for n, path in enumerate(paths)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{places}</urlset>'
    )


def article(number: int, source: str) -> Answer:
    words = random.Random(f"{source}:{number}").sample(
        "mưa lũ cầu đường trường lớp bản làng chợ phiên lúa ngô chè quế trâu gà rừng suối hội thi sách vở".split(), 12
    )
    own = f"<p>Riêng bài {number} kể thêm chuyện {', '.join(words)} theo lời người trong bản, có ghi ngày và nơi.</p>"
    return Answer(
        page(f"Tin {source} {number}").replace("</article>", f"{own}</article>"), headers={"ETag": f'"{number}"'}
    )


@contextmanager
def desk_of_two(folder: Path, each: int, low: float, high: float) -> Iterator[Desk]:
    """A feed and a sitemap, on two hosts, of `each` articles; low to high are the seconds that an article takes.

    The feed names some articles twice, with a mark of where a reader came from, and some by an address that is
    redirected.
    """
    with ExitStack() as stack:
        by_feed, by_sitemap = stack.enter_context(publisher()), stack.enter_context(publisher())
        by_sitemap.base = by_sitemap.base.replace("127.0.0.1", "localhost")
        feed = Publisher(by_feed, "feed", "/rss.xml", [f"/tin/{n}.html" for n in range(each)])
        feed.leading = {f"/r/{n}": f"/tin/{n}.html" for n in range(0, each, 10)}
        listed = [f"/r/{n}" if f"/r/{n}" in feed.leading else f"/tin/{n}.html" for n in range(each)]
        listed += [f"/tin/{n}.html?utm_source=rss" for n in range(1, each, 10)]
        lists = {"feed": rss(*map(by_feed.url, listed))}
        maps = Publisher(by_sitemap, "sitemap", "/sitemap.xml", [f"/bai/{n}.html" for n in range(each)])
        lists["sitemap"] = sitemap(by_sitemap, maps.articles)
        for source in (feed, maps):
            routes: dict[str, Route] = {
                path: slowly(article(n, source.kind), low, high) for n, path in enumerate(source.articles)
            }
            routes |= {
                path: Answer(status=302, headers={"Location": target}) for path, target in source.leading.items()
            }
            listing = Answer(lists[source.kind], type="application/xml", headers={"ETag": f'"{source.kind}"'})
            source.site.routes = {**routes, source.list_path: slowly(listing, 0.0, low)}
        write_new_desk(
            folder,
            operator="A",
            contact="a@example.vn",
            page_name="P",
            page_id="p",
            demo=True,
            sources=feed.entry() + maps.entry(),
        )
        Store.open(load_settings(folder).database).close()
        yield Desk(folder, (feed, maps))


def wait_until(happened: Callable[[], bool], process: subprocess.Popen[bytes]) -> bool:
    """Whether it happened before the process ended."""
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        if happened():
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.003)
    raise TimeoutError("neither happened nor ended")


def of_session(session: int) -> list[psutil.Process]:
    """Processes of a session that still do something."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return found


def assert_helpers_end(session: int) -> None:
    deadline = time.monotonic() + WORKERS_MAY_TAKE
    left = of_session(session)
    while left and time.monotonic() < deadline:
        time.sleep(0.02)
        left = of_session(session)
    for process in left:
        process.kill()
    assert left == [], "its helpers outlived it"


def assert_each_once(desk: Desk) -> None:
    """The store has what the site lists: each article once, in one version, judged, with nothing changed since."""
    wanted = {p.site.url(path) for p in desk.publishers for path in p.articles}
    with Store.open(load_settings(desk.folder).database) as store:
        lines = store.articles.lines(STATES, limit=10_000)
        articles = [store.articles.get(line.id) for line in lines]
        assert Counter(one.url for one in articles) == Counter(wanted)
        assert {one.state for one in articles} <= {ArticleState.CLEAN, ArticleState.FLAGGED}
        for one in articles:
            assert [version.version for version in store.articles.versions(one.id)] == [1]
            happened = Counter(event.kind for event in store.audit.of("article", one.id))
            assert happened["article.collected"] == 1
            assert not [kind for kind in happened if kind.startswith("source.")]


@dataclass
class Watch:
    """What the sites' logs must not show after a stop: a page that was stored, or a known list, asked in full.

    To ask conditionally whether a stored article changed is another matter (`pipeline.changes`).
    """

    desk: Desk
    stored: set[tuple[str, str]] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    """Sources whose list is in the store, since an article of it was asked for."""
    _read: Counter[str] = field(default_factory=Counter)

    def look(self) -> None:
        """Judge the requests since the last look, then remember what is stored now."""
        for source in self.desk.publishers:
            new = source.site.seen[self._read[source.kind] :]
            self._read[source.kind] += len(new)
            in_full = {(source.kind, seen.path) for seen in new if "If-None-Match" not in seen.headers}
            assert not in_full & self.stored, "fetched again although stored"
            for seen in new:
                if seen.path == source.list_path and source.kind in self.taken:
                    assert seen.headers.get("If-None-Match") == f'"{source.kind}"', "asked in full although known"
            if source.pages() & {seen.path for seen in new}:
                self.taken.add(source.kind)
        self.stored = self.desk.stored()


@pytest.mark.parametrize("number", range(DESKS))
def test_killed_at_random_moments_of_a_crawl(tmp_path: Path, number: int) -> None:
    chance = random.Random(f"desk {number}")
    # Sixty articles a host, one at a time, take three seconds at least; the ten moments come to two.
    moments = [chance.uniform(0.0, 0.4) for _ in range(KILLS)]
    with desk_of_two(tmp_path / "desk", each=60, low=0.03, high=0.07) as desk:
        watch = Watch(desk)
        helpers = 0
        for moment in moments:
            before = desk.asked()
            process = desk.start()
            assert wait_until(lambda before=before: desk.asked() > before, process), desk.said()
            time.sleep(moment)
            assert process.poll() is None, f"ended before it could be killed: {desk.said()}"
            helpers = max(helpers, len(of_session(process.pid)) - 1)
            process.kill()
            process.wait()
            assert_helpers_end(process.pid)
            watch.look()
        assert helpers, "pages are read in processes of their own"
        # Once more when the last article is on its way: what is left then is to store, to compare and to check.
        wanted = {(p.kind, path) for p in desk.publishers for path in p.articles}
        process = desk.start()
        wait_until(lambda: {(p.kind, s.path) for p in desk.publishers for s in p.site.seen} >= wanted, process)
        time.sleep(chance.uniform(0.0, 0.4))
        process.kill()
        process.wait()
        assert_helpers_end(process.pid)
        watch.look()

        desk.finish()
        watch.look()
        assert_each_once(desk)
        before = [len(source.site.seen) for source in desk.publishers]
        assert "0 new, 0 changed, 0 gone, 0 errors" in desk.finish()
        watch.look()
        for source, count in zip(desk.publishers, before, strict=True):
            assert all("If-None-Match" in seen.headers for seen in source.site.seen[count:]), "all is known by now"
        assert_each_once(desk)


@pytest.mark.parametrize(
    ("number", "group", "ended"),
    [(signal.SIGINT, True, 130), (signal.SIGINT, False, 130), (signal.SIGTERM, False, -signal.SIGTERM)],
    ids=["ctrl-c", "sigint", "sigterm"],
)
def test_stopped_in_the_midst_of_a_crawl(tmp_path: Path, number: signal.Signals, group: bool, ended: int) -> None:
    """A terminal's Ctrl-C goes to all processes of the command, `kill` and systemd's first signal to one."""
    with desk_of_two(tmp_path / "desk", each=25, low=0.03, high=0.07) as desk:
        watch = Watch(desk)
        process = desk.start()
        assert wait_until(lambda: desk.asked() > 16, process), desk.said()
        (os.killpg if group else os.kill)(process.pid, number)
        assert process.wait(WAIT) == ended, desk.said()
        assert "Traceback" not in desk.said()
        if ended == 130:
            assert desk.said().splitlines() == ["Đã dừng; những gì đã làm vẫn được giữ."]
        assert_helpers_end(process.pid)
        watch.look()
        assert watch.stored, "what was read before is kept"

        desk.finish()
        watch.look()
        assert_each_once(desk)
