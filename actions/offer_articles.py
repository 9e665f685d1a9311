"""Admit that there is no answer, and offer the nearest articles."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import ResourcefulAction
from actions.choice_text import offer
from actions.reply import deliver, intent_of, language_of


class OfferArticles(ResourcefulAction):
    """Say so where nothing fits, with up to three articles and a way to a person."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_offer_articles"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Offer."""
        nearest = tracker.latest_message.get("nearest_retrieval_intents") or []
        outside = intent_of(tracker) == "out_of_scope"
        reply = offer(nearest, self.articles(tracker), language_of(tracker), outside)
        return deliver(dispatcher, reply)
