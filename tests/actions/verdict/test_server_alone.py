"""What follows where only our server has looked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from actions.probing.finding import Reason
from actions.verdict.verdict import Cause, Confidence, NextStep
from kb.gateway import Gateway, Gateways
from tests.actions.verdict.combinations import (
    PRIMARY,
    TRADING,
    WEB,
    seen,
)
from tests.actions.verdict.scenes import (
    BROWSER,
    OK,
    SERVER,
    SERVER_DOWN,
    SERVER_OK,
    TIMEOUT,
    found,
    verdict_on,
)


def test_our_server_alone_leaves_the_persons_network_open(europe: Sequence[Gateway]) -> None:
    verdict = verdict_on(europe, *SERVER_OK)

    assert found(verdict) == (Cause.SERVER_SEES_ALL, Confidence.LIKELY)
    assert verdict.next == (NextStep.RUN_COMMAND,)


def test_a_failure_that_only_our_server_saw_may_be_the_brokers(
    europe: Sequence[Gateway],
) -> None:
    verdict = verdict_on(europe, *SERVER_DOWN)

    assert found(verdict) == (Cause.SERVER_SEES_NONE, Confidence.POSSIBLE)
    assert NextStep.RUN_COMMAND in verdict.next


def test_our_network_is_suspected_when_unrelated_hosts_fail_too(europe: Sequence[Gateway]) -> None:
    verdict = verdict_on(europe, *SERVER_DOWN, *seen(SERVER, [WEB], TIMEOUT))

    assert found(verdict) == (Cause.OUR_NETWORK, Confidence.POSSIBLE)


@pytest.mark.parametrize("reason", [Reason.DNS_FAILURE, Reason.UNREACHABLE, Reason.NOT_ALLOWED])
def test_our_network_is_suspected_when_our_server_cannot_even_try(
    europe: Sequence[Gateway], reason: Reason
) -> None:
    assert verdict_on(europe, *seen(SERVER, TRADING, reason)).cause is Cause.OUR_NETWORK


def test_a_primary_that_is_down_beside_its_backup_is_named(europe: Sequence[Gateway]) -> None:
    primary = seen(SERVER, TRADING[:2], Reason.REFUSED)

    verdict = verdict_on(europe, *primary, *seen(SERVER, TRADING[2:], OK))

    assert found(verdict) == (Cause.PRIMARY_DOWN, Confidence.LIKELY)
    assert verdict.targets == ((PRIMARY, 4000), (PRIMARY, 4001))


def test_a_check_that_did_not_finish_is_neither_good_nor_bad(europe: Sequence[Gateway]) -> None:
    unfinished = seen(SERVER, TRADING[1:], Reason.NOT_FINISHED)

    verdict = verdict_on(europe, *seen(SERVER, TRADING[:1], OK), *unfinished)

    assert found(verdict) == (Cause.SERVER_UNDECIDED, Confidence.POSSIBLE)
    assert verdict.next == (NextStep.CHECK_AGAIN, NextStep.RUN_COMMAND)


def test_a_website_that_works_shows_that_our_server_is_the_odd_one_out(
    europe: Sequence[Gateway],
) -> None:
    server = (*SERVER_DOWN, *seen(SERVER, [WEB], TIMEOUT))

    verdict = verdict_on(europe, *server, *seen(BROWSER, [WEB], OK))

    assert found(verdict) == (Cause.OUR_NETWORK, Confidence.LIKELY)


def test_a_website_in_question_that_fails_is_not_hidden_by_gateways_that_do_not(
    gateways: Gateways,
) -> None:
    hong_kong = ("www.interactivebrokers.com.hk", 443)
    rows = gateways.select(hosts=[hong_kong[0], PRIMARY])

    verdict = verdict_on(rows, *SERVER_OK, *seen(SERVER, [hong_kong], TIMEOUT))

    assert verdict.cause is Cause.SERVER_SEES_SOME
    assert verdict.targets == (hong_kong,)
