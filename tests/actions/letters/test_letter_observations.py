"""What the letter to IT tells of what was seen, from where and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from actions.evidence.observation import Observation, Vantage
from actions.letters.observation_words import REASONS, VANTAGES
from actions.probing.finding import Reason
from kb.gateway import Gateways
from kb.language import Language
from tests.actions.letters.writing import BACKUP, HOST, NOW, letter, one_line, seen


@pytest.mark.parametrize(
    ("language", "nothing"),
    [
        (Language.ENGLISH, "Nothing has been checked yet."),
        (Language.GERMAN, "Bisher ist nichts geprüft."),
    ],
)
def test_without_evidence_it_says_that_nothing_was_checked(
    gateways: Gateways, language: Language, nothing: str
) -> None:
    elsewhere = Observation(Vantage.SERVER, "hdc1.ibllc.com", 4000, Reason.OK, NOW)

    assert nothing in letter(gateways, language)
    assert nothing in letter(gateways, language, elsewhere)
    assert nothing not in letter(gateways, language, seen(Vantage.SERVER, Reason.OK))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("vantage", Vantage)
@pytest.mark.parametrize("reason", [each for each in Reason if each is not Reason.NOT_TRIED])
def test_each_result_stands_with_place_day_and_time(
    gateways: Gateways, language: Language, vantage: Vantage, reason: Reason
) -> None:
    text = letter(gateways, language, seen(vantage, reason))

    day = {Language.ENGLISH: "2026-11-26", Language.GERMAN: "26.11.2026"}[language]
    _, _, told = text.partition(f"\n{VANTAGES[language][vantage]}, {day}:\n")
    assert told.startswith(f"  {HOST}  4001  14:05:09  ")
    is_browsers = vantage is Vantage.BROWSER and reason is Reason.UNKNOWN
    words = REASONS[language][reason]
    assert ("browser" in told.lower()) if is_browsers else (words in one_line(told))


@pytest.mark.parametrize("language", Language)
def test_every_reason_has_words_of_its_own(language: Language) -> None:
    assert set(REASONS[language]) == set(Reason)
    assert len(set(REASONS[language].values())) == len(Reason)


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.ENGLISH, "not checked"), (Language.GERMAN, "nicht geprüft")],
)
def test_what_was_not_seen_is_called_not_checked(
    gateways: Gateways, language: Language, words: str
) -> None:
    text = one_line(letter(gateways, language, seen(Vantage.COMPUTER, Reason.REFUSED)))

    names = VANTAGES[language]
    others = f"{HOST}:4000, {BACKUP}:4000, {BACKUP}:4001"
    assert f"{names[Vantage.SERVER]}: {words}." in text
    assert f"{names[Vantage.BROWSER]}: {words}." in text
    assert f"{names[Vantage.COMPUTER]}, {words}: {others}" in text


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        (Language.ENGLISH, "From my computer, time unknown, with Test-NetConnection:"),
        (Language.GERMAN, "Von meinem Rechner aus, Zeit unbekannt, mit Test-NetConnection:"),
    ],
)
def test_a_pasted_output_may_not_tell_the_time(
    gateways: Gateways, language: Language, heading: str
) -> None:
    pasted = Observation(
        Vantage.COMPUTER, HOST, 4001, Reason.FAILED, None, tool="Test-NetConnection"
    )

    text = letter(gateways, language, pasted)

    assert f"{heading}\n  {HOST}  4001  {REASONS[language][Reason.FAILED]}" in text


def test_times_are_told_in_utc(gateways: Gateways) -> None:
    berlin = NOW.astimezone(timezone(timedelta(hours=1)))
    observation = replace(seen(Vantage.COMPUTER, Reason.OK), seen=berlin)

    assert "14:05:09" in letter(gateways, Language.GERMAN, observation)


@pytest.mark.parametrize(
    ("language", "difference"),
    [
        (Language.ENGLISH, "succeed from the Lotse server, but not from my computer"),
        (Language.GERMAN, "gelingen vom Lotse-Server aus, nicht aber von meinem Rechner"),
    ],
)
def test_a_difference_between_the_places_is_summed_up(
    gateways: Gateways, language: Language, difference: str
) -> None:
    ours, theirs = seen(Vantage.SERVER, Reason.OK), seen(Vantage.COMPUTER, Reason.TIMEOUT)

    assert difference in one_line(letter(gateways, language, ours, theirs))
    assert difference not in one_line(letter(gateways, language, ours))
    assert difference not in one_line(letter(gateways, language, theirs))


@pytest.mark.parametrize("language", Language)
def test_a_proxy_of_the_computer_is_told_only_where_known(
    gateways: Gateways, language: Language
) -> None:
    told = letter(gateways, language, http_proxy=True)

    assert told.count("HTTP") == letter(gateways, language).count("HTTP") + 1
    assert letter(gateways, language, http_proxy=False) == letter(gateways, language)


@pytest.mark.parametrize("language", Language)
def test_a_ping_is_told_as_a_ping(gateways: Gateways, language: Language) -> None:
    text = letter(gateways, language, seen(Vantage.COMPUTER, Reason.OK, port=None))

    words = {
        Language.ENGLISH: "ping  14:05:09  answered",
        Language.GERMAN: "Ping  14:05:09  beantwortet",
    }
    assert f"  {HOST}  {words[language]}, 21 ms\n" in text
