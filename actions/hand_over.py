"""Hand over to a person."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.base import ResourcefulAction
from actions.choice_text import hand_over
from actions.reply import Reply, language_of
from actions.turn import Turn
from kb.library import Knowledge

MOST_QUESTIONS = 5
QUESTION_INTENTS = {
    "ask",
    "check_myself",
    "check_ports",
    "export_gateways",
    "name_gateway",
    "nlu_ambiguous",
    "nlu_fallback",
    "out_of_scope",
    "several_questions",
    "write_letter",
}


def hand_over_reply(tracker: Tracker, contact: str) -> Reply:
    """Return the handover with the latest questions typed in this conversation."""
    typed = [
        # Of an e-mail its own words, without headers and signature.
        str((event.get("parse_data") or {}).get("own_text") or event["text"]).strip()
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

    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Hand over."""
        return hand_over_reply(tracker, self.resources.support_contact)
