"""Logging in by an OpenID provider: the authorization code flow with PKCE, state and nonce.

OpenID Connect Core 1.0, section 3.1; Discovery 1.0, section 4; RFC 7636 (PKCE); RFC 9207 (`iss` in the answer). The
provider says who somebody is there; whether that person has an account here is the store's to say.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

import httpx2

from pipeline.oidc_errors import OidcFailed, OidcRefused
from pipeline.passwords import new_token
from pipeline.secrets import OIDC_SECRET, Secret, read_secret
from pipeline.settings_people import OidcSettings, secure_address

if TYPE_CHECKING:
    # Loaded where they are used: 10 MB that a desk without a provider never needs.
    from joserfc import jwt
    from joserfc.jwk import KeySet

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures by the provider's own key only: with HS256 the public key, or our secret, would do."""
_SCOPE = "openid email profile"
_MAX_BODY = 256 * 1024
_TIMEOUT = httpx2.Timeout(10.0, connect=5.0)
_KEEP = timedelta(hours=1)
_KEYS_AGAIN = timedelta(minutes=1)
_LEEWAY = 60
"""Seconds by which the clocks may differ."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What the browser is sent away with, to be compared when it comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Known:
    """Who somebody is at the provider. `email` is None unless the provider has verified it."""

    subject: str
    email: str | None

    def fits(self, domains: frozenset[str]) -> bool:
        """Whether the address is of one of the domains; any will do where there are none."""
        return not domains or (self.email is not None and self.email.rpartition("@")[2].lower() in domains)


@dataclass(frozen=True, slots=True)
class _Document:
    read_at: datetime
    authorization: str
    token: str
    jwks: str


class Provider:
    """One provider. Thread-safe. Its documents are kept for an hour."""

    def __init__(self, settings: OidcSettings, secret: Callable[[], Secret | None] | None = None) -> None:
        self.settings = settings
        self._secret = secret or (lambda: read_secret(OIDC_SECRET))
        self._lock = threading.Lock()
        self._document: _Document | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    def begin(self, redirect_uri: str, now: datetime) -> tuple[str, Begun]:
        """Where the browser goes, and what to remember of it. Raises `OidcFailed`."""
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        document = self._documents(now)
        begun = Begun(new_token(), new_token(), new_token())
        address: str = prepare_grant_uri(
            document.authorization,
            client_id=self.settings.client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=_SCOPE,
            state=begun.state,
            nonce=begun.nonce,
            code_challenge=create_s256_code_challenge(begun.verifier),
            code_challenge_method="S256",
        )
        return address, begun

    def finish(self, answer: Mapping[str, str], begun: Begun, redirect_uri: str, now: datetime) -> Known:
        """Who came back with this answer, whose state was compared. Raises `OidcRefused` or `OidcFailed`."""
        if answer.get("iss", self.settings.issuer) != self.settings.issuer:
            raise self._failed("iss")
        code = answer.get("code")
        if not code:
            raise OidcRefused(name=self.settings.name)
        token = self._exchange(code, begun.verifier, redirect_uri, now)
        return self._read(token, begun.nonce, now)

    def _exchange(self, code: str, verifier: str, redirect_uri: str, now: datetime) -> str:
        from authlib.oauth2.rfc6749.parameters import prepare_token_request

        body = prepare_token_request(
            "authorization_code", redirect_uri=redirect_uri, code=code, code_verifier=verifier,
            client_id=self.settings.client_id,
        )  # fmt: skip
        headers = {"accept": "application/json", "content-type": "application/x-www-form-urlencoded"}
        secret = self._secret()
        if secret is not None:
            # Both parts form-encoded first: RFC 6749, section 2.3.1.
            both = f"{quote_plus(self.settings.client_id)}:{quote_plus(secret.reveal())}"
            headers["authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
        answer = self._json("POST", self._documents(now).token, headers, body)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise self._failed("id_token")
        return token

    def _read(self, token: str, nonce: str, now: datetime) -> Known:
        """Signature, issuer, audience, times and nonce of an ID token (Core, section 3.1.3.7)."""
        from authlib.oidc.core import CodeIDToken
        from joserfc.errors import JoseError

        decoded = self._decode(token, now)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": self.settings.issuer},
                "aud": {"essential": True, "value": self.settings.client_id},
                "sub": {"essential": True},
            },
            {"nonce": nonce, "client_id": self.settings.client_id},
        )
        try:
            claims.validate(now=int(now.timestamp()), leeway=_LEEWAY)
        except (JoseError, TypeError, ValueError) as error:
            raise self._failed("ID token") from error
        subject, email = claims["sub"], claims.get("email")
        if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
            raise self._failed("sub")
        verified = claims.get("email_verified") is True and isinstance(email, str) and len(email) <= 320
        return Known(subject, email if verified else None)

    def _decode(self, token: str, now: datetime) -> jwt.Token:
        """By the keys at hand, else by those that the provider has now: it changes them without a word."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        for again in (False, True):
            try:
                return jwt.decode(token, self._key_set(now, again=again), algorithms=_ALGORITHMS)
            except (JoseError, ValueError, TypeError, KeyError) as error:
                problem = error
        raise self._failed("ID token") from problem

    def _key_set(self, now: datetime, *, again: bool) -> KeySet:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        with self._lock:
            kept = self._keys
        if kept is not None and now - kept[0] < (_KEYS_AGAIN if again else _KEEP):
            return kept[1]
        document = self._json("GET", self._documents(now).jwks)
        try:
            keys = KeySet.import_key_set(document)  # type: ignore[arg-type]
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise self._failed("JWKS") from error
        with self._lock:
            self._keys = (now, keys)
        return keys

    def _documents(self, now: datetime) -> _Document:
        with self._lock:
            kept = self._document
        if kept is not None and now - kept.read_at < _KEEP:
            return kept
        found = self._json("GET", f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.settings.issuer:
            raise self._failed("issuer")
        ends = [found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        places = [one for one in ends if isinstance(one, str) and secure_address(one.partition("?")[0])]
        if len(places) != len(ends):
            raise self._failed("openid-configuration")
        document = _Document(now, *places)
        with self._lock:
            self._document = document
        return document

    def _json(self, method: str, url: str, headers: Mapping[str, str] | None = None, body: str = "") -> dict[str, Any]:
        """A JSON object; no redirects, limits of time and size. What is said of a failure shows nothing that was sent.

        Raises `OidcFailed`.
        """
        try:
            with (
                httpx2.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False) as client,
                client.stream(method, url, headers=dict(headers or {}), content=body.encode() or None) as response,
            ):
                if response.status_code != 200:
                    raise self._failed(f"HTTP {response.status_code}")
                read = b""
                for chunk in response.iter_bytes():
                    read += chunk
                    if len(read) > _MAX_BODY:
                        raise self._failed("size")
            answer = json.loads(read)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise self._failed(type(error).__name__) from None
        except (ValueError, RecursionError):
            raise self._failed("JSON") from None
        if not isinstance(answer, dict):
            raise self._failed("JSON")
        return answer

    def _failed(self, cause: str) -> OidcFailed:
        return OidcFailed(name=self.settings.name, cause=cause)
