"""The few facts that the rules of the verdict decide by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from actions.evidence.observation import Evidence, Observation
from actions.probing.finding import Reason
from actions.verdict.sightings import Sightings, at, at_of, is_through_proxy
from actions.verdict.verdict import HostPort
from actions.verdict.views import NAME, Pattern, State, View, pattern_of, view_of

FEWEST_LETTERS = 6  # of an issuer's name, from which a cut one is taken for the longer one
_CANNOT_LOOK = frozenset({Reason.DNS_FAILURE, Reason.UNREACHABLE, Reason.NOT_ALLOWED})


class Issuers(str, Enum):
    """How the issuers that the computer saw compare with those that our server saw."""

    UNKNOWN = "unknown"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Situation:
    """What each place says of the ports in question.

    ``server_there`` is what our server says of just those ports that fail from the computer, or
    of all that it looked at where none fails; ``server_tws`` of the ports of TWS in question;
    ``server_reaches`` that it reaches anything at all. ``foreign_issuer`` is one that our server
    does not see; ``ports_unseen`` that the computer tells nothing of ports of TWS; ``half_seen``
    that it got through, but was not asked for each port TWS needs; ``browser_disagrees`` that the
    browser reached all that our server did not.
    """

    trading: bool
    server: View
    server_there: View
    server_tws: View
    server_pattern: Pattern
    server_reaches: bool
    server_reaches_website: bool
    server_is_blind: bool
    computer: View
    pattern: Pattern
    issuers: Issuers
    foreign_issuer: str | None
    tcp_only: bool
    ports_unseen: bool
    half_seen: bool
    web: View
    web_issuer: str | None
    browser: View
    browser_disagrees: bool
    ping: View
    proxy: bool
    through_proxy: bool

    @property
    def passed(self) -> bool:
        """Return whether the computer got through to every port in question."""
        return self.computer.state is State.OK

    @property
    def web_answers(self) -> bool:
        """Return whether HTTPS gets out of the computer's network, inspected or not."""
        inspected = self.web.reason is Reason.CERTIFICATE_UNTRUSTED
        reached = self.web.state in (State.OK, State.SOME)
        return reached or inspected or self.browser.state is State.OK


def situation_of(sightings: Sightings, evidence: Evidence) -> Situation:
    """Return the facts that rules decide by."""
    computer = sightings.computer or _names_that_pings_tell(sightings.pings)
    all_asked = (*computer, *sightings.shared)
    everywhere = (*sightings.server, *sightings.elsewhere)
    reached = [each for each in everywhere if each.reason is Reason.OK]
    issuers, foreign = _compare_issuers(all_asked, sightings.server)
    _, web_issuer = _compare_issuers(sightings.web, everywhere)
    return Situation(
        trading=sightings.trading,
        server=view_of(sightings.server),
        server_there=view_of(server_there(sightings, computer)),
        server_tws=view_of(each for each in sightings.server if sightings.kinds[at_of(each)]),
        server_pattern=pattern_of(sightings.server, sightings.roles),
        server_reaches=bool(reached),
        server_reaches_website=any(each.host in sightings.websites for each in reached),
        server_is_blind=_is_blind(sightings),
        computer=view_of(computer),
        pattern=_pattern(computer, all_asked, sightings),
        issuers=issuers,
        foreign_issuer=foreign,
        tcp_only=_is_tcp_only(sightings),
        ports_unseen=sightings.trading and not view_of(sightings.computer).is_known,
        half_seen=_is_half_seen(sightings),
        web=view_of(sightings.web),
        web_issuer=web_issuer or _untrusted_issuer(sightings.web),
        browser=_browser_view(sightings),
        browser_disagrees=_browser_disagrees(sightings),
        ping=view_of(sightings.pings),
        proxy=evidence.http_proxy is True
        or _goes_by_proxy((*sightings.computer, *sightings.shared, *sightings.web)),
        through_proxy=_goes_by_proxy(sightings.computer),
    )


def server_there(sightings: Sightings, computer: Sequence[Observation]) -> list[Observation]:
    """Return what our server saw of the ports that fail from the computer, else of all it saw."""
    failed = [each for each in computer if each.reason.is_failure]
    ports = at(failed or computer)
    hosts = {host for host, port in ports if port is None}
    return [
        each for each in sightings.server if (each.host, each.port) in ports or each.host in hosts
    ]


def _goes_by_proxy(observations: Iterable[Observation]) -> bool:
    return any(is_through_proxy(each) for each in observations)


def _pattern(
    judged: Sequence[Observation], seen: Sequence[Observation], sightings: Sightings
) -> Pattern:
    """Return the pattern of what is judged; a contradiction counts wherever it is."""
    whole = pattern_of(seen, sightings.roles)
    return whole if whole is Pattern.CONTRADICTORY else pattern_of(judged, sightings.roles)


def _names_that_pings_tell(pings: Iterable[Observation]) -> tuple[Observation, ...]:
    """Return the pings that found no name: that much they do tell about every port."""
    return tuple(each for each in pings if each.reason in NAME)


def _is_blind(sightings: Sightings) -> bool:
    """Return whether our server reaches nothing, though hosts are unrelated or it cannot look."""
    seen = (*sightings.server, *sightings.elsewhere)
    failed = [each for each in seen if each.reason.is_failure]
    unrelated = len({sightings.kinds[each.host, each.port] for each in failed}) > 1
    cannot_look = {each.reason for each in failed} <= _CANNOT_LOOK
    return view_of(seen).state is State.FAILED and (unrelated or cannot_look)


def _browser_view(sightings: Sightings) -> View:
    # One page that answers shows that the web works; for a verdict on hosts, all must answer.
    reached = any(each.reason is Reason.OK for each in sightings.browser)
    return View(State.OK) if sightings.trading and reached else view_of(sightings.browser)


def _browser_disagrees(sightings: Sightings) -> bool:
    reached = at(each for each in sightings.browser if each.reason is Reason.OK)
    failed = at(each for each in sightings.server if each.reason.is_failure)
    return bool(failed) and failed.keys() <= reached.keys()


def _is_tcp_only(sightings: Sightings) -> bool:
    """Return whether the computer's tools looked no further than the TCP connection."""
    reached = [each for each in sightings.computer if each.reason is Reason.OK]
    return bool(reached) and all(each.tool and not each.issuer for each in reached)


def _is_half_seen(sightings: Sightings) -> bool:
    """Return whether the computer got through, but did not try every port that TWS needs."""
    looked = {each.port for each in sightings.computer}
    passed = view_of(sightings.computer).state is State.OK
    return passed and sightings.trading and bool(sightings.ports - looked)


def _compare_issuers(
    computer: Iterable[Observation], server: Iterable[Observation]
) -> tuple[Issuers, str | None]:
    ours: dict[HostPort, Observation] = at(server)
    pairs = [
        (each.issuer, there.issuer)
        for each in computer
        if (there := ours.get((each.host, each.port))) and each.issuer and there.issuer
    ]
    foreign = [theirs for theirs, known in pairs if not _is_same(theirs, known)]
    if foreign:
        return Issuers.DIFFERENT, foreign[0]
    return (Issuers.SAME if pairs else Issuers.UNKNOWN), None


def _is_same(one: str, other: str) -> bool:
    """Compare letters and digits only; result codes cut long names, so a start is enough."""
    short, long = sorted((_letters(one), _letters(other)), key=len)
    return short == long or (len(short) >= FEWEST_LETTERS and long.startswith(short))


def _letters(name: str) -> str:
    return "".join(each for each in name.casefold() if each.isalnum())


def _untrusted_issuer(observations: Iterable[Observation]) -> str | None:
    untrusted = [each for each in observations if each.reason is Reason.CERTIFICATE_UNTRUSTED]
    return next((each.issuer for each in untrusted if each.issuer), None)
