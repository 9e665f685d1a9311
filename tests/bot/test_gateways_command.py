"""``python -m bot gateways``: the list, or why there is none."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest

from actions.letters.firewall_lists import ListFormat, write_list
from bot.__main__ import LIST_FORMATS
from bot.settings import PROJECT
from kb.gateways import read_gateways
from kb.language import Language


def print_gateways(*arguments: str) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [sys.executable, "-m", "bot", "gateways", *arguments],
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    texts = (result.stdout.decode(), result.stderr.decode())  # the line ends as they are
    return subprocess.CompletedProcess(result.args, result.returncode, *texts)


def test_without_names_it_prints_the_whole_list_as_text() -> None:
    gateways = read_gateways()

    result = print_gateways()

    assert result.returncode == 0, result.stderr
    text = write_list(gateways.rows, ListFormat.TEXT, gateways, Language.ENGLISH).text
    assert result.stdout == text


@pytest.mark.parametrize("kind", ListFormat)
def test_each_format_is_printed_as_it_is(kind: ListFormat) -> None:
    gateways = read_gateways()

    result = print_gateways("asien", "--format", kind.value, "--language", "de")

    assert result.returncode == 0, result.stderr
    rows = gateways.select(["asia"])
    assert result.stdout == write_list(rows, kind, gateways, Language.GERMAN).text


def test_the_command_knows_every_format() -> None:
    assert sorted(LIST_FORMATS) == sorted(kind.value for kind in ListFormat)


@pytest.mark.parametrize(
    ("names", "hosts"),
    [
        (("zurich",), {"zdc1.ibllc.com", "zdc1_hb1.ibllc.com"}),
        (("Risk", "Navigator"), {"risk.interactivebrokers.com"}),
        (("cdc1.ibllc.com",), {"cdc1.ibllc.com"}),
        (("tws-asia-backup",), {"hdc1_hb1.ibllc.com"}),
        (("zurich", "backup"), {"zdc1_hb1.ibllc.com"}),
        (("new york",), {"ndc1.ibllc.com", "ndc1_hb1.ibllc.com"}),
        (("new", "york"), {"ndc1.ibllc.com", "ndc1_hb1.ibllc.com"}),
    ],
)
def test_names_are_places_products_hosts_or_ids(names: tuple[str, ...], hosts: set[str]) -> None:
    result = print_gateways(*names, "--format", "json")

    assert {each["host"] for each in json.loads(result.stdout)["hosts"]} == hosts


def test_all_is_the_whole_list() -> None:
    assert print_gateways("all").stdout == print_gateways().stdout


def test_a_named_port_leaves_the_others_out() -> None:
    result = print_gateways("europe", "4001", "--format", "csv")

    _, *lines = csv.reader(io.StringIO(result.stdout, newline=""))
    assert {line[1] for line in lines} == {"4001"}


@pytest.mark.parametrize(
    ("language", "names", "said"),
    [
        ("en", ["atlantis"], "'atlantis' is no listed place"),
        ("de", ["atlantis"], "„atlantis“ ist weder Ort noch"),
        ("en", ["zurich", "8080"], "no listed gateway uses port 8080"),
        ("de", ["zurich", "8080"], "Port 8080 benutzt kein gelistetes Gateway"),
        ("en", ["zurch"], "did you mean Zurich?"),
        ("de", ["zurch"], "meinen Sie Zürich?"),
    ],
)
def test_an_unknown_name_is_a_usage_error(language: str, names: list[str], said: str) -> None:
    result = print_gateways(*names, "--language", language)

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("lotse: ")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_unknown_format_is_a_usage_error() -> None:
    result = print_gateways("--format", "pdf")

    assert (result.returncode, result.stdout) == (2, "")
    assert "nftables" in result.stderr


def test_it_needs_no_rasa() -> None:
    program = "import sys, bot.gateways_command; print('rasa' in sys.modules)"

    result = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True
    )

    assert result.stdout == "False\n"
