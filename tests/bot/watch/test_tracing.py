"""What marks parts of turns, with nobody who collects them, without OpenTelemetry, and at worst."""

from __future__ import annotations

import logging
import sys
import threading

import pytest

from bot.command_error import CommandError
from bot.watch.otlp import OtlpTracer
from bot.watch.tracing import BEGIN, NO_SPAN, past_span, span, tracing_to
from tests.bot.watch.collector import attributes, collecting
from tests.servers import free_port


def test_without_an_address_nothing_is_collected() -> None:
    with tracing_to(""), span("turn", channel="web") as under_way:
        under_way.note(outcome="answered")
        past_span("queue", 0.1)

    assert under_way is NO_SPAN


def test_without_opentelemetry_one_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "bot.watch.otlp")
    monkeypatch.setitem(sys.modules, "opentelemetry.context", None)

    with pytest.raises(CommandError) as error, tracing_to("http://127.0.0.1:4318"):
        pass

    assert str(error.value) == (
        "LOTSE_OTLP_URL is set, but OpenTelemetry is not installed; run: make install-telemetry"
    )


def test_spans_arrive_below_one_another_before_the_block_ends() -> None:
    with collecting() as collector:
        with tracing_to(collector.url + "/"):
            with span("turn", channel="web") as under_way:
                past_span("queue", 2.0)
                under_way.note(outcome="answered")

        turn = collector.wait_for(lambda each: each.name == "turn")
        queue = collector.below(turn, "queue")

    assert attributes(turn) == {"lotse.channel": "web", "lotse.outcome": "answered"}
    assert int(queue.end_time_unix_nano or 0) - int(queue.start_time_unix_nano or 0) == 2 * 10**9


def test_a_trace_can_begin_anywhere() -> None:
    with collecting() as collector:
        with tracing_to(collector.url), span("request"), span("turn", BEGIN):
            pass

        turn = collector.wait_for(lambda each: each.name == "turn")
        request = collector.wait_for(lambda each: each.name == "request")

    assert not turn.parent_span_id
    assert turn.trace_id != request.trace_id


def test_what_an_exception_says_is_in_no_span() -> None:
    with collecting() as collector:
        with tracing_to(collector.url), pytest.raises(ValueError, match="4711"), span("agent"):
            raise ValueError("my PIN is 4711")

        collector.wait_for(lambda each: each.name == "agent")

    assert b"4711" not in b"".join(collector.bodies)


def test_spans_go_where_the_setting_says_and_not_where_that_sends_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with collecting() as other, collecting(f"{other.url}/v1/traces") as collector:
        monkeypatch.setenv("HTTP_PROXY", other.url)
        monkeypatch.setenv("http_proxy", other.url)
        with tracing_to(collector.url), span("turn"):
            pass
        collector.wait_for(lambda each: each.name == "turn")

    assert other.bodies == []


def test_a_collector_that_is_away_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    tracer = OtlpTracer(f"http://127.0.0.1:{free_port()}")
    with caplog.at_level(logging.CRITICAL, logger="opentelemetry"):
        for _ in range(5_000):  # more than are kept
            with tracer.span("turn", {"channel": "web"}):
                tracer.past_span("queue", 0.1, {})
        tracer.close()

    assert "telemetry" not in {thread.name for thread in threading.enumerate()}
