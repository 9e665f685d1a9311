"""Walk through an article's steps, forwards and backwards."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_text import walk
from actions.base import ResourcefulAction
from actions.reply import deliver, intent_of, language_of


class WalkSteps(ResourcefulAction):
    """Show the step that an intent such as ``next_step`` leads to."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_walk_steps"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Show the step and remember it."""
        step = tracker.get_slot("step")
        article, language = self.article(tracker), language_of(tracker)
        return deliver(dispatcher, walk(article, step, intent_of(tracker), language))
