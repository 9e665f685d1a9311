"""Turn sentences into weighted character n-grams; the table is stored as plain arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer


class CharacterGrams:
    """Tf-idf over character n-grams within words, as scikit-learn's ``char_wb`` makes them.

    scikit-learn only learns the table: a serving process does without its memory and its start.
    ``grams`` (v,) is sorted, ``idf`` (v,) float32 belongs to it.
    """

    def __init__(
        self, grams: Sequence[str], idf: npt.NDArray[np.float32], shortest: int, longest: int
    ) -> None:
        self._columns = {gram: column for column, gram in enumerate(grams)}
        self._idf = idf
        self._shortest = shortest
        self._longest = longest

    @classmethod
    def learn(cls, sentences: Sequence[str], shortest: int, longest: int) -> CharacterGrams:
        """Count the n-grams of ``shortest`` to ``longest`` characters in the sentences."""
        fitted = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(shortest, longest), sublinear_tf=True, dtype=np.float32
        ).fit(sentences)
        return cls(fitted.get_feature_names_out().tolist(), fitted.idf_, shortest, longest)

    def transform(self, sentences: Sequence[str]) -> sparse.csr_matrix:
        """Return float32 rows of unit length, (len(sentences), number of n-grams)."""
        counted = [self._count(text) for text in sentences]
        sizes = [len(counts) for counts in counted]
        columns = np.fromiter((each for counts in counted for each in counts), np.int32)
        counts = np.fromiter((each for one in counted for each in one.values()), np.float32)
        data = (np.log(counts) + 1) * self._idf[columns]
        rows = np.repeat(np.arange(len(sizes)), sizes)
        lengths = np.sqrt(np.bincount(rows, data * data, len(sizes)))
        starts = np.concatenate([[0], np.cumsum(sizes)])
        shape = (len(sentences), len(self._columns))
        unit = (data / lengths[rows]).astype(np.float32)
        return sparse.csr_matrix((unit, columns, starts), shape=shape)

    def _count(self, text: str) -> dict[int, int]:
        """Return how often each known n-gram occurs, by its column in rising order."""
        grams = _grams(text.lower(), self._shortest, self._longest)
        columns = (self._columns.get(gram) for gram in grams)
        return dict(sorted(Counter(each for each in columns if each is not None).items()))

    def save_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the table as named arrays for `numpy.savez`."""
        return {
            "grams": np.asarray(list(self._columns), dtype=str),
            "idf": self._idf,
            "lengths": np.asarray((self._shortest, self._longest)),
        }

    @classmethod
    def load_arrays(cls, arrays: Any) -> CharacterGrams:
        """Return the table that `save_arrays` took apart."""
        shortest, longest = (int(length) for length in arrays["lengths"])
        return cls(arrays["grams"].tolist(), arrays["idf"], shortest, longest)


def _grams(text: str, shortest: int, longest: int) -> Iterator[str]:
    """Yield the n-grams of each word with a space on both sides; a short word is one itself."""
    for word in text.split():
        padded = f" {word} "
        for length in range(shortest, longest + 1):
            yield from (padded[at : at + length] for at in range(len(padded) - length + 1))
            if length >= len(padded):
                break
