"""Go on in the other language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_text import answer, show_step
from actions.base import ResourcefulAction
from actions.reply import LANGUAGE_SLOT, Reply, deliver, language_of
from kb.language import Language

_NAMED = {
    Language.GERMAN: re.compile(r"\b(?:deutsch\w*|german\w*)\b", re.IGNORECASE),
    Language.ENGLISH: re.compile(r"\b(?:englisch\w*|english)\b", re.IGNORECASE),
}
_TEXTS: Mapping[Language, str] = {
    Language.ENGLISH: "Of course, we'll go on in English. What would you like to know?",
    Language.GERMAN: "Gern, wir machen auf Deutsch weiter. Was möchten Sie wissen?",
}


def wanted_language(text: str, current: Language) -> Language:
    """Return the one language the text names; where it names none or both, the other one."""
    named = [language for language, pattern in _NAMED.items() if pattern.search(text)]
    if len(named) == 1:
        return named[0]
    return Language.GERMAN if current is Language.ENGLISH else Language.ENGLISH


class ChangeLanguage(ResourcefulAction):
    """Change the language and repeat where the conversation stands."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_change_language"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Repeat the step or answer in the wanted language, or ask what is wanted."""
        text = str(tracker.latest_message.get("text") or "")
        language = wanted_language(text, language_of(tracker))
        article = self.resources.articles[language].get(tracker.get_slot("article") or "")
        step = tracker.get_slot("step")
        if article is None:
            reply = Reply("smalltalk", language, _TEXTS[language])
        else:
            reply = show_step(article, step) if step else answer(article)
        events = deliver(dispatcher, reply)
        return [*events, {"event": "slot", "name": LANGUAGE_SLOT, "value": language.value}]
