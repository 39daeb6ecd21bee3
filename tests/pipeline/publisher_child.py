"""Publisher processes that can be killed by the hundred: `python -m tests.pipeline.publisher_child PLAN`.

PLAN is JSON (`Plan`). This process imports everything once and forks a child for each line on its standard input, and
answers with one line when the child has ended:

    mortal 20          the child publishes until somebody kills it; its process id is told in a line before the answer
    step post.after    the child publishes until it is at that step, and kills itself there
    drain 20           the child publishes for 20 s at most, until nothing is left to do

Answers: `killed`, `done`, or `exit N`.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import ClassVar, NoReturn, ParamSpec, TypeVar

from pipeline.clock import from_text
from pipeline.errors import PublisherRunning
from pipeline.lock import publisher_lock
from pipeline.model import Page, Post, PostState
from pipeline.publish import Desk, new_holder, tick
from pipeline.publishers import Receipt, Sending
from pipeline.publishers.facebook import Facebook
from pipeline.settings import Settings
from pipeline.store import Store
from tests.pipeline.graph_page import facebook, picture
from tests.pipeline.support import PAGE

P = ParamSpec("P")
T = TypeVar("T")
TIMEOUT = 0.25
STEPS = (
    "claim.before", "claim.after", "prepare.before", "prepare.after", "upload.before", "intend.before", "intend.after",
    "post.before", "post.after",
    "record_published.before", "record_published.after", "record_unknown.before", "record_unknown.after",
    "put_off.before", "put_off.after", "claim_again.before", "claim_again.after", "doubt.before", "doubt.after",
    "begin_read.before", "begin_read.after", "find.before", "find.after", "absent.before", "absent.after",
)  # fmt: skip
"""Steps around the POST and around reading back at which a child kills itself."""


@dataclass(frozen=True)
class Plan:
    """Where to publish. The desk's clock shows `begin` when `time.time()` is `zero`, and runs `speed` times as fast."""

    folder: str
    base: str
    token: str
    secret: str
    begin: str
    zero: float
    speed: float

    def clock(self) -> datetime:
        return from_text(self.begin) + timedelta(seconds=(time.time() - self.zero) * self.speed)

    def text(self) -> str:
        return json.dumps(asdict(self))

    def publisher(self) -> Facebook:
        """What rests on the desk's clock, as a page's wish to wait, does so here too."""
        seconds = lambda: self.clock().timestamp()  # noqa: E731
        shown = picture()
        return facebook(
            self.base, self.token, self.secret, timeout=TIMEOUT, monotonic=seconds, photo=lambda _url: shown
        )

    def desk(self, store: Store, publisher: Facebook) -> Desk:
        page = replace(PAGE, lateness_minutes=1440)
        settings = Settings(data_dir=Path(self.folder), operator="A", contact="a@example.vn", pages=(page,))
        return Desk(store, settings, {"outbox": publisher}, self.clock, new_holder())


@dataclass(frozen=True)
class Deadly:
    """The publisher, of whose calls one kills this process before or after it."""

    inner: Facebook
    step: str
    repeatable: ClassVar[bool] = False

    def prepare(self, post: Post, page: Page, alive: Callable[[], None]) -> Sending:
        calls = count(1)

        def reading() -> None:
            alive()
            # Once before the picture is fetched, then with each piece of it that is read to be sent.
            if next(calls) == 2:
                stopping(self.step, "upload", alive)()

        sending = stopping(self.step, "prepare", self.inner.prepare)(post, page, reading)
        return stopping(self.step, "post", sending)

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        raise AssertionError("what was prepared is sent")

    def find(self, post: Post, page: Page) -> Receipt | None:
        return stopping(self.step, "find", self.inner.find)(post, page)


def stopping(step: str, name: str, call: Callable[P, T]) -> Callable[P, T]:
    """The call, which kills this process where it is the step's."""
    wanted, _, moment = step.partition(".")

    def stopped(*values: P.args, **named: P.kwargs) -> T:
        if moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            return call(*values, **named)
        finally:
            os.kill(os.getpid(), signal.SIGKILL)

    return stopped if wanted == name else call


def kill_at(step: str, desk: Desk, publisher: Facebook) -> Desk:
    """Have this process kill itself the first time that it comes to the step."""
    name = step.partition(".")[0]
    if hasattr(desk.store.publishing, name):
        setattr(desk.store.publishing, name, stopping(step, name, getattr(desk.store.publishing, name)))
    return replace(desk, publishers={"outbox": Deadly(publisher, step)})


def child(plan: Plan, publisher: Facebook, begun: int, command: str, value: str) -> int:
    with Store.open(Path(plan.folder) / "desk.db") as store:
        desk = plan.desk(store, publisher)
        if command == "step":
            desk = kill_at(value, desk, publisher)
        end = time.monotonic() + (20 if command == "step" else float(value))
        with publisher_lock(Path(plan.folder) / "publisher.lock", desk.holder) as lock:
            desk = replace(desk, alive=lock.beat)
            os.close(begun)
            while time.monotonic() < end:
                tick(desk)
                if command == "drain" and settled(store):
                    return 0
                time.sleep(0.005)
    return 3


def settled(store: Store) -> bool:
    """Whether nothing is left for the publisher to do."""
    unknown = store.posts.list((PostState.UNKNOWN,), limit=10_000)
    return (
        not store.posts.count(PostState.SCHEDULED)
        and not store.posts.count(PostState.PUBLISHING)
        and not any(post.read_at for post in unknown)
    )


def forked(plan: Plan, publisher: Facebook, begun: int, command: str, value: str) -> NoReturn:
    try:
        os._exit(child(plan, publisher, begun, command, value))
    except PublisherRunning:
        os._exit(4)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(5)


def main() -> None:
    plan = Plan(**json.loads(sys.argv[1]))
    logging.disable()
    # Made before the forks, for it takes longer than a post; it has no connection yet.
    publisher = plan.publisher()
    for line in sys.stdin:
        command, value = line.split()
        begins, begun = os.pipe()
        pid = os.fork()
        if pid == 0:
            forked(plan, publisher, begun, command, value)
        os.close(begun)
        os.read(begins, 1)
        os.close(begins)
        if command == "mortal":
            print(pid, flush=True)
        status = os.waitpid(pid, 0)[1]
        code = os.waitstatus_to_exitcode(status)
        print({0: "done", -signal.SIGKILL: "killed"}.get(code, f"exit {code}"), flush=True)


if __name__ == "__main__":
    main()
