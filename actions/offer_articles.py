"""Admit that there is no answer, and offer the nearest articles."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.about_gateways import gateway_reply
from actions.base import ResourcefulAction
from actions.dialogue import respond
from actions.reply import Reply
from actions.turn import Turn
from kb.library import Knowledge


class OfferArticles(ResourcefulAction):
    """Say so where nothing fits, with up to three articles and a way to a person."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_offer_articles"

    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Offer, unless it is about what was said before."""
        return gateway_reply(turn, self.resources.gateways) or respond(turn, knowledge)
