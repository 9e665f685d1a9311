"""Reduce what was seen of several ports to one of five states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from actions.evidence.observation import Observation
from actions.probing.finding import Reason
from kb.gateway import Role

NAME = frozenset({Reason.NAME_NOT_FOUND, Reason.DNS_FAILURE, Reason.NOT_ALLOWED})
DISTURBED = frozenset({Reason.RESET, Reason.NOT_TLS, Reason.TLS_REFUSED, Reason.TLS_TIMEOUT})
CERTIFICATE = frozenset(
    {
        Reason.CERTIFICATE_WRONG_HOST,
        Reason.CERTIFICATE_UNTRUSTED,
        Reason.CERTIFICATE_EXPIRED,
    }
)
AFTER_TCP = DISTURBED | CERTIFICATE
_FAMILIES = (NAME, DISTURBED)


class State(str, Enum):
    """What is known of several ports from one place."""

    NOTHING = "nothing"
    UNDECIDED = "undecided"  # none failed, and at least one came to no result
    OK = "ok"
    SOME = "some"  # some got through, some failed
    FAILED = "failed"  # some failed, none got through


@dataclass(frozen=True)
class View:
    """A state; ``reason`` is the most telling failure, ``whole`` that every port has a finding."""

    state: State
    reason: Reason | None = None
    whole: bool = True

    @property
    def fails(self) -> bool:
        """Return whether some port cannot be used."""
        return self.state in (State.SOME, State.FAILED)

    @property
    def is_known(self) -> bool:
        """Return whether something was found out, be it good or bad."""
        return self.state is State.OK or self.fails

    def is_like(self, other: View) -> bool:
        """Return whether both fail for the same kind of reason."""
        return _family(self.reason) == _family(other.reason)


class Pattern(str, Enum):
    """Which of several ports fail, where that tells something."""

    NONE = "none"
    PRIMARY_FAILS = "primary_fails"
    ONE_PORT_FAILS = "one_port_fails"
    BACKUP_NAMES_FAIL = "backup_names_fail"
    CONTRADICTORY = "contradictory"


def view_of(observations: Iterable[Observation]) -> View:
    """Return the view of ports that were seen from one place."""
    reasons = [each.reason for each in observations]
    failures = [reason for reason in reasons if reason.is_failure]
    whole = all(reason.is_finding for reason in reasons)
    if failures:
        state = State.SOME if Reason.OK in reasons else State.FAILED
        return View(state, _most_telling(failures), whole)
    if not reasons:
        return View(State.NOTHING)
    return View(State.OK if whole else State.UNDECIDED, whole=whole)


def pattern_of(observations: Iterable[Observation], roles: Mapping[str, Role]) -> Pattern:
    """Return how the ports that fail differ from those that do not; ``roles`` are by host."""
    seen = [each for each in observations if each.reason.is_finding]
    failed = [each for each in seen if each.reason.is_failure]
    reached = [each for each in seen if not each.reason.is_failure]
    if not failed or not reached:
        return Pattern.NONE
    failed_hosts = {each.host for each in failed}
    reached_hosts = {each.host for each in reached}
    failed_names = {each.host for each in failed if each.reason in NAME}
    if failed_names & reached_hosts:
        return Pattern.CONTRADICTORY
    if failed_hosts == failed_names and _roles(failed_hosts, roles) == {Role.BACKUP}:
        return Pattern.BACKUP_NAMES_FAIL
    if len({each.port for each in failed}) == 1 and not (
        {each.port for each in failed} & {each.port for each in reached}
    ):
        return Pattern.ONE_PORT_FAILS
    only_primary = _roles(failed_hosts, roles) == {Role.PRIMARY} and not (
        failed_hosts & reached_hosts
    )
    has_backup = Role.BACKUP in _roles(reached_hosts, roles)
    return Pattern.PRIMARY_FAILS if only_primary and has_backup else Pattern.NONE


def _roles(hosts: Iterable[str], roles: Mapping[str, Role]) -> set[Role | None]:
    return {roles.get(host) for host in hosts}


def _family(reason: Reason | None) -> frozenset[Reason | None]:
    return next((family for family in _FAMILIES if reason in family), frozenset({reason}))


def _most_telling(failures: list[Reason]) -> Reason:
    """Return a certificate's failure where there is one, else the most frequent; first wins."""
    counts = Counter(failures)
    order = list(Reason)
    return min(counts, key=lambda each: (each not in CERTIFICATE, -counts[each], order.index(each)))
