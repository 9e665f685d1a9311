"""Tell German from English, and say so only when sure; no Rasa in here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from spacy.lang.de.stop_words import STOP_WORDS as GERMAN_WORDS
from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH_WORDS

from bot.nlu.character_grams import CharacterGrams
from bot.nlu.words import fold_case, is_plain_word, split_words
from kb.language import Language
from kb.language_wish import QUOTED

GRAM_LENGTHS = (1, 4)
SURE = 0.9  # of two words
FAIRLY_SURE = 0.75  # of three words, or where no language is known yet
SHORTEST_WORD = 2
LATIN = re.compile("[a-z]")  # letters of other scripts are of neither language
OFTEN = 2  # times from which a word of the other language counts as used there, too
USED_TOO = 0.1  # share of a word's uses from which it speaks for neither language
NEUTRAL = frozenset("ok okay tws api ib ibkr dsc usb pin ip tcp ssl dns gateway port ports".split())
"""Words that both languages use; they speak for neither. More of them are found by learning."""
GRAMMAR: Mapping[Language, frozenset[str]] = {
    Language.GERMAN: frozenset(GERMAN_WORDS - ENGLISH_WORDS),
    Language.ENGLISH: frozenset(ENGLISH_WORDS - GERMAN_WORDS),
}
"""Words that hold sentences together; borrowed words come and go, these tell the language."""
ENOUGH_GRAMMAR = 2


@dataclass(frozen=True)
class LanguageModel:
    """A logistic regression over character n-grams, and the words that both languages use."""

    grams: CharacterGrams
    weights: npt.NDArray[np.float64]  # (number of n-grams,)
    bias: float
    shared: frozenset[str] = NEUTRAL

    @classmethod
    def learn(cls, sentences: Sequence[str], languages: Sequence[Language]) -> LanguageModel:
        """Learn from sentences whose language is known; both languages must occur."""
        folded = [fold_case(text) for text in sentences]
        grams = CharacterGrams.learn(folded, *GRAM_LENGTHS)
        german = [language is Language.GERMAN for language in languages]
        rows = grams.transform(folded).astype(np.float32)
        fitted = LogisticRegression(C=10.0, max_iter=1000).fit(rows, german)
        shared = NEUTRAL | _shared_words(folded, languages)
        return cls(grams, fitted.coef_[0], float(fitted.intercept_[0]), shared)

    def probability_of_german(self, text: str) -> float:
        """Return a number from 0 (English) to 1 (German)."""
        columns, weights = self.grams.weigh(fold_case(text))
        logit = self.weights[columns] @ weights + self.bias
        return float(1 / (1 + np.exp(-logit)))

    def decide(self, text: str, current: Language | None) -> Language | None:
        """Return the language to go on in; None where none is known and the text is unclear.

        The grammar decides before the letters do; what is quoted does not count.
        """
        own = QUOTED.sub(" ", text)
        words = split_words(fold_case(own if split_words(own) else text))
        if (language := _by_grammar(words)) is not None:
            return language
        if current is not None and _is_mixed(words):
            return current
        return self._by_letters([word for word in words if self._speaks(word)], current)

    def _by_letters(self, words: Sequence[str], current: Language | None) -> Language | None:
        german = self.probability_of_german(" ".join(words)) if words else 0.5
        guess = Language.GERMAN if german > 0.5 else Language.ENGLISH
        certainty = max(german, 1 - german)
        if current is None:
            return guess if certainty > FAIRLY_SURE else None
        sure = certainty > SURE and len(words) >= 2
        fairly = certainty > FAIRLY_SURE and len(words) >= 3
        return guess if sure or fairly else current

    def _speaks(self, word: str) -> bool:
        is_known = is_plain_word(word) and LATIN.search(word) is not None
        return is_known and len(word) >= SHORTEST_WORD and word not in self.shared

    def save_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the model as named arrays for `numpy.savez`."""
        own = {"weights": self.weights, "bias": np.asarray(self.bias)}
        return {**self.grams.save_arrays(), **own, "shared": np.asarray(sorted(self.shared))}

    @classmethod
    def load_arrays(cls, arrays: Any) -> LanguageModel:
        """Return the model that `save_arrays` took apart."""
        grams, shared = CharacterGrams.load_arrays(arrays), frozenset(arrays["shared"].tolist())
        return cls(grams, arrays["weights"], float(arrays["bias"]), shared)


def _shared_words(folded: Iterable[str], languages: Iterable[Language]) -> frozenset[str]:
    """Return the words that are used in the sentences of both languages."""
    counts: dict[Language, Counter[str]] = {language: Counter() for language in Language}
    for text, language in zip(folded, languages, strict=True):
        counts[language].update(split_words(text))
    german, english = counts[Language.GERMAN], counts[Language.ENGLISH]
    return frozenset(
        word
        for word in german.keys() & english.keys()
        if min(german[word], english[word]) >= max(OFTEN, USED_TOO * (german[word] + english[word]))
    )


def _grammar_words(words: Iterable[str]) -> dict[Language, int]:
    words = list(words)
    return {language: sum(word in GRAMMAR[language] for word in words) for language in Language}


def _by_grammar(words: Sequence[str]) -> Language | None:
    """Return the language of which there is enough grammar, and of the other none."""
    counts = _grammar_words(words)
    for language in Language:
        others = sum(counts.values()) - counts[language]
        if counts[language] >= ENOUGH_GRAMMAR and not others:
            return language
    return None


def _is_mixed(words: Sequence[str]) -> bool:
    return all(count >= ENOUGH_GRAMMAR for count in _grammar_words(words).values())
