"""Find the passages of articles that are nearest to a message."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.knowledge import shared_library
from bot.nlu.language_detector import language_of_message
from bot.nlu.memory import Memory
from bot.nlu.passage_index import FloatArray, Hit, PassageIndex, VectorCache
from bot.nlu.sentence_featurizer import encode
from bot.nlu.storage import UNDERSTOOD, read_arrays, wholes_of, write_arrays
from bot.nlu.words import fold_case
from kb.language import Language

PASSAGES = "nearest_passages"
"""Output property; see `PassageFinder`."""
TOPIC = "topic"
"""The key in a message's metadata for the id of the article the conversation is about."""
MOST_PASSAGES = 12
OF_ARTICLE = 8
MOST_REMEMBERED = 500
"""Texts whose passages are remembered, of about 8 KB each."""
MOST_LIKELY = 3  # articles at the head of the intent ranking whose passages are looked at too


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class PassageFinder(GraphComponent):
    """Set ``nearest_passages``: what the articles say that is nearest to the message.

    Its value is ``{"version": n, "all": [[article, part, number, similarity], ...], "articles":
    {id: [[part, number, similarity], ...]}}``: of all articles in both languages, and, in the
    message's language, of the likeliest and the one spoken about (metadata key ``topic``).
    ``version`` is that of the knowledge base: numbers mean nothing in another. It needs dense
    sentence features and comes after the intent classifier. Training only stores vectors; wording
    may change without it.
    """

    def __init__(self, storage: ModelStorage, resource: Resource, cache: VectorCache) -> None:
        self._storage = storage
        self._resource = resource
        self._library = shared_library()
        self._cache = cache
        self._index: tuple[int, PassageIndex] | None = None
        self._memory = Memory[dict[str, Any]](MOST_REMEMBERED)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PassageFinder:
        """Create an untrained component; it has nothing to configure."""
        return cls(model_storage, resource, VectorCache(encode))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> PassageFinder:
        """Load the component and encode what was written since it was trained."""
        arrays = read_arrays(model_storage, resource)
        vectors = arrays["vectors"].astype(np.float32)
        known = dict(zip(arrays["digests"].tolist(), vectors, strict=True))
        finder = cls(model_storage, resource, VectorCache(encode, known))
        finder._current_index()
        return finder

    def train(self, training_data: TrainingData) -> Resource:
        """Store the vectors of all passages."""
        self._current_index()
        digests = sorted(self._cache.vectors)
        vectors = np.stack([self._cache.vectors[digest] for digest in digests])
        arrays = {"digests": np.asarray(digests), "vectors": vectors.astype(np.float16)}
        write_arrays(self._storage, self._resource, arrays)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the nearest passages of each message."""
        version, index = self._current_index()
        for message in messages:
            if message.get(TEXT) and index.keys:
                found = self._found(message, version, index)
                message.set(PASSAGES, {"version": version, **found}, add_to_output=True)
        return messages

    def _found(self, message: Message, version: int, index: PassageIndex) -> dict[str, Any]:
        attribute = message.get(UNDERSTOOD) or wholes_of(message)[-1]
        text, language = str(message.get(attribute)), language_of_message(message)
        articles = _articles(message)
        asked = (str(version), language.value, *articles, fold_case(text))
        found = self._memory.recall(*asked)
        if found is None:
            _, sentence = message.get_dense_features(attribute)
            vector = np.asarray(sentence.features[0], dtype=np.float32)
            found = _search(index, index.similarities(text, vector), articles, language)
            self._memory.keep(found, *asked)
        return found

    def _current_index(self) -> tuple[int, PassageIndex]:
        knowledge = self._library.current
        if self._index is None or self._index[0] != knowledge.version:
            self._index = (knowledge.version, self._cache.build(knowledge.articles))
        return self._index


def _articles(message: Message) -> list[str]:
    """Return the articles to look into: the likeliest and the one spoken about."""
    ranking = message.get("intent_ranking") or []
    names = [str(intent["name"]) for intent in ranking if "/" in intent["name"]]
    topic = (message.get(METADATA) or {}).get(TOPIC)
    likeliest = {name.partition("/")[2] for name in names[:MOST_LIKELY]}
    return sorted(likeliest | ({str(topic)} if topic else set()))


def _search(
    index: PassageIndex, similarities: FloatArray, articles: Iterable[str], language: Language
) -> dict[str, Any]:
    near = partial(index.nearest_in, similarities, language=language, most=OF_ARTICLE)
    return {
        "all": [_row(hit) for hit in index.nearest(similarities, MOST_PASSAGES)],
        "articles": {id: [_row(hit)[1:] for hit in near(id)] for id in articles},
    }


def _row(hit: Hit) -> list[Any]:
    return [hit.key.article, hit.key.part.value, hit.key.number, round(hit.similarity, 3)]
