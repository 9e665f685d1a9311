"""Repair typing mistakes with the words the bot was taught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.nlu.words import WORD, fold_case, is_plain_word, split_words

SHORTEST_REPAIRED = 4  # shorter words have too many neighbours
TWO_MISTAKES = 2
TWO_MISTAKES_FROM = 6  # letters from which two mistakes are repaired instead of one


class Vocabulary:
    """The words that count as spelled right, with how often each was taught."""

    def __init__(self, counts: dict[str, int]) -> None:
        self.counts = counts
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(counts):
            if is_plain_word(word) and len(word) >= SHORTEST_REPAIRED:
                self._by_length.setdefault(len(word), []).append(word)

    @classmethod
    def learn(cls, sentences: Iterable[str]) -> Vocabulary:
        """Count the words of the sentences."""
        return cls(Counter(word for text in sentences for word in split_words(fold_case(text))))

    def repair(self, text: str) -> str:
        """Return the text with each unknown word replaced by its nearest known one, if near."""
        return WORD.sub(lambda match: self._repair_word(match.group()), text)

    def _repair_word(self, word: str) -> str:
        folded = fold_case(word)
        if folded in self.counts or len(folded) < SHORTEST_REPAIRED or not is_plain_word(folded):
            return word
        mistakes = TWO_MISTAKES if len(folded) >= TWO_MISTAKES_FROM else 1
        near = [
            (distance, -self.counts[candidate], candidate)
            for length in range(len(folded) - mistakes, len(folded) + mistakes + 1)
            for candidate, distance, _ in process.extract(
                folded,
                self._by_length.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=mistakes,
                limit=10,
            )
            # Few mistype the first letter; without this "qwerty" is two mistakes from "werte".
            if distance < TWO_MISTAKES or candidate[0] == folded[0]
        ]
        return min(near)[2] if near else word
