"""Make everything that a server logs one JSON object a line."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType

import structlog

from bot.log_flood import FloodGate
from bot.log_lines import JsonLines, event_name
from bot.log_sink import LineSink

logger = logging.getLogger(__name__)
STANDARD_ERROR = 2


def log_json_lines(descriptor: int = STANDARD_ERROR) -> LineSink:
    """Let all loggers, Rasa's events and what nobody caught write lines to a file descriptor."""
    sink = LineSink(descriptor)
    sink.setFormatter(JsonLines())
    sink.addFilter(FloodGate())
    logging.getLogger().handlers[:] = [sink]
    structlog.configure(
        processors=[event_name],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    sys.excepthook = _ended_by
    sys.unraisablehook = _unraisable
    threading.excepthook = _thread_ended_by
    return sink


def dropped_lines() -> int:
    """Return how many lines nobody took since the process began."""
    sinks = [each for each in logging.getLogger().handlers if isinstance(each, LineSink)]
    return sum(sink.dropped for sink in sinks)


def _ended_by(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logger.critical("an exception ended the process", exc_info=(kind, error, trace))


def _unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    error = unraisable.exc_value
    if error is not None:
        logger.error("an exception was ignored", exc_info=(type(error), error, error.__traceback__))


def _thread_ended_by(args: threading.ExceptHookArgs) -> None:
    error = args.exc_value
    if error is not None and not isinstance(error, SystemExit):
        logger.error("a thread ended", exc_info=(type(error), error, error.__traceback__))
