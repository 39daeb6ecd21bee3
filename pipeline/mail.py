"""Sending mail once, and knowing what became of it.

A message is handed over by one byte sequence: the final dot of DATA (RFC 5321, section 4.1.1.4). Before it the server
has certainly not accepted; a reply to it says what was done; without that reply nobody knows. The three are told apart
here: `NotAccepted`, `Accepted`, `MailUncertain`.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from uuid import uuid4

from classifier.text import nfc
from pipeline import mail_errors as errors
from pipeline.secrets import Secret, read_secret
from pipeline.settings_mail import PASSWORD, MailSettings

REPLY_SECONDS = 20.0
"""How long one reply is waited for."""
TOTAL_SECONDS = 45.0
"""How long a session may last after the greeting; a claim's lease must be longer."""
SUBJECT_LIMIT = 200
# Seven bits: not every server takes eight, and one that recodes a message breaks its signature.
_POLICY = WIRE.clone(cte_type="7bit")
# What smtplib itself falls back to. A look-up of this machine's name may take minutes.
_EHLO_NAME = "[127.0.0.1]"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a message. `media_type` is like `image/jpeg`, `name` plain ASCII."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `to` are bare addresses; `message_id` comes without brackets, and is random where None."""

    to: tuple[str, ...]
    subject: str
    text: str
    at: datetime
    html: str | None = None
    message_id: str | None = None
    attached: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server has taken the message over. `refused` are recipients that it did not take, with its words."""

    message_id: str
    reply: str
    refused: tuple[tuple[str, str], ...] = ()


def one_line(text: str, limit: int = SUBJECT_LIMIT) -> str:
    """Text that may stand in a header: no control character, no line end, at most `limit` characters."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in nfc(text))
    plain = " ".join(plain.split())
    return plain if len(plain) <= limit else f"{plain[: limit - 1].rstrip()}…"


def render(message: Message, settings: MailSettings) -> tuple[str, bytes]:
    """The message's id and its bytes as they go over the wire, without the dots that SMTP adds."""
    domain = settings.sender.rpartition("@")[2]
    message_id = one_line(message.message_id or f"{uuid4().hex}@{domain}")
    head = {
        "From": f"{_words('From', settings.sender_name)} <{settings.sender}>",
        "To": ",\r\n ".join(message.to),
        "Subject": _words("Subject", message.subject),
        "Date": format_datetime(message.at),
        "Message-ID": f"<{message_id}>",
        # RFC 3834: no out-of-office answer to what no person sent.
        "Auto-Submitted": "auto-generated",
    }
    body = EmailMessage(_POLICY)
    body.set_content(_lines(message.text))
    if message.html is not None:
        body.add_alternative(_lines(message.html), subtype="html")
    for file in message.attached:
        main, _, sub = file.media_type.partition("/")
        body.add_attachment(file.data, maintype=main, subtype=sub, filename=one_line(file.name))
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return message_id, lines.encode("ascii") + body.as_bytes()


def _words(header: str, text: str) -> str:
    """Free text of a header as encoded words (RFC 2047), which hold every sign without quoting.

    By the older `Header`: where `EmailMessage` folds a long one, older releases of Python 3.11 let a line end or a
    comma out of its quotes (CVE-2024-6923, CVE-2025-1795).
    """
    return Header(one_line(text), "utf-8", header_name=header).encode(linesep="\r\n")


def _lines(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


@dataclass(frozen=True, slots=True)
class Mailer:
    """Sends messages through one server, a session a message. The password is in neither `repr` nor errors."""

    settings: MailSettings
    password: Secret | None = None
    reply_seconds: float = REPLY_SECONDS
    total_seconds: float = TOTAL_SECONDS

    @classmethod
    def of(cls, settings: MailSettings | None) -> Mailer:
        """The mailer of the desk's settings.

        Raises `MailNotSet`, `MailPasswordMissing`, and what `pipeline.secrets.read_secret` does.
        """
        if settings is None:
            raise errors.MailNotSet
        password = read_secret(PASSWORD) if settings.user is not None else None
        # smtplib encodes what it logs in with as ASCII.
        if settings.user is not None and not (password and password.reveal().isascii() and settings.user.isascii()):
            raise errors.MailPasswordMissing(user=settings.user)
        return cls(settings, password)

    def send(self, message: Message) -> Accepted:
        """Hand the message over, once. Raises `NotAccepted` or `MailUncertain`; only the first may be repeated."""
        message_id, data = render(message, self.settings)
        stuffed = re.sub(rb"(?m)^\.", b"..", data)
        with ExitStack() as stack:
            client = self._begin(stack)
            with self._certainly_not():
                refused = self._address(client, message)
                client.send(stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n")
            try:
                client.send(b".\r\n")
                code, said = client.getreply()
            except OSError as error:
                raise errors.MailUncertain(server=self._server, cause=_cause(error)) from error
            if 400 <= code < 600:
                raise self._refusal(code, said)
            if not 200 <= code < 300:
                raise errors.MailUncertain(server=self._server, cause=_reply(code, said))
            with suppress(OSError):
                client.quit()
        return Accepted(message_id, _reply(code, said), refused)

    @property
    def _server(self) -> str:
        return f"{self.settings.host}:{self.settings.port}"

    def _begin(self, stack: ExitStack) -> smtplib.SMTP:
        """A session that is encrypted and logged in."""
        with self._certainly_not():
            client = self._connected()
            stack.callback(client.close)
            stack.enter_context(_at_most(self.total_seconds, client))
            client.ehlo_or_helo_if_needed()
            if self.settings.security == "starttls":
                client.starttls(context=self._tls())
                client.ehlo()
        if self.settings.user is not None:
            self._log_in(client, self.settings.user)
        return client

    def _connected(self) -> smtplib.SMTP:
        where = (self.settings.host, self.settings.port, _EHLO_NAME)
        if self.settings.security == "tls":
            return smtplib.SMTP_SSL(*where, timeout=self.reply_seconds, context=self._tls())
        return smtplib.SMTP(*where, timeout=self.reply_seconds)

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.settings.ca_file is not None:
            context.load_verify_locations(self.settings.ca_file)
        return context

    def _log_in(self, client: smtplib.SMTP, user: str) -> None:
        """A reply to AUTH may hold what was sent: only its code is told."""
        try:
            client.login(user, self.password.reveal() if self.password else "")
        except smtplib.SMTPResponseException as error:
            if 400 <= error.smtp_code < 500:
                raise errors.MailDeferred(server=self._server, reply=error.smtp_code) from None
            raise errors.MailLoginRefused(server=self._server, user=user, reply=error.smtp_code) from None
        except smtplib.SMTPServerDisconnected as error:
            raise errors.MailUnreachable(server=self._server, cause=_cause(error)) from error
        except smtplib.SMTPException:
            # No AUTH at all, or no kind of it that both sides know.
            raise errors.MailLoginRefused(server=self._server, user=user, reply="AUTH") from None
        except OSError as error:
            raise errors.MailUnreachable(server=self._server, cause=_cause(error)) from error

    def _address(self, client: smtplib.SMTP, message: Message) -> tuple[tuple[str, str], ...]:
        """The envelope, up to the leave to send the text. Who was not taken, with the server's words."""
        self._require(client.mail(self.settings.sender), 250)
        refused = []
        codes = []
        for address in message.to:
            code, said = client.rcpt(address)
            if not 200 <= code < 300:
                codes.append(code)
                refused.append((address, _reply(code, said)))
        if len(refused) == len(message.to):
            reply = "; ".join(f"{address}: {said}" for address, said in refused)
            if any(400 <= code < 500 for code in codes):
                raise errors.MailDeferred(server=self._server, reply=reply)
            raise errors.MailRecipientRefused(server=self._server, reply=reply)
        self._require(client.docmd("DATA"), 354)
        return tuple(refused)

    def _require(self, answer: tuple[int, bytes], wanted: int) -> None:
        code, said = answer
        if code != wanted:
            raise self._refusal(code, said)

    def _refusal(self, code: int, said: bytes) -> errors.NotAccepted:
        """RFC 5321, section 4.2.1: 5yz is for good; anything else may be different a little later."""
        kind = errors.MailRejected if 500 <= code < 600 else errors.MailDeferred
        return kind(server=self._server, reply=_reply(code, said))

    @contextmanager
    def _certainly_not(self) -> Iterator[None]:
        """What fails in the block fails before the text is handed over."""
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise errors.MailCertificateRefused(server=self._server, cause=error.verify_message) from error
        except smtplib.SMTPNotSupportedError as error:
            raise errors.MailNotEncrypted(server=self._server) from error
        except smtplib.SMTPResponseException as error:
            said = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
            raise self._refusal(error.smtp_code, said) from error
        except ssl.SSLError as error:
            if error.reason == "WRONG_VERSION_NUMBER":
                raise errors.MailNotEncrypted(server=self._server) from error
            raise errors.MailUnreachable(server=self._server, cause=_cause(error)) from error
        except OSError as error:
            raise errors.MailUnreachable(server=self._server, cause=_cause(error)) from error


@contextmanager
def _at_most(seconds: float, client: smtplib.SMTP) -> Iterator[None]:
    """End the session's connection after so long: time-outs of single replies add up on a server that drips."""

    def cut() -> None:
        # The plain socket's own: an SSLSocket's shutdown takes the TLS state from under the thread that reads.
        if client.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(client.sock, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _reply(code: int, said: bytes) -> str:
    return f"{code} {one_line(said.decode('utf-8', 'replace'))}".strip()


def _cause(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "time-out"
    return one_line(error.strerror or str(error) or type(error).__name__)
