"""The second factor of a login: codes of an app (TOTP, RFC 6238) and recovery codes, each good once."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pyotp

from pipeline import passwords
from pipeline.errors import DeskError
from pipeline.i18n import _
from pipeline.model import User
from pipeline.people_errors import CodeWrong, SecondFactorLapsed, SecondFactorOff, SecondFactorUnreadable
from pipeline.secrets import Keyring, Secret
from pipeline.store import Store

RECOVERY_CODES = 10
SETUP_TIME = timedelta(minutes=15)
_STEPS = (0, -1, 1)
"""Half a minute to either side, for a phone whose clock is not right."""
_DIGITS = 6
Keys = Callable[[], Keyring]
"""Gives the keys that secrets are sealed with. Raises as `pipeline.secrets.load_keyring` does."""


def begin(store: Store, session_id: int, user: User, keys: Keys, now: datetime) -> None:
    """A new secret for the session's person to confirm. Raises what `keys` does."""
    store.second_factors.begin(session_id, keys().seal(Secret(pyotp.random_base32()), _place(user)), now)


def begun(store: Store, session_id: int, user: User, keys: Keys, now: datetime) -> tuple[bytes, Secret]:
    """What the session has begun, sealed and open. Raises `SecondFactorLapsed`, and what opening it does."""
    sealed = store.second_factors.begun(session_id, now - SETUP_TIME)
    if sealed is None:
        raise SecondFactorLapsed
    return sealed, keys().open(sealed, _place(user), _what(user))


def confirm(store: Store, session_id: int, user: User, typed: str, keys: Keys, now: datetime) -> tuple[str, ...]:
    """Turn on what was begun, by a code of the app, and return the recovery codes, which are shown only then.

    Raises `CodeWrong`, `SecondFactorLapsed`, and what opening the secret does.
    """
    sealed, secret = begun(store, session_id, user, keys, now)
    step = next(_matching(secret, _digits(typed), now), None)
    if step is None:
        raise CodeWrong
    codes = _new_codes()
    if not store.second_factors.confirm(user, session_id, sealed, step, [_hash(user, code) for code in codes], now):
        raise SecondFactorLapsed
    return codes


def passes(store: Store, user: User, typed: str, keys: Keys, now: datetime) -> bool:
    """Whether this is a code of the account's app or a recovery code, used up with that.

    A code of a time step that was taken, or of an earlier one, is refused. Raises `SecondFactorUnreadable`, for a code
    of the app only: recovery codes need no key.
    """
    digits = _digits(typed)
    if not digits:
        return store.second_factors.take_code(user, _hash(user, typed), now)
    factor = store.second_factors.get(user.id)
    if factor is None:
        return False
    try:
        secret = keys().open(factor.sealed, _place(user), _what(user))
    except DeskError as error:
        raise SecondFactorUnreadable from error
    return any(store.second_factors.take_step(user.id, step) for step in _matching(secret, digits, now))


def new_recovery_codes(store: Store, user: User, now: datetime) -> tuple[str, ...]:
    """Ten others in place of those before. Raises `SecondFactorOff`."""
    codes = _new_codes()
    if not store.second_factors.new_codes(user, [_hash(user, code) for code in codes], now):
        raise SecondFactorOff
    return codes


def reseal(store: Store, user: User, keyring: Keyring) -> bool:
    """Seal the account's secret with the newest key. False where it is, or where there is none any more.

    Raises `KeyWrong` or `SealBroken`.
    """
    factor = store.second_factors.get(user.id)
    if factor is None or keyring.is_newest(factor.sealed):
        return False
    secret = keyring.open(factor.sealed, _place(user), _what(user))
    return store.second_factors.replace_seal(user.id, factor.sealed, keyring.seal(secret, _place(user)))


def address(secret: Secret, user: User, issuer: str) -> str:
    """The `otpauth:` address that an app reads from a QR code.

    https://github.com/google/google-authenticator/wiki/Key-Uri-Format
    """
    return pyotp.TOTP(secret.reveal()).provisioning_uri(name=user.login, issuer_name=issuer)


def qr_svg(text: str) -> str:
    """A QR code as an inline SVG element without styles, which a strict Content-Security-Policy allows."""
    import segno

    return segno.make_qr(text, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True)


def grouped(secret: Secret) -> str:
    """The secret as a person types it."""
    text = secret.reveal()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _place(user: User) -> str:
    return f"second-factor:{user.id}"


def _what(user: User) -> str:
    return _("The second factor of {login}").format(login=user.login)


def _digits(typed: str) -> str:
    """The six digits, with or without a space; empty for anything else."""
    text = "".join(typed.split())
    return text if len(text) == _DIGITS and text.isascii() and text.isdigit() else ""


def _matching(secret: Secret, digits: str, now: datetime) -> Iterator[int]:
    """The time steps about `now` whose code this is."""
    codes = pyotp.TOTP(secret.reveal())
    here = codes.timecode(now)
    for offset in _STEPS:
        if digits and hmac.compare_digest(codes.generate_otp(here + offset), digits):
            yield here + offset


def _new_codes() -> tuple[str, ...]:
    """79 random bits each: no need of a slow hash."""
    return tuple(passwords.generate(groups=4, letters=4) for _n in range(RECOVERY_CODES))


def _hash(user: User, typed: str) -> str:
    """The hash of a recovery code, typed with or without dashes, in small or capital letters."""
    letters = "".join(char for char in typed.lower() if char.isalnum())[:64]
    return hashlib.sha256(f"{user.id}:{letters}".encode("utf-8", "surrogatepass")).hexdigest()
