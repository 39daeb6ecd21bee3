"""What connecting and checking ask of Graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pipeline.secrets import Secret
from pipeline.token_facts import TokenFacts


class TokenGraph(Protocol):
    """Graph, asked about tokens by one app. Every call raises `GraphSilent` where no answer can be used."""

    def debug(self, token: Secret) -> TokenFacts:
        """What the token is. Raises `AppSecretWrong`."""

    def page_name(self, token: Secret, facebook_id: str) -> str | None:
        """The page's name as the token's holder sees it; None where the token does not open it."""

    def lasting(self, user_token: Secret) -> Secret:
        """A user token of about 60 days for one of hours; page tokens that come of it have no end."""

    def pages_of(self, user_token: Secret) -> Mapping[str, Secret]:
        """The tokens of the pages that the user manages, by the pages' ids."""
