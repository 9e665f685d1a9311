"""The checker finds each breach of what must hold, and nothing where all is well."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.faults.invariants import problems, slowing
from tests.faults.journal import (
    Answered,
    Broken,
    Histories,
    Journal,
    Kept,
    Outcome,
    Refused,
    Sent,
    kept_turns,
)

WORDS = {"message": {"de": "Bitte warten.", "en": "Please wait."}}
TEXTS = ("a question", "another question")


def reply(identifier: str, **other: Any) -> dict[str, Any]:
    return {"id": identifier, "language": "en", "text": "So it is.", **other}


def journal(*outcomes: Outcome, sent: tuple[str, ...] = ("eve-1", "eve-2")) -> Journal:
    said = [Sent("eve", each, text) for each, text in zip(sent, TEXTS, strict=False)]
    return Journal(said, list(outcomes))


def answered(number: int, *replies: dict[str, Any]) -> Answered:
    return Answered("eve", f"eve-{number}", replies or (reply(f"r{number}"),), 0.1)


def kept(*numbers: int) -> Histories:
    return {"eve": [Kept(f"eve-{n}", TEXTS[n - 1], (f"r{n}",)) for n in numbers]}


WELL = journal(answered(1), answered(2))


def test_nothing_is_wrong_where_all_is_well() -> None:
    assert problems(WELL, kept(1, 2)) == []


def test_a_message_that_was_tried_again_and_answered_is_well() -> None:
    tried = journal(
        Broken("eve", "eve-1", "ServerDisconnectedError"),
        Refused("eve", "eve-1", 503, WORDS, 0.1),
        answered(1),
        answered(1),
        answered(2),
    )

    assert problems(tried, kept(1, 2)) == []


def test_a_turn_without_a_heard_answer_may_be_kept() -> None:
    broken = journal(Broken("eve", "eve-1", "x"), answered(1), sent=("eve-1",))

    assert (
        problems(broken, {"eve": [*kept(1)["eve"], Kept("eve-0", "heard of by nobody", ())]}) == []
    )


@pytest.mark.parametrize(
    ("seen", "histories", "complaint"),
    [
        (journal(answered(1)), kept(1), "eve's eve-2 ('another question') has no end"),
        (journal(Broken("eve", "eve-1", "x"), sent=("eve-1",)), {}, "has no end"),
        (
            journal(Refused("eve", "eve-1", 500, WORDS, 0.1), sent=("eve-1",)),
            {},
            "refused with 500",
        ),
        (journal(Refused("eve", "eve-1", 503, "oops", 0.1), sent=("eve-1",)), {}, "503 oops"),
        (
            journal(Refused("eve", "eve-1", 401, WORDS, 0.1), sent=("eve-1",)),
            {},
            "refused with 401",
        ),
        (journal(Answered("eve", "eve-1", (), 0.1), sent=("eve-1",)), {}, "an empty reply"),
        (journal(answered(1, reply("r1", text=" ")), sent=("eve-1",)), {}, "an empty reply"),
        (journal(answered(1, reply("r1", language="")), sent=("eve-1",)), {}, "an empty reply"),
        (
            journal(answered(1), answered(1, reply("other")), sent=("eve-1",)),
            {},
            "was answered 2 times",
        ),
        (WELL, kept(1), "eve's eve-2 is kept 0 times"),
        (WELL, {"eve": [*kept(1, 2)["eve"], *kept(1)["eve"]]}, "eve's eve-1 is kept 2 times"),
        (WELL, {"eve": [Kept("eve-1", "x", ("r9",)), *kept(2)["eve"]]}, "with other answers"),
        (WELL, kept(2, 1), "kept in another order than sent: [('eve-1', 'eve-2')]"),
    ],
)
def test_each_breach_is_found(seen: Journal, histories: Histories, complaint: str) -> None:
    found = problems(seen, histories)

    assert any(complaint in each for each in found), found


def test_a_turn_kept_twice_is_found_though_nobody_heard_of_it() -> None:
    twice = {"eve": [Kept("eve-9", "x", ()), Kept("eve-9", "x", ())]}

    assert problems(Journal(), twice) == ["eve's eve-9 is kept 2 times"]


def test_slowing_is_that_of_the_usual_answer() -> None:
    assert slowing([0.1, 0.1, 9.0], [0.2, 0.3, 9.0]) == pytest.approx(3.0)


def test_a_history_becomes_turns() -> None:
    messages = [
        {"role": "user", "id": "eve-1", "text": "a"},
        {"role": "bot", "id": "r1"},
        {"role": "bot", "id": "r2"},
        {"role": "user", "id": "eve-2", "text": "b"},
    ]

    assert kept_turns(messages) == [Kept("eve-1", "a", ["r1", "r2"]), Kept("eve-2", "b", [])]


def test_what_was_on_its_way_at_once_may_come_in_any_order() -> None:
    first, second = (Sent("eve", f"eve-{n + 1}", text) for n, text in enumerate(TEXTS))
    beside = replace(second, beside=frozenset({first.id}))
    outcomes = [answered(1), answered(2)]

    assert problems(Journal([first, second], outcomes), kept(2, 1)) != []
    assert problems(Journal([first, beside], outcomes), kept(2, 1)) == []
