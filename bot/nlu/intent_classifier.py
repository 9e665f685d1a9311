"""Classify intents with a confidence that can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
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
    Options,
    Prediction,
    load_arrays,
    save_arrays,
    train_intent_model,
)
from bot.nlu.memory import Memory
from bot.nlu.readings import Part, choose_reading, find_questions
from bot.nlu.storage import (
    UNDERSTOOD,
    read_large_arrays,
    readings_of,
    wholes_of,
    write_large_arrays,
)
from bot.nlu.words import fold_case

RANKING_LENGTH = 10
MOST_REMEMBERED = 500
"""Readings whose intents are remembered, of about 6 KB each: what many people write alike."""
SHARED_NAME = "classifier"
"""Begins the name of the file beside the model that the arrays are mapped from."""
NEAREST = "nearest_retrieval_intents"
"""Output property: retrieval intents by falling similarity, for "did you mean" and for misses."""
QUESTIONS = "questions"
"""Output property: the intents of the parts that ask, where a message asks several things."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MarginSimilarityClassifier(GraphComponent):
    """A kernel classifier over the dense and sparse sentence features, calibrated while it learns.

    Predicts plain intents (``greet``) and retrieval intents (``ask/dsc-login``). For the latter it
    sets ``intent`` to ``ask`` and fills ``response_selector`` as Rasa's own selector does, so that
    policies see one intent and `rasa test nlu` reports both. Each intent in the ranking carries
    ``margin``, the classifier's own score: about 1 where it is sure, about -1 without any hint.

    Options: ``sparse_share`` (0.3), how much of the similarity of two sentences comes from their
    sparse features, the rest from the dense ones; ``sharpness`` (0.8), how fast a sentence's
    influence falls with distance; ``ridge`` (0.1), how much of it is left unlearned;
    ``unknown_share`` (0.3), how much of what will be asked is like nothing taught: less where
    questions that are out of scope are taught as an intent; ``asides`` (none), intents that a part
    of a message may have beside what the message is about, such as ``greet``;
    ``question_threshold`` (0.8), the confidence from which a part is a question of its own. All
    dense and sparse features must be sentence features of unit length, as `SentenceFeaturizer` and
    `CharacterFeaturizer` make them.
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
        self._memory = Memory[Prediction](MOST_REMEMBERED)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options with their defaults."""
        return {**asdict(Options()), "asides": [], "question_threshold": 0.8}

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
        model = load_arrays(read_large_arrays(model_storage, resource, SHARED_NAME))
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples; at least two intents must have examples."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        intents = [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples]
        self._model = train_intent_model(
            _features([(example, TEXT) for example in examples]),
            intents,
            Options(**{name: float(self._config[name]) for name in asdict(Options())}),
        )
        write_large_arrays(self._storage, self._resource, save_arrays(self._model))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking, response selector and nearest retrieval intents of each message."""
        for message in messages:
            if message.get(TEXT) and self._model is not None:
                self._classify(message, self._model)
        return messages

    def _classify(self, message: Message, model: IntentModel) -> None:
        names = readings_of(message)
        predictions = self._predictions(message, names, model)
        wholes = len(wholes_of(message))
        parts = [
            Part(str(message.get(name)), prediction)
            for name, prediction in zip(names[wholes:], predictions[wholes:], strict=True)
        ]
        asides = frozenset(self._config["asides"])
        chosen = choose_reading(predictions[:wholes], parts, asides)
        questions = find_questions(parts, asides, self._config["question_threshold"])
        message.set(UNDERSTOOD, names[chosen])
        message.set(QUESTIONS, questions, add_to_output=True)
        _set_intent(message, predictions[chosen])

    def _predictions(
        self, message: Message, names: Sequence[str], model: IntentModel
    ) -> list[Prediction]:
        """Return what each reading is taken for; only new ones are looked at."""
        texts = [fold_case(str(message.get(name))) for name in names]
        known = {text: kept for text in texts if (kept := self._memory.recall(text)) is not None}
        new = {text: name for name, text in zip(names, texts, strict=True) if text not in known}
        if new:
            found = model.predict(_features([(message, name) for name in new.values()]))
            for text, prediction in zip(new, found, strict=True):
                known[text] = prediction
                self._memory.keep(prediction, text)
        return [known[text] for text in texts]


def _set_intent(message: Message, best: Prediction) -> None:
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
        rows.append(sentence.features.tocoo())
    return Features(np.stack(dense), _stacked(rows))


def _stacked(rows: Sequence[sparse.coo_matrix]) -> sparse.csr_matrix:
    """Return rows (1, v) as one matrix (n, v); SciPy's own stacking takes ten times as long."""
    ends = np.cumsum([0, *(row.nnz for row in rows)])
    data = np.concatenate([row.data for row in rows])
    columns = np.concatenate([row.col for row in rows])
    return sparse.csr_matrix((data, columns, ends), shape=(len(rows), rows[0].shape[1]))


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
