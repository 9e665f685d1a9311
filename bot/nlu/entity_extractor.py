"""Tell Rasa which gateways, ports and platforms a message names."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

from bot.knowledge import shared_library
from bot.nlu.entities import Entity, EntityFinder
from bot.nlu.language_detector import language_of_message
from bot.nlu.storage import wholes_of
from bot.settings import read_settings
from kb.error_texts import error_texts
from kb.gateways import read_gateways


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class KnowledgeEntityExtractor(GraphComponent):
    """Add what a message names of the knowledge base, see `bot.nlu.entities.Entity`.

    ``place`` (its role is ``city`` or ``region``), ``product``, ``host``, ``port``, ``role`` of a
    gateway, ``gateway`` where that singles out rows, ``platform``, ``user``, ``kb`` and ``error``.
    What is named but not on the list becomes ``unlisted_host`` or ``unlisted_port``.

    The names come from the gateway list and the articles when the model is loaded, so a new row
    needs no training. There is nothing to configure.
    """

    def __init__(self, finder: EntityFinder) -> None:
        self._finder = finder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> KnowledgeEntityExtractor:
        """Create the component from the gateway list of the settings."""
        errors = error_texts(shared_library().current.articles)
        return cls(EntityFinder(read_gateways(read_settings().gateways), sorted(errors)))

    def process(self, messages: list[Message]) -> list[Message]:
        """Tag each message; where its spelling was repaired, what only that shows counts too."""
        for message in messages:
            language = language_of_message(message)
            texts = [str(message.get(name)) for name in wholes_of(message)]
            found = [find for text in texts for find in self._finder.find(text, language)]
            distinct = {(find.kind, find.value): find for find in reversed(found)}
            tags = [_tag(find) for find in found if distinct[find.kind, find.value] is find]
            if tags:
                message.set(ENTITIES, [*message.get(ENTITIES, []), *tags], add_to_output=True)
        return messages


def _tag(entity: Entity) -> dict[str, Any]:
    return {
        "entity": entity.kind,
        "value": entity.value,
        "start": entity.start,
        "end": entity.end,
        "extractor": KnowledgeEntityExtractor.__name__,
        **({"role": entity.role} if entity.role else {}),
    }
