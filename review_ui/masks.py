"""A token in a page under a mask of its own, so that the page's compressed length says nothing about it (BREACH).

Whoever can watch how long answers are and have the browser open addresses of his choice could otherwise guess a token
letter by letter: the guess that stands in the page twice makes it shorter (https://breachattack.com/). A pad of random
bytes that is new in each page leaves nothing to repeat. Django does the same ("How CSRF protection works",
https://docs.djangoproject.com/en/stable/ref/csrf/).
"""

from __future__ import annotations

import base64
import binascii
import secrets


def masked(token: str) -> str:
    """Random bytes and the token under them, twice as long, in letters that a form can carry."""
    plain = token.encode()
    pad = secrets.token_bytes(len(plain))
    return base64.urlsafe_b64encode(pad + _under(plain, pad)).decode().rstrip("=")


def unmasked(text: str) -> bytes:
    """The token that `masked` was given; empty for what it never makes."""
    try:
        given = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
    half, odd = divmod(len(given), 2)
    return b"" if odd else _under(given[half:], given[:half])


def _under(text: bytes, pad: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(text, pad, strict=True))
