"""CSV, JSON and the plain list: read back, they are the rows."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.letters.firewall_lists import ListFormat, write_list
from kb.gateway import Gateway, Gateways
from kb.gateways import read_gateways
from kb.language import Language

LISTED = read_gateways()


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", ListFormat)
def test_every_list_names_its_source_and_review_and_the_other_spelling(
    gateways: Gateways, language: Language, kind: ListFormat
) -> None:
    text = write_list(gateways.rows, kind, gateways, language).text

    assert "KB2816" in text
    assert gateways.reviewed.isoformat() in text
    assert "cdc1-hb1.ibllc.com" in text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", ListFormat)
def test_the_languages_differ_in_words_only(
    gateways: Gateways, language: Language, kind: ListFormat
) -> None:
    texts = {each: write_list(gateways.rows, kind, gateways, each).text for each in Language}

    hosts = {row.host for row in gateways.rows}
    other = next(each for each in Language if each is not language)
    assert texts[language] != texts[other]
    assert [host for host in hosts if host not in texts[language]] == []


def test_every_list_has_a_name_of_its_own(gateways: Gateways) -> None:
    documents = [write_list(gateways.rows, kind, gateways, Language.GERMAN) for kind in ListFormat]

    assert len({document.name for document in documents}) == len(ListFormat)


@pytest.mark.parametrize("language", Language)
def test_csv_has_each_host_and_port_once(
    gateways: Gateways, connections: set[tuple[str, int]], language: Language
) -> None:
    document = write_list(gateways.rows, ListFormat.CSV, gateways, language)

    head, *lines = read_csv(document.text)
    assert {len(line) for line in lines} == {len(head)}
    listed = [(line[0], int(line[1])) for line in lines]
    assert len(listed) == len(set(listed))
    assert set(listed) == connections


@pytest.mark.parametrize(
    ("language", "head", "needed", "also"),
    [
        (Language.ENGLISH, "Protocol", "needed", "also listed by the broker"),
        (Language.GERMAN, "Protokoll", "benötigt", "vom Broker auch genannt"),
    ],
)
def test_csv_says_which_ports_are_needed(
    gateways: Gateways, language: Language, head: str, needed: str, also: str
) -> None:
    rows = gateways.select(products=["website"])[:1]

    names, *lines = read_csv(write_list(rows, ListFormat.CSV, gateways, language).text)

    assert names[2] == head
    assert {line[1]: line[4] for line in lines} == {"80": also, "443": needed}


def test_csv_ends_its_lines_as_the_standard_says(gateways: Gateways) -> None:
    text = write_list(gateways.rows, ListFormat.CSV, gateways, Language.ENGLISH).text

    assert text.count("\r\n") == text.count("\n") == len(read_csv(text))


@given(st.text(min_size=1))
@settings(deadline=None)
def test_no_cell_is_a_formula(name: str) -> None:
    products = {**LISTED.products, "risk-navigator": dict.fromkeys(Language, (name,))}
    changed = replace(LISTED, products=products)
    rows = LISTED.select(products=["risk-navigator"])

    text = write_list(rows, ListFormat.CSV, changed, Language.ENGLISH).text

    _, *lines = read_csv(text)
    assert len(lines) == 1
    assert [cell for cell in lines[0] if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


@pytest.mark.parametrize("language", Language)
def test_json_has_the_rows_ports_apart(gateways: Gateways, language: Language) -> None:
    content = json.loads(write_list(gateways.rows, ListFormat.JSON, gateways, language).text)

    listed = {each["host"]: (each["ports"], each["also"]) for each in content["hosts"]}
    assert len(listed) == len(content["hosts"])
    assert listed == {row.host: (list(row.ports), list(row.also)) for row in gateways.rows}
    assert content["language"] == language.value


def test_json_has_its_keys_in_the_documented_order(gateways: Gateways) -> None:
    content = json.loads(write_list(gateways.rows, ListFormat.JSON, gateways, Language.GERMAN).text)

    top = ["source", "reviewed", "language", "protocol", "direction", "notes", "hosts"]
    host = ["host", "other_spelling", "ports", "also", "purposes", "answers_ping"]
    assert list(content) == top
    assert {tuple(each) for each in content["hosts"]} == {tuple(host)}


def test_json_knows_who_answers_no_ping(gateways: Gateways) -> None:
    content = json.loads(
        write_list(gateways.rows, ListFormat.JSON, gateways, Language.ENGLISH).text
    )

    silent = {each["host"] for each in content["hosts"] if each["answers_ping"] is False}
    assert silent == {row.host for row in gateways.rows if not row.answers_ping}
    assert all(each["answers_ping"] in (None, False) for each in content["hosts"])


@pytest.mark.parametrize("language", Language)
def test_the_plain_list_has_each_host_and_port_once(
    gateways: Gateways, connections: set[tuple[str, int]], language: Language
) -> None:
    text = write_list(gateways.rows, ListFormat.TEXT, gateways, language).text

    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    assert len(lines) == len(set(lines))
    assert set(lines) == {f"{host}:{port}" for host, port in connections}


@given(st.lists(st.sampled_from(LISTED.rows), unique_by=lambda row: row.id))
@settings(deadline=None)
def test_any_rows_are_listed_and_no_others(rows: list[Gateway]) -> None:
    text = write_list(rows, ListFormat.CSV, LISTED, Language.ENGLISH).text

    expected = {(row.host, str(port)) for row in rows for port in (*row.ports, *row.also)}
    listed = [(line[0], line[1]) for line in read_csv(text)[1:]]
    assert sorted(listed) == sorted(expected)


@pytest.mark.parametrize(
    "kind", [ListFormat.TEXT, ListFormat.NFTABLES, ListFormat.WINDOWS, ListFormat.ACL]
)
@pytest.mark.parametrize("language", Language)
def test_a_name_with_lines_stays_in_its_comment(
    gateways: Gateways, kind: ListFormat, language: Language
) -> None:
    products = {**gateways.products, "risk-navigator": dict.fromkeys(Language, ("a\nINJECTED",))}
    changed = replace(gateways, products=products)
    rows = gateways.select(products=["risk-navigator"])

    text = write_list(rows, kind, changed, language).text

    assert not [line for line in text.split("\n") if line.lstrip().startswith("INJECTED")]
