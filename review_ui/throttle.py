"""Login throttling: failures counted per account and per address, or per browser where the account is known.

What others guess elsewhere does not make a person wait at a browser in which they have logged in before
(https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies), so nobody can be kept out for
ever by somebody who goes on guessing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.store import Store
from review_ui.errors import LoginThrottled

WINDOW = timedelta(minutes=15)
PER_LOGIN = 10
PER_ADDRESS = 30
PER_CODE = 5
_FORGET = timedelta(days=1)
Keys = Sequence[tuple[str, int]]
"""(key, most failures) under which an attempt counts; the first is the account's."""


def keys(login: str, address: str, browser: str | None = None) -> Keys:
    """For a password. `browser` is the hash of one in which the account is known."""
    if browser is not None:
        return ((f"browser:{browser}", PER_LOGIN),)
    return ((f"login:{login[:64]}", PER_LOGIN), (f"address:{network(address)}", PER_ADDRESS))


def code_keys(login: str, address: str) -> Keys:
    """For a code after the password; whoever gets here knows the password, so an account has few tries."""
    return ((f"code:{login[:64]}", PER_CODE), (f"address:{network(address)}", PER_ADDRESS))


def again_keys(login: str) -> Keys:
    """For the password given anew within a session."""
    return ((f"again:{login[:64]}", PER_LOGIN),)


def network(address: str) -> str:
    """An IPv6 client owns a whole /64, so that is what counts; anything else counts as it is."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def require_free(store: Store, counted: Keys, now: datetime) -> None:
    """Raises `LoginThrottled` when too many attempts failed lately."""
    for key, most in counted:
        if store.logins.recent(key, now - WINDOW) >= most:
            raise LoginThrottled(minutes=round(WINDOW.total_seconds() / 60))


def record_failure(store: Store, counted: Keys, now: datetime) -> None:
    for key, _most in counted:
        store.logins.record(key, now, now - _FORGET)


def forget(store: Store, counted: Keys) -> None:
    """A success clears the account's failures, not the address's: one right guess excuses no others."""
    store.logins.forget(counted[0][0])
