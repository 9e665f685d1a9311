"""The script for Windows Firewall, read by a parser for PowerShell."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import tree_sitter_powershell
from tree_sitter import Language as Grammar
from tree_sitter import Node, Parser

from actions.letters.firewall_lists import ListFormat, write_list
from kb.gateway import Gateways
from kb.language import Language

PARSER = Parser(Grammar(tree_sitter_powershell.language()))


def script(gateways: Gateways, language: Language) -> str:
    return write_list(gateways.rows, ListFormat.WINDOWS, gateways, language).text


def nodes(text: str) -> Iterator[Node]:
    waiting = [PARSER.parse(text.encode()).root_node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.children


def texts_of(text: str, kind: str) -> list[str]:
    return [(node.text or b"").decode() for node in nodes(text) if node.type == kind]


@pytest.mark.parametrize("language", Language)
def test_it_is_powershell(gateways: Gateways, language: Language) -> None:
    wrong = [node for node in nodes(script(gateways, language)) if node.is_error or node.is_missing]

    assert wrong == []


def test_the_parser_would_see_a_mistake(gateways: Gateways) -> None:
    broken = script(gateways, Language.ENGLISH).replace("$rules = @(", "$rules = @((")

    assert any(node.is_error or node.is_missing for node in nodes(broken))


@pytest.mark.parametrize("language", Language)
def test_it_has_each_host_once_with_its_ports(
    gateways: Gateways, connections: set[tuple[str, int]], language: Language
) -> None:
    tables = texts_of(script(gateways, language), "hash_literal_expression")

    found = [re.findall(r"'(.+)'; Ports = @\((.+)\)", table)[0] for table in tables]
    listed = [(host, int(port)) for host, ports in found for port in ports.split(", ")]
    assert len(listed) == len(set(listed))
    assert set(listed) == connections


@pytest.mark.parametrize("language", Language)
def test_its_commands_are_these_and_never_allow_any_address(
    gateways: Gateways, language: Language
) -> None:
    text = script(gateways, language)

    assert set(texts_of(text, "command_name")) == {
        "New-NetFirewallRule",
        "Out-Null",
        "Remove-NetFirewallRule",
        "Resolve-DnsName",
        "Select-Object",
        "Where-Object",
        "Write-Warning",
    }
    assert text.index("-eq 0") < text.index("continue") < text.index("New-NetFirewallRule -Name")


@pytest.mark.parametrize("language", Language)
def test_outside_comments_it_is_ascii(gateways: Gateways, language: Language) -> None:
    lines = [line for line in script(gateways, language).split("\n")]

    assert [
        line for line in lines if not line.lstrip().startswith("#") and not line.isascii()
    ] == []
