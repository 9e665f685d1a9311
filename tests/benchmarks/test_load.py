"""The load benchmark's own sums, texts and generator; what it measures needs no test."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest
from aiohttp import web

from tests.benchmarks.load.crowds import Crowd, crowd_table
from tests.benchmarks.load.figures import growth, percentile, table
from tests.benchmarks.load.generator import Load
from tests.benchmarks.load.kinds import Cost, kind_table
from tests.benchmarks.load.long_conversation import LongTalk, long_talk_table
from tests.benchmarks.load.plan import Measured, Outcome, Plan
from tests.benchmarks.load.plots import Pictures
from tests.benchmarks.load.soak import Sample, Soak, soak_table
from tests.benchmarks.load.texts import NewTexts, with_typo
from tests.benchmarks.load.workers import Crew, Round, crew_table
from tests.benchmarks.processes import Memory
from tests.benchmarks.sides import LOTSE, STOCK

LARGEST_PICTURE_BYTES = 80_000


def measured(*seconds: float, cpu_seconds: float = 0.02) -> Measured:
    outcome = Outcome([*seconds], in_time=len(seconds), duration=2.0, generator_seconds=0.01)
    return Measured(Plan(("http://127.0.0.1/",), {}, 1, seconds=2.0), outcome, cpu_seconds)


def test_percentiles_are_measured_values() -> None:
    values = [float(number) for number in range(1, 101)]

    assert [percentile(values, percent) for percent in (0, 50, 95, 99, 100)] == [1, 50, 95, 99, 100]
    assert percentile([7.0], 95) == 7.0
    assert math.isnan(percentile([], 95))


def test_growth_is_that_of_the_second_half() -> None:
    counts = [0.0, 1, 2, 3, 4, 5, 6, 7]
    amounts = [0.0, 50, 90, 99, 100, 102, 104, 106]

    assert growth(counts, amounts) == pytest.approx(2.0)


def test_a_table_shows_three_digits() -> None:
    shown = table(("name", "figure"), [("a", 1.234), ("b", 12.34), ("c", 123.4), ("d", math.nan)])

    assert shown.splitlines() == [
        "| name | figure |",
        "| --- | ---: |",
        "| a | 1.23 |",
        "| b | 12.3 |",
        "| c | 123 |",
        "| d | – |",
    ]


def test_new_texts_are_never_the_same() -> None:
    texts = NewTexts(seed=1)

    new = [texts.renew(text) for text in ("weiter", "is port 4001 open for me") for _ in range(200)]

    assert len({*new}) == len(new)
    assert not {"weiter", "is port 4001 open for me"} & {*new}


def test_a_typing_mistake_is_one_letter_or_one_digit() -> None:
    for number in range(50):
        assert (
            0 <= differences("weiter bitte", with_typo("weiter bitte", random.Random(number))) < 2
        )
        assert with_typo("port 4001", random.Random(number)).removeprefix("port ").isdigit()


def differences(text: str, other: str) -> int:
    assert len(text) == len(other)
    return sum(one != another for one, another in zip(text, other, strict=True))


class Told:
    """A server that says what it is told to, then answers."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = [*statuses]
        self.said: list[tuple[str, str]] = []

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.json()
        if self.statuses:
            status = self.statuses.pop(0)
            return web.json_response({}, status=status, headers={"Retry-After": "0.01"})
        self.said.append((body["sender"], body["message"]))
        return web.json_response([{"text": "yes"}])


async def outcome_at(server: Told, port: int, plan: Plan) -> Outcome:
    application = web.Application()
    application.router.add_post("/", server.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        return await Load(plan).run()
    finally:
        await runner.cleanup()


def plan_for(port: int, **given: float) -> Plan:
    return Plan((f"http://127.0.0.1:{port}/",), {}, users=2, **given)  # type: ignore[arg-type]


async def test_who_is_told_to_wait_writes_again_and_is_counted_once(
    unused_tcp_port: int,
) -> None:
    server = Told(503, 429)

    outcome = await outcome_at(server, unused_tcp_port, plan_for(unused_tcp_port, turns=6))

    assert (outcome.waits, outcome.failures, len(outcome.seconds_a_turn)) == (2, [], 6)
    assert len(server.said) == 6


async def test_what_is_not_answered_is_told(unused_tcp_port: int) -> None:
    outcome = await outcome_at(Told(500), unused_tcp_port, plan_for(unused_tcp_port, turns=3))

    assert (outcome.failures, len(outcome.seconds_a_turn)) == (["status 500"], 2)


async def test_people_write_at_random_moments_whether_answered_or_not(
    unused_tcp_port: int,
) -> None:
    plan = plan_for(unused_tcp_port, seconds=0.5, every_seconds=0.05)
    server = Told()

    outcome = await outcome_at(server, unused_tcp_port, plan)

    assert len(outcome.seconds_a_turn) == len(server.said) > 2


def test_tables_and_pictures_show_all_that_was_measured(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path, "2026, here")
    rounds = (measured(0.01, 0.02), measured(0.03, 0.04))
    crowds = [Crowd(side, users, rounds) for side in (LOTSE, STOCK) for users in (1, 50)]
    crews = [Crew(count, [Round(each, 0.01) for each in rounds]) for count in (1, 2)]
    costs = [Cost("article", {LOTSE: [5.0, 7.0, 6.0], STOCK: [30.0]})]
    talks = [LongTalk(LOTSE, {10: 5.0, 1_000: 6.0}), LongTalk(STOCK, {10: 30.0})]
    soak = Soak([Sample(500 * each, Memory(200 + each, 1, 150)) for each in range(8)], 0)

    pictures.throughput(crowds)
    pictures.latency(crowds)
    pictures.crews(crews)
    pictures.kinds(costs)
    pictures.long_talks(talks)
    pictures.soak(soak)

    assert "| 50: stock Rasa | 1.00 | 1–1 | 20.0 | 40.0 | 40.0 | 10.0 |" in crowd_table(crowds)
    assert "| 2 | 1.00 | 1–1 | 1.00 | 2.00 |" in crew_table(crews)
    assert "| article | 6.00 | 30.0 | 5.00 |" in kind_table(costs)
    assert "| 1000 | 6.00 | – | – |" in long_talk_table(talks)
    assert "| second half: KiB a 1,000 turns | 2048 | 0.00 |" in soak_table(soak)
    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert len(sizes) == 6
    assert max(sizes.values()) < LARGEST_PICTURE_BYTES
