"""Offer the classifier a message with its typing mistakes repaired."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.spelling import Vocabulary
from bot.nlu.storage import REPAIRED_TEXT, read_arrays, write_arrays


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SpellingCorrector(GraphComponent):
    """Set ``repaired_text`` where a word is near a taught one; the message itself stays as it is.

    It learns the words of all examples and lookup tables. Later components take both texts and keep
    the better one.
    """

    def __init__(
        self, storage: ModelStorage, resource: Resource, vocabulary: Vocabulary | None = None
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._vocabulary = vocabulary or Vocabulary({})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpellingCorrector:
        """Create an untrained component; it has nothing to configure."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SpellingCorrector:
        """Load the trained component."""
        arrays = read_arrays(model_storage, resource)
        counts = zip(arrays["words"].tolist(), arrays["counts"].tolist(), strict=True)
        return cls(model_storage, resource, Vocabulary(dict(counts)))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which words are spelled right."""
        counts = Vocabulary.learn(_sentences(training_data)).counts
        words = sorted(counts)
        arrays = {
            "words": np.asarray(words, dtype=str),
            "counts": np.asarray([counts[word] for word in words], dtype=np.int64),
        }
        write_arrays(self._storage, self._resource, arrays)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave taught sentences alone: they are spelled right."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the repaired text where it differs from the text."""
        for message in messages:
            text = message.get(TEXT) or ""
            repaired = self._vocabulary.repair(text)
            if repaired != text:
                message.set(REPAIRED_TEXT, repaired, add_to_output=True)
        return messages


def _sentences(training_data: TrainingData) -> Iterator[str]:
    for example in training_data.training_examples:
        yield example.get(TEXT) or ""
    for table in training_data.lookup_tables:
        if isinstance(table["elements"], list):
            yield from table["elements"]
