"""Content-Encoding undone within a limit, so that a small answer cannot become a large one (a "bomb")."""

from __future__ import annotations

import zlib

from crawlers.errors import DecompressionBomb, EncodingBroken

ACCEPTED = "gzip, deflate"
"""What requests say they take; whatever else arrives packed is refused."""
_MAX_LAYERS = 3
# Each costs a copy of what follows it: half a million empty ones would take minutes.
_MAX_MEMBERS = 100


def megabytes(size: int) -> str:
    """A limit in bytes as a user reads it."""
    return f"{size / 1024 / 1024:.3g}"


def unpacked(body: bytes, encoding: str, *, url: str, max_bytes: int) -> bytes:
    """The plain bytes behind a `Content-Encoding` header (RFC 9110, section 8.4), at most `max_bytes` of them.

    Raises `DecompressionBomb` where there would be more, `EncodingBroken` for an unknown coding or damaged bytes.
    """
    codings = [name for part in encoding.split(",") if (name := part.strip().lower()) not in ("", "identity")]
    if not body:
        return body
    if len(codings) > _MAX_LAYERS:
        raise EncodingBroken(url=url)
    for coding in reversed(codings):
        if coding in ("gzip", "x-gzip"):
            body = inflated(body, zlib.MAX_WBITS | 16, url=url, max_bytes=max_bytes)
        elif coding == "deflate":
            # The name stands for zlib's format, and some servers send the bare one.
            bare = (body[0] & 0x0F) != 8 or int.from_bytes(body[:2], "big") % 31 != 0
            body = inflated(body, -zlib.MAX_WBITS if bare else zlib.MAX_WBITS, url=url, max_bytes=max_bytes)
        else:
            raise EncodingBroken(url=url)
    return body


def inflated(body: bytes, wbits: int, *, url: str, max_bytes: int) -> bytes:
    """All members of a gzip file, or one zlib or deflate stream; raises as `unpacked` does.

    What a truncated stream holds is not handed on: half a page would look like an edited one.
    """
    plain = bytearray()
    rest, members = body, 0
    while rest:
        members += 1
        if members > _MAX_MEMBERS:
            raise EncodingBroken(url=url)
        unpacker = zlib.decompressobj(wbits=wbits)
        try:
            plain += unpacker.decompress(rest, max_bytes + 1 - len(plain))
        except zlib.error as error:
            if plain and wbits > zlib.MAX_WBITS:
                break  # padding behind the last member
            raise EncodingBroken(url=url) from error
        if len(plain) > max_bytes:
            raise DecompressionBomb(url=url, megabytes=megabytes(max_bytes))
        if not unpacker.eof:
            raise EncodingBroken(url=url)
        rest = unpacker.unused_data.lstrip(b"\0")
        if wbits <= zlib.MAX_WBITS:
            break
    return bytes(plain)
