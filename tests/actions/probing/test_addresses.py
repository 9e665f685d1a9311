"""Which addresses may be connected to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from actions.probing.addresses import is_loopback, is_public
from tests.actions.probing.hostile_addresses import all_hostile, wrappings

Address = IPv4Address | IPv6Address
NAT64_PREFIXES = (0x64_FF9B << 64, 0x64_FF9B_0001 << 48)
ISATAP_MARKS = (0x5EFE, 0x0200_5EFE, 0x0100_5EFE, 0x0300_5EFE)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "104.18.1.1",
        "168.63.129.15",
        "168.63.129.17",
        "199.36.153.3",
        "199.36.153.12",
        "161.25.255.255",
        "166.12.0.0",
        "172.15.255.255",
        "172.32.0.1",
        "100.63.255.255",
        "100.128.0.0",
        "191.255.255.255",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2606:4700::6810:84e5",
        "2a00:1450:4001:81b::200e",
        "2003:6:5401::5efe",
    ],
)
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", all_hostile())
def test_all_others_are_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("address", "loops"),
    [
        ("127.0.0.1", True),
        ("127.255.255.255", True),
        ("::1", True),
        ("128.0.0.1", False),
        ("::2", False),
        ("::ffff:8.8.8.8", False),
        ("10.0.0.1", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine_only(address: str, loops: bool) -> None:
    assert is_loopback(address) is loops


def inner_addresses(address: Address) -> list[Address]:
    """Return the address and every IPv4 address that Python or we can unwrap from it."""
    if isinstance(address, IPv4Address):
        return [address]
    value, found = int(address), [address.ipv4_mapped, address.sixtofour]
    found += address.teredo or ()
    last = IPv4Address(value & 0xFFFF_FFFF)
    carries = value >> 32 in (0, *NAT64_PREFIXES) or (value >> 32 & 0xFFFF_FFFF) in ISATAP_MARKS
    return [address, *(each for each in found if each), *([last] if carries else [])]


def is_ordinary(address: Address) -> bool:
    """Return whether Python's own tables know nothing special about it."""
    special = address.is_private or address.is_reserved or address.is_multicast
    special |= address.is_loopback or address.is_link_local or address.is_unspecified
    return not special and not getattr(address, "is_site_local", False)


ANY_ADDRESS = st.one_of(
    st.ip_addresses(),
    st.ip_addresses(v=4).flatmap(lambda inner: st.sampled_from(wrappings(str(inner)))),
).map(str)


@given(ANY_ADDRESS)
@example("2002:7f00:1::1")
@example("64:ff9b::7f00:1")
@settings(max_examples=1000, deadline=None)
def test_what_is_public_is_ordinary_in_every_layer(address: str) -> None:
    allowed = is_public(address)

    assert not allowed or all(is_ordinary(inner) for inner in inner_addresses(ip_address(address)))


@given(st.text(max_size=40))
@settings(max_examples=500)
def test_no_text_but_a_literal_is_public(text: str) -> None:
    allowed = is_public(text)

    assert not allowed or str(ip_address(text)) != ""
