"""Why a message was not sent, or may not have been. Same rules as `pipeline.errors`."""

from __future__ import annotations

from pipeline.errors import DeskError


class MailError(DeskError):
    """The message was not sent."""

    code = "mail"


class NotAccepted(MailError):
    """The mail server did not take the message. Check the [mail] table of desk.toml, then send it again."""

    temporary = False
    """Whether the same message may be taken a little later, without anything being corrected."""


class MailNotSet(NotAccepted):
    """The desk has no mail server. Add a [mail] table with host and sender to desk.toml."""

    code = "mail-not-set"


class MailPasswordMissing(NotAccepted):
    """The mail server needs the password of {user}. Put it into ANHDUONG_SMTP_PASSWORD, or the path of a file with \
it into ANHDUONG_SMTP_PASSWORD_FILE, in plain letters, digits and signs."""

    code = "mail-password"


class MailUnreachable(NotAccepted):
    """The mail server {server} does not answer ({cause}). Check host and port in [mail] and the network; the message \
was not sent."""

    code = "mail-unreachable"
    temporary = True


class MailNotEncrypted(NotAccepted):
    """The mail server {server} offers no encryption, so neither password nor message was sent. Correct port and \
security in [mail]."""

    code = "mail-not-encrypted"


class MailCertificateRefused(NotAccepted):
    """The certificate of the mail server {server} is not to be trusted ({cause}), so nothing was sent. Correct host \
in [mail], or name the certificate of your own authority as ca_file."""

    code = "mail-certificate"


class MailLoginRefused(NotAccepted):
    """The mail server {server} refused the login of {user} (code {reply}). Correct user in [mail] or the password."""

    code = "mail-login"


class MailRecipientRefused(NotAccepted):
    """The mail server {server} knows none of the recipients: {reply}. Correct their addresses in desk.toml."""

    code = "mail-recipient"


class MailDeferred(NotAccepted):
    """The mail server {server} asks to try again later: {reply}. The message was not sent."""

    code = "mail-deferred"
    temporary = True


class MailRejected(NotAccepted):
    """The mail server {server} rejected the message: {reply}. Ask its administrator; the message was not sent."""

    code = "mail-rejected"


class MailUncertain(MailError):
    """The connection to the mail server {server} broke after the message was handed over ({cause}). It may have been \
sent: look into the mailbox before sending it again."""

    code = "mail-uncertain"
