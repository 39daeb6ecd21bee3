"""Name resolution for the crawler: only public addresses come out of it.

Twisted connects to the very addresses this yields, so what is checked is what is connected, and a name
that answers differently the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawlers.policy import is_public_address

LOOPBACK_SETTING = "ANHDUONG_ALLOW_LOOPBACK"

_refused: dict[str, str] = {}


def refused_address(host: str) -> str | None:
    """The address for which this host was last refused, or None."""
    return _refused.get(host)


@implementer(IHostnameResolver)
class GuardedResolver:
    """Passes on the public addresses of another resolver's answer (Scrapy's `TWISTED_DNS_RESOLVER`)."""

    def __init__(self, inner: Any, *, allow_loopback: bool, reactor: Any = None) -> None:
        self.inner = inner
        self.allow_loopback = allow_loopback
        self.reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        allowed = crawler.settings.getbool(LOOPBACK_SETTING)
        return cls(reactor.nameResolver, allow_loopback=allowed, reactor=reactor)

    def install_on_reactor(self) -> None:
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - the interface's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        receiver = _Filter(resolutionReceiver, hostName, self.allow_loopback)
        resolution: IHostResolution = self.inner.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@implementer(IResolutionReceiver)
class _Filter:
    def __init__(self, receiver: Any, host: str, allow_loopback: bool) -> None:
        self.receiver = receiver
        self.host = host
        self.allow_loopback = allow_loopback
        self.passed = False

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if is_public_address(address.host, allow_loopback=self.allow_loopback):
            self.passed = True
            self.receiver.addressResolved(address)
        else:
            _refused[self.host] = address.host

    def resolutionComplete(self) -> None:  # noqa: N802
        if self.passed:
            _refused.pop(self.host, None)
        self.receiver.resolutionComplete()
