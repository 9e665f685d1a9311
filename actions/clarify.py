"""Ask which of two or three intents is meant."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import ResourcefulAction
from actions.choice_text import clarify
from actions.reply import deliver, language_of


class Clarify(ResourcefulAction):
    """Offer the likeliest meanings as buttons."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_clarify"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Ask."""
        ranking = tracker.latest_message.get("intent_ranking") or []
        reply = clarify(ranking, self.articles(tracker), language_of(tracker))
        return deliver(dispatcher, reply)
