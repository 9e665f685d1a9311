"""Search all passages of all articles by meaning, in both languages; no Rasa in here."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bot.nlu.words import fold_case, split_words
from kb.articles import Articles
from kb.language import Language
from kb.passages import Part, Passage, PassageKey, passages_of

FloatArray = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Encoder = Callable[[Sequence[str]], FloatArray]
"""Turns n texts into vectors (n, d) of unit length."""


_SENTENCE_END = re.compile(r"(?<=[.!?;:]) +(?=\w)")
_PLAIN = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
WEIGHT_OF_WORDS = 0.25  # of shared words beside the cosine; 0.2 to 0.3 find about as well
STEM = 5  # letters: "Antwort" and "Antwortcode", "connect" and "connection" share as many
SHORTEST_WORD = 3  # "PIN", "API"; shorter words say little, numbers always count


@dataclass(frozen=True)
class Hit:
    """A passage and how near it is to what was asked, in its nearer language.

    ``similarity`` is the cosine of the vectors (-1 to 1) plus `WEIGHT_OF_WORDS` times the share
    of the message's words that the passage has, rare ones counting more.
    """

    key: PassageKey
    similarity: float


@dataclass(frozen=True)
class PassageIndex:
    """All passages: ``vectors`` is (n, d), row i belongs to ``keys[i]``; rows by word stem."""

    keys: tuple[PassageKey, ...]
    vectors: FloatArray
    rows_of_article: Mapping[tuple[str, Language], Rows]
    rows_of_stem: Mapping[str, Rows]

    def similarities(self, text: str, vector: FloatArray) -> FloatArray:
        """Return how near each passage (n,) is to a message and its vector (d,)."""
        known = [self.rows_of_stem[stem] for stem in stems(text) if stem in self.rows_of_stem]
        rarities = [math.log((1 + len(self.keys)) / len(rows)) for rows in known]
        total = sum(rarities)
        shared = np.zeros(len(self.keys), dtype=np.float32)
        for rows, rarity in zip(known, rarities, strict=True):
            shared[rows] += rarity / total
        return np.asarray(self.vectors @ vector + WEIGHT_OF_WORDS * shared, dtype=np.float32)

    def nearest(self, similarities: FloatArray, most: int) -> list[Hit]:
        """Return the nearest passages of all articles, the nearest first."""
        return self._hits(similarities, np.arange(len(self.keys)), most)

    def nearest_in(
        self, similarities: FloatArray, article: str, language: Language, most: int
    ) -> list[Hit]:
        """Return the nearest passages of one article; none where it is not known.

        Only those of the language count, if it has any: the other may number its notes otherwise.
        """
        languages = (language, *(each for each in Language if each is not language))
        found = (self.rows_of_article.get((article, each)) for each in languages)
        rows = next((each for each in found if each is not None), None)
        return [] if rows is None else self._hits(similarities[rows], rows, most)

    def _hits(self, similarities: FloatArray, rows: Rows, most: int) -> list[Hit]:
        wanted = min(
            len(rows), 8 * most
        )  # a passage has a row a language, an answer one a sentence
        if not wanted:
            return []
        nearest = np.argpartition(-similarities, wanted - 1)[:wanted]
        places = nearest[np.argsort(-similarities[nearest], kind="stable")]
        best: dict[PassageKey, float] = {}
        found = zip(rows[places].tolist(), similarities[places].tolist(), strict=True)
        for row, similarity in found:
            best.setdefault(self.keys[row], similarity)
            if len(best) == most:
                break
        return [Hit(key, similarity) for key, similarity in best.items()]


class VectorCache:
    """Vectors by the text they stand for, so that only new texts are encoded."""

    def __init__(self, encode: Encoder, vectors: Mapping[str, FloatArray] | None = None) -> None:
        self._encode = encode
        self.vectors: dict[str, FloatArray] = dict(vectors or {})

    def build(self, articles: Articles) -> PassageIndex:
        """Return the index of all passages; forget the vectors of texts that are gone."""
        passages = [
            row
            for language in Language
            for article in articles[language].values()
            for passage in passages_of(article)
            for row in _rows_of(passage)
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
        return _index(passages, [self.vectors[digest] for digest in digests])


def _rows_of(passage: Passage) -> Iterator[Passage]:
    """Return a passage and, of an answer, its sentences: as a whole it is about everything."""
    yield passage
    sentences = _SENTENCE_END.split(passage.text) if passage.key.part is Part.ANSWER else []
    if len(sentences) > 1:
        yield from (replace(passage, text=sentence) for sentence in sentences)


def stems(text: str) -> set[str]:
    """Return the beginnings of a text's words, without umlauts, and its numbers."""
    words = split_words(fold_case(text).translate(_PLAIN))
    parts = {part for word in words for part in re.findall(r"[^\W\d_]+|\d+", word)}
    return {part[:STEM] for part in parts if len(part) >= SHORTEST_WORD or part.isdecimal()}


def _index(passages: Sequence[Passage], vectors: Sequence[FloatArray]) -> PassageIndex:
    articles: dict[tuple[str, Language], list[int]] = {}
    words: dict[str, list[int]] = {}
    for row, passage in enumerate(passages):
        articles.setdefault((passage.key.article, passage.language), []).append(row)
        for stem in stems(passage.text):
            words.setdefault(stem, []).append(row)
    return PassageIndex(
        tuple(passage.key for passage in passages),
        np.stack(vectors) if vectors else np.zeros((0, 0), dtype=np.float32),
        {article: np.asarray(rows) for article, rows in articles.items()},
        {stem: np.asarray(rows) for stem, rows in words.items()},
    )


def _digest(passage: Passage) -> str:
    return hashlib.sha256(passage.text.encode()).hexdigest()[:32]
