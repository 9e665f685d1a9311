"""Which reading of a message counts, and when it asks several things."""

from __future__ import annotations

import pytest

from bot.nlu.intent_model import Prediction
from bot.nlu.readings import Part, choose_reading, find_questions

ASIDES = frozenset({"greet", "thank"})


def said(intent: str, confidence: float) -> Prediction:
    return Prediction((intent, "other"), (confidence, 0.0), (confidence, -1.0), (0.5, 0.1))


def part(text: str, intent: str, confidence: float) -> Part:
    return Part(text, said(intent, confidence))


@pytest.mark.parametrize(
    ("parts", "chosen"),
    [
        ([], 0),
        ([part("Guten Tag.", "greet", 0.99), part("Wie geht das?", "a", 0.7)], 2),
        ([part("Es ist so.", "b", 0.95), part("Wie geht das?", "a", 0.65)], 0),
        ([part("Es ist so.", "b", 0.95), part("Wie geht das?", "a", 0.9)], 2),
        ([part("Es ist so.", "b", 0.95), part("Es war so.", "a", 0.3)], 1),
        ([part("Danke.", "thank", 0.99)], 0),
    ],
)
def test_a_question_counts_where_it_is_surer_than_the_whole(parts: list[Part], chosen: int) -> None:
    assert choose_reading([said("whole", 0.6)], parts, ASIDES) == chosen


def test_the_surer_spelling_of_the_whole_counts() -> None:
    assert choose_reading([said("a", 0.4), said("b", 0.8)], [], ASIDES) == 1


def test_a_spelling_that_tells_something_counts_before_small_talk() -> None:
    assert choose_reading([said("greet", 0.9), said("a", 0.6)], [], ASIDES) == 1
    assert choose_reading([said("greet", 0.9), said("a", 0.4)], [], ASIDES) == 0


@pytest.mark.parametrize(
    ("parts", "questions"),
    [
        ([part("Wie geht A?", "a", 0.9), part("Und wie B?", "b", 0.9)], ["a", "b"]),
        ([part("Wie geht A?", "a", 0.9), part("Und wie A?", "a", 0.9)], []),
        ([part("Wie geht A?", "a", 0.9), part("Und wie B?", "b", 0.4)], []),
        ([part("A geht nicht.", "a", 0.9), part("Wie geht B?", "b", 0.9)], ["a", "b"]),
        ([part("Ich habe seit gestern dieses neue A.", "a", 0.9), part("Wie B?", "b", 0.9)], []),
        ([part("A gesperrt", "a", 0.9), part("B installieren", "b", 0.9)], ["a", "b"]),
        ([part("Hallo!", "greet", 0.9), part("Wie geht B?", "b", 0.9)], []),
    ],
)
def test_several_questions_are_found(parts: list[Part], questions: list[str]) -> None:
    assert find_questions(parts, ASIDES, threshold=0.5) == questions
