"""What was seen of a port, from where and when: what a verdict is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from actions.probing.finding import Finding, Reason


class Vantage(str, Enum):
    """From where something was seen."""

    SERVER = "server"  # A: ours
    BROWSER = "browser"  # B: the person's browser, HTTPS hosts only
    COMPUTER = "computer"  # C: the person's computer, by a command


@dataclass(frozen=True)
class Observation:
    """A port seen from one place; ``port`` None is a ping.

    ``seen`` is in UTC, None where a pasted output does not tell. ``tool`` is what printed it, such
    as ``Test-NetConnection``; None for our own commands, and for what a person told in their own
    words. ``issuer`` is the certificate's.
    """

    vantage: Vantage
    host: str
    port: int | None
    reason: Reason
    seen: datetime | None = None
    milliseconds: int | None = None
    issuer: str | None = None
    tool: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what a slot keeps."""
        return {
            "vantage": self.vantage.value,
            "host": self.host,
            "port": self.port,
            "reason": self.reason.value,
            "seen": self.seen.isoformat() if self.seen else None,
            "milliseconds": self.milliseconds,
            "issuer": self.issuer,
            "tool": self.tool,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Observation:
        """Return the observation that `as_json` made."""
        return cls(
            Vantage(value["vantage"]),
            str(value["host"]),
            value["port"],
            Reason(value["reason"]),
            datetime.fromisoformat(value["seen"]) if value["seen"] else None,
            value["milliseconds"],
            value["issuer"],
            value["tool"],
        )


@dataclass(frozen=True)
class Evidence:
    """All that is known in a conversation; at most one observation a vantage and port.

    ``http_proxy`` is what the person's computer says of itself, None where unknown.
    """

    observations: tuple[Observation, ...] = ()
    http_proxy: bool | None = None

    def of(self, vantage: Vantage) -> tuple[Observation, ...]:
        """Return what was seen from one place."""
        return tuple(each for each in self.observations if each.vantage is vantage)

    def with_observations(self, newer: Iterable[Observation]) -> Evidence:
        """Return the evidence with newer observations in the place of older ones."""
        merged = {(each.vantage, each.host, each.port): each for each in self.observations}
        for each in newer:
            merged.pop((each.vantage, each.host, each.port), None)
            merged[(each.vantage, each.host, each.port)] = each
        return replace(self, observations=tuple(merged.values()))

    def as_json(self) -> dict[str, Any]:
        """Return what a slot keeps."""
        seen = [each.as_json() for each in self.observations]
        return {"observations": seen, "http_proxy": self.http_proxy}

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | None) -> Evidence:
        """Return the evidence that `as_json` made; empty for None."""
        if not value:
            return cls()
        seen = tuple(Observation.from_json(each) for each in value["observations"])
        return cls(seen, value["http_proxy"])


def observation_of(finding: Finding) -> Observation:
    """Return what our server's finding is as an observation."""
    return Observation(
        Vantage.SERVER,
        finding.target.host,
        finding.target.port,
        finding.reason,
        finding.seen,
        finding.milliseconds,
        finding.issuer,
    )
