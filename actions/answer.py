"""Answer a question from its article, and what follows on it."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.about_gateways import gateway_reply, with_next_steps
from actions.base import ResourcefulAction
from actions.check_myself import CheckMyself, names_only_system
from actions.dialogue import respond
from actions.reply import Reply
from actions.turn import Turn
from kb.library import Knowledge


class Answer(ResourcefulAction):
    """Give the short answer of an article, or the one passage that was asked for."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_answer"

    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Answer; an article that no longer exists leads to the nearest ones."""
        awaits_system = turn.awaiting.get("what") == "system" and turn.value("platform")
        if awaits_system and names_only_system(tracker.latest_message):
            return await CheckMyself(self.resources).reply(tracker, turn, knowledge)
        named = gateway_reply(turn, self.resources.gateways)
        return named or with_next_steps(respond(turn, knowledge))
