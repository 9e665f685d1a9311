"""Addresses that a hostile name server may answer with, in every wrapping."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

INSIDE_IPV4 = (
    "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.0.1.1 "
    "127.255.255.254 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.254 192.0.0.1 192.0.0.170 "
    "192.0.2.1 192.0.2.2 192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1 192.168.255.254 "
    "192.175.48.1 198.18.0.1 198.19.255.254 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 "
    "168.63.129.16 199.36.153.4 199.36.153.11 161.26.0.7 166.8.0.1 166.11.255.254 "
    "240.0.0.1 255.255.255.254 255.255.255.255"
).split()
INSIDE_IPV6 = (
    ":: ::1 ::2 100::1 100:0:0:1::1 2001::1 2001:1::1 2001:2::1 2001:3::1 2001:4:112::1 2001:10::1 "
    "2001:20::1 2001:30::1 2001:db8::1 2002::1 2620:4f:8000::1 3fff::1 3fff:fff:ffff::1 4000::1 "
    "5f00::1 fc00::1 fd00::1 fd00::2 fdff:ffff::1 fe80::1 fe80::1%lo fe80::1%1 fe80::1%eth0 "
    "febf::1 fec0::1 feff::1 ff00::1 ff02::1 ff02::1%lo ff05::2 ff0e::1"
).split()
NO_LITERALS = [
    *"localhost 2130706433 0x7f000001 017700000001 127.1 127.0.1 0x7f.0.0.1 0177.0.0.1".split(),
    *"127.000.000.001 [::1] ::1%lo 8.8.8.8. 8.8.8.8:80 8.8.8.8/32 2a00:1450::1%lo 1.1.1".split(),
    *"1.1.1.1.1 ８.８.８.８ gateway.test".split(),
    *("", " ", " 8.8.8.8", "8.8.8.8 ", "8.8.8.8\n", "8.8.8.8\0", "::1\0"),
]
PUBLIC = ("8.8.8.8", "2606:4700::6810:84e5")
_TEREDO_SERVER, _FOREIGN_PREFIX = 0x0808_0808, 0x2606_4700 << 96


def wrappings(address: str) -> list[str]:
    """Return the IPv6 addresses that stand for an IPv4 address, or carry it."""
    inner = int(IPv4Address(address))
    flipped = inner ^ 0xFFFF_FFFF
    values = [
        0xFFFF << 32 | inner,  # IPv4-mapped, ::ffff:0:0/96
        inner,  # IPv4-compatible, ::/96
        0xFFFF << 48 | inner,  # IPv4-translated, ::ffff:0:0:0/96
        0x2002 << 112 | inner << 80 | 1,  # 6to4
        0x2001 << 112 | _TEREDO_SERVER << 64 | flipped,  # Teredo, the client's address
        0x2001 << 112 | inner << 64 | 0xF7F7_F7F7,  # Teredo, the server's address
        0x64_FF9B << 96 | inner,  # NAT64, 64:ff9b::/96
        0x64_FF9B_0001 << 80 | inner,  # NAT64, 64:ff9b:1::/48
        0x64_FF9B_0001 << 80 | (inner >> 16) << 64 | (inner & 0xFFFF) << 40,  # the same as a /48
        _FOREIGN_PREFIX | 0x5EFE << 32 | inner,  # ISATAP
        _FOREIGN_PREFIX | 0x0200_5EFE << 32 | inner,  # ISATAP, "universal"
        0xFE80 << 112 | 0x5EFE << 32 | inner,  # ISATAP, link-local
    ]
    return [str(IPv6Address(value)) for value in values]


def all_hostile() -> list[str]:
    """Return every one, once; a public IPv4 address in a wrapping leads elsewhere too."""
    wrapped = [each for address in (*INSIDE_IPV4, PUBLIC[0]) for each in wrappings(address)]
    return list(dict.fromkeys([*INSIDE_IPV4, *INSIDE_IPV6, *wrapped, *NO_LITERALS]))
