"""Pictures of articles as the desk shows them: fetched once with a source's manners, cleaned, kept in the data folder.

The browsers of the staff ask the desk and nobody else. `<data folder>/pictures` holds each picture under the hash of
its bytes, and `index/` one small file an address: where its picture is, or why there is none and when that was found.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawlers.errors import CrawlError, FetchTimeout
from pipeline import files
from pipeline.clock import Clock
from pipeline.i18n import describe
from pipeline.settings import Settings
from pipeline.store import Store

if TYPE_CHECKING:
    from crawlers.pictures import CleanPicture
    from crawlers.policy import HostPolicy

log = logging.getLogger(__name__)

MAX_SIDE = 1200
SECONDS = 15.0
AGAIN_AFTER = timedelta(hours=1)
KEPT_FOR = timedelta(days=90)
"""How long a picture is kept; one that is looked at later is fetched anew."""
_SWEPT_EVERY = timedelta(days=1)
_AT_A_TIME = 4
_PATIENCE = 5.0
_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture in the data folder. `tag` changes with its bytes."""

    path: Path
    media_type: str
    tag: str


class Pictures:
    """The desk's pictures. Safe to use from several threads; each address is fetched by one of them at a time."""

    def __init__(self, settings: Settings, store: Store, clock: Clock) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._folder = settings.data_dir / "pictures"
        self._room = threading.BoundedSemaphore(_AT_A_TIME)
        self._guard = threading.Lock()
        self._under_way: dict[str, tuple[threading.Lock, int]] = {}
        self._swept_at: datetime | None = None

    def show(self, url: str, source_id: str) -> Kept | None:
        """The picture at `url` of a source's article, or None where there is none to show.

        Blocks while it is fetched, `SECONDS` at most. What failed is not tried again for an hour.
        """
        found = self._recall(url)
        if isinstance(found, Kept) or found is False:
            return found or None
        with self._alone(url):
            found = self._recall(url)
            if isinstance(found, Kept) or found is False:
                return found or None
            if not self._room.acquire(timeout=_PATIENCE):
                return None
            try:
                return self._fetch(url, source_id)
            finally:
                self._room.release()

    def _fetch(self, url: str, source_id: str) -> Kept | None:
        policy = self._policy(source_id)
        if policy is None:
            return None
        self._sweep()
        try:
            picture = asyncio.run(self._got(url, policy))
        except CrawlError as error:
            log.info("no picture from %s: %s", url, describe(error))
            self._note(url, {"problem": error.code})
            return None
        name = f"{hashlib.sha256(picture.data).hexdigest()}.{picture.extension}"
        self._folder.mkdir(parents=True, exist_ok=True)
        files.replace(self._folder / name, picture.data)
        self._note(url, {"file": name, "width": picture.width, "height": picture.height})
        return _kept(self._folder / name)

    async def _got(self, url: str, policy: HostPolicy) -> CleanPicture:
        # Here, because a desk whose pictures are all kept already needs none of these.
        from crawlers import failures, pictures, urls
        from crawlers.fetch import Fetcher, LeftAlone, Manners
        from crawlers.settings import Limits

        address = str(urls.parse(url))
        limits = Limits(timeout_seconds=SECONDS, retries=0, max_bytes=pictures.MAX_BYTES)
        async with Fetcher(
            contact=self._settings.contact,
            limits=limits,
            allow_loopback=self._settings.demo,
            now=self._clock,
            recall_robots=self._store.frontier.robots,
            learned_robots=lambda origin, text: self._store.frontier.record_robots(origin, text, self._clock()),
        ) as fetcher:
            try:
                page = await asyncio.wait_for(fetcher.get(address, policy, manners=Manners(delay=0.0)), SECONDS)
            except TimeoutError as error:
                raise FetchTimeout(url=url, seconds=SECONDS) from error
            except LeftAlone as left:
                raise left.error from None
        refusal = failures.of_status(page.status, page.url)
        if refusal is not None:
            raise refusal
        return pictures.clean(page.body, max_side=MAX_SIDE)

    def _policy(self, source_id: str) -> HostPolicy | None:
        """Where the source may be read; None for one that is no longer on the list."""
        from crawlers.sources import read_sources

        try:
            sources, _problems = read_sources(self._settings.sources_file, allow_loopback=self._settings.demo)
        except CrawlError:
            return None
        source = next((source for source in sources if source.id == source_id), None)
        return source.policy(allow_loopback=self._settings.demo) if source is not None else None

    # --- what is known of an address

    def _recall(self, url: str) -> Kept | bool | None:
        """The picture, False where it could not be had a short while ago, None where it is to be fetched."""
        known = _known(self._folder, url)
        if known is None:
            return None
        if "file" in known:
            return _kept_file(self._folder, known)
        try:
            return None if self._clock() - datetime.fromisoformat(known["tried_at"]) >= AGAIN_AFTER else False
        except (ValueError, KeyError, TypeError):
            return None

    def _note(self, url: str, known: dict[str, object]) -> None:
        place = _place(self._folder, url)
        place.parent.mkdir(parents=True, exist_ok=True)
        files.replace(place, json.dumps({"url": url, "tried_at": self._clock().isoformat(), **known}))

    def _sweep(self) -> None:
        """Once a day: remove what was fetched more than `KEPT_FOR` ago, so that the folder does not grow for ever."""
        now = self._clock()
        with self._guard:
            if self._swept_at is not None and now - self._swept_at < _SWEPT_EVERY:
                return
            self._swept_at = now
        for place in (self._folder / "index").glob("*.json"):
            try:
                known = json.loads(place.read_text("utf-8"))
                if now - datetime.fromisoformat(known["tried_at"]) < KEPT_FOR:
                    continue
                name = Path(str(known.get("file", ""))).name
            except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
                name = ""
            place.unlink(missing_ok=True)
            if name:
                (self._folder / name).unlink(missing_ok=True)

    @contextmanager
    def _alone(self, url: str) -> Iterator[None]:
        """Only one thread at a time for one address; the others wait for what it finds."""
        with self._guard:
            lock, waiting = self._under_way.get(url, (threading.Lock(), 0))
            self._under_way[url] = lock, waiting + 1
        try:
            with lock:
                yield
        finally:
            with self._guard:
                _, waiting = self._under_way[url]
                if waiting > 1:
                    self._under_way[url] = lock, waiting - 1
                else:
                    del self._under_way[url]


def kept_picture(data_dir: Path, url: str) -> Kept | None:
    """The picture at `url` where the desk has it already; asks nobody."""
    folder = data_dir / "pictures"
    known = _known(folder, url)
    return None if known is None else _kept_file(folder, known)


def _place(folder: Path, url: str) -> Path:
    return folder / "index" / f"{hashlib.sha256(url.encode('utf-8', 'replace')).hexdigest()}.json"


def _known(folder: Path, url: str) -> dict[str, Any] | None:
    """What is noted of an address; None where there is nothing that can be read."""
    try:
        known = json.loads(_place(folder, url).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return known if isinstance(known, dict) else None


def _kept_file(folder: Path, known: Mapping[str, Any]) -> Kept | None:
    name = known.get("file")
    path = folder / Path(name).name if isinstance(name, str) else None
    return _kept(path) if path is not None and path.is_file() else None


def _kept(path: Path) -> Kept | None:
    kind = _TYPES.get(path.suffix.removeprefix("."))
    return Kept(path, kind, path.stem) if kind is not None else None
