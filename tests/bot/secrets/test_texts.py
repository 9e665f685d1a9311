"""What people are told when something was taken out."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot.secrets.kinds import Kind
from bot.secrets.redaction import redact
from bot.secrets.texts import WARNINGS, warning_for
from kb.language import Language


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_named(language: Language, kind: Kind) -> None:
    assert WARNINGS[language].names[kind] in warning_for([kind], language)


@pytest.mark.parametrize("language", Language)
def test_nothing_is_said_of_nothing(language: Language) -> None:
    assert warning_for([], language) == ""


def test_several_kinds_are_listed_once_each() -> None:
    kinds = [Kind.PIN, Kind.CODE, Kind.PIN, Kind.ACCOUNT]

    assert "a PIN, a code and an account number from" in warning_for(kinds, Language.ENGLISH)
    assert "eine PIN, einen Code und eine Kontonummer aus" in warning_for(kinds, Language.GERMAN)


def test_a_code_is_answered_by_a_new_code_and_a_pin_by_a_change() -> None:
    warning = warning_for([Kind.CODE, Kind.PIN], Language.ENGLISH)

    assert "take a new one" in warning
    assert "your PIN, change it" in warning
    assert "call your broker" in warning


@pytest.mark.parametrize("language", Language)
def test_a_phone_number_is_no_reason_to_call_the_broker(language: Language) -> None:
    assert "Broker" not in warning_for([Kind.PHONE], language).title()


@pytest.mark.parametrize("language", Language)
def test_a_warning_holds_no_secret_itself_and_is_short(language: Language) -> None:
    for kinds in combinations(Kind, 3):
        warning = warning_for(kinds, language)

        assert redact(warning).kinds == ()
        assert len(warning) < 700
