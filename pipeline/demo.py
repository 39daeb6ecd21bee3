"""The demo: the whole way on the sample publisher, in one process that ends cleanly.

What it decides by itself is done by accounts marked as the demo's (`demo = 1`), and every event row of
theirs carries the mark. Outside the demo only a person approves.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from crawlers import sample_portal
from pipeline import compose, files, passwords, review
from pipeline.clock import Clock, from_text, to_text
from pipeline.errors import NotADemo, NotInitialised, PortTaken
from pipeline.i18n import _
from pipeline.model import Article, ArticleState, Page, Role, User
from pipeline.revisit import Revisits
from pipeline.run import Visits, collect_command, make_desk, ticking
from pipeline.settings import Settings, load_settings
from pipeline.store import Store
from pipeline.templates import write_new_desk
from pipeline.words import role_name

Edition = Literal["first", "second"]
LOGINS = (("cong-tac", Role.COLLABORATOR), ("bien-tap", Role.EDITOR))
_ROBOTS = (("demo-cong-tac", Role.COLLABORATOR), ("demo-bien-tap", Role.EDITOR))
_DUE_NOW = 3
_LATER_HOURS = (26, 50, 74, 98)
_LEFT_FOR_PEOPLE = 8
_OPERATOR = "Văn phòng mẫu Ánh Dương (bản trình diễn)"


@dataclass(frozen=True, slots=True)
class _State:
    """What the demo remembers of its portal between runs, so that a used checkout goes on from there."""

    now0: datetime
    port: int
    edition: Edition

    @classmethod
    def load(cls, path: Path) -> _State | None:
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            edition: Edition = "second" if document["edition"] == "second" else "first"
            return cls(from_text(document["now0"]), int(document["port"]), edition)
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def save(self, path: Path) -> None:
        document = {"now0": to_text(self.now0), "port": self.port, "edition": self.edition}
        files.replace(path, json.dumps(document))


@contextmanager
def _portal(state: _State) -> Iterator[sample_portal.PortalServer]:
    """The sample publisher, running. Raises `PortTaken`."""
    try:
        portal = ExitStack()
        site = portal.enter_context(sample_portal.serve(port=state.port, now0=state.now0, edition=state.edition))
    except OSError as error:
        raise PortTaken(port=state.port, option="--portal-port") from error
    with portal:
        yield site


class Demo:
    """One run of the demo over a data folder. `say` prints a line to the user."""

    def __init__(self, data_dir: Path, portal_port: int, clock: Clock, say: Callable[[str], None]) -> None:
        self._dir = data_dir
        self._port = portal_port
        self._clock = clock
        self._say = say
        self._passwords: dict[str, str] = {}

    @contextmanager
    def running(self) -> Iterator[Settings]:
        """Portal, collection, decisions and publishing; ticks on for the length of the block.

        Raises `PortTaken` when the portal cannot have its port, `NotADemo` for a folder whose desk is a
        real one: the demo never touches it.
        """
        state_file = self._dir / "demo-portal.json"
        self._dir.mkdir(parents=True, exist_ok=True)
        state = _State.load(state_file) or _State(self._clock(), self._port, "first")
        settings = self._settings(state)
        with ExitStack() as stack:
            store = stack.enter_context(Store.open(settings.database))
            store.posts.sync_pages(settings.pages, demo=True)
            self._accounts(store, _ROBOTS)
            site = stack.enter_context(_portal(state))
            self._say(_("The sample publisher is at {url}").format(url=site.url))
            self._collect()
            revisits = Revisits(store, settings, self._clock)
            desk = make_desk(store, settings, self._clock, revisits)
            first_visit = state.edition == "first"
            if first_visit and not store.posts.list(limit=1):
                self._decide(store, settings.pages[0])
            # Before the first tick, as these looks run ahead of a post's time: the demo's first posts are due at once.
            revisits.look()
            stack.enter_context(
                ticking(desk, lambda outcome: self._say(str(outcome)), collecting=Visits(self._dir), revisits=revisits)
            )
            if first_visit:
                self._say(_("A later visit: one article was corrected and one withdrawn meanwhile."))
                site.edition = "second"
                self._collect()
                _State(state.now0, state.port, "second").save(state_file)
                self._tell_changes(store)
            # Last, so that nobody interrupts the demo between a password's making and its showing.
            self._accounts(store, LOGINS)
            yield settings

    def _settings(self, state: _State) -> Settings:
        base_url = f"http://127.0.0.1:{state.port}"
        try:
            settings = load_settings(self._dir)
        except NotInitialised:
            write_new_desk(
                self._dir,
                operator=_OPERATOR,
                contact="trinh-dien@example.vn",
                page_name="Ánh Dương (bản trình diễn)",
                page_id="anh-duong",
                demo=True,
                sources=sample_portal.sources_toml(base_url),
            )
            state.save(self._dir / "demo-portal.json")
            return load_settings(self._dir)
        if not settings.demo:
            raise NotADemo(path=self._dir)
        return settings

    def _accounts(self, store: Store, wanted: tuple[tuple[str, Role], ...]) -> None:
        known = {user.login for user in store.users.all()}
        now = self._clock()
        names = {
            "cong-tac": _("Demo collaborator"),
            "bien-tap": _("Demo editor"),
            "demo-cong-tac": _("The demo itself (collaborator)"),
            "demo-bien-tap": _("The demo itself (editor)"),
        }
        for login, role in wanted:
            if login not in known:
                self._passwords[login] = passwords.generate()
                hashed = passwords.hash_password(self._passwords[login])
                store.users.add(login, names[login], role, hashed, now, demo=wanted is _ROBOTS)

    def _collect(self) -> None:
        """In a process of its own, as `anhduong run` does."""
        subprocess.run(collect_command(self._dir), check=False, stdin=subprocess.DEVNULL)  # noqa: S603

    def _decide(self, store: Store, page: Page) -> None:
        """Approve some clean articles, post three now and four later; leave the rest, and every flag, to people."""
        robots = {login: found[0] for login, _role in _ROBOTS if (found := store.users.by_login(login))}
        collaborator, editor = robots["demo-cong-tac"], robots["demo-bien-tap"]
        clean = [store.articles.get(line.id) for line in store.articles.lines([ArticleState.CLEAN], limit=200)]
        corrected, withdrawn = (
            [article for article in clean if article.url.endswith(_pages_to_be(kind))]
            for kind in ("corrected", "withdrawn")
        )
        others = [article for article in clean if article not in (*corrected, *withdrawn)]
        chosen = [*corrected, *withdrawn, *others[: max(0, len(others) - _LEFT_FOR_PEOPLE)]]
        for article in chosen:
            review.approve(store, collaborator, article.id, article.version, self._clock())
        now = self._clock()
        times = [now] * _DUE_NOW + [now + timedelta(hours=hours) for hours in _LATER_HOURS]
        at_once = [*corrected, *others][:_DUE_NOW]
        ordered = [*at_once, *withdrawn, *(article for article in others if article not in at_once)]
        for article, due in zip(ordered, times, strict=False):
            self._post(store, collaborator, editor, page, article, due)
        self._say(
            _("The demo approved {n} clean articles and scheduled {m} posts, marked as its own.").format(
                n=len(chosen), m=min(len(ordered), len(times))
            )
        )

    def _post(
        self, store: Store, collaborator: User, editor: User, page: Page, article: Article, due: datetime
    ) -> None:
        draft = compose.suggest(article)
        now = self._clock()
        alt = draft.image_alt
        post_id = compose.create(
            store, collaborator, page, article.id, draft.caption, draft.image_url if alt else None, alt, now
        )
        compose.approve(store, editor, page, post_id, store.posts.get(post_id).version, now)
        wall = due.astimezone(ZoneInfo(page.zone)).replace(second=0, microsecond=0)
        store.posts.schedule(
            editor, post_id, store.posts.get(post_id).version, f"{wall:%Y-%m-%dT%H:%M}", page.zone, wall, now
        )

    def _tell_changes(self, store: Store) -> None:
        for line in store.articles.lines([ArticleState.FLAGGED], limit=200):
            for flag in store.articles.get(line.id).flags:
                if flag.check == "source-changed":
                    self._say(f"  • {line.title}: {flag.reason}")

    def farewell(self, port: int) -> Iterator[str]:
        """The last lines: where to look, the logins, what to do next."""
        yield ""
        yield _("The desk: {url}").format(url=f"http://127.0.0.1:{port}")
        for login, role in LOGINS:
            if login in self._passwords:
                yield _("Log in as {login} ({role}), password shown only this once: {password}").format(
                    login=login, role=role_name(role), password=self._passwords[login]
                )
            else:
                yield _("Log in as {login}; a forgotten password: {command}").format(
                    login=login, command=f"{command_name()} user password {login} --dir {self._dir}"
                )
        yield _("Published posts: {path}").format(path=self._dir / "outbox" / "anh-duong" / "index.html")
        for command in (f"digest --dir {self._dir} --out {self._dir}", f"publish --dry-run --dir {self._dir}"):
            yield _("Next: {command}").format(command=f"{command_name()} {command}")
        yield _("Stop with Ctrl-C.")


def command_name() -> str:
    """How this user calls `anhduong` from where they are: by name where the shell finds it, else by path."""
    command = Path(sys.executable).with_name("anhduong")
    if shutil.which("anhduong") == str(command):
        return "anhduong"
    here = Path.cwd()
    return str(command.relative_to(here) if command.is_relative_to(here) else command)


def _pages_to_be(kind: str) -> tuple[str, ...]:
    """How the addresses end of the articles that a later visit finds corrected, or withdrawn.

    The one is published before it and the other is still scheduled, so that the visit shows what becomes of both.
    """
    return tuple(
        f"-{article.id}.html"
        for article in sample_portal.load_articles()
        if article.second_visit is not None and article.second_visit.kind == kind
    )
