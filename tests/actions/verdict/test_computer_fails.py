"""What follows where our server gets through and the computer does not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from actions.probing.finding import Reason
from actions.verdict.verdict import Cause, Confidence, NextStep, Remark
from kb.gateway import Gateway
from tests.actions.verdict.combinations import (
    BACKUP,
    OTHER_ISSUER,
    OUR_ISSUER,
    PRIMARY,
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


@pytest.mark.parametrize(
    ("reason", "cause", "confidence"),
    [
        (Reason.REFUSED, Cause.REJECTED, Confidence.CERTAIN),
        (Reason.TIMEOUT, Cause.DROPPED, Confidence.LIKELY),
        (Reason.NAME_NOT_FOUND, Cause.NAME_SERVER, Confidence.CERTAIN),
        (Reason.DNS_FAILURE, Cause.NAME_SERVER, Confidence.CERTAIN),
        (Reason.NOT_ALLOWED, Cause.NAME_SERVER, Confidence.CERTAIN),
        (Reason.UNREACHABLE, Cause.NO_ROUTE, Confidence.LIKELY),
        (Reason.RESET, Cause.INTERCEPTED, Confidence.LIKELY),
        (Reason.NOT_TLS, Cause.INTERCEPTED, Confidence.LIKELY),
        (Reason.TLS_REFUSED, Cause.INTERCEPTED, Confidence.LIKELY),
        (Reason.TLS_TIMEOUT, Cause.INTERCEPTED, Confidence.LIKELY),
        (Reason.CERTIFICATE_EXPIRED, Cause.CLOCK, Confidence.LIKELY),
        (Reason.CERTIFICATE_WRONG_HOST, Cause.CAPTIVE_PORTAL, Confidence.LIKELY),
        (Reason.CERTIFICATE_UNTRUSTED, Cause.TLS_INSPECTION, Confidence.LIKELY),
        (Reason.FAILED, Cause.UNEXPLAINED, Confidence.LIKELY),
        (Reason.OK, Cause.PATH_OPEN, Confidence.CERTAIN),
        (Reason.NOT_FINISHED, Cause.COMPUTER_UNDECIDED, Confidence.POSSIBLE),
        (Reason.NOT_TRIED, Cause.COMPUTER_UNDECIDED, Confidence.POSSIBLE),
        (Reason.UNKNOWN, Cause.COMPUTER_UNDECIDED, Confidence.POSSIBLE),
    ],
)
def test_each_reason_has_its_cause_where_our_server_gets_through(
    europe: Sequence[Gateway], reason: Reason, cause: Cause, confidence: Confidence
) -> None:
    verdict = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, TRADING, reason))

    assert found(verdict) == (cause, confidence)


@pytest.mark.parametrize("reason", [each for each in Reason if each.is_failure])
def test_without_our_server_the_cause_is_the_same_but_only_possible(
    europe: Sequence[Gateway], reason: Reason
) -> None:
    computer = seen(COMPUTER, TRADING, reason)

    alone, beside = verdict_on(europe, *computer), verdict_on(europe, *SERVER_OK, *computer)

    assert found(alone) == (beside.cause, Confidence.POSSIBLE)
    assert NextStep.CHECK_FROM_SERVER in alone.next
    assert NextStep.CHECK_FROM_SERVER not in beside.next


def test_what_our_server_saw_of_other_ports_does_not_count(europe: Sequence[Gateway]) -> None:
    computer = seen(COMPUTER, [(BACKUP, 4001)], Reason.REFUSED)

    verdict = verdict_on(europe, *seen(SERVER, [(PRIMARY, 4000)], OK), *computer)

    assert found(verdict) == (Cause.REJECTED, Confidence.POSSIBLE)
    assert NextStep.CHECK_FROM_SERVER in verdict.next


def test_web_traffic_without_the_tws_ports_is_a_typical_office_firewall(
    europe: Sequence[Gateway],
) -> None:
    computer = (*seen(COMPUTER, TRADING, TIMEOUT), *seen(COMPUTER, [WEB], OK))

    verdict = verdict_on(europe, *SERVER_OK, *computer)

    assert found(verdict) == (Cause.OFFICE_FIREWALL, Confidence.LIKELY)
    assert verdict.next[0] is NextStep.LETTER_TO_IT
    assert set(verdict.targets) == set(TRADING)


def test_a_page_that_the_browser_reached_also_shows_that_the_web_works(
    europe: Sequence[Gateway],
) -> None:
    browser = seen(BROWSER, [WEB], OK)

    verdict = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, TRADING, TIMEOUT), *browser)

    assert verdict.cause is Cause.OFFICE_FIREWALL


def test_a_computer_that_reaches_nothing_may_be_offline(europe: Sequence[Gateway]) -> None:
    computer = seen(COMPUTER, [*TRADING, WEB], Reason.UNREACHABLE)

    verdict = verdict_on(europe, *SERVER_OK, *computer)

    assert found(verdict) == (Cause.OFFLINE, Confidence.LIKELY)
    assert NextStep.LOG_IN_TO_NETWORK in verdict.next


def test_a_login_page_that_answers_on_443_explains_dropped_ports(
    europe: Sequence[Gateway],
) -> None:
    page = seen(COMPUTER, [WEB], Reason.CERTIFICATE_WRONG_HOST)

    verdict = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, TRADING, TIMEOUT), *page)

    assert verdict.cause is Cause.CAPTIVE_PORTAL


@pytest.mark.parametrize("reason", [Reason.CERTIFICATE_UNTRUSTED, Reason.CERTIFICATE_EXPIRED, OK])
def test_an_issuer_that_our_server_does_not_see_is_tls_inspection(
    europe: Sequence[Gateway], reason: Reason
) -> None:
    server = seen(SERVER, TLS_PORTS, OK, issuer=OUR_ISSUER)
    computer = seen(COMPUTER, TLS_PORTS, reason, issuer=OTHER_ISSUER)

    verdict = verdict_on(europe, *server, *computer)

    assert verdict.cause is Cause.TLS_INSPECTION
    assert verdict.issuer == OTHER_ISSUER


@pytest.mark.parametrize("issuer", [OUR_ISSUER, "digicert, inc", "DigiCer"])
def test_the_same_issuer_unknown_to_the_computer_is_its_list_of_issuers(
    europe: Sequence[Gateway], issuer: str
) -> None:
    server = seen(SERVER, TLS_PORTS, OK, issuer=OUR_ISSUER)
    computer = seen(COMPUTER, TLS_PORTS, Reason.CERTIFICATE_UNTRUSTED, issuer=issuer)

    assert verdict_on(europe, *server, *computer).cause is Cause.CERTIFICATE_STORE


def test_a_certificate_that_both_sides_object_to_was_not_replaced_on_the_way(
    europe: Sequence[Gateway],
) -> None:
    reason = Reason.CERTIFICATE_UNTRUSTED
    server = seen(SERVER, TLS_PORTS, reason, issuer="Broker CA")

    verdict = verdict_on(europe, *server, *seen(COMPUTER, TLS_PORTS, reason, issuer="Broker CA"))

    assert verdict.cause is Cause.GATEWAY_CERTIFICATE


def test_one_expired_certificate_beside_a_good_one_is_not_the_clock(
    europe: Sequence[Gateway],
) -> None:
    computer = seen(COMPUTER, TLS_PORTS, Reason.CERTIFICATE_EXPIRED)

    verdict = verdict_on(europe, *SERVER_OK, *computer, *seen(COMPUTER, [WEB], OK))

    assert verdict.cause is Cause.INTERCEPTED


def test_inspected_web_traffic_is_named_beside_the_cause(europe: Sequence[Gateway]) -> None:
    web = seen(COMPUTER, [WEB], Reason.CERTIFICATE_UNTRUSTED, issuer=OTHER_ISSUER)

    verdict = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, TRADING, TIMEOUT), *web)

    assert verdict.cause is Cause.OFFICE_FIREWALL
    assert Remark.WEB_INSPECTED in verdict.remarks
    assert verdict.issuer == OTHER_ISSUER


def test_one_certificate_tells_more_than_many_ports_without_an_answer(
    europe: Sequence[Gateway],
) -> None:
    untrusted = seen(COMPUTER, TRADING[3:], Reason.CERTIFICATE_UNTRUSTED, issuer=OTHER_ISSUER)

    verdict = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, TRADING[:3], TIMEOUT), *untrusted)

    assert verdict.cause is Cause.TLS_INSPECTION
