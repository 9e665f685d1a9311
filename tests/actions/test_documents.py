"""The letter to IT and the firewall lists, as a conversation gets them."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator
from copy import copy

import pytest
import trustme

from actions.letters.firewall_lists import ListFormat, write_list
from kb.language import Language
from tests.actions.acting import Conversation, button_of, titles
from tests.actions.loopback_scene import (
    ASIA,
    ASIA_BACKUP,
    ZURICH,
    ZURICH_BACKUP,
    Scene,
    loopback_scene,
)

ENGLISH, GERMAN = Language.ENGLISH, Language.GERMAN


@pytest.fixture
async def scene(authority: trustme.CA, tls: ssl.SSLContext) -> AsyncIterator[Scene]:
    async with loopback_scene(authority, tls) as opened:
        yield opened


async def test_the_letter_is_about_the_rows_of_before_and_tells_what_was_seen(
    scene: Scene,
) -> None:
    person = Conversation(scene.resources)
    await person.say("is hong kong up", "check_ports")

    said = await person.say("write a letter to my IT department", "write_letter")

    letter = said["document"]
    assert (said["kind"], letter["media_type"]) == ("answer", "text/plain")
    assert scene.host(ASIA) in letter["text"]
    assert scene.host(ASIA_BACKUP) in letter["text"]
    assert scene.host(ZURICH) not in letter["text"]
    assert str(scene.secure) in letter["text"]
    assert "Nothing was checked yet" not in said["text"]


async def test_a_letter_about_named_rows_without_a_check_says_so(scene: Scene) -> None:
    said = await Conversation(scene.resources).say("letter for zurich please", "write_letter")

    assert scene.host(ZURICH) in said["document"]["text"]
    assert "Nothing was checked yet" in said["text"]
    assert titles(said) == [
        "Check from my computer",
        "Brief auf Deutsch",
        "As a list for the firewall",
    ]


async def test_a_letter_about_nothing_asks_for_which_and_each_answer_leads_to_one(
    scene: Scene,
) -> None:
    person = Conversation(scene.resources)

    said = await person.say("write a letter in German", "write_letter")

    assert (said["kind"], said["text"]) == ("clarify", "For which gateways?")
    for button in said["buttons"]:
        letter = (await copy(person).press(button))["document"]
        assert "Betreff:" in letter["text"]
    typed = await person.say("zurich", "name_gateway")
    assert "Betreff:" in typed["document"]["text"]


@pytest.mark.parametrize(
    ("text", "language", "subject"),
    [
        ("letter for zurich", ENGLISH, "Subject:"),
        ("a German letter for zurich", ENGLISH, "Betreff:"),
        ("letter for zurich auf Deutsch", ENGLISH, "Betreff:"),
        ("Brief für Zürich", GERMAN, "Betreff:"),
        ("Brief für Zürich auf Englisch", GERMAN, "Subject:"),
        ("Brief für Zürich auf Deutsch oder Englisch", GERMAN, "Betreff:"),
    ],
)
async def test_the_letters_language_is_the_one_asked_for_else_the_conversations(
    scene: Scene, text: str, language: Language, subject: str
) -> None:
    said = await Conversation(scene.resources, language).say(text, "write_letter")

    assert said["document"]["text"].startswith(subject)
    assert said["language"] == language.value


async def test_the_letter_can_be_had_in_the_other_language(scene: Scene) -> None:
    person = Conversation(scene.resources)
    said = await person.say("letter for zurich", "write_letter")

    other = await person.press(button_of(said, "Brief auf Deutsch"))

    assert other["document"]["text"].startswith("Betreff:")
    assert scene.host(ZURICH) in other["document"]["text"]
    assert other["language"] == "en", "the conversation stays as it is"
    assert "Letter in English" in titles(other)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("the hosts and ports as a list", ListFormat.TEXT),
        ("as csv for excel", ListFormat.CSV),
        ("I need json", ListFormat.JSON),
        ("for nftables", ListFormat.NFTABLES),
        ("for iptables", ListFormat.NFTABLES),
        ("New-NetFirewallRule please", ListFormat.WINDOWS),
        ("for the Windows firewall", ListFormat.WINDOWS),
        ("a Cisco access list", ListFormat.ACL),
    ],
)
async def test_a_list_comes_in_the_form_that_is_named(
    scene: Scene, text: str, form: ListFormat
) -> None:
    said = await Conversation(scene.resources).say(text, "export_gateways")

    whole = write_list(scene.gateways.rows, form, scene.gateways, ENGLISH)
    assert said["document"] == {
        "name": whole.name,
        "media_type": whole.media_type,
        "text": whole.text,
    }
    assert "all programs and regions" in said["text"]


@pytest.mark.parametrize("language", Language)
async def test_every_other_form_is_a_button_away_for_the_same_rows(
    scene: Scene, language: Language
) -> None:
    person = Conversation(scene.resources, language)
    said = await person.say("zurich", "export_gateways")

    names = {said["document"]["name"]}
    for button in said["buttons"]:
        listed = await copy(person).press(button)
        names.add(listed["document"]["name"])
        assert scene.host(ZURICH_BACKUP) in listed["document"]["text"]
        assert scene.host(ASIA) not in listed["document"]["text"]

    assert len(names) == len(ListFormat)


async def test_a_list_is_of_the_rows_of_before(scene: Scene) -> None:
    person = Conversation(scene.resources)
    await person.say("is zurich up", "check_ports")

    said = await person.say("give me that as json", "export_gateways")

    hosts = {each["host"] for each in json.loads(said["document"]["text"])["hosts"]}
    assert hosts == {scene.host(ZURICH), scene.host(ZURICH_BACKUP)}


async def test_all_is_everything_whatever_was_spoken_of_before(scene: Scene) -> None:
    person = Conversation(scene.resources)
    await person.say("is zurich up", "check_ports")

    said = await person.say("all of them as json", "export_gateways")

    hosts = {each["host"] for each in json.loads(said["document"]["text"])["hosts"]}
    assert hosts == {row.host for row in scene.gateways.rows}


async def test_a_list_of_everything_leaves_no_rows_behind(scene: Scene) -> None:
    person = Conversation(scene.resources)

    await person.say("as csv", "export_gateways")

    assert person.slots["gateways"] == []


async def test_the_list_is_a_button_away_from_the_letter(scene: Scene) -> None:
    person = Conversation(scene.resources, GERMAN)
    said = await person.say("Brief für Zürich", "write_letter")

    listed = await person.press(button_of(said, "Als Liste für die Firewall"))

    assert scene.host(ZURICH) in listed["document"]["text"]
    assert "TWS Europa (Zürich)" in listed["text"]


async def test_the_letter_comes_in_the_other_language_when_that_is_wished(scene: Scene) -> None:
    person = Conversation(scene.resources)
    await person.say("letter for zurich", "write_letter")

    said = await person.say("the same in German please", "write_letter", rows="known")

    assert said["document"]["text"].startswith("Betreff:")
    assert said["language"] == "en"


async def test_a_letter_for_one_port_names_both_and_says_why(scene: Scene) -> None:
    person = Conversation(scene.resources)
    await person.say("letter for zurich", "write_letter")

    said = await person.say(f"only for port {scene.plain}", "write_letter", rows="known")

    assert said["text"].startswith("One TWS session uses 4000 and 4001")
    assert str(scene.secure) in said["document"]["text"]


async def test_a_letter_without_results_tells_none(scene: Scene) -> None:
    person = Conversation(scene.resources)
    await person.say("is zurich up", "check_ports")

    said = await person.say("ohne Ergebnisse bitte", "write_letter", rows="known")

    assert "From the server" not in said["document"]["text"]


async def test_the_letter_says_first_when_it_is_hardly_the_firewall(scene: Scene) -> None:
    person = Conversation(scene.resources, GERMAN)
    await person.say("geht hongkong", "check_ports")

    said = await person.say("jetzt der brief", "write_letter", rows="known")

    assert said["text"].startswith("Nach dem, was gesehen wurde, liegt es kaum an Ihrer Firewall")


async def test_the_letter_is_for_the_region_though_the_backup_alone_was_asked_for(
    scene: Scene,
) -> None:
    person = Conversation(scene.resources)
    await person.say("is the Zurich backup up", "check_ports")

    said = await person.say("letter please", "write_letter")

    assert scene.host(ZURICH) in said["document"]["text"]
    assert scene.host(ZURICH_BACKUP) in said["document"]["text"]


async def test_a_form_that_there_is_not_is_named(scene: Scene) -> None:
    said = await Conversation(scene.resources).say("zurich as yaml", "export_gateways")

    assert said["text"].startswith("I don't have yaml")
