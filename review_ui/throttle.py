"""Login throttling: failures counted per account and per address."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

from pipeline.store import Store
from review_ui.errors import LoginThrottled

WINDOW = timedelta(minutes=15)
PER_LOGIN = 10
PER_ADDRESS = 30
_FORGET = timedelta(days=1)


def keys(login: str, address: str) -> tuple[tuple[str, int], ...]:
    """(key, most failures) under which an attempt counts."""
    return ((f"login:{login[:64]}", PER_LOGIN), (f"address:{network(address)}", PER_ADDRESS))


def network(address: str) -> str:
    """An IPv6 client owns a whole /64, so that is what counts; anything else counts as it is."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def require_free(store: Store, login: str, address: str, now: datetime) -> None:
    """Raises `LoginThrottled` when too many attempts failed lately."""
    for key, most in keys(login, address):
        if store.logins.recent(key, now - WINDOW) >= most:
            raise LoginThrottled(minutes=round(WINDOW.total_seconds() / 60))


def record_failure(store: Store, login: str, address: str, now: datetime) -> None:
    for key, _most in keys(login, address):
        store.logins.record(key, now, now - _FORGET)


def forget(store: Store, login: str, address: str) -> None:
    """A success clears the account's failures, not the address's: one right guess excuses no others."""
    store.logins.forget(keys(login, address)[0][0])
