"""Let Rasa know which language a message is in."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.language_model import LanguageModel
from bot.nlu.storage import OWN_TEXT, read_arrays, write_arrays
from kb.language import Language
from kb.language_wish import wished_language

LANGUAGE = "language"
"""The entity, the slot, and the key in the metadata of a message."""
WISHED = "wished_language"
"""The same for the language that somebody asked to be answered in."""
ANY = "any"
"""Its value where a wish ends an earlier one and needs none: "auf Deutsch bitte", in German."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LanguageDetector(GraphComponent):
    """Add the entity ``language``, from which Rasa fills the slot of that name.

    The metadata key ``language`` tells the conversation's (else the page's) language; an unclear
    message ("ok", "TWS", "4001") stays in it. A message that asks for a language gets the entity
    ``wished_language`` too. One that is written in the other language ("please answer in German")
    holds, by the metadata key of that name, until something else is wished for. Training sentences
    carry their language in the metadata of their example, as `bot.importer` and Rasa's YAML format
    provide it. There is nothing to configure.
    """

    def __init__(
        self, storage: ModelStorage, resource: Resource, model: LanguageModel | None = None
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:
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
    ) -> LanguageDetector:
        """Load the trained component."""
        arrays = read_arrays(model_storage, resource)
        return cls(model_storage, resource, LanguageModel.load_arrays(arrays))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples that say their language."""
        known = [
            (example.get(TEXT), language)
            for example in training_data.training_examples
            if example.get(TEXT) and (language := _language_of_example(example))
        ]
        self._model = LanguageModel.learn(
            [text for text, _ in known], [language for _, language in known]
        )
        write_arrays(self._storage, self._resource, self._model.save_arrays())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Tag each message with the language to go on in."""
        for message in messages:
            if self._model is None:
                continue
            text, metadata = message.get(TEXT) or "", message.get(METADATA) or {}
            if wished := wished_language(text):
                holds = self._model.decide(text, None) is not wished
                _tag(message, WISHED, wished.value if holds else ANY)
            elif metadata.get(WISHED) == ANY:  # the person has chosen another in the widget
                _tag(message, WISHED, ANY)
            wished = wished or Language.parse(metadata.get(WISHED))
            current = Language.parse(metadata.get(LANGUAGE))
            own = str(message.get(OWN_TEXT) or text)
            if (language := wished or self._model.decide(own, current)) is not None:
                _tag(message, LANGUAGE, language.value)
        return messages


def _tag(message: Message, kind: str, value: str) -> None:
    tag = {"entity": kind, "value": value, "start": 0, "end": 0}
    message.set(ENTITIES, [*message.get(ENTITIES, []), tag], add_to_output=True)


def _language_of_example(example: Message) -> Language | None:
    metadata = (example.get(METADATA) or {}).get("example") or {}
    return Language.parse(metadata.get(LANGUAGE)) if isinstance(metadata, dict) else None


def language_of_message(message: Message) -> Language:
    """Return the language that the detector found; English where it found none."""
    found = (e["value"] for e in message.get(ENTITIES, []) if e["entity"] == LANGUAGE)
    return Language.parse(next(found, None)) or Language.ENGLISH
