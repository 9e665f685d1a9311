"""A probe sends nothing after the handshake, hangs up at once and leaves nothing behind."""

from __future__ import annotations

import asyncio
import gc
import os
import ssl
import time

import pytest
import trustme

from actions.probing import handshake
from actions.probing.finding import Reason, Target
from actions.probing.probe import Probe
from tests.actions.conftest import listening, reset, speak_http, stay_silent
from tests.actions.probing.behaviours import Recorder, full_backlog
from tests.actions.probing.blocking_server import serving_once
from tests.actions.probing.event_loops import both_event_loops
from tests.actions.probing.looking import (
    GATEWAY,
    LOOPBACK,
    look,
    look_over_tls,
    loopback_rules,
    resolving_to,
)
from tests.actions.probing.server_contexts import context_of

AT_ONCE_SECONDS = 0.5
TLS_HANDSHAKE = 0x16

event_loop_policy = both_event_loops


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_nothing_is_sent_after_the_handshake(
    version: ssl.TLSVersion, authority: trustme.CA, tls: ssl.SSLContext
) -> None:
    server = context_of(authority.issue_cert(GATEWAY), version)

    with serving_once(server) as (port, guest):
        finding = await look_over_tls(port, tls)
        ended = time.monotonic()

    assert finding.reason is Reason.OK
    assert guest.received == b""
    assert guest.shaken <= guest.left <= ended + AT_ONCE_SECONDS


async def test_a_port_without_tls_hears_nothing_at_all() -> None:
    recorder = Recorder()

    async with listening(recorder) as port:
        finding = await look(port)
        await asyncio.wait_for(recorder.ended.wait(), AT_ONCE_SECONDS)

    assert finding.reason is Reason.OK
    assert (recorder.connections, recorder.received) == (1, b"")


async def test_a_silent_tls_port_hears_one_client_hello(
    tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handshake, "TLS_SECONDS", 0.2)
    recorder = Recorder()

    async with listening(recorder) as port:
        await look_over_tls(port, tls)
        await asyncio.wait_for(recorder.ended.wait(), AT_ONCE_SECONDS)

    record_length = int.from_bytes(recorder.received[3:5], "big")
    assert recorder.received[0] == TLS_HANDSHAKE
    assert len(recorder.received) == 5 + record_length


async def test_two_hundred_probes_leave_no_descriptor(
    authority: trustme.CA, tls: ssl.SSLContext, closed_port: int
) -> None:
    server = context_of(authority.issue_cert(GATEWAY))
    stranger = context_of(trustme.CA().issue_cert(GATEWAY))
    async with (
        listening(stay_silent, server) as good,
        listening(stay_silent, stranger) as untrusted,
        listening(reset) as resetting,
        listening(speak_http) as plain,
    ):
        ports = [good, untrusted, resetting, plain, closed_port]
        before = await _descriptors(tls, ports)

        counts = [await _descriptors(tls, ports) for _ in range(40)]
        gc.collect()

    assert counts[-1] <= before


async def test_cancelled_probes_leave_no_descriptor(tls: ssl.SSLContext) -> None:
    rules = loopback_rules(resolving_to(*LOOPBACK), tls)
    async with listening(stay_silent) as silent:
        with full_backlog() as dark:
            ports = [silent, dark.getsockname()[1]]
            before = len(os.listdir("/proc/self/fd"))
            probes = [Probe(Target(GATEWAY, port, tls=True), rules) for port in ports * 20]
            tasks = [asyncio.ensure_future(probe.run()) for probe in probes]
            await asyncio.sleep(0.2)
            during = len(os.listdir("/proc/self/fd"))
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.sleep(0.2)
            after = len(os.listdir("/proc/self/fd"))

    assert all(task.cancelled() for task in tasks)
    assert during >= before + len(tasks)
    assert after <= before


async def _descriptors(tls: ssl.SSLContext, ports: list[int]) -> int:
    """Return how many are open once probes of the ports have ended."""
    await asyncio.gather(*(look_over_tls(port, tls) for port in ports))
    await asyncio.sleep(0.02)  # in which the listeners see that we have gone
    return len(os.listdir("/proc/self/fd"))
