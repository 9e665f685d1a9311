"""Set up this process before anything heavy is imported."""

from __future__ import annotations

import logging
import os
import sys

QUIET_LOGGERS = ("rasa", "rasa_sdk", "apscheduler", "matplotlib", "sqlalchemy", "py.warnings")


def prepare_process(log_level: str = "INFO") -> None:
    """Keep Rasa from calling home and from logging what people write, at any log level."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    # A sentence is too small for several threads; they would only spin and take others' cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ["LOG_LEVEL"] = "ERROR"  # Rasa's own; also hides its progress bars, we show ours
    logging.captureWarnings(True)  # of other people's code; some of it resets the filters
    logging.basicConfig(
        level=log_level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    _silence_structlog()


def _silence_structlog() -> None:
    # Unconfigured, structlog prints all of Rasa's debug events, with every message people write.
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
