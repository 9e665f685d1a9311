"""Walk through an article's steps, forwards, backwards and aside."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.base import ResourcefulAction, topic_of
from actions.choice_text import follow_up
from actions.dialogue import seen_in_walk
from actions.reply import Reply
from actions.steps_text import walk
from actions.turn import Turn
from kb.library import Knowledge


class WalkSteps(ResourcefulAction):
    """Show the step that an intent such as ``next_step`` leads to."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_walk_steps"

    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Show the step and remember it; what a display shows may name another step."""
        topic = topic_of(turn, knowledge)
        if (
            turn.awaiting.get("what") == "worked"
            and turn.intent == "next_step"
            and not turn.pressed
        ):
            return follow_up(True, "worked", topic, turn.language)
        return seen_in_walk(turn, knowledge) or walk(turn, knowledge.articles)
