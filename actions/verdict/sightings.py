"""Sort what was seen by place and by kind of port, before anything is concluded from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from actions.evidence.observation import Evidence, Observation, Vantage
from actions.probing.finding import Reason
from actions.verdict.verdict import HostPort
from kb.gateway import Gateway, Gateways, Role

TRADING_PRODUCTS = frozenset({"tws", "ib-cam"})
WEBSITE = "website"
PROXY_MARK = "(proxy)"  # ends the name of a tool whose output tells that it went through one


@dataclass(frozen=True)
class Sightings:
    """What was seen of the ports in question, and beside them.

    ``trading`` says whether the ports in question are those of TWS; ``web`` is then what the
    computer saw of HTTPS hosts. ``elsewhere`` is what our server saw of ports that are not in
    question, ``compared`` of the website that is only there for comparison. ``shared`` is what
    fails from the computer and from our server, where other failures are the computer's alone;
    ``computer`` is then without it. ``ports`` are those that TWS needs, ``kinds`` says which are
    ports of TWS, and ``websites`` are the hosts of the broker's websites.
    """

    trading: bool
    server: tuple[Observation, ...]
    elsewhere: tuple[Observation, ...]
    compared: tuple[Observation, ...]
    computer: tuple[Observation, ...]
    shared: tuple[Observation, ...]
    web: tuple[Observation, ...]
    browser: tuple[Observation, ...]
    pings: tuple[Observation, ...]
    roles: Mapping[str, Role]
    ports: frozenset[int]
    kinds: Mapping[HostPort, bool]
    websites: frozenset[str]

    @property
    def considered(self) -> tuple[HostPort, ...]:
        """Return every port and ping that was looked at, once."""
        own = (self.computer, self.shared, self.web, self.browser, self.pings)
        groups = (self.server, *own)
        seen = [(each.host, each.port) for group in groups for each in group]
        return tuple(dict.fromkeys(seen))


def sort_sightings(evidence: Evidence, rows: Sequence[Gateway], gateways: Gateways) -> Sightings:
    """Return what was seen of the ``rows`` in question; where none are named, of all."""
    kinds = _kinds(gateways)
    listed = [_judged(each, kinds) for each in evidence.observations if at_of(each) in kinds]
    rows = rows_in_question(rows, gateways)
    tws_rows, web_rows = _rows_of_tws(rows, True), _rows_of_tws(rows, False)
    web = [each for each in listed if not kinds[at_of(each)]]
    tws = _of_rows([each for each in listed if kinds[at_of(each)]], tws_rows)
    trading = bool(tws_rows) or (not rows and bool(tws))
    asked = tws if trading else _of_rows(web, web_rows)
    in_question = {*asked, *_web_in_question(web, rows, trading, gateways)}
    server = [each for each in _from(Vantage.SERVER, listed) if each in in_question]
    elsewhere = [each for each in _from(Vantage.SERVER, listed) if each not in in_question]
    computer, shared = _split(_from(Vantage.COMPUTER, asked), server)
    return Sightings(
        trading=trading,
        server=tuple(server),
        elsewhere=tuple(elsewhere),
        compared=tuple(each for each in elsewhere if each.host == _comparison_host(gateways)),
        computer=computer,
        shared=shared,
        web=_from(Vantage.COMPUTER, web) if trading else (),
        browser=_from(Vantage.BROWSER, web if trading else asked),
        pings=_pings(evidence, rows, gateways),
        roles={row.host: row.role for row in gateways.rows},
        ports=_ports_of_tws(tws_rows or _rows_of_tws(gateways.rows, True)),
        kinds=kinds,
        websites=frozenset(row.host for row in gateways.rows if row.product == WEBSITE),
    )


def comparison_row(gateways: Gateways) -> Gateway | None:
    """Return the website that is looked at beside ports of TWS, to compare with them."""
    return next((row for row in gateways.rows if row.product == WEBSITE), None)


def rows_in_question(rows: Sequence[Gateway], gateways: Gateways) -> Sequence[Gateway]:
    """Return the rows without the website that is only there for comparison beside TWS."""
    compared = comparison_row(gateways)
    return [row for row in rows if row != compared] if _rows_of_tws(rows, True) else rows


def at(observations: Iterable[Observation]) -> dict[HostPort, Observation]:
    """Return observations of one place by their port."""
    return {at_of(each): each for each in observations}


def is_through_proxy(observation: Observation) -> bool:
    """Return whether a tool says that it saw a proxy instead of the gateway."""
    return (observation.tool or "").endswith(PROXY_MARK)


def at_of(observation: Observation) -> HostPort:
    """Return the port that was looked at."""
    return observation.host, observation.port


def _judged(observation: Observation, kinds: Mapping[HostPort, bool]) -> Observation:
    """Take away what a tool cannot know of the ports of TWS when it went through a proxy."""
    blind = is_through_proxy(observation) and kinds[at_of(observation)]
    return replace(observation, reason=Reason.UNKNOWN) if blind else observation


def _kinds(gateways: Gateways) -> dict[HostPort, bool]:
    """Return for every listed port whether it is one of TWS."""
    return {
        (row.host, port): row.product in TRADING_PRODUCTS
        for row in gateways.rows
        for port in row.all_ports
    }


def _rows_of_tws(rows: Iterable[Gateway], trading: bool) -> list[Gateway]:
    return [row for row in rows if (row.product in TRADING_PRODUCTS) is trading]


def _ports_of_tws(rows: Iterable[Gateway]) -> frozenset[int]:
    return frozenset(port for row in rows for port in row.ports)


def _of_rows(observations: Iterable[Observation], rows: Sequence[Gateway]) -> list[Observation]:
    ports = {(row.host, port) for row in rows for port in row.all_ports}
    return [each for each in observations if not rows or at_of(each) in ports]


def _web_in_question(
    web: Sequence[Observation], rows: Sequence[Gateway], trading: bool, gateways: Gateways
) -> list[Observation]:
    """Return what was seen of HTTPS hosts that are asked about themselves."""
    if rows:
        return _of_rows(web, rows)
    compared = _comparison_host(gateways) if trading else None
    return [each for each in web if each.host != compared]


def _comparison_host(gateways: Gateways) -> str | None:
    row = comparison_row(gateways)
    return row.host if row else None


def _split(
    computer: Sequence[Observation], server: Iterable[Observation]
) -> tuple[tuple[Observation, ...], tuple[Observation, ...]]:
    """Set apart the failures that our server has as well, where it reaches other ports that fail.

    What our server reaches tells what is wrong on the way from the computer; the rest does not.
    """
    ours = at(server)
    reached = {port for port, each in ours.items() if each.reason is Reason.OK}
    failed = {port for port, each in ours.items() if each.reason.is_failure}
    failures = [each for each in computer if each.reason.is_failure]
    if not any(at_of(each) in reached for each in failures):
        return tuple(computer), ()
    shared = tuple(each for each in failures if at_of(each) in failed)
    return tuple(each for each in computer if each not in shared), shared


def _from(vantage: Vantage, observations: Iterable[Observation]) -> tuple[Observation, ...]:
    return tuple(each for each in observations if each.vantage is vantage)


def _pings(
    evidence: Evidence, rows: Sequence[Gateway], gateways: Gateways
) -> tuple[Observation, ...]:
    hosts = {row.host for row in rows or gateways.rows}
    pings = [each for each in evidence.of(Vantage.COMPUTER) if each.port is None]
    return tuple(each for each in pings if each.host in hosts)
