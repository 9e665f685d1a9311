"""Which wishes for a language are understood, and what only mentions one."""

from __future__ import annotations

import pytest

from kb.language import Language, wished_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("English please", Language.ENGLISH),
        ("auf Deutsch bitte", Language.GERMAN),
        ("please answer in German: how do I log in", Language.GERMAN),
        ("Können wir auf Englisch weitermachen?", Language.ENGLISH),
        ("do you speak English?", Language.ENGLISH),
        ("change the language to German", Language.GERMAN),
        ("meine TWS ist auf Englisch, wo finde ich die Einstellungen", None),
        ("how do I change the TWS menus to German", None),
        ("the German menu is called Datei", None),
        ("Deutsch oder Englisch?", None),
        ("Wie melde ich mich an?", None),
    ],
)
def test_wishes(text: str, language: Language | None) -> None:
    assert wished_language(text) is language
