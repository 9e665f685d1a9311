"""What the answer to "are you sure?" says: how sure, why, and what would make it more certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest

from actions.evidence.observation import Observation
from actions.probing.finding import Reason
from actions.verdict.verdict import Cause, Confidence, Ground, Verdict
from actions.verdict.verdict_text import explain_confidence
from kb.gateway import Gateway
from kb.language import Language
from tests.actions.verdict.combinations import NOON, TRADING, WEB, seen
from tests.actions.verdict.scenes import (
    BROWSER,
    COMPUTER,
    OK,
    PING,
    SERVER,
    SERVER_DOWN,
    SERVER_OK,
    TIMEOUT,
    TLS_PORTS,
    verdict_on,
)

LATER = NOON + timedelta(hours=1)
HALF = (*seen(COMPUTER, TRADING[:3], TIMEOUT), *seen(COMPUTER, TRADING[3:], Reason.NOT_FINISHED))
NAMES = (*seen(COMPUTER, TRADING[:1], OK), *seen(COMPUTER, TRADING[1:2], Reason.NAME_NOT_FOUND))


@pytest.mark.parametrize(
    ("observations", "ground"),
    [
        ((), Ground.NOTHING_SEEN),
        ((*SERVER_OK, *seen(COMPUTER, PING, TIMEOUT)), Ground.ONLY_PING),
        ((*SERVER_OK, *seen(COMPUTER, TLS_PORTS, OK, tool="curl (proxy)")), Ground.PROXY_BETWEEN),
        ((*SERVER_OK, *NAMES), Ground.CONTRADICTION),
        ((*SERVER_DOWN, *seen(COMPUTER, TRADING, Reason.REFUSED)), Ground.UNLIKE_FAILURES),
        (SERVER_OK, Ground.ONLY_SERVER),
        (SERVER_DOWN, Ground.ONLY_SERVER),
        ((*SERVER_OK, *seen(COMPUTER, [WEB], TIMEOUT)), Ground.ONLY_WEB),
        ((*SERVER_OK, *seen(BROWSER, [WEB], OK)), Ground.ONLY_WEB),
        (seen(COMPUTER, TRADING, TIMEOUT), Ground.ONLY_COMPUTER),
        ((*SERVER_OK, *HALF), Ground.UNFINISHED),
        (seen(SERVER, TRADING, Reason.NOT_FINISHED), Ground.UNFINISHED),
        ((*SERVER_OK, *seen(COMPUTER, TRADING, OK, seen=LATER)), Ground.FAR_APART),
        ((*SERVER_OK, *seen(COMPUTER, TRADING, OK, tool="nc")), Ground.ONLY_TCP),
        ((*SERVER_OK, *seen(COMPUTER, TLS_PORTS, OK)), Ground.ONE_PORT),
        ((*SERVER_OK, *seen(COMPUTER, TRADING, Reason.FAILED)), Ground.NO_REASON),
        ((*SERVER_OK, *seen(COMPUTER, TRADING, TIMEOUT)), Ground.SEVERAL_EXPLANATIONS),
        ((*SERVER_OK, *seen(COMPUTER, TRADING, OK)), Ground.BOTH_SEEN),
    ],
)
def test_the_ground_is_what_most_decides_how_sure_it_is(
    europe: Sequence[Gateway], observations: tuple[Observation, ...], ground: Ground
) -> None:
    assert verdict_on(europe, *observations).ground is ground


def test_a_website_that_only_the_browser_reached_has_that_for_its_ground(
    website: Sequence[Gateway],
) -> None:
    verdict = verdict_on(website, *seen(SERVER, [WEB], OK), *seen(BROWSER, [WEB], OK))

    assert verdict.ground is Ground.ONLY_BROWSER


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("ground", Ground)
def test_every_ground_is_told_in_at_most_two_sentences(ground: Ground, language: Language) -> None:
    verdict = Verdict(Cause.DROPPED, Confidence.LIKELY, (), None, (), (), ground=ground)

    text = explain_confidence(verdict, language)

    assert text.endswith(".")
    assert text.count(". ") <= 1
    assert not re.search(r"[{}!]|\b(?:open|offen)\b", text)


def test_the_answer_begins_with_how_sure_it_is(europe: Sequence[Gateway]) -> None:
    certain = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, TRADING, OK))
    likely = verdict_on(europe, *SERVER_OK, *seen(COMPUTER, TRADING, TIMEOUT))
    possible = verdict_on(europe, *seen(COMPUTER, TRADING, TIMEOUT))

    english = [explain_confidence(each, Language.ENGLISH) for each in (certain, likely, possible)]
    german = [explain_confidence(each, Language.GERMAN) for each in (certain, likely, possible)]

    assert [text.split(",")[0] for text in english] == ["Yes", "Fairly sure", "No"]
    assert [text.split(",")[0] for text in german] == ["Ja", "Ziemlich", "Nein"]
