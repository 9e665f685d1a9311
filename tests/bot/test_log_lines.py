"""One JSON object a line, whatever is logged, by whomever."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from datetime import date
from typing import Any

import pytest
from structlog.contextvars import bound_contextvars

from bot.log_flood import MOST_A_MINUTE, FloodGate
from bot.log_lines import LONGEST_EVENT, WITHHELD, JsonLines
from bot.log_sink import LineSink
from bot.pseudonyms import Pseudonyms
from bot.settings import PROJECT

HOSTILE = [
    "one\ntwo", "one\r\ntwo", "\x1b[2J\x1b[31mred", "\x00\x07\x7f", "\x9b31m", "a\u2028b\u2029c",
    "\u202eexe.txt\u2066", '","level":"critical', "\ud800", "x" * 100_000, "{}%s%d", "\ufeff",
]  # fmt: skip


def record(name: str, message: str, *values: object, **more: Any) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.ERROR, "file.py", 1, message, values, None)
    made.__dict__.update(more)
    return made


def line_of(made: logging.LogRecord) -> dict[str, Any]:
    line = JsonLines().format(made)
    assert line.isascii()
    assert line.isprintable()
    assert len(line) < 4_000, "so that a pipe takes it in one piece"
    shown: dict[str, Any] = json.loads(line)
    assert all(str(value).isprintable() for value in shown.values())
    return shown


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_a_hostile_value_stays_in_its_line(hostile: str) -> None:
    in_event = line_of(record("bot.agent", "it failed: %s", hostile))
    in_field = line_of(record("bot.agent", "it failed", fields={"kind": hostile}))
    in_name = line_of(record(f"bot.{hostile}", "it failed"))

    assert {*in_event, *in_field, *in_name} == {"time", "level", "logger", "event", "kind"}
    assert in_event["event"].startswith("it failed: ")
    assert len(in_event["event"]) <= LONGEST_EVENT
    assert in_event["level"] == "error"


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_a_library_shows_its_template_and_none_of_its_values(hostile: str) -> None:
    filled = line_of(record("aiohttp.server", "Error handling request from %s", hostile))
    ready = line_of(record("aiohttp.server", f"Invalid: zwieback {hostile}"))

    assert filled["event"] == "Error handling request from %s"
    assert ready["event"] == WITHHELD


def test_an_exception_shows_its_type_and_place_but_not_its_text() -> None:
    try:
        raise ValueError("my PIN is 4711")
    except ValueError as error:
        made = record("bot.agent", "it failed")
        made.exc_info = (type(error), error, error.__traceback__)

    shown = line_of(made)
    assert shown["error"] == "ValueError"
    assert shown["where"].startswith("bot/test_log_lines.py:")
    assert "4711" not in str(shown)


def test_a_record_that_cannot_be_formatted_is_counted_and_stops_nothing() -> None:
    read, write = os.pipe()
    sink = LineSink(write)
    sink.setFormatter(JsonLines())
    sink.handle(record("bot.agent", "%d things", "no number"))
    sink.handle(record("bot.agent", "the next"))
    sink.flush()

    events = [json.loads(line)["event"] for line in os.read(read, 10_000).splitlines()]
    assert events[0] == "the next"
    assert sink.dropped == 1


def test_the_conversation_and_the_turn_at_hand_are_named() -> None:
    with bound_contextvars(conversation="abc", turn="def"):
        shown = line_of(record("bot.agent", "it failed"))

    assert (shown["conversation"], shown["turn"]) == ("abc", "def")


def test_slack_s_tokens_become_dots() -> None:
    shown = line_of(record("bot.channels.slack.app", "refused %s", "xoxb-12345-abcdef"))

    assert shown["event"] == "refused …"


SCRIPT = """
import asyncio, gc, logging, sys, threading, warnings
import bot.process, bot.log_setup
bot.process.prepare_process("DEBUG")
bot.log_setup.log_json_lines()
logging.getLogger("py.warnings").setLevel("WARNING")
warnings.warn("zwieback")
class Broken:
    def __del__(self): raise ValueError("zwieback")
Broken()
def fail(): raise ValueError("zwieback")
thread = threading.Thread(target=fail, name="zwieback"); thread.start(); thread.join()
async def forgotten():
    async def inner(): raise ValueError("zwieback")
    asyncio.ensure_future(inner()); await asyncio.sleep(0.01); gc.collect()
    asyncio.get_running_loop().call_soon(fail); await asyncio.sleep(0.01)
asyncio.run(forgotten())
import structlog
structlog.get_logger("rasa.core").error("processor.failed", text="zwieback")
structlog.get_logger("rasa.core").error("failed for zwieback")
logging.getLogger("aiohttp.server").error("Invalid method 'zwieback'")
raise ValueError("zwieback\\n")
"""


def test_what_nobody_caught_is_a_line_each_and_says_nothing() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    events = [line["event"] for line in lines]
    assert ended.returncode == 1
    assert "zwieback" not in ended.stdout + ended.stderr
    assert {
        "a warning of Python's: UserWarning",
        "an exception was ignored",
        "a thread ended",
        "Task exception was never retrieved",
        "Exception in callback",
        "processor.failed",
        WITHHELD,
    } <= set(events)
    assert events[-1] == "an exception ended the process"
    assert [line.get("error") for line in lines].count("ValueError") == 5


def test_a_full_pipe_holds_nobody_up_and_what_is_lost_is_counted() -> None:
    read, write = os.pipe()
    sink = LineSink(write, most_waiting=100)
    sink.setFormatter(JsonLines())
    for _ in range(5_000):  # far more than a pipe takes
        sink.handle(record("bot.agent", "x" * 200))
    lost = sink.dropped

    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.extend(_lines(read)))
    reader.start()
    sink.flush()
    sink.handle(record("bot.agent", "the last"))
    sink.flush()
    os.close(write)
    reader.join()

    told = [json.loads(line) for line in lines if "were dropped" in line]
    assert lost > 4_000
    assert sum(each["count"] for each in told) == sink.dropped == lost
    assert "the last" in "".join(lines)


def _lines(descriptor: int) -> list[str]:
    with os.fdopen(descriptor, encoding="ascii") as stream:
        return list(stream)


def test_lines_for_nobody_are_counted() -> None:
    read, write = os.pipe()
    os.close(read)
    sink = LineSink(write)
    sink.setFormatter(JsonLines())
    sink.handle(record("bot.agent", "is anybody there?"))
    sink.flush()

    assert sink.dropped >= 1


def test_who_repeats_a_mistake_does_not_fill_the_log() -> None:
    now = [0.0]
    gate = FloodGate(lambda: now[0])
    mistakes = [
        gate.filter(record("bot.x", "refused", fields={"kind": "origin"})) for _ in range(999)
    ]
    other = gate.filter(record("bot.x", "refused", fields={"kind": "token"}))
    now[0] = 61.0
    later = record("bot.x", "refused", fields={"kind": "origin"})

    assert mistakes.count(True) == MOST_A_MINUTE
    assert other
    assert gate.filter(later)
    assert line_of(later)["left_out"] == 999 - MOST_A_MINUTE


def test_a_pseudonym_holds_for_a_day_and_says_nothing_of_whose_it_is() -> None:
    days = [date(2026, 11, 30)]
    names, others = Pseudonyms(lambda: days[0]), Pseudonyms(lambda: days[0])
    today = names.name("203.0.113.7/32")
    assert today == names.name("203.0.113.7/32") != names.name("203.0.113.8/32")
    assert today != others.name("203.0.113.7/32"), "each process has a key of its own"

    days[0] = date(2026, 12, 1)

    assert names.name("203.0.113.7/32") != today
