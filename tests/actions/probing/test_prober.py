"""How many connections a prober makes, whatever the demand, and what people then get."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import replace

import pytest

from actions.probing import prober as prober_file
from actions.probing.finding import Finding, Reason
from actions.probing.prober import Asked, NotListedError, Prober
from kb.gateways import read_gateways
from tests.actions.conftest import listening
from tests.actions.probing.asking import (
    ONE,
    TWO,
    every_port_of,
    prober_for,
    reasons,
)
from tests.actions.probing.behaviours import Recorder
from tests.actions.probing.looking import IPV4, loopback_rules, resolving_to
from tests.gateways import gateways_with_ports

SHORT_SECONDS = 0.3


async def test_five_hundred_people_make_one_connection_a_target() -> None:
    recorder = Recorder()
    async with listening(recorder) as port:
        shipped = read_gateways()
        rows = tuple(replace(row, ports=(port,)) for row in shipped.rows)
        prober = prober_for(replace(shipped, rows=rows))
        asked = [Asked(row.id, port) for row in rows]

        answers = await asyncio.gather(*(prober.check(asked) for _ in range(500)))
        again = await prober.check(asked)
        await asyncio.sleep(0.1)

    assert all(set(reasons(findings)) == {Reason.OK} for findings in [*answers, again])
    assert [finding.target.host for finding in again] == [row.host for row in rows]
    assert recorder.connections == len({row.host for row in rows})
    prober.close()


async def test_a_target_is_looked_at_again_once_its_finding_is_old(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prober_file, "REUSE_SECONDS", SHORT_SECONDS)
    recorder = Recorder()
    async with listening(recorder) as port:
        prober = prober_for(gateways_with_ports({ONE: (port,)}))
        counts = []

        for pause in (SHORT_SECONDS / 3, SHORT_SECONDS, SHORT_SECONDS / 3):
            [finding] = await prober.check([Asked(ONE, port)])
            await asyncio.sleep(pause)
            counts.append(recorder.connections)

    assert finding.reason is Reason.OK
    assert counts == [1, 1, 2]
    prober.close()


async def test_findings_come_in_the_order_of_asking_and_once_each_to_who_listens(
    closed_port: int,
) -> None:
    async with listening(Recorder()) as port:
        prober = prober_for(gateways_with_ports({ONE: (port, closed_port), TWO: (port,)}))
        asked = [Asked(TWO, port), Asked(ONE, closed_port), Asked(ONE, port), Asked(TWO, port)]
        told: list[Finding] = []

        findings = await prober.check(asked, told.append)
        at_once: list[Finding] = []
        await prober.check(asked, at_once.append)

    assert reasons(findings) == [Reason.OK, Reason.REFUSED, Reason.OK, Reason.OK]
    assert len(told) == 3
    assert {finding.target for finding in told} == {finding.target for finding in findings}
    assert sorted(at_once, key=str) == sorted(told, key=str)
    prober.close()


async def test_two_rows_with_the_same_host_and_port_share_a_connection() -> None:
    recorder = Recorder()
    async with listening(recorder) as port:
        listed = gateways_with_ports({ONE: (port,), TWO: (port,)})
        twins = tuple(replace(row, host="twin.test") for row in listed.rows)
        prober = prober_for(replace(listed, rows=twins))

        findings = await prober.check(every_port_of(listed))
        await asyncio.sleep(0.1)

    assert findings[0] is findings[1]
    assert recorder.connections == 1
    prober.close()


async def test_no_port_asked_for_is_no_finding() -> None:
    prober = prober_for(gateways_with_ports({ONE: (4001,)}))

    assert await prober.check([]) == []

    prober.close()


def test_nothing_is_left_when_the_event_loop_ends(caplog: pytest.LogCaptureFixture) -> None:
    async def check() -> list[Reason]:
        async with listening(Recorder()) as port:
            listed = gateways_with_ports({ONE: (port,)})
            prober = Prober(listed, rules=loopback_rules(resolving_to(IPV4)))
            found = reasons(await prober.check(every_port_of(listed)))
            prober.close()
            return found

    found = asyncio.run(check())
    gc.collect()

    assert found == [Reason.OK]
    assert caplog.messages == []


async def test_the_systems_resolver_finds_this_machine() -> None:
    async with listening(Recorder()) as port:
        listed = gateways_with_ports({ONE: (port,)})
        [row] = listed.rows
        prober = Prober(
            replace(listed, rows=(replace(row, host="localhost"),), allow_loopback=True)
        )

        [finding] = await prober.check(every_port_of(listed))

    assert finding.reason is Reason.OK
    prober.close()


async def test_a_port_that_is_not_listed_stops_all_before_anything_is_tried() -> None:
    recorder = Recorder()
    async with listening(recorder) as port:
        prober = prober_for(gateways_with_ports({ONE: (port,)}))

        with pytest.raises(NotListedError):
            await prober.check([Asked(ONE, port), Asked(ONE, 22)])
        await asyncio.sleep(0.1)

    assert recorder.connections == 0
    prober.close()


async def test_whoever_listens_and_fails_ends_no_check(
    closed_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Finding] = []

    def fail(finding: Finding) -> None:
        told.append(finding)
        raise RuntimeError("a secret")

    async with listening(Recorder()) as port:
        prober = prober_for(gateways_with_ports({ONE: (port, closed_port)}))

        findings = await prober.check([Asked(ONE, port), Asked(ONE, closed_port)], fail)

    assert reasons(findings) == [Reason.OK, Reason.REFUSED]
    assert len(told) == 2
    assert caplog.messages == ["a finding was not shown as it came: RuntimeError"]
    prober.close()


async def test_each_probe_of_our_own_is_told_once_however_many_asked() -> None:
    told: list[Finding] = []
    async with listening(Recorder()) as port:
        prober = prober_for(gateways_with_ports({ONE: (port,)}))
        prober.on_probe = told.append

        await asyncio.gather(*(prober.check([Asked(ONE, port)]) for _ in range(20)))

    assert [finding.reason for finding in told] == [Reason.OK]
    prober.close()
