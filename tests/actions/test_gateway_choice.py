"""Asking back which gateway is meant, and refusing what is not listed."""

from __future__ import annotations

import re

import pytest

from actions.asked_rows import AskedRows
from actions.gateway_choice import (
    ask_port_meaning,
    ask_which,
    mention_left_out,
    near_hosts,
    refuse_host,
    refuse_place,
    refuse_port,
    refuse_scan,
    wants_scan,
)
from actions.reply import Reply
from kb.language import Language
from tests.actions.small_knowledge import titles
from tests.actions.typed_turns import shipped_gateways

ENGLISH, GERMAN = Language.ENGLISH, Language.GERMAN


def test_asking_back_offers_every_region_and_the_websites() -> None:
    reply = ask_which(shipped_gateways(), ENGLISH)

    assert titles(reply) == [
        "Europe (Zurich)",
        "America East (New York)",
        "America Central (Chicago)",
        "Asia (Hong Kong)",
        "China (Shenzhen)",
        "All TWS gateways",
        "Websites",
    ]


@pytest.mark.parametrize(
    ("intent", "language", "question"),
    [
        ("check_ports", ENGLISH, "Which gateway shall I check?"),
        ("check_ports", GERMAN, "Welches Gateway soll ich prüfen?"),
        ("check_myself", GERMAN, "Welches Gateway wollen Sie von Ihrem Rechner aus erreichen?"),
        ("write_letter", ENGLISH, "For which gateways?"),
        ("export_gateways", GERMAN, "Für welche Gateways?"),
    ],
)
def test_each_wish_has_its_question_and_its_buttons(
    intent: str, language: Language, question: str
) -> None:
    reply = ask_which(shipped_gateways(), language, intent=intent)

    assert (reply.kind, reply.text) == ("clarify", question)
    assert {button.intent for button in reply.buttons} == {intent}


def test_what_was_said_already_is_carried_by_the_buttons_and_awaited() -> None:
    reply = ask_which(shipped_gateways(), ENGLISH, [4001], "check_myself", {"platform": "windows"})

    assert reply.slots["awaiting"] == {
        "what": "gateway", "ports": [4001], "intent": "check_myself", "platform": "windows",
    }  # fmt: skip
    trading = [button for button in reply.buttons if button.title != "Websites"]
    assert all(button.entities["port"] == "4001" for button in trading)
    assert all(button.entities["platform"] == "windows" for button in reply.buttons)


@pytest.mark.parametrize(
    ("host", "nearest"),
    [
        ("zdc2.ibllc.com", "zdc1.ibllc.com"),
        ("ZDC1.ibllc.net", "zdc1.ibllc.com"),
        ("zdc1-hb1.ibllc.com", "zdc1_hb1.ibllc.com"),
        ("www.interactivebroker.com", "www.interactivebrokers.com"),
    ],
)
def test_an_unlisted_host_gets_the_listed_names_that_come_nearest(host: str, nearest: str) -> None:
    reply = refuse_host(host, shipped_gateways(), ENGLISH, [4000])

    assert f"`{host}` is not on my list" in reply.text
    assert "nearest" in reply.text
    assert titles(reply)[0] == nearest
    assert reply.buttons[0].entities == {"host": nearest, "port": "4000"}
    assert len(near_hosts(host, shipped_gateways())) <= 3


@pytest.mark.parametrize("host", ["10.0.0.1", "127.0.0.1", "server.example.com", "google.com"])
@pytest.mark.parametrize("language", Language)
def test_a_host_that_nothing_comes_near_gets_the_regions(host: str, language: Language) -> None:
    reply = refuse_host(host, shipped_gateways(), language)

    assert f"`{host}`" in reply.text
    assert titles(reply) == titles(ask_which(shipped_gateways(), language))


@pytest.mark.parametrize("place", shipped_gateways().elsewhere)
@pytest.mark.parametrize("language", Language)
def test_a_place_without_a_gateway_gets_the_regions_and_how_to_find_ones_own(
    place: str, language: Language
) -> None:
    reply = refuse_place(place, shipped_gateways(), language)

    assert shipped_gateways().elsewhere[place][language][0] in reply.text
    assert titles(reply)[:-1] == titles(ask_which(shipped_gateways(), language))
    assert reply.buttons[-1].entities == {"article": "server-location"}


@pytest.mark.parametrize(
    "text",
    [
        "scan 10.0.0.0/8",
        "scan all ports of zurich",
        "can you portscan zdc1",
        "run nmap on hong kong",
        "are all ports open",
        "check every port please",
        "scanne bitte Zürich",
        "prüf alle Ports",
        "Portscan von Asien",
        "ist jeder Port offen",
        "check all the ports",
        "sind alle die Ports offen",
        "check 192.168.0.0/24",
        "check ports 1-65535",
        "Ports 1 bis 65535",
    ],
)
def test_a_wish_for_more_than_the_list_is_a_scan(text: str) -> None:
    assert wants_scan(text)


@pytest.mark.parametrize(
    "text",
    [
        "is zurich up",
        "check ports 4000-4001",
        "is 4000 open",
        "läuft Asien auf 4001",
        "check all gateways",
        "is port 4001 open in zurich",
    ],
)
def test_an_ordinary_wish_is_none(text: str) -> None:
    assert not wants_scan(text)


@pytest.mark.parametrize(
    ("language", "words"), [(ENGLISH, "I don't scan"), (GERMAN, "Ich scanne nicht")]
)
def test_a_scan_is_refused_with_what_can_be_checked(language: Language, words: str) -> None:
    reply = refuse_scan(shipped_gateways(), language)

    assert reply.text.startswith(words)
    assert titles(reply) == titles(ask_which(shipped_gateways(), language))


@pytest.mark.parametrize(
    ("port", "language", "words"),
    [
        (99999, ENGLISH, "There is no port 99999: ports go from 1 to 65535."),
        (99999, GERMAN, "Einen Port 99999 gibt es nicht: Ports gehen von 1 bis 65535."),
        (0, ENGLISH, "There is no port 0:"),
        (7496, ENGLISH, "No listed gateway uses port 7496"),
        (65535, GERMAN, "Port 65535 benutzt kein gelistetes Gateway"),
    ],
)
def test_a_port_that_is_not_listed_is_refused_with_the_reason(
    port: int, language: Language, words: str
) -> None:
    reply = refuse_port(port, language)

    assert reply.text.startswith(words)
    assert {button.intent for button in reply.buttons} == {"check_ports", "ask"}


@pytest.mark.parametrize("language", Language)
def test_a_bare_4001_is_asked_back_about(language: Language) -> None:
    reply = ask_port_meaning(4001, language)

    assert "4001" in reply.text
    assert [(button.intent, dict(button.entities)) for button in reply.buttons] == [
        ("check_ports", {"port": "4001"}),
        ("ask", {"article": "port-4001-meaning"}),
    ]


def test_what_was_asked_and_not_tried_is_said_before_the_report() -> None:
    report = Reply("check", GERMAN, "Der Bericht.")
    asked = AskedRows((), (4001, 80), ("evil.example.com",), ("7496",))

    reply = mention_left_out(report, asked, [4001], scan=True)

    before, listed, text = reply.text.split("\n\n")
    assert before.startswith("Ich scanne nicht")
    assert re.findall("`([^`]+)`", listed) == ["evil.example.com", "7496", "80"]
    assert text == "Der Bericht."


def test_where_all_was_tried_a_report_stays_as_it_is() -> None:
    report = Reply("check", ENGLISH, "The report.")

    assert mention_left_out(report, AskedRows((), (4001,)), [4000, 4001], scan=False) is report
