"""Pictures of posts, kept as they were when the post was saved: what is uploaded is what was seen and approved.

`<data folder>/photos` holds each picture under the hash of its address, ready for upload (`pipeline.photos`).
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crawlers.errors import CrawlError
from pipeline import files
from pipeline.errors import PictureRefused
from pipeline.i18n import describe

if TYPE_CHECKING:
    from pipeline.photos import Photo
    from pipeline.settings import Settings

KEPT_SECONDS = 400 * 86_400.0
"""A post may wait for a year; a picture that nobody kept so long is fetched anew."""
_SUFFIXES = (".jpg", ".png")
_AT_A_TIME = 4
_ROOM = threading.BoundedSemaphore(_AT_A_TIME)
"""A picture being decoded may take 300 MB, whoever asks for it."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Photos:
    """The kept pictures. `fetch` gives one that is not kept yet, or raises a `CrawlError`."""

    folder: Path
    fetch: Callable[[str], Photo]

    def photo(self, url: str) -> Photo:
        """The picture at an address, kept from now on. Raises what `fetch` does."""
        kept = self._kept(url)
        if kept is not None:
            return kept
        photo = self.fetch(url)
        self._keep(url, photo)
        return photo

    def require(self, addresses: Iterable[str]) -> None:
        """Have every picture here. Raises `PictureRefused` for the first that cannot be published."""
        given = list(addresses)
        once = list(dict.fromkeys(given))
        if not once:
            return
        with ThreadPoolExecutor(_AT_A_TIME) as pool:
            for url, problem in zip(once, pool.map(self._problem, once), strict=True):
                if problem is not None:
                    raise PictureRefused(n=given.index(url) + 1, url=url, problem=problem) from problem

    def _problem(self, url: str) -> CrawlError | None:
        try:
            with _ROOM:
                self.photo(url)
        except CrawlError as error:
            _log.info("a picture was refused on saving: %s: %s", url, describe(error))
            return error
        return None

    def _kept(self, url: str) -> Photo | None:
        from pipeline.photos import read_photo

        for suffix in _SUFFIXES:
            try:
                return read_photo(self._path(url, suffix).read_bytes())
            except (OSError, ValueError):
                continue
        return None

    def _keep(self, url: str, photo: Photo) -> None:
        """A full disk keeps nobody from saving: the picture is then fetched anew when it is uploaded."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            files.replace(self._path(url, _SUFFIXES[photo.media_type == "image/png"]), photo.data)
            self._sweep()
        except OSError:
            _log.exception("a picture could not be kept")

    def _sweep(self) -> None:
        before = time.time() - KEPT_SECONDS
        for path in self.folder.iterdir():
            # Another page's publisher may sweep at the same time.
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()

    def _path(self, url: str, suffix: str) -> Path:
        return self.folder / f"{hashlib.sha256(url.encode('utf-8', 'replace')).hexdigest()}{suffix}"


def photos_of(settings: Settings) -> Photos:
    """The desk's own; what is not kept is fetched from public addresses, in the demo from this machine too."""

    def fetch(url: str) -> Photo:
        # Here, because a desk whose pictures are all kept already needs no transport.
        from pipeline.photos import fetch_photo

        return fetch_photo(url, contact=settings.contact, allow_loopback=settings.demo)

    return Photos(settings.data_dir / "photos", fetch)
