"""``make faults``: the cases that take long, each with what came of it."""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

from tests.faults.away import Away, behaving, running_away
from tests.faults.crowds import capacity, gather_people, offer
from tests.faults.invariants import SLOWED, problems, slowing
from tests.faults.judgement import assert_all_is_well, talk
from tests.faults.kills import Killed, kill_often
from tests.faults.people import QUESTIONS, Crowd, Person, eventually
from tests.faults.proxy import Behaviour, FaultProxy
from tests.faults.stored import stored_histories, stored_turns
from tests.servers import running_lotse

KILLS_A_ROUND = 10
"""Then other people talk: of one conversation, a history shows the last turns only."""
STORING_SECONDS = 60.0
LOAD_SECONDS = 30.0
SLOWING_TURNS = 5

Found = list[str]


def main() -> int:
    """Run one case or all, print what was seen, and return 0 where nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("case", nargs="?", choices=["all", *CASES], default="all")
    parser.add_argument("--count", type=int, default=200, help="kills")
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the kills")
    parser.add_argument("--seconds", type=float, default=30.0, help="of the lock")
    parser.add_argument("--sessions", type=int, default=1_000, help="in the crowd")
    parser.add_argument("--times", type=float, default=5.0, help="what is borne, offered")
    parser.add_argument("--turns", type=int, default=1_000, help="of the endless conversation")
    options = parser.parse_args()
    wrong = False
    for name in CASES if options.case == "all" else [options.case]:
        print(f"== {name}", flush=True)
        with tempfile.TemporaryDirectory(prefix="lotse-faults-") as folder:
            found = asyncio.run(CASES[name](Path(folder), options))
        for problem in found:
            print(f"PROBLEM: {problem}")
        print(f"{name}: {len(found)} problems", flush=True)
        wrong = wrong or bool(found)
    return int(wrong)


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'data' / 'lotse.sqlite'}"


async def _judge(crowd: Crowd, people: list[Person], folder: Path) -> Found:
    """Return what is wrong with what was heard and with what is stored in the end."""
    answered = {each.person for each in crowd.journal.answers()}
    names = [person.name for person in people if person.name in answered]

    def stored() -> dict[str, int]:
        found = stored_histories(_database(folder))
        return {name: len(found.get(name, ())) for name in names}

    kept = {
        name: len({e.id for e in crowd.journal.answers() if e.person == name}) for name in names
    }
    try:
        await eventually(lambda: stored() == kept, STORING_SECONDS)
    except AssertionError:
        pass  # the rules say in words what is missing
    histories = stored_histories(_database(folder))
    return problems(crowd.journal, {name: histories.get(name, []) for name in names})


async def _kills(folder: Path, options: argparse.Namespace) -> Found:
    killed, chance, found = Killed(folder), random.Random(options.seed), list[str]()
    lotse = await killed.start()
    done = 0
    while done < options.count:
        now = min(KILLS_A_ROUND, options.count - done)
        async with Crowd(lotse) as crowd:
            people = [*await kill_often(killed, crowd, now, chance)]
            found += await _judge(crowd, people, folder)
            sent, tried = len(crowd.journal.sent), len(crowd.journal.outcomes)
        done += now
        print(f"{done} kills, {sent} messages in {tried} attempts, {len(found)} problems so far")
        sys.stdout.flush()
    await killed.stop()
    return found


async def _lock(folder: Path, options: argparse.Namespace) -> Found:
    with running_lotse(folder) as lotse:
        async with Crowd(lotse) as crowd:
            people = await crowd.join("before-a", "before-b")
            await talk(people, 1)
            lock = sqlite3.connect(folder / "data" / "lotse.sqlite", isolation_level=None)
            lock.execute("BEGIN EXCLUSIVE")
            until = time.monotonic() + options.seconds
            while time.monotonic() < until:
                people += await crowd.join("during")
                await talk(people[-2:], 1)
                await asyncio.sleep(0.5)
            during = [each.seconds for each in crowd.journal.answers()]
            lock.execute("ROLLBACK")
            print(f"{len(during)} answers, the slowest after {max(during):.2f} s")
            await talk(people[-2:], 1)
            return await _judge(crowd, people, folder)


async def _slowing(folder: Path, options: argparse.Namespace) -> Found:
    """Compare others' answers before and during each fault of PostgreSQL and Redis."""
    found = list[str]()
    with running_away(folder) as away:
        for name, proxy, behaviour in _faults(away):
            async with Crowd(away.lotse) as crowd:
                people = await crowd.join(*["other"] * 4)
                await talk(people, SLOWING_TURNS)
                since = len(crowd.journal.outcomes)
                with behaving(proxy, behaviour, drops=behaviour.refuses):
                    await talk(people, 1)  # who is the first finds it out
                    first = len(crowd.journal.outcomes)
                    await talk(people, SLOWING_TURNS)
                usual = [each.seconds for each in crowd.journal.answers()][:since]
                during = [each.seconds for each in crowd.journal.answers(first)]
                print(
                    f"{name}: {1000 * statistics.median(usual):.0f} ms before, "
                    f"{1000 * statistics.median(during):.0f} ms during"
                )
                if slowing(usual, during) > SLOWED:
                    found.append(f"{name}: others were slowed {slowing(usual, during):.1f} times")
                await assert_all_is_well(crowd, people, away.postgres.url)
    return found


def _faults(away: Away) -> list[tuple[str, FaultProxy, Behaviour]]:
    ways = {"PostgreSQL": away.to_postgres, "Redis": away.to_redis}
    faults = {"gone": Behaviour(refuses=True), "silent": Behaviour(silent=True)}
    return [
        (f"{name} {fault}", proxy, behaviour)
        for name, proxy in ways.items()
        for fault, behaviour in faults.items()
    ]


async def _crowd(folder: Path, options: argparse.Namespace) -> Found:
    with running_lotse(folder) as lotse:
        async with Crowd(lotse) as crowd:
            people = await gather_people(crowd, options.sessions)
            borne = await capacity(people)
            print(f"{len(people)} sessions; borne: {borne:.1f} messages a second")
            load = await offer(crowd, people, options.times * borne, LOAD_SECONDS)
            print(load)
            await talk(people[:2], 1)
            return await _judge(crowd, people, folder)


async def _endless(folder: Path, options: argparse.Namespace) -> Found:
    given: list[list[str]] = []
    took: list[float] = []
    with running_lotse(folder) as lotse:
        for number in range(options.turns):
            began = time.monotonic()
            text = QUESTIONS[number % len(QUESTIONS)]
            answer = await asyncio.to_thread(lotse.say, "endless", text)
            took.append(time.monotonic() - began)
            given.append([message["id"] for message in answer])
            await asyncio.sleep(0.1)  # a sender may say 600 things a minute
    for at in (10, 100, options.turns):
        near = sorted(took[max(0, at - 10) : at])
        print(f"around turn {at}: {1000 * near[len(near) // 2]:.0f} ms")
    kept = [list(turn.replies) for turn in stored_turns(_database(folder))["rest-endless"]]
    return [] if kept == given else [f"{len(given)} turns were answered, {len(kept)} are kept"]


CASES: Mapping[str, Callable[[Path, argparse.Namespace], Coroutine[Any, Any, Found]]] = {
    "kills": _kills,
    "lock": _lock,
    "slowing": _slowing,
    "crowd": _crowd,
    "endless": _endless,
}

if __name__ == "__main__":
    sys.exit(main())
