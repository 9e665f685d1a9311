"""A machine whose name server is dead and whose clock is set while people talk."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.journal import Answered
from tests.faults.judgement import assert_all_is_well, kinds, talk
from tests.faults.people import Crowd
from tests.gateways import write_loopback_gateways
from tests.servers import Lotse, running_lotse
from tests.tools import provide

DEAD_NAME_SERVER = "nameserver 127.0.0.99\noptions timeout:1 attempts:1\n"
NOBODYS_HOST = "gateway.invalid"
WITHOUT_NAMES = (
    *("unshare", "--map-root-user", "--mount", "sh", "-ec"),
    'mount --bind "$0" /etc/resolv.conf; exec "$@"',
)
HOUR_SECONDS = 3_600
BURST = 15
"""As many messages as a session may send in five seconds."""


@dataclass(frozen=True)
class Machine:
    """A server on such a machine, and the file by which its clock is set."""

    lotse: Lotse
    clock: Path
    database_url: str


def set_clock(clock: Path, seconds: int) -> None:
    """Let a clock be so much ahead of ours."""
    changed = clock.with_suffix(".new")
    changed.write_text(f"{seconds:+d}s\n", "utf-8")
    changed.replace(clock)


@pytest.fixture(scope="module")
def machine(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Return a server whose names lead nowhere, with a clock of its own."""
    folder = tmp_path_factory.mktemp("machine")
    names, clock = folder / "resolv.conf", folder / "clock"
    names.write_text(DEAD_NAME_SERVER, "utf-8")
    gateways = write_loopback_gateways(folder / "gateways.yml", {"tws-europe-primary": 4001})
    gateways.write_text(gateways.read_text("utf-8").replace("localhost", NOBODYS_HOST), "utf-8")
    set_clock(clock, 0)
    settings = {
        "LOTSE_GATEWAYS": str(gateways),
        "LD_PRELOAD": own_clock_library(),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    with running_lotse(folder, wrapper=(*WITHOUT_NAMES, str(names)), **settings) as lotse:
        yield Machine(lotse, clock, f"sqlite:///{folder / 'data' / 'lotse.sqlite'}")


def own_clock_library() -> str:
    """Return the library that gives a process a clock of its own."""
    command = [str(provide("faketime", "faketime")), "-m", "-f", "+0", "printenv", "LD_PRELOAD"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    return told.stdout.strip()


def answered_time(machine: Machine) -> str:
    [message] = machine.lotse.say("clock", "What does port 4001 mean?")
    time: str = message["time"]
    return time


def check(machine: Machine, person: str) -> dict[str, Any]:
    messages = machine.lotse.say(person, "Is the Zurich gateway up?")
    return next(message["check"] for message in messages if message["check"])


async def test_dead_names_are_said_and_everything_else_is_answered(machine: Machine) -> None:
    found = check(machine, "names")

    assert {row["name"]["state"] for row in found["rows"]} == {"dns_failure"}
    async with Crowd(machine.lotse) as crowd:
        people = await crowd.join("names-a", "names-b")
        await talk(people, 2)
        await assert_all_is_well(crowd, people, machine.database_url)
    assert machine.lotse.get("/readyz")[0] == 200


@pytest.mark.parametrize(
    "jumps", [(5,), (-5,), (26, 0), (1, -1, 1, -1)], ids=["on", "back", "day", "to and fro"]
)
async def test_a_clock_that_is_set_ends_no_session_and_loses_nothing(
    machine: Machine, jumps: tuple[int, ...]
) -> None:
    async with Crowd(machine.lotse) as crowd:
        people = await crowd.join("clock-a", "clock-b")
        await talk(people, 1)
        before = answered_time(machine)
        for hours in jumps:
            set_clock(machine.clock, hours * HOUR_SECONDS)
            await talk(people, 1)
            people += await crowd.join("clock-c")
            await talk(people, 1)
        after = answered_time(machine)
        set_clock(machine.clock, 0)

        assert kinds(crowd) == {"answer"}
        await assert_all_is_well(crowd, people, machine.database_url)
    assert jumps[-1] == 0 or before[:13] != after[:13], "the clock was really set"
    assert machine.lotse.get("/readyz")[0] == 200


async def test_a_clock_that_is_set_back_refuses_nobody_for_long(machine: Machine) -> None:
    async with Crowd(machine.lotse) as crowd:
        people = await crowd.join("burst-a")
        await talk(people, BURST)
        set_clock(machine.clock, -HOUR_SECONDS)
        outcome = await people[0].insist("What does port 4001 mean?", seconds=20.0)
        set_clock(machine.clock, 0)

        assert isinstance(outcome, Answered)
        assert kinds(crowd) == {"answer"}
        await assert_all_is_well(crowd, people, machine.database_url)
