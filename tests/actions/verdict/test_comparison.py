"""What the website that is only there for comparison may change, and what not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from actions.evidence.observation import Evidence, Vantage
from actions.probing.finding import Reason
from actions.verdict.diagnosis import diagnose
from actions.verdict.next_steps import SIDES
from actions.verdict.verdict import Cause, Confidence, NextStep, Remark, Side
from actions.verdict.verdict_text import explain
from kb.gateway import Gateway, Gateways
from kb.language import Language
from tests.actions.verdict.combinations import EUROPE, TRADING, WEB, Combination, combinations, seen
from tests.actions.verdict.scenes import (
    COMPUTER,
    OK,
    SERVER,
    SERVER_DOWN,
    SERVER_OK,
    TIMEOUT,
    found,
    verdict_on,
)

TOLD_BY_COMPARISON = {
    Cause.OUR_NETWORK,
    Cause.OFFLINE,
    Cause.NAME_SERVER,  # of a computer that is cut off
    Cause.SERVER_SEES_ONLY_WEB,
}
SOME = [each for each in combinations(EUROPE) if each.proxy == "unknown"]


def without_our_comparison(combination: Combination) -> Evidence:
    evidence = combination.evidence
    kept = [
        each
        for each in evidence.observations
        if not (each.vantage is Vantage.SERVER and (each.host, each.port) == WEB)
    ]
    return replace(evidence, observations=tuple(kept))


def test_it_makes_no_difference_whether_the_comparison_is_among_the_rows(
    gateways: Gateways, europe: Sequence[Gateway], website: Sequence[Gateway]
) -> None:
    for combination in SOME:
        evidence = combination.evidence

        with_row = diagnose(evidence, [*website, *europe], gateways)

        assert with_row == diagnose(evidence, europe, gateways), combination


def test_what_our_server_sees_of_the_comparison_changes_few_verdicts(
    gateways: Gateways, europe: Sequence[Gateway]
) -> None:
    for combination in SOME:
        with_it = diagnose(combination.evidence, europe, gateways)
        without = diagnose(without_our_comparison(combination), europe, gateways)

        may_differ = with_it.cause in TOLD_BY_COMPARISON
        is_both = {with_it.cause, without.cause} == {
            Cause.BOTH_FAIL_ALIKE,
            Cause.BOTH_FAIL_DIFFERENTLY,
        }
        assert may_differ or is_both or with_it.cause is without.cause, combination


def test_a_computer_that_saw_no_port_of_tws_is_asked_to_look(
    gateways: Gateways, europe: Sequence[Gateway]
) -> None:
    for combination in SOME:
        if combination.computer in ("nothing", "undecided"):
            verdict = diagnose(combination.evidence, europe, gateways)

            assert NextStep.RUN_COMMAND in verdict.next, combination


def test_the_web_alone_makes_no_fault_of_the_persons_but_being_offline(
    gateways: Gateways, europe: Sequence[Gateway]
) -> None:
    for combination in SOME:
        if combination.computer == "nothing":
            verdict = diagnose(combination.evidence, europe, gateways)

            offline = (verdict.cause, verdict.confidence) == (Cause.OFFLINE, Confidence.POSSIBLE)
            assert offline or SIDES[verdict.cause] is not Side.YOURS, combination


def test_a_website_that_our_server_reaches_makes_no_some_of_a_none(
    europe: Sequence[Gateway], website: Sequence[Gateway]
) -> None:
    server = (*SERVER_DOWN, *seen(SERVER, [WEB], OK))

    verdict = verdict_on([*website, *europe], *server)

    assert found(verdict) == (Cause.SERVER_SEES_ONLY_WEB, Confidence.LIKELY)
    assert verdict.targets == TRADING
    assert NextStep.RUN_COMMAND in verdict.next
    english = explain(verdict, Evidence(server), Language.ENGLISH)
    assert "our server reaches the broker's website but not these ports" in english
    assert "`www.interactivebrokers.com` 443 – reached" in english


def test_a_website_that_our_server_misses_makes_no_some_of_an_all(
    europe: Sequence[Gateway], website: Sequence[Gateway]
) -> None:
    server = (*SERVER_OK, *seen(SERVER, [WEB], TIMEOUT))

    verdict = verdict_on([*website, *europe], *server)

    assert verdict.cause is Cause.SERVER_SEES_ALL
    assert verdict.remarks == (Remark.OTHERS_FAIL,)
    german = explain(verdict, Evidence(server), Language.GERMAN)
    assert "Außerdem erreicht unser Server `www.interactivebrokers.com` 443 nicht." in german


@pytest.mark.parametrize("reason", [each for each in Reason if each.is_failure])
def test_a_comparison_from_the_computer_says_nothing_of_ports_it_did_not_try(
    gateways: Gateways, website: Sequence[Gateway], reason: Reason
) -> None:
    hong_kong = gateways.select(hosts=["hdc1.ibllc.com", "hdc1_hb1.ibllc.com"])
    ports = [(row.host, port) for row in hong_kong for port in row.ports]
    web = seen(COMPUTER, [WEB], reason)

    verdict = verdict_on([*website, *hong_kong], *seen(SERVER, ports, OK), *web)

    assert verdict.cause in (Cause.OFFLINE, Cause.SERVER_SEES_ALL, Cause.WEB_WORKS)
    assert verdict.confidence is not Confidence.CERTAIN
    assert NextStep.RUN_COMMAND in verdict.next


def test_a_website_asked_about_itself_is_judged_by_what_was_seen_of_it(
    website: Sequence[Gateway],
) -> None:
    verdict = verdict_on(website, *seen(SERVER, [WEB], OK), *seen(COMPUTER, [WEB], TIMEOUT))

    assert found(verdict) == (Cause.DROPPED, Confidence.LIKELY)


def test_the_note_on_china_stays_beside_the_comparison(
    gateways: Gateways, website: Sequence[Gateway]
) -> None:
    rows = gateways.select(["china"], ["tws"])
    ports = [(row.host, port) for row in rows for port in row.ports]

    verdict = verdict_on([*website, *rows], *seen(SERVER, ports, OK))

    assert Remark.CHINA in verdict.remarks
