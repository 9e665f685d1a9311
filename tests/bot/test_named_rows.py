"""What arguments name: places, products, hosts, rows, roles and ports, and why they may not."""

from __future__ import annotations

import pytest

from bot.named_rows import find_rows
from bot.naming_error import NamingError
from kb.gateway import Gateway
from kb.gateways import read_gateways
from kb.language import Language

GATEWAYS = read_gateways()
LISTED_NAMES = [
    (kind, identifier, name)
    for kind, listed in (("place", GATEWAYS.places), ("product", GATEWAYS.products))
    for identifier, languages in listed.items()
    for name in sorted({identifier, *(name for names in languages.values() for name in names)})
]
ZURICH = ["tws-europe-primary", "tws-europe-backup"]


def ids(*names: str, language: Language = Language.ENGLISH) -> list[str]:
    return [row.id for row in find_rows(names, GATEWAYS, language)[0]]


def refusal(*names: str, language: Language = Language.ENGLISH) -> str:
    with pytest.raises(NamingError) as caught:
        find_rows(names, GATEWAYS, language)
    return str(caught.value)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("kind", "identifier", "name"), LISTED_NAMES)
def test_every_listed_name_is_known_in_both_languages(
    kind: str, identifier: str, name: str, language: Language
) -> None:
    rows, ports = find_rows(name.split(), GATEWAYS, language)

    assert rows
    assert ports == []
    assert all(identifier in (*row.places, row.product) for row in rows)
    assert find_rows([name], GATEWAYS, language) == (rows, [])
    assert find_rows([name.lower()], GATEWAYS, language) == (rows, [])


@pytest.mark.parametrize("row", GATEWAYS.rows, ids=lambda row: row.id)
def test_every_row_is_known_by_its_id_and_its_host(row: Gateway) -> None:
    assert ids(row.id) == [row.id]
    assert row.id in ids(row.host)
    assert find_rows([f"{row.host}:{row.ports[0]}"], GATEWAYS, Language.GERMAN)[1] == [row.ports[0]]


@pytest.mark.parametrize("name", ["zdc1-hb1.ibllc.com", "ZDC1_HB1.ibllc.com.", "zdc1_hb1"])
def test_a_host_is_known_however_it_is_spelled(name: str) -> None:
    assert ids(name) == ["tws-europe-backup"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["zurich", "backup"], ["tws-europe-backup"]),
        (["Zürich", "Ersatzserver"], ["tws-europe-backup"]),
        (["the", "primary", "in", "zurich"], ["tws-europe-primary"]),
        (["zürich", "Primärserver"], ["tws-europe-primary"]),
        (["zurich", "primary", "backup"], ZURICH),
        (["alle", "Europa"], ZURICH),
        (["europäische"], ZURICH),
        (["Zürich-Server"], ZURICH),
        (["zurich", "zurich"], ZURICH),
        (["uk", "zurich"], ["web-uk", *ZURICH]),
        (["zurich", "cdc1.ibllc.com"], ["tws-us-central-primary", *ZURICH]),
        (["zurich,", "tws-asia-backup"], [*ZURICH, "tws-asia-backup"]),
        (["zurich", "tws", "risk", "navigator"], [*ZURICH, "tool-risk"]),
        (["https://www.interactivebrokers.com/"], ["web-us"]),
        (["america", "443"], ["web-us", "cp-east", "cp-central"]),
    ],
)
def test_names_add_up_and_roles_and_ports_narrow(names: list[str], expected: list[str]) -> None:
    assert ids(*names) == expected


def test_all_is_everything() -> None:
    assert find_rows(["all"], GATEWAYS, Language.ENGLISH) == (GATEWAYS.rows, [])


@pytest.mark.parametrize(
    ("names", "ports"),
    [
        (["zurich", "4001"], [4001]),
        (["zurich", "4000", "4001"], [4000, 4001]),
        (["zurich", "4000/4001"], [4000, 4001]),
        (["zurich", "ports", "4000", "and", "4001"], [4000, 4001]),
        (["zurich:4001"], [4001]),
        (["website", "80"], [80]),
    ],
)
def test_a_named_port_is_the_only_one(names: list[str], ports: list[int]) -> None:
    rows, found = find_rows(names, GATEWAYS, Language.ENGLISH)

    assert found == ports
    assert all(set(ports) <= {*row.ports, *row.also} for row in rows)


def test_a_port_or_role_alone_means_all_that_have_it() -> None:
    assert ids("backup") == [row.id for row in GATEWAYS.rows if row.role.value == "backup"]
    assert ids("4001") == [row.id for row in GATEWAYS.rows if 4001 in row.ports]


@pytest.mark.parametrize(
    ("names", "english", "german"),
    [
        (["8080", "zürich"], "gateway uses port 8080", "Port 8080 benutzt kein"),
        (["zürich", "99999"], "no port 99999: ports go", "Port 99999 gibt es nicht: Ports gehen"),
        (["0"], "no port 0: ports go from 1", "Port 0 gibt es nicht"),
        (["9" * 5000], "ports go from 1 to 65535", "von 1 bis 65535"),
        (["zurich", "london"], "no listed gateway is in London", "In London ist kein"),
        (["tokio"], "is in Tokyo", "In Tokio"),
        (["443", "zürich"], "no port 443, only 4000 and 4001", "keinen Port 443, nur 4000 und"),
        (["uk", "zurich", "443"], "'zurich' has no port 443", "„zurich“ hat keinen Port 443"),
        (["zurich", "website"], "'zurich' and 'website' do not", "„zurich“ und „website“"),
        (["zdc1.ibllc.com", "backup"], "'backup': none", "„backup“: Keines"),
        (["zdc1.ibllc.com", "chicago", "backup"], "'zdc1.ibllc.com' and 'backup'", "passen nicht"),
        (["zdc2.ibllc.com"], "did you mean zdc1.ibllc.com", "meinen Sie zdc1.ibllc.com"),
        (["zurich", "zurch"], "did you mean Zurich?", "meinen Sie Zürich?"),
        (["san francisco"], "'san francisco' is no listed", "„san francisco“ ist weder"),
        (["zurich san francisco"], "'san francisco' is no", "„san francisco“ ist weder"),
        (["example.com"], "'example.com' is not listed", "„example.com“ steht nicht"),
        (["zurich", "10.0.0.0/8"], "'10.0.0.0' is not listed", "„10.0.0.0“ steht nicht"),
        (["::1"], "'::1' is not listed", "„::1“ steht nicht"),
        (["1-65535"], "'1-65535' is no listed", "„1-65535“ ist weder"),
        (["not", "zurich"], "'not' is no listed", "„not“ ist weder"),
        (["the"], "'the' is no listed", "„the“ ist weder"),
        ([""], "'' is no listed", "„“ ist weder"),
        ([], "python -m bot gateways", "python -m bot gateways"),
    ],
)
def test_what_names_nothing_is_named_with_the_reason(
    names: list[str], english: str, german: str
) -> None:
    texts = refusal(*names), refusal(*names, language=Language.GERMAN)

    assert english in texts[0]
    assert german in texts[1]
    assert all(len(text) < 230 for text in texts), "a sentence, not the whole list"


def test_a_refusal_stays_one_line_without_control_characters() -> None:
    text = refusal("\x1b[31mred\x07")

    assert text.isprintable()
