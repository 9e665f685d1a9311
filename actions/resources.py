"""What the actions work with; `bot` makes its own, `rasa run actions` takes the shipped one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from actions.prober import Prober
from kb.articles import Articles, read_articles
from kb.gateways import Gateways, read_gateways


@dataclass(frozen=True)
class Resources:
    """The knowledge base, the prober, and whom to hand over to (empty: the broker's support)."""

    articles: Articles
    gateways: Gateways
    prober: Prober
    support_contact: str = ""


@cache
def shipped_resources() -> Resources:
    """Read the shipped knowledge base once."""
    return Resources(read_articles(), read_gateways(), Prober())
