"""Take a message apart: its own words without greetings, and its sentences; no Rasa in here.

People glue greetings to questions, forward e-mails, tell a story before they ask, or ask two things
at once. Each part is understood on its own beside the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import spacy

from bot.nlu.mail import without_mail
from bot.nlu.phrases import any_of, compiled
from bot.nlu.questions import asks, split_questions
from bot.nlu.words import split_words
from kb.language_wish import without_wish

MOST_PARTS = 8  # each costs an encoding; nobody asks more
FEWEST_WORDS = 2  # of a part: "Danke!" and "TWS." say nothing next to others

_GREETINGS = any_of(r"""
    hallo, hallöchen, hi, hey, hej, hello, moin(?: moin)?, servus, gr(?:ü|ue)ezi,
    gr(?:ü|ue)(?:ß|ss) gott, guten (?:tag|morgen|abend), good (?:morning|afternoon|evening|day),
    greetings, sehr geehrte[rs]?(?: (?:damen und herren|herr \w+|frau \w+))?,
    liebe[rs]? \w+(?: \w+)?, dear \w+(?: \w+)?
""")
_GREETED = any_of(r"""
    zusammen, team, there, all, everyone, everybody, leute, miteinander, support, lotse, bot,
    folks, an alle, liebes team, ihr lieben
""")
_PLACED = any_of(r"""
    on, to, for, with, via, from, in, into, through, a, an, the, my, our
""")

_AFTER_NUMBER = re.compile(r"(?<=\d{3})\.(?=\s+[A-ZÄÖÜ])")  # "Port 4001. Was nun?" is no ordinal
_REPEATED = re.compile(r"([^\w\s])\1{3,}")  # walls of emoji or dashes say no more than three
_SPACES = re.compile(r" {2,}")
_DENIED = compiled(
    r"\b(?:nicht|kein(?:e[nrms]?)?)\b[^,;.!?\n]{1,40},?\s+sondern\b"
    rf"|\bnot\s+(?={_PLACED}\s)[^,;.!?\n]{{1,40}}?,?\s+but\s+(?:rather\s+)?(?={_PLACED}\s)"
)
_GREETING = compiled(rf"^\W*{_GREETINGS}(?: {_GREETED})*(?:[,!.:;–—-]+\s*|\s+|$)")
_PREAMBLE = compiled(
    r"^\W*(?:(?:nur|mal|ganz|just|only) )*(?:(?:ich )?(?:habe?|hätte|hab) |i have |i've got |got )?"
    r"(?:(?:da|mal|noch|nur) )*(?:(?:eine|ne|a|one|another) )?"
    r"(?:(?:kurze|schnelle|kleine|quick|short|small|simple) )?(?:fragen?|question|anfrage)"
    r"(?: (?:mal|zu|dazu|for you|an euch|an sie))?\s*(?:[:,;–—-]+|\.|$)\s*"
)


def own_words(text: str) -> str:
    """Return what a message itself says.

    Left out are headers, signatures and small print of an e-mail, what it quotes if the question
    stands above, a wish for a language ("please answer in German:"), and what is denied in favour
    of something else ("not on a Mac but on Linux"). Where nothing else is left, the text stays.
    """
    body = without_mail(text.strip())
    for shorten in (without_wish, _without_denied):
        shorter = _SPACES.sub(" ", shorten(body)).strip()
        if len(split_words(shorter)) > FEWEST_WORDS:
            body = shorter
    return body


def _without_denied(text: str) -> str:
    return _DENIED.sub(" ", text)


def without_greeting(text: str) -> str:
    """Return the text without a greeting or "quick question:", if that leaves something."""
    rest = text
    for opening in (_GREETING, _PREAMBLE, _GREETING, _PREAMBLE):
        shorter = opening.sub("", rest, count=1)
        if len(split_words(shorter)) >= FEWEST_WORDS:
            rest = shorter
    return rest.strip()


def parts_of(text: str) -> list[str]:
    """Return what `own_words` say, one part a sentence or question; none if it is one part."""
    found: list[str] = []
    for line in _REPEATED.sub(r"\1\1\1", text).splitlines():
        for sentence in _sentences(line):
            for part in split_questions(without_greeting(sentence)):
                if part and len(split_words(part)) >= FEWEST_WORDS and part not in found:
                    found.append(part.strip())
    if found == [text.strip()]:
        return []
    return _shortened(found)


def _shortened(parts: list[str]) -> list[str]:
    """Keep at most `MOST_PARTS`: those that ask, then the last, in their order."""
    if len(parts) <= MOST_PARTS:
        return parts
    places = sorted(range(len(parts)), key=lambda place: (asks(parts[place]), place))
    return [parts[place] for place in sorted(places[-MOST_PARTS:])]


def _sentences(text: str) -> Iterator[str]:
    for sentence in _sentencizer()(_AFTER_NUMBER.sub(" .", text)).sents:
        if stripped := sentence.text.strip():
            yield stripped


@cache
def _sentencizer() -> Any:
    """Return spaCy's rule-based splitter; the German tokenizer knows both languages' "z.B."."""
    pipeline = spacy.blank("de")
    pipeline.add_pipe("sentencizer")
    return pipeline
