"""A page with its pause and its token, as lists of pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.i18n import _, format_datetime
from pipeline.model import Page
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.store.pages import Pause
from pipeline.store.tokens import TokenStatus
from pipeline.token_facts import DYING, Mode
from pipeline.token_words import mode_text, problem_text
from pipeline.words import problem_name


@dataclass(frozen=True, slots=True)
class PageShown:
    """`problems` are sentences of what is wrong and what to do, the worst first; `well` whether there is none, nor a
    pause."""

    page: Page
    pause: Pause | None
    token: TokenStatus | None
    problems: tuple[str, ...]

    @property
    def well(self) -> bool:
        return self.pause is None and not self.problems


def shown_pages(store: Store, settings: Settings, now: datetime) -> tuple[PageShown, ...]:
    """Every page of the settings, in their order. Asks nobody."""
    pauses = store.pages.paused(now)
    tokens = {status.page_id: status for status in store.tokens.statuses()}
    return tuple(_shown(page, pauses.get(page.id), tokens.get(page.id), now) for page in settings.pages)


def _shown(page: Page, pause: Pause | None, token: TokenStatus | None, now: datetime) -> PageShown:
    if page.publisher != "facebook":
        return PageShown(page, pause, None, ())
    return PageShown(page, pause, token, tuple(_problems(page, token, now)))


def _problems(page: Page, token: TokenStatus | None, now: datetime) -> list[str]:
    if token is None:
        return [_("It has no token yet. Connect it with `anhduong page connect {id}`.").format(id=page.id)]
    problems = [] if token.problem is None else [problem_text(token.problem, page)]
    if page.facebook is not None and token.facebook_id != page.facebook.facebook_id:
        problems.append(
            _("The token is of the page {old} on Facebook, desk.toml names {new}. Connect the page again.").format(
                old=token.facebook_id, new=page.facebook.facebook_id
            )
        )
    ends = token.dies_at
    if ends is not None and now < ends <= now + DYING:
        problems.append(
            _("The token ends {when}. Connect the page again before with `anhduong page connect {id}`.").format(
                when=format_datetime(ends, page.zone), id=page.id
            )
        )
    if token.mode is Mode.UNKNOWN:
        problems.append(mode_text(page))
    return problems


def pause_reason_name(reason: str) -> str:
    """Why a page is paused: the words of a code of ours, or what a person wrote."""
    names = {
        "token-dead": _("Facebook does not take its token. Connect the page again."),
        "app-development": _("Its app is in development mode. Switch it to Live."),
    }
    return names.get(reason) or problem_name(reason)
