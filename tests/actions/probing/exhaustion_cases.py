"""Where this machine has run out of something, nothing is said of anybody's gateway."""

from __future__ import annotations

import os
import socket
import threading
from dataclasses import replace

import pytest

from actions.probing.descriptors import has_descriptors
from actions.probing.finding import Reason
from actions.probing.prober import Asked, Prober
from actions.probing.resolver import MOST_QUESTIONS, Resolver
from actions.probing.step_error import StepError
from tests.actions.probing.asking import (
    ONE,
    TWO,
    Remembered,
    every_port_of,
    prober_for,
    reasons,
)
from tests.actions.probing.behaviours import closed_port_of
from tests.actions.probing.exhaustion import descriptors_left
from tests.actions.probing.looking import IPV4, LOOPBACK, resolving_to
from tests.gateways import gateways_with_ports

NOWHERE = "gateway.invalid"  # no name server knows it, RFC 6761


@pytest.mark.parametrize("left", [0, 1, 2])
@pytest.mark.parametrize("host", ["localhost", NOWHERE])
async def test_a_lookup_without_descriptors_is_no_finding_and_is_not_remembered(
    host: str, left: int
) -> None:
    listed = gateways_with_ports({ONE: (closed_port_of(IPV4),)})
    [row] = listed.rows
    history = Remembered()
    prober = Prober(replace(listed, rows=(replace(row, host=host),)), history)

    with descriptors_left(0 if host == "localhost" else left):
        [finding] = await prober.check(every_port_of(listed))

    assert finding.reason is Reason.NOT_TRIED
    assert finding.routes == ()
    assert history.findings == []
    prober.close()


async def test_a_name_is_looked_up_again_once_there_are_descriptors() -> None:
    listed = gateways_with_ports({ONE: (closed_port_of(IPV4),)})
    [row] = listed.rows
    local = replace(listed, rows=(replace(row, host="localhost"),), allow_loopback=True)
    prober = Prober(local)

    with descriptors_left(0):
        without = await prober.check(every_port_of(local))
    with_some = await prober.check(every_port_of(local))

    assert reasons(without + with_some) == [Reason.NOT_TRIED, Reason.REFUSED]
    prober.close()


async def test_what_one_family_says_is_not_remembered_where_the_other_was_not_tried() -> None:
    history = Remembered()
    port = closed_port_of(IPV4)
    listed = gateways_with_ports({ONE: (port,), TWO: (port,)})
    prober = prober_for(listed, resolving_to(*LOOPBACK), history=history)

    with descriptors_left(1):
        [partial] = await prober.check([Asked(ONE, port)])
    [whole] = await prober.check([Asked(TWO, port)])

    assert [route.reason for route in partial.routes] == [Reason.REFUSED, Reason.NOT_TRIED]
    assert history.findings == [whole]
    prober.close()


@pytest.mark.parametrize(
    ("left", "has_some"), [(0, False), (1, False), (7, False), (8, True), (100, True)]
)
def test_a_few_descriptors_are_as_good_as_none(left: int, has_some: bool) -> None:
    with descriptors_left(left):
        answer = has_descriptors()

    assert answer is has_some


def test_the_look_for_descriptors_keeps_none() -> None:
    before = sorted(os.listdir("/proc/self/fd"))

    with descriptors_left(3):
        has_descriptors()
    has_descriptors()

    assert sorted(os.listdir("/proc/self/fd")) == before


async def test_where_no_thread_can_be_started_nobody_was_asked_and_no_room_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    resolver = Resolver()
    with monkeypatch.context() as patching:
        patching.setattr(threading.Thread, "start", refuse)
        for _ in range(MOST_QUESTIONS + 1):
            with pytest.raises(StepError) as caught:
                await resolver("localhost", 4001)

    assert caught.value.reason is Reason.NOT_TRIED
    assert IPV4 in await resolver("localhost", 4001)


async def test_whatever_goes_wrong_in_a_lookup_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise LookupError("unknown encoding: idna")

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    with pytest.raises(LookupError):
        await Resolver()(NOWHERE, 4001)
