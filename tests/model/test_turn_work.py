"""The thousandth turn of a conversation is given no more work than the tenth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.conversation import Said
from bot.stores.trackers import MOST_TURNS
from tests.model.talking import conversations

TURNS = 130
OPENING = 20
"""Events that stand for what was before: the session's beginning and its slots."""
MOST_STATES = 30
MOST_CHARACTERS = 250_000
QUESTION = "Wie melde ich mich mit der Sicherheitskarte an?"


class Measure(Action):
    """Stands for ``action_answer`` and notes how much it is given."""

    def __init__(self) -> None:
        self.events: list[int] = []
        self.characters: list[int] = []

    def name(self) -> str:
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        self.events.append(len(tracker.events))
        self.characters.append(len(json.dumps(tracker.events)))
        dispatcher.utter_message(text="da", kind="answer")
        return [{"event": "slot", "name": "article", "value": "dsc-login"}]


async def test_what_an_action_is_given_does_not_grow(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure, states = Measure(), []
    past_states = DialogueStateTracker.past_states

    def counted(tracker: DialogueStateTracker, domain: Domain, *options: Any) -> Any:
        made = past_states(tracker, domain, *options)
        states.append(len(made))
        return made

    monkeypatch.setattr(DialogueStateTracker, "past_states", counted)
    with conversations(model, tmp_path, measure) as talk:
        for _ in range(TURNS):
            turn = await talk.say("someone", "test", Said(QUESTION))
            assert turn.replies[0]["text"] == "da"

    assert len(measure.events) == TURNS
    assert max(measure.events[10:]) <= max(measure.events[:10]) + MOST_TURNS + OPENING
    assert max(measure.characters) <= MOST_CHARACTERS
    assert max(states) <= MOST_STATES
