"""A small OpenID provider: a real HTTP server on loopback that signs, checks PKCE, and can be made to lie."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

CLIENT_ID = "ban-tin"
CLIENT_SECRET = "bí mật:của khách/1"
LIES = (
    "nonce", "no-nonce", "aud", "azp", "iss", "expired", "future", "no-sub", "long-sub", "none", "hs256", "other-key",
    "garbage", "no-token", "html", "huge", "500", "redirect",
)  # fmt: skip
"""What a token, or the answer of the token endpoint, can be made to be."""


@dataclass
class FakeProvider:
    """`person`: the claims of whoever logs in there; `lie`: one of `LIES`; `document`: what the discovery says else."""

    url: str
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "nguoi-1"})
    lie: str = ""
    document: dict[str, Any] = field(default_factory=dict)
    secret: str | None = CLIENT_SECRET
    now: int = 0
    asked: list[str] = field(default_factory=list)
    codes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "mot"}))
    _serial: int = 0

    def rotate(self) -> None:
        """Another key under another name, without a word."""
        self.key = RSAKey.generate_key(2048, parameters={"kid": f"khac-{len(self.asked)}"})

    def log_in(self, address: str) -> str:
        """What a person's browser does there: the address that it is sent back to."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.url}/authorize"
        asked = {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=True).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        self._serial += 1
        code = f"ma-{self._serial}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.url})}"

    def token(self, form: Mapping[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The token endpoint (RFC 6749, section 4.1.3)."""
        if self.secret is not None:
            name, _colon, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
            if (unquote_plus(name), unquote_plus(secret)) != (CLIENT_ID, self.secret):
                return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or form.get("grant_type") != "authorization_code":
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if challenge != asked["code_challenge"] or form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if self.lie == "no-token":
            return 200, {"access_token": "x", "token_type": "Bearer"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token(asked["nonce"])}

    def id_token(self, nonce: str) -> str:
        claims: dict[str, Any] = {
            "iss": self.url, "aud": CLIENT_ID, "iat": self.now, "exp": self.now + 300, "nonce": nonce, **self.person,
        }  # fmt: skip
        changes: dict[str, dict[str, Any]] = {
            "nonce": {"nonce": "khac"},
            "aud": {"aud": "ung-dung-khac"},
            "azp": {"aud": [CLIENT_ID, "khac"], "azp": "khac"},
            "iss": {"iss": "https://ke-gia.example.vn"},
            "expired": {"iat": self.now - 900, "exp": self.now - 600},
            "future": {"iat": self.now + 900, "exp": self.now + 1200},
            "long-sub": {"sub": "x" * 256},
        }
        claims |= changes.get(self.lie, {})
        for lie, claim in (("no-nonce", "nonce"), ("no-sub", "sub")):
            if self.lie == lie:
                del claims[claim]
        if self.lie == "garbage":
            return "khong.phai.token"
        if self.lie == "none":
            head, body = ({"alg": "none"}, claims)
            return (
                ".".join(
                    base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in (head, body)
                )
                + "."
            )
        if self.lie == "hs256":
            return jwt.encode({"alg": "HS256", "kid": "mot"}, claims, OctKey.import_key(CLIENT_SECRET.encode() * 4))
        if self.lie == "other-key":
            return jwt.encode({"alg": "RS256", "kid": "mot"}, claims, RSAKey.generate_key(2048))
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)


def _handler(fake: FakeProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.asked.append(self.path)
            if self.path == "/.well-known/openid-configuration":
                said = {
                    "issuer": fake.url,
                    "authorization_endpoint": f"{fake.url}/authorize",
                    "token_endpoint": f"{fake.url}/token",
                    "jwks_uri": f"{fake.url}/jwks",
                }
                self._answer(200, json.dumps(said | fake.document).encode())
            elif self.path == "/jwks":
                self._answer(200, json.dumps(KeySet([fake.key]).as_dict(private=False)).encode())
            elif self.path.startswith("/authorize?"):
                self.send_response(303)
                self.send_header("Location", fake.log_in(f"{fake.url}{self.path}"))
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self._answer(404, b"{}")

        def do_POST(self) -> None:
            fake.asked.append(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            raw = {"html": b"<html>", "huge": b'{"x": "' + b"x" * 400_000 + b'"}', "500": b"{}"}.get(fake.lie)
            if fake.lie == "redirect":
                self.send_response(307)
                self.send_header("Location", f"{fake.url}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif raw is not None:
                self._answer(500 if fake.lie == "500" else 200, raw)
            else:
                status, said = fake.token(form, self.headers.get("Authorization", ""))
                self._answer(status, json.dumps(said).encode())

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    return Handler


@contextmanager
def running() -> Iterator[FakeProvider]:
    """A provider on a port that the system chose."""
    fake = FakeProvider("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake))
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
