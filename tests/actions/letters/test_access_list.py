"""The extended access list with objects."""

from __future__ import annotations

import re

import pytest

from actions.letters.firewall_lists import ListFormat, write_list
from kb.gateway import Gateways
from kb.language import Language


@pytest.mark.parametrize("language", Language)
def test_the_entries_allow_each_host_and_port_once(
    gateways: Gateways, connections: set[tuple[str, int]], language: Language
) -> None:
    text = write_list(gateways.rows, ListFormat.ACL, gateways, language).text

    host_of = dict(re.findall(r"^object network (\S+)\n fqdn (\S+)$", text, re.MULTILINE))
    groups = {
        name: re.findall(r"(?:object|eq) (\S+)$", body, re.MULTILINE)
        for name, body in re.findall(r"^object-group \w+ (\S+).*\n((?: .+\n)+)", text, re.MULTILINE)
    }
    entries = re.findall(
        r"permit tcp any object-group (\S+) object-group (\S+)$", text, re.MULTILINE
    )
    allowed = [
        (host_of[host], int(port))
        for hosts, ports in entries
        for host in groups[hosts]
        for port in groups[ports]
    ]
    assert len(allowed) == len(set(allowed))
    assert set(allowed) == connections


@pytest.mark.parametrize("language", Language)
def test_every_line_is_a_comment_or_one_of_its_statements(
    gateways: Gateways, language: Language
) -> None:
    text = write_list(gateways.rows, ListFormat.ACL, gateways, language).text

    statement = re.compile(
        r"!.*|object network \S+| fqdn \S+|object-group network \S+| network-object object \S+"
        r"|object-group service \S+ tcp| port-object eq \d+|access-list \S+ remark .+"
        r"|access-list \S+ extended permit tcp any object-group \S+ object-group \S+"
    )
    assert [line for line in text.splitlines() if not statement.fullmatch(line)] == []


def test_names_are_short_enough_for_the_devices(gateways: Gateways) -> None:
    text = write_list(gateways.rows, ListFormat.ACL, gateways, Language.ENGLISH).text

    names = re.findall(r"^object(?:-group)? \w+ (\S+)", text, re.MULTILINE)
    assert len(names) == len(set(names))
    assert max(len(name) for name in names) <= 64
