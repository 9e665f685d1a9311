"""Tell a person's own sentences from what a screen shows besides: only these may be kept."""

from __future__ import annotations

import re

from actions.evidence.pasted.hosts import ListedHosts

_LISTED = "Rechner"  # stands for a listed host while a line is judged
_FEWEST_WORDS = 3
_LONGEST_LINE = 400
_HOST = re.compile(r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,9}(?::\d{1,5})?\.?(?![\w-])")
_WORD = re.compile(r"[^\W\d_]+")
_STRANGE = re.compile(r"[^\w\s.,;:?!'\"()+–—€-]|_|(?<!\S)\.(?=\s|$)|(?<!\S)-{1,2}\w")
_DOTTED = re.compile(r"[\w-]{1,99}(?:\.[\w-]{1,99})+")
_DATE_OR_SHORT_FORM = re.compile(r"\d{1,4}(?:\.\d{1,4}){1,2}|[^\W\d_](?:\.[^\W\d_])+")
_TIME_OF_DAY = re.compile(r"(?<!\S)\d{1,2}:\d{2}(?::\d{2})?(?![\w:])")
_ADDRESS = re.compile(r"(?:[0-9a-f]{2}-){3}[0-9a-f]{2}(?!\w)|\S:\S", re.IGNORECASE)
_LABEL = re.compile(  # of an account, a computer, a device
    r"\d{6}|\b[A-Za-z]+-?\d{3}|\b(?=[0-9-]*[A-Z])[A-Z0-9]{2,}-[A-Z0-9]{2,}\b"
)
_VALUE = re.compile(r":\s+\S(?!.*\?$)")  # "key: value"; what follows may be a question
# What screens say to a person or of one, which reads as a sentence.
_GREETING = re.compile(
    r"\b(?:(?:have|new|no) (?:new )?mail|mail (?:for|in)|welcome|willkommen|logged (?:in|on)|login"
    r"|angemeldet|sudoers|password|passphrase|kennwort|passwort|lecture|user|benutzer|username"
    r"|(?:neue|keine) (?:e-)?mails?|(?:neue|keine) post|authenticity)\b",
    re.IGNORECASE,
)
# Words without which people seldom write a sentence, and tools write most of theirs.
_OF_PEOPLE = frozenset(
    "i i'm i've me my mine we us our you your this that these those it it's what why how which who "
    "whom when where is are was were am do does did don't doesn't didn't can can't cannot could "
    "would should shall will won't have has had not never please thanks thank hello hi here there "
    "but because so now still always again "
    "ich mir mich mein meine meinem meinen meiner meines wir uns unser unsere unserem unseren sie "
    "ihr ihre ihrem ihren ihnen es das dies diese dieser dieses was warum wieso weshalb wie welche "
    "welcher welches wer wem wen wann wo woran worum ist sind war waren bin habe hat haben hatte "
    "kann können könnte soll sollte muss müsste darf wird werden würde nicht nie kein keine keinen "
    "bitte danke hallo hier da dann aber weil denn jetzt noch immer wieder auch nur doch "
    "geht".split()
)


def own_sentences(lines: list[str], listed: ListedHosts) -> str:
    """Return the lines that read as the person's own sentences; every other one is left out.

    In doubt a line is dropped, because nothing but the person's view of the conversation needs it.
    """
    kept = [line if _is_sentence(line, listed) else "" for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _is_sentence(line: str, listed: ListedHosts) -> bool:
    if len(line) > _LONGEST_LINE:
        return False
    line = _HOST.sub(lambda found: _plain(found[0], listed), line)
    plain = _TIME_OF_DAY.sub(" ", line)
    refused = (_STRANGE, _ADDRESS, _LABEL, _VALUE, _GREETING)
    if any(rule.search(plain) for rule in refused) or _names_a_host(plain):
        return False
    words = [word.lower() for word in _WORD.findall(plain)]
    return len(words) >= _FEWEST_WORDS and not _OF_PEOPLE.isdisjoint(words)


def _names_a_host(line: str) -> bool:
    return not all(_DATE_OR_SHORT_FORM.fullmatch(each) for each in _DOTTED.findall(line))


def _plain(found: str, listed: ListedHosts) -> str:
    """Return a word in the place of a listed host; its sentence may end with it."""
    host = found.rstrip(".").partition(":")[0]
    return _LISTED + found[len(found.rstrip(".")) :] if listed.find(host) else found
