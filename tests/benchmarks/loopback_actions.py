"""Our actions for stock's ``rasa run actions``, over the benchmark's gateways on loopback.

`rasa run actions` makes each action without arguments, which gives it the shipped gateways. This
module replaces the shipped knowledge base by one with other gateways, and nothing else.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import actions.base
from actions.prober import Prober
from actions.registry import ACTIONS
from actions.resources import Resources
from kb.articles import read_articles
from kb.gateways import read_gateways
from tests.benchmarks.stock_servers import GATEWAYS

__all__ = ["ACTIONS"]  # importing them is what makes rasa-sdk find them


@cache
def loopback_resources() -> Resources:
    """Read the knowledge base with the gateways that the environment names."""
    gateways = read_gateways(Path(os.environ[GATEWAYS]))
    return Resources(read_articles(), gateways, Prober(allow_loopback=gateways.allow_loopback))


actions.base.shipped_resources = loopback_resources  # type: ignore[attr-defined]  # its own import
