"""Tell listed hosts from others, and keep what belongs to the person out of every result."""

from __future__ import annotations

import ipaddress
import re

from kb.gateway import Gateways

_PRIVATE_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)
_NAME = re.compile(r"(?<![\w.-])[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,9}")
_PRIVATE_ENDINGS = re.compile(
    r"\.(?:local|localdomain|lan|home|internal|intern|intra|corp|private|box|fritz|arpa)$"
)
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$")  # an address in another notation
_LONGEST_SHOWN = 253  # characters of the longest name, RFC 1035 section 2.3.4
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ListedHosts:
    """The hosts of the list's rows with their ports, found in any spelling."""

    def __init__(self, gateways: Gateways) -> None:
        self._hosts = {_key(row.host): row.host for row in gateways.rows}
        self._ports: dict[str, set[int]] = {}
        for row in gateways.rows:
            self._ports.setdefault(row.host, set()).update(row.ports, row.also)

    def find(self, host: str) -> str | None:
        """Return the host as the list spells it; None where it is not listed."""
        return self._hosts.get(_key(host))

    def begins(self, host: str) -> bool:
        """Return whether a listed host was lengthened by the domain of the person's network."""
        return any(_key(host).startswith(f"{listed}.") for listed in self._hosts)

    def ports_of(self, host: str) -> frozenset[int]:
        """Return the ports that are listed for a listed host."""
        return frozenset(self._ports[host])

    def named_in(self, text: str) -> list[str]:
        """Return the listed hosts that a text names."""
        words = _NAME.findall(text)
        return sorted({host for word in words if (host := self.find(word))})


def is_address(host: str) -> bool:
    """Return whether this is an IP address."""
    return _address(host) is not None


def spelled_plainly(host: str) -> str:
    """Return the one spelling of a name or an address, to compare it with another."""
    return str(_address(host) or _key(host))


def shown(host: str, port: int | None) -> str | None:
    """Return an unlisted host as it may be shown; None where it is of the person's own network."""
    address = _address(host)
    name = str(address) if address else host.lower().rstrip(".")
    if _is_private(name, address):
        return None
    if port is not None:
        name = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
    return name if len(name) <= _LONGEST_SHOWN else None


def _is_private(name: str, address: Address | None) -> bool:
    if address is not None:
        address = _within(address)
        networks = [each for each in _PRIVATE_NETWORKS if each.version == address.version]
        return any(address in network for network in networks)
    is_own = "." not in name or bool(_PRIVATE_ENDINGS.search(name))
    return name != "localhost" and (is_own or bool(_ENDS_IN_NUMBER.search(name)))


def _within(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, else the address."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _address(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0].strip("[].").rstrip(":"))
    except ValueError:
        return None


def _key(host: str) -> str:
    return host.lower().rstrip(".").replace("_", "-")
