"""Why a page cannot be connected to Facebook, or its token not used: what is wrong and what to do next."""

from __future__ import annotations

from pipeline.errors import DeskError, NotFound


class PageNotOnFacebook(DeskError):
    """The page “{page}” does not publish to Facebook. In desk.toml write publisher = "facebook" in its [[page]], and \
below it [page.facebook] with facebook_id and app_id."""

    code = "page-not-on-facebook"


class NotConnected(NotFound):
    """The page “{id}” has no token yet. Connect it with `anhduong page connect {id}`."""

    code = "not-connected"


class AppSecretMissing(DeskError):
    """The app's secret is not at hand. Put it in a file that only you can read and name that file in \
ANHDUONG_APP_SECRET_FILE; it stands in the App Dashboard under App settings, Basic."""

    code = "app-secret-missing"


class AppSecretWrong(DeskError):
    """Facebook does not take the app's id and secret: {cause}. Compare app_id in desk.toml and ANHDUONG_APP_SECRET \
with the App Dashboard."""

    code = "app-secret-wrong"


class TokenUnreadable(DeskError):
    """This is no token: it is empty, has blanks in it, or is longer than {limit} characters. Copy it whole and try \
again."""

    code = "token-unreadable"


class TokenRefused(DeskError):
    """The token was not kept: {problem}"""

    code = "token-refused"


class GraphSilent(DeskError):
    """Facebook gave no answer that can be used: {cause}. Nothing was changed; try again later."""

    code = "graph-silent"


class PageNotManaged(DeskError):
    """The person whose token this is does not manage the page {facebook_id} on Facebook, or did not let the app see \
it. Ask for a role on the page, and choose the page when Facebook asks which ones the app may use."""

    code = "page-not-managed"


class PauseReasonNeeded(DeskError):
    """Write why the page is paused, in at most {limit} characters: colleagues read it."""

    code = "pause-reason-needed"


class TokenHolds(DeskError):
    """The page “{page}” cannot go on yet. {problem}"""

    code = "token-holds"


class KeyFileThere(DeskError):
    """There is a file {path} already; it was left alone. To put a new key above the old ones in it, run \
`anhduong key new --out {path} --add`."""

    code = "key-file-there"


class KeyFileUnwritten(DeskError):
    """The file {path} cannot be written: {cause}. Choose another place that only you can read."""

    code = "key-file-unwritten"
