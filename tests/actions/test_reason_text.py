"""Every reason has words, and they never claim more than was seen."""

from __future__ import annotations

import itertools

import pytest

from actions.evidence.observation import Vantage
from actions.probing.finding import Reason
from actions.reason_text import reason_text
from kb.language import Language

OPEN = {Language.ENGLISH: "open", Language.GERMAN: "offen"}
SAME_ON_A_COMPUTER = {Reason.NOT_TRIED, Reason.NOT_ALLOWED}


@pytest.mark.parametrize(("language", "vantage"), itertools.product(Language, Vantage))
def test_every_reason_has_words_of_its_own(language: Language, vantage: Vantage) -> None:
    reasons = set(Reason)
    if vantage is Vantage.COMPUTER:
        reasons -= {Reason.NOT_ALLOWED}  # no command knows it

    texts = {reason_text(reason, language, vantage) for reason in reasons}

    assert len(texts) == len(reasons)
    assert not any(text.endswith((".", "!")) or not text for text in texts)


@pytest.mark.parametrize("language", Language)
def test_the_two_languages_say_different_things(language: Language) -> None:
    other = next(each for each in Language if each is not language)

    for reason, vantage in itertools.product(Reason, Vantage):
        assert reason_text(reason, language, vantage) != reason_text(reason, other, vantage)


@pytest.mark.parametrize("language", Language)
def test_a_browsers_success_is_reachable_and_never_open(language: Language) -> None:
    text = reason_text(Reason.OK, language, Vantage.BROWSER)

    assert OPEN[language] not in text
    assert text in ("reachable", "erreichbar")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", [r for r in Reason if not r.is_finding])
def test_what_came_to_no_result_is_not_called_open(reason: Reason, language: Language) -> None:
    for vantage in Vantage:
        assert OPEN[language] not in reason_text(reason, language, vantage)


@pytest.mark.parametrize(
    ("language", "end"),
    [(Language.ENGLISH, "(issuer: Zscaler Inc.)"), (Language.GERMAN, "(Aussteller: Zscaler Inc.)")],
)
def test_an_untrusted_issuer_is_named(language: Language, end: str) -> None:
    text = reason_text(
        Reason.CERTIFICATE_UNTRUSTED, language, Vantage.COMPUTER, issuer="Zscaler Inc."
    )

    assert text.endswith(end)


def test_the_issuer_of_a_good_certificate_is_not_mentioned() -> None:
    assert reason_text(Reason.OK, Language.ENGLISH, Vantage.SERVER, "DigiCert") == "open"
