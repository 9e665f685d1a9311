"""A check ends in time: what has not finished is said to be so, and goes on for the next one."""

from __future__ import annotations

import asyncio
import socket
import ssl

import pytest

from actions.probing import prober as prober_file
from actions.probing.finding import Finding, Reason, Step
from actions.probing.prober import DEADLINE_SECONDS, Asked
from tests.actions.conftest import close_at_once, listening
from tests.actions.probing.asking import ONE, THREE, TWO, Remembered, prober_for, reasons
from tests.actions.probing.behaviours import Recorder, full_backlog
from tests.actions.probing.looking import IPV4
from tests.gateways import gateways_with_ports

ROUNDING_SECONDS = 1.0  # a busy machine is late; a check that waits for what is dark is later


async def resolve_late(host: str, port: int) -> list[str]:
    """Take long for one row, though not longer than a resolver may."""
    if host.startswith(TWO):
        await asyncio.sleep(1.6)
    return [IPV4]


async def make_room(listener: socket.socket) -> None:
    """Let the next SYN in, once the first one has been lost: connecting then takes 1 second."""
    await asyncio.sleep(2.1)
    listener.setblocking(False)
    connection, _ = listener.accept()
    connection.close()
    listener.listen(8)


async def test_a_check_ends_in_time_and_what_goes_on_is_there_for_the_next(
    tls: ssl.SSLContext,
) -> None:
    told: list[Finding] = []
    history = Remembered()
    loop = asyncio.get_running_loop()
    with full_backlog() as dark, full_backlog() as late:
        dark_port, late_port = dark.getsockname()[1], late.getsockname()[1]
        async with listening(close_at_once) as port:
            listed = gateways_with_ports(
                {ONE: (port,), TWO: (late_port,), THREE: (dark_port,)}, (late_port,)
            )
            prober = prober_for(listed, resolve_late, tls, history=history)
            asked = [Asked(TWO, late_port), Asked(THREE, dark_port), Asked(ONE, port)]
            began = loop.time()

            room = asyncio.ensure_future(make_room(late))
            findings = await prober.check(asked, told.append)
            took = loop.time() - began
            later = await prober.check(asked, told.append)

    await room
    assert reasons(findings) == [Reason.NOT_FINISHED, Reason.TIMEOUT, Reason.OK]
    assert DEADLINE_SECONDS - 0.1 <= took <= DEADLINE_SECONDS + ROUNDING_SECONDS
    steps = [(step.step, step.reason) for step in findings[0].routes[0].steps]
    assert steps == [(Step.TCP, Reason.OK), (Step.TLS, Reason.NOT_FINISHED)]
    assert findings[0].name is not None
    assert findings[0].name.milliseconds >= 1600
    assert reasons(told[:2]) == [Reason.OK, Reason.TIMEOUT]
    assert reasons(later) == [Reason.TLS_TIMEOUT, Reason.TIMEOUT, Reason.OK]
    assert reasons(history.findings) == [Reason.OK, Reason.TIMEOUT, Reason.TLS_TIMEOUT]
    prober.close()


async def test_what_goes_on_after_the_deadline_is_not_connected_to_again(
    monkeypatch: pytest.MonkeyPatch, tls: ssl.SSLContext
) -> None:
    monkeypatch.setattr(prober_file, "DEADLINE_SECONDS", 0.3)
    recorder = Recorder()
    async with listening(recorder) as port:
        prober = prober_for(gateways_with_ports({ONE: (port,)}, (port,)), tls=tls)
        told: list[Finding] = []

        seen = [(await prober.check([Asked(ONE, port)], told.append))[0] for _ in range(3)]
        monkeypatch.setattr(prober_file, "DEADLINE_SECONDS", DEADLINE_SECONDS)
        seen += await prober.check([Asked(ONE, port)], told.append)

    assert reasons(seen) == [*[Reason.NOT_FINISHED] * 3, Reason.TLS_TIMEOUT]
    assert told == seen[3:]
    assert recorder.connections == 1
    prober.close()


@pytest.mark.parametrize("stuck_in", ["name", "connection"])
async def test_a_step_under_way_never_looks_like_a_pass(
    stuck_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prober_file, "DEADLINE_SECONDS", 0.2)
    is_slow = stuck_in == "name"

    async def resolve(host: str, port: int) -> list[str]:
        await asyncio.sleep(1.0 if is_slow else 0.0)
        return [IPV4]

    with full_backlog() as dark:
        port = dark.getsockname()[1]
        prober = prober_for(gateways_with_ports({ONE: (port,)}), resolve)

        [finding] = await prober.check([Asked(ONE, port)])

    assert finding.reason is Reason.NOT_FINISHED
    assert [route.reason for route in finding.routes] == [Reason.NOT_FINISHED] * (not is_slow)
    prober.close()
    await asyncio.gather(*(attempt.task for attempt in prober._attempts.values()))


async def test_who_gives_up_asking_does_not_stop_the_attempt() -> None:
    recorder = Recorder()
    started = asyncio.Event()

    async def resolve(host: str, port: int) -> list[str]:
        started.set()
        await asyncio.sleep(0.2)
        return [IPV4]

    async with listening(recorder) as port:
        prober = prober_for(gateways_with_ports({ONE: (port,)}), resolve)
        first = asyncio.ensure_future(prober.check([Asked(ONE, port)]))
        await started.wait()
        first.cancel()

        [finding] = await prober.check([Asked(ONE, port)])

    assert finding.reason is Reason.OK
    assert recorder.connections == 1
    prober.close()
