"""Which words are repaired, and which are left alone."""

from __future__ import annotations

import pytest

from bot.nlu.spelling import Vocabulary

VOCABULARY = Vocabulary.learn(
    ["Sicherheitskarte anmelden", "Karte", "install the API", "Zürich gateway", "Einstellungen"]
)


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("sicherheitskrate", "sicherheitskarte"),
        ("Sicherheitskarrte annmelden", "sicherheitskarte anmelden"),
        ("instal", "install"),
        ("zürch", "zürich"),
        ("Einstelungen", "einstellungen"),
    ],
)
def test_a_word_near_a_known_one_is_repaired(typed: str, repaired: str) -> None:
    assert VOCABULARY.repair(typed) == repaired


@pytest.mark.parametrize(
    "text", ["Karte", "KARTE", "4001", "ndc1.ibllc.com", "krt", "Regenschirm", "U1234567", "", "?"]
)
def test_everything_else_is_left_alone(text: str) -> None:
    assert VOCABULARY.repair(text) == text
