"""What can go wrong between a browser and the desk. Same rules as `pipeline.errors`."""

from __future__ import annotations

from pipeline.errors import DeskError


class FormBroken(DeskError):
    """The form did not arrive whole, so nothing was done. Go back, reload the page and try again."""

    code = "form-broken"


class FormForged(DeskError):
    """This was not sent from a page of this desk, so nothing was done. Open the desk and do it there."""

    code = "form-forged"


class BodyTooLarge(DeskError):
    """What was sent is larger than {limit} KB, so nothing was stored. Go back, shorten the text and send it again."""

    code = "body-too-large"


class HostUnknown(DeskError):
    """The desk does not answer under the name “{host}”. Open it at the address that the administrator gave you."""

    code = "host-unknown"


class PathUnknown(DeskError):
    """There is no page at this address. Check the address, or go on from the front page."""

    code = "path-unknown"


class MethodWrong(DeskError):
    """This address cannot be used like that, so nothing was done. Go back and use the buttons of the page."""

    code = "method-wrong"


class ServerFault(DeskError):
    """The desk made a mistake of its own. Go back and try again; if it lasts, tell the administrator."""

    code = "server-fault"


class LoginFailed(DeskError):
    """The login or the password is not right. Try again, or ask the administrator for a new password."""

    code = "login-failed"


class LoginThrottled(DeskError):
    """Too many failed attempts. Wait {minutes} minutes, then try again."""

    code = "login-throttled"


class SessionOver(DeskError):
    """Your session has ended. Log in again; what you typed is kept and shown to you afterwards."""

    code = "session-over"


class SecretsNotKept(DeskError):
    """Your session has ended. Log in again and repeat it; passwords and codes are never kept."""

    code = "secrets-not-kept"


class StepOver(DeskError):
    """It took too long between the password and the code. Begin again with your password."""

    code = "step-over"


class PageGone(DeskError):
    """The page of this post is no longer in the desk's settings, so nothing can be done. Tell the administrator."""

    code = "page-gone"


class FileMissing(DeskError):
    """Choose a CSV file first, then look at it."""

    code = "file-missing"
