"""Turn sentences into weighted character n-grams; the table is stored as plain arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer


class CharacterGrams:
    """Tf-idf over character n-grams within words."""

    def __init__(self, vectorizer: TfidfVectorizer) -> None:
        self._vectorizer = vectorizer

    @classmethod
    def learn(cls, sentences: Sequence[str], shortest: int, longest: int) -> CharacterGrams:
        """Count the n-grams of ``shortest`` to ``longest`` characters in the sentences."""
        vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(shortest, longest), sublinear_tf=True, dtype=np.float32
        )
        return cls(vectorizer.fit(sentences))

    def transform(self, sentences: Sequence[str]) -> sparse.csr_matrix:
        """Return float32 rows of unit length, (len(sentences), number of n-grams)."""
        return self._vectorizer.transform(sentences)

    def save_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the table as named arrays for `numpy.savez`."""
        return {
            "grams": self._vectorizer.get_feature_names_out().astype(str),
            "idf": self._vectorizer.idf_,
            "lengths": np.asarray(self._vectorizer.ngram_range),
        }

    @classmethod
    def load_arrays(cls, arrays: Any) -> CharacterGrams:
        """Return the table that `save_arrays` took apart."""
        shortest, longest = (int(length) for length in arrays["lengths"])
        vectorizer = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(shortest, longest),
            sublinear_tf=True,
            dtype=np.float32,
            vocabulary={str(gram): column for column, gram in enumerate(arrays["grams"])},
        )
        vectorizer.idf_ = arrays["idf"]
        return cls(vectorizer)
