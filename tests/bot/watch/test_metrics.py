"""What is counted, under which labels, and what counting costs."""

from __future__ import annotations

import time
from itertools import product

import pytest

from actions.probing.finding import Reason
from bot.metrics import CHANNELS, CODES, KINDS, LANGUAGES, OUTCOMES, SECRETS, STATUSES, Metrics
from bot.watch.looked_up import LookedUp

MOST_LINES = 1_200
"""Of all series that there can be, with their help."""
MOST_SECONDS_A_TURN = 0.0002


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"lotse_{name}", labels)


def count_everything(metrics: Metrics, more: tuple[str, ...]) -> None:
    """Record all combinations of all closed sets, and of what is in none."""
    channels, kinds, languages = ((*each, *more) for each in (CHANNELS, KINDS, LANGUAGES))
    for channel, kind, language in product(channels, kinds, languages):
        metrics.answer(channel, [(kind, language)], 1)
    for channel, outcome in product(channels, (*OUTCOMES, *more)):
        metrics.turn(channel, outcome, 0.1)
    for kind in kinds:
        metrics.agent(kind, 0.1)
    for code in (*CODES, *more):
        metrics.refusal(code)
    for secret in (*SECRETS, *more):
        metrics.secret(secret)
    for language in languages:
        metrics.canary_failure(language)
    for reason in Reason:
        metrics.probe(reason.value, 0.1)
        metrics.port_check(reason.value)
    for status in (*map(int, STATUSES), *map(len, more)):
        metrics.response(status)


def test_what_people_send_makes_no_series() -> None:
    metrics = Metrics()
    count_everything(metrics, ())
    count_everything(metrics, ("zwieback",))
    lines = metrics.text().splitlines()

    count_everything(metrics, tuple(f"zwieback {number}" * number for number in range(1, 20)))

    text = metrics.text()
    assert len(text.splitlines()) == len(lines) < MOST_LINES
    assert b"zwieback" not in text


def test_an_answer_counts_by_its_messages_and_as_one_turn() -> None:
    metrics = Metrics()

    metrics.answer("web", [("warning", "de"), ("answer", "de"), ("fallback", "en")], 3)

    assert value(metrics, "messages_total", channel="web", kind="answer", language="de") == 1
    assert value(metrics, "messages_total", channel="web", kind="warning", language="de") == 1
    assert value(metrics, "answers_total", channel="web", kind="fallback", language="en") == 1
    assert value(metrics, "answers_total", channel="web", kind="answer", language="de") is None
    assert value(metrics, "fallbacks_total", language="en") == 1
    assert value(metrics, "fallbacks_total", language="de") == 0


def test_how_long_conversations_are_can_be_told_without_their_names() -> None:
    metrics = Metrics()
    for length in (1, 1, 4):  # three conversations
        for ordinal in range(1, length + 1):
            metrics.answer("web", [("answer", "de")], ordinal)

    assert value(metrics, "session_turns_bucket", le="1.0") == 3, "conversations that began"
    assert value(metrics, "session_turns_count") == 6, "turns, so the mean length is two"


def test_a_server_says_what_it_is_made_of() -> None:
    metrics = Metrics()
    metrics.build("old", "articles", "code")
    metrics.build("new", "articles", "code")

    made_of = {"knowledge": "articles", "code": "code"}
    assert value(metrics, "build_info", model="new", **made_of) == 1
    assert value(metrics, "build_info", model="old", **made_of) is None


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("canary_failures_total", {"language": "de"}),
        ("responses_total", {"status": "500"}),
        ("refusals_total", {"code": "internal"}),
    ],
)
def test_what_alerts_wait_for_begins_at_zero(name: str, labels: dict[str, str]) -> None:
    assert value(Metrics(), name, **labels) == 0


def test_looked_up_values_are_read_at_each_scrape() -> None:
    looked_up, now = LookedUp(), [1.0]
    looked_up.add("plain", "A value.", lambda: now[0], counts=False)
    looked_up.add_each(
        "each", "Values.", ("cache", "result"), lambda: {("turns", "hit"): now[0]}, counts=True
    )
    now[0] = 7.0

    plain, each = looked_up.collect()
    assert (plain.name, plain.samples[0].value) == ("lotse_plain", 7.0)
    assert each.samples[0].name == "lotse_each_total"
    assert each.samples[0].labels == {"cache": "turns", "result": "hit"}
    assert looked_up.values() == {"plain": 7.0}


def test_counting_costs_a_small_part_of_a_turn() -> None:
    """The processor's time, not the wall's; a turn costs some hundred times as much."""
    metrics, turns = Metrics(), 1_000
    for _ in range(2):  # the first makes the series
        began = time.thread_time()
        for _ in range(turns):
            metrics.lock(0.0)
            metrics.queue(0.001)
            metrics.agent("answer", 0.02)
            metrics.answer("web", [("answer", "de")], 3)
            metrics.turn("web", "answered", 0.03)
            metrics.write(3, 0.002)
            metrics.response(200)
        seconds = time.thread_time() - began

    assert seconds / turns < MOST_SECONDS_A_TURN
