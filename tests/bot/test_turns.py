"""How turns of one conversation wait for each other."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from bot.turns import MOST_WAITING, ElsewhereError, EndedError, TooManyTurnsError, Turns


async def test_a_slow_turn_is_not_overtaken() -> None:
    turns, order = Turns(), []

    async def turn(number: int, seconds: float) -> None:
        await asyncio.sleep(seconds)
        order.append(number)

    await asyncio.gather(
        turns.run("a", lambda: turn(1, 0.05)),
        turns.run("a", lambda: turn(2, 0.0)),
        turns.run("a", lambda: turn(3, 0.02)),
    )

    assert order == [1, 2, 3]


async def test_conversations_do_not_wait_for_each_other() -> None:
    turns, order = Turns(), []

    async def turn(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        order.append(name)

    await asyncio.gather(
        turns.run("slow", lambda: turn("slow", 0.1)), turns.run("quick", lambda: turn("quick", 0.0))
    )

    assert order == ["quick", "slow"]


async def test_a_failed_turn_lets_the_next_one_run() -> None:
    turns = Turns()

    async def fail() -> None:
        raise ValueError

    async def answer() -> str:
        return "answer"

    with pytest.raises(ValueError):
        await turns.run("a", fail)

    assert await turns.run("a", answer) == "answer"


async def test_too_many_waiting_turns_are_refused() -> None:
    turns, gate = Turns(), asyncio.Event()

    async def wait() -> None:
        await gate.wait()

    waiting = [asyncio.create_task(turns.run("a", wait)) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)

    with pytest.raises(TooManyTurnsError):
        await turns.run("a", wait)
    last = asyncio.create_task(turns.run("a", wait, finds_room=True))
    gate.set()
    await asyncio.gather(*waiting, last)


async def test_where_a_conversation_ends_no_waiting_turn_begins_any_more() -> None:
    turns, order = Turns(), []

    async def end() -> None:
        await asyncio.sleep(0)
        turns.end("a")

    async def turn(name: str) -> None:
        order.append(name)

    results = await asyncio.gather(
        turns.run("a", end, finds_room=True),
        turns.run("a", lambda: turn("waits")),
        turns.run("b", lambda: turn("another's")),
        return_exceptions=True,
    )

    assert isinstance(results[1], EndedError)
    assert order == ["another's"]
    with pytest.raises(EndedError):
        await turns.run("a", lambda: turn("late"))


async def test_what_is_deleted_twice_is_deleted_twice() -> None:
    turns, order = Turns(), []
    turns.end("a")

    async def erase() -> None:
        order.append("erased")

    await turns.run("a", erase, finds_room=True)

    assert order == ["erased"]


async def test_who_finishes_takes_no_new_turns_and_waits_for_those_under_way() -> None:
    turns, gate, order = Turns(), asyncio.Event(), []

    async def turn(name: str) -> None:
        await gate.wait()
        order.append(name)

    under_way = [
        asyncio.create_task(turns.run("a", partial(turn, name))) for name in ("one", "two")
    ]
    await asyncio.sleep(0)
    in_vain = await turns.finish(0.01)
    with pytest.raises(ElsewhereError):
        await turns.run("b", lambda: turn("new"))
    gate.set()
    is_over = await turns.finish(10.0)
    await asyncio.gather(*under_way)

    assert not in_vain
    assert is_over
    assert order == ["one", "two"]
