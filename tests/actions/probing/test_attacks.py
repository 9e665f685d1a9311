"""With the shipped rules, nothing a name server says leads to a machine inside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from ipaddress import ip_address
from itertools import permutations

import pytest

from actions.probing.finding import Finding, Reason, Target
from actions.probing.probe import Probe, ProbeRules, Resolve
from actions.probing.prober import shipped_rules
from tests.actions.conftest import listening
from tests.actions.probing.behaviours import Recorder
from tests.actions.probing.connect_watch import ConnectWatch, watching
from tests.actions.probing.hostile_addresses import INSIDE_IPV4, PUBLIC, all_hostile, wrappings
from tests.actions.probing.looking import GATEWAY, IPV4, IPV6, loopback_rules, resolving_to

EVERY_ADDRESS_OF_THIS_MACHINE = ("0.0.0.0", "::")
HOSTILE = [*PUBLIC, IPV4, IPV6, "10.0.0.1", "fe80::1%lo", wrappings("127.0.0.1")[6]]


@pytest.fixture(scope="module")
def shipped() -> ProbeRules:
    """Return the rules of a server that runs, with a resolver to be replaced."""
    return shipped_rules(resolving_to())


@pytest.fixture
def watch() -> Iterator[ConnectWatch]:
    """Watch and hold back what would be connected to."""
    with watching(holds_back=True) as watch:
        yield watch


@asynccontextmanager
async def counting() -> AsyncIterator[tuple[int, Recorder]]:
    """Listen on every address of this machine, whatever it is called."""
    recorder = Recorder()
    async with AsyncExitStack() as listeners:
        port = 0
        for host in EVERY_ADDRESS_OF_THIS_MACHINE:
            port = await listeners.enter_async_context(listening(recorder, None, host, port))
        yield port, recorder


async def attack(rules: ProbeRules, resolve: Resolve, port: int = 4001) -> Finding:
    return await Probe(Target(GATEWAY, port, tls=True), replace(rules, resolve=resolve)).run()


async def test_the_listener_would_see_a_connection_to_any_address_of_this_machine() -> None:
    addresses = [IPV4, IPV6, "127.6.6.6"]
    async with counting() as (port, recorder):
        for address in addresses:
            target = Target(GATEWAY, port, tls=False)
            await Probe(target, loopback_rules(resolving_to(address))).run()
        await asyncio.sleep(0.1)

    assert recorder.connections == len(addresses)


async def test_no_address_inside_is_connected_to_in_any_wrapping(shipped: ProbeRules) -> None:
    async with counting() as (port, recorder):
        with watching() as watch:
            reasons = {
                address: (await attack(shipped, resolving_to(address), port)).reason
                for address in all_hostile()
            }
        await asyncio.sleep(0.1)

    assert {address for address in reasons if reasons[address] is not Reason.NOT_ALLOWED} == set()
    assert (recorder.connections, watch.connected, watch.asked) == (0, [], [])


async def test_one_bad_address_refuses_all_wherever_it_stands(
    shipped: ProbeRules, watch: ConnectWatch
) -> None:
    for bad in [*HOSTILE[2:], *INSIDE_IPV4, *wrappings("127.0.0.1"), "", "localhost"]:
        for answer in permutations([*PUBLIC, bad]):
            assert (await attack(shipped, resolving_to(*answer))).reason is Reason.NOT_ALLOWED

    assert watch.connected == []


async def test_an_empty_answer_connects_to_nothing(
    shipped: ProbeRules, watch: ConnectWatch
) -> None:
    finding = await attack(shipped, resolving_to())

    assert finding.reason is Reason.NAME_NOT_FOUND
    assert watch.connected == []


async def test_of_very_many_addresses_one_of_each_family_is_connected_to(
    shipped: ProbeRules, watch: ConnectWatch
) -> None:
    many = [f"8.{n >> 8}.{n & 255}.8" for n in range(4096)]
    many += [f"2606:4700::{n:x}" for n in range(4096)]

    await attack(shipped, resolving_to(*many))

    connected = {(ip_address(address), port) for address, port in watch.connected}
    assert connected == {(ip_address("2606:4700::"), 4001), (ip_address("8.0.0.8"), 4001)}
    assert len(watch.connected) == 2


async def test_one_bad_address_among_very_many_refuses_all(
    shipped: ProbeRules, watch: ConnectWatch
) -> None:
    many = [f"8.{n >> 8}.{n & 255}.8" for n in range(4096)]

    finding = await attack(shipped, resolving_to(*many, "10.0.0.1"))

    assert finding.reason is Reason.NOT_ALLOWED
    assert watch.connected == []


async def test_a_name_is_resolved_once_and_the_judged_literal_connected_to(
    shipped: ProbeRules, watch: ConnectWatch
) -> None:
    answers = iter([list(PUBLIC), [IPV4], [IPV4]])
    asked = []

    async def rebind(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    await attack(shipped, rebind)

    assert asked == [GATEWAY]
    assert sorted(watch.connected) == sorted((address, 4001) for address in PUBLIC)
    assert watch.asked == []


async def test_a_rebinding_name_never_reaches_the_second_machine() -> None:
    first, second = Recorder(), Recorder()
    answers = iter([["127.0.0.1"], ["127.0.0.2"], ["127.0.0.2"]])

    async def rebind(host: str, port: int) -> list[str]:
        return next(answers)

    async with (
        listening(first, host="127.0.0.1") as port,
        listening(second, host="127.0.0.2", port=port),
    ):
        finding = await Probe(Target(GATEWAY, port, tls=False), loopback_rules(rebind)).run()
        await asyncio.sleep(0.1)

    assert finding.reason is Reason.OK
    assert (first.connections, second.connections) == (1, 0)
