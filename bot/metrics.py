"""Count what happens, for the operator; labels come from closed sets and say nothing of anybody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.channels.http_errors import ERROR_TEXTS
from bot.secrets.kinds import Kind
from bot.typed_text import Problem
from kb.language import Language

CHANNELS = ("web", "rest", "slack", "terminal")
KINDS = (
    "answer", "step", "check", "clarify", "smalltalk", "fallback", "handover", "warning", "error",
)  # fmt: skip
OUTCOMES = ("answered", "failed", "repeated", *(problem.value for problem in Problem),
            "button", "evidence", "too_fast", "busy", "crashed", "given_up")  # fmt: skip
LANGUAGES = tuple(language.value for language in Language)
CODES = (*ERROR_TEXTS, *(problem.value for problem in Problem), "slack_signature")
SECRETS = tuple(kind.value for kind in Kind)
OTHER = "other"
TURN_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LAG_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)

# When each series began: nobody asks, and it doubles their number.
disable_created_metrics()  # type: ignore[no-untyped-call]
Read = Callable[[], float]


class Metrics:
    """All counters of one server, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._looked_up = _LookedUp()
        self.registry.register(self._looked_up)
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._messages = self._counter(
            "messages", "Messages of answers.", ("channel", "kind", "language")
        )
        self._turns = self._counter("turns", "Turns that ended.", ("channel", "outcome"))
        self._seconds = Histogram(
            "lotse_turn_seconds", "From a message to its answer.", ("channel",),
            buckets=TURN_SECONDS, registry=self.registry,
        )  # fmt: skip
        self._fallbacks = self._counter("fallbacks", "Answers that knew nothing.", ("language",))
        self._refusals = self._counter("refusals", "Requests that were refused.", ("code",))
        self._secrets = self._counter("secrets_removed", "Secrets taken out.", ("kind",))
        self._checks = self._counter("port_checks", "Port checks by what they found.", ("state",))
        self._slack = self._counter("slack_requests", "What Slack sent, by status.", ("status",))
        self.sessions = self._counter("sessions", "New web sessions.")
        self.lag = Histogram(
            "lotse_event_loop_lag_seconds", "How much too late an event loop woke.", ("loop",),
            buckets=LAG_SECONDS, registry=self.registry,
        )  # fmt: skip

    def _counter(self, name: str, text: str, labels: Iterable[str] = ()) -> Counter:
        return Counter(f"lotse_{name}", text, labels, registry=self.registry)

    def turn(self, channel: str, outcome: str, seconds: float) -> None:
        """Count a turn that ended."""
        channel = _one_of(CHANNELS, channel)
        self._turns.labels(channel, _one_of(OUTCOMES, outcome)).inc()
        self._seconds.labels(channel).observe(seconds)

    def message(self, channel: str, kind: str, language: str) -> None:
        """Count a message of an answer."""
        language = _one_of(LANGUAGES, language)
        self._messages.labels(_one_of(CHANNELS, channel), _one_of(KINDS, kind), language).inc()
        if kind == "fallback":
            self._fallbacks.labels(language).inc()

    def refusal(self, code: str) -> None:
        """Count a request that was refused."""
        self._refusals.labels(_one_of(CODES, code)).inc()

    def secret(self, kind: str) -> None:
        """Count a message from which secrets of a kind were taken out."""
        self._secrets.labels(_one_of(SECRETS, kind)).inc()

    def port_check(self, state: str) -> None:
        """Count a finding; its states are the caller's closed set."""
        self._checks.labels(state).inc()

    def slack_request(self, status: int) -> None:
        """Count a request that came for the Slack app."""
        self._slack.labels(f"{status // 100}xx").inc()

    def look_up(self, name: str, text: str, read: Read, *, counts: bool = False) -> None:
        """Let a value be read each time the metrics are; ``counts`` for one that only grows."""
        self._looked_up.add(name, text, read, counts)

    def values(self) -> dict[str, float]:
        """Return the values that are looked up, by name."""
        return self._looked_up.values()

    def text(self) -> bytes:
        """Return all metrics in Prometheus's text format."""
        return generate_latest(self.registry)


class _LookedUp(Collector):
    """Values that live elsewhere and are read when somebody asks."""

    def __init__(self) -> None:
        self._reads: dict[str, tuple[str, Read, bool]] = {}

    def add(self, name: str, text: str, read: Read, counts: bool) -> None:
        self._reads[name] = (text, read, counts)

    def values(self) -> dict[str, float]:
        return {name: float(read()) for name, (_, read, _) in self._reads.items()}

    def collect(self) -> Iterable[CounterMetricFamily | GaugeMetricFamily]:
        for name, (text, read, counts) in self._reads.items():
            family = CounterMetricFamily if counts else GaugeMetricFamily
            yield family(f"lotse_{name}", text, value=float(read()))


def _one_of(known: Collection[str], value: str) -> str:
    return value if value in known else OTHER
