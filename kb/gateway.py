"""What a listed gateway is, and the whole list of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from kb.language import Language


class Role(str, Enum):
    """Which of a pair of hosts this is."""

    SINGLE = "single"
    PRIMARY = "primary"
    BACKUP = "backup"


@dataclass(frozen=True)
class Gateway:
    """One row of the list. ``ports`` are tried by a check, ``also`` are only listed."""

    id: str
    product: str
    places: tuple[str, ...]
    role: Role
    host: str
    ports: tuple[int, ...]
    also: tuple[int, ...]
    answers_ping: bool
    footnotes: tuple[int, ...]
    sources: tuple[str, ...]
    confidence: str

    @property
    def all_ports(self) -> tuple[int, ...]:
        """Return the ports that are tried and those that are only listed."""
        return (*self.ports, *self.also)


Names = Mapping[str, Mapping[Language, tuple[str, ...]]]
"""What people call a place or product, by id and language; the first name is the one shown."""


@dataclass(frozen=True)
class Gateways:
    """The whole list; ``cities`` are those of the places that are no regions.

    ``elsewhere`` are places that people ask for and where no listed host is;
    ``web_ports`` speak HTTPS, so that a browser can try them; a subset of ``tls_ports``.
    ``allow_loopback`` is only ever true in a file that tests made.
    """

    rows: tuple[Gateway, ...]
    places: Names
    products: Names
    footnotes: Mapping[int, Mapping[Language, str]]
    tls_ports: frozenset[int]
    web_ports: frozenset[int]
    mentioned_hosts: frozenset[str]
    cities: frozenset[str]
    elsewhere: Names
    allow_loopback: bool
    reviewed: date
    reviewed_line: int

    def find(self, row_id: str) -> Gateway | None:
        """Return the row with this id."""
        return next((row for row in self.rows if row.id == row_id), None)

    @property
    def hosts(self) -> frozenset[str]:
        """All hosts that are listed or may be mentioned."""
        return frozenset(row.host for row in self.rows) | self.mentioned_hosts

    def select(
        self,
        places: Iterable[str] = (),
        products: Iterable[str] = (),
        hosts: Iterable[str] = (),
        ports: Iterable[int] = (),
    ) -> tuple[Gateway, ...]:
        """Return the rows that are meant, in the list's order.

        Named hosts decide alone. Otherwise a row must be at one of the ``places`` and of one of the
        ``products``, where named; where only places are named, trading gateways come before
        websites. Of ``ports``, a row must have one; where no row has, all are returned.
        """
        wanted_hosts, wanted_ports = set(hosts), set(ports)
        rows = [row for row in self.rows if row.host in wanted_hosts]
        if not wanted_hosts:
            rows = self._at(set(places), set(products))
        with_port = [row for row in rows if wanted_ports & set(row.all_ports)]
        return tuple(with_port or rows) if wanted_ports else tuple(rows)

    def _at(self, places: set[str], products: set[str]) -> list[Gateway]:
        rows = list(self.rows) if places or products else []
        if places and any(places & set(row.places) for row in rows):
            rows = [row for row in rows if places & set(row.places) or not row.places]
            rows = [row for row in rows if row.places or row.product in products]
        if products:
            named = [row for row in rows if row.product in products]
            return named
        trading = [row for row in rows if row.product == "tws"]
        return trading or rows
