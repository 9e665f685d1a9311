"""Offer the classifier the parts of a message beside the whole."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.message_parts import own_words, parts_of
from bot.nlu.storage import OWN_TEXT, PARTS, REPAIRED_TEXT, wholes_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MessageSplitter(GraphComponent):
    """Set ``own_text`` where a message has trimmings, and ``part_0``, ``part_1``, … to its parts.

    Trimmings are what `bot.nlu.message_parts.own_words` leaves out, such as an e-mail's headers.

    It comes after `SpellingCorrector`, whose repairs it keeps, and before the featurizers. It works
    for German and English; there is nothing to configure.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageSplitter:
        """Create the component, which has nothing to train."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave taught sentences whole: each stands for one thing."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set what is left of messages with trimmings, and the parts of messages with several."""
        for message in messages:
            for name, target in ((TEXT, OWN_TEXT), (REPAIRED_TEXT, REPAIRED_TEXT)):
                text = message.get(name) or ""
                if (own := own_words(text)) != text.strip():
                    message.set(target, own, add_to_output=True)
            wholes = [str(message.get(name)) for name in wholes_of(message)]
            parts = parts_of(wholes[-1]) if wholes else []
            names = [f"part_{number}" for number in range(len(parts))]
            for name, part in zip(names, parts, strict=True):
                message.set(name, part)
            message.set(PARTS, names)
        return messages
