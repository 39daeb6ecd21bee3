"""A real SMTP server on loopback (aiosmtpd) that keeps what it accepted and fails where a test says so."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "ban-tin", "mat khau dai"


@dataclass
class FakeMail:
    """Its ledger, and its faults: a reply by command (`EHLO`, `MAIL`, `RCPT`, `DATA`), or what happens to the text.

    `after_text` is `drop` (accepted, then the connection is lost), `drop-before` (lost and not accepted), a number of
    seconds to be slow by before it answers, or a reply such as `451 later`.
    """

    port: int = 0
    replies: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    after_text: str | float | None = None
    ledger: list[tuple[Envelope, EmailMessage]] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    @property
    def messages(self) -> list[EmailMessage]:
        return [message for _, message in self.ledger]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "MAIL" in self.replies:
            return self.replies["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self.after_text
        if fault == "drop-before":
            server.transport.abort()
            return "250 OK"
        if isinstance(fault, str) and fault != "drop":
            return fault
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.ledger.append((envelope, message))
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        if fault == "drop":
            server.transport.abort()
        elif fault is not None:
            await asyncio.sleep(float(fault))
        return "250 Taken as 1"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        self.logins.append((data.login, data.password))
        return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


class _Server(SMTP):
    """One fault that no handler of aiosmtpd reaches: no leave to send the text."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        fake = self.event_handler
        assert isinstance(fake, FakeMail)
        if "DATA" in fake.replies:
            await self.push(fake.replies["DATA"])
            return
        await super().smtp_DATA(arg)


@contextmanager
def serving(
    fake: FakeMail,
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    login: bool = False,
) -> Iterator[FakeMail]:
    """The server in a thread of its own; `fake.port` is where. With `login` it takes nothing without one."""
    loop = asyncio.new_event_loop()
    options: dict[str, Any] = {"hostname": "localhost", "enable_SMTPUTF8": False, "timeout": 30}
    if starttls is not None:
        options |= {"tls_context": starttls, "require_starttls": True}
    if login:
        # aiosmtpd does not count TLS from the first byte as TLS, so there a login is offered and not asked for.
        options |= {"authenticator": fake.authenticate, "auth_required": tls is None, "auth_require_tls": tls is None}

    def factory() -> SMTP:
        return _Server(fake, loop=loop, **options)

    with _running(loop, factory, tls) as port:
        fake.port = port
        yield fake


@contextmanager
def _running(
    loop: asyncio.AbstractEventLoop, factory: Callable[[], asyncio.Protocol], tls: ssl.SSLContext | None
) -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        ready = threading.Event()
        servers: list[asyncio.Server] = []

        async def start() -> None:
            servers.append(await loop.create_server(factory, sock=listener, ssl=tls))
            ready.set()

        async def end() -> None:
            servers[0].close()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
            await asyncio.sleep(0)

        def run() -> None:
            asyncio.set_event_loop(loop)
            loop.run_until_complete(start())
            loop.run_forever()
            loop.run_until_complete(end())
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        assert ready.wait(10)
        try:
            yield listener.getsockname()[1]
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)


@contextmanager
def talking(say: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that is a function of one connection, for what no real mail server does; its port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(20)

        def run() -> None:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    say(connection)
                except OSError:
                    return

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)


__all__ = ["PASSWORD", "USER", "FakeMail", "serving", "talking"]
