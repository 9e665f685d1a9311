"""Write the letter to the IT department."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timezone

from rasa_sdk import Tracker

from actions.gateway_choice import ask_which
from actions.gateway_names import names_of
from actions.letters.letter import write_letter
from actions.port_action import PortAction
from actions.reply import Button, Reply
from actions.turn import Turn
from kb.language import Language
from kb.library import Knowledge

_WISHED = {
    Language.GERMAN: re.compile(r"\b(?:deutsch\w*|german)\b", re.IGNORECASE),
    Language.ENGLISH: re.compile(r"\b(?:englisch\w*|english)\b", re.IGNORECASE),
}
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "here": (
            "Here is the letter for {what}. Please fill in what stands in square brackets and read "
            "it before you send it."
        ),
        "unseen": (
            "Nothing was checked yet, so it is a plain request. With results from your computer it "
            "says what was seen, and when."
        ),
        "check_myself": "Check from my computer",
        "list": "As a list for the firewall",
        Language.ENGLISH.value: "Letter in English",
        Language.GERMAN.value: "Brief auf Deutsch",
    },
    Language.GERMAN: {
        "here": (
            "Hier ist der Brief zu {what}. Bitte füllen Sie aus, was in eckigen Klammern steht, "
            "und lesen Sie ihn, bevor Sie ihn abschicken."
        ),
        "unseen": (
            "Geprüft wurde noch nichts, es ist also eine reine Bitte um Freigabe. Mit Ergebnissen "
            "von Ihrem Rechner steht darin, was wann gesehen wurde."
        ),
        "check_myself": "Von meinem Rechner prüfen",
        "list": "Als Liste für die Firewall",
        Language.ENGLISH.value: "Letter in English",
        Language.GERMAN.value: "Brief auf Deutsch",
    },
}


class WriteLetter(PortAction):
    """Give a text with exactly the hosts, ports, times and results in question."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_write_letter"

    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Give the letter, or ask for which gateways."""
        rows, gateways = self.meant(tracker, turn), self.resources.gateways
        spoken = letter_language(turn)
        if not rows:
            options = {"letter_language": spoken.value}
            return ask_which(gateways, turn.language, intent="write_letter", options=options)
        evidence, now = self.evidence(tracker, rows), datetime.now(timezone.utc)
        letter = write_letter(rows, evidence, gateways, spoken, now)
        texts, known = _TEXTS[turn.language], {"rows": "known"}
        text = texts["here"].format(what=names_of(rows, gateways, turn.language))
        other = next(language for language in Language if language is not spoken)
        buttons = [
            Button(texts[other.value], "write_letter", {**known, "letter_language": other.value}),
            Button(texts["list"], "export_gateways", known),
        ]
        reply = Reply("answer", turn.language, text, document=asdict(letter))
        if not evidence.observations:
            reply = replace(reply, text=f"{text}\n\n{texts['unseen']}")
            buttons.insert(0, Button(texts["check_myself"], "check_myself", known))
        slots = {"gateways": [row.id for row in rows], "awaiting": None}
        return replace(reply, buttons=tuple(buttons), slots=slots)


def letter_language(turn: Turn) -> Language:
    """Return the language asked for by button or in words, else the conversation's."""
    chosen = turn.value("letter_language") or turn.awaiting.get("letter_language")
    if pressed := Language.parse(chosen):
        return pressed
    wished = [language for language, words in _WISHED.items() if words.search(turn.text)]
    return wished[0] if len(wished) == 1 else turn.language
