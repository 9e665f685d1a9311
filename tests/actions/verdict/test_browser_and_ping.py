"""What browsers and pings tell, which is little."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from actions.probing.finding import Reason
from actions.verdict.verdict import Cause, Confidence, NextStep, Remark
from kb.gateway import Gateway, Gateways
from tests.actions.verdict.combinations import (
    WEB,
    seen,
)
from tests.actions.verdict.scenes import (
    BROWSER,
    COMPUTER,
    OK,
    PING,
    SERVER,
    SERVER_OK,
    TIMEOUT,
    found,
    verdict_on,
)


def test_a_browser_says_nothing_about_the_ports_of_tws(europe: Sequence[Gateway]) -> None:
    verdict = verdict_on(europe, *SERVER_OK, *seen(BROWSER, [WEB], OK))

    assert found(verdict) == (Cause.WEB_WORKS, Confidence.POSSIBLE)
    assert verdict.next == (NextStep.RUN_COMMAND,)


def test_a_browser_never_reports_a_failure(website: Sequence[Gateway]) -> None:
    verdict = verdict_on(website, *seen(SERVER, [WEB], OK), *seen(BROWSER, [WEB], TIMEOUT))

    assert verdict.cause is Cause.SERVER_SEES_ALL


def test_a_browser_that_reached_the_website_is_enough_for_the_website(
    website: Sequence[Gateway],
) -> None:
    verdict = verdict_on(website, *seen(SERVER, [WEB], OK), *seen(BROWSER, [WEB], OK))

    assert found(verdict) == (Cause.WEB_REACHED, Confidence.LIKELY)


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        (OK, Cause.PING_ANSWERED),
        (TIMEOUT, Cause.PING_UNANSWERED),
        (Reason.FAILED, Cause.PING_UNANSWERED),
        (Reason.UNREACHABLE, Cause.PING_UNANSWERED),
        (Reason.NAME_NOT_FOUND, Cause.NAME_SERVER),
    ],
)
def test_a_ping_decides_nothing_but_a_missing_name(
    europe: Sequence[Gateway], reason: Reason, cause: Cause
) -> None:
    verdict = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, PING, reason, tool="ping"))

    assert verdict.cause is cause


def test_hosts_that_never_answer_ping_are_mentioned(gateways: Gateways) -> None:
    host = "www.interactivebrokers.co.jp"
    rows = gateways.select(hosts=[host])

    verdict = verdict_on(rows, *seen(COMPUTER, [(host, None)], TIMEOUT))

    assert verdict.cause is Cause.PING_UNANSWERED
    assert Remark.NO_PING in verdict.remarks


def test_a_browser_that_reached_the_website_proves_our_server_wrong(
    website: Sequence[Gateway],
) -> None:
    verdict = verdict_on(website, *seen(SERVER, [WEB], TIMEOUT), *seen(BROWSER, [WEB], OK))

    assert found(verdict) == (Cause.SERVER_IS_WRONG, Confidence.LIKELY)


def test_a_browser_that_reached_what_both_others_did_not_goes_by_a_proxy(
    website: Sequence[Gateway],
) -> None:
    failures = (*seen(SERVER, [WEB], TIMEOUT), *seen(COMPUTER, [WEB], TIMEOUT))

    verdict = verdict_on(website, *failures, *seen(BROWSER, [WEB], OK))

    assert found(verdict) == (Cause.WEB_ONLY_BY_PROXY, Confidence.POSSIBLE)
