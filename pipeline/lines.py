"""Lines of a stream read ahead by a thread, within bounds, for a reader that has other things to wait for as well."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

_BLOCK = 1 << 16
_LINES_AHEAD = 512
_BYTES_AHEAD = 8 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the input and its number, counted from 1."""

    number: int
    body: bytes


class Lines:
    """What has been read and not yet taken, and a way to wait for it or for anything else that calls `wake`."""

    def __init__(self) -> None:
        lock = threading.RLock()
        self._changed = threading.Condition(lock)
        self._room = threading.Condition(lock)
        self._waiting: deque[Line] = deque()
        self._size = 0
        self._ended = False
        self._closed = False
        self._error: BaseException | None = None

    def ready(self) -> int:
        """How many lines wait."""
        return len(self._waiting)

    def over(self) -> bool:
        """Whether everything has been read and taken. Raises what reading raised."""
        if not (self._ended and not self._waiting):
            return False
        if self._error is not None:
            raise self._error
        return True

    def size(self) -> int:
        """Bytes that wait."""
        return self._size

    def next_size(self) -> int:
        """Bytes of the next line, 0 when none waits."""
        return len(self._waiting[0].body) if self._waiting else 0

    def wait(self, condition: Callable[[], object]) -> None:
        """Until the condition holds; it is looked at whenever a line was read or `wake` called."""
        with self._changed:
            self._changed.wait_for(condition)

    def wake(self, _done: object = None) -> None:
        """Have the waiting condition looked at again; also as the callback of a future."""
        with self._changed:
            self._changed.notify_all()

    def take(self, most: int, size: int) -> tuple[Line, ...]:
        """The first of the lines that wait, and of those behind it at most so many and up to `size` bytes in all."""
        with self._changed:
            taken = [self._waiting.popleft()]
            left = size - len(taken[0].body)
            while self._waiting and len(taken) < most and len(self._waiting[0].body) <= left:
                left -= len(self._waiting[0].body)
                taken.append(self._waiting.popleft())
            self._size -= sum(len(line.body) for line in taken)
            # Not for every line: two threads that wake each other up spend more time on that than on reading.
            if len(self._waiting) <= _LINES_AHEAD // 2 and self._size <= _BYTES_AHEAD // 2:
                self._room.notify()
            return tuple(taken)

    def close(self) -> None:
        """Read no more."""
        with self._changed:
            self._closed = True
            self._room.notify()

    def fill(self, source: BinaryIO) -> None:
        """Read to the end, or until `close`; waits while enough has been read ahead."""
        try:
            for number, body in enumerate(_split(source), start=1):
                if body.strip():
                    with self._changed:
                        self._room.wait_for(self._has_room)
                        if self._closed:
                            return
                        self._waiting.append(Line(number, body))
                        self._size += len(body)
                        self._changed.notify_all()
        except BaseException as error:
            self._error = error
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _has_room(self) -> bool:
        return self._closed or (len(self._waiting) < _LINES_AHEAD and self._size < _BYTES_AHEAD)


@contextmanager
def reading(source: BinaryIO) -> Iterator[Lines]:
    """Lines that are not empty, while the block lasts. What reading raises, `Lines.over` raises."""
    lines = Lines()
    threading.Thread(target=lines.fill, args=[source], daemon=True).start()
    try:
        yield lines
    finally:
        lines.close()


def _split(source: BinaryIO) -> Iterator[bytes]:
    """Lines as they come in. Without the buffer of Python's own: a thread that waits in it cannot be left behind."""
    read = getattr(source, "raw", source).read
    parts: list[bytes] = []
    while block := read(_BLOCK):
        *whole, rest = block.split(b"\n")
        for line in whole:
            parts.append(line)
            yield b"".join(parts)
            parts.clear()
        if rest:
            parts.append(rest)
    if parts:
        yield b"".join(parts)
