"""Character n-grams: what scikit-learn would make of the same sentences."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.character_grams import CharacterGrams

TAUGHT = [
    "wie melde ich mich mit der sicherheitskarte an?",
    "how do i install the api on linux",
    "zdc1.ibllc.com:4001 geht nicht",
    "ok",
    "a",
]
ASKED = [
    *TAUGHT,
    "Wie MELDE ich mich an",
    "straße İstanbul",
    "x",
    "",
    "   ",
    "登录无法连接",
    "a b c d " * 100,
    "line\nline\tline",
]


@pytest.mark.parametrize("lengths", [(1, 4), (2, 5), (3, 3)])
def test_they_are_scikit_learns(lengths: tuple[int, int]) -> None:
    theirs = TfidfVectorizer(
        analyzer="char_wb", ngram_range=lengths, sublinear_tf=True, dtype=np.float32
    ).fit(TAUGHT)
    ours = CharacterGrams.learn(TAUGHT, *lengths)

    found = ours.transform(ASKED)

    assert found.dtype == np.float32
    assert found.shape == (len(ASKED), len(theirs.vocabulary_))
    np.testing.assert_allclose(found.toarray(), theirs.transform(ASKED).toarray(), atol=1e-7)


def test_rows_have_their_columns_in_order_and_the_length_one() -> None:
    found = CharacterGrams.learn(TAUGHT, 2, 5).transform(TAUGHT)

    assert found.has_canonical_format
    np.testing.assert_allclose(found.power(2).sum(axis=1), 1, atol=1e-6)


def test_nothing_known_is_a_row_of_nothing() -> None:
    found = CharacterGrams.learn(TAUGHT, 2, 5).transform(["登录", ""])

    assert found.nnz == 0
    assert found.shape[0] == 2


def test_the_table_comes_back_from_its_arrays() -> None:
    grams = CharacterGrams.learn(TAUGHT, 2, 5)

    loaded = CharacterGrams.load_arrays(grams.save_arrays())

    assert (loaded.transform(ASKED) != grams.transform(ASKED)).nnz == 0
