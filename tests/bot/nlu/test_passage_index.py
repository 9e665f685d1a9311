"""How passages are found by meaning and by words, on vectors made up for the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.passage_index import WEIGHT_OF_WORDS, FloatArray, PassageIndex, VectorCache, stems
from kb.article import Article
from kb.articles import Articles
from kb.language import Language
from kb.library import Library
from kb.passages import Part, PassageKey, passages_of

DIMENSIONS = 8
LIBRARY = Library(Path(__file__).parents[2] / "actions/articles")
ARTICLES = LIBRARY.current.articles
CARD, FEES = ARTICLES[Language.ENGLISH]["card"], ARTICLES[Language.ENGLISH]["fees"]
GERMAN_CARD = ARTICLES[Language.GERMAN]["card"]
BATTERY = PassageKey("card", Part.NOTE, 2)


class Encoder:
    """Gives each text an axis that belongs to its first letter, and notes what it encoded."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def __call__(self, texts: Sequence[str]) -> FloatArray:
        self.encoded += texts
        return np.stack([axis(ord(text[0])) for text in texts])


def axis(number: int) -> FloatArray:
    vector = np.zeros(DIMENSIONS, dtype=np.float32)
    vector[number % DIMENSIONS] = 1.0
    return vector


NOWHERE = np.zeros(DIMENSIONS, dtype=np.float32)


def articles(*chosen: Article) -> Articles:
    return {
        language: {article.id: article for article in chosen if article.language is language}
        for language in Language
    }


def index(*chosen: Article) -> PassageIndex:
    return VectorCache(Encoder()).build(articles(*chosen))


def similarity_of(found: PassageIndex, key: PassageKey, text: str, vector: FloatArray) -> float:
    [hit] = [hit for hit in found.nearest(found.similarities(text, vector), 100) if hit.key == key]
    return hit.similarity


# Similarity


@pytest.mark.parametrize(
    ("text", "vector", "similarity"),
    [
        ("?", NOWHERE, 0.0),
        ("?", axis(ord("T")), 1.0),
        ("?", -axis(ord("T")), -1.0),
        ("battery", NOWHERE, WEIGHT_OF_WORDS),
        ("battery", axis(ord("T")), 1.0 + WEIGHT_OF_WORDS),
        ("BATTERIES", NOWHERE, WEIGHT_OF_WORDS),
        ("parrot", NOWHERE, 0.0),
        ("battery parrot", NOWHERE, WEIGHT_OF_WORDS),
    ],
)
def test_it_is_the_cosine_and_the_share_of_known_words(
    text: str, vector: FloatArray, similarity: float
) -> None:
    assert similarity_of(index(CARD), BATTERY, text, vector) == pytest.approx(similarity)


def test_rare_words_count_more() -> None:
    found = index(CARD)

    rare = similarity_of(found, BATTERY, "battery password", NOWHERE)

    password = PassageKey("card", Part.WHY)
    common = similarity_of(found, password, "battery password", NOWHERE)
    assert rare > WEIGHT_OF_WORDS / 2 > common
    assert rare + common == pytest.approx(WEIGHT_OF_WORDS)


def test_the_nearest_come_first_and_no_more_than_wanted() -> None:
    found = index(CARD, FEES)

    hits = found.nearest(found.similarities("a lost card costs", NOWHERE), 3)

    assert hits[0].key == PassageKey("fees", Part.NOTE)
    assert len(hits) == 3
    assert [hit.similarity for hit in hits] == sorted((h.similarity for h in hits), reverse=True)


def test_one_article_can_be_searched_alone() -> None:
    found = index(CARD, FEES)
    similarities = found.similarities("a lost card costs", NOWHERE)

    hits = found.nearest_in(similarities, "card", Language.ENGLISH, 99)
    assert {hit.key.article for hit in hits} == {"card"}
    assert len(hits) == len(list(passages_of(CARD)))
    assert found.nearest_in(similarities, "parrot", Language.ENGLISH, 99) == []


# Languages


def test_within_an_article_only_its_own_language_is_numbered() -> None:
    longer = replace(GERMAN_CARD, notes=("Nur auf Deutsch.", *GERMAN_CARD.notes))
    found = index(CARD, longer)
    similarities = found.similarities(CARD.notes[0], NOWHERE)

    keys = {
        language: {hit.key for hit in found.nearest_in(similarities, "card", language, 99)}
        for language in Language
    }

    assert keys[Language.ENGLISH] == {passage.key for passage in passages_of(CARD)}
    assert keys[Language.GERMAN] == {passage.key for passage in passages_of(longer)}


@pytest.mark.parametrize("text", ["the battery lasts for years", "die Batterie hält jahrelang"])
def test_a_passage_counts_once_in_its_nearer_language(text: str) -> None:
    found = index(CARD, GERMAN_CARD)

    hits = found.nearest(found.similarities(text, NOWHERE), 100)

    keys = [hit.key for hit in hits]
    assert keys[0] == BATTERY
    assert len(keys) == len(set(keys)) == len(list(passages_of(CARD)))


def test_as_many_passages_as_wanted_are_found_though_each_stands_there_twice() -> None:
    found = index(CARD, replace(CARD, language=Language.GERMAN))
    similarities = found.similarities("the battery of the card", NOWHERE)

    assert [len(found.nearest(similarities, most)) for most in (1, 2, 5)] == [1, 2, 5]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Antwortcode", {"antwo"}),
        ("die Antwort", {"die", "antwo"}),
        ("Drücken Straße", {"druck", "stras"}),
        ("port 4001, ok?", {"port", "4001"}),
        ("ndc1.ibllc.com:4001", {"ndc", "1", "ibllc", "com", "4001"}),
        ("KB2634", {"2634"}),
        ("", set()),
    ],
)
def test_words_are_known_by_their_beginnings(text: str, expected: set[str]) -> None:
    assert stems(text) == expected


# Vectors


def test_every_passage_is_found_under_its_article() -> None:
    found = index(CARD, FEES)

    assert set(found.keys) == {p.key for each in (CARD, FEES) for p in passages_of(each)}
    assert found.vectors.shape == (len(found.keys), DIMENSIONS)


def test_only_new_texts_are_encoded() -> None:
    encoder = Encoder()
    cache = VectorCache(encoder)
    cache.build(articles(CARD, FEES))
    encoder.encoded.clear()
    changed = replace(FEES, answer="It costs **nothing** at all.", reviewed=CARD.reviewed)

    found = cache.build(articles(CARD, changed))

    assert encoder.encoded == ["It costs nothing at all."]
    assert len(found.keys) == len(index(CARD, FEES).keys)


def test_a_text_that_stands_there_twice_is_encoded_once() -> None:
    encoder = Encoder()

    VectorCache(encoder).build(articles(CARD, replace(CARD, language=Language.GERMAN)))

    assert sorted(encoder.encoded) == sorted({passage.text for passage in passages_of(CARD)})


def test_known_vectors_are_taken_over() -> None:
    first = VectorCache(Encoder())
    index = first.build(articles(CARD, FEES))
    encoder = Encoder()

    again = VectorCache(encoder, first.vectors).build(articles(CARD, FEES))

    assert encoder.encoded == []
    assert np.array_equal(again.vectors, index.vectors)


def test_what_is_gone_is_forgotten() -> None:
    encoder = Encoder()
    cache = VectorCache(encoder)
    cache.build(articles(CARD, FEES))

    cache.build(articles(FEES))

    assert len(cache.vectors) == len(list(passages_of(FEES)))
    encoder.encoded.clear()
    cache.build(articles(CARD, FEES))
    assert sorted(encoder.encoded) == sorted(passage.text for passage in passages_of(CARD))


def test_a_knowledge_base_may_be_empty() -> None:
    assert index().keys == ()
