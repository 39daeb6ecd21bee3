"""Passwords: argon2id with the library's defaults (RFC 9106, second recommended option); random tokens."""

from __future__ import annotations

import base64
import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pipeline.errors import PasswordWeak
from pipeline.people_errors import PasswordLong

LEAST, MOST = 10, 1_024
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The encoded argon2id hash. Raises `PasswordWeak` or `PasswordLong` outside of `LEAST` to `MOST` characters."""
    if len(password) < LEAST:
        raise PasswordWeak(least=LEAST)
    if len(password) > MOST:
        raise PasswordLong(most=MOST)
    return _hasher.hash(password)


def verify(encoded: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    try:
        return _hasher.verify(encoded, password)
    except (VerificationError, InvalidHashError):
        return False


def _unpadded(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


# What a password is measured against where there is no account: the form of a hash, which no password has. It is not
# made by hashing, which would cost the first unknown login of a process twice the time.
_DUMMY = (
    f"$argon2id$v=19$m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    f"${_unpadded(secrets.token_bytes(_hasher.salt_len))}${_unpadded(secrets.token_bytes(_hasher.hash_len))}"
)


def verify_dummy(password: str) -> bool:
    """Take as long as `verify` for a login that does not exist; always False."""
    verify(_DUMMY, password)
    return False


def generate(groups: int = 3, letters: int = 5) -> str:
    """A random password, of 75 bits at first, without letters that look alike, in groups that can be read aloud."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(letters)) for _ in range(groups))


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What the store keeps of a random token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
