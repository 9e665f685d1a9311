"""What must hold whatever fails; each rule returns what is wrong, in words."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from tests.faults.journal import Answered, Broken, Histories, Journal, Message, Refused, Sent

HONEST = {429, 503}
"""Refusals that tell somebody to try again later."""
LANGUAGES = {"de", "en"}
SLOWED = 2.0

Rule = Callable[[Journal, Histories], Iterator[str]]


def each_message_has_an_end(journal: Journal, _: Histories) -> Iterator[str]:
    """Let each message be answered in the end, or be refused in words."""
    for sent in journal.sent:
        outcomes = journal.of(sent)
        if not outcomes or isinstance(outcomes[-1], Broken):
            yield f"{_name(sent)} has no end"


def each_refusal_is_honest(journal: Journal, _: Histories) -> Iterator[str]:
    """Let a refusal have a status that passes and a sentence in each language."""
    for each in journal.outcomes:
        if not isinstance(each, Refused):
            continue
        message = (each.error or {}).get("message", {}) if isinstance(each.error, dict) else {}
        if each.status not in HONEST or not all(message.get(name) for name in LANGUAGES):
            yield f"{each.person}'s {each.id} was refused with {each.status} {each.error}"


def no_reply_is_empty(journal: Journal, _: Histories) -> Iterator[str]:
    """Let each answer consist of messages that say something in one of our languages."""
    for each in journal.answers():
        if not each.replies or not all(map(_says_something, each.replies)):
            yield f"{each.person}'s {each.id} got an empty reply"


def nothing_is_answered_twice(journal: Journal, _: Histories) -> Iterator[str]:
    """Let whoever repeats a message hear the answer that was given."""
    for sent in journal.sent:
        given = {
            tuple(reply["id"] for reply in each.replies)
            for each in journal.of(sent)
            if isinstance(each, Answered)
        }
        if len(given) > 1:
            yield f"{_name(sent)} was answered {len(given)} times"


def nothing_answered_is_lost(journal: Journal, histories: Histories) -> Iterator[str]:
    """Let each answer stand in the history, once and as it was given."""
    for each in journal.answers():
        if each.person not in histories:
            continue
        replies = [reply["id"] for reply in each.replies]
        kept = [list(turn.replies) for turn in histories[each.person] if turn.id == each.id]
        if kept != [replies]:
            yield f"{each.person}'s {each.id} is kept {len(kept)} times, or with other answers"


def nothing_is_kept_twice(_: Journal, histories: Histories) -> Iterator[str]:
    """Let no turn stand in a history twice."""
    for person, turns in histories.items():
        for identifier, count in Counter(turn.id for turn in turns).items():
            if count > 1:
                yield f"{person}'s {identifier} is kept {count} times"


def the_order_is_kept(journal: Journal, histories: Histories) -> Iterator[str]:
    """Let a history have the order in which its person sent; what was on its way at once has none.

    HTTP keeps no order among requests; a stream does.
    """
    for person, turns in histories.items():
        places = {turn.id: place for place, turn in enumerate(turns)}
        answered = {each.id for each in journal.answers() if each.person == person}
        sent = [
            each
            for each in journal.sent
            if each.person == person and each.id in answered and each.id in places
        ]
        wrong = [
            (earlier.id, later.id)
            for earlier, later in combinations(sent, 2)
            if earlier.id not in later.beside and places[earlier.id] > places[later.id]
        ]
        if wrong:
            yield f"{person}'s turns are kept in another order than sent: {wrong}"


RULES: Sequence[Rule] = (
    each_message_has_an_end,
    each_refusal_is_honest,
    no_reply_is_empty,
    nothing_is_answered_twice,
    nothing_answered_is_lost,
    nothing_is_kept_twice,
    the_order_is_kept,
)


def problems(journal: Journal, histories: Histories) -> list[str]:
    """Return everything that is wrong; the histories are those after the recovery."""
    return [problem for rule in RULES for problem in rule(journal, histories)]


def slowing(before: Sequence[float], during: Sequence[float]) -> float:
    """Return how many times as long the median of others' answers takes; seconds come in."""
    return statistics.median(during) / statistics.median(before)


def _says_something(reply: Message) -> bool:
    shows = reply.get("check") or reply.get("document") or reply.get("commands")
    return bool(str(reply.get("text") or "").strip() or shows) and reply["language"] in LANGUAGES


def _name(sent: Sent) -> str:
    return f"{sent.person}'s {sent.id} ({sent.text!r})"
