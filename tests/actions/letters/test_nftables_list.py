"""The list for nftables: loaded by a real nft in a network of its own, filled by its own job."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from actions.letters.firewall_lists import ListFormat, write_list
from kb.gateway import Gateways
from kb.language import Language
from tests.tools import provide

LOAD = "nft -f list.nft"
TAKE_OUT = "sed -n 's/^#| //p' list.nft > job.sh"
RUN = "sh job.sh list.nft"
SHOW = "nft list ruleset"


def in_own_network(folder: Path, *commands: str) -> str:
    """Run shell commands where nothing of this machine's network can be changed."""
    tools = [provide("nft", "nftables"), provide("ip", "iproute2")]
    folders = [str(tool.parent) for tool in tools]
    # Names have addresses only where an interface is up.
    script = "\n".join(["ip link set lo up", *commands])
    result = subprocess.run(
        ["unshare", "--map-root-user", "--net", "sh", "-ec", script],
        cwd=folder,
        env={**os.environ, "PATH": os.pathsep.join([os.environ["PATH"], *folders])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def listed(gateways: Gateways, language: Language = Language.ENGLISH) -> str:
    return write_list(gateways.rows, ListFormat.NFTABLES, gateways, language).text


@pytest.mark.parametrize("language", Language)
def test_nft_accepts_the_file(gateways: Gateways, language: Language, tmp_path: Path) -> None:
    (tmp_path / "list.nft").write_text(listed(gateways, language), "utf-8")

    in_own_network(tmp_path, "nft -c -f list.nft")


def test_it_can_be_loaded_twice_and_allows_nothing_yet(gateways: Gateways, tmp_path: Path) -> None:
    (tmp_path / "list.nft").write_text(listed(gateways), "utf-8")

    once = in_own_network(tmp_path, LOAD, SHOW)
    twice = in_own_network(tmp_path, LOAD, LOAD, SHOW)

    assert once == twice
    assert "elements" not in once
    assert once.count("accept") == 6  # three groups of ports, IPv4 and IPv6 each


def test_the_example_commands_work(gateways: Gateways, tmp_path: Path) -> None:
    text = listed(gateways)
    (tmp_path / "list.nft").write_text(text, "utf-8")
    examples = re.findall(r"^#   (nft insert .+)$", text, re.MULTILINE)

    rules = in_own_network(
        tmp_path,
        "nft add table inet filter",
        "nft 'add chain inet filter forward { type filter hook forward priority 0; policy drop; }'",
        LOAD,
        *examples,
        "nft list chain inet filter forward",
    )

    assert len(examples) == 2
    assert rules.index("ct state established accept") < rules.index("jump lotse_outgoing")


def test_the_job_fills_the_sets_and_keeps_them_where_no_name_is_found(
    gateways: Gateways, tmp_path: Path
) -> None:
    here = replace(gateways, rows=(replace(gateways.rows[0], host="localhost"),))
    (tmp_path / "list.nft").write_text(listed(here), "utf-8")
    unknown = "sed -i 's/ localhost$/ nowhere.invalid/' list.nft"

    filled = in_own_network(tmp_path, LOAD, TAKE_OUT, RUN, SHOW)
    again = in_own_network(tmp_path, LOAD, TAKE_OUT, RUN, RUN, unknown, RUN, LOAD, SHOW)

    assert "elements = { 127.0.0.1 }" in filled
    assert again == filled


def test_the_job_tells_the_families_apart(gateways: Gateways, tmp_path: Path) -> None:
    here = replace(gateways, rows=(replace(gateways.rows[0], host="localhost"),))
    (tmp_path / "list.nft").write_text(listed(here), "utf-8")
    other_family = "sed -i 's/ localhost$/ 2001:db8::7/' list.nft"

    filled = in_own_network(tmp_path, LOAD, TAKE_OUT, RUN, other_family, RUN, SHOW)

    assert "elements = { 127.0.0.1 }" in filled
    assert "elements = { 2001:db8::7 }" in filled


@pytest.mark.parametrize("language", Language)
def test_each_host_stands_in_the_set_of_its_ports(
    gateways: Gateways, connections: set[tuple[str, int]], language: Language
) -> None:
    text = listed(gateways, language)

    hosts = re.findall(r"^# host (\S+) (\S+)$", text, re.MULTILINE)
    rules = re.findall(r"ip daddr @(\S+)_ipv4 tcp dport { (.+) } accept", text)
    ports = {name: [int(port) for port in listed.split(", ")] for name, listed in rules}
    assert len(hosts) == len({host for _, host in hosts})
    assert {(host, port) for name, host in hosts for port in ports[name]} == connections


def test_it_has_no_addresses(gateways: Gateways) -> None:
    assert re.findall(r"\d+\.\d+\.\d+\.\d+", listed(gateways)) == []
