"""Write the letter to the IT department."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timezone

from rasa_sdk import Tracker

from actions.evidence.observation import Evidence
from actions.gateway_choice import ask_which
from actions.gateway_names import names_of
from actions.letters.letter import write_letter
from actions.port_action import PortAction
from actions.reply import Button, Reply
from actions.turn import Turn
from actions.verdict.next_steps import SIDES
from actions.verdict.verdict import Side
from kb.language import Language
from kb.library import Knowledge

_WISHED = {
    Language.GERMAN: re.compile(r"\b(?:deutsch\w*|german)\b", re.IGNORECASE),
    Language.ENGLISH: re.compile(r"\b(?:englisch\w*|english)\b", re.IGNORECASE),
}
_PAPER = re.compile(r"\b(?:pdf|druck\w*|print\w*|ausdruck\w*)\b", re.IGNORECASE)
_WITHOUT_RESULTS = re.compile(
    r"\b(?:ohne|without)\b.{0,20}\b(?:\w*ergebniss\w*|results?|checks?|prüfung\w*|zeiten|times)\b",
    re.IGNORECASE,
)
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "here": (
            "Here is the letter for {what}. Please fill in what stands in square brackets and read "
            "it before you send it."
        ),
        "elsewhere": (
            "After what was seen, it is hardly your firewall: the letter may not help this time."
        ),
        "both_ports": "One TWS session uses 4000 and 4001, so the letter names both.",
        "paper": (
            "For paper or PDF press **Print** below the letter; the print dialogue can save a PDF."
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
        "elsewhere": (
            "Nach dem, was gesehen wurde, liegt es kaum an Ihrer Firewall: Der Brief hilft diesmal "
            "vielleicht nicht."
        ),
        "both_ports": "Eine Sitzung der TWS benutzt 4000 und 4001, deshalb nennt der Brief beide.",
        "paper": (
            "Für Papier oder PDF drücken Sie unter dem Brief **Drucken**; der Druckdialog kann ein "
            "PDF speichern."
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
        seen = Evidence() if _WITHOUT_RESULTS.search(turn.text) else self.evidence(tracker, rows)
        letter = write_letter(rows, seen, gateways, spoken, datetime.now(timezone.utc))
        texts, known = _TEXTS[turn.language], {"rows": "known"}
        evidence = self.evidence(tracker, rows)
        text = texts["here"].format(what=names_of(rows, gateways, turn.language))
        text = "\n\n".join([*self._remarks(turn, evidence), text])
        other = next(language for language in Language if language is not spoken)
        buttons = [
            Button(texts[other.value], "write_letter", {**known, "letter_language": other.value}),
            Button(texts["list"], "export_gateways", known),
        ]
        reply = Reply("answer", turn.language, text, document=asdict(letter))
        if not evidence.observations:
            reply = replace(reply, text=f"{text}\n\n{texts['unseen']}")
            buttons.insert(0, Button(texts["check_myself"], "check_myself", known))
        slots = {"gateways": [row.id for row in rows], "awaiting": {"what": "letter"}}
        return replace(reply, buttons=tuple(buttons), slots=slots)

    def _remarks(self, turn: Turn, evidence: Evidence) -> list[str]:
        """Return what to say before the letter: that IT can hardly help, or of a wish for it."""
        texts = _TEXTS[turn.language]
        verdict = self.verdict(evidence)
        is_elsewhere = SIDES[verdict.cause] in (Side.BROKER, Side.OURS)
        remarks = [texts["elsewhere"]] if is_elsewhere and evidence.observations else []
        if turn.values("port"):
            remarks.append(texts["both_ports"])
        if _PAPER.search(turn.text):
            remarks.append(texts["paper"])
        return remarks


def letter_language(turn: Turn) -> Language:
    """Return the language asked for by button or in words, else the conversation's."""
    chosen = turn.value("letter_language") or turn.awaiting.get("letter_language")
    if pressed := Language.parse(chosen):
        return pressed
    wished = [language for language, words in _WISHED.items() if words.search(turn.text)]
    return wished[0] if len(wished) == 1 else turn.language
