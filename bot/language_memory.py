"""Remember a language for each conversation, for the last ones only."""

from __future__ import annotations

from collections import OrderedDict

from kb.language import Language

MOST_LANGUAGES = 10_000


class LanguageMemory:
    """The languages of the conversations that were heard of last."""

    def __init__(self) -> None:
        self._languages: OrderedDict[str, Language] = OrderedDict()

    def get(self, conversation: str) -> Language | None:
        """Return the conversation's language, None where it is not known."""
        return self._languages.get(conversation)

    def put(self, conversation: str, language: Language) -> None:
        """Remember a language in place of an earlier one."""
        self._languages[conversation] = language
        self._languages.move_to_end(conversation)
        while len(self._languages) > MOST_LANGUAGES:
            self._languages.popitem(last=False)

    def forget(self, conversation: str) -> None:
        """Forget a conversation."""
        self._languages.pop(conversation, None)
