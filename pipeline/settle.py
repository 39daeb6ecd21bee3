"""A person's word on a post of which nobody knew whether it went out."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from pipeline.delivery import LONGEST_DOUBT
from pipeline.errors import AddressInvalid, NotAllowed
from pipeline.model import User
from pipeline.store import Store

ADDRESS_LIMIT = 1000


def found_there(store: Store, user: User, post_id: int, version: int, address: str, now: datetime) -> None:
    """`unknown → published`: an editor saw the post on the page, at `address`.

    Raises `NotAllowed`, `AddressInvalid`, `AddressTaken`, or `Conflict`.
    """
    if not user.may_schedule:
        raise NotAllowed
    store.publishing.found_there(user, post_id, version, _address(address), now)


def not_there(store: Store, user: User, post_id: int, version: int, now: datetime) -> None:
    """`unknown → failed`: an editor looked, and the post is not on the page. It can then be scheduled again.

    Raises `NotAllowed`, `Conflict`, or `TooSoonToTell` while the page may still come to list it.
    """
    if not user.may_schedule:
        raise NotAllowed
    store.publishing.not_there(user, post_id, version, now - LONGEST_DOUBT, now)


def _address(text: str) -> str:
    address = text.strip()
    try:
        parts = urlsplit(address)
        right = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        right = False
    if not right or len(address) > ADDRESS_LIMIT or any(character.isspace() for character in address):
        raise AddressInvalid(limit=ADDRESS_LIMIT)
    return address
