"""What follows from proxies."""

from __future__ import annotations

from collections.abc import Sequence

from actions.verdict.verdict import Cause, Confidence, NextStep, Remark
from kb.gateway import Gateway
from tests.actions.verdict.combinations import (
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
    TLS_PORTS,
    found,
    verdict_on,
)


def test_a_computer_with_an_http_proxy_and_no_path_needs_a_direct_one(
    europe: Sequence[Gateway],
) -> None:
    computer = seen(COMPUTER, TRADING, TIMEOUT)

    verdict = verdict_on(europe, *SERVER_OK, *computer, http_proxy=True)

    assert found(verdict) == (Cause.HTTP_PROXY, Confidence.LIKELY)
    assert NextStep.READ_PROXY in verdict.next


def test_a_browser_that_gets_out_where_nothing_else_does_goes_by_a_proxy(
    europe: Sequence[Gateway],
) -> None:
    computer = seen(COMPUTER, [*TRADING, WEB], TIMEOUT)

    verdict = verdict_on(europe, *SERVER_OK, *computer, *seen(BROWSER, [WEB], OK))

    assert verdict.cause is Cause.HTTP_PROXY


def test_curl_through_a_proxy_did_not_see_the_gateway(europe: Sequence[Gateway]) -> None:
    curl = seen(COMPUTER, TLS_PORTS, OK, tool="curl (proxy)")

    verdict = verdict_on(europe, *SERVER_OK, *curl)

    assert found(verdict) == (Cause.SEEN_THROUGH_PROXY, Confidence.POSSIBLE)


def test_a_website_behind_a_proxy_is_no_fault_of_the_website(website: Sequence[Gateway]) -> None:
    server, computer = seen(SERVER, [WEB], OK), seen(COMPUTER, [WEB], TIMEOUT)

    verdict = verdict_on(website, *server, *computer, http_proxy=True)

    assert verdict.cause is Cause.WEB_ONLY_BY_PROXY
    assert NextStep.CHECK_BROWSER in verdict.next


def test_an_http_proxy_is_worth_a_remark_even_where_tws_gets_through(
    europe: Sequence[Gateway],
) -> None:
    computer = seen(COMPUTER, TRADING, OK)

    verdict = verdict_on(europe, *SERVER_OK, *computer, http_proxy=True)

    assert verdict.cause is Cause.PATH_OPEN
    assert Remark.HTTP_PROXY in verdict.remarks
