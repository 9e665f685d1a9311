"""Tell when somebody asks to be answered in a language, and when a language is only mentioned."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.language import Language

_NAMES = {
    Language.GERMAN: r"(?:deutsch|german)",
    Language.ENGLISH: r"(?:englisch|english)",
}
_ANY = r"(?:deutsch|german|englisch|english)"
_POLITE = r"(?:bitte|please|pls|plz|lieber|rather|gern\w*)"
_INTO = r"(?:auf|in|ins|zu|zum|to|into|nach|with)"
_SPEAK = (
    r"(?:answer|reply|respond|speak|talk|write|switch|continue|go on|carry on|stay|chat|explain|"
    r"keep|say|repeat|tell|antworten?|schreiben?|schreib|sprich|sprechen|reden?|wechseln?|wechsle|weiter\w*|"
    r"umschalten|schalten?|erkl(?:ä|ae)ren?|erkl(?:ä|ae)r|umstellen|stay|machen?)"
)
# What may follow the name of a language in a wish; "German server" and "German umlauts" are none.
_AFTER = (
    rf"(?=\W*$|\s*[,;:–—-]|\s+(?:{_POLITE}|now|jetzt|ab|from|instead|again|wieder|und|and|only|nur|"
    r"mit|to me|for me|with me|weiter\w*|antworten|sprechen|schreiben|reden|erklären|machen|"
    r"fortfahren|um|then|dann|so|i|ich|wäre|would|is fine|ok|the)\b)"
)
_WISHES = (
    # before what is asked: "auf Deutsch: …"; after it: "KB2634 auf Deutsch"
    r"^\W*(?:{polite}\s+)?{into}\s+{name}(?:\s+{polite})?\s*$",
    r"^\W*(?:kb\W?\d+|wie|was|how|what|und|and|nochmal|again|das|that|this|it)\s+{into}\s+{name}\W*$",
    # the whole sentence: "English please", "kannst du Englisch?"
    r"^\W*(?:(?:{polite}|und|and|now|jetzt|nur|only|ok|hi|hallo|hello|no|nein|yes|ja|sondern|but|{into})\W+)*"
    r"{name}(?:\W+(?:{polite}|now|jetzt|only|reden|weiter|ok))*\W*$",
    r"^\W*(?:{polite}\W+)?(?:kannst|können|koennen|könnten|do|can|could)\W+"
    r"(?:du|sie|wir|ihr|you|we)(?:\W+(?:auch|bitte|also|please|do))*\W+{name}{after}",
    r"\b(?:can|could)\s+(?:we|you|i)\s+use\s+{name}{after}",
    r"\bgeht\s+(?:(?:das|es|s)\s*)?(?:bitte\s+)?auch\s+(?:auf\s+)?{name}{after}",
    # "please answer in German", "können wir auf Englisch weitermachen", "speak English"
    r"\b{speak}\b(?:\W+\w+){{0,4}}?\s+{into}\s+{name}{after}",
    r"\b(?:speak|talk|sprich|sprechen)(?:\s+(?:sie|du|ihr|you|wir|bitte))?\s+{name}{after}",
    r"\b{into}\s+{name}\b(?:\W+\w+){{0,2}}?\W+{speak}\b",
    r"\bchange(?:\W+(?:the|this|our|your|chat|conversation|language|it))*\W+{into}\s+{name}{after}",
    r"\b{polite}\b(?:\W+\w+){{0,5}}?\s+{into}\s+{name}{after}",
    r"\b{into}\s+{name}\b,?\s+{polite}\b",
    r"\b(?:i|we)(?:'d| would| d)?\s+(?:prefer|rather|like|have)\b(?:\W+\w+){{0,4}}?\s+(?:in\s+)?"
    r"{name}\W*$",
    r"\b(?:i only speak|i speak only|ich (?:spreche|kann|verstehe) nur)\s+{name}\b",
)
# "I don't speak English" is a wish for the other one.
_CANNOT = (
    r"\b(?:i|we)\b.{{0,12}}\b(?:don.?t|do not|can.?t|cannot)\s+(?:speak|understand|read)\s+{name}\b"
    r"|\b(?:ich|wir)\s+(?:spreche|sprechen|verstehe|verstehen|kann|können)\s+(?:leider\s+)?kein\s+"
    r"{name}\b"
)
_NOT = re.compile(r"\b(?:not|never|nicht|kein\w*|nie)\b|n['’]?t\b", re.IGNORECASE)
# Who speaks of these speaks of their language, not of ours.
_ABOUT_SOMETHING = re.compile(
    r"\b(?:tws|trader|workstation|app|api|programm?\w*|software|men(?:ü|u)s?|menue\w*|keyboard|"
    r"tastatur\w*|installer|server\w*|gateways?|support\w*|boss|chef\w*|colleague\w*|kolleg\w*|"
    r"wife|husband|letter|brief|version|manual|seiten?|pages?|website|portal|interface|oberfl\w+|"
    r"file|datei|umlaut\w*|address\w*|adresse\w*|meldung\w*|message|screen|why|warum|wieso|when|"
    r"account|konto|computer|pc|windows|bank|phone|hotline|available|gibt es|is there|are there|"
    r"he|she|they|his|her|ihre|seine|mein\w*|my)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(
    r"\"[^\"]{3,}\"|„[^“”\"]{3,}[“”\"]|“[^”]{3,}”|«[^»]{3,}»|`[^`]+`|(?<!\w)'[^']{6,}'(?!\w)|"
    r"^\s*>.*$",
    re.MULTILINE,
)
"""What somebody quotes; its language is not theirs."""
_SENTENCE = re.compile(r"[^.!?:\n]+[.!?:\n]*")


def _compiled(pattern: str, name: str) -> re.Pattern[str]:
    filled = pattern.format(name=name, polite=_POLITE, into=_INTO, speak=_SPEAK, after=_AFTER)
    return re.compile(filled, re.IGNORECASE)


_PATTERNS = {
    language: [_compiled(wish, name) for wish in _WISHES] for language, name in _NAMES.items()
}
_CANNOT_PATTERNS = {language: _compiled(_CANNOT, name) for language, name in _NAMES.items()}
_NAMED = re.compile(rf"\b{_ANY}\b", re.IGNORECASE)


def wished_language(text: str) -> Language | None:
    """Return the language that a text asks to go on in, the last where it asks for two."""
    wishes = [language for _, language in _wishes(text) if language]
    return wishes[-1] if wishes else None


def without_wish(text: str) -> str:
    """Return the text without the sentences that ask for a language."""
    if not any(language for _, language in _wishes(text)):
        return text
    return "".join(sentence for sentence, language in _wishes(text) if not language).strip()


def _wishes(text: str) -> Iterator[tuple[str, Language | None]]:
    if not _NAMED.search(text):
        yield text, None
        return
    for found in _SENTENCE.finditer(text):
        yield found[0], _wish(QUOTED.sub(" ", found[0]))


def _wish(sentence: str) -> Language | None:
    body = sentence.rstrip(".!?:\n ")
    clauses = re.split(r",\s*", body)
    for clause in (body, *reversed(clauses)):
        for language in Language:
            if _CANNOT_PATTERNS[language].search(clause):
                return next(other for other in Language if other is not language)
        if _ABOUT_SOMETHING.search(clause) or _NOT.search(clause):
            continue
        wished = [
            language
            for language, patterns in _PATTERNS.items()
            if any(pattern.search(clause) for pattern in patterns)
        ]
        if len(wished) == 1:
            return wished[0]
    return None
