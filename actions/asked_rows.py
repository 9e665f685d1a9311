"""Find out which listed rows and ports a message is about; no Rasa in here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from actions.turn import Turn
from kb.gateway import Gateway, Gateways

_EXCEPT = re.compile(
    r"\b(?:except\w*|but not|(?:all|everything|alle\w*) but|apart from|excluding|leave out|skip|"
    r"without|außer|ausser|ohne|bis auf|mit ausnahme|ausgenommen|(?:aus|weg)lassen)\b",
    re.IGNORECASE,
)
_ALL = re.compile(r"\b(?:all|every|everything|each|alle[nrs]?|sämtliche\w*|jede[nrs]?)\b", re.I)


@dataclass(frozen=True)
class AskedRows:
    """The rows that are meant, none where that is unclear, and the listed ports that were named.

    ``unlisted`` are hosts and ports that were named and are not on the list.
    """

    rows: tuple[Gateway, ...]
    ports: tuple[int, ...]
    unlisted_hosts: tuple[str, ...] = ()
    unlisted_ports: tuple[str, ...] = ()


def find_asked_rows(turn: Turn, gateways: Gateways, known: Sequence[str]) -> AskedRows:
    """Return what a message names; ``known`` are the ids of the rows spoken of before.

    "All" stands for the trading gateways where no product is named.
    """
    named = tuple(int(port) for port in dict.fromkeys(turn.values("port")))
    awaited = turn.awaiting.get("ports", []) if turn.awaiting.get("what") == "gateway" else []
    ports = named or tuple(int(port) for port in awaited)
    if _EXCEPT.search(turn.text) and not turn.pressed:
        rows = _without(turn, gateways)
    else:
        rows = _rows(turn, gateways, ports, known)
    return AskedRows(tuple(rows), ports, turn.values("unlisted_host"), turn.values("unlisted_port"))


def _without(turn: Turn, gateways: Gateways) -> Sequence[Gateway]:
    """Return what is left of "all except Asia" or "Europe without the backup"; else nothing."""
    places, hosts, roles = (turn.values(kind) for kind in ("place", "host", "role"))
    if roles and places:
        rows = gateways.select(places)
        return [row for row in rows if row.role.value not in roles]
    named = gateways.select(places, hosts=hosts) if places or hosts else ()
    if not (_ALL.search(turn.text) and named):
        return ()
    return [row for row in gateways.select(products=["tws"]) if row not in named]


def with_partners(rows: Sequence[Gateway], gateways: Gateways) -> tuple[Gateway, ...]:
    """Return the rows with the primaries and backups of their regions, in the list's order."""
    regions = {(row.product, row.places[:1]) for row in rows if row.product == "tws"}
    return tuple(
        row for row in gateways.rows if row in rows or (row.product, row.places[:1]) in regions
    )


def wants_all(turn: Turn) -> bool:
    """Return whether a typed message says "all" and names no place, host or product."""
    named = (value for kind in ("place", "host", "product") for value in turn.values(kind))
    return not turn.pressed and _ALL.search(turn.text) is not None and not any(named)


def known_rows(gateways: Gateways, known: Sequence[str]) -> tuple[Gateway, ...]:
    """Return the rows spoken of before, in the list's order."""
    return tuple(row for row in gateways.rows if row.id in known)


def _rows(
    turn: Turn, gateways: Gateways, ports: Sequence[int], known: Sequence[str]
) -> Sequence[Gateway]:
    places, hosts, products = (turn.values(kind) for kind in ("place", "host", "product"))
    everything = not turn.pressed and _ALL.search(turn.text) is not None
    names_product = set(products) - {"tws"} or (products and turn.pressed)
    if turn.value("rows") == "known":
        return known_rows(gateways, known)
    if places or hosts or everything or names_product:
        default = ["tws"] if everything else []
        return _of_role(gateways.select(places, products or default, hosts, ports), turn)
    if turn.values("unlisted_host"):
        return ()
    return _before(turn, gateways, ports, known)


def _before(
    turn: Turn, gateways: Gateways, ports: Sequence[int], known: Sequence[str]
) -> Sequence[Gateway]:
    """Return the rows of before where "and 4000?" or "and the backup?" means them.

    "Is the gateway up?" names none.
    """
    before = known_rows(gateways, known)
    if turn.values("role"):
        places = {place for row in before for place in row.places}
        return _of_role(gateways.select(places), turn) if before else ()
    return before if ports and turn.intent == "name_gateway" else ()


def _of_role(rows: Sequence[Gateway], turn: Turn) -> Sequence[Gateway]:
    """Return the primary or the backup rows where the message names one of them."""
    roles = turn.values("role")
    return [row for row in rows if row.role.value in roles] or rows
