"""What is wrong with a page's token, and what to do about it, in words."""

from __future__ import annotations

from pipeline.i18n import _
from pipeline.model import Page
from pipeline.token_facts import NEEDED, Mode, Problem


def token_of(page: Page) -> str:
    """How an error names a page's token."""
    return _("The token of the page “{page}”").format(page=page.name)


def problem_text(problem: Problem, page: Page) -> str:
    """One sentence of what is wrong and one of what to do."""
    facebook_id = "" if page.facebook is None else page.facebook.facebook_id
    app_id = "" if page.facebook is None else page.facebook.app_id
    said = {
        Problem.DEAD: _(
            "Facebook no longer takes the token: a password, a role on the page or a permission was changed."
            " Connect the page again with `anhduong page connect {id}`."
        ),
        Problem.EXPIRED: _("The token has expired. Connect the page again with `anhduong page connect {id}`."),
        Problem.USER: _(
            "This is a user's token, not the page's. Let `anhduong page connect {id}` exchange it, or take the page's"
            " own token in the Graph API Explorer."
        ),
        Problem.NOT_A_PAGES: _(
            "This is not a page's token. Choose the page under “User or Page” in the Graph API Explorer and copy that"
            " token."
        ),
        Problem.WRONG_PAGE: _(
            "This is the token of another page. Take that of the page {facebook_id}, or correct facebook_id in"
            " desk.toml."
        ),
        Problem.WRONG_APP: _(
            "The token was made by another app. Make it with the app {app_id}, or correct app_id in desk.toml."
        ),
        Problem.SCOPES: _(
            "The token lacks a permission that publishing needs. Make it again with: {needed}, then run"
            " `anhduong page connect {id}`."
        ),
        Problem.KEY: _(
            "The token cannot be decrypted with the key at hand. Give the right key in ANHDUONG_KEY_FILE, or connect"
            " the page again with `anhduong page connect {id}`."
        ),
        Problem.DEVELOPMENT: _(
            "The app {app_id} is in development mode: only its own people would see the posts. Switch it to Live in the"
            " App Dashboard, then run `anhduong page connect {id}`."
        ),
        Problem.INSIGHTS: _(
            "The token lacks read_insights: posts go out, but the page's figures stay empty. Make it again with that"
            " permission."
        ),
    }[problem]
    return said.format(id=page.id, facebook_id=facebook_id, app_id=app_id, needed=", ".join(NEEDED))


def problem_label(problem: str) -> str:
    """A problem in a few words, as a list or the log shows it; an unknown one is shown as it is."""
    names: dict[str, str] = {
        Problem.DEAD: _("no longer valid"),
        Problem.EXPIRED: _("expired"),
        Problem.USER: _("a user's token"),
        Problem.NOT_A_PAGES: _("not a page's token"),
        Problem.WRONG_PAGE: _("another page's token"),
        Problem.WRONG_APP: _("another app's token"),
        Problem.SCOPES: _("lacks a permission"),
        Problem.KEY: _("cannot be decrypted"),
        Problem.DEVELOPMENT: _("app in development mode"),
        Problem.INSIGHTS: _("lacks the permission for figures"),
    }
    return names.get(problem, problem)


def mode_name(mode: Mode) -> str:
    """The name of an app's mode."""
    return {
        Mode.LIVE: _("Live"),
        Mode.DEVELOPMENT: _("In development"),
        Mode.UNKNOWN: _("Not confirmed"),
    }[mode]


def mode_text(page: Page) -> str:
    """What to do about an app whose mode nobody has confirmed."""
    return _(
        "Nobody has confirmed that the app is Live: of an app in development only its own people see the posts. Look in"
        " the App Dashboard, then run `anhduong page connect {id} --app-live`."
    ).format(id=page.id)
