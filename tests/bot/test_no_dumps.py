"""A server that crashes leaves no memory on disk, and its last words quote nobody."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.settings import PROJECT
from tests.bot.stream_client import bearer, new_token
from tests.server_log import wait_for_lines
from tests.servers import Lotse, running_lotse

SECRETS = ("4711", "DE89370400440532013000", "hunter2hunter2")
SAID = "my PIN is 4711, my IBAN DE89370400440532013000 and my password is hunter2hunter2"


@pytest.fixture
def dumps_allowed() -> Iterator[None]:
    """Let processes begun from here write core dumps, as far as this machine lets them."""
    limits = resource.getrlimit(resource.RLIMIT_CORE)
    with suppress(ValueError, OSError):  # without the right to raise the hard limit
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, (limits[0], hard))


def has_dumped(process: int) -> bool:
    """Wait for the end of a process and return whether the kernel wrote its memory down."""
    ended = os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
    assert ended is not None
    assert ended.si_code in (os.CLD_KILLED, os.CLD_DUMPED)
    return bool(ended.si_code == os.CLD_DUMPED)


def files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.usefixtures("dumps_allowed")
@pytest.mark.parametrize("blow", [signal.SIGSEGV, signal.SIGABRT])
def test_a_crashed_server_leaves_no_dump_and_no_secret(
    tmp_path: Path, model: Path, blow: signal.Signals
) -> None:
    before = set(PROJECT.glob("core*"))
    with running_lotse(tmp_path, LOTSE_LOG_LEVEL="DEBUG", PYTHONFAULTHANDLER="1") as lotse:
        lotse.post("/api/messages", {"text": SAID}, bearer(new_token(lotse)))
        allowed = resource.prlimit(lotse.process.pid, resource.RLIMIT_CORE)
        lotse.process.send_signal(blow)

        assert not has_dumped(lotse.process.pid)
        lotse.process.wait()

    assert allowed == (0, 0)
    assert "Fatal Python error" in lotse.log.read_text(encoding="utf-8")
    assert not [secret for secret in SECRETS if secret.encode() in files(tmp_path)]
    assert set(PROJECT.glob("core*")) == before


@pytest.mark.usefixtures("dumps_allowed")
def test_a_process_that_takes_no_care_is_allowed_what_the_machine_allows() -> None:
    """Whether it would dump is the machine's affair: containers write none whatever is allowed."""
    with subprocess.Popen(["sleep", "60"]) as process:
        allowed = resource.prlimit(process.pid, resource.RLIMIT_CORE)
        process.kill()

    assert allowed == resource.getrlimit(resource.RLIMIT_CORE)


CARELESS = """
import sys
from bot import __main__ as entry
find = entry._command
def careless(name):
    command = find(name)
    {break_it}
    return command
entry._command = careless
sys.exit(entry.main())
"""
BEFORE_REDACTION = """import bot.conversation as broken
    redact = broken.redact_after
    def fail(before, text):
        if "PIN" in text: raise ValueError(text)
        return redact(before, text)
    broken.redact_after = fail"""
IN_RASA = """import bot.agent as broken
    async def fail(self, message): raise ValueError(message.text)
    broken._Agent.handle_message = fail"""
IN_THE_STORE = """import bot.stores.sessions as broken
    def fail(self, conversation, turn): raise ValueError(turn)
    broken.SessionStore.add_turn = fail"""


@pytest.mark.parametrize(
    ("break_it", "status", "outcome"),
    [
        (BEFORE_REDACTION, 500, "crashed"),
        (IN_RASA, 200, "failed"),
        (IN_THE_STORE, 500, "crashed"),
    ],
    ids=["before redaction", "in Rasa", "in the store"],
)
def test_an_exception_in_the_middle_of_a_turn_says_nothing_of_it(
    tmp_path: Path, model: Path, break_it: str, status: int, outcome: str
) -> None:
    program = ("-c", CARELESS.format(break_it=break_it))
    with running_lotse(tmp_path, program=program, LOTSE_LOG_LEVEL="DEBUG") as lotse:
        answered, body = ask(lotse)
        [line] = wait_for_lines(lotse, lambda line: line["event"] == "a turn ended")

    assert answered == status
    assert "ValueError" not in str(body)
    assert not [secret for secret in SECRETS if secret in str(body)]
    assert not [secret for secret in SECRETS if secret.encode() in files(tmp_path)]
    assert line["outcome"] == outcome
    assert "ValueError" in lotse.log.read_text(encoding="utf-8")


def ask(lotse: Lotse) -> tuple[int, object]:
    return lotse.post("/api/messages", {"text": SAID}, bearer(new_token(lotse)))
