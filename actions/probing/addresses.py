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
# Look public, and lead from inside a cloud to what only its own machines may reach: the host of an
# Azure machine (agent, DHCP, DNS), Google's interfaces, IBM Cloud's name servers and services.
_CLOUDS_IPV4 = "168.63.129.16/32 199.36.153.4/30 199.36.153.8/30 161.26.0.0/16 166.8.0.0/14"
_PUBLIC_IPV6 = ip_network("2000::/3")  # everything else is reserved, local, mapped or NAT64
_REFUSED_IPV6 = "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20"
_REFUSED: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(network) for network in f"{_REFUSED_IPV4} {_CLOUDS_IPV4} {_REFUSED_IPV6}".split()
)


_ISATAP = 0x5EFE  # the interface's third and fourth byte; an IPv4 address follows, RFC 5214
_ISATAP_SHIFT, _ISATAP_MASK = 32, 0xFCFF_FFFF  # the bits "universal" and "group" may be set


def is_public(address: str) -> bool:
    """Return whether the literal is a public unicast address; a zone index never is."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and not _may_be_public(parsed):
        return False
    return not any(parsed in network for network in _REFUSED if network.version == parsed.version)


def _may_be_public(address: IPv6Address) -> bool:
    is_isatap = int(address) >> _ISATAP_SHIFT & _ISATAP_MASK == _ISATAP
    return address in _PUBLIC_IPV6 and address.scope_id is None and not is_isatap


def is_loopback(address: str) -> bool:
    """Return whether the literal is this machine; only a test's gateway file may allow it."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
