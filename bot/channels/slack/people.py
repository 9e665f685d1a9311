"""In which language to begin with a person: as chosen, else as their Slack is set."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict

from bot.channels.slack.place import Asked
from bot.channels.slack.poster import PassingError, Poster, PostError
from bot.channels.slack.words import WORDS, Words
from bot.stores.slack import AUTO, SlackStore
from kb.language import Language

logger = logging.getLogger(__name__)

KNOWN_SECONDS = 24 * 60 * 60.0
ASK_AGAIN_SECONDS = 60.0
MOST_KNOWN = 5_000
CHOICES = (AUTO, *(language.value for language in Language))


class People:
    """The languages of those who ask."""

    def __init__(self, store: SlackStore, poster: Poster) -> None:
        self._store = store
        self._poster = poster
        self._locales: OrderedDict[str, tuple[Language, float]] = OrderedDict()

    def chosen(self, asked: Asked) -> str:
        """Return `de`, `en` or `auto`."""
        return self._store.chosen_language(asked.person)

    def choose(self, asked: Asked, language: str) -> None:
        """Remember what somebody chose; anything unknown is left alone."""
        if language in CHOICES:
            self._store.choose_language(asked.person, language)

    def forget(self, asked: Asked) -> None:
        """Forget the language of somebody's Slack; what they chose is the store's."""
        self._locales.pop(asked.person, None)

    def words_at_once(self, asked: Asked) -> Words:
        """Return the words in a person's language, where that is known already."""
        chosen = Language.parse(self.chosen(asked))
        return WORDS[chosen or self._locales.get(asked.person, (Language.ENGLISH, 0.0))[0]]

    async def language(self, asked: Asked) -> Language:
        """Return the language to begin with; English where nothing is known."""
        chosen = Language.parse(self.chosen(asked))
        return chosen or await self._locale(asked)

    async def _locale(self, asked: Asked) -> Language:
        person, now = asked.person, time.monotonic()
        language, good_until = self._locales.get(person, (Language.ENGLISH, 0.0))
        if now < good_until:
            return language
        try:
            user = {"user": asked.user, "include_locale": "true"}
            found = (await self._poster.call("users.info", user)).get("user") or {}
            is_german = str(found.get("locale") or "").lower().startswith("de")
            language = Language.GERMAN if is_german else Language.ENGLISH
            good_until = now + KNOWN_SECONDS
        except (PassingError, PostError) as error:
            logger.warning("the language of a person is not known: %s", error)
            good_until = now + ASK_AGAIN_SECONDS
        self._locales[person] = (language, good_until)
        while len(self._locales) > MOST_KNOWN:
            self._locales.popitem(last=False)
        return language
