"""Training examples that are cheap to copy and to hash, and still what Rasa expects."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from scipy import sparse

from bot.taught_sentence import TaughtSentence


def sentence(text: str = "Wie geht das?") -> TaughtSentence:
    return TaughtSentence.of(Message.build(text, "ask/dsc-login"))


def test_equal_examples_are_one() -> None:
    assert len({sentence(), sentence(), sentence("Wie?")}) == 2


def test_a_copy_is_a_sentence_of_its_own() -> None:
    first = sentence()
    second = deepcopy(first)

    second.set("text", "Wie?")

    assert isinstance(second, TaughtSentence)
    assert first.get("text") == "Wie geht das?"
    assert first.fingerprint() != second.fingerprint()


@pytest.mark.parametrize("is_sparse", [False, True])
def test_features_change_the_hash(is_sparse: bool) -> None:
    one, other = sentence(), sentence()
    for each, value in ((one, 1.0), (other, 2.0)):
        array = np.full((1, 3), value, dtype=np.float32)
        matrix = sparse.coo_matrix(array) if is_sparse else array
        each.add_features(Features(matrix, "sentence", "text", "Test"))

    assert len({one.fingerprint(), other.fingerprint(), sentence().fingerprint()}) == 3


def test_setting_what_is_set_keeps_the_hash() -> None:
    example = sentence()
    before = example.fingerprint()

    example.set("intent", "ask")

    assert example.fingerprint() == before
