"""Tell what asks from what tells, and find where one question ends and the next begins."""

from __future__ import annotations

from bot.nlu.phrases import any_of, compiled

_PREPOSITIONS = any_of(r"""
    mit, ab, in, auf, bei, für, fuer, zu, von, an, aus, nach, to, on, at, for, from, with
""")
_QUESTION_WORDS = any_of(r"""
    welche[rnms]?, which, what(?:['’]s)?, was, wem, wen, wie, wieviel\w*, wann, warum, wieso,
    weshalb, wer, wo(?:her|hin|mit|für|fuer|zu|ran|rauf|rin|durch|bei|von)?,
    (?:how|where|when|why|who|whose)(?:['’]s)?
""")
_TELLING = any_of(r"""
    wei(?:ß|ss), wissen, sagen, zeigen, erkl(?:ä|ae)ren, know, tell me, show me, wonder, explain
""")
_QUESTION_VERBS = any_of(r"""
    kann, können, koennen, könnte\w*, darf, dürfen, duerfen, muss, müssen, muessen, soll,
    sollte\w*, gibt es, gibts, geht, gehen, läuft, laeuft, ist, sind, brauch\w*, funktioniert,
    klappt, reicht, lässt, laesst, can['’]?t,
    (?:can|could|may|must|should|do|does|did|is|are|will|would|has|have)(?:n['’]?t)?
""")
_LINKS = any_of(r"""
    und, and, oder, or, also, außerdem, ausserdem, auch, noch, then, dann, besides, next,
    furthermore, zweitens, erstens, first, second, secondly, so, aber, but, plus,
    (?:und )?noch etwas, (?:one more|another) thing
""")
_JOINTS = any_of(r"""
    und(?: auch| außerdem| ausserdem)?, and(?: also)?, sowie, außerdem, ausserdem, also, plus,
    as well as
""")
_TROUBLE = any_of(r"""
    nicht(?: mehr)?, nichts, kein\w*, fehler\w*, abgelaufen, gesperrt, verloren, dauernd,
    ständig, not, cannot, never, no longer, error, fail\w*, expire[sd]?, expiring, locked, lost,
    stopped, keeps?, without
""")
_QUESTION_START = rf"(?:(?:{_PREPOSITIONS} )?{_QUESTION_WORDS}|{_QUESTION_VERBS})\b"

_ASKS = compiled(rf"(?:^\W*|(?<=\w)\s?[:;–—-]\s\W{{0,5}})(?:{_LINKS}[\s,:]+)*{_QUESTION_START}")
_INDIRECT = compiled(rf"\b{_TELLING}\b[^.!?]{{0,30}}\b{_QUESTION_WORDS}\b")
_COMPLAINS = compiled(rf"\b{_TROUBLE}\b|n['’]t\b")
_JOINT = compiled(rf"(?:[,;]|(?<!\s))\s+{_JOINTS}[\s,]{{1,9}}(?={_QUESTION_START}\s+\w+)|\s\+\s")


def asks(text: str) -> bool:
    """Return whether a part reads like a question."""
    is_marked = text.rstrip(" \"')").endswith("?")
    return is_marked or _ASKS.search(text) is not None or _INDIRECT.search(text) is not None


def complains(text: str) -> bool:
    """Return whether a part tells of trouble, which is a question without being one."""
    return _COMPLAINS.search(text) is not None


def split_questions(text: str) -> list[str]:
    """Return what "and where …" or a plus joins; the whole where nothing does."""
    return _JOINT.split(text)
