"""Take a yes or no for what the last message asked."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_text import walk
from actions.base import ResourcefulAction
from actions.choice_text import follow_up
from actions.reply import deliver, intent_of, language_of


class FollowUp(ResourcefulAction):
    """A yes goes on with the steps being walked; else the last question decides."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_follow_up"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Go on from what was asked."""
        agreed, language = intent_of(tracker) == "affirm", language_of(tracker)
        step, article = tracker.get_slot("step"), self.article(tracker)
        awaiting = (tracker.get_slot("awaiting") or {}).get("what")
        if step and article is not None and awaiting is None:
            intent = "next_step" if agreed else "not_like_that"
            return deliver(dispatcher, walk(article, step, intent, language))
        return deliver(dispatcher, follow_up(agreed, awaiting, language))
