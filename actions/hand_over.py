"""Hand over to a person."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import ResourcefulAction
from actions.choice_text import hand_over
from actions.reply import Reply, deliver, language_of

MOST_QUESTIONS = 5
QUESTION_INTENTS = {"ask", "check_ports", "nlu_fallback", "nlu_ambiguous", "out_of_scope"}


def hand_over_reply(tracker: Tracker, contact: str) -> Reply:
    """Return the handover with the latest questions typed in this conversation."""
    typed = [
        str(event["text"]).strip()
        for event in tracker.events
        if event.get("event") == "user"
        and (event.get("parse_data") or {}).get("intent", {}).get("name") in QUESTION_INTENTS
        and event.get("text")
        and not str(event["text"]).startswith("/")
    ]
    return hand_over(typed[-MOST_QUESTIONS:], contact, language_of(tracker))


class HandOver(ResourcefulAction):
    """Name the people to turn to, with a summary to take along."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_hand_over"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Hand over."""
        return deliver(dispatcher, hand_over_reply(tracker, self.resources.support_contact))
