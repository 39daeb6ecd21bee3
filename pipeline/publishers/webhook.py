"""Posts as signed JSON to an address of the page's settings.

Published means: the receiver answered 2xx. A receiver that answers before it has taken a post for good breaks that
promise itself. `docs/decisions/0015-what-published-means.md` tells it how to check the signature.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar
from urllib.parse import quote

from crawlers import urls
from crawlers.errors import AddressError
from pipeline.clock import Clock
from pipeline.mail import one_line
from pipeline.model import Page, Post
from pipeline.outgoing import Answer, BrokenOff, NotConnected, Outgoing
from pipeline.publishers import NotNow, PageStopped, Receipt, Refused, Uncertain
from pipeline.publishers.items import shown
from pipeline.secrets import Secret
from pipeline.settings_ways import WebhookWay

VERSION = 1
AGAIN_SECONDS = 300.0
_LONGEST_WAIT = 86_400.0
_ID_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Target:
    """Where a page's posts go. `secret` is None where none is set: nothing then goes there."""

    way: WebhookWay
    secret: Secret | None = field(repr=False)


def signature(secret: Secret, timestamp: str, signed: bytes) -> str:
    """`sha256=` and the HMAC of `timestamp + "." + signed` in hex."""
    made = hmac.new(secret.reveal().encode(), timestamp.encode() + b"." + signed, hashlib.sha256)
    return f"sha256={made.hexdigest()}"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Publishes by POST. Not repeatable: whether the receiver minds the Idempotency-Key is not for us to know."""

    targets: Mapping[str, Target]
    outgoing: Outgoing
    clock: Clock
    agent: str
    repeatable: ClassVar[bool] = False

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        """Raises `PageStopped`, `NotNow`, `Refused` or `Uncertain`."""
        answer = self._send(page, "post", post.key, shown(post, page, now), now)
        if 200 <= answer.status < 300:
            return _receipt(post.key, page, _object(answer.body))
        raise _problem(answer, now)

    def find(self, post: Post, page: Page) -> Receipt | None:
        """What the receiver says of the key, where it has a status address; else None. Raises `Uncertain`."""
        way, secret = self._target(page)
        if way.status_url is None:
            return None
        joint = "&" if "?" in way.status_url else "?"
        headers = self._headers(secret, post.key.encode(), self.clock())
        try:
            answer = self.outgoing.ask("GET", f"{way.status_url}{joint}key={quote(post.key)}", headers)
        except (NotConnected, BrokenOff) as error:
            raise Uncertain(f"webhook-status: {error}") from error
        if answer.status in (404, 410):
            return None
        found = _object(answer.body)
        # Any page says 200 to anything; only this says that it is there.
        if answer.status != 200 or found.get("key") != post.key:
            raise Uncertain(f"webhook-status: {answer.status}")
        return _receipt(post.key, page, found)

    def try_out(self, page: Page, now: datetime) -> Answer:
        """Send a message that is marked as a test, and give the answer. Raises as `deliver`, but for no status."""
        test = {"text": "Thử kết nối từ bàn tin. Đừng đăng tin này.", "page": page.name, "operator": page.operator}
        return self._send(page, "test", f"test-{int(now.timestamp())}", test, now)

    def _send(self, page: Page, event: str, key: str, content: Mapping[str, Any], now: datetime) -> Answer:
        way, secret = self._target(page)
        body = json.dumps(
            {"version": VERSION, "event": event, "page_id": page.id, "key": key, event: content}, ensure_ascii=False
        ).encode("utf-8", "replace")
        headers = self._headers(secret, body, now) | {
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": str(len(body)),
            "Idempotency-Key": key,
            "X-AnhDuong-Event": event,
        }
        try:
            return self.outgoing.ask("POST", way.url, headers, body)
        except NotConnected as error:
            problem = f"webhook-{error.code}: {one_line(error.detail)}" if error.detail else f"webhook-{error.code}"
            if error.code in ("address", "certificate"):
                raise PageStopped(problem) from error
            raise NotNow(problem, AGAIN_SECONDS) from error
        except BrokenOff as error:
            raise Uncertain(f"webhook-broken: {error}") from error

    def _target(self, page: Page) -> tuple[WebhookWay, Secret]:
        target = self.targets.get(page.id)
        if target is None:
            raise PageStopped("webhook-not-set")
        if target.secret is None:
            raise PageStopped("webhook-secret")
        return target.way, target.secret

    def _headers(self, secret: Secret, signed: bytes, now: datetime) -> dict[str, str]:
        timestamp = str(int(now.timestamp()))
        return {
            "User-Agent": self.agent,
            "Accept": "application/json",
            "X-AnhDuong-Timestamp": timestamp,
            "X-AnhDuong-Signature": signature(secret, timestamp, signed),
        }


def _problem(answer: Answer, now: datetime) -> Refused | Uncertain:
    """What a status that is not 2xx says of the post.

    `docs/decisions/0015-what-published-means.md` says why. 409 may be about the very key; 302 and 303 are how many
    answer a POST that they have taken.
    """
    status = answer.status
    problem = f"webhook-refused: {status}"
    if status == 429:
        return NotNow("webhook-busy: 429", _wait(answer.headers.get("retry-after"), now))
    if status in (301, 307, 308):
        return PageStopped(f"webhook-moved: {status}")
    if 400 <= status < 500 and status != 409:
        return Refused(problem)
    return Uncertain(f"webhook-broken: {status}")


def _wait(text: str | None, now: datetime) -> float:
    """Seconds of a Retry-After (RFC 9110, section 10.2.3): a number or a date."""
    text = (text or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:10]), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return AGAIN_SECONDS
    seconds = ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds()
    return min(max(seconds, 1.0), _LONGEST_WAIT)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _receipt(key: str, page: Page, said: Mapping[str, Any]) -> Receipt:
    """The receiver's own id and address of the post, where it tells them as `id` and `url`."""
    remote_id = said.get("id")
    remote_id = one_line(str(remote_id), _ID_LIMIT) if isinstance(remote_id, str | int) else ""
    try:
        remote_url = str(urls.parse(said["url"])) if isinstance(said.get("url"), str) else ""
    except AddressError:
        remote_url = ""
    return Receipt(remote_id or key, remote_url or page.url or "")
