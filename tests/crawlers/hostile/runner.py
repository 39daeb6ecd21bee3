"""Reads the cases of one group, each in a process of its own under hard limits: one line of JSON a case.

    python -m tests.crawlers.hostile.runner GROUP

The processes are forked from one that has imported everything, so that a case costs what the reading costs.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawlers import feeds, sitemaps
from crawlers.errors import CrawlError
from pipeline.i18n import describe
from tests.crawlers.hostile import GROUPS
from tests.crawlers.hostile.case import ADDRESS, Case

MEMORY = 300_000_000
"""Bytes that a case may have at most, its own file included."""
CPU_SECONDS = 6
"""Twice what the desk allows a file: a bound that a slow machine keeps, no measurement."""
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_SHOWN = 10
_SITEMAP_BYTES = 15 * 1024 * 1024


def answer(case: Case) -> dict[str, Any]:
    """What the reader makes of the file, and what that took."""
    body = case.build()
    # RLIMIT_DATA counts what Linux really hands out; the CPU limit counts from the start of the process.
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    used = int(time.process_time()) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + CPU_SECONDS, used + CPU_SECONDS))
    started = time.process_time()
    try:
        found = _sitemap(body) if case.kind == "sitemap" else _feed(body, case.content_type)
    except CrawlError as error:
        found = {"error": error.code, "said": describe(error)}
    return {**found, "seconds": time.process_time() - started, "peak": _peak()}


def _feed(body: bytes, content_type: str | None) -> dict[str, Any]:
    feed = feeds.parse(body, url=ADDRESS, content_type=content_type, now=NOW)
    first = feed.entries[:_SHOWN]
    return {
        "count": len(feed.entries),
        "titles": [entry.title[:200] for entry in first],
        "urls": [entry.url for entry in first],
        "guids": [entry.guid for entry in first],
        "images": [entry.image for entry in first],
        "dates": [_utc(entry.published_at) for entry in first],
        "warnings": [warning.code for warning in feed.warnings],
        "said": [describe(warning) for warning in feed.warnings],
    }


def _sitemap(body: bytes) -> dict[str, Any]:
    sitemap = sitemaps.parse(body, url=ADDRESS, zone="Asia/Ho_Chi_Minh", max_bytes=_SITEMAP_BYTES, now=NOW)
    first = sitemap.places[:_SHOWN]
    return {
        "count": len(sitemap.places),
        "urls": [place.url[:200] for place in first],
        "dates": [_utc(place.changed) for place in first],
        "warnings": [],
    }


def _utc(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).isoformat()


def _peak() -> float:
    """Megabytes at the most so far; `ru_maxrss` would be the parent's where that was larger."""
    match = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(match[1]) * 1024 / 1e6 if match else float("nan")


def main(group: str) -> None:
    for case in GROUPS[group]:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                result = answer(case)
            except BaseException as error:  # whatever it is, the test wants to see it
                result = {"crash": "".join(traceback.format_exception(error, limit=-3))}
            with os.fdopen(write, "wb") as pipe:
                pipe.write(json.dumps(result).encode())
            os._exit(0)
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        result = json.loads(said) if said else {"crash": f"ended by signal {os.WTERMSIG(status)}"}
        print(json.dumps({"name": case.name, **result}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
