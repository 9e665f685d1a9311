"""Mark the parts of a turn for whoever collects traces; nothing happens where nobody does.

Names of spans and their attributes come from closed sets or are the log's pseudonyms: no text that
people wrote, no address, no id of a client's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from bot.command_error import CommandError

INSTALL_COMMAND = "make install-telemetry"
Attributes = Mapping[str, str | int]
BEGIN = "begin"
"""In place of a ``traceparent``: the span lies below none."""


class Span(Protocol):
    """A part of a turn that is under way."""

    def note(self, **attributes: str | int) -> None:
        """Add what has become known of it."""


class Tracer(Protocol):
    """Who collects spans."""

    def span(
        self, name: str, attributes: Attributes, parent: str = ""
    ) -> AbstractContextManager[Span]:
        """Begin a span below the one at hand, or below what ``parent`` names."""
        ...

    def past_span(self, name: str, seconds: float, attributes: Attributes) -> None:
        """Add a span below the one at hand that took so long and ends now."""

    def close(self) -> None:
        """Hand over what was collected; wait only a moment."""


class _NoSpan(AbstractContextManager[Span]):
    """Stands for all spans where nobody collects them."""

    def __enter__(self) -> Span:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def note(self, **attributes: str | int) -> None:
        """Note nothing."""


NO_SPAN = _NoSpan()


class _Nobody:
    """Collects nothing."""

    def span(
        self, name: str, attributes: Attributes, parent: str = ""
    ) -> AbstractContextManager[Span]:
        return NO_SPAN

    def past_span(self, name: str, seconds: float, attributes: Attributes) -> None:
        return None

    def close(self) -> None:
        return None


_tracer: Tracer = _Nobody()


def span(name: str, parent: str = "", **attributes: str | int) -> AbstractContextManager[Span]:
    """Return a block that is a span below the one at hand.

    With ``parent`` it lies below what that names: a W3C ``traceparent``, or `BEGIN` for none.
    """
    return _tracer.span(name, attributes, parent)


def past_span(name: str, seconds: float, **attributes: str | int) -> None:
    """Add a span that took so many seconds and ends now."""
    _tracer.past_span(name, seconds, attributes)


@contextmanager
def tracing_to(url: str) -> Iterator[None]:
    """Send spans to an OTLP collector while the block runs; without an address, do nothing.

    Raises `CommandError` where OpenTelemetry is not installed.
    """
    if not url:
        yield
        return
    try:
        from bot.watch.otlp import OtlpTracer
    except ImportError as error:
        raise CommandError(
            f"LOTSE_OTLP_URL is set, but OpenTelemetry is not installed; run: {INSTALL_COMMAND}"
        ) from error
    tracer = OtlpTracer(url)
    _use(tracer)
    try:
        yield
    finally:
        _use(_Nobody())
        tracer.close()


def _use(tracer: Tracer) -> None:
    global _tracer
    _tracer = tracer
