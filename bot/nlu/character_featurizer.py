"""Give each message its character n-grams, which know names, codes and half-typed words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse

from bot.nlu.character_grams import CharacterGrams
from bot.nlu.sentence_features import add_features, add_late_features
from bot.nlu.storage import read_arrays, write_arrays
from bot.nlu.words import fold_case


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class CharacterFeaturizer(GraphComponent):
    """Add one sparse sentence feature (1, v) of unit length: tf-idf of character n-grams.

    Options: ``shortest`` and ``longest``, the lengths of the n-grams (2 and 5).
    """

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        grams: CharacterGrams | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._grams = grams

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options with their defaults."""
        return {"shortest": 2, "longest": 5}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CharacterFeaturizer:
        """Create an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CharacterFeaturizer:
        """Load the trained component."""
        grams = CharacterGrams.load_arrays(read_arrays(model_storage, resource))
        return cls(config, model_storage, resource, grams)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the n-grams of the examples."""
        sentences = [fold_case(example.get(TEXT)) for example in training_data.intent_examples]
        shortest, longest = self._config["shortest"], self._config["longest"]
        self._grams = CharacterGrams.learn(sentences, shortest, longest)
        write_arrays(self._storage, self._resource, self._grams.save_arrays())
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the feature to all examples with a text."""
        add_features(training_data.training_examples, self._rows, CharacterFeaturizer.__name__)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the feature for each reading of the message."""
        add_late_features(messages, self._rows, True, CharacterFeaturizer.__name__)
        return messages

    def _rows(self, texts: Sequence[str]) -> list[sparse.coo_matrix]:
        assert self._grams is not None, "it is trained or loaded before it is used"
        return [self._grams.transform([fold_case(text)]).tocoo() for text in texts]
