"""What a person brings, put together with what our server sees at the same time."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import trustme

from actions.evidence.observation import Evidence, Vantage
from actions.evidence.result_code import checksum
from actions.probing.finding import Reason
from kb.language import Language
from tests.actions.acting import Conversation, button_of, titles
from tests.actions.brought import (
    bring,
    code_of,
    now,
    office_firewall,
    states_of,
    target_of,
)
from tests.actions.loopback_scene import (
    ASIA,
    WEBSITE,
    ZURICH,
    ZURICH_BACKUP,
    Scene,
    loopback_scene,
)

ENGLISH, GERMAN = Language.ENGLISH, Language.GERMAN
OK, TIMEOUT, REFUSED = Reason.OK, Reason.TIMEOUT, Reason.REFUSED


@pytest.fixture
async def scene(authority: trustme.CA, tls: ssl.SSLContext) -> AsyncIterator[Scene]:
    async with loopback_scene(authority, tls) as opened:
        yield opened


async def test_a_code_becomes_a_table_a_verdict_and_letters(scene: Scene) -> None:
    person = Conversation(scene.resources)

    said = await bring(person, scene, office_firewall(scene, now()))

    assert said["kind"] == "check"
    assert said["check"]["seen_from"] == "computer"
    assert states_of(said) == {
        (ZURICH, scene.plain): "timeout",
        (ZURICH, scene.secure): "timeout",
        (WEBSITE, scene.web): "ok",
    }
    assert "firewall" in said["text"]
    assert titles(said)[:2] == ["Letter to IT, English", "Brief an die IT, Deutsch"]


async def test_our_server_looks_at_the_same_ports_at_the_same_time(scene: Scene) -> None:
    person = Conversation(scene.resources)
    seen: list[Mapping[str, Any]] = []

    with scene.resources.progress.watched("person", seen.append):
        said = await bring(person, scene, office_firewall(scene, now()))

    looked = {(row["gateway"], row["port"]): row["state"] for row in seen[-1]["rows"]}
    assert looked == dict.fromkeys(states_of(said), "ok")
    assert [row["detail"] for row in said["check"]["rows"]] == ["our server: open"] * 3
    evidence = Evidence.from_json(person.slots["evidence"])
    assert len(evidence.of(Vantage.SERVER)) == len(evidence.of(Vantage.COMPUTER)) == 3


@pytest.mark.parametrize("language", Language)
async def test_the_letter_about_it_tells_what_the_computer_saw(
    scene: Scene, language: Language
) -> None:
    person = Conversation(scene.resources, language)
    said = await bring(person, scene, office_firewall(scene, now()))
    title = {ENGLISH: "Letter to IT, English", GERMAN: "Brief an die IT, Deutsch"}[language]

    letter = await person.press(button_of(said, title))

    text = letter["document"]["text"]
    assert scene.host(ZURICH) in text
    assert scene.host(ZURICH_BACKUP) in text, "a firewall has to let through both"
    assert scene.host(ASIA) not in text
    assert {ENGLISH: "From my computer, ", GERMAN: "Von meinem Rechner aus, "}[language] in text


async def test_where_both_fail_it_is_not_the_persons_network(scene: Scene) -> None:
    person = Conversation(scene.resources)
    found = {target_of(scene, ASIA, port): REFUSED for port in (scene.plain, scene.secure)}

    said = await bring(person, scene, code_of(now(), found))

    assert "Letter to IT, English" not in titles(said)
    assert "Check again" in titles(said)
    assert said["check"]["rows"][0]["detail"].startswith("our server: refused")


async def test_a_foreign_issuer_is_named(scene: Scene) -> None:
    person = Conversation(scene.resources, GERMAN)
    found = {target_of(scene, ZURICH, scene.secure): Reason.CERTIFICATE_UNTRUSTED}

    said = await bring(person, scene, code_of(now(), found, issuer="Zscaler Inc."))

    assert "Zscaler Inc." in said["text"]
    assert "Zscaler Inc." in said["check"]["rows"][0]["reason"]


async def test_an_http_proxy_is_kept_for_the_verdict(scene: Scene) -> None:
    person = Conversation(scene.resources)
    found = {
        target_of(scene, ZURICH, scene.secure): TIMEOUT,
        target_of(scene, WEBSITE, scene.web): OK,
    }

    await bring(person, scene, code_of(now(), found, proxy="y"))

    assert person.slots["evidence"]["http_proxy"] is True


@pytest.mark.parametrize(
    ("damage", "english", "german"),
    [
        (lambda code: code[:-3], "This result code is damaged", "ist beschädigt"),
        (lambda code: code.replace("t61", "o61", 1), "This result code is damaged", "beschädigt"),
        (lambda code: resigned("LOTSE2" + code[6:]), "I don't know this kind", "kenne ich nicht"),
        (
            lambda code: resigned(code[:20] + "-aaaat61" + code[20:]),
            "no longer on my list",
            "nicht mehr auf meiner Liste",
        ),
        (
            lambda code: resigned(code.replace("LOTSE1-26", "LOTSE1-2699", 1)),
            "says something that cannot be",
            "sagt aber etwas, das nicht sein kann",
        ),
    ],
)
@pytest.mark.parametrize("language", Language)
async def test_a_code_that_cannot_be_used_is_refused_with_the_reason(
    scene: Scene, damage: Any, english: str, german: str, language: Language
) -> None:
    person = Conversation(scene.resources, language)
    person.metadata = {"platform": "linux"}
    code = damage(office_firewall(scene, datetime(2026, 11, 26, 1, 30, tzinfo=timezone.utc)))

    said = await bring(person, scene, code)

    assert {ENGLISH: english, GERMAN: german}[language] in said["text"]
    assert (said["kind"], said["check"]) == ("clarify", None)
    assert "evidence" not in person.slots
    shown = await person.press(said["buttons"][0])
    assert shown["text"]


def resigned(code: str) -> str:
    text = code[:-7]
    return f"{text}-{checksum(text)}"


ROUTE = (
    "Tracing route to {host} [198.51.100.7]\n"
    "over a maximum of 30 hops:\n"
    "  1     1 ms     1 ms     1 ms  192.168.1.1"
)


@pytest.mark.parametrize(
    ("pasted", "english", "german"),
    [
        (ROUTE, "The route that you pasted says nothing", "Der eingefügte Weg durch das Netz sagt"),
        (
            "{host} has address 198.51.100.7",
            "A name lookup says nothing",
            "Eine Namensabfrage sagt",
        ),
        ("Connected to {host}.", "but not which port was tried", "aber nicht, welcher Port"),
    ],
)
@pytest.mark.parametrize("language", Language)
async def test_output_that_tells_of_no_port_is_answered_with_why(
    scene: Scene, pasted: str, english: str, german: str, language: Language
) -> None:
    person = Conversation(scene.resources, language)
    person.metadata = {"platform": "linux"}

    said = await bring(person, scene, pasted.format(host=scene.host(ZURICH)))

    assert {ENGLISH: english, GERMAN: german}[language] in said["text"]
    assert (said["kind"], said["check"]) == ("clarify", None)
    assert titles(said) == [{ENGLISH: "Show the command", GERMAN: "Befehl zeigen"}[language]]
    assert "198.51.100.7" not in said["text"]


async def test_a_name_that_is_not_found_is_compared_with_what_our_server_sees(
    scene: Scene,
) -> None:
    person = Conversation(scene.resources)

    said = await bring(person, scene, f"** server can't find {scene.host(ZURICH)}: NXDOMAIN")

    assert said["kind"] == "check"
    evidence = Evidence.from_json(person.slots["evidence"])
    assert [each.reason for each in evidence.of(Vantage.COMPUTER)] == [Reason.NAME_NOT_FOUND]
    assert {each.reason for each in evidence.of(Vantage.SERVER)} == {OK}


async def test_a_route_beside_a_result_is_said_to_tell_nothing(scene: Scene) -> None:
    person = Conversation(scene.resources)
    host = scene.host(ZURICH)
    refused = f"nc: connect to {host} port {scene.plain} (tcp) failed: Connection refused"

    said = await bring(person, scene, f"{ROUTE.format(host=host)}\n\n{refused}")

    assert said["text"].startswith("The route that you pasted says nothing about a port")
    assert states_of(said) == {(ZURICH, scene.plain): "refused"}


@pytest.mark.parametrize(
    ("age", "english", "german"),
    [
        (timedelta(days=1), "so I draw no conclusion", "deshalb schließe ich daraus nichts"),
        (timedelta(hours=13), "so I draw no conclusion", "deshalb schließe ich daraus nichts"),
        (-timedelta(hours=2), "the clock of that computer is wrong", "geht falsch"),
    ],
)
@pytest.mark.parametrize("language", Language)
async def test_a_code_from_another_time_is_shown_and_nothing_follows(
    scene: Scene, age: timedelta, english: str, german: str, language: Language
) -> None:
    person = Conversation(scene.resources, language)
    person.metadata = {"platform": "linux"}
    seen = now() - age
    watched: list[object] = []

    with scene.resources.progress.watched("person", watched.append):
        said = await bring(person, scene, office_firewall(scene, seen))

    assert {ENGLISH: english, GERMAN: german}[language] in said["text"]
    day = {ENGLISH: "%Y-%m-%d %H:%M", GERMAN: "%d.%m.%Y, %H:%M"}[language]
    assert seen.strftime(day) in said["text"]
    assert len(states_of(said)) == 3
    assert watched == [], "our server does not look"
    assert "evidence" not in person.slots
    again = await person.press(said["buttons"][0])
    assert again["commands"], "the command for the same rows"


async def test_a_code_from_eleven_hours_ago_still_counts(scene: Scene) -> None:
    person = Conversation(scene.resources)

    said = await bring(person, scene, office_firewall(scene, now() - timedelta(hours=11)))

    assert said["kind"] == "check"
    assert "evidence" in person.slots
