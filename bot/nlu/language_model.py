"""Tell German from English, and say so only when sure; no Rasa in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bot.nlu.character_grams import CharacterGrams
from bot.nlu.words import fold_case, is_plain_word, split_words
from kb.language import Language

GRAM_LENGTHS = (1, 4)
SURE = 0.9  # of two words
FAIRLY_SURE = 0.75  # of three words, or where no language is known yet
SHORTEST_WORD = 2
NEUTRAL = frozenset("ok okay tws api ib ibkr dsc usb pin ip tcp ssl dns gateway port ports".split())
"""Words that both languages use; they speak for neither."""


@dataclass(frozen=True)
class LanguageModel:
    """A logistic regression over character n-grams."""

    grams: CharacterGrams
    weights: npt.NDArray[np.float64]  # (number of n-grams,)
    bias: float

    @classmethod
    def learn(cls, sentences: Sequence[str], languages: Sequence[Language]) -> LanguageModel:
        """Learn from sentences whose language is known; both languages must occur."""
        folded = [fold_case(text) for text in sentences]
        grams = CharacterGrams.learn(folded, *GRAM_LENGTHS)
        german = [language is Language.GERMAN for language in languages]
        fitted = LogisticRegression(C=10.0, max_iter=1000).fit(grams.transform(folded), german)
        return cls(grams, fitted.coef_[0], float(fitted.intercept_[0]))

    def probability_of_german(self, text: str) -> float:
        """Return a number from 0 (English) to 1 (German)."""
        logit = self.grams.transform([fold_case(text)]) @ self.weights + self.bias
        return float(1 / (1 + np.exp(-logit[0])))

    def decide(self, text: str, current: Language | None) -> Language | None:
        """Return the language to go on in; None where none is known and the text is unclear."""
        words = [word for word in split_words(fold_case(text)) if _speaks(word)]
        german = self.probability_of_german(" ".join(words)) if words else 0.5
        guess = Language.GERMAN if german > 0.5 else Language.ENGLISH
        certainty = max(german, 1 - german)
        if current is None:
            return guess if certainty > FAIRLY_SURE else None
        sure = certainty > SURE and len(words) >= 2
        fairly = certainty > FAIRLY_SURE and len(words) >= 3
        return guess if sure or fairly else current

    def save_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the model as named arrays for `numpy.savez`."""
        return {**self.grams.save_arrays(), "weights": self.weights, "bias": np.asarray(self.bias)}

    @classmethod
    def load_arrays(cls, arrays: Any) -> LanguageModel:
        """Return the model that `save_arrays` took apart."""
        return cls(CharacterGrams.load_arrays(arrays), arrays["weights"], float(arrays["bias"]))


def _speaks(word: str) -> bool:
    return is_plain_word(word) and len(word) >= SHORTEST_WORD and word not in NEUTRAL
