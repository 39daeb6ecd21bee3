"""What can go wrong with accounts, invitations and second factors. Same rules as `pipeline.errors`."""

from __future__ import annotations

from pipeline.errors import DeskError, NotFound


class AccountClosed(DeskError):
    """The account “{login}” is closed. Open it again first."""

    code = "account-closed"


class LastAdministrator(DeskError):
    """This is the last administrator, and without one nobody could let anybody in. Make another one first."""

    code = "last-administrator"


class NotYourself(DeskError):
    """Your own second factor is turned off on the page of your account, where the password is asked for."""

    code = "not-yourself"


class NameMissing(DeskError):
    """Give the name that colleagues see, in at most {limit} characters."""

    code = "name-missing"


class RoleMissing(DeskError):
    """Choose a role: collaborator, editor or administrator."""

    code = "role-missing"


class DaysInvalid(DeskError):
    """An invitation is good for {least} to {most} days. Choose how many."""

    code = "days-invalid"


class InvitationGone(NotFound):
    """This invitation was used, taken back, or is too old. Ask the administrator for a new one."""

    code = "invitation-gone"


class InvitationNotFound(NotFound):
    """There is no invitation with the number {id}. Look at the list of invitations and try again."""


class TooManyInvitations(DeskError):
    """There are {count} open invitations, which is the most there can be. Take some of them back first."""

    code = "too-many-invitations"


class PasswordWrong(DeskError):
    """The password is not right, so nothing was changed. Type it again."""

    code = "password-wrong"


class PasswordsDiffer(DeskError):
    """The two new passwords are not the same. Type the new one twice."""

    code = "passwords-differ"


class PasswordLong(DeskError):
    """The password may have at most {most} characters. Choose a shorter one."""

    code = "password-long"


class CodeWrong(DeskError):
    """The code is not right, or was used before. Wait for the next one, and check the time on your phone."""

    code = "code-wrong"


class SecondFactorLapsed(DeskError):
    """Setting up took too long, or began in another browser. Begin again with your password."""

    code = "second-factor-lapsed"


class SecondFactorOff(DeskError):
    """This account has no second factor, so there is nothing to change. Reload the page."""

    code = "second-factor-off"


class SecondFactorUnreadable(DeskError):
    """The desk cannot judge codes of the app now. Type a recovery code, and tell the administrator that \
the key of the desk (ANHDUONG_KEY) is missing or another one."""

    code = "second-factor-unreadable"


class SecondFactorRequired(DeskError):
    """Your role needs a second factor. Set it up on the page of your account; the desk opens after that."""

    code = "second-factor-required"
