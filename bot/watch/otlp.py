"""Send spans to an OTLP collector over HTTP; the only file that imports OpenTelemetry.

It is imported only where ``LOTSE_OTLP_URL`` is set.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.json.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span as OpenTelemetrySpan
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from bot.watch.tracing import Attributes, Span

TRACES = "/v1/traces"
EXPORT_SECONDS = 3.0
"""How long a batch may take, with all repetitions; what comes meanwhile waits or is dropped."""
CLOSE_SECONDS = 2.0
PREFIX = "lotse."
NANOSECONDS = 1_000_000_000


class OtlpTracer:
    """Collects spans in memory, few enough, and sends them in a thread of its own.

    Where the collector is away or slow, spans are dropped; no turn waits for it.
    """

    def __init__(self, url: str) -> None:
        self._exporter = OTLPSpanExporter(endpoint=url.rstrip("/") + TRACES, timeout=EXPORT_SECONDS)
        self._provider = TracerProvider(
            resource=Resource.create({SERVICE_NAME: "lotse"}), shutdown_on_exit=False
        )
        self._provider.add_span_processor(BatchSpanProcessor(self._exporter))
        self._tracer = self._provider.get_tracer("lotse")
        self._propagator = TraceContextTextMapPropagator()

    def span(
        self, name: str, attributes: Attributes, parent: str = ""
    ) -> AbstractContextManager[Span]:
        """Begin a span below the one at hand, or below what ``parent`` names, if that is usable."""
        context = self._propagator.extract({"traceparent": parent}, Context()) if parent else None
        return self._running(name, attributes, context)

    @contextmanager
    def _running(
        self, name: str, attributes: Attributes, context: Context | None
    ) -> Iterator[Span]:
        with self._tracer.start_as_current_span(
            name,
            context,
            attributes=_named(attributes),
            record_exception=False,  # its text may quote what people wrote
            set_status_on_exception=False,
        ) as span:
            yield _Noting(span)

    def past_span(self, name: str, seconds: float, attributes: Attributes) -> None:
        """Add a span that ends now."""
        end = time.time_ns()
        begin = end - round(seconds * NANOSECONDS)
        span = self._tracer.start_span(name, attributes=_named(attributes), start_time=begin)
        span.end(end)

    def close(self) -> None:
        """Send what is left; a collector that is away holds nobody up for long."""
        closing = threading.Thread(target=self._provider.shutdown, name="telemetry", daemon=True)
        closing.start()
        closing.join(CLOSE_SECONDS)
        if closing.is_alive():
            self._exporter.shutdown()  # which ends its waiting for a better moment
            closing.join(CLOSE_SECONDS)


class _Noting:
    def __init__(self, span: OpenTelemetrySpan) -> None:
        self._span = span

    def note(self, **attributes: str | int) -> None:
        """Add attributes."""
        self._span.set_attributes(_named(attributes))


def _named(attributes: Attributes) -> dict[str, str | int]:
    return {PREFIX + name: value for name, value in attributes.items()}
