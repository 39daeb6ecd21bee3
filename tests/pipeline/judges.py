"""Judges that do to their process what a title says; and a run of checks that can be killed."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from classifier.topics import TopicModel
from pipeline import workers
from pipeline.check import check_new
from pipeline.judge import Judged, judge_many
from pipeline.store import Store
from pipeline.store.verdicts import Unchecked
from tests.pipeline.support import FakeClock


def obedient(model: TopicModel, articles: Sequence[Unchecked], now: datetime) -> list[Judged]:
    """Judges, unless a title asks for a hang in C code, a crash or an error."""
    for article in articles:
        match article.title.split()[0]:
            case "hang":
                re.match(r"(a|a)*b", "a" * 200)
            case "crash":
                os.kill(os.getpid(), signal.SIGSEGV)
            case "error":
                raise ZeroDivisionError("chia cho không")
    return judge_many(model, articles, now)


def slow(model: TopicModel, articles: Sequence[Unchecked], now: datetime) -> list[Judged]:
    """Says which process it is, and takes its time."""
    print("PID", os.getpid(), flush=True)
    time.sleep(0.2 * len(articles))
    return judge_many(model, articles, now)


def stuck(model: TopicModel, articles: Sequence[Unchecked], now: datetime) -> list[Judged]:
    """Says which process it is, and hangs where no thread of it gets a turn."""
    print("PID", os.getpid(), flush=True)
    re.match(r"(a|a)*b", "a" * 200)
    raise AssertionError


def main(path: str, how: str) -> None:
    judging = partial(workers.judged, workers=2, function={"slow": slow, "stuck": stuck}[how])
    with Store.open(Path(path)) as store:
        try:
            check_new(store, TopicModel.load(), FakeClock(), judging=judging)
        except KeyboardInterrupt:
            print("STOPPED", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
