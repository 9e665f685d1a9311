"""What follows where some ports fail from the computer, or fail on both sides."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from actions.probing.finding import Reason
from actions.verdict.verdict import Cause, Confidence, NextStep, Remark
from kb.gateway import Gateway
from tests.actions.verdict.combinations import (
    TRADING,
    seen,
)
from tests.actions.verdict.scenes import (
    COMPUTER,
    OK,
    PLAIN_PORTS,
    SERVER,
    SERVER_DOWN,
    SERVER_OK,
    TIMEOUT,
    TLS_PORTS,
    found,
    verdict_on,
)


@pytest.mark.parametrize(("good", "bad"), [(PLAIN_PORTS, TLS_PORTS), (TLS_PORTS, PLAIN_PORTS)])
def test_one_of_the_two_ports_is_named(
    europe: Sequence[Gateway], good: list[tuple[str, int]], bad: list[tuple[str, int]]
) -> None:
    computer = (*seen(COMPUTER, good, OK), *seen(COMPUTER, bad, TIMEOUT))

    verdict = verdict_on(europe, *SERVER_OK, *computer)

    assert found(verdict) == (Cause.ONE_PORT, Confidence.LIKELY)
    assert list(verdict.targets) == bad


def test_backup_names_alone_point_to_the_underscore(europe: Sequence[Gateway]) -> None:
    names = seen(COMPUTER, TRADING[2:], Reason.NAME_NOT_FOUND)

    verdict = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, TRADING[:2], OK), *names)

    assert found(verdict) == (Cause.BACKUP_NAMES, Confidence.LIKELY)
    assert NextStep.FIX_NAME_SERVER in verdict.next


def test_a_rule_that_lists_only_some_hosts_is_suspected(europe: Sequence[Gateway]) -> None:
    backup = seen(COMPUTER, TRADING[2:], TIMEOUT)

    verdict = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, TRADING[:2], OK), *backup)

    assert found(verdict) == (Cause.SOME_HOSTS, Confidence.LIKELY)
    assert Remark.HYPHEN_SPELLING in verdict.remarks


def test_a_host_that_has_a_name_and_has_none_is_a_contradiction(europe: Sequence[Gateway]) -> None:
    name = seen(COMPUTER, TRADING[1:2], Reason.NAME_NOT_FOUND)

    verdict = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, TRADING[:1], OK), *name)

    assert verdict.cause is Cause.CONTRADICTORY


def test_the_same_failure_on_both_sides_is_the_brokers(europe: Sequence[Gateway]) -> None:
    verdict = verdict_on(europe, *SERVER_DOWN, *seen(COMPUTER, TRADING, TIMEOUT))

    assert found(verdict) == (Cause.BOTH_FAIL_ALIKE, Confidence.LIKELY)


def test_different_failures_are_not_decided(europe: Sequence[Gateway]) -> None:
    verdict = verdict_on(europe, *SERVER_DOWN, *seen(COMPUTER, TRADING, Reason.REFUSED))

    assert found(verdict) == (Cause.BOTH_FAIL_DIFFERENTLY, Confidence.POSSIBLE)


def test_a_primary_that_is_down_for_both_sides_is_named(europe: Sequence[Gateway]) -> None:
    down = [
        (*seen(place, TRADING[:2], TIMEOUT), *seen(place, TRADING[2:], OK))
        for place in (SERVER, COMPUTER)
    ]

    assert verdict_on(europe, *down[0], *down[1]).cause is Cause.PRIMARY_DOWN
