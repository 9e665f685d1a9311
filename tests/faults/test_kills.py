"""A server that is killed at random moments loses nothing that it answered, and answers once."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.invariants import problems
from tests.faults.judgement import assert_all_is_well
from tests.faults.kills import Killed, kill_often
from tests.faults.people import Crowd

KILLS = 5
"""`make faults FAULTS_OPTIONS="kills --count 200"` is the long form."""


@pytest.mark.timeout(600)
async def test_a_killed_server_loses_and_doubles_nothing(model: Path, tmp_path: Path) -> None:
    killed = Killed(tmp_path)
    async with Crowd(await killed.start()) as crowd:
        people = await kill_often(killed, crowd, KILLS, random.Random(9))

        assert problems(crowd.journal, await crowd.histories(people)) == []
        url = f"sqlite:///{tmp_path / 'data' / 'lotse.sqlite'}"
        await assert_all_is_well(crowd, people, url)
    await killed.stop()
