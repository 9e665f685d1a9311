"""Features that are made late are the same, and are made once or never."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from rasa.shared.nlu.training_data.message import Message
from scipy import sparse

from bot.nlu.sentence_features import add_features, add_late_features
from bot.nlu.storage import PARTS


class Maker:
    """Makes rows that tell how long a text is, and notes what it was asked for."""

    def __init__(self, are_sparse: bool = False) -> None:
        self.asked: list[list[str]] = []
        self._are_sparse = are_sparse

    def __call__(self, texts: Sequence[str]) -> list[object]:
        self.asked.append(list(texts))
        rows = [np.array([[len(text), 1.0]], dtype=np.float32) for text in texts]
        return [sparse.coo_matrix(row) for row in rows] if self._are_sparse else list(rows)


def message() -> Message:
    return Message({"text": "eins und zwei", PARTS: ["part_0"], "part_0": "eins"})


def test_nothing_is_made_of_what_nobody_looks_at() -> None:
    maker = Maker()

    add_late_features([message()], maker, False, "origin")

    assert maker.asked == []


def test_all_are_made_at_once_when_one_is_looked_at() -> None:
    maker, asked = Maker(), message()
    add_late_features([asked], maker, False, "origin")

    found = [asked.get_dense_features(name)[1] for name in ("text", "part_0", "text")]

    assert [each.features[0, 0] for each in found if each] == [13, 4, 13]
    assert maker.asked == [["eins und zwei", "eins"]]


@pytest.mark.parametrize("are_sparse", [False, True])
def test_they_are_those_that_are_made_at_once(are_sparse: bool) -> None:
    early, late = message(), message()

    add_features([early], Maker(are_sparse), "origin")
    add_late_features([late], Maker(are_sparse), are_sparse, "origin")

    for one, other in zip(early.features, late.features, strict=True):
        assert one.is_sparse() == other.is_sparse() == are_sparse
        assert (one.attribute, one.type, one.origin) == (other.attribute, other.type, other.origin)
        assert one.fingerprint() == other.fingerprint()


def test_a_message_without_text_gets_none() -> None:
    maker, empty = Maker(), Message({"text": ""})

    add_late_features([empty], maker, False, "origin")

    assert empty.features == []
