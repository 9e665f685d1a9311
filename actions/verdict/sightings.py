"""Sort what was seen by place and by kind of port, before anything is concluded from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from actions.evidence.observation import Evidence, Observation, Vantage
from actions.probing.finding import Reason
from actions.verdict.verdict import HostPort
from kb.gateways import Gateway, Gateways, Role

TRADING_PRODUCTS = frozenset({"tws", "ib-cam"})
PROXY_MARK = "(proxy)"  # ends the name of a tool whose output tells that it went through one


@dataclass(frozen=True)
class Sightings:
    """What was seen of the ports in question, and beside them.

    ``trading`` says whether the ports in question are those of TWS; ``web`` is then what the
    computer saw of HTTPS hosts. ``elsewhere`` is what our server saw of ports that are not in
    question, ``ports`` are those that TWS needs, and ``kinds`` says which are ports of TWS.
    """

    trading: bool
    server: tuple[Observation, ...]
    elsewhere: tuple[Observation, ...]
    computer: tuple[Observation, ...]
    web: tuple[Observation, ...]
    browser: tuple[Observation, ...]
    pings: tuple[Observation, ...]
    roles: Mapping[str, Role]
    ports: frozenset[int]
    kinds: Mapping[HostPort, bool]

    @property
    def considered(self) -> tuple[HostPort, ...]:
        """Return every port and ping that was looked at, once."""
        groups = (self.server, self.computer, self.web, self.browser, self.pings)
        seen = [(each.host, each.port) for group in groups for each in group]
        return tuple(dict.fromkeys(seen))


def sort_sightings(evidence: Evidence, rows: Sequence[Gateway], gateways: Gateways) -> Sightings:
    """Return what was seen of the ``rows`` in question; where none are named, of all."""
    kinds = _kinds(gateways)
    listed = [_judged(each, kinds) for each in evidence.observations if _at(each) in kinds]
    tws_rows, web_rows = _rows_of_tws(rows, True), _rows_of_tws(rows, False)
    web = [each for each in listed if not kinds[_at(each)]]
    tws = _of_rows([each for each in listed if kinds[_at(each)]], tws_rows)
    about_tws = bool(tws_rows) or (not rows and bool(tws))
    trading = about_tws and not _only_web_failed(tws, web)
    asked = tws if trading else _of_rows(web, web_rows)
    in_question = {*asked, *(tws if about_tws else ()), *(_of_rows(web, web_rows or rows))}
    server = _from(Vantage.SERVER, listed)
    return Sightings(
        trading=trading,
        server=tuple(each for each in server if each in in_question),
        elsewhere=tuple(each for each in server if each not in in_question),
        computer=_from(Vantage.COMPUTER, asked),
        web=_from(Vantage.COMPUTER, web) if trading else (),
        browser=_from(Vantage.BROWSER, web if trading else asked),
        pings=_pings(evidence, rows, gateways),
        roles={row.host: row.role for row in gateways.rows},
        ports=_ports_of_tws(tws_rows or _rows_of_tws(gateways.rows, True)),
        kinds=kinds,
    )


def at(observations: Iterable[Observation]) -> dict[HostPort, Observation]:
    """Return observations of one place by their port."""
    return {_at(each): each for each in observations}


def is_through_proxy(observation: Observation) -> bool:
    """Return whether a tool says that it saw a proxy instead of the gateway."""
    return (observation.tool or "").endswith(PROXY_MARK)


def _at(observation: Observation) -> HostPort:
    return observation.host, observation.port


def _judged(observation: Observation, kinds: Mapping[HostPort, bool]) -> Observation:
    """Take away what a tool cannot know of the ports of TWS when it went through a proxy."""
    blind = is_through_proxy(observation) and kinds[_at(observation)]
    return replace(observation, reason=Reason.UNKNOWN) if blind else observation


def _kinds(gateways: Gateways) -> dict[HostPort, bool]:
    """Return for every listed port whether it is one of TWS."""
    return {
        (row.host, port): row.product in TRADING_PRODUCTS
        for row in gateways.rows
        for port in (*row.ports, *row.also)
    }


def _rows_of_tws(rows: Iterable[Gateway], trading: bool) -> list[Gateway]:
    return [row for row in rows if (row.product in TRADING_PRODUCTS) is trading]


def _ports_of_tws(rows: Iterable[Gateway]) -> frozenset[int]:
    return frozenset(port for row in rows for port in row.ports)


def _of_rows(observations: Iterable[Observation], rows: Sequence[Gateway]) -> list[Observation]:
    ports = {(row.host, port) for row in rows for port in (*row.ports, *row.also)}
    return [each for each in observations if not rows or _at(each) in ports]


def _only_web_failed(tws: Iterable[Observation], web: Iterable[Observation]) -> bool:
    """Return whether the computer failed on the web and tells nothing of the ports of TWS."""
    computer = {each.vantage is Vantage.COMPUTER for each in tws}
    server_fails = any(each.reason.is_failure for each in _from(Vantage.SERVER, tws))
    web_fails = any(each.reason.is_failure for each in _from(Vantage.COMPUTER, web))
    return web_fails and True not in computer and not server_fails


def _from(vantage: Vantage, observations: Iterable[Observation]) -> tuple[Observation, ...]:
    return tuple(each for each in observations if each.vantage is vantage)


def _pings(
    evidence: Evidence, rows: Sequence[Gateway], gateways: Gateways
) -> tuple[Observation, ...]:
    hosts = {row.host for row in rows or gateways.rows}
    pings = [each for each in evidence.of(Vantage.COMPUTER) if each.port is None]
    return tuple(each for each in pings if each.host in hosts)
