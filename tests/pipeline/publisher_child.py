"""Publisher processes that can be killed by the hundred: `python -m tests.pipeline.publisher_child PLAN`.

PLAN is JSON (`Plan`). This process imports everything once and forks a child for each line on its standard input, and
answers with one line when the child has ended:

    random 35          the child publishes until it is killed, 35 ms after it has begun
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
from pathlib import Path
from typing import Any, NoReturn

from pipeline.clock import from_text
from pipeline.errors import PublisherRunning
from pipeline.lock import publisher_lock
from pipeline.model import PostState
from pipeline.publish import Desk, new_holder, tick
from pipeline.settings import Settings
from pipeline.store import Store
from tests.pipeline.graph_page import GraphPage
from tests.pipeline.support import PAGE

STEPS = (
    "claim.before", "claim.after", "intend.before", "intend.after", "post.before", "post.after",
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

    def publisher(self) -> GraphPage:
        return GraphPage(self.base, self.token, self.secret, timeout=0.25)

    def desk(self, store: Store, publisher: GraphPage) -> Desk:
        page = replace(PAGE, lateness_minutes=1440)
        settings = Settings(data_dir=Path(self.folder), operator="A", contact="a@example.vn", pages=(page,))
        return Desk(store, settings, {"outbox": publisher}, self.clock, new_holder())


def kill_at(step: str, desk: Desk) -> None:
    """Have this process kill itself the first time that it comes to the step."""
    name, _, moment = step.partition(".")
    target: Any = desk.publishers["outbox"] if name in ("post", "find") else desk.store.publishing
    name = {"post": "deliver"}.get(name, name)
    original: Callable[..., Any] = getattr(target, name)

    def stopped(*values: Any, **named: Any) -> Any:
        if moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            return original(*values, **named)
        finally:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(target, name, stopped)


def child(plan: Plan, publisher: GraphPage, begun: int, command: str, value: str) -> int:
    with Store.open(Path(plan.folder) / "desk.db") as store:
        desk = plan.desk(store, publisher)
        if command == "step":
            kill_at(value, desk)
        end = time.monotonic() + float(value if command == "drain" else 20)
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


def forked(plan: Plan, publisher: GraphPage, begun: int, command: str, value: str) -> NoReturn:
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
        if command == "random":
            time.sleep(float(value) / 1000)
            os.kill(pid, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
        code = os.waitstatus_to_exitcode(status)
        print({0: "done", -signal.SIGKILL: "killed"}.get(code, f"exit {code}"), flush=True)


if __name__ == "__main__":
    main()
