"""What a probe says of names and of TCP over both families, on real sockets."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl

import pytest

from actions.probing import probe as probe_file
from actions.probing.finding import Reason, Step, Target
from actions.probing.probe import RESOLVE_SECONDS, Probe
from actions.probing.step_error import StepError
from tests.actions.conftest import close_at_once, listening
from tests.actions.probing.behaviours import closed_port_of, full_backlog
from tests.actions.probing.event_loops import both_event_loops
from tests.actions.probing.exhaustion import descriptors_left
from tests.actions.probing.looking import (
    GATEWAY,
    IPV4,
    IPV6,
    LOOPBACK,
    UNROUTED,
    RulesForAnyAddress,
    look,
    loopback_rules,
    reasons_of,
    resolving_to,
)

event_loop_policy = both_event_loops


@pytest.mark.parametrize("address", LOOPBACK)
async def test_a_listening_port_is_ok(address: str) -> None:
    async with listening(close_at_once, host=address) as port:
        finding = await look(port, address)

    assert finding.reason is Reason.OK
    assert reasons_of(finding.routes[0]) == [Reason.OK]


@pytest.mark.parametrize("address", LOOPBACK)
async def test_a_port_nobody_listens_on_is_refused(address: str) -> None:
    finding = await look(closed_port_of(address), address)

    assert finding.reason is Reason.REFUSED


async def test_a_full_backlog_is_a_timeout_over_both_families() -> None:
    with full_backlog(IPV4) as listener, full_backlog(IPV6, listener.getsockname()[1]):
        finding = await look(listener.getsockname()[1], IPV4, IPV6)

    assert finding.reason is Reason.TIMEOUT
    assert [route.reason for route in finding.routes] == [Reason.TIMEOUT, Reason.TIMEOUT]


@pytest.mark.parametrize("address", [UNROUTED, "ff0e::1"])
async def test_an_address_without_a_route_is_unreachable(address: str) -> None:
    allowing = loopback_rules(resolving_to(address))
    rules = RulesForAnyAddress(allowing.resolve, allowing.certificates)

    finding = await Probe(Target(GATEWAY, 4000, tls=False), rules).run()

    assert finding.reason is Reason.UNREACHABLE


async def test_no_descriptor_left_means_that_nothing_was_tried() -> None:
    probe = Probe(Target(GATEWAY, 4000, tls=False), loopback_rules(resolving_to(IPV4)))

    with descriptors_left(0):
        finding = await probe.run()

    assert finding.reason is Reason.NOT_TRIED


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), Reason.NAME_NOT_FOUND),
        (socket.gaierror(socket.EAI_NODATA, "no address"), Reason.NAME_NOT_FOUND),
        (socket.gaierror(socket.EAI_AGAIN, "try again"), Reason.DNS_FAILURE),
        (socket.gaierror(socket.EAI_FAIL, "failed"), Reason.DNS_FAILURE),
        (UnicodeError("label too long"), Reason.DNS_FAILURE),
        (TimeoutError("no answer"), Reason.DNS_FAILURE),
        (socket.gaierror(socket.EAI_SYSTEM, "system"), Reason.NOT_TRIED),
        (socket.gaierror(socket.EAI_MEMORY, "memory"), Reason.NOT_TRIED),
        (OSError(errno.EMFILE, "too many open files"), Reason.NOT_TRIED),
        (OSError(errno.ENFILE, "too many open files"), Reason.NOT_TRIED),
        (OSError(errno.EAGAIN, "not now"), Reason.NOT_TRIED),
        (StepError(Reason.NOT_TRIED), Reason.NOT_TRIED),
    ],
)
async def test_a_name_that_leads_nowhere_says_why(error: Exception, reason: Reason) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise error

    finding = await look(4000, resolve=resolve)

    assert finding.reason is reason
    assert finding.name is not None
    assert (finding.name.reason, finding.routes) == (reason, ())


async def test_a_name_without_an_address_is_not_found() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return []

    assert (await look(4000, resolve=resolve)).reason is Reason.NAME_NOT_FOUND


async def test_a_silent_name_server_is_a_dns_failure() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        await asyncio.sleep(60)
        return [IPV4]

    finding = await look(4000, resolve=resolve)

    assert finding.reason is Reason.DNS_FAILURE
    assert finding.milliseconds == pytest.approx(RESOLVE_SECONDS * 1000, abs=900)


@pytest.mark.parametrize("up", LOOPBACK)
async def test_one_family_that_works_is_enough_and_the_other_is_told(up: str) -> None:
    async with listening(close_at_once, host=up) as port:
        finding = await look(port, *LOOPBACK)

    by_family = {route.family: route.reason for route in finding.routes}
    down = 4 if up == IPV6 else 6
    assert finding.reason is Reason.OK
    assert by_family == {10 - down: Reason.OK, down: Reason.REFUSED}


@pytest.mark.parametrize("addresses", [(UNROUTED, IPV6), (IPV6, UNROUTED)])
async def test_a_refusal_tells_more_than_a_missing_route(addresses: tuple[str, str]) -> None:
    finding = await look(closed_port_of(IPV6), *addresses)

    assert finding.reason is Reason.REFUSED
    assert [route.reason for route in finding.routes] == [Reason.UNREACHABLE, Reason.REFUSED]


async def test_where_both_families_fail_ipv4_names_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(probe_file, "CONNECT_SECONDS", 0.2)
    with full_backlog(IPV4) as listener:
        finding = await look(listener.getsockname()[1], IPV6, IPV4)

    assert finding.reason is Reason.TIMEOUT
    assert [route.reason for route in finding.routes] == [Reason.TIMEOUT, Reason.REFUSED]


async def test_only_the_first_address_of_each_family_is_tried() -> None:
    async with listening(close_at_once, host="127.0.0.2") as port:
        finding = await look(port, "127.0.0.1", IPV6, "127.0.0.2")

    assert [route.family for route in finding.routes] == [4, 6]
    assert finding.reason is Reason.REFUSED


async def test_each_step_has_its_own_time(tls: ssl.SSLContext) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        await asyncio.sleep(0.3)
        return [IPV4]

    finding = await look(closed_port_of(IPV4), resolve=resolve)

    assert finding.name is not None
    assert finding.name.step is Step.NAME
    assert finding.name.milliseconds >= 300
    assert finding.routes[0].steps[0].milliseconds < 300
    assert finding.milliseconds >= finding.name.milliseconds
