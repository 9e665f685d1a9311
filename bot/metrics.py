"""Count what happens, for the operator; labels come from closed sets and say nothing of anybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot.channels.http_errors import ERROR_TEXTS
from bot.secrets.kinds import Kind
from bot.typed_text import Problem
from bot.watch.looked_up import LookedUp, Read, ReadEach
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
STATUSES = (
    "101", "200", "204", "304", "400", "401", "403", "404", "405", "408", "413", "426", "429",
    "500", "503",
)  # fmt: skip
OTHER = "other"
TURN_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
WAIT_SECONDS = (0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
WRITE_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
LAG_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
SESSION_TURNS = (1, 2, 3, 5, 10, 20, 50, 100)
BATCH_WRITES = (1, 2, 5, 10, 20, 50, 100, 1000)

# When each series began: nobody asks, and it doubles their number.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """All counters of one server, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._looked_up = LookedUp()
        self.registry.register(self._looked_up)
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._count_turns()
        self._count_parts()
        self._count_requests()
        self._build = Gauge(
            "lotse_build_info", "What this server is made of, by SHA-256; always 1.",
            ("model", "knowledge", "code"), registry=self.registry,
        )  # fmt: skip

    def _count_turns(self) -> None:
        said = ("channel", "kind", "language")
        self._messages = self._counter("messages", "Messages of answers.", said)
        self._answers = self._counter(
            "answers", "Turns that were answered, by what their last message is.", said
        )
        self._turns = self._counter("turns", "Turns that ended.", ("channel", "outcome"))
        self._seconds = self._histogram(
            "turn_seconds", "From a message to its answer.", TURN_SECONDS, ("channel",)
        )
        self._fallbacks = self._counter(
            "fallbacks", "Answers that knew nothing.", ("language",), LANGUAGES
        )
        self._secrets = self._counter("secrets_removed", "Secrets taken out.", ("kind",), SECRETS)
        self._lengths = self._histogram(
            "session_turns", "The how manieth turn of its conversation each turn was.",
            SESSION_TURNS,
        )  # fmt: skip

    def _count_parts(self) -> None:
        self._queue = self._histogram(
            "queue_seconds", "How long turns waited to be let in.", WAIT_SECONDS
        )
        self._lock = self._histogram(
            "lock_seconds", "How long turns waited for earlier ones of their conversation.",
            WAIT_SECONDS,
        )  # fmt: skip
        self._agent = self._histogram(
            "agent_seconds", "From when a turn was let in to what the agent said.",
            TURN_SECONDS, ("kind",),
        )  # fmt: skip
        self._checks = self._counter("port_checks", "Port checks by what they found.", ("state",))
        self._probes = self._histogram(
            "probe_seconds", "How long our own port checks took.", TURN_SECONDS, ("state",)
        )
        self._writes = self._histogram(
            "write_seconds", "How long the database took for a batch of writes.", WRITE_SECONDS
        )
        self._batches = self._histogram("write_batch", "Writes in a batch.", BATCH_WRITES)
        self.lag = self._histogram(
            "event_loop_lag_seconds", "How much too late an event loop woke.", LAG_SECONDS,
            ("loop",),
        )  # fmt: skip
        self._canaries = self._counter(
            "canary_failures", "Test questions without their right answer.", ("language",),
            LANGUAGES,
        )  # fmt: skip

    def _count_requests(self) -> None:
        self._responses = self._counter(
            "responses", "Requests by the status of their answer.", ("status",), STATUSES
        )
        self._refusals = self._counter("refusals", "Requests that were refused.", ("code",), CODES)
        self._slack = self._counter(
            "slack_requests", "What Slack sent, by status.", ("status",), ("2xx", "4xx", "5xx")
        )
        self.sessions = self._counter("sessions", "New web sessions.")

    def _counter(
        self, name: str, text: str, labels: Sequence[str] = (), begins_with: Iterable[str] = ()
    ) -> Counter:
        """Make a counter; the series it begins with show 0 first, so that a rate sees the first."""
        counter = Counter(f"lotse_{name}", text, labels, registry=self.registry)
        for value in begins_with:
            counter.labels(value)
        return counter

    def _histogram(
        self, name: str, text: str, buckets: Sequence[float], labels: Sequence[str] = ()
    ) -> Histogram:
        return Histogram(f"lotse_{name}", text, labels, buckets=buckets, registry=self.registry)

    def turn(self, channel: str, outcome: str, seconds: float) -> None:
        """Count a turn that ended."""
        channel = _one_of(CHANNELS, channel)
        self._turns.labels(channel, _one_of(OUTCOMES, outcome)).inc()
        self._seconds.labels(channel).observe(seconds)

    def answer(self, channel: str, said: Sequence[tuple[str, str]], ordinal: int) -> None:
        """Count what a turn said, a kind and a language for each message.

        ``ordinal`` is the how manieth turn of its conversation it is, from 1.
        """
        channel = _one_of(CHANNELS, channel)
        closed = [(_one_of(KINDS, kind), _one_of(LANGUAGES, language)) for kind, language in said]
        for kind, language in closed:
            self._messages.labels(channel, kind, language).inc()
            if kind == "fallback":
                self._fallbacks.labels(language).inc()
        self._answers.labels(channel, *closed[-1]).inc()
        self._lengths.observe(ordinal)

    def queue(self, seconds: float) -> None:
        """Note how long a turn waited to be let in."""
        self._queue.observe(seconds)

    def lock(self, seconds: float) -> None:
        """Note how long a turn waited for its conversation."""
        self._lock.observe(seconds)

    def agent(self, kind: str, seconds: float) -> None:
        """Note how long the agent took for an answer whose last message is of a kind."""
        self._agent.labels(_one_of(KINDS, kind)).observe(seconds)

    def refusal(self, code: str) -> None:
        """Count a request that was refused."""
        self._refusals.labels(_one_of(CODES, code)).inc()

    def response(self, status: int) -> None:
        """Count a request that got an answer."""
        self._responses.labels(_one_of(STATUSES, str(status))).inc()

    def secret(self, kind: str) -> None:
        """Count a message from which secrets of a kind were taken out."""
        self._secrets.labels(_one_of(SECRETS, kind)).inc()

    def port_check(self, state: str) -> None:
        """Count a finding; its states are the caller's closed set."""
        self._checks.labels(state).inc()

    def probe(self, state: str, seconds: float) -> None:
        """Note how long a check took; its states are the caller's closed set."""
        self._probes.labels(state).observe(seconds)

    def write(self, count: int, seconds: float) -> None:
        """Note how many writes the database took at once, and how long it took for them."""
        self._batches.observe(count)
        self._writes.observe(seconds)

    def canary_failure(self, language: str) -> None:
        """Count a test question that did not get its right answer."""
        self._canaries.labels(_one_of(LANGUAGES, language)).inc()

    def slack_request(self, status: int) -> None:
        """Count a request that came for the Slack app."""
        self._slack.labels(f"{status // 100}xx").inc()

    def build(self, model: str, knowledge: str, code: str) -> None:
        """Say by digests what this server is made of."""
        self._build.clear()
        self._build.labels(model, knowledge, code).set(1)

    def look_up(self, name: str, text: str, read: Read, *, counts: bool = False) -> None:
        """Let a value be read each time the metrics are; ``counts`` for one that only grows."""
        self._looked_up.add(name, text, read, counts)

    def look_up_each(
        self, name: str, text: str, labels: Sequence[str], read: ReadEach, *, counts: bool = False
    ) -> None:
        """Let values with labels be read; their labels are the caller's closed set."""
        self._looked_up.add_each(name, text, labels, read, counts)

    def values(self) -> dict[str, float]:
        """Return the values that are looked up and have no labels, by name."""
        return self._looked_up.values()

    def text(self) -> bytes:
        """Return all metrics in Prometheus's text format."""
        return generate_latest(self.registry)


def _one_of(known: Collection[str], value: str) -> str:
    return value if value in known else OTHER
