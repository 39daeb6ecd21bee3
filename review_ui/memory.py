"""How the web process keeps its memory small, whatever the size of the data file; `benchmarks/bench_desk.py` prints it.

Few threads, each with a small cache of the data file, whose pages the operating system keeps anyway; and an allocator
that gives back what was used once. What a page seldom needs is imported where it is needed.
"""

from __future__ import annotations

import ctypes

from anyio import CapacityLimiter
from anyio.to_thread import current_default_thread_limiter

THREADS = 6
"""How many pages are made at once. Python makes one at a time, so more threads only have all of them wait for each
other, and each costs some 3 MB; fewer would leave nobody to read while a few wait to write."""
CACHE_KB = 500
"""Of the data file, for each thread."""
waiting = CapacityLimiter(8)
"""For what may wait for another server for seconds, so that nobody else waits for it too."""
scripts = CapacityLimiter(3)
"""For the API, so that scripts do not hold people up."""

_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
"""Names of options in glibc's malloc.h."""
_LARGE_BYTES = 128 * 1024


def few_threads() -> None:
    """Bound the threads of the running event loop."""
    current_default_thread_limiter().total_tokens = THREADS


def lean_allocator() -> None:
    """One arena for all threads, and large pieces apart, by mallopt(3) of glibc; where there is none, nothing.

    By default each thread gets an arena whose free pieces no other thread can use, and once a large piece was freed, as
    happens when the model is read, glibc keeps pieces up to that size for good.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, TypeError, AttributeError):
        return
    mallopt(_ARENA_MAX, 1)
    mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
    mallopt(_TRIM_THRESHOLD, _LARGE_BYTES)
