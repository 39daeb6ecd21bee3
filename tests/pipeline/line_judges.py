"""Judges of lines that do to their process what the line says; and a stream that can be stopped."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from datetime import datetime

from classifier.topics import TopicModel
from pipeline.classify import sorted_and_checked, stream
from pipeline.lines import Line


def obedient(model: TopicModel, line: Line, now: datetime) -> bytes:
    """Judges, unless the line asks for a hang in C code, a crash or an error."""
    if b"please hang" in line.body:
        re.match(r"(a|a)*b", "a" * 200)
    if b"please crash" in line.body:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"please fail" in line.body:
        raise ZeroDivisionError("chia cho không")
    return sorted_and_checked(model, line, now)


def slow(model: TopicModel, line: Line, now: datetime) -> bytes:
    """Says which process it is, and takes its time."""
    print("PID", os.getpid(), file=sys.stderr, flush=True)
    time.sleep(0.05)
    return line.body + b"\n"


def stuck(model: TopicModel, line: Line, now: datetime) -> bytes:
    """Says which process it is, and hangs where no thread of it gets a turn."""
    print("PID", os.getpid(), file=sys.stderr, flush=True)
    re.match(r"(a|a)*b", "a" * 200)
    raise AssertionError


def main(how: str) -> None:
    try:
        stream(TopicModel.load(), sys.stdin.buffer, sys.stdout.buffer, {"slow": slow, "stuck": stuck}[how], 2)
    except KeyboardInterrupt:
        print("STOPPED", file=sys.stderr, flush=True)
    except BrokenPipeError:
        print("NOBODY READS", file=sys.stderr, flush=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main(*sys.argv[1:])
