"""Take a message apart: its own words without mail headers, greetings and signatures; no Rasa here.

People glue greetings to questions, forward e-mails, tell a story before they ask, or ask two things
at once. Each part is understood on its own beside the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import spacy

from bot.nlu.words import split_words
from kb.language_wish import without_wish

MOST_PARTS = 8  # each costs an encoding; nobody asks more
FEWEST_WORDS = 2  # of a part: "Danke!" and "TWS." say nothing next to others
LONGEST_SIGN_OFF = 6


def _any(phrases: str) -> str:
    """Return a pattern for any of some patterns, which stand between commas."""
    return "(?:" + "|".join(phrase.strip() for phrase in phrases.split(",")) + ")"


_GREETINGS = _any(r"""
    hallo, hallöchen, hi, hey, hej, hello, moin(?: moin)?, servus, gr(?:ü|ue)ezi,
    gr(?:ü|ue)(?:ß|ss) gott, guten (?:tag|morgen|abend), good (?:morning|afternoon|evening|day),
    greetings, sehr geehrte[rs]?(?: (?:damen und herren|herr \w+|frau \w+))?,
    liebe[rs]? \w+(?: \w+)?, dear \w+(?: \w+)?
""")
_GREETED = _any(r"""
    zusammen, team, there, all, everyone, everybody, leute, miteinander, support, lotse, bot,
    folks, an alle, liebes team, ihr lieben
""")
_SIGN_OFFS = _any(r"""
    mit (?:freundlichen|besten|herzlichen|vielen) gr(?:ü|ue)(?:ß|ss)en,
    (?:freundliche|viele|beste|liebe|sch(?:ö|oe)ne|herzliche)n? gr(?:ü|ue)(?:ß|ss)e,
    gr(?:u|ü|ue)(?:ß|ss)e?, mfg, vg, lg, bg, hochachtungsvoll,
    (?:vielen |besten |herzlichen )?danke?(?: im voraus| schon mal)?,
    (?:best |kind |warm |many )?(?:regards|wishes), best, sincerely,
    yours (?:sincerely|faithfully|truly), cheers, thanks(?: a lot| in advance)?,
    thank you(?: very much| in advance)?, many thanks, thx, br
""")
_SMALL_PRINTS = _any(r"""
    vertraulich, confidential, intended (?:recipient|only), adressat, empf(?:ä|ae)nger best,
    irrt(?:ü|ue)mlich, received [^.]*in error, before printing, ausdrucken, disclaimer,
    (?:sent|gesendet|verschickt) (?:from|von|mit) m(?:y|ein), amtsgericht, handelsregister,
    gesch(?:ä|ae)ftsf(?:ü|ue)hr, registered office, ust-?id
""")
_HEADERS = _any(r"""
    von, from, gesendet, sent, an, to, cc, kopie, datum, date, reply-to, antwort an, priorität,
    importance
""")
_PREPOSITIONS = _any(r"""
    mit, ab, in, auf, bei, für, fuer, zu, von, an, aus, nach, to, on, at, for, from, with
""")
_PLACED = _any(r"""
    on, to, for, with, via, from, in, into, through, a, an, the, my, our
""")
_QUESTION_WORDS = _any(r"""
    welche[rnms]?, which, what(?:['’]s)?, was, wem, wen, wie, wieviel\w*, wann, warum, wieso,
    weshalb, wer, wo(?:her|hin|mit|für|fuer|zu|ran|rauf|rin|durch|bei|von)?,
    (?:how|where|when|why|who|whose)(?:['’]s)?
""")
_TELLING = _any(r"""
    wei(?:ß|ss), wissen, sagen, zeigen, erkl(?:ä|ae)ren, know, tell me, show me, wonder, explain
""")
_QUESTION_VERBS = _any(r"""
    kann, können, koennen, könnte\w*, darf, dürfen, duerfen, muss, müssen, muessen, soll,
    sollte\w*, gibt es, gibts, geht, gehen, läuft, laeuft, ist, sind, brauch\w*, funktioniert,
    klappt, reicht, lässt, laesst, can['’]?t,
    (?:can|could|may|must|should|do|does|did|is|are|will|would|has|have)(?:n['’]?t)?
""")
_LINKS = _any(r"""
    und, and, oder, or, also, außerdem, ausserdem, auch, noch, then, dann, besides, next,
    furthermore, zweitens, erstens, first, second, secondly, so, aber, but, plus,
    (?:und )?noch etwas, (?:one more|another) thing
""")
_JOINTS = _any(r"""
    und(?: auch| außerdem| ausserdem)?, and(?: also)?, sowie, außerdem, ausserdem, also, plus,
    as well as
""")
_TROUBLE = _any(r"""
    nicht(?: mehr)?, nichts, kein\w*, fehler\w*, abgelaufen, gesperrt, verloren, dauernd,
    ständig, not, cannot, never, no longer, error, fail\w*, expire[sd]?, expiring, locked, lost,
    stopped, keeps?, without
""")
_QUESTION_START = rf"(?:(?:{_PREPOSITIONS} )?{_QUESTION_WORDS}|{_QUESTION_VERBS})\b"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_HEADER = _compiled(rf"^{_HEADERS}\s*:.*$")
_REPLY_MARK = r"(?:re|aw|wg|fwd?)"
_SUBJECT = _compiled(rf"^(?:betreff|betr\.|subject|{_REPLY_MARK})\s*:\s*(?:{_REPLY_MARK}\s*:\s*)*")
_RULE = re.compile(r"^[-_=*~\s]{3,}$|^-{2,}[^-].*-{2,}$")
_AFTER_NUMBER = re.compile(r"(?<=\d{3})\.(?=\s+[A-ZÄÖÜ])")  # "Port 4001. Was nun?" is no ordinal
_QUOTED_BY = _compiled(r"^.{3,80}\b(?:schrieb|wrote)\b.{0,60}:$")
_REPEATED = re.compile(r"([^\w\s])\1{3,}")  # walls of emoji or dashes say no more than three
_SPACES = re.compile(r" {2,}")
_QUOTE_MARKS = re.compile(r"^[ \t>|]*[>|][ \t]?")
_DENIED = _compiled(
    r"\b(?:nicht|kein(?:e[nrms]?)?)\b[^,;.!?\n]{1,40},?\s+sondern\b"
    rf"|\bnot\s+(?={_PLACED}\s)[^,;.!?\n]{{1,40}}?,?\s+but\s+(?:rather\s+)?(?={_PLACED}\s)"
)
_SIGN_OFF = _compiled(rf"^{_SIGN_OFFS}\b")
_SMALL_PRINT = _compiled(_SMALL_PRINTS)
_GREETING = _compiled(rf"^\W*{_GREETINGS}(?: {_GREETED})*(?:[,!.:;–—-]+\s*|\s+|$)")
_PREAMBLE = _compiled(
    r"^\W*(?:(?:nur|mal|ganz|just|only) )*(?:(?:ich )?(?:habe?|hätte|hab) |i have |i've got |got )?"
    r"(?:(?:da|mal|noch|nur) )*(?:(?:eine|ne|a|one|another) )?"
    r"(?:(?:kurze|schnelle|kleine|quick|short|small|simple) )?(?:fragen?|question|anfrage)"
    r"(?: (?:mal|zu|dazu|for you|an euch|an sie))?\s*(?:[:,;–—-]+|\.|$)\s*"
)
_ASKS = _compiled(rf"(?:^\W*|(?<=\w)\s?[:;–—-]\s\W{{0,5}})(?:{_LINKS}[\s,:]+)*{_QUESTION_START}")
_INDIRECT = _compiled(rf"\b{_TELLING}\b[^.!?]{{0,30}}\b{_QUESTION_WORDS}\b")
_COMPLAINS = _compiled(rf"\b{_TROUBLE}\b|n['’]t\b")
_JOINT = _compiled(rf"[,;]?\s+{_JOINTS}[\s,]+(?={_QUESTION_START}\s+\w+)|\s\+\s")


def own_words(text: str) -> str:
    """Return what a message itself says.

    Left out are headers, signatures and small print of an e-mail, what it quotes if the question
    stands above, a wish for a language ("please answer in German:"), and what is denied in favour
    of something else ("not on a Mac but on Linux"). Where nothing else is left, the text stays.
    """
    body = _without_mail(text.strip())
    for shorten in (without_wish, _without_denied):
        shorter = _SPACES.sub(" ", shorten(body)).strip()
        if len(split_words(shorter)) > FEWEST_WORDS:
            body = shorter
    return body


def _without_denied(text: str) -> str:
    return _DENIED.sub(" ", text)


def _without_mail(text: str) -> str:
    lines = text.splitlines()
    if len(lines) < 2:
        return text
    first = next((n for n, line in enumerate(lines) if _is_quoted(line)), len(lines))
    for part in (lines[:first], lines):  # an answer above a quotation speaks for itself
        kept = list(_body([_QUOTE_MARKS.sub("", line).strip() for line in part]))
        if any(asks(line) for line in kept) or (
            part is lines and any(split_words(line) for line in kept)
        ):
            return "\n".join(kept)
    return text


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">") or _QUOTED_BY.match(line.strip()) is not None


def _body(lines: list[str]) -> Iterator[str]:
    signed = False
    for line in lines:
        if _HEADER.match(line) or _RULE.match(line) or _QUOTED_BY.match(line):
            signed = False  # what was forwarded below has words of its own
        elif subject := _SUBJECT.match(line):
            signed = False
            yield line[subject.end() :]
        elif _SIGN_OFF.match(line) and len(split_words(line)) <= LONGEST_SIGN_OFF:
            signed = True
        elif line and not signed and not _SMALL_PRINT.search(line):
            yield line


def without_greeting(text: str) -> str:
    """Return the text without a greeting or "quick question:", if that leaves something."""
    rest = text
    for opening in (_GREETING, _PREAMBLE, _GREETING, _PREAMBLE):
        shorter = opening.sub("", rest, count=1)
        if len(split_words(shorter)) >= FEWEST_WORDS:
            rest = shorter
    return rest.strip()


def parts_of(text: str) -> list[str]:
    """Return what the message says, one part a sentence or question; none if it is one part."""
    cleaned = own_words(text)
    found: list[str] = []
    for line in _REPEATED.sub(r"\1\1\1", cleaned).splitlines():
        for sentence in _sentences(line):
            for part in _JOINT.split(without_greeting(sentence)):
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


def asks(text: str) -> bool:
    """Return whether a part reads like a question."""
    is_marked = text.rstrip(" \"')").endswith("?")
    return is_marked or _ASKS.search(text) is not None or _INDIRECT.search(text) is not None


def complains(text: str) -> bool:
    """Return whether a part tells of trouble, which is a question without being one."""
    return _COMPLAINS.search(text) is not None


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
