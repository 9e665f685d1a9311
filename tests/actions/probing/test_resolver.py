"""Names are asked of the system without holding anybody up."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
import time

import pytest

from actions.probing import resolver as resolver_file
from actions.probing.finding import Reason
from actions.probing.resolver import Resolver
from actions.probing.step_error import StepError
from bot.settings import PROJECT

SOON_SECONDS = 5.0
DEAD_NAME_SERVER = """
import asyncio, socket, time
from actions.probing.resolver import Resolver

socket.getaddrinfo = lambda *arguments, **options: time.sleep(60)

async def ask():
    resolver = Resolver()
    try:
        await asyncio.wait_for(resolver("gateway.test", 4001), 0.1)
    except asyncio.TimeoutError:
        print("given up")
    resolver.close()

asyncio.run(ask())
"""


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Let the system answer only once the event is set."""
    may_answer = threading.Event()

    def getaddrinfo(host: str, port: int, **options: object) -> list[object]:
        may_answer.wait(SOON_SECONDS)
        if host == "gone.test.":
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        entry = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("192.0.2.1", port))
        return [entry, entry]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return may_answer


async def test_this_machine_is_found() -> None:
    assert "127.0.0.1" in await Resolver()("localhost", 4001)


async def test_each_address_comes_once(answers: threading.Event) -> None:
    answers.set()

    assert await Resolver()("gateway.test", 4001) == ["192.0.2.1"]


async def test_what_the_system_says_is_passed_on(answers: threading.Event) -> None:
    answers.set()

    with pytest.raises(socket.gaierror) as caught:
        await Resolver()("gone.test", 4001)

    assert caught.value.errno == socket.EAI_NONAME


async def test_a_label_that_is_too_long_is_the_names_fault() -> None:
    with pytest.raises(UnicodeError):
        await Resolver()("a" * 70 + ".test", 4001)


async def test_an_answer_that_comes_too_late_disturbs_nobody(answers: threading.Event) -> None:
    resolver = Resolver()
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(resolver("gateway.test", 4001), 0.05)

    answers.set()
    await asyncio.sleep(0.05)

    assert await resolver("gateway.test", 4001) == ["192.0.2.1"]


async def test_too_many_questions_without_an_answer_are_not_added_to(
    answers: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolver_file, "MOST_QUESTIONS", 3)
    resolver = Resolver()
    waiting = [asyncio.ensure_future(resolver("gateway.test", port)) for port in (1, 2, 3)]
    await asyncio.sleep(0)

    with pytest.raises(StepError) as caught:
        await resolver("gateway.test", 4)
    answers.set()
    found = await asyncio.gather(*waiting)

    assert caught.value.reason is Reason.NOT_TRIED
    assert found == [["192.0.2.1"]] * 3
    assert await resolver("gateway.test", 4) == ["192.0.2.1"]


async def test_a_closed_resolver_asks_nothing(answers: threading.Event) -> None:
    resolver = Resolver()
    resolver.close()

    with pytest.raises(StepError):
        await resolver("gateway.test", 4001)


def test_a_dead_name_server_does_not_keep_a_program_from_ending() -> None:
    began = time.monotonic()

    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", DEAD_NAME_SERVER],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "given up\n", "")
    assert time.monotonic() - began < SOON_SECONDS
