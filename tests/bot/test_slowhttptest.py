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


READ_SECONDS = 20
"""How long the tool reads slowly: what it has not read lies in the system's buffers, not ours."""


def run_tool(attack: str, lotse: Lotse, seconds: int) -> str:
    """Return what the tool says of an attack of at most so many seconds."""
    tool = str(provide("slowhttptest", "slowhttptest"))
    options = [option.format(url=lotse.url) for option in ATTACKS[attack]]
    size = ["-c", str(CONNECTIONS), "-r", "150", "-l", str(seconds), "-p", "10"]
    run = subprocess.run([tool, *options, *size], capture_output=True, text=True, check=False)
    return COLOURS.sub("", run.stdout)


@pytest.mark.parametrize("attack", ["slow heads", "slow bodies"])
def test_slow_clients_are_let_go_while_others_are_served(lotse: Lotse, attack: str) -> None:
    said = run_tool(attack, lotse, MOST_SECONDS)

    assert "No open connections left" in said, said[-1_500:]
    assert set(re.findall(r"service available:\s+(\w+)", said)) <= {"YES"}
    assert lotse.say("slow", "What is port 4001 for?")[0]["kind"] == "answer"


def test_who_reads_slowly_keeps_nobody_from_being_served(lotse: Lotse) -> None:
    said = run_tool("slow reading", lotse, READ_SECONDS)

    assert set(re.findall(r"service available:\s+(\w+)", said)) == {"YES"}
    assert lotse.say("slow", "What is port 4001 for?")[0]["kind"] == "answer"
