"""A page on the fake Graph API as publishing sees it: no key, so what is sent twice is published twice."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import httpx2

from pipeline.model import Page, Post
from pipeline.publishers import NotNow, PageStopped, Receipt, Refused, Uncertain

NUMBER = "100000000000001"


@dataclass
class GraphPage:
    """Enough of a Graph publisher for tests of what stands above it."""

    base: str
    token: str
    secret: str
    timeout: float = 0.3
    client: httpx2.Client = field(init=False, repr=False)
    repeatable: ClassVar[bool] = False

    def __post_init__(self) -> None:
        self.client = httpx2.Client(timeout=self.timeout, trust_env=False)

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        answer = self._call("POST", {"message": post.caption, "link": post.link})
        return Receipt(answer["id"], f"https://www.facebook.com/{answer['id']}")

    def find(self, post: Post, page: Page) -> Receipt | None:
        assert post.intent_at is not None
        sent = post.intent_at.timestamp()
        asked = {
            "fields": "id,attachments{unshimmed_url}",
            "limit": "100",
            "since": str(sent),
            "until": str(sent + 600),
        }
        while True:
            answer = self._call("GET", asked)
            for shown in answer["data"]:
                links = [entry["unshimmed_url"] for entry in shown["attachments"]["data"]]
                if post.link in links:
                    return Receipt(shown["id"], f"https://www.facebook.com/{shown['id']}")
            after = answer.get("paging", {}).get("cursors", {}).get("after")
            if after is None or "next" not in answer["paging"]:
                return None
            asked["after"] = after

    def _call(self, method: str, values: dict[str, str]) -> Any:
        proof = hmac.new(self.secret.encode(), self.token.encode(), hashlib.sha256).hexdigest()
        sent = {**values, "access_token": self.token, "appsecret_proof": proof}
        where = {"params": sent} if method == "GET" else {"data": sent}
        try:
            response = self.client.request(method, f"{self.base}/v26.0/{NUMBER}/feed", **where)  # type: ignore[arg-type]
            answer = response.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise Uncertain(type(error).__name__) from error
        code = answer.get("error", {}).get("code")
        if code == 190:
            raise PageStopped("token-dead")
        if code == 4:
            raise NotNow("rate-limit", 20)
        if code == 100:
            raise Refused("content")
        if response.status_code != 200:
            raise Uncertain(f"HTTP {response.status_code}")
        return answer
