"""Judge IP addresses: only public unicast ones are ever connected to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

# IANA's special-purpose registries and the multicast ranges. A table of our own, because
# `ipaddress.is_global` takes NAT64 and 6to4 forms of 127.0.0.1 for global addresses.
_REFUSED_IPV4 = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 "
    "192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 "
    "198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
)
_PUBLIC_IPV6 = ip_network("2000::/3")  # everything else is reserved, local, mapped or NAT64
_REFUSED_IPV6 = "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20"
_REFUSED: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(network) for network in (_REFUSED_IPV4 + " " + _REFUSED_IPV6).split()
)


def is_public(address: str) -> bool:
    """Return whether the literal is a public unicast address; a zone index never is."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed not in _PUBLIC_IPV6:
        return False
    return not any(parsed in network for network in _REFUSED if network.version == parsed.version)


def is_loopback(address: str) -> bool:
    """Return whether the literal is this machine; only a test's gateway file may allow it."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
