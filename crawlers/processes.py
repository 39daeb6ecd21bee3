"""What every worker process of the desk needs: how many there may be, and an end when its parent ends."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.connection import wait

_PR_SET_PDEATHSIG = 1


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def end_with_parent(*, forked: bool = False) -> None:
    """In a worker: end when the process that wants its answers ends, however that ends.

    A thread waits for it; on Linux the kernel sees to a worker that is busy in C. `forked` is for workers whose own
    parent is a fork server, whose end says nothing.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "linux" and not forked:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent.pid:
            os._exit(1)

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
