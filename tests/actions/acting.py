"""Run actions as Rasa does: a message or a button and slots in, messages and slots out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import ResourcefulAction
from actions.registry import create_actions
from actions.resources import Resources
from bot.nlu.entities import EntityFinder
from kb.gateway import Gateway, Gateways
from kb.language import Language
from tests.actions.small_knowledge import KNOWLEDGE

Said = tuple[list[dict[str, Any]], dict[str, Any]]
"""The messages of an action, and the slots that it sets."""

ACTION_OF = {
    "ask": "action_answer",
    "name_variant": "action_answer",
    "nlu_ambiguous": "action_clarify",
    "nlu_fallback": "action_offer_articles",
    "out_of_scope": "action_offer_articles",
    "name_gateway": "action_check_ports",
    "give_evidence": "action_read_evidence",
}
"""The actions that are not called like their intent."""


def message(
    text: str, intent: str, entities: Mapping[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    """Return what Rasa hands to actions; ``margin`` stands in the ranking of what was typed."""
    tags = [{"entity": kind, "value": value} for kind, value in (entities or {}).items()]
    ranking = [{"name": intent, "confidence": 0.9, "margin": 1.0}]
    return {
        "text": text,
        "intent": {"name": intent, "confidence": 0.9},
        "intent_ranking": ranking,
        "entities": tags,
        "nearest_passages": {"version": KNOWLEDGE.version, "all": [], "articles": {}},
        **more,
    }


def pressed(title: str, payload: str) -> dict[str, Any]:
    """Return what Rasa hands to actions where a button with this payload was pressed."""
    intent, brace, rest = payload.removeprefix("/").partition("{")
    said = message(title, intent, json.loads(brace + rest) if brace else None)
    return {**said, "intent_ranking": [said["intent"]]}


async def run(
    action: ResourcefulAction,
    latest: Mapping[str, Any],
    slots: Mapping[str, Any] | None = None,
    sender: str = "person",
) -> Said:
    """Run an action on a message and the slots before it; the language is English."""
    slots = {"language": "en", **(slots or {})}
    events = [{"event": "user", "metadata": latest.get("metadata")}]
    tracker = Tracker(sender, slots, latest, events, False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    set_slots = await action.run(dispatcher, tracker, {})
    return dispatcher.messages, {event["name"]: event["value"] for event in set_slots}


def titles(message: Mapping[str, Any]) -> list[str]:
    return [button["title"] for button in message["buttons"]]


class Conversation:
    """What one person says and presses; slots are kept, and intents lead to their actions."""

    def __init__(
        self, resources: Resources, language: Language = Language.ENGLISH, sender: str = "person"
    ) -> None:
        self.slots: dict[str, Any] = {"language": language.value}
        self.metadata: dict[str, str] = {}
        self.language = language
        self._sender = sender
        self._actions = {each.name(): each for each in create_actions(resources)}
        self._finder = finder_for(resources.gateways)

    async def say(self, text: str, intent: str, **entities: str) -> dict[str, Any]:
        """Return the last message about a text, whose entities are found as when it is typed."""
        found = [
            {"entity": each.kind, "value": each.value, "start": each.start, "end": each.end}
            for each in self._finder.find(text, self.language)
        ]
        typed = message(text, intent, entities)
        return (await self.hear({**typed, "entities": [*typed["entities"], *found]}))[-1]

    async def press(self, button: Mapping[str, str]) -> dict[str, Any]:
        """Return the last message about a pressed button."""
        return (await self.hear(pressed(button["title"], button["payload"])))[-1]

    async def hear(self, latest: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return all messages about what Rasa hands to actions."""
        intent = latest["intent"]["name"]
        action = self._actions[ACTION_OF.get(intent, f"action_{intent}")]
        latest = {**latest, "metadata": self.metadata}
        messages, slots = await run(action, latest, self.slots, self._sender)
        self.slots = {**self.slots, **slots}
        return messages


def finder_for(gateways: Gateways) -> EntityFinder:
    """Return what finds the listed names, made once for the same rows."""
    if gateways.rows not in _FINDERS:
        _FINDERS[gateways.rows] = EntityFinder(gateways)
    return _FINDERS[gateways.rows]


_FINDERS: dict[tuple[Gateway, ...], EntityFinder] = {}


def button_of(message: Mapping[str, Any], title: str) -> dict[str, str]:
    """Return the button with this title."""
    found = [button for button in message["buttons"] if button["title"] == title]
    assert found, f"{title!r} is none of {titles(message)}"
    return dict(found[0])
