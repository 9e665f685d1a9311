"""Attempts that came to nothing: what people are told, and when it is tried again."""

from __future__ import annotations

import asyncio

import pytest

from actions.probing.budget import ATTEMPTS_PER_MINUTE, Budget
from actions.probing.finding import Reason
from actions.probing.prober import Asked
from kb.gateways import read_gateways
from tests.actions.conftest import listening
from tests.actions.probing.asking import (
    ONE,
    THREE,
    TWO,
    Remembered,
    every_port_of,
    prober_for,
    reasons,
)
from tests.actions.probing.behaviours import Recorder
from tests.gateways import gateways_with_ports


async def test_a_mistake_of_ours_is_no_finding_and_no_second_try(
    caplog: pytest.LogCaptureFixture,
) -> None:
    calls = []

    async def resolve(host: str, port: int) -> list[str]:
        calls.append(host)
        raise KeyError("a secret")

    history = Remembered()
    prober = prober_for(gateways_with_ports({ONE: (4001,)}), resolve, history=history)

    first = await prober.check([Asked(ONE, 4001)])
    second = await prober.check([Asked(ONE, 4001)])

    assert reasons(first + second) == [Reason.NOT_TRIED] * 2
    assert len(calls) == 1
    assert history.findings == []
    assert "KeyError" in caplog.text
    assert "secret" not in caplog.text
    prober.close()


async def test_without_budget_nothing_connects_and_nothing_is_remembered() -> None:
    recorder, history = Recorder(), Remembered()
    async with listening(recorder) as port:
        listed = gateways_with_ports({ONE: (port,), TWO: (port,), THREE: (port,)})
        prober = prober_for(listed, budget=Budget(per_minute=2), history=history)

        findings = await prober.check(every_port_of(listed))
        again = await prober.check(every_port_of(listed))
        await asyncio.sleep(0.1)

    assert reasons(findings) == [Reason.OK, Reason.OK, Reason.NOT_TRIED]
    assert reasons(again) == reasons(findings)
    assert findings[2].routes == ()
    assert recorder.connections == len(history.findings) == 2
    prober.close()


async def test_what_the_budget_refused_is_tried_as_soon_as_it_allows_it() -> None:
    class BudgetThatRefusesOnce(Budget):
        answers = iter([False, True])

        async def take(self) -> bool:
            return next(self.answers)

    async with listening(Recorder()) as port:
        listed = gateways_with_ports({ONE: (port,)})
        prober = prober_for(listed, budget=BudgetThatRefusesOnce())

        refused = await prober.check(every_port_of(listed))
        tried = await prober.check(every_port_of(listed))
        kept = await prober.check(every_port_of(listed))

    assert reasons(refused + tried + kept) == [Reason.NOT_TRIED, Reason.OK, Reason.OK]
    prober.close()


def test_the_budget_suffices_for_all_listed_ports_twice_a_minute() -> None:
    ports = {(row.host, port) for row in read_gateways().rows for port in (*row.ports, *row.also)}

    assert 2 * len(ports) <= ATTEMPTS_PER_MINUTE
