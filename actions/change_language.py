"""Go on in the other language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from rasa_sdk import Tracker

from actions.answer_text import answer
from actions.base import ResourcefulAction
from actions.reply import LANGUAGE_SLOT, Reply
from actions.steps_text import finished, show_step
from actions.turn import Turn, find_article
from kb.language import Language
from kb.language_wish import wished_language
from kb.library import Knowledge

_NAMED = {
    Language.GERMAN: re.compile(r"\b(?:deutsch\w*|german\w*)\b", re.IGNORECASE),
    Language.ENGLISH: re.compile(r"\b(?:englisch\w*|english)\b", re.IGNORECASE),
}
_TEXTS: Mapping[Language, str] = {
    Language.ENGLISH: "Of course, we'll go on in English. What would you like to know?",
    Language.GERMAN: "Gern, wir machen auf Deutsch weiter. Was möchten Sie wissen?",
}


def wanted_language(text: str, current: Language) -> Language:
    """Return the language the text asks for, else the one it names, else the other one."""
    if wished := wished_language(text):
        return wished
    named = [language for language, pattern in _NAMED.items() if pattern.search(text)]
    if len(named) == 1:
        return named[0]
    return Language.GERMAN if current is Language.ENGLISH else Language.ENGLISH


class ChangeLanguage(ResourcefulAction):
    """Change the language and repeat where the conversation stands."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_change_language"

    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Repeat the step or answer in the wanted language, or ask what is wanted."""
        language = wanted_language(turn.text, turn.language)
        walk = turn.walk
        walked = find_article(knowledge.articles, walk.article, language) if walk else None
        topic = find_article(knowledge.articles, turn.topic, language)
        if topic and turn.awaiting.get("what") == "worked":
            reply = finished(topic)
        elif walk and walked and walked.steps:
            reply = show_step(walked, min(walk.step, len(walked.steps)))
        elif topic:
            reply = answer(topic, knowledge.articles)
        else:
            reply = Reply("smalltalk", language, _TEXTS[language])
        return replace(reply, slots={**reply.slots, LANGUAGE_SLOT: language.value})
