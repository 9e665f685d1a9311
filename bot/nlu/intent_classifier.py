"""Classify intents with a confidence that can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_RESPONSE_KEY,
    RESPONSE_SELECTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse

from bot.nlu.intent_model import (
    Features,
    IntentModel,
    Prediction,
    load_arrays,
    save_arrays,
    train_intent_model,
)
from bot.nlu.storage import REPAIRED_TEXT, read_arrays, write_arrays

RANKING_LENGTH = 10
NEAREST = "nearest_retrieval_intents"
"""Output property: retrieval intents by falling similarity, for "did you mean" and for misses."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MarginSimilarityClassifier(GraphComponent):
    """A linear SVM over all dense and sparse sentence features, calibrated on the training data.

    Predicts plain intents (``greet``) and retrieval intents (``ask/dsc-login``). For the latter it
    sets ``intent`` to ``ask`` and fills ``response_selector`` as Rasa's own selector does, so that
    policies see one intent and `rasa test nlu` reports both. Each intent in the ranking carries
    ``margin``, the SVM's own score.

    Options: ``sparse_weight`` (0.7), how much sparse features count beside dense ones;
    ``regularisation`` (1.0), the SVM's C.
    """

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options with their defaults."""
        return {"sparse_weight": 0.7, "regularisation": 1.0}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MarginSimilarityClassifier:
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
    ) -> MarginSimilarityClassifier:
        """Load the trained component."""
        model = load_arrays(read_arrays(model_storage, resource))
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples; at least two intents must have examples."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        intents = [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples]
        self._model = train_intent_model(
            _features([(example, TEXT) for example in examples]),
            intents,
            self._config["sparse_weight"],
            self._config["regularisation"],
        )
        write_arrays(self._storage, self._resource, save_arrays(self._model))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking, response selector and nearest retrieval intents of each message."""
        for message in messages:
            if message.get(TEXT) and self._model is not None:
                self._classify(message, self._model)
        return messages

    def _classify(self, message: Message, model: IntentModel) -> None:
        variants = [name for name in (TEXT, REPAIRED_TEXT) if message.get(name)]
        predictions = model.predict(_features([(message, name) for name in variants]))
        best = max(predictions, key=lambda prediction: prediction.confidences[0])
        ranking = _ranking(best)
        message.set(INTENT, _plain(ranking[0]), add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        message.set(NEAREST, _nearest(best), add_to_output=True)
        message.set(RESPONSE_SELECTOR, _response_selector(ranking), add_to_output=True)
        if "/" in ranking[0]["name"]:
            tag = {"entity": "article", "value": ranking[0]["name"].partition("/")[2]}
            entities = [*message.get(ENTITIES, []), {**tag, "start": 0, "end": 0}]
            message.set(ENTITIES, entities, add_to_output=True)


def _features(wanted: Sequence[tuple[Message, str]]) -> Features:
    dense, rows = [], []
    for message, attribute in wanted:
        _, sentence = message.get_dense_features(attribute)
        dense.append(sentence.features[0])
        _, sentence = message.get_sparse_features(attribute)
        rows.append(sentence.features.tocsr())
    return Features(np.stack(dense), sparse.vstack(rows, format="csr"))


def _ranking(prediction: Prediction) -> list[dict[str, Any]]:
    table = zip(prediction.intents, prediction.confidences, prediction.margins, strict=True)
    return [
        {"name": name, "confidence": confidence, "margin": margin}
        for name, confidence, margin in list(table)[:RANKING_LENGTH]
    ]


def _plain(intent: dict[str, Any]) -> dict[str, Any]:
    return {**intent, "name": intent["name"].partition("/")[0]}


def _nearest(prediction: Prediction) -> list[dict[str, Any]]:
    table = zip(prediction.intents, prediction.similarities, strict=True)
    near = sorted(table, key=lambda pair: -pair[1])
    return [{"name": name, "similarity": similarity} for name, similarity in near if "/" in name][
        :RANKING_LENGTH
    ]


def _response_selector(ranking: list[dict[str, Any]]) -> dict[str, Any]:
    retrieval = [intent for intent in ranking if "/" in intent["name"]]
    names = sorted({intent["name"].partition("/")[0] for intent in retrieval})
    selector: dict[str, Any] = {"all_retrieval_intents": names}
    for name in names:
        own = [
            {"intent_response_key": intent["name"], "confidence": intent["confidence"]}
            for intent in retrieval
            if intent["name"].startswith(f"{name}/")
        ]
        response = {"responses": [], "utter_action": f"utter_{own[0]['intent_response_key']}"}
        selector[name] = {"response": {**own[0], **response}, "ranking": own}
    return selector
