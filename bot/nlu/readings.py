"""Decide what a message is about, by what it says as a whole and in parts; no Rasa in here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from bot.nlu.intent_model import Prediction
from bot.nlu.questions import asks, complains

LEAD = 0.1  # by which a part must be surer than the whole: a story's sentences mislead
TELLING = 0.5  # confidence from which one spelling counts before another that tells nothing
TERSE_WORDS = 5  # of both parts, which are topics then: "card locked + api install windows"
PAIR = 2  # of two parts, trouble counts as asking: "the file won't open. And how do I …?"


@dataclass(frozen=True)
class Part:
    """A sentence or question of a message, and what it is taken for."""

    text: str
    prediction: Prediction

    @property
    def intent(self) -> str:
        """Return the likeliest intent."""
        return self.prediction.intents[0]

    @property
    def confidence(self) -> float:
        """Return how likely it is."""
        return self.prediction.confidences[0]


def choose_reading(wholes: Sequence[Prediction], parts: Sequence[Part], asides: Set[str]) -> int:
    """Return the number of the reading to go by; parts are counted after the wholes.

    The surest whole counts, unless a part is surer still: a question before other sentences. What
    is only said beside the question (``asides``) never takes over.
    """
    whole = _surest(wholes, asides)
    telling = [number for number, part in enumerate(parts) if part.intent not in asides]
    asking = [number for number in telling if asks(parts[number].text)]
    if not telling:
        return whole
    best = max(asking or telling, key=lambda number: parts[number].confidence)
    lead = LEAD if len(telling) > 1 else 0.0
    is_surer = parts[best].confidence > wholes[whole].confidences[0] + lead
    return len(wholes) + best if is_surer else whole


def _surest(wholes: Sequence[Prediction], asides: Set[str]) -> int:
    """Return the number of the surest spelling; what a mistyped word hides is no small talk."""
    telling = [
        number
        for number, whole in enumerate(wholes)
        if whole.intents[0] not in asides and whole.confidences[0] >= TELLING
    ]
    return max(telling or range(len(wholes)), key=lambda number: wholes[number].confidences[0])


def find_questions(parts: Sequence[Part], asides: Set[str], threshold: float) -> list[str]:
    """Return the different intents that parts ask for, in their order; none if it is one only."""
    found = list(dict.fromkeys(_asked(parts, asides, threshold)))
    return found if len(found) > 1 else []


def _asked(parts: Sequence[Part], asides: Set[str], threshold: float) -> Iterator[str]:
    telling = [part for part in parts if part.intent not in asides]
    is_pair = len(telling) == PAIR
    is_terse = is_pair and all(len(part.text.split()) <= TERSE_WORDS for part in telling)
    for part in telling:
        is_asked = is_terse or asks(part.text) or (is_pair and complains(part.text))
        if is_asked and part.confidence >= threshold:
            yield part.intent
