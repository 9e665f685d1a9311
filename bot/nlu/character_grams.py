"""Turn sentences into weighted character n-grams; the table is stored as plain arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

Columns = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float64]


class CharacterGrams:
    """Tf-idf over character n-grams within words, learned by scikit-learn.

    What is learned is applied here: its own way through counts, matrices and checks takes eight
    times as long for one sentence. A test holds that both give the same.
    """

    def __init__(self, grams: Sequence[str], idf: npt.NDArray[Any], lengths: range) -> None:
        self._columns = {gram: column for column, gram in enumerate(grams)}
        self._idf = np.asarray(idf, dtype=np.float64)
        self._lengths = lengths

    @classmethod
    def learn(cls, sentences: Sequence[str], shortest: int, longest: int) -> CharacterGrams:
        """Count the n-grams of ``shortest`` to ``longest`` characters in the sentences."""
        vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(shortest, longest), sublinear_tf=True, dtype=np.float32
        ).fit(sentences)
        grams = vectorizer.get_feature_names_out().tolist()
        return cls(grams, vectorizer.idf_, range(shortest, longest + 1))

    def weigh(self, sentence: str) -> tuple[Columns, Weights]:
        """Return which n-grams (g,) a sentence has, rising, and their weights (g,) of length 1."""
        known = (self._columns.get(gram) for gram in _grams(sentence.lower(), self._lengths))
        counts = Counter(column for column in known if column is not None)
        columns = np.asarray(sorted(counts), dtype=np.int32)
        times = np.asarray([counts[column] for column in columns.tolist()], dtype=np.float32)
        weights = (np.log(times) + np.float32(1)) * self._idf[columns]
        return columns, weights / (np.sqrt(weights @ weights) or 1.0)

    def transform(self, sentences: Sequence[str]) -> sparse.csr_matrix:
        """Return float64 rows of unit length, (len(sentences), number of n-grams)."""
        weighed = [self.weigh(sentence) for sentence in sentences]
        ends = np.cumsum([0, *(len(columns) for columns, _ in weighed)])
        columns = np.concatenate([columns for columns, _ in weighed])
        weights = np.concatenate([weights for _, weights in weighed])
        return sparse.csr_matrix((weights, columns, ends), shape=(len(weighed), len(self._idf)))

    def save_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the table as named arrays for `numpy.savez`."""
        return {
            "grams": np.asarray(list(self._columns), dtype=str),
            "idf": self._idf.astype(np.float32),
            "lengths": np.asarray([self._lengths[0], self._lengths[-1]]),
        }

    @classmethod
    def load_arrays(cls, arrays: Any) -> CharacterGrams:
        """Return the table that `save_arrays` took apart."""
        shortest, longest = (int(length) for length in arrays["lengths"])
        return cls(arrays["grams"].tolist(), arrays["idf"], range(shortest, longest + 1))


def _grams(sentence: str, lengths: range) -> Iterator[str]:
    """Yield the n-grams of each word between blanks; of a short word the whole once at the end."""
    for word in sentence.split():
        padded = f" {word} "
        for length in lengths:
            if length >= len(padded):
                yield padded
                break
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]
