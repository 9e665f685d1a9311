"""Which evidence counts, what lowers confidence, and what is remarked beside the cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from actions.probing.finding import Reason
from actions.verdict.verdict import Cause, Confidence, NextStep, Remark
from kb.gateway import Gateway, Gateways
from tests.actions.verdict.combinations import (
    NOON,
    TRADING,
    WEB,
    seen,
)
from tests.actions.verdict.scenes import (
    BROWSER,
    COMPUTER,
    OK,
    SERVER,
    SERVER_OK,
    TIMEOUT,
    found,
    verdict_on,
)


def test_nothing_seen_is_not_decided(europe: Sequence[Gateway]) -> None:
    verdict = verdict_on(europe)

    assert found(verdict) == (Cause.NOTHING_KNOWN, Confidence.POSSIBLE)
    assert set(verdict.next) == {NextStep.CHECK_FROM_SERVER, NextStep.RUN_COMMAND}


def test_without_rows_the_verdict_is_on_all_that_was_seen() -> None:
    verdict = verdict_on((), *SERVER_OK, *seen(COMPUTER, TRADING, TIMEOUT))

    assert verdict.cause is Cause.DROPPED


def test_hosts_that_are_not_in_question_do_not_count(
    gateways: Gateways, europe: Sequence[Gateway]
) -> None:
    new_york = seen(COMPUTER, [("ndc1.ibllc.com", 4001)], Reason.REFUSED)

    assert verdict_on(europe, *SERVER_OK, *new_york).cause is Cause.SERVER_SEES_ALL


def test_sides_that_looked_far_apart_are_never_certain(europe: Sequence[Gateway]) -> None:
    later = NOON + timedelta(minutes=31)

    verdict = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, TRADING, OK, seen=later))

    assert found(verdict) == (Cause.PATH_OPEN, Confidence.LIKELY)
    assert Remark.FAR_APART in verdict.remarks


def test_a_half_finished_look_is_never_certain(europe: Sequence[Gateway]) -> None:
    refused = seen(COMPUTER, TRADING[:3], Reason.REFUSED)

    verdict = verdict_on(
        europe, *SERVER_OK, *refused, *seen(COMPUTER, TRADING[3:], Reason.NOT_FINISHED)
    )

    assert found(verdict) == (Cause.REJECTED, Confidence.LIKELY)


def test_what_our_server_fails_at_besides_is_mentioned(europe: Sequence[Gateway]) -> None:
    server = (*seen(SERVER, TRADING[:2], TIMEOUT), *seen(SERVER, TRADING[2:], OK))
    computer = (*seen(COMPUTER, TRADING[:2], OK), *seen(COMPUTER, TRADING[2:], Reason.REFUSED))

    verdict = verdict_on(europe, *server, *computer)

    assert verdict.cause is Cause.SOME_HOSTS
    assert Remark.OTHERS_FAIL in verdict.remarks


@pytest.mark.parametrize(("place", "expected"), [("china", True), ("europe", False)])
def test_the_gateways_in_china_say_whom_they_are_for(
    gateways: Gateways, place: str, expected: bool
) -> None:
    rows = gateways.select([place], ["tws"])
    ports = [(row.host, port) for row in rows for port in row.ports]

    verdict = verdict_on(rows, *seen(SERVER, ports, OK))

    assert (Remark.CHINA in verdict.remarks) is expected


def test_the_order_of_what_was_seen_changes_no_verdict(europe: Sequence[Gateway]) -> None:
    observations = (*SERVER_OK, *seen(COMPUTER, TRADING[:3], TIMEOUT), *seen(BROWSER, [WEB], OK))

    backwards = verdict_on(europe, *reversed(observations))

    assert replace(backwards, targets=(), considered=()) == replace(
        verdict_on(europe, *observations), targets=(), considered=()
    )
