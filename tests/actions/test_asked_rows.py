"""Which rows and ports a message is about."""

from __future__ import annotations

import pytest

from actions.asked_rows import find_asked_rows, wants_all, with_partners
from kb.language import Language
from tests.actions.typed_turns import pressed_turn, shipped_gateways, typed

ZURICH = ["tws-europe-primary", "tws-europe-backup"]
ASIA = ["tws-asia-primary", "tws-asia-backup"]
TRADING = [row.id for row in shipped_gateways().rows if row.product == "tws"]
ENGLISH, GERMAN = Language.ENGLISH, Language.GERMAN


def ids(
    text: str, *known: str, language: Language = Language.ENGLISH, intent: str = "check_ports"
) -> list[str]:
    turn = typed(text, intent, language)
    return [row.id for row in find_asked_rows(turn, shipped_gateways(), known).rows]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("is zurich up", ZURICH),
        ("is zurich up 4001", ZURICH),
        ("are zurich and hong kong up", [*ZURICH, *ASIA]),
        ("check zdc1.ibllc.com", ZURICH[:1]),
        ("check zdc1.ibllc.com and hdc1.ibllc.com", [ZURICH[0], ASIA[0]]),
        ("is the backup in zurich up", ZURICH[1:]),
        ("is zurich's primary up", ZURICH[:1]),
        ("is the website of japan up", ["web-jp"]),
        ("are the japanese servers up", ["web-jp"]),
        ("check all gateways", TRADING),
        ("check everything", TRADING),
        ("check all websites of canada", ["web-ca"]),
        ("check zurich and evil.example.com", ZURICH),
    ],
)
def test_what_an_english_message_names(text: str, rows: list[str]) -> None:
    assert ids(text) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("läuft Zürich", ZURICH),
        ("geht der Ersatzserver in Zürich", ZURICH[1:]),
        ("sind alle Gateways erreichbar", TRADING),
        ("prüf Asien und Europa", [*ZURICH, *ASIA]),
        ("ist die Website in Kanada da", ["web-ca"]),
    ],
)
def test_what_a_german_message_names(text: str, rows: list[str]) -> None:
    assert ids(text, language=GERMAN) == rows


@pytest.mark.parametrize(
    "text",
    [
        "can you check the ports",
        "is the gateway up",
        "check europe and asia, but not the first",
        "everything except what I had before",
        "check evil.example.com",
    ],
)
def test_where_it_is_unclear_nothing_is_meant(text: str) -> None:
    assert ids(text, *ZURICH) == []


@pytest.mark.parametrize(
    ("text", "language", "left_out"),
    [
        ("check all gateways except zurich", ENGLISH, ZURICH),
        ("check everything but not asia", ENGLISH, ASIA),
        ("all but Zurich please", ENGLISH, ZURICH),
        ("all gateways apart from asia", ENGLISH, ASIA),
        ("prüf alle außer Zürich", GERMAN, ZURICH),
        ("alles ohne Asien", GERMAN, ASIA),
        ("alle bis auf Zürich", GERMAN, ZURICH),
    ],
)
def test_an_exception_leaves_out_what_it_names(
    text: str, language: Language, left_out: list[str]
) -> None:
    assert ids(text, language=language) == [each for each in TRADING if each not in left_out]


@pytest.mark.parametrize(
    ("text", "language"), [("Zurich without the backup", ENGLISH), ("Zürich ohne Backup", GERMAN)]
)
def test_a_place_without_its_backup_is_its_primary(text: str, language: Language) -> None:
    assert ids(text, language=language) == ZURICH[:1]


def test_partners_are_the_primary_and_backup_of_a_region() -> None:
    backup, website = (shipped_gateways().find(id) for id in (ZURICH[1], "web-ca"))
    assert backup is not None and website is not None

    found = with_partners([backup, website], shipped_gateways())

    assert [row.id for row in found] == ["web-ca", *ZURICH]


def test_a_port_alone_means_the_rows_of_before_where_one_names_it() -> None:
    assert ids("and 4000?", *ZURICH, intent="name_gateway") == ZURICH
    assert ids("is 4000 open", *ZURICH) == []


def test_a_role_alone_means_the_place_of_before() -> None:
    assert ids("and the backup?", ZURICH[0], intent="name_gateway") == ZURICH[1:]
    assert ids("is the backup up") == []


def test_a_button_for_the_rows_of_before_means_just_them() -> None:
    turn = pressed_turn(rows="known")

    found = find_asked_rows(turn, shipped_gateways(), ["tws-asia-backup", "gone", ZURICH[0]])

    assert [row.id for row in found.rows] == [ZURICH[0], "tws-asia-backup"]


def test_a_button_for_all_trading_gateways_means_them() -> None:
    found = find_asked_rows(pressed_turn(product="tws"), shipped_gateways(), [])

    assert [row.id for row in found.rows] == TRADING


def test_the_ports_are_those_named_else_those_of_the_question_before() -> None:
    awaiting = {"what": "gateway", "ports": ["4000"]}

    named = find_asked_rows(typed("zurich 4001", awaiting=awaiting), shipped_gateways(), [])
    awaited = find_asked_rows(typed("zurich", awaiting=awaiting), shipped_gateways(), [])

    assert (named.ports, awaited.ports) == ((4001,), (4000,))


def test_what_is_not_listed_is_kept_apart() -> None:
    found = find_asked_rows(typed("check port 99999 of evil.example.com"), shipped_gateways(), [])

    assert found.unlisted_hosts == ("evil.example.com",)
    assert found.unlisted_ports == ("99999",)
    assert found.rows == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("all of them as csv", True), ("everything", True), ("all of zurich", False), ("csv", False)],
)
def test_all_without_a_name_is_everything(text: str, wanted: bool) -> None:
    assert wants_all(typed(text)) is wanted
    assert not wants_all(pressed_turn())
