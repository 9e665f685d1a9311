"""Our own weighing of n-grams gives what scikit-learn's gives."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.character_grams import CharacterGrams

TAUGHT = [
    "wie melde ich mich mit der sicherheitskarte an?",
    "how do i log in with my security card?",
    "geht hongkong",
    "ist zdc1.ibllc.com:4001 erreichbar",
    "größe der straße ändern",
    "a b c ab abc abcd abcde",
]
ASKED = [
    *TAUGHT,
    "",
    "?",
    "ä",
    "nothing of that: ŷẑ登录",
    "log  in\tin\nin  in in",
    "MIXED Case İstanbul",
    "sicherheitskarte " * 40,
]


@pytest.mark.parametrize(("shortest", "longest"), [(2, 5), (1, 4), (3, 3)])
def test_the_weights_are_those_of_scikit_learn(shortest: int, longest: int) -> None:
    theirs = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(shortest, longest), sublinear_tf=True, dtype=np.float32
    ).fit(TAUGHT)
    theirs.idf_ = theirs.idf_  # as after loading: in double precision

    ours = CharacterGrams.learn(TAUGHT, shortest, longest).transform(ASKED)

    expected = theirs.transform(ASKED)
    assert ours.shape == expected.shape
    assert np.abs(ours - expected).max() < 1e-12


def test_a_stored_table_weighs_the_same() -> None:
    learned = CharacterGrams.learn(TAUGHT, 2, 5)

    loaded = CharacterGrams.load_arrays(learned.save_arrays())

    for text in ASKED:
        (columns, weights), (same_columns, same_weights) = learned.weigh(text), loaded.weigh(text)
        assert np.array_equal(columns, same_columns)
        assert np.array_equal(weights, same_weights)


def test_what_has_no_known_n_gram_weighs_nothing() -> None:
    columns, weights = CharacterGrams.learn(TAUGHT, 2, 5).weigh("登录")

    assert len(columns) == len(weights) == 0
