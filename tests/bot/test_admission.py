"""The queue before everything that answers: bounded, fair, honest about the place."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from bot import admission as admission_module
from bot.admission import Admission, BusyError, Limits

ONE_AT_A_TIME = Limits(most_busy=1, long_seconds=60.0)


@asynccontextmanager
async def occupied(admission: Admission, group: str = "first") -> AsyncIterator[asyncio.Event]:
    """Hold the only place there is until the event is set or the block ends."""
    over = asyncio.Event()
    task = asyncio.create_task(hold(admission, group, over))
    await asyncio.sleep(0)
    try:
        yield over
    finally:
        over.set()
        await task


async def hold(admission: Admission, group: str, until: asyncio.Event) -> None:
    async with admission.admit(group):
        await until.wait()


async def pass_through(admission: Admission, group: str, order: list[str]) -> None:
    async with admission.admit(group):
        order.append(group)
        await asyncio.sleep(0)


async def waiting(admission: Admission, groups: str, order: list[str]) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(pass_through(admission, group, order)) for group in groups]
    await asyncio.sleep(0)
    return tasks


async def test_whoever_sends_much_waits_behind_their_own() -> None:
    admission = Admission(ONE_AT_A_TIME)
    order: list[str] = []

    async with occupied(admission):
        tasks = await waiting(admission, "aaaabc", order)
    await asyncio.gather(*tasks)

    assert "".join(order) == "abcaaa"
    assert (admission.waiting, admission.running, admission.admitted) == (0, 0, 7)


async def test_one_group_has_few_turns_at_once_and_others_begin_meanwhile() -> None:
    admission = Admission(Limits(most_busy=2, most_busy_each=1, long_seconds=60.0))
    order: list[str] = []

    async with occupied(admission, "a"):
        [own] = await waiting(admission, "a", order)
        [other] = await waiting(admission, "b", order)
        await other

        assert order == ["b"]
    await own


async def test_a_full_queue_refuses_at_once_and_names_the_place() -> None:
    limits = Limits(most_busy=1, most_waiting=3, long_seconds=60.0)
    admission = Admission(limits)
    order: list[str] = []

    async with occupied(admission):
        tasks = await waiting(admission, "abc", order)
        with pytest.raises(BusyError) as error:
            await pass_through(admission, "d", order)
    await asyncio.gather(*tasks)

    assert error.value.place == 4
    assert error.value.seconds >= 1
    assert admission.refused == 1


async def test_one_group_cannot_fill_the_queue() -> None:
    limits = Limits(most_busy=1, most_waiting=10, most_waiting_each=2, long_seconds=60.0)
    admission = Admission(limits)
    order: list[str] = []

    async with occupied(admission):
        tasks = await waiting(admission, "aaaaa", order)
        tasks += await waiting(admission, "b", order)

        assert admission.waiting == 3
    results = await asyncio.gather(*tasks, return_exceptions=True)

    assert [type(result) for result in results].count(BusyError) == 3
    assert order == ["a", "b", "a"]


async def test_whoever_waits_too_long_is_refused_and_takes_no_place() -> None:
    limits = Limits(most_busy=1, longest_wait_seconds=0.05, long_seconds=60.0)
    admission = Admission(limits)

    async with occupied(admission):
        with pytest.raises(BusyError):
            await pass_through(admission, "a", [])

        assert admission.waiting == 0


async def test_whoever_would_wait_too_long_is_refused_before_waiting() -> None:
    limits = Limits(most_busy=1, longest_wait_seconds=0.2, long_seconds=60.0)
    admission = Admission(limits)
    order: list[str] = []

    async with occupied(admission):
        tasks = await waiting(admission, "abcd", order)  # 0.05 s each, as far as is known
        with pytest.raises(BusyError) as error:
            await pass_through(admission, "e", order)
    await asyncio.gather(*tasks)

    assert error.value.place == 5


async def test_the_patient_are_never_refused() -> None:
    limits = Limits(most_busy=1, most_waiting=0, longest_wait_seconds=0.01, long_seconds=60.0)
    admission = Admission(limits)

    async def wait() -> str:
        async with admission.admit("slack", patience=math.inf):
            return "answered"

    async with occupied(admission):
        task = asyncio.create_task(wait())
        await asyncio.sleep(0.05)

    assert await task == "answered"


async def test_places_are_told_when_they_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission_module, "TELL_SECONDS", 0.01)
    admission = Admission(ONE_AT_A_TIME)
    told: list[int] = []

    async def wait(group: str) -> None:
        async with admission.admit(group, told.append):
            pass

    async with occupied(admission):
        async with occupied_later(admission, "before") as before:
            task = asyncio.create_task(wait("me"))
            await asyncio.sleep(0.1)
            before.cancel()
            await asyncio.sleep(0.1)
    await task

    assert told == [2, 1]


@asynccontextmanager
async def occupied_later(admission: Admission, group: str) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(hold(admission, group, asyncio.Event()))
    await asyncio.sleep(0)
    yield task
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_whoever_goes_away_while_waiting_leaves_no_trace() -> None:
    admission = Admission(ONE_AT_A_TIME)

    async with occupied(admission):
        async with occupied_later(admission, "gone"):
            assert admission.waiting == 1

    assert (admission.waiting, admission.running) == (0, 0)


async def test_whoever_is_let_in_and_goes_at_the_same_moment_gives_the_place_back() -> None:
    admission = Admission(ONE_AT_A_TIME)
    order: list[str] = []

    async with occupied(admission) as over:
        async with occupied_later(admission, "gone") as gone:
            over.set()
            await asyncio.sleep(0)
            gone.cancel()
    await pass_through(admission, "next", order)

    assert order == ["next"]
    assert admission.running == 0


async def test_a_turn_that_waits_for_a_gateway_lets_others_begin() -> None:
    admission = Admission(Limits(most_busy=1, long_seconds=0.02))
    order: list[str] = []

    async with occupied(admission, "a"):
        await asyncio.wait_for(pass_through(admission, "a", order), 5.0)

        assert order == ["a"]
        assert admission.running == 1


async def test_even_turns_that_wait_for_gateways_are_not_endlessly_many() -> None:
    limits = Limits(
        most_running=3, most_running_each=1, long_seconds=0.01, longest_wait_seconds=0.1
    )
    admission = Admission(limits)

    async with occupied(admission, "a"):
        await asyncio.sleep(0.05)
        with pytest.raises(BusyError):
            await pass_through(admission, "a", [])


async def test_a_failed_turn_gives_its_place_back() -> None:
    admission = Admission(ONE_AT_A_TIME)

    with pytest.raises(ValueError):
        async with admission.admit("a"):
            raise ValueError

    assert admission.running == 0


async def test_who_was_let_in_says_how_long_they_waited_and_who_was_not_says_nothing() -> None:
    admission, waited = Admission(ONE_AT_A_TIME), list[float]()
    admission.on_let_in = waited.append

    async with occupied(admission) as over:
        with pytest.raises(BusyError):
            async with admission.admit("second", patience=0.01):
                pass
        third = asyncio.create_task(hold(admission, "third", over))
        await asyncio.sleep(0.05)
        over.set()
        await third

    at_once, later = waited
    assert at_once < later
    assert later >= 0.049  # clocks round
