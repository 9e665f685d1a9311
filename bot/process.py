"""Set up this process before anything heavy is imported."""

from __future__ import annotations

import ctypes
import logging
import os
import re
import resource
import sys
from collections.abc import MutableMapping
from typing import Any

OWN_LOGGERS = ("bot", "actions", "kb")
LONGEST_EVENT = 80  # the name of an event; anything longer is a text with values
PR_SET_DUMPABLE = 4  # linux/prctl.h
SWITCH_SECONDS = 0.0005
"""After so long a thread gives way to another that waits; Python's own 5 ms made acknowledgements
of Slack's events slower (p50 20 instead of 11 ms, p99 83 instead of 33)."""
QUIET_LOGGERS = (
    "rasa", "rasa_sdk", "apscheduler", "matplotlib", "sqlalchemy", "py.warnings", "slack_bolt",
)  # fmt: skip
TOKENS = re.compile(r"\bxox[a-z]-[\w-]+|\bxapp-[\w-]+|(?<=ticket=)[\w-]+|hooks\.slack\.com/\S+")
"""Slack's tokens, and addresses that are as good as one."""


def prepare_process(log_level: str = "INFO") -> None:
    """Keep Rasa from calling home and from logging what people write, at any log level."""
    leave_no_dumps()
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    # A sentence is too small for several threads; they would only spin and take others' cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    # The thread that answers the network must not wait long for the one that understands.
    sys.setswitchinterval(SWITCH_SECONDS)
    os.environ["LOG_LEVEL"] = "ERROR"  # Rasa's own; also hides its progress bars, we show ours
    logging.captureWarnings(True)  # of other people's code; some of it resets the filters
    logging.basicConfig(
        level="WARNING", stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for handler in logging.getLogger().handlers:
        handler.addFilter(_without_traceback)
        handler.addFilter(_without_tokens)
    for name in OWN_LOGGERS:
        logging.getLogger(name).setLevel(log_level)
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    _silence_structlog()


def leave_no_dumps() -> None:
    """Keep the kernel from writing this process's memory, and so what people say, to a file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # also where a program takes the dumps, which no limit stops
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _silence_structlog() -> None:
    # Unconfigured, structlog prints all of Rasa's debug events, with every message people write.
    import structlog

    structlog.configure(
        processors=[_only_the_event],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _only_the_event(_: object, level: str, event: MutableMapping[str, Any]) -> str:
    """Render an event without its values: they hold slots and what people write."""
    return f"{level.upper()} rasa: {str(event.get('event'))[:LONGEST_EVENT]}"


def _without_tokens(record: logging.LogRecord) -> bool:
    """Keep the record, and put dots where a library quotes a token."""
    said = record.getMessage()
    if TOKENS.search(said):
        record.msg, record.args = TOKENS.sub("…", said), None
    return True


def _without_traceback(record: logging.LogRecord) -> bool:
    """Keep the record, but not the traceback: its last line may quote what people write."""
    if record.exc_info and not record.name.startswith(OWN_LOGGERS):
        record.exc_info = None
        record.exc_text = None
    return True
