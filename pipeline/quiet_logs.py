"""What is written to logs and tracebacks goes without secrets, whoever writes it, and one record is one line."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
import unicodedata
from types import TracebackType
from typing import Any

from pipeline.secrets import scrub

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's general categories of what no reader of a log can see."""


def plain(text: str) -> str:
    r"""A message in which what ends a line, steers a terminal or turns the direction of text stands as \n, \x1b or
    \u202e: what other servers answer goes to logs too, and must neither feign a line of ours nor hide one."""
    return "".join(map(_seen, text))


def _seen(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii") if unicodedata.category(char) in _UNSEEN else char


def guard() -> None:
    """From now on no log record and no traceback of this process shows a secret. A second call changes nothing.

    The record factory and not a filter: a filter of a logger does not see what its children hand up, and one of a
    handler misses handlers that a library adds later.
    """
    inner = logging.getLogRecordFactory()
    if getattr(inner, "scrubs", False):
        return

    def scrubbed(*args: Any, **kwargs: Any) -> logging.LogRecord:
        return scrub_record(inner(*args, **kwargs))

    scrubbed.scrubs = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(scrubbed)
    # A hook that somebody set is theirs; the interpreter's own shows all.
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _tell
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _tell_of_thread


def scrub_record(record: logging.LogRecord) -> logging.LogRecord:
    """The record with message, arguments and traceback scrubbed. Arguments stay apart where they can: uvicorn reads
    them."""
    if isinstance(record.args, tuple):
        record.args = tuple(scrub(value) if isinstance(value, str) else value for value in record.args)
    try:
        said = record.getMessage()
    except (TypeError, ValueError, KeyError):
        # A message that does not fit its arguments: the handler will say so, with both of them.
        record.msg, record.args = scrub(f"{record.msg!r} % {record.args!r}"), None
    else:
        clean = plain(scrub(said))
        if clean != said:
            record.msg, record.args = clean, None
    if record.exc_info and not record.exc_text:
        # Formatters take this text where it is there.
        record.exc_text = scrub("".join(traceback.format_exception(*record.exc_info)).rstrip("\n"))
    if record.stack_info:
        record.stack_info = scrub(record.stack_info)
    return record


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    sys.stderr.write(scrub("".join(traceback.format_exception(kind, error, trace))))


def _tell_of_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_type is SystemExit:
        return
    name = failed.thread.name if failed.thread is not None else "?"
    told = "".join(traceback.format_exception(failed.exc_type, failed.exc_value, failed.exc_traceback))
    sys.stderr.write(scrub(f"Exception in thread {name}:\n{told}"))
