"""What was understood of a text is remembered: the same comes out, and no text is kept."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.intent_classifier import MarginSimilarityClassifier
from bot.nlu.passage_finder import PassageFinder
from bot.service import Parts
from tests.bot.nlu.test_memory import reachable
from tests.model.exactly import same_but_rounded

QUESTION = "Wie melde ich mich mit der Sicherheitskarte an?"
TEXTS = [
    QUESTION,
    "hallo",
    "danke!",
    "wie mledet man sich mit der sicherheitskrate an",
    "Hallo zusammen, ich habe zwei Fragen: welche Ports braucht TWS? Und wo liegt die API?",
    "is geheim-4711.example.com reachable",
    "what is the weather",
    "?",
]


def components(parts: Parts) -> list[Any]:
    agent: Any = parts.agent._agent
    nodes = agent.processor.graph_runner._nodes.values()
    kinds = (MarginSimilarityClassifier, PassageFinder)
    return [node._component for node in nodes if isinstance(node._component, kinds)]


def forget(parts: Parts) -> None:
    for component in components(parts):
        component._memory = type(component._memory)(1000)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("language", ["de", "en", None])
async def test_a_text_is_understood_again_as_before(
    parts: Parts, text: str, language: str | None
) -> None:
    forget(parts)
    first = await parts.agent.parse(text, language)

    again = await parts.agent.parse(text, language)

    assert again == first


async def test_it_is_understood_as_it_would_be_alone(parts: Parts) -> None:
    """Whatever was understood before it, with the same words in other cases and languages."""
    alone = {}
    for text in TEXTS:
        forget(parts)
        alone[text] = await parts.agent.parse(text, "en")
    for text in TEXTS:
        await parts.agent.parse(text.upper(), "de")
        await parts.agent.parse(text, "de")

    after = {text: await parts.agent.parse(text, "en") for text in TEXTS}

    assert same_but_rounded(after, alone)


async def test_a_second_time_nothing_is_encoded(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await parts.agent.parse(QUESTION, "de")

    def fail(texts: object) -> None:
        raise AssertionError("encoded again")

    monkeypatch.setattr("bot.nlu.sentence_featurizer.encode", fail)

    assert await parts.agent.parse(QUESTION, "de") == first


async def test_what_is_remembered_holds_nothing_that_somebody_wrote(parts: Parts) -> None:
    forget(parts)
    for text in TEXTS:
        await parts.agent.parse(text, "de")

    remembered = [component._memory for component in components(parts)]

    held = [each for memory in remembered for each in reachable(memory) if isinstance(each, str)]
    words = {word.casefold() for text in TEXTS for word in text.split() if len(word) > 5}
    assert len(remembered) == 2
    assert all(len(memory) >= len(TEXTS) - 1 for memory in remembered)
    assert [text for text in held if any(word in text.casefold() for word in words)] == []


async def test_what_is_remembered_is_bounded(parts: Parts) -> None:
    forget(parts)
    for component in components(parts):
        component._memory = type(component._memory)(3)

    for text in TEXTS:
        await parts.agent.parse(text, "de")

    assert [len(component._memory) for component in components(parts)] == [3, 3]
    forget(parts)
