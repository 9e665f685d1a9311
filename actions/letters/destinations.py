"""What a network must let out: the hosts of rows, each once, with their ports and purposes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from actions.gateway_names import label
from kb.gateway import Gateway, Gateways
from kb.language import Language

SOURCE = "KB2816"  # the broker's article that the list is made from
BROKER = "Interactive Brokers (IBKR)"
WEB_PORTS = frozenset({80, 443})
PORTS_FOOTNOTE, PING_FOOTNOTE = 1, 2  # told in their own places, not behind the hosts


@dataclass(frozen=True)
class Destination:
    """A host of one or more rows: ``ports`` are needed, ``also`` are only listed by the broker.

    ``id`` is that of the host's first row; ``purposes`` are in the language that was asked for.
    """

    id: str
    host: str
    ports: tuple[int, ...]
    also: tuple[int, ...]
    purposes: tuple[str, ...]
    products: tuple[str, ...]
    footnotes: tuple[int, ...]
    answers_ping: bool

    @property
    def all_ports(self) -> tuple[int, ...]:
        """Return all ports, in ascending order."""
        return tuple(sorted((*self.ports, *self.also)))

    @property
    def other_spelling(self) -> str | None:
        """Return a backup host's name as third parties write it: with hyphens."""
        return self.host.replace("_", "-") if "_" in self.host else None


def destinations_of(
    rows: Iterable[Gateway], gateways: Gateways, language: Language
) -> tuple[Destination, ...]:
    """Return the hosts of the rows in the rows' order."""
    by_host: dict[str, list[Gateway]] = {}
    for row in rows:
        by_host.setdefault(row.host, []).append(row)
    return tuple(_destination(same, gateways, language) for same in by_host.values())


def _destination(rows: Sequence[Gateway], gateways: Gateways, language: Language) -> Destination:
    ports = {port for row in rows for port in row.ports}
    return Destination(
        rows[0].id,
        rows[0].host,
        tuple(sorted(ports)),
        tuple(sorted({port for row in rows for port in row.also} - ports)),
        tuple(dict.fromkeys(_purpose(row, gateways, language) for row in rows)),
        tuple(dict.fromkeys(row.product for row in rows)),
        tuple(dict.fromkeys(number for row in rows for number in row.footnotes)),
        all(row.answers_ping for row in rows),
    )


def _purpose(row: Gateway, gateways: Gateways, language: Language) -> str:
    text = " ".join(label(row, gateways, language).split())
    return text[:1].upper() + text[1:]


def with_ports_only(rows: Iterable[Gateway], ports: Sequence[int]) -> tuple[Gateway, ...]:
    """Return the rows with none but the named ports; a row that has none of them stays whole."""
    return tuple(_narrowed(row, ports) for row in rows)


def _narrowed(row: Gateway, ports: Sequence[int]) -> Gateway:
    kept = tuple(port for port in row.ports if port in ports)
    also = tuple(port for port in row.also if port in ports)
    return replace(row, ports=kept, also=also) if kept or also else row


def footnotes_of(
    destinations: Iterable[Destination], gateways: Gateways, language: Language
) -> list[str]:
    """Return the list's footnotes, each behind the hosts it is about."""
    hosts: dict[int, list[str]] = {}
    for destination in destinations:
        for number in destination.footnotes:
            hosts.setdefault(number, []).append(destination.host)
    return [
        f"{', '.join(named)}: {' '.join(gateways.footnotes[number][language].split())}"
        for number, named in sorted(hosts.items())
        if number not in (PORTS_FOOTNOTE, PING_FOOTNOTE)
    ]
