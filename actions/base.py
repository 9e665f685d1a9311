"""What all actions share: their resources and the article a conversation is about."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from rasa_sdk import Action, Tracker

from actions.reply import language_of
from actions.resources import Resources, provided_resources
from kb.articles import Article


class ResourcefulAction(Action, ABC):
    """An action over the knowledge base; `rasa run actions` makes it without arguments."""

    def __init__(self, resources: Resources | None = None) -> None:
        self.resources = resources or provided_resources()

    @abstractmethod  # rasa-sdk registers every class that is not abstract
    def name(self) -> str:
        """Return the name that ``data`` uses."""

    def articles(self, tracker: Tracker) -> Mapping[str, Article]:
        """Return all articles in the conversation's language, by id."""
        return self.resources.articles[language_of(tracker)]

    def article(self, tracker: Tracker) -> Article | None:
        """Return the article the conversation is about."""
        return self.articles(tracker).get(tracker.get_slot("article") or "")
