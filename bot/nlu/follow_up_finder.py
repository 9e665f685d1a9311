"""Let a short message mean what it means after a check, whatever it is like alone."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.follow_ups import Context, find_follow_up

AWAITING = "awaiting"
"""The metadata key for what the last message asked for or was about."""
KNOWS_ROWS = "knows_rows"
"""The metadata key that tells that gateways were spoken of."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FollowUpFinder(GraphComponent):
    """Set the intent of a message that goes on from a check; without such metadata, none."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FollowUpFinder:
        """Create the component, which has nothing to configure."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Replace intent and add entities where a message is a follow-up."""
        for message in messages:
            metadata, tags = message.get(METADATA) or {}, message.get(ENTITIES) or []
            context = Context(str(metadata.get(AWAITING, "")), KNOWS_ROWS in metadata)
            named = [(str(tag["entity"]), str(tag["value"])) for tag in tags]
            intent = str((message.get(INTENT) or {}).get("name"))
            found = find_follow_up(message.get(TEXT) or "", intent, named, context)
            if found is None:
                continue
            message.set(INTENT, {"name": found.intent, "confidence": 1.0}, add_to_output=True)
            kept = [tag for tag in tags if tag["entity"] != "article"]
            added = [
                {"entity": kind, "value": value, "start": 0, "end": 0}
                for kind, value in found.entities.items()
            ]
            message.set(ENTITIES, [*kept, *added], add_to_output=True)
        return messages
