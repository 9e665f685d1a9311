"""Every combination of what three places may say: one cause each, and nothing said too much."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from actions.verdict.diagnosis import diagnose
from actions.verdict.next_steps import NEXT_STEPS, SIDES
from actions.verdict.sightings import sort_sightings
from actions.verdict.situation import Situation, situation_of
from actions.verdict.verdict import Cause, Confidence, Remark, Side, Verdict
from actions.verdict.verdict_text import explain
from actions.verdict.views import State
from kb.gateway import Gateway, Gateways
from kb.language import Language
from tests.actions.verdict.combinations import EUROPE, WEBSITE, Combination, combinations
from tests.actions.verdict.table import TABLES, write_table

Known = tuple[Combination, Situation, Verdict]
SAYS_OPEN = re.compile(
    r"\b(?:ports? (?:is|are) (?:not blocked|open)|open ports?)\b"
    r"|\bPorts? (?:ist|sind) (?:offen|frei)\b|\boffene[rsn]? Ports?\b"
    r"|\b(?:open|offen|geöffnet|unblocked|freigegeben)\b",
    re.IGNORECASE,
)
OPENS_A_WEBSITE = re.compile(
    r"open any website|websites do not open|they open in|öffnen sie eine|öffnen sich auch", re.I
)
SAYS_PASSED = re.compile(
    r"your computer got through|Ihr Rechner kam[^.]* durch|you get through|Sie kommen durch"
)
BLAMES_FIREWALL = {
    Cause.REJECTED,
    Cause.DROPPED,
    Cause.OFFICE_FIREWALL,
    Cause.ONE_PORT,
    Cause.SOME_HOSTS,
    Cause.HTTP_PROXY,
}
PASSED = {Cause.PATH_OPEN, Cause.WEB_PATH_OPEN, Cause.SERVER_IS_WRONG}


@pytest.fixture(scope="module")
def everything(
    gateways: Gateways, europe: Sequence[Gateway], website: Sequence[Gateway]
) -> list[Known]:
    return [
        *judge(combinations(EUROPE), europe, gateways),
        *judge(combinations(WEBSITE), website, gateways),
    ]


def judge(
    each_combination: Iterable[Combination], rows: Sequence[Gateway], gateways: Gateways
) -> Iterator[Known]:
    for combination in each_combination:
        evidence = combination.evidence
        situation = situation_of(sort_sightings(evidence, rows, gateways), evidence)
        yield combination, situation, diagnose(evidence, rows, gateways)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_the_table_is_the_one_that_was_read(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == write_table(TABLES[path]), (
        "read what changed: python -m tests.actions.verdict.table && git diff"
    )


def test_every_combination_is_explained_in_both_languages(everything: list[Known]) -> None:
    for combination, _, verdict in everything:
        english, german = (explain(verdict, combination.evidence, each) for each in Language)

        assert english != german
        for text in (english, german):
            assert text.startswith("**"), combination
            assert not re.search(r"[{}!]|\bNone\b", text), combination


def test_a_port_is_never_called_open(everything: list[Known]) -> None:
    for combination, _, verdict in everything:
        for language in Language:
            text = OPENS_A_WEBSITE.sub("", explain(verdict, combination.evidence, language))

            assert not SAYS_OPEN.search(text), (combination, text)


def test_a_firewall_is_never_blamed_where_our_server_fails_too(everything: list[Known]) -> None:
    blamed = [
        combination
        for combination, situation, verdict in everything
        if situation.server_there.fails and verdict.cause in BLAMES_FIREWALL
    ]

    assert blamed == []


def test_only_a_computer_that_reached_every_port_has_passed(everything: list[Known]) -> None:
    for combination, situation, verdict in everything:
        texts = [explain(verdict, combination.evidence, language) for language in Language]

        passed = situation.computer.state is State.OK or situation.browser_disagrees

        assert (verdict.cause in PASSED) <= passed, combination
        if not passed:
            assert not any(SAYS_PASSED.search(text) for text in texts), combination


def test_what_came_to_no_result_is_neither_pass_nor_failure(everything: list[Known]) -> None:
    causes = {
        verdict.cause
        for combination, _, verdict in everything
        if combination.computer == "undecided" and combination.server in ("nothing", "undecided")
    }

    assert causes == {Cause.COMPUTER_UNDECIDED}


def test_a_cause_is_certain_only_where_both_sides_found_something(everything: list[Known]) -> None:
    for combination, situation, verdict in everything:
        both = situation.computer.is_known and situation.server_there.is_known

        assert (verdict.confidence is Confidence.CERTAIN) <= both, combination


def test_every_failure_from_the_computer_is_among_the_targets(everything: list[Known]) -> None:
    for combination, situation, verdict in everything:
        if situation.computer.fails:
            failed = {
                (each.host, each.port)
                for each in combination.evidence.observations
                if each.vantage.value == "computer" and each.reason.is_failure
            }

            assert set(verdict.targets) <= failed, combination


def test_whose_side_it_is_on_and_what_to_do_are_known_for_every_cause() -> None:
    assert set(SIDES) == set(NEXT_STEPS) == set(Cause)
    assert all(NEXT_STEPS.values())


def test_remarks_come_in_their_order_and_once(everything: list[Known]) -> None:
    order = list(Remark)
    for _, _, verdict in everything:
        assert list(verdict.remarks) == sorted(set(verdict.remarks), key=order.index)


def test_a_fault_is_the_persons_only_where_their_computer_saw_one(everything: list[Known]) -> None:
    for combination, situation, verdict in everything:
        if SIDES[verdict.cause] is Side.YOURS:
            offline = verdict.cause is Cause.OFFLINE and situation.web.fails

            assert situation.computer.fails or offline, combination
