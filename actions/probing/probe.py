"""Try to reach a port of a listed gateway and say what happened, step by step."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TypeVar

from actions.probing.addresses import is_loopback, is_public
from actions.probing.certificates import CertificateWatch
from actions.probing.error_reasons import connect_reason, name_reason
from actions.probing.finding import Finding, Reason, Route, Step, StepFinding, Target
from actions.probing.handshake import Handshake
from actions.probing.step_error import StepError

RESOLVE_SECONDS = 2.0
CONNECT_SECONDS = 2.0
_TELLING_LITTLE = (Reason.UNREACHABLE, Reason.NOT_TRIED)
Result = TypeVar("Result")
Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Return the addresses of a name, or raise `OSError` or, for another reason, `StepError`."""


@dataclass(frozen=True)
class ProbeRules:
    """How names are resolved, what is trusted, and whether this machine may be connected to."""

    resolve: Resolve
    certificates: CertificateWatch
    allow_loopback: bool = False

    def may_connect(self, address: str) -> bool:
        """Return whether an address may be connected to."""
        return is_public(address) or (self.allow_loopback and is_loopback(address))


@dataclass
class _Path:
    """One address on the way; its steps fill up while it is tried."""

    address: str
    steps: list[StepFinding] = field(default_factory=list)
    under_way: tuple[Step, float] | None = None  # since when, in monotonic seconds
    issuer: str | None = None

    @property
    def family(self) -> int:
        return 6 if ":" in self.address else 4

    def end(self, step: StepFinding) -> None:
        self.under_way = None
        self.steps.append(step)

    def route(self) -> Route | None:
        """Return what was found; the step that goes on is NOT_FINISHED, so it never looks OK."""
        steps = list(self.steps)
        if self.under_way:
            step, started = self.under_way
            steps.append(StepFinding(step, Reason.NOT_FINISHED, _milliseconds_since(started)))
        return Route(self.family, tuple(steps), self.issuer) if steps else None


class Probe:
    """One attempt at a target: name, TCP over IPv4 and IPv6, TLS, certificate.

    Nothing is sent or read beyond the handshake.
    """

    def __init__(self, target: Target, rules: ProbeRules) -> None:
        self.target = target
        self._rules = rules
        self._seen = datetime.now(timezone.utc)
        self._started = time.monotonic()
        self._name: StepFinding | None = None
        self._paths: list[_Path] = []

    async def run(self) -> Finding:
        """Return what was found; never raises for what the network does."""
        addresses = await self._resolve()
        # The first address of each family: a check is not a scan of all that a name stands for.
        firsts = {":" in address: address for address in reversed(addresses)}
        self._paths = [_Path(firsts[family]) for family in sorted(firsts)]
        await asyncio.gather(*(self._try(path) for path in self._paths))
        return self._finding(self._reason())

    def so_far(self) -> Finding:
        """Return the steps that are done and under way, of an attempt that has not finished."""
        return self._finding(Reason.NOT_FINISHED)

    def _finding(self, reason: Reason) -> Finding:
        routes = tuple(route for path in self._paths if (route := path.route()))
        took = _milliseconds_since(self._started)
        return Finding(self.target, reason, took, self._seen, self._name, routes)

    def _reason(self) -> Reason:
        """Return the route's that works; else one that tells more than "no route from here"."""
        assert self._name is not None
        reasons = [path.steps[-1].reason for path in self._paths] or [self._name.reason]
        telling = [reason for reason in reasons if reason not in _TELLING_LITTLE]
        return Reason.OK if Reason.OK in reasons else (telling or reasons)[0]

    async def _resolve(self) -> list[str]:
        started = time.monotonic()
        try:
            addresses = await self._addresses()
            reason = Reason.OK
        except StepError as error:
            addresses, reason = [], error.reason
        self._name = StepFinding(Step.NAME, reason, _milliseconds_since(started))
        return addresses

    async def _addresses(self) -> list[str]:
        resolving = self._rules.resolve(self.target.host, self.target.port)
        try:
            addresses = await asyncio.wait_for(resolving, RESOLVE_SECONDS)
        except (asyncio.TimeoutError, OSError, UnicodeError) as error:
            raise StepError(name_reason(error)) from error
        if not addresses:
            raise StepError(Reason.NAME_NOT_FOUND)
        if not all(self._rules.may_connect(address) for address in addresses):
            raise StepError(Reason.NOT_ALLOWED)  # one bad address refuses the whole name
        return addresses

    async def _try(self, path: _Path) -> None:
        try:
            with await _timed(
                path, Step.TCP, _connect(path.address, self.target.port)
            ) as connection:
                if self.target.tls:
                    await self._secure(path, connection)
        except StepError:
            return  # the step is kept with its reason

    async def _secure(self, path: _Path, connection: socket.socket) -> None:
        handshake = Handshake(connection, self.target.host, self._rules.certificates)
        try:
            reason = await _timed(path, Step.TLS, handshake.run())
        finally:
            path.issuer = handshake.issuer
        path.steps.append(StepFinding(Step.CERTIFICATE, reason, 0))


async def _timed(path: _Path, step: Step, work: Awaitable[Result]) -> Result:
    """Do a step and keep how it ended; raise its `StepError` again."""
    started = time.monotonic()
    path.under_way = step, started
    try:
        result = await work
    except StepError as error:
        path.end(StepFinding(step, error.reason, _milliseconds_since(started)))
        raise
    path.end(StepFinding(step, Reason.OK, _milliseconds_since(started)))
    return result


def _milliseconds_since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


async def _connect(address: str, port: int) -> socket.socket:
    """Return a connected socket; the address is a literal that was judged."""
    connection = _open_socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    connecting = asyncio.get_running_loop().sock_connect(connection, (address, port))
    try:
        await asyncio.wait_for(connecting, CONNECT_SECONDS)
    except asyncio.TimeoutError as error:
        connection.close()
        raise StepError(Reason.TIMEOUT) from error
    except OSError as error:
        connection.close()
        raise StepError(connect_reason(error)) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _open_socket(family: socket.AddressFamily) -> socket.socket:
    try:
        connection = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:  # no IPv6 here, or no descriptors left
        raise StepError(connect_reason(error)) from error
    connection.setblocking(False)
    return connection
