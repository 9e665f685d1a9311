"""Read the list of gateways: the only machines Lotse ever connects to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from kb.errors import Complaint, ContentError
from kb.language import Language

GATEWAYS_FILE = Path(__file__).parent / "gateways.yml"
HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
ROW_KEYS = {
    "id",
    "product",
    "places",
    "role",
    "host",
    "ports",
    "ping",
    "footnotes",
    "source",
    "confidence",
}
FILE_KEYS = {"kb", "reviewed", "tls_ports", "places", "products", "footnotes", "sources", "rows"}
OPTIONAL_FILE_KEYS = {"allow_loopback", "mentioned_hosts"}
CONFIDENCES = {"high", "medium", "low"}


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


Names = Mapping[str, Mapping[Language, tuple[str, ...]]]
"""What people call a place or product, by id and language; the first name is the one shown."""


@dataclass(frozen=True)
class Gateways:
    """The whole list. ``allow_loopback`` is only ever true in a file that tests made."""

    rows: tuple[Gateway, ...]
    places: Names
    products: Names
    footnotes: Mapping[int, Mapping[Language, str]]
    tls_ports: frozenset[int]
    mentioned_hosts: frozenset[str]
    allow_loopback: bool

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
        websites. Of ``ports``, a row must have one.
        """
        wanted_hosts, wanted_ports = set(hosts), set(ports)
        rows = [row for row in self.rows if row.host in wanted_hosts]
        if not wanted_hosts:
            rows = self._at(set(places), set(products))
        with_port = [row for row in rows if wanted_ports & {*row.ports, *row.also}]
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


class _Reader:
    """Reads the file; every complaint knows the line it is about."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def complain(self, line: int, rule: str, text: str) -> NoReturn:
        raise ContentError(Complaint(self._path, line, rule, text))

    def read(self) -> Gateways:
        content = self._load()
        self._keys(content, FILE_KEYS, OPTIONAL_FILE_KEYS, 1)
        places = self._names(content, "places")
        products = self._names(content, "products")
        footnotes = self._footnotes(content)
        rows = [
            self._row(row, places, products, footnotes, content)
            for row in self._list(content, "rows")
        ]
        self._refuse_duplicates(content, rows)
        return Gateways(
            tuple(rows),
            places,
            products,
            footnotes,
            frozenset(self._ports(content, "tls_ports")),
            frozenset(str(host) for host in content.get("mentioned_hosts", [])),
            self._loopback(content),
        )

    def _load(self) -> CommentedMap:
        try:
            content = YAML(typ="rt").load(self._path.read_text(encoding="utf-8"))
        except OSError as error:
            self.complain(1, "unreadable", f"the file cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            self.complain(1, "encoding", "save the file as UTF-8")
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.complain(line, "yaml", str(error.problem).split("\n")[0])
        except YAMLError as error:
            self.complain(1, "yaml", str(error).split("\n")[0])
        if not isinstance(content, CommentedMap):
            self.complain(1, "yaml", "the file must be a mapping with the key 'rows'")
        return content

    def _keys(self, mapping: CommentedMap, needed: set[str], optional: set[str], line: int) -> None:
        for key in mapping:
            if key not in needed | optional:
                where = mapping.lc.key(key)[0] + 1
                self.complain(where, "unknown-key", f"'{key}' is unknown here")
        for key in sorted(needed - set(mapping)):
            self.complain(line, "missing-key", f"the key '{key}' is missing")

    def _list(self, mapping: CommentedMap, key: str) -> CommentedSeq:
        value = mapping[key]
        if not isinstance(value, CommentedSeq):
            self.complain(mapping.lc.key(key)[0] + 1, key, "must be a list")
        return value

    def _names(self, content: CommentedMap, key: str) -> Names:
        names: dict[str, dict[Language, tuple[str, ...]]] = {}
        for name, languages in content[key].items():
            line = content[key].lc.key(name)[0] + 1
            for language in Language:
                if not isinstance(languages, CommentedMap) or not languages.get(language.value):
                    self.complain(line, key, f"'{name}' needs names in '{language.value}'")
            names[name] = {
                language: tuple(str(alias) for alias in languages[language.value])
                for language in Language
            }
        return names

    def _footnotes(self, content: CommentedMap) -> dict[int, dict[Language, str]]:
        return {
            int(number): {language: str(texts[language.value]) for language in Language}
            for number, texts in content["footnotes"].items()
        }

    def _row(
        self, row: Any, places: Names, products: Names, footnotes: Any, content: CommentedMap
    ) -> Gateway:
        if not isinstance(row, CommentedMap):
            self.complain(content.lc.key("rows")[0] + 1, "row", "each row is 'key: value' lines")
        line = row.lc.line + 1
        self._keys(row, ROW_KEYS, {"also"}, line)
        self._known(row, "product", [row["product"]], products)
        self._known(row, "places", self._list(row, "places"), places)
        self._known(row, "footnotes", self._list(row, "footnotes"), footnotes)
        self._known(row, "source", self._list(row, "source"), content["sources"])
        self._known(row, "confidence", [row["confidence"]], CONFIDENCES)
        self._known(row, "role", [row["role"]], {role.value for role in Role})
        self._known(row, "ping", [row["ping"]], {"never", "assumed"})
        return Gateway(
            id=str(row["id"]),
            product=row["product"],
            places=tuple(row["places"]),
            role=Role(row["role"]),
            host=self._host(row, content),
            ports=self._ports(row, "ports"),
            also=self._ports(row, "also") if "also" in row else (),
            answers_ping=row["ping"] != "never",
            footnotes=tuple(row["footnotes"]),
            sources=tuple(row["source"]),
            confidence=row["confidence"],
        )

    def _known(self, row: CommentedMap, key: str, values: Iterable[Any], known: Any) -> None:
        for value in values:
            if value not in known:
                names = ", ".join(str(name) for name in sorted(known))
                text = f"'{value}' is unknown; known are {names}"
                self.complain(row.lc.value(key)[0] + 1, key, text)

    def _host(self, row: CommentedMap, content: CommentedMap) -> str:
        host = row["host"]
        local = host == "localhost" and content.get("allow_loopback") is True
        if not isinstance(host, str) or not (local or HOST.fullmatch(host)):
            self.complain(
                row.lc.value("host")[0] + 1,
                "host",
                f"'{host}' is not a host name in lower case such as ndc1.ibllc.com",
            )
        return host

    def _ports(self, row: CommentedMap, key: str) -> tuple[int, ...]:
        ports = self._list(row, key)
        for port in ports:
            if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536:
                self.complain(
                    row.lc.value(key)[0] + 1, "port", f"'{port}' is not a port (1 to 65535)"
                )
        return tuple(ports)

    def _refuse_duplicates(self, content: CommentedMap, rows: list[Gateway]) -> None:
        first: dict[str, int] = {}
        for row, source in zip(rows, content["rows"], strict=True):
            line = source.lc.line + 1
            if row.id in first:
                text = f"the id '{row.id}' stands in line {first[row.id]} already"
                self.complain(line, "duplicate-id", text)
            first[row.id] = line

    def _loopback(self, content: CommentedMap) -> bool:
        allowed = content.get("allow_loopback", False)
        if not isinstance(allowed, bool):
            self.complain(
                content.lc.key("allow_loopback")[0] + 1, "allow_loopback", "true or false"
            )
        if allowed and self._path.resolve() == GATEWAYS_FILE.resolve():
            line = content.lc.key("allow_loopback")[0] + 1
            self.complain(line, "allow_loopback", "the shipped list must not allow loopback")
        return allowed


def read_gateways(path: Path = GATEWAYS_FILE) -> Gateways:
    """Read the list; raise `ContentError` for the first mistake in it."""
    return _Reader(path).read()
