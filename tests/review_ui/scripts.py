"""A script that uses the API, for tests: a client with a token and nothing else of a browser."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from starlette.testclient import TestClient

from pipeline import access
from pipeline.access import Scope
from pipeline.model import User
from review_ui.api.openapi import ALL, document
from review_ui.api.schema import faults, ref
from review_ui.api.schemas import SCHEMAS
from review_ui.app import create_app
from tests.review_ui.conftest import BASE
from tests.review_ui.seed import Seeded

API = "/api/v1"


def scopes_of(user: User) -> list[Scope]:
    """All that this person's tokens may do."""
    return list(access.open_to(user))


class Script:
    """Sends requests with a token of `user`; without one where `user` is None."""

    def __init__(self, seeded: Seeded, user: User | None, scopes: Collection[Scope] | None = None, name: str = "máy"):
        headers = {}
        if user is not None:
            made = access.make(seeded.store, user, name, scopes or scopes_of(user), 30, seeded.clock())
            self.token_id, self.secret = made.id, made.secret
            headers["authorization"] = f"Bearer {made.secret}"
        self.client = TestClient(
            create_app(seeded.store, seeded.settings, seeded.clock),
            base_url=BASE,
            headers=headers,
            raise_server_exceptions=False,
        )

    def get(self, path: str, **given: Any) -> Any:
        return checked(self.client.get(API + path, **given))

    def post(self, path: str, body: Any = None, **given: Any) -> Any:
        return checked(self.client.post(API + path, json={} if body is None else body, **given))


def checked(response: Any) -> Any:
    """The response; one that is a problem has the shape of one, its status and no sign of a fault."""
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json", response.text
        assert list(faults(ref("Problem"), response.json(), SCHEMAS)) == [], response.text
        assert response.json()["status"] == response.status_code
        assert response.json()["type"] == "urn:anhduong:problem:" + response.json()["code"]
    assert response.status_code != 500
    return response


__all__ = ["ALL", "API", "SCHEMAS", "Script", "checked", "document", "faults", "ref", "scopes_of"]
