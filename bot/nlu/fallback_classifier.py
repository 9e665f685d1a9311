"""Turn an unsure or torn classification into an intent of its own."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.intent_classifier import QUESTIONS

AMBIGUOUS = "nlu_ambiguous"
"""The intent of a message for which two intents are about as likely."""
SEVERAL = "several_questions"
"""The intent of a message that asks several things at once."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ThresholdFallbackClassifier(GraphComponent):
    """Set ``nlu_fallback`` where nothing fits and ``nlu_ambiguous`` where two fit about as well.

    Where the classifier found several ``questions`` in a message, set ``several_questions``.

    Options: ``threshold`` (0.4), the confidence below which nothing fits; ``ambiguity_margin``
    (0.2), the difference between the two largest margins below which the message is ambiguous;
    ``careful`` (none), intents that end or move something, and ``careful_threshold`` (0.5), the
    confidence that they need: guessing them wrong costs people where they were.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options with their defaults."""
        return {
            "threshold": 0.4,
            "ambiguity_margin": 0.2,
            "careful": [],
            "careful_threshold": 0.5,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ThresholdFallbackClassifier:
        """Create the component with its options."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Replace the intent of each unsure message; the ranking keeps what was found."""
        for message in messages:
            ranking, has_text = message.get("intent_ranking") or [], bool(message.get(TEXT))
            name = SEVERAL if message.get(QUESTIONS) else decide(ranking, has_text, self._config)
            if name is not None:
                confidence = (message.get(INTENT) or {}).get("confidence", 0.0)
                intent = {"name": name, "confidence": confidence}
                message.set(INTENT, intent, add_to_output=True)
                kept = [tag for tag in message.get(ENTITIES, []) if tag["entity"] != "article"]
                message.set(ENTITIES, kept, add_to_output=True)
        return messages


def decide(ranking: list[dict[str, Any]], has_text: bool, config: dict[str, Any]) -> str | None:
    """Return the intent to set instead of the first of the ranking, or None to keep it."""
    if not ranking:
        return str(DEFAULT_NLU_FALLBACK_INTENT_NAME) if has_text else None
    is_careful = ranking[0]["name"] in config.get("careful", ())
    if ranking[0]["confidence"] < config["careful_threshold" if is_careful else "threshold"]:
        return str(DEFAULT_NLU_FALLBACK_INTENT_NAME)
    if len(ranking) < 2:
        return None
    difference = ranking[0].get("margin", 1.0) - ranking[1].get("margin", 0.0)
    return AMBIGUOUS if difference < config["ambiguity_margin"] else None
