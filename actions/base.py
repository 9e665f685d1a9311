"""What all actions share: their resources, and what holds for every reply."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_text import only_in_other_language, resume_button
from actions.incident_text import TOLD_SLOT, Told, announce, announce_end
from actions.reply import LANGUAGE_SLOT, Reply, deliver, language_of
from actions.resources import Resources, provided_resources
from actions.turn import Turn, find_article, turn_of
from kb.article import Article
from kb.language import Language
from kb.library import Knowledge


class ResourcefulAction(Action, ABC):
    """An action over the knowledge base; `rasa run actions` makes it without arguments."""

    def __init__(self, resources: Resources | None = None) -> None:
        self.resources = resources or provided_resources()

    @abstractmethod  # rasa-sdk registers every class that is not abstract
    def name(self) -> str:
        """Return the name that ``data`` uses."""

    @abstractmethod
    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Return what to say; ``knowledge`` stays the same for the whole turn."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say it, and set the slots that it sets."""
        knowledge = self.resources.library.current
        turn = turn_of(tracker, language_of(tracker)).in_version(knowledge.version)
        reply = with_way_back(await self.reply(tracker, turn, knowledge), turn, knowledge)
        said = [each for part in (reply, *reply.following) for each in labelled(part, turn)]
        # After the reply: a check that it made may have begun or ended an incident.
        news = await self._news(Told.parse(tracker.get_slot(TOLD_SLOT)), reply.language)
        said = [news, *said] if news else said
        return [event for each in said for event in deliver(dispatcher, each)]

    async def _news(self, told: Told | None, language: Language) -> Reply | None:
        """Return what to say of an incident first: that there is one, or that it is over."""
        incidents = self.resources.incidents
        if incident := await incidents.current():
            return announce(incident, told, self.resources.gateways, language)
        if told is not None and incidents.answer_again(told.hosts):
            return announce_end(language)
        return None


def topic_of(turn: Turn, knowledge: Knowledge) -> Article | None:
    """Return the article the conversation is about."""
    return find_article(knowledge.articles, turn.topic, turn.language)


def with_way_back(reply: Reply, turn: Turn, knowledge: Knowledge) -> Reply:
    """Pause a walk for a reply about something else, and offer to go on with it."""
    walk = turn.walk
    if walk is None or "walk" in reply.slots:
        return reply
    article = find_article(knowledge.articles, walk.article, reply.language)
    if article is None or not article.steps:
        return replace(reply, slots={**reply.slots, "walk": None})
    walk = replace(walk, step=min(walk.step, len(article.steps)), paused=True)
    buttons = (*reply.buttons, resume_button(article, walk))
    return replace(reply, buttons=buttons, slots={**reply.slots, "walk": walk.as_slot()})


def labelled(reply: Reply, turn: Turn) -> Sequence[Reply]:
    """Say so before an article that exists in the other language only."""
    spoken = Language.parse(reply.slots.get(LANGUAGE_SLOT)) or turn.language
    if reply.language is spoken:
        return [reply]
    return [only_in_other_language(spoken), reply]
