"""Our actions for stock's ``rasa run actions``, over the benchmark's gateways on loopback.

`rasa run actions` makes each action without arguments, which gives it the shipped gateways. This
module provides the same knowledge base with other gateways, and nothing else.
"""

from __future__ import annotations

import os
from pathlib import Path

from actions.probing.prober import Prober
from actions.registry import ACTIONS
from actions.resources import Resources, provide
from kb.gateways import read_gateways
from kb.library import Library
from tests.benchmarks.stock_servers import GATEWAYS

__all__ = ["ACTIONS"]  # importing them is what makes rasa-sdk find them


def provide_loopback_resources() -> None:
    """Let the actions take the gateways that the environment names."""
    gateways = read_gateways(Path(os.environ[GATEWAYS]))
    provide(Resources(Library(), gateways, Prober(gateways)))


provide_loopback_resources()
