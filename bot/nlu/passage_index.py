"""Search all passages of all articles by meaning, in both languages; no Rasa in here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.articles import Articles
from kb.language import Language
from kb.passages import Passage, PassageKey, passages_of

FloatArray = npt.NDArray[np.float32]
Encoder = Callable[[Sequence[str]], FloatArray]
"""Turns n texts into vectors (n, d) of unit length."""


@dataclass(frozen=True)
class Hit:
    """A passage and how near it is to what was asked: the cosine, in its nearer language."""

    key: PassageKey
    similarity: float


@dataclass(frozen=True)
class PassageIndex:
    """The vectors of all passages: ``vectors`` is (n, d), row i belongs to ``keys[i]``."""

    keys: tuple[PassageKey, ...]
    vectors: FloatArray
    rows_of_article: Mapping[str, npt.NDArray[np.int64]]

    def search(self, vector: FloatArray, most: int) -> list[Hit]:
        """Return the nearest passages of all articles, the nearest first."""
        return self._hits(self.vectors @ vector, np.arange(len(self.keys)), most)

    def search_article(self, vector: FloatArray, article: str, most: int) -> list[Hit]:
        """Return the nearest passages of one article; none where it is not known."""
        rows = self.rows_of_article.get(article)
        return [] if rows is None else self._hits(self.vectors[rows] @ vector, rows, most)

    def _hits(self, similarities: FloatArray, rows: npt.NDArray[np.int64], most: int) -> list[Hit]:
        wanted = min(len(rows), 2 * most)  # each passage stands here once a language
        if not wanted:
            return []
        nearest = np.argpartition(-similarities, wanted - 1)[:wanted]
        best: dict[PassageKey, float] = {}
        for place in nearest[np.argsort(-similarities[nearest], kind="stable")]:
            best.setdefault(self.keys[rows[place]], float(similarities[place]))
        return [Hit(key, similarity) for key, similarity in best.items()][:most]


class VectorCache:
    """Vectors by the text they stand for, so that only new texts are encoded."""

    def __init__(self, encode: Encoder, vectors: Mapping[str, FloatArray] | None = None) -> None:
        self._encode = encode
        self.vectors: dict[str, FloatArray] = dict(vectors or {})

    def build(self, articles: Articles) -> PassageIndex:
        """Return the index of all passages; forget the vectors of texts that are gone."""
        passages = [
            passage
            for language in Language
            for article in articles[language].values()
            for passage in passages_of(article)
        ]
        digests = [_digest(passage) for passage in passages]
        new = {
            digest: passage.text
            for digest, passage in zip(digests, passages, strict=True)
            if digest not in self.vectors
        }
        if new:
            encoded = np.asarray(self._encode(list(new.values())), dtype=np.float32)
            self.vectors.update(zip(new, encoded, strict=True))
        self.vectors = {digest: self.vectors[digest] for digest in digests}
        return _index([passage.key for passage in passages], [self.vectors[d] for d in digests])


def _index(keys: Sequence[PassageKey], vectors: Sequence[FloatArray]) -> PassageIndex:
    rows: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        rows.setdefault(key.article, []).append(row)
    stacked = np.stack(vectors) if vectors else np.zeros((0, 0), dtype=np.float32)
    return PassageIndex(tuple(keys), stacked, {id: np.asarray(own) for id, own in rows.items()})


def _digest(passage: Passage) -> str:
    return hashlib.sha256(passage.text.encode()).hexdigest()[:32]
