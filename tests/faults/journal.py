"""What people sent and heard, as they saw it; `tests.faults.invariants` judges it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Message = dict[str, Any]


@dataclass(frozen=True)
class Answered:
    """An answer; ``replies`` are message objects of the wire."""

    person: str
    id: str
    replies: Sequence[Message]
    seconds: float


@dataclass(frozen=True)
class Refused:
    """A refusal; nothing was taken over, and the person was told why."""

    person: str
    id: str
    status: int
    error: Any
    seconds: float


@dataclass(frozen=True)
class Broken:
    """No answer at all: the connection ended, or nobody took it."""

    person: str
    id: str
    reason: str


Outcome = Answered | Refused | Broken


@dataclass(frozen=True)
class Sent:
    """What a person sent for the first time; ``beside`` are ids that had no end at that time."""

    person: str
    id: str
    text: str
    beside: frozenset[str] = frozenset()


class Journal:
    """Everything in the order in which it happened."""

    def __init__(self, sent: Iterable[Sent] = (), outcomes: Iterable[Outcome] = ()) -> None:
        self.sent = list(sent)
        self.outcomes: list[Outcome] = []
        self._by_message: defaultdict[tuple[str, str], list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            self.note(outcome)

    def note(self, outcome: Outcome) -> None:
        """Add how an attempt went."""
        self.outcomes.append(outcome)
        self._by_message[outcome.person, outcome.id].append(outcome)

    def of(self, sent: Sent) -> list[Outcome]:
        """Return how each attempt at a message went."""
        return self._by_message[sent.person, sent.id]

    def answers(self, since: int = 0) -> Iterator[Answered]:
        """Yield all answers from the outcome with this number on."""
        return (each for each in self.outcomes[since:] if isinstance(each, Answered))


@dataclass(frozen=True)
class Kept:
    """A turn as a history or the database keeps it."""

    id: str
    text: str
    replies: Sequence[str]
    """The ids of its messages."""


Histories = dict[str, list[Kept]]
"""What is kept of each person's conversation, in its order."""


def kept_turns(messages: Sequence[Message]) -> list[Kept]:
    """Return the turns of a history as the web channel gives it."""
    turns: list[tuple[Message, list[str]]] = []
    for message in messages:
        if message["role"] == "user":
            turns.append((message, []))
        else:
            turns[-1][1].append(message["id"])
    return [Kept(said["id"], said["text"], replies) for said, replies in turns]
