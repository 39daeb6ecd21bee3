"""The desk's own topic models: folders below `models/` beside its data, and the one in use."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from datetime import date
from pathlib import Path
from threading import Lock

from classifier.topics import TopicModel
from pipeline.errors import ModelUnknown
from pipeline.store import Store
from pipeline.store.models import SHIPPED

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}\Z")


def names(folder: Path) -> tuple[str, ...]:
    """Every model that may be used, by name; the shipped one comes first. `folder` is `Settings.models`."""
    found = (path.parent.name for path in folder.glob("*/model.json"))
    return (SHIPPED, *sorted(name for name in found if _NAME.match(name)))


def load(folder: Path, name: str) -> TopicModel:
    """A model by its name. Raises `ModelUnknown` and what `TopicModel.load` does, `ModelLabels` unless it is medtop."""
    if name == SHIPPED:
        return TopicModel.load(require_medtop=True)
    if not _NAME.match(name) or not (folder / name).is_dir():
        raise ModelUnknown(name=name, path=folder)
    return TopicModel.load(folder / name, require_medtop=True)


def in_use(store: Store, folder: Path) -> TopicModel:
    """The model that the desk judges with now. Raises as `load` does."""
    return load(folder, store.models.current())


def save(model: TopicModel, folder: Path, day: date) -> str:
    """Put a model beside the others under a name of its own, whole or not at all; returns the name."""
    folder.mkdir(parents=True, exist_ok=True)
    waiting = Path(tempfile.mkdtemp(dir=folder, prefix=".writing-"))
    try:
        model.save(waiting)
        waiting.chmod(0o755)
        number = 1
        while True:
            name = f"topics-{day:%Y%m%d}-{number}"
            try:
                # rename(2) onto a folder that is there fails unless it is empty, and none of ours is.
                os.rename(waiting, folder / name)  # noqa: PTH104 - same call, and it says what it does
            except OSError:
                if not (folder / name).exists():
                    raise
                number += 1
            else:
                return name
    except BaseException:
        shutil.rmtree(waiting, ignore_errors=True)
        raise


class ModelInUse:
    """The model in use, read once and again when another is chosen. Safe to share between threads."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._lock = Lock()
        self._read: tuple[str, TopicModel] | None = None

    def get(self) -> TopicModel:
        """Raises as `load` does."""
        name = self._store.models.current()
        with self._lock:
            if self._read is None or self._read[0] != name:
                self._read = (name, load(self._folder, name))
            return self._read[1]
