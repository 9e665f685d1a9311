"""What a real name server says is judged: no alias leads to a machine inside."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from actions.probing.finding import Reason
from actions.probing.prober import Prober, shipped_rules
from tests.actions.conftest import listening
from tests.actions.probing.asking import ONE, every_port_of
from tests.actions.probing.behaviours import Recorder
from tests.actions.probing.connect_watch import watching
from tests.actions.probing.looking import IPV4, loopback_rules
from tests.actions.probing.name_server import Zone, serving_names
from tests.gateways import gateways_with_ports

NAME = f"{ONE}.test."


@pytest.mark.parametrize(
    "zone",
    [
        {NAME: ("A 127.0.0.1",)},
        {NAME: ("A 8.8.8.8", "A 127.0.0.1")},
        {NAME: ("A 8.8.8.8", "AAAA ::1")},
        {NAME: ("AAAA ::ffff:127.0.0.1",)},
        {NAME: ("AAAA 64:ff9b::7f00:1",)},
        {NAME: ("CNAME inside.test.",), "inside.test.": ("A 127.0.0.1", "AAAA ::1")},
        {NAME: ("CNAME a.test.",), "a.test.": ("CNAME b.test.",), "b.test.": ("A 127.0.0.1",)},
        {NAME: ("CNAME localhost.",), "localhost.": ("A 127.0.0.1",)},
        {NAME: (*(f"A 8.8.{n}.8" for n in range(20)), "A 10.0.0.1")},
    ],
)
async def test_a_name_or_alias_of_a_machine_inside_is_not_connected_to(zone: Zone) -> None:
    recorder = Recorder()
    async with (
        listening(recorder) as port,
        listening(recorder, host="::1", port=port),
        serving_names(zone) as (resolve, server),
    ):
        listed = gateways_with_ports({ONE: (port,)}, (port,))
        prober = Prober(listed, rules=shipped_rules(resolve))

        with watching() as watch:
            [finding] = await prober.check(every_port_of(listed))
        await asyncio.sleep(0.1)

    assert finding.reason is Reason.NOT_ALLOWED
    assert recorder.connections == 0
    assert [address for address in watch.connected if address[1] == port] == []
    assert server.questions >= 2
    prober.close()


async def test_the_name_server_and_its_resolver_work() -> None:
    zone = {NAME: ("CNAME inside.test.",), "inside.test.": ("A 127.0.0.1",)}
    recorder = Recorder()
    async with listening(recorder) as port, serving_names(zone) as (resolve, _):
        listed = gateways_with_ports({ONE: (port,)})
        prober = Prober(listed, rules=loopback_rules(resolve))

        [finding] = await prober.check(every_port_of(listed))
        await asyncio.sleep(0.1)

    assert finding.reason is Reason.OK
    assert recorder.connections == 1
    prober.close()


async def test_a_name_the_server_does_not_know_is_not_found() -> None:
    async with serving_names({}) as (resolve, _):
        listed = gateways_with_ports({ONE: (4001,)})
        prober = Prober(listed, rules=shipped_rules(resolve))

        [finding] = await prober.check(every_port_of(listed))

    assert finding.reason is Reason.NAME_NOT_FOUND
    prober.close()


@pytest.mark.parametrize(
    "host", ["localhost", "gateway.localhost", "127.0.0.1", "2130706433", "0x7f.1", "127.1", "::1"]
)
async def test_a_list_that_names_this_machine_is_stopped_by_the_address_it_leads_to(
    host: str,
) -> None:
    recorder = Recorder()
    async with listening(recorder) as port, listening(recorder, host="::1", port=port):
        listed = gateways_with_ports({ONE: (port,)})
        [row] = listed.rows
        prober = Prober(replace(listed, rows=(replace(row, host=host),)))

        [finding] = await prober.check(every_port_of(listed))
        await asyncio.sleep(0.1)

    assert finding.reason in (Reason.NOT_ALLOWED, Reason.NAME_NOT_FOUND, Reason.DNS_FAILURE)
    assert recorder.connections == 0, IPV4
    prober.close()
