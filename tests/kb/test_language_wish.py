"""Which wishes for a language are understood, and what only mentions one."""

from __future__ import annotations

import pytest

from kb.language import Language
from kb.language_wish import wished_language, without_wish


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


@pytest.mark.parametrize(
    "text",
    [
        "Wie schalte ich die TWS auf Englisch um?",
        "Please help, my TWS comes up in German.",
        "My boss speaks German, can he use the card too?",
        "Can I write German umlauts in my user name?",
        "I write from a German IP address, my IP restriction does not work yet",
        "I prefer the German gateway in Zurich",
        "Please do not answer in German",
        'Die Meldung "Please continue in English" erscheint, was tun?',
        "Danke!\n> Please answer in English",
        "Why do you answer in German?",
    ],
)
def test_what_only_mentions_a_language_is_no_wish(text: str) -> None:
    assert wished_language(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I don't speak German", Language.ENGLISH),
        ("Ich spreche kein Englisch", Language.GERMAN),
        ("can you speak German? no, English please", Language.ENGLISH),
    ],
)
def test_a_language_that_is_refused_is_a_wish_for_the_other(text: str, language: Language) -> None:
    assert wished_language(text) is language


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("please answer in German: how do I log in", "how do I log in"),
        ("Sprich Deutsch mit mir. How do I share a device?", "How do I share a device?"),
        ("How do I log in?", "How do I log in?"),
        ("English please", ""),
    ],
)
def test_a_wish_is_taken_out_of_the_text(text: str, rest: str) -> None:
    assert without_wish(text) == rest
