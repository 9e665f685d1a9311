"""A gateway list whose hosts are this machine, for tests only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML

from kb.gateways import GATEWAYS_FILE


def write_loopback_gateways(
    path: Path, ports: Mapping[str, int], tls_ports: tuple[int, ...] = ()
) -> Path:
    """Write the shipped list with all hosts on loopback and the given port for each row id.

    Rows that are not named are left out.
    """
    yaml = YAML()
    content = yaml.load(GATEWAYS_FILE.read_text(encoding="utf-8"))
    content["allow_loopback"] = True
    content["tls_ports"] = list(tls_ports) or [1]
    content["rows"] = [row for row in content["rows"] if row["id"] in ports]
    for row in content["rows"]:
        row["host"], row["ports"] = "localhost", [ports[row["id"]]]
        row.pop("also", None)
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(content, file)
    return path
