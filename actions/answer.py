"""Answer a question from its article."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_text import answer
from actions.base import ResourcefulAction
from actions.choice_text import offer
from actions.reply import deliver, language_of


class Answer(ResourcefulAction):
    """Give the short answer of the article that the question is about."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer; an article that no longer exists leads to the nearest ones."""
        article = self.article(tracker)
        if article is not None:
            return deliver(dispatcher, answer(article))
        nearest = tracker.latest_message.get("nearest_retrieval_intents") or []
        reply = offer(nearest, self.articles(tracker), language_of(tracker), outside=False)
        return deliver(dispatcher, reply)
