"""Which addresses may be called: of the open network, or of a network that the operator opened.

A name is resolved once, every answer is judged, and the connection goes to the judged number. A
name that answers otherwise a moment later, or a number written in another way (0x7f.1), thus
reaches nothing that a plain 127.0.0.1 would not.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from owj.server.web_calls.errors import CallAddressRefused, CallFailed

Number = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

LONGEST = 2_000
PORTS = {"http": 80, "https": 443}
# An IPv6 number that carries an IPv4 number in its last bits, for a gateway to unpack.
NAT64 = ip_network("64:ff9b::/96")
# What a header or a request line must not carry; urlsplit would drop some of them silently.
_CONTROLS = re.compile(r"[\x00-\x20\x7f\\]")


@dataclass(frozen=True, slots=True)
class CallAddress:
    """An address taken apart. path: with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return what decides whether two addresses are one party."""
        return self.scheme, self.host, self.port

    @property
    def shown_host(self) -> str:
        """Return the host as the Host header names it."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


@dataclass(frozen=True, slots=True)
class OpenedNetworks:
    """What the operator opened although it is not of the open network."""

    names: frozenset[str] = frozenset()
    networks: tuple[str, ...] = ()

    def holds(self, host: str, number: Number) -> bool:
        """Return whether a host, or the number it resolved to, was opened."""
        if host in self.names:
            return True
        nets = (ip_network(net) for net in self.networks)
        return any(number.version == net.version and number in net for net in nets)


def read_networks(text: str) -> OpenedNetworks:
    """Read "erp.local, 10.1.0.0/16". Raises: ValueError for a network that is none."""
    names: set[str] = set()
    networks: list[str] = []
    for part in text.replace(" ", "").split(","):
        if not part:
            continue
        if re.fullmatch(r"[0-9a-fA-F:.]+(/\d+)?", part) and ("/" in part or _is_number(part)):
            networks.append(str(ip_network(part)))
        else:
            names.add(part.lower())
    return OpenedNetworks(frozenset(names), tuple(networks))


def read_address(text: str) -> CallAddress:
    """Take an address apart. Raises: CallAddressRefused."""
    text = text.strip()
    if not text or len(text) > LONGEST or _CONTROLS.search(text) or not text.isascii():
        raise CallAddressRefused(address=text[:80], reason=_("it is not an https address"))
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise CallAddressRefused(
            address=text[:80], reason=_("it is not an https address")
        ) from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise CallAddressRefused(address=text[:80], reason=_("it is not an https address"))
    if parts.username is not None or parts.password is not None:
        raise CallAddressRefused(address=parts.hostname, reason=_("a password stands in it"))
    path = parts.path or "/"
    if parts.query:
        path = f"{path}?{parts.query}"
    host = parts.hostname.rstrip(".").lower()
    return CallAddress(parts.scheme, host, port or PORTS[parts.scheme], path)


def ask_resolver(host: str, port: int) -> list[str]:
    """Return the numbers that a name has. Raises: OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))


def judged_number(
    address: CallAddress, opened: OpenedNetworks, resolve: Resolve = ask_resolver
) -> str:
    """Return the number to connect to. One closed number among several refuses all of them.

    Raises: CallAddressRefused, CallFailed when the name is not known.
    """
    try:
        numbers = [ip_address(text) for text in resolve(address.host, address.port)]
    except (OSError, UnicodeError, ValueError):
        raise CallFailed(host=address.host, reason=_("its name is not known")) from None
    if not numbers:
        raise CallFailed(host=address.host, reason=_("its name is not known"))
    for number in numbers:
        if not is_of_open_network(number) and not opened.holds(address.host, number):
            raise CallAddressRefused(
                address=address.host, reason=_("it lies in a closed network (OWJ_HTTP_OPEN)")
            )
    return str(numbers[0])


def is_of_open_network(number: Number) -> bool:
    """Return whether a number belongs to the open network, whatever it is wrapped in."""
    if isinstance(number, IPv6Address):
        inner = _wrapped(number)
        if inner is not None:
            return is_of_open_network(inner)
    return number.is_global and not number.is_multicast and not number.is_reserved


def _wrapped(number: IPv6Address) -> IPv4Address | None:
    if number.ipv4_mapped is not None:
        return number.ipv4_mapped
    if number.sixtofour is not None:
        return number.sixtofour
    if number.teredo is not None:
        return number.teredo[1]
    if isinstance(NAT64, IPv6Network) and number in NAT64:
        return IPv4Address(int(number) & 0xFFFF_FFFF)
    return None


def _is_number(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
