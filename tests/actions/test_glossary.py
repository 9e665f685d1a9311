"""What the words of a check mean, to those who ask for just that."""

from __future__ import annotations

import pytest

from actions.glossary import explain_term
from kb.language import Language
from tests.actions.typed_turns import pressed_turn, typed


def told(text: str, language: Language = Language.ENGLISH) -> str:
    reply = explain_term(typed(text, "out_of_scope", language))
    return reply.text if reply else ""


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("what does refused mean", "**Refused**"),
        ("What is a firewall?", "**firewall**"),
        ("what does 'timed out' mean?", "**No answer**"),
        ("what is the backup server", "**backup**"),
        ("what is a gateway", "**gateway**"),
        ("explain the result code", "**result code**"),
        ("what is TLS inspection", "**TLS inspection**"),
    ],
)
def test_a_word_is_explained_in_english(text: str, term: str) -> None:
    assert term in told(text)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("was bedeutet abgelehnt?", "**Abgelehnt**"),
        ("was heißt „abgewiesen“", "**Abgelehnt**"),
        ("was ist eigentlich eine Firewall?", "**Firewall**"),
        ("was bedeutet Zeitüberschreitung", "**Keine Antwort**"),
        ("was ist ein ersatzserver", "**Ersatzserver**"),
        ("Was ist der Ergebniscode?", "**Ergebniscode**"),
    ],
)
def test_a_word_is_explained_in_german(text: str, term: str) -> None:
    assert term in told(text, Language.GERMAN)


@pytest.mark.parametrize(
    "text",
    [
        "what must my firewall allow",
        "what is the Zurich gateway",
        "what is IB Gateway",
        "refused",
        "what does the firewall of our company have to let through for TWS to work at all",
        "what is " + "the " * 200 + "firewall",
    ],
)
def test_what_asks_for_more_is_no_question_for_a_word(text: str) -> None:
    assert told(text) == ""


def test_a_pressed_button_asks_for_no_word() -> None:
    assert explain_term(pressed_turn()) is None
