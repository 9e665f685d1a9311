"""Read the list of gateways: the only machines Lotse ever connects to."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError

from kb.errors import Complaint, ContentError
from kb.gateway import Gateway, Gateways, Names, Role
from kb.language import Language

GATEWAYS_FILE = Path(__file__).parent / "gateways.yml"
HOST = re.compile(
    r"(?=.{4,253}$)(?!.*(?:^|\.)xn--)(?:[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
EXOTIC_YAML = re.compile(r"^ *[%?]", re.MULTILINE)  # ruamel fails on some of these
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
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
OPTIONAL_FILE_KEYS = {"allow_loopback", "mentioned_hosts", "cities", "elsewhere", "web_ports"}
CONFIDENCES = {"high", "medium", "low"}


class _Reader:
    """Reads the file; every complaint knows the line it is about."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def complain(self, line: int, rule: str, text: str) -> NoReturn:
        raise ContentError(Complaint(self._path, line, rule, text))

    def read(self) -> Gateways:
        content = self._load()
        self._keys(content, FILE_KEYS, OPTIONAL_FILE_KEYS)
        places = self._names(content, "places")
        products = self._names(content, "products")
        footnotes = self._footnotes(content)
        rows = [
            self._row(index, places, products, footnotes, content)
            for index in range(len(self._list(content, "rows")))
        ]
        self._refuse_duplicates(content, rows)
        return Gateways(
            tuple(rows),
            places,
            products,
            footnotes,
            frozenset(self._ports(content, "tls_ports")),
            frozenset(self._web_ports(content)),
            frozenset(self._mentioned_hosts(content)),
            frozenset(self._cities(content, places)),
            self._names(content, "elsewhere") if "elsewhere" in content else {},
            self._loopback(content),
            self._reviewed(content),
            _line(content, "reviewed"),
        )

    def _text(self) -> str:
        try:
            raw = self._path.read_bytes()
        except OSError as error:
            self.complain(1, "unreadable", f"the file cannot be read: {error.strerror}")
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self.complain(line, "encoding", "save the file as UTF-8")

    def _load(self) -> CommentedMap:
        text = self._text()
        if found := EXOTIC_YAML.search(text):
            line = text.count("\n", 0, found.end()) + 1
            self.complain(line, "yaml", "a line must not start with '%' or '?'")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ReusedAnchorWarning)
                content = YAML(typ="rt").load(text)
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.complain(line, "yaml", str(error.problem).split("\n")[0])
        except ValueError as error:  # 2026-99-99
            self.complain(_line_of_impossible_date(text), "yaml", str(error))
        except (YAMLError, RecursionError) as error:
            self.complain(1, "yaml", str(error).split("\n")[0])
        if not isinstance(content, CommentedMap):
            self.complain(1, "yaml", "the file must be a mapping with the key 'rows'")
        return content

    def _keys(self, mapping: CommentedMap, needed: set[str], optional: set[str]) -> None:
        for key in mapping:
            if key not in needed | optional:
                self.complain(_line(mapping, key), "unknown-key", f"'{key}' is unknown here")
        for key in sorted(needed - set(mapping)):
            self.complain(_line(mapping), "missing-key", f"the key '{key}' is missing")

    def _list(self, mapping: CommentedMap, key: str) -> CommentedSeq:
        value = mapping[key]
        if not isinstance(value, CommentedSeq):
            self.complain(_line(mapping, key), key, "must be a list")
        return value

    def _mapping(self, mapping: CommentedMap, key: Any, rule: str) -> CommentedMap:
        value = mapping[key]
        if not isinstance(value, CommentedMap):
            self.complain(_line(mapping, key), rule, f"write 'key: value' below '{key}'")
        return value

    def _names(self, content: CommentedMap, key: str) -> Names:
        listed = self._mapping(content, key, key)
        return {str(name): self._names_of(listed, name, key) for name in listed}

    def _names_of(
        self, listed: CommentedMap, name: Any, rule: str
    ) -> Mapping[Language, tuple[str, ...]]:
        languages = self._mapping(listed, name, rule)
        for language in Language:
            aliases = languages.get(language.value)
            if not isinstance(aliases, CommentedSeq) or not aliases:
                text = f"'{name}' needs a list of names in '{language.value}'"
                self.complain(_line(listed, name), rule, text)
        self._keys(languages, {language.value for language in Language}, set())
        return {
            language: tuple(str(alias) for alias in languages[language.value])
            for language in Language
        }

    def _footnotes(self, content: CommentedMap) -> dict[int, dict[Language, str]]:
        listed = self._mapping(content, "footnotes", "footnotes")
        for number in listed:
            if not _is_number(number):
                self.complain(_line(listed, number), "footnotes", f"'{number}' is not a number")
            texts = self._mapping(listed, number, "footnotes")
            self._keys(texts, {language.value for language in Language}, set())
        return {
            number: {language: str(texts[language.value]) for language in Language}
            for number, texts in listed.items()
        }

    def _mentioned_hosts(self, content: CommentedMap) -> list[str]:
        hosts = self._list(content, "mentioned_hosts") if "mentioned_hosts" in content else []
        for index, host in enumerate(hosts):
            if not isinstance(host, str) or not HOST.fullmatch(host):
                text = f"'{host}' is not a host name in lower case"
                self.complain(_line(hosts, index), "mentioned_hosts", text)
        return list(hosts)

    def _web_ports(self, content: CommentedMap) -> tuple[int, ...]:
        ports = self._ports(content, "web_ports") if "web_ports" in content else ()
        for index, port in enumerate(ports):
            if port not in content["tls_ports"]:
                text = f"{port} must stand in tls_ports too"
                self.complain(_line(content["web_ports"], index), "web_ports", text)
        return ports

    def _cities(self, content: CommentedMap, places: Names) -> list[str]:
        if "cities" not in content:
            return []
        cities = self._list(content, "cities")
        self._known(content, "cities", cities, places)
        return list(cities)

    def _reviewed(self, content: CommentedMap) -> date:
        value = content["reviewed"]
        if type(value) is not date:
            text = "write the date as 2026-11-22"
            self.complain(_line(content, "reviewed"), "reviewed", text)
        return value

    def _row(
        self, index: int, places: Names, products: Names, footnotes: Any, content: CommentedMap
    ) -> Gateway:
        row = self._row_at(index, content["rows"])
        self._keys(row, ROW_KEYS, {"also"})
        sources = self._mapping(content, "sources", "sources")
        self._known(row, "product", [row["product"]], products)
        self._known(row, "places", self._list(row, "places"), places)
        self._known(row, "footnotes", self._list(row, "footnotes"), footnotes)
        self._known(row, "source", self._list(row, "source"), sources)
        self._known(row, "confidence", [row["confidence"]], CONFIDENCES)
        self._known(row, "role", [row["role"]], {role.value for role in Role})
        self._known(row, "ping", [row["ping"]], {"never", "assumed"})
        return Gateway(
            id=self._id(row),
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

    def _row_at(self, index: int, rows: CommentedSeq) -> CommentedMap:
        if not isinstance(rows[index], CommentedMap):
            self.complain(_line(rows, index), "row", "each row is 'key: value' lines")
        return rows[index]

    def _known(self, row: CommentedMap, key: str, values: Iterable[Any], known: Any) -> None:
        for value in values:
            if not (isinstance(value, str) or _is_number(value)) or value not in known:
                names = ", ".join(sorted(str(name) for name in known))
                self.complain(_line(row, key), key, f"'{value}' is unknown; known are {names}")

    def _id(self, row: CommentedMap) -> str:
        if not isinstance(row["id"], str) or not ID.fullmatch(row["id"]):
            text = f"'{row['id']}' must be lower-case letters, digits and hyphens"
            self.complain(_line(row, "id"), "id", text)
        return row["id"]

    def _host(self, row: CommentedMap, content: CommentedMap) -> str:
        host = row["host"]
        local = host == "localhost" and content.get("allow_loopback") is True
        if not isinstance(host, str) or not (local or HOST.fullmatch(host)):
            text = f"'{host}' is not a host name in lower case such as ndc1.ibllc.com"
            self.complain(_line(row, "host"), "host", text)
        return host

    def _ports(self, row: CommentedMap, key: str) -> tuple[int, ...]:
        ports = self._list(row, key)
        for index, port in enumerate(ports):
            if not _is_number(port) or not 0 < port < 65536:
                text = f"'{port}' is not a port (1 to 65535)"
                self.complain(_line(ports, index), "port", text)
        return tuple(ports)

    def _refuse_duplicates(self, content: CommentedMap, rows: list[Gateway]) -> None:
        first: dict[str, int] = {}
        for row, source in zip(rows, content["rows"], strict=True):
            line = _line(source)
            if row.id in first:
                text = f"the id '{row.id}' stands in line {first[row.id]} already"
                self.complain(line, "duplicate-id", text)
            first[row.id] = line

    def _loopback(self, content: CommentedMap) -> bool:
        allowed = content.get("allow_loopback", False)
        if not isinstance(allowed, bool):
            self.complain(_line(content, "allow_loopback"), "allow_loopback", "true or false")
        if allowed and self._path.resolve() == GATEWAYS_FILE.resolve():
            text = "the shipped list must not allow loopback"
            self.complain(_line(content, "allow_loopback"), "allow_loopback", text)
        return allowed


def browser_origins(gateways: Gateways) -> list[str]:
    """Return the origins that a person's browser may try when it checks by itself."""
    targets = [
        (row.host, port)
        for row in gateways.rows
        for port in row.ports
        if port in gateways.web_ports
    ]
    origins = (
        f"https://{host}" if port == 443 else f"https://{host}:{port}" for host, port in targets
    )
    return list(dict.fromkeys(origins))


def _line(parent: CommentedMap | CommentedSeq, key: Any = None) -> int:
    """Return the line of a key or index, from 1; that of the parent where it has none."""
    position = (parent.lc.data or {}).get(key)
    return int(position[0] if position else parent.lc.line or 0) + 1


def _line_of_impossible_date(text: str) -> int:
    for number, line in enumerate(text.split("\n"), 1):
        for found in DATE.findall(line):
            try:
                date.fromisoformat(found)
            except ValueError:
                return number
    return 1


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def read_gateways(path: Path = GATEWAYS_FILE) -> Gateways:
    """Read the list; raise `ContentError` for the first mistake in it."""
    return _Reader(path).read()
