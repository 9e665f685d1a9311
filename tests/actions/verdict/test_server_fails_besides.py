"""What follows where our server misses some of the ports that fail from the computer."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from actions.evidence.observation import Evidence, Observation
from actions.probing.finding import Reason
from actions.verdict.verdict import Cause, Confidence, Remark
from actions.verdict.verdict_text import explain
from kb.gateway import Gateway
from kb.language import Language
from tests.actions.verdict.combinations import BACKUP, TRADING, WEB, seen
from tests.actions.verdict.scenes import (
    BROWSER,
    COMPUTER,
    OK,
    PLAIN_PORTS,
    SERVER,
    SERVER_DOWN,
    TIMEOUT,
    TLS_PORTS,
    found,
    verdict_on,
)

BACKUP_DARK = (
    *seen(SERVER, TRADING[:2], OK),
    *seen(SERVER, TRADING[2:], TIMEOUT),
)
WEB_OK, WEB_DARK = seen(COMPUTER, [WEB], OK), seen(COMPUTER, [WEB], TIMEOUT)


@pytest.mark.parametrize(
    ("computer", "cause"),
    [
        ((*seen(COMPUTER, TRADING, TIMEOUT), *WEB_OK), Cause.OFFICE_FIREWALL),
        ((*seen(COMPUTER, TRADING, TIMEOUT), *WEB_DARK), Cause.OFFLINE),
        (seen(COMPUTER, TRADING, TIMEOUT), Cause.DROPPED),
        (seen(COMPUTER, TRADING, Reason.REFUSED), Cause.REJECTED),
        (seen(COMPUTER, TRADING, Reason.RESET), Cause.INTERCEPTED),
        (seen(COMPUTER, TRADING, Reason.NAME_NOT_FOUND), Cause.NAME_SERVER),
        (
            (*seen(COMPUTER, PLAIN_PORTS, OK), *seen(COMPUTER, TLS_PORTS, TIMEOUT)),
            Cause.ONE_PORT,
        ),
    ],
)
def test_the_ports_that_our_server_reaches_decide(
    europe: Sequence[Gateway], computer: tuple[Observation, ...], cause: Cause
) -> None:
    verdict = verdict_on(europe, *BACKUP_DARK, *computer)

    assert verdict.cause is cause
    assert all(host != BACKUP for host, _ in verdict.targets)
    assert {host for host, _ in verdict.others} == {BACKUP}
    assert set(verdict.remarks) & {Remark.OTHERS_FAIL, Remark.OTHERS_FAIL_TOO}


def test_what_fails_on_both_sides_is_named_beside_the_cause(europe: Sequence[Gateway]) -> None:
    observations = (*BACKUP_DARK, *seen(COMPUTER, TRADING, TIMEOUT), *WEB_OK)

    verdict = verdict_on(europe, *observations)

    english = explain(verdict, Evidence(observations), Language.ENGLISH)
    german = explain(verdict, Evidence(observations), Language.GERMAN)
    assert "our server does not reach `zdc1_hb1.ibllc.com` 4000, 4001 either." in english
    assert "erreicht auch unser Server `zdc1_hb1.ibllc.com` 4000, 4001 nicht." in german


def test_what_fails_only_for_our_server_is_named_without_either(
    europe: Sequence[Gateway],
) -> None:
    computer = (*seen(COMPUTER, TRADING[:2], TIMEOUT), *seen(COMPUTER, TRADING[2:], OK))

    verdict = verdict_on(europe, *BACKUP_DARK, *computer)

    assert verdict.cause is Cause.SOME_HOSTS
    assert Remark.OTHERS_FAIL in verdict.remarks
    assert Remark.OTHERS_FAIL_TOO not in verdict.remarks


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        (TIMEOUT, Cause.OFFLINE),
        (Reason.UNREACHABLE, Cause.OFFLINE),
        (Reason.NAME_NOT_FOUND, Cause.NAME_SERVER),
    ],
)
def test_a_computer_that_is_cut_off_comes_before_a_broker_that_fails(
    europe: Sequence[Gateway], reason: Reason, cause: Cause
) -> None:
    server = (*SERVER_DOWN, *seen(SERVER, [WEB], OK))

    verdict = verdict_on(europe, *server, *seen(COMPUTER, [*TRADING, WEB], reason))

    assert found(verdict) == (cause, Confidence.LIKELY)
    assert Remark.OTHERS_FAIL_TOO in verdict.remarks


def test_a_computer_that_is_cut_off_is_no_witness_where_our_server_reached_nothing(
    europe: Sequence[Gateway],
) -> None:
    verdict = verdict_on(europe, *SERVER_DOWN, *seen(COMPUTER, [*TRADING, WEB], TIMEOUT))

    assert verdict.cause is Cause.BOTH_FAIL_DIFFERENTLY


def test_a_browser_that_gets_out_shows_that_the_computer_is_not_offline(
    europe: Sequence[Gateway],
) -> None:
    server = (*SERVER_DOWN, *seen(SERVER, [WEB], OK))
    computer = (*seen(COMPUTER, [*TRADING, WEB], TIMEOUT), *seen(BROWSER, [WEB], OK))

    assert verdict_on(europe, *server, *computer).cause is not Cause.OFFLINE


def test_a_contradiction_counts_even_at_a_port_that_our_server_misses(
    europe: Sequence[Gateway],
) -> None:
    computer = (
        *seen(COMPUTER, TRADING[:2], TIMEOUT),
        *seen(COMPUTER, TRADING[2:3], Reason.NAME_NOT_FOUND),
        *seen(COMPUTER, TRADING[3:], OK),
    )

    assert verdict_on(europe, *BACKUP_DARK, *computer).cause is Cause.CONTRADICTORY
