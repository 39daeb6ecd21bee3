"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def replace(path: Path, content: str | bytes) -> None:
    """Put the file there at once, whatever was there; text in UTF-8. Raises `OSError`."""
    _written_beside(path, content).replace(path)


def create(path: Path, text: str) -> None:
    """Put the file there at once and for good; leave it alone when it is there already. Raises `OSError`.

    link(2) fails if the name is taken, so of two writers one wins and neither is seen half-way.
    """
    temporary = _written_beside(path, text)
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        return
    finally:
        temporary.unlink()
    sync_folder(path.parent)


def _written_beside(path: Path, content: str | bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    with os.fdopen(handle, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())
    temporary = Path(name)
    temporary.chmod(0o644)
    return temporary


def sync_folder(folder: Path) -> None:
    """Make names that were added to or taken from a folder last through a loss of power. Raises `OSError`."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
