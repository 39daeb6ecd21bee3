"""Passwords: argon2id with the library's defaults (RFC 9106, second recommended option)."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pipeline.errors import PasswordWeak

LEAST = 10
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The encoded argon2id hash. Raises `PasswordWeak` for fewer than `LEAST` characters."""
    if len(password) < LEAST:
        raise PasswordWeak(least=LEAST)
    return _hasher.hash(password)


def verify(encoded: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    try:
        return _hasher.verify(encoded, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _dummy() -> str:
    return _hasher.hash(secrets.token_hex(16))


def verify_dummy(password: str) -> bool:
    """Take as long as `verify` for a login that does not exist; always False."""
    verify(_dummy(), password)
    return False


def generate() -> str:
    """A random password of 75 bits, without letters that look alike, in groups that can be read aloud."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))
