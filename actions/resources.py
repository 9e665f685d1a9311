"""What the actions work with; `bot` makes its own, `rasa run actions` takes the shipped one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property

from actions.incident_watch import IncidentWatch
from actions.probing.prober import Prober
from actions.progress import ProgressBoard
from kb.gateway import Gateways
from kb.gateways import read_gateways
from kb.library import Library


@dataclass(frozen=True)
class Resources:
    """The knowledge base, the prober, and whom to hand over to (empty: the broker's support)."""

    library: Library
    gateways: Gateways
    prober: Prober
    support_contact: str = ""
    progress: ProgressBoard = field(default_factory=ProgressBoard)

    @cached_property
    def incidents(self) -> IncidentWatch:
        """Return what knows whether something is down."""
        return IncidentWatch(self.prober, self.gateways)


_provided: list[Resources] = []


def provide(resources: Resources) -> None:
    """Set what actions get that are made without arguments, as rasa-sdk makes them."""
    _provided[:] = [resources]


def provided_resources() -> Resources:
    """Return what was provided, else the shipped knowledge base, read once."""
    return _provided[0] if _provided else _shipped_resources()


@cache
def _shipped_resources() -> Resources:
    gateways = read_gateways()
    return Resources(Library(), gateways, Prober(gateways))
