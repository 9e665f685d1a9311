"""The tool that others test with, slowhttptest, cannot hold connections or keep people out."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.servers import Lotse
from tests.tools import provide

CONNECTIONS = 300
MOST_SECONDS = 90
"""Far more than any deadline: a test that lasts as long has connections that nobody ended."""
ATTACKS = {
    "slow heads": ["-H", "-i", "2", "-u", "{url}/api/session"],
    "slow bodies": ["-B", "-i", "2", "-f", "application/json", "-u", "{url}/api/session"],
    "slow reading": [
        "-X",
        "-k",
        "10",
        "-w",
        "1",
        "-y",
        "512",
        "-n",
        "2",
        "-z",
        "5",
        "-u",
        "{url}/",
    ],
}
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("attack", ATTACKS)
def test_slow_clients_are_let_go_while_others_are_served(lotse: Lotse, attack: str) -> None:
    tool = str(provide("slowhttptest", "slowhttptest"))
    options = [option.format(url=lotse.url) for option in ATTACKS[attack]]
    size = ["-c", str(CONNECTIONS), "-r", "150", "-l", str(MOST_SECONDS), "-p", "5"]

    run = subprocess.run([tool, *options, *size], capture_output=True, text=True, check=False)

    said = COLOURS.sub("", run.stdout)
    assert "No open connections left" in said, said[-1_500:]
    assert set(re.findall(r"service available:\s+(\w+)", said)) <= {"YES"}
    assert lotse.say("slow", "What is port 4001 for?")[0]["kind"] == "answer"
