"""Ask which of two or three intents is meant."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker

from actions.about_gateways import gateway_reply, likely_check
from actions.base import ResourcefulAction
from actions.check_myself import CheckMyself
from actions.check_ports import CheckPorts
from actions.dialogue import respond
from actions.reply import Reply
from actions.turn import Turn
from kb.library import Knowledge


class Clarify(ResourcefulAction):
    """Offer the likeliest meanings as buttons, unless what was said before decides."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_clarify"

    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Ask."""
        if meant := likely_check(turn):
            action = CheckMyself if meant == "check_myself" else CheckPorts
            asked = replace(turn, intent=meant)
            return await action(self.resources).reply(tracker, asked, knowledge)
        return gateway_reply(turn, self.resources.gateways) or respond(turn, knowledge)
