"""How many connections a prober makes, whatever the demand."""

from __future__ import annotations

import asyncio

from actions.probe import Reason, Target
from actions.prober import Prober
from tests.actions.conftest import listening


async def resolve_to_loopback(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def loopback_prober() -> Prober:
    return Prober(allow_loopback=True, resolve=resolve_to_loopback)


async def test_a_hundred_people_share_one_connection() -> None:
    connections = 0

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        writer.close()

    async with listening(count) as port:
        prober = loopback_prober()
        target = Target("gateway.test", port, tls=False)
        findings = await asyncio.gather(*(prober.probe_all([target]) for _ in range(100)))
        await asyncio.sleep(0.1)

    assert {finding.reason for [finding] in findings} == {Reason.OK}
    assert connections == 1


async def test_dark_targets_are_probed_all_at_once(closed_port: int) -> None:
    prober = loopback_prober()
    targets = [Target(f"gateway{n}.test", closed_port, tls=False) for n in range(30)]

    findings = await prober.probe_all(targets)

    assert [finding.target for finding in findings] == targets
    assert {finding.reason for finding in findings} == {Reason.REFUSED}


async def test_the_systems_resolver_finds_this_machine(open_port: int) -> None:
    prober = Prober(allow_loopback=True)

    [finding] = await prober.probe_all([Target("localhost", open_port, tls=False)])

    assert finding.reason is Reason.OK
