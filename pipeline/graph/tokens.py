"""Graph asked about tokens, over the one client: `/debug_token`, the page's name, a user's pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.graph import GraphPage
from pipeline.graph.answers import Answer, Broken, trace
from pipeline.graph.client import Client
from pipeline.secrets import Secret
from pipeline.settings_facebook import FacebookPage
from pipeline.token_errors import AppSecretWrong, GraphSilent
from pipeline.token_facts import TokenFacts, facts_of

_APP_REFUSED = frozenset({100, 101, 102, 104, 190})
"""What a call with a bad app token, or a bad proof of it, is answered with."""
_SECRET_REFUSED = _APP_REFUSED | {1}
"""The same where the app's secret itself is sent."""
_USER_REFUSED = frozenset({10, 100, 102, 190, *range(200, 300)})
_AT_A_TIME, _MOST_ANSWERS = "100", 50


@dataclass(frozen=True, slots=True)
class GraphTokens:
    """One app's view of Graph; implements `pipeline.token_graph.TokenGraph`. `app_secret` is `page.app_id`'s."""

    client: Client
    page: FacebookPage
    page_id: str
    app_secret: Secret

    def debug(self, token: Secret) -> TokenFacts:
        """Raises `AppSecretWrong` or `GraphSilent`."""
        app_token = f"{self.page.app_id}|{self.app_secret.reveal()}"
        answer = self._get("/debug_token", app_token, {"input_token": token.reveal()})
        if _code(answer) in _APP_REFUSED:
            raise AppSecretWrong(cause=trace(answer))
        data = _body(answer).get("data")
        try:
            return facts_of(data if isinstance(data, dict) else {})
        except ValueError:
            raise GraphSilent(cause=trace(answer)) from None

    def page_name(self, token: Secret, facebook_id: str) -> str | None:
        """Raises `GraphSilent`."""
        answer = self._get(f"/{facebook_id}", token.reveal(), {"fields": "id,name"})
        if _code(answer) in _USER_REFUSED:
            return None
        body = _body(answer)
        return str(body.get("name") or "") if body.get("id") == facebook_id else None

    def lasting(self, user_token: Secret) -> Secret:
        """Raises `AppSecretWrong` or `GraphSilent`."""
        answer = self._get(
            "/oauth/access_token",
            user_token.reveal(),
            {
                "grant_type": "fb_exchange_token",
                "client_id": self.page.app_id,
                "client_secret": self.app_secret.reveal(),
                "fb_exchange_token": user_token.reveal(),
            },
        )
        if _code(answer) in _SECRET_REFUSED:
            raise AppSecretWrong(cause=trace(answer))
        token = _body(answer).get("access_token")
        if not isinstance(token, str) or not token:
            raise GraphSilent(cause=trace(answer))
        return Secret(token)

    def pages_of(self, user_token: Secret) -> Mapping[str, Secret]:
        """Reads on by the cursor and never by `paging.next`, which holds the token. Raises `GraphSilent`."""
        pages: dict[str, Secret] = {}
        after: dict[str, str] = {}
        for _answer in range(_MOST_ANSWERS):
            asked = {"fields": "id,access_token", "limit": _AT_A_TIME, **after}
            body = _body(self._get("/me/accounts", user_token.reveal(), asked))
            pages |= _accounts(body.get("data"))
            cursor = _cursor(body.get("paging"))
            if cursor is None or {"after": cursor} == after:
                break
            after = {"after": cursor}
        return pages

    def _get(self, path: str, token: str, values: Mapping[str, str]) -> Answer | Broken:
        page = GraphPage(self.page_id, self.page.facebook_id, self.page.graph_version, self.page.graph_url)
        return self.client.call(page, "GET", path, token, values)


def _code(answer: Answer | Broken) -> int | None:
    """Graph's error code of an answer that is no fault of the server's own."""
    if isinstance(answer, Broken) or answer.error is None or answer.status >= 500:
        return None
    code = answer.error.get("code")
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _body(answer: Answer | Broken) -> Mapping[str, Any]:
    if isinstance(answer, Broken) or not answer.accepted:
        raise GraphSilent(cause=trace(answer))
    body: Mapping[str, Any] = answer.body
    return body


def _accounts(data: Any) -> dict[str, Secret]:
    found = {}
    for entry in data if isinstance(data, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("access_token"), str) and entry["access_token"]:
            found[str(entry.get("id"))] = Secret(entry["access_token"])
    return found


def _cursor(paging: Any) -> str | None:
    """Where the next part begins; a last part has cursors too, but no `next`."""
    if not isinstance(paging, dict) or "next" not in paging or not isinstance(paging.get("cursors"), dict):
        return None
    after = paging["cursors"].get("after")
    return after if isinstance(after, str) else None
