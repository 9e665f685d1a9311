"""What follows where the computer gets through."""

from __future__ import annotations

from collections.abc import Sequence

from actions.probing.finding import Reason
from actions.verdict.verdict import Cause, Confidence, NextStep, Remark
from kb.gateway import Gateway
from tests.actions.verdict.combinations import (
    TRADING,
    WEB,
    seen,
)
from tests.actions.verdict.scenes import (
    COMPUTER,
    OK,
    SERVER,
    SERVER_DOWN,
    SERVER_OK,
    TIMEOUT,
    TLS_PORTS,
    found,
    verdict_on,
)


def test_a_path_that_both_sides_see_is_certain(europe: Sequence[Gateway]) -> None:
    verdict = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, TRADING, OK))

    assert found(verdict) == (Cause.PATH_OPEN, Confidence.CERTAIN)
    assert Remark.LOAD_BALANCER in verdict.remarks
    assert NextStep.READ_LOAD_BALANCER in verdict.next


def test_a_tool_that_looks_at_tcp_only_is_not_certain(europe: Sequence[Gateway]) -> None:
    verdict = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, TRADING, OK, tool="nc"))

    assert found(verdict) == (Cause.PATH_OPEN, Confidence.LIKELY)
    assert Remark.TCP_ONLY in verdict.remarks


def test_our_server_is_wrong_where_the_computer_gets_through(europe: Sequence[Gateway]) -> None:
    verdict = verdict_on(europe, *SERVER_DOWN, *seen(COMPUTER, TRADING, OK))

    assert found(verdict) == (Cause.SERVER_IS_WRONG, Confidence.CERTAIN)


def test_tcp_alone_does_not_prove_our_servers_view_of_tls_wrong(europe: Sequence[Gateway]) -> None:
    untrusted = seen(SERVER, TLS_PORTS, Reason.CERTIFICATE_UNTRUSTED)

    verdict = verdict_on(europe, *untrusted, *seen(COMPUTER, TLS_PORTS, OK, tool="nc"))

    assert verdict.cause is Cause.SERVER_SEES_NO_TLS


def test_a_website_that_gets_through_says_nothing_about_tws(website: Sequence[Gateway]) -> None:
    verdict = verdict_on(website, *seen(SERVER, [WEB], OK), *seen(COMPUTER, [WEB], OK))

    assert found(verdict) == (Cause.WEB_PATH_OPEN, Confidence.CERTAIN)
    assert Remark.LOAD_BALANCER in verdict.remarks


def test_without_our_server_a_path_is_likely(europe: Sequence[Gateway]) -> None:
    verdict = verdict_on(europe, *seen(COMPUTER, TRADING, OK))

    assert found(verdict) == (Cause.PATH_OPEN, Confidence.LIKELY)
    assert NextStep.CHECK_FROM_SERVER in verdict.next


def test_one_of_the_two_ports_is_not_the_whole_path(europe: Sequence[Gateway]) -> None:
    verdict = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, TLS_PORTS, OK))

    assert found(verdict) == (Cause.PATH_OPEN, Confidence.LIKELY)
    assert Remark.ONE_PORT_UNSEEN in verdict.remarks
    assert NextStep.RUN_COMMAND in verdict.next


def test_443_that_fails_beside_open_tws_ports_is_mentioned(europe: Sequence[Gateway]) -> None:
    computer = (*seen(COMPUTER, TRADING, OK), *seen(COMPUTER, [WEB], TIMEOUT))

    verdict = verdict_on(europe, *SERVER_OK, *computer)

    assert verdict.cause is Cause.PATH_OPEN
    assert Remark.WEB_FAILS in verdict.remarks
