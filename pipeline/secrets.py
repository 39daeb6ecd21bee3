"""Secrets: how they come in, how they are kept, and that they never come out by accident.

They come from the environment or from a file that it names (systemd's `LoadCredential=` with
`ANHDUONG_KEY_FILE=%d/key`), never from `desk.toml` or the command line. They are kept under AES-256-GCM with the
place they belong to as associated data, so that what is kept for one page opens for no other.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import stat
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote, quote_plus

from pipeline.secret_errors import (
    KeyInvalid,
    KeyMissing,
    KeyWrong,
    SealBroken,
    SecretEmpty,
    SecretFileBroken,
    SecretFileOpen,
)

KEY = "ANHDUONG_KEY"
APP_SECRET = "ANHDUONG_APP_SECRET"  # noqa: S105 - the variable's name
OIDC_SECRET = "ANHDUONG_OIDC_SECRET"  # noqa: S105 - the variable's name
HIDDEN = "•••"
_LARGEST = 8192
_SHORTEST_SCRUBBED = 6
_VERSION = b"\x01"
_KEY_BYTES, _KEY_ID_BYTES, _NONCE_BYTES, _TAG_BYTES = 32, 4, 12, 16
_HEAD_BYTES = len(_VERSION) + _KEY_ID_BYTES


class Secret:
    """A text that shows itself to nobody who does not ask for it with `reveal`.

    Printing, formatting and comparing are safe; pickling raises `TypeError`, as JSON does for any class of ours.
    """

    __slots__ = ("__weakref__", "_value")

    def __init__(self, value: str) -> None:
        if not value:
            raise ValueError("a secret is never empty")
        self._value = value
        _known[id(self)] = self

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return HIDDEN

    def __format__(self, spec: str) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, _memo: object) -> Secret:
        return self

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("a secret is not written down")


_known: weakref.WeakValueDictionary[int, Secret] = weakref.WeakValueDictionary()
"""Every secret of this process that is alive, by identity: what `scrub` looks for."""

_SHAPES = (
    re.compile(
        r"(?i)((?:access_token|input_token|fb_exchange_token|client_secret|appsecret_proof|app_secret)"
        r"[\"']?\s{0,3}[=:]\s{0,3}[\"']?)[^\s&\"'<>,;)}\]]{1,4096}"
    ),
    re.compile(r"(?i)(\bBearer\s{1,3})[A-Za-z0-9._~+/=|-]{4,4096}"),
    # Tokens of Facebook users and pages begin so; an app's own is its number, a bar and its secret.
    re.compile(r"()\bEAA[A-Za-z0-9]{16,4096}"),
    re.compile(r"(\b\d{5,20}(?:\||%7C))[A-Za-z0-9_-]{16,4096}"),
)


def scrub(text: str) -> str:
    """The text without the secrets that this process knows, and without what has the shape of one."""
    for secret in list(_known.values()):
        value = secret.reveal()
        if len(value) < _SHORTEST_SCRUBBED:
            continue
        for written in {value, quote(value, safe=""), quote_plus(value)}:
            text = text.replace(written, HIDDEN)
    for shape in _SHAPES:
        text = shape.sub(rf"\g<1>{HIDDEN}", text)
    return text


def read_secret(name: str, environ: Mapping[str, str] | None = None) -> Secret | None:
    """The secret in the variable `name`, else in the file that `name` + `_FILE` names, without line ends after it.

    None where neither is set. Raises `SecretEmpty`, `SecretFileBroken` or `SecretFileOpen`.
    """
    environ = os.environ if environ is None else environ
    if environ.get(name):
        return Secret(environ[name])
    path = environ.get(f"{name}_FILE")
    if not path:
        return None
    return read_private(Path(path), f"{name}_FILE")


def read_private(path: Path, name: str) -> Secret:
    """The secret in a file that nobody else can read; `name` is where the file was named, for the errors.

    Raises `SecretEmpty`, `SecretFileBroken` or `SecretFileOpen`.
    """
    text = _read_private(path, name)
    if not text.strip():
        raise SecretEmpty(name=name)
    return Secret(text)


def _read_private(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if not _is_private(status):
                raise SecretFileOpen(path=path, name=name, mode=f"{stat.S_IMODE(status.st_mode):04o}")
            raw = file.read(_LARGEST + 1)
        if len(raw) > _LARGEST:
            raise SecretFileBroken(path=path, name=name, cause=f"> {_LARGEST} bytes")
        return raw.decode().rstrip("\r\n")
    except OSError as error:
        raise SecretFileBroken(path=path, name=name, cause=error.strerror or type(error).__name__) from error
    except UnicodeDecodeError:
        # Without the cause, which would show bytes of the secret.
        raise SecretFileBroken(path=path, name=name, cause="UTF-8") from None


def _is_private(status: os.stat_result) -> bool:
    """Nobody else may read it, or its group may where root gave it to that group.

    systemd gives a credential to the service's user by an ACL, whose mask shows as the group's bits of a file of root.
    """
    mode = stat.S_IMODE(status.st_mode)
    return not mode & 0o027 and (not mode & 0o040 or status.st_uid == 0)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys at hand: the first one encrypts, all of them decrypt. Never empty."""

    keys: tuple[Secret, ...]

    def seal(self, secret: Secret, place: str) -> bytes:
        """Encrypt for one place, such as `page-token:anh-duong`.

        Layout: version (1 byte), key id (4), nonce (12), AES-256-GCM ciphertext with its tag. Version, key id and
        place are authenticated. Nonces are random: 2**32 messages with one key stay within NIST SP 800-38D, 8.3.
        """
        # Here and in `open`, because every command reads this module and few seal.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = _key_bytes(self.keys[0])
        head, nonce = _VERSION + _key_id(key), os.urandom(_NONCE_BYTES)
        return head + nonce + AESGCM(key).encrypt(nonce, secret.reveal().encode(), head + place.encode())

    def open(self, sealed: bytes, place: str, what: str) -> Secret:
        """The inverse of `seal`. `what` names the thing in the errors `KeyWrong` and `SealBroken`."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        head, rest = sealed[:_HEAD_BYTES], sealed[_HEAD_BYTES:]
        if len(rest) <= _NONCE_BYTES + _TAG_BYTES or not head.startswith(_VERSION):
            raise SealBroken(what=what)
        fitting = [key for key in map(_key_bytes, self.keys) if _key_id(key) == head[len(_VERSION) :]]
        if not fitting:
            raise KeyWrong(what=what)
        for key in fitting:
            try:
                clear = AESGCM(key).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], head + place.encode())
            except InvalidTag:
                continue
            return Secret(clear.decode())
        raise SealBroken(what=what)

    def is_newest(self, sealed: bytes) -> bool:
        """Whether this was sealed with the key that encrypts now."""
        return sealed[:_HEAD_BYTES] == _VERSION + _key_id(_key_bytes(self.keys[0]))


def new_key() -> Secret:
    """256 random bits in URL-safe base64, one line without its end."""
    return Secret(base64.urlsafe_b64encode(os.urandom(_KEY_BYTES)).decode())


def parse_keys(text: Secret, name: str) -> Keyring:
    """Keys parted by blanks, commas or line ends, the newest first; lines from `#` on are comments.

    Raises `KeyInvalid` with the key's number from 1, and `KeyMissing` where there is none.
    """
    lines = (line.partition("#")[0] for line in text.reveal().splitlines())
    written = [word for line in lines for word in re.split(r"[\s,]+", line) if word]
    if not written:
        raise KeyMissing
    keys = []
    for number, word in enumerate(written, start=1):
        key = Secret(word)
        try:
            _key_bytes(key)
        except ValueError:
            raise KeyInvalid(number=number, name=name) from None
        keys.append(key)
    return Keyring(tuple(keys))


def load_keyring(environ: Mapping[str, str] | None = None) -> Keyring:
    """The keys in `ANHDUONG_KEY` or `ANHDUONG_KEY_FILE`.

    Raises `KeyMissing`, `KeyInvalid`, and what `read_secret` does.
    """
    text = read_secret(KEY, environ)
    if text is None:
        raise KeyMissing
    environ = os.environ if environ is None else environ
    return parse_keys(text, KEY if environ.get(KEY) else f"{KEY}_FILE")


def _key_bytes(key: Secret) -> bytes:
    try:
        raw = base64.b64decode(key.reveal().encode(), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("not base64") from None
    if len(raw) != _KEY_BYTES:
        raise ValueError("not 256 bits")
    return raw


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"anhduong key id\x00" + key).digest()[:_KEY_ID_BYTES]
