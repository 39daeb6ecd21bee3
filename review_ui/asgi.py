"""The application as a server names it: `uvicorn --factory review_ui.asgi:build`.

Environment: `ANHDUONG_DIR` (the desk's folder), `ANHDUONG_HOSTS` (names it answers under, parted by commas),
`ANHDUONG_SECURE_COOKIES=1` (behind HTTPS), `ANHDUONG_LANG`.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette

from pipeline import quiet_logs
from pipeline.alerts import watching
from pipeline.i18n import activate
from pipeline.models import in_use
from pipeline.settings import load_settings
from pipeline.store import Store
from review_ui import memory
from review_ui.app import create_app


def build() -> Starlette:
    """Opens the desk in `ANHDUONG_DIR`.

    Raises `NotInitialised`, `SettingsInvalid`, `StoreBroken`, and what `pipeline.models.load` does.
    """
    quiet_logs.guard()
    memory.lean_allocator()
    settings = load_settings(Path(os.environ.get("ANHDUONG_DIR", "var")))
    if "ANHDUONG_LANG" not in os.environ:
        activate(settings.language)
    store = Store.open(settings.database, cache_kb=memory.CACHE_KB)
    store.posts.sync_pages(settings.pages, demo=settings.demo)
    in_use(store, settings.models)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        memory.few_threads()
        try:
            with watching(settings):
                yield
        finally:
            store.close()

    hosts = [name.strip() for name in os.environ.get("ANHDUONG_HOSTS", "").split(",") if name.strip()]
    secure = os.environ.get("ANHDUONG_SECURE_COOKIES", "") == "1"
    return create_app(store, settings, secure_cookies=secure, hosts=hosts, lifespan=lifespan)
