"""Leave of an e-mail what its writer says: no headers, signatures, small print or quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.phrases import any_of, compiled
from bot.nlu.questions import asks
from bot.nlu.words import split_words

LONGEST_SIGN_OFF = 6  # words; "thanks in advance for telling me how …" is a question

_SIGN_OFFS = any_of(r"""
    mit (?:freundlichen|besten|herzlichen|vielen) gr(?:ü|ue)(?:ß|ss)en,
    (?:freundliche|viele|beste|liebe|sch(?:ö|oe)ne|herzliche)n? gr(?:ü|ue)(?:ß|ss)e,
    gr(?:u|ü|ue)(?:ß|ss)e?, mfg, vg, lg, bg, hochachtungsvoll,
    (?:vielen |besten |herzlichen )?danke?(?: im voraus| schon mal)?,
    (?:best |kind |warm |many )?(?:regards|wishes), best, sincerely,
    yours (?:sincerely|faithfully|truly), cheers, thanks(?: a lot| in advance)?,
    thank you(?: very much| in advance)?, many thanks, thx, br
""")
_SMALL_PRINTS = any_of(r"""
    vertraulich, confidential, intended (?:recipient|only), adressat, empf(?:ä|ae)nger best,
    irrt(?:ü|ue)mlich, received [^.]*in error, before printing, ausdrucken, disclaimer,
    (?:sent|gesendet|verschickt) (?:from|von|mit) m(?:y|ein), amtsgericht, handelsregister,
    gesch(?:ä|ae)ftsf(?:ü|ue)hr, registered office, ust-?id
""")
_HEADERS = any_of(r"""
    von, from, gesendet, sent, an, to, cc, kopie, datum, date, reply-to, antwort an, priorität,
    importance
""")

_HEADER = compiled(rf"^{_HEADERS}\s*:.*$")
_REPLY_MARK = r"(?:re|aw|wg|fwd?)"
_SUBJECT = compiled(rf"^(?:betreff|betr\.|subject|{_REPLY_MARK})\s*:\s*(?:{_REPLY_MARK}\s*:\s*)*")
_RULE = re.compile(r"^[-_=*~\s]{3,}$|^-{2,}[^-].*-{2,}$")
_QUOTED_BY = compiled(r"^.{3,80}\b(?:schrieb|wrote)\b.{0,60}:$")
_QUOTE_MARKS = re.compile(r"^[ \t>|]*[>|][ \t]?")
_SIGN_OFF = compiled(rf"^{_SIGN_OFFS}\b")
_SMALL_PRINT = compiled(_SMALL_PRINTS)


def without_mail(text: str) -> str:
    """Return the text without the trimmings of an e-mail; as it is where it has one line only."""
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
