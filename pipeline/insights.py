"""A page's own totals are read once a day, from the ways out that count: of the page, and of its newer posts.

Asked for are totals of a closed list, of the page's own posts. Whatever else an answer holds is dropped by the way out,
again here, and once more by the schema: no name, no text, nothing of a person reaches the data file.
"""

from __future__ import annotations

import logging
import threading
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.delivery import Desk
from pipeline.errors import StoreBroken, StoreBusy
from pipeline.i18n import describe
from pipeline.model import Page
from pipeline.publishers import GONE, Counting, PageStopped, Refused, Uncertain
from pipeline.store.insights import Read

FROM_HOUR = 5
"""The local hour from which a day's totals are read: the day before has been counted by then."""
RETRY = timedelta(hours=1)
COUNTED = timedelta(days=28)
"""How long after its publication a post is counted."""
_log = logging.getLogger(__name__)


def due(last: Read | None, zone: str, now: datetime) -> bool:
    """Whether to read a page's totals: once for each local day, after `FROM_HOUR`; what failed again after an hour."""
    local = now.astimezone(ZoneInfo(zone))
    if local.hour < FROM_HOUR:
        return False
    return last is None or (last.done != local.date() and now - last.tried_at >= RETRY)


class Gathering:
    """Reads the totals that are due. `gather` blocks and is called from one thread at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stopping = threading.Event()

    def gather(self) -> int:
        """Read what is due; returns how many pages were read whole."""
        return sum(self._page(page) for page in self._desk.settings.pages if not self._stopping.is_set())

    def stop(self) -> None:
        """Ask nothing more; the rest is read later."""
        self._stopping.set()

    def _page(self, page: Page) -> bool:
        desk = self._desk
        now = desk.clock()
        way = desk.publishers[page.publisher]
        if not isinstance(way, Counting) or not due(desk.store.insights.last(page.id), page.zone, now):
            return False
        day = now.astimezone(ZoneInfo(page.zone)).date()
        try:
            whole = self._read(way, page, day, now)
        except (Refused, Uncertain) as error:
            # Numbers are worth no pause of a page: what stops its posts is found by its posts and by the token's check.
            _log.warning("the totals of page %s were not read: %s", page.id, error)
            whole = False
        except (StoreBusy, StoreBroken) as error:
            _log.warning("the totals of page %s were not kept: %s", page.id, describe(error))
            return False
        desk.store.insights.tried(page.id, now, day if whole else None)
        return whole

    def _read(self, way: Counting, page: Page, day: date, now: datetime) -> bool:
        store = self._desk.store.insights
        store.record_page(page.id, day, way.page_totals(page))
        for post in store.posts(page.id, now - COUNTED, day):
            if self._stopping.is_set():
                return False
            try:
                store.record_post(post.id, day, way.post_totals(post, page))
            except PageStopped:
                raise
            except Refused as refused:
                # It is gone, or nobody knows its number: the others are counted.
                if str(refused) not in (GONE, "way-cannot"):
                    raise
        return True
