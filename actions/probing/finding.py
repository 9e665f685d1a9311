"""What a check of a port found: the closed set of reasons, and how far it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any


class Reason(str, Enum):
    """What was found out about a port; exactly one holds.

    A probe of ours finds the first group. The second says that a check came to no result, and is
    never a pass. The third is only ever told to us: a tool or a browser that gave no reason.
    """

    OK = "ok"
    NAME_NOT_FOUND = "name_not_found"
    DNS_FAILURE = "dns_failure"
    NOT_ALLOWED = "not_allowed"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    RESET = "reset"
    UNREACHABLE = "unreachable"
    NOT_TLS = "not_tls"
    TLS_REFUSED = "tls_refused"
    TLS_TIMEOUT = "tls_timeout"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_WRONG_HOST = "certificate_wrong_host"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"

    NOT_FINISHED = "not_finished"
    NOT_TRIED = "not_tried"

    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def is_finding(self) -> bool:
        """Return whether something was found out, be it good or bad."""
        return self not in (Reason.NOT_FINISHED, Reason.NOT_TRIED, Reason.UNKNOWN)

    @property
    def is_failure(self) -> bool:
        """Return whether it was found out that the port cannot be used."""
        return self.is_finding and self is not Reason.OK


class Step(str, Enum):
    """The steps of a probe, in their order."""

    NAME = "name"
    TCP = "tcp"
    TLS = "tls"
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Target:
    """A host and port of a listed row; ``tls`` says whether the port speaks TLS."""

    host: str
    port: int
    tls: bool


@dataclass(frozen=True)
class StepFinding:
    """How one step ended, and how many milliseconds it took."""

    step: Step
    reason: Reason
    milliseconds: int


@dataclass(frozen=True)
class Route:
    """What was found over IPv4 or IPv6 (``family`` 4 or 6); ``issuer`` is the certificate's."""

    family: int
    steps: tuple[StepFinding, ...]
    issuer: str | None = None

    @property
    def reason(self) -> Reason:
        """Return how the last step ended."""
        return self.steps[-1].reason


@dataclass(frozen=True)
class Finding:
    """What was found about a target, when (UTC), and how long it took in milliseconds.

    ``name`` is missing where nothing was tried; ``routes`` are empty where the name led nowhere.
    """

    target: Target
    reason: Reason
    milliseconds: int
    seen: datetime
    name: StepFinding | None = None
    routes: tuple[Route, ...] = ()

    @property
    def issuer(self) -> str | None:
        """Return who issued the certificate, of the route that decided."""
        issuers = [route.issuer for route in self.routes if route.reason is self.reason]
        return next((issuer for issuer in issuers if issuer), None)

    def as_json(self) -> dict[str, Any]:
        """Return what passes between workers."""
        return {
            "host": self.target.host,
            "port": self.target.port,
            "tls": self.target.tls,
            "reason": self.reason.value,
            "milliseconds": self.milliseconds,
            "seen": self.seen.isoformat(),
            "name": _step_as_json(self.name) if self.name else None,
            "routes": [
                {
                    "family": route.family,
                    "issuer": route.issuer,
                    "steps": [_step_as_json(step) for step in route.steps],
                }
                for route in self.routes
            ],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Finding:
        """Return the finding that `as_json` made; raise `KeyError` or `ValueError` otherwise."""
        return cls(
            Target(value["host"], int(value["port"]), bool(value["tls"])),
            Reason(value["reason"]),
            int(value["milliseconds"]),
            datetime.fromisoformat(value["seen"]),
            _step_from_json(value["name"]) if value["name"] else None,
            tuple(
                Route(
                    int(route["family"]),
                    tuple(_step_from_json(step) for step in route["steps"]),
                    route["issuer"],
                )
                for route in value["routes"]
            ),
        )


def _step_as_json(step: StepFinding) -> list[Any]:
    return [step.step.value, step.reason.value, step.milliseconds]


def _step_from_json(value: list[Any]) -> StepFinding:
    step, reason, milliseconds = value
    return StepFinding(Step(step), Reason(reason), int(milliseconds))
