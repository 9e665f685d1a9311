"""Let people talk, and judge what they heard and what is kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tests.faults.invariants import problems
from tests.faults.people import QUESTIONS, Crowd, Person, eventually
from tests.faults.stored import stored_histories


async def talk(people: Sequence[Person], turns: int) -> None:
    """Let everybody say so many things, each after the answer to the last."""

    async def say(person: Person) -> None:
        for number in range(turns):
            await person.ask(QUESTIONS[number % len(QUESTIONS)])

    await asyncio.gather(*map(say, people))


def kinds(crowd: Crowd) -> set[str]:
    """Return the kinds of all messages that were heard."""
    return {reply["kind"] for each in crowd.journal.answers() for reply in each.replies}


async def assert_all_is_well(crowd: Crowd, people: Sequence[Person], database_url: str) -> None:
    """Judge what was heard, what is shown after a reload, and what is in the database."""
    shown = await crowd.histories(people)
    assert problems(crowd.journal, shown) == []

    def is_stored() -> bool:
        found = stored_histories(database_url)
        return {person.name: found.get(person.name) for person in people} == dict(shown)

    await eventually(is_stored)
