"""Remember a language for each conversation, for the last ones only."""

from __future__ import annotations

from bot.stores.weighed_cache import WeighedCache
from kb.language import Language

MOST_LANGUAGES = 10_000


class LanguageMemory:
    """The languages of the conversations that were heard of last."""

    def __init__(self) -> None:
        self._languages = WeighedCache[Language](MOST_LANGUAGES)

    def get(self, conversation: str) -> Language | None:
        """Return the conversation's language, None where it is not known."""
        return self._languages.get(conversation)

    def put(self, conversation: str, language: Language) -> None:
        """Remember a language in place of an earlier one."""
        self._languages.put(conversation, language)

    def forget(self, conversation: str) -> None:
        """Forget a conversation."""
        self._languages.pop(conversation)
