"""`anhduong run` that stops at a chosen point of a delivery, says so, and waits to be killed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from pipeline.cli import main
from pipeline.publishers.outbox import Outbox
from pipeline.store.publishing import Publishing


def wait_to_be_killed() -> None:
    print("HERE", flush=True)
    time.sleep(600)


def stopping(original: Callable[..., Any], *, before: bool) -> Callable[..., Any]:
    def replaced(*args: Any) -> Any:
        if before:
            wait_to_be_killed()
        result = original(*args)
        wait_to_be_killed()
        return result

    return replaced


if __name__ == "__main__":
    folder, point = sys.argv[1:]
    if point == "claimed":
        Publishing.intend = stopping(Publishing.intend, before=True)  # type: ignore[method-assign]
    elif point == "intended":
        Outbox.deliver = stopping(Outbox.deliver, before=True)  # type: ignore[method-assign]
    elif point == "written":
        Outbox.deliver = stopping(Outbox.deliver, before=False)  # type: ignore[method-assign]
    main(["run", "--no-collect", "--dir", folder])
