"""Take a yes or no for what the last message asked."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker

from actions.base import ResourcefulAction, topic_of
from actions.choice_text import follow_up
from actions.reply import Reply
from actions.steps_text import walk
from actions.turn import Turn, find_article
from kb.library import Knowledge


class FollowUp(ResourcefulAction):
    """A yes goes on with the steps being walked; else the last question decides."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_follow_up"

    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Go on from what was asked."""
        agreed, awaiting = turn.intent == "affirm", turn.awaiting.get("what")
        asked = turn.value("article") if turn.pressed else None
        if asked is not None:  # "did it work?" of that article, however long ago
            topic = find_article(knowledge.articles, asked, turn.language)
            return follow_up(agreed, "worked", topic, turn.language)
        if turn.walk and awaiting in (None, "check", "letter"):
            intent = "next_step" if agreed else "not_like_that"
            return walk(replace(turn, intent=intent, pressed=False), knowledge.articles)
        return follow_up(agreed, awaiting, topic_of(turn, knowledge), turn.language)
