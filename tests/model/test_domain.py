"""What a model understands is in its domain; Rasa would look anew at each message."""

from __future__ import annotations

from typing import Any

from bot.nlu.fallback_classifier import AMBIGUOUS, SEVERAL
from bot.nlu.follow_ups import FOLLOW_UP
from bot.nlu.intent_classifier import MarginSimilarityClassifier
from bot.service import Parts
from tests.model.test_remembered import TEXTS, components


async def test_all_intents_are(parts: Parts) -> None:
    agent: Any = parts.agent._agent
    kinds: dict[type, Any] = {type(each): each for each in components(parts)}

    intents = kinds[MarginSimilarityClassifier]._model.intents
    taught = {str(name).partition("/")[0] for name in intents}

    assert {*taught, AMBIGUOUS, SEVERAL, FOLLOW_UP, "nlu_fallback"} <= set(agent.domain.intents)


async def test_entities_are(parts: Parts) -> None:
    agent: Any = parts.agent._agent

    found = [entity for text in TEXTS for entity in (await parts.agent.parse(text))["entities"]]

    assert {entity["entity"] for entity in found} <= set(agent.domain.entities)
