"""A gateway list whose hosts are this machine, for tests only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ruamel.yaml import YAML

from kb.gateway import Gateways
from kb.gateways import GATEWAYS_FILE, read_gateways


def write_loopback_gateways(
    path: Path,
    ports: Mapping[str, int],
    tls_ports: tuple[int, ...] = (),
    web_ports: tuple[int, ...] = (),
) -> Path:
    """Write the shipped list with all hosts on loopback and the given port for each row id.

    Rows that are not named are left out.
    """
    yaml = YAML()
    content = yaml.load(GATEWAYS_FILE.read_text(encoding="utf-8"))
    content["allow_loopback"] = True
    content["tls_ports"] = [*tls_ports, *web_ports] or [1]
    content["web_ports"] = list(web_ports)
    content["rows"] = [row for row in content["rows"] if row["id"] in ports]
    for row in content["rows"]:
        row["host"], row["ports"] = "localhost", [ports[row["id"]]]
        row.pop("also", None)
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(content, file)
    return path


def gateways_with_ports(
    ports: Mapping[str, tuple[int, ...]], tls_ports: tuple[int, ...] = ()
) -> Gateways:
    """Return the shipped list's rows with these ids, each with a host ``<id>.test`` and ports.

    The names are for a resolver of the test's own; nobody else knows them.
    """
    shipped = read_gateways()
    rows = [shipped.find(row_id) for row_id in ports]
    changed = [
        replace(row, host=f"{row.id}.test", ports=ports[row.id], also=()) for row in rows if row
    ]
    assert len(changed) == len(ports), "a row id that is not in the shipped list"
    return replace(shipped, rows=tuple(changed), tls_ports=frozenset(tls_ports))
