"""Texts on which a regular expression may take long, made from what it repeats."""

from __future__ import annotations

import sre_constants as constants  # Python 3.10 knows them by these names only
import sre_parse as parser
from collections.abc import Iterator
from typing import Any

PLAIN = (
    *("a", "1", " ", "-", "/", '"', "\n", ".", "*", "`", "[", "<", "=", ":", "ä", "e\u0301"),
    *("a ", "1 ", "a.", "1.", "a\n", "**a", "[a](", "port 4001 ", "ndc1.ibllc.com "),
)
TAIL = "\x00"
"""Behind a repetition, so that all of it was for nothing."""
MANY = 8
"""Repetitions of more than so many times are looked at."""
_SAMPLES: dict[Any, str] = {
    constants.CATEGORY_DIGIT: "1",
    constants.CATEGORY_NOT_DIGIT: "a",
    constants.CATEGORY_SPACE: " ",
    constants.CATEGORY_NOT_SPACE: "a",
    constants.CATEGORY_WORD: "a",
    constants.CATEGORY_NOT_WORD: ".",
}
# Python 3.10 has neither of these.
_POSSESSIVE = getattr(constants, "POSSESSIVE_REPEAT", None)
_ATOMIC = getattr(constants, "ATOMIC_GROUP", None)
_REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT, _POSSESSIVE)
_LONGEST_SAMPLE = 40
Node = tuple[Any, Any]


def worst_inputs(pattern: str, length: int) -> set[str]:
    """Return texts of a length: what a pattern repeats, many times, behind what comes before it."""
    tree = parser.parse(pattern)
    made = set()
    for before, piece in {("", _sample(tree)), *_pumps(tree, "")}:
        if piece:
            text = (before + piece * length)[:length]
            made |= {text, text[:-1] + TAIL}
    return made | {(piece * length)[:length] for piece in PLAIN}


def _pumps(nodes: Any, before: str) -> Iterator[tuple[str, str]]:
    """Yield for each repetition what stands before it and each text that it may repeat."""
    for kind, value in nodes:
        if kind in _REPEATS:
            _, most, body = value
            if most == constants.MAXREPEAT or most > MANY:
                yield from ((before, piece) for piece in _pieces(body))
        for inner in _inner(kind, value):
            yield from _pumps(inner, before)
        before = (before + _sample([(kind, value)]))[:_LONGEST_SAMPLE]


def _inner(kind: Any, value: Any) -> list[Any]:
    if kind in _REPEATS:
        return [value[2]]
    if kind is constants.SUBPATTERN:
        return [value[3]]
    if kind is constants.BRANCH:
        return list(value[1])
    if kind in (constants.ASSERT, constants.ASSERT_NOT):
        return [value[1]]
    if kind is _ATOMIC:
        return [value]
    if kind is constants.GROUPREF_EXISTS:
        return [part for part in value[1:] if part]
    return []


def _pieces(body: Any) -> set[str]:
    """Return what a repeated part may be: each branch, and each kind of character."""
    pieces = {_sample(body)}
    if len(body) == 1:
        kind, value = body[0]
        if kind is constants.BRANCH:
            branches = {_sample(each) for each in value[1]}
            pieces |= branches | {f"{one}{other}" for one in branches for other in branches}
        if kind is constants.IN:
            pieces |= set(_members(value))
        if kind is constants.SUBPATTERN:
            pieces |= _pieces(value[3])
    return pieces | {f"{piece} " for piece in pieces}


def _sample(nodes: Any) -> str:
    """Return one short text that the nodes may match; look-arounds are left out."""
    return "".join(_sample_of(kind, value) for kind, value in nodes)[:_LONGEST_SAMPLE]


def _sample_of(kind: Any, value: Any) -> str:
    if kind is constants.LITERAL:
        return chr(value)
    if kind is constants.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if kind is constants.ANY:
        return "a"
    if kind is constants.IN:
        return next(iter(_members(value)), "a")
    if kind in _REPEATS:
        least, _, body = value
        return str(_sample(body) * min(max(least, 1), MANY))
    if kind is constants.SUBPATTERN:
        return str(_sample(value[3]))
    if kind is constants.BRANCH:
        return _sample(value[1][0])
    return _sample(value) if kind is _ATOMIC else ""


def _members(value: Any) -> list[str]:
    """Return a few characters of a set, of a negated one some that it is likely to have."""
    if value and value[0][0] is constants.NEGATE:
        excluded = set("".join(_members(value[1:])))
        return [each for each in 'a1 .-"/' if each not in excluded]
    members: list[str] = []
    for kind, what in value[:12]:
        if kind is constants.LITERAL:
            members.append(chr(what))
        elif kind is constants.RANGE:
            members.append(chr(what[0]))
        elif kind is constants.CATEGORY:
            members.append(_SAMPLES.get(what, "a"))
    return members
