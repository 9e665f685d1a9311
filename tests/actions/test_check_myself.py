"""The command that a person gets for their own computer."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
import trustme

from actions.evidence.own_command import Shell, write_command
from actions.evidence.result_code import short_id
from actions.probing.finding import Target
from actions.probing.prober import Prober
from actions.resources import Resources
from kb.language import Language
from tests.actions.acting import Conversation, button_of, titles
from tests.actions.loopback_scene import (
    WEBSITE,
    ZURICH,
    ZURICH_BACKUP,
    Scene,
    loopback_scene,
    shipped_library,
)
from tests.actions.typed_turns import shipped_gateways

SYSTEMS = {"windows": "`PowerShell`", "macos": "**terminal**", "linux": "**terminal**"}


@pytest.fixture
async def scene(authority: trustme.CA, tls: ssl.SSLContext) -> AsyncIterator[Scene]:
    async with loopback_scene(authority, tls) as opened:
        yield opened


def targets_of(scene: Scene, *row_ids: str) -> list[Target]:
    return [
        Target(row.host, port, port in scene.gateways.tls_ports)
        for row in scene.gateways.rows
        if row.id in row_ids
        for port in row.ports
    ]


def command_of(message: Mapping[str, Any]) -> str:
    [command] = message["commands"]
    return str(command["text"])


def tried_by(command: str, scene: Scene) -> set[Target]:
    every = targets_of(scene, *(row.id for row in scene.gateways.rows))
    return {target for target in every if short_id(target) in command}


@pytest.mark.parametrize(("system", "program"), SYSTEMS.items())
async def test_the_browsers_system_is_taken_without_asking(
    scene: Scene, system: str, program: str
) -> None:
    person = Conversation(scene.resources)
    person.metadata = {"platform": system}

    said = await person.say("how do I check zurich from my computer", "check_myself")

    assert said["kind"] == "answer"
    assert program in said["text"]
    assert person.slots["platform"] == system
    assert said["check"] is None, "nothing is connected to"


@pytest.mark.parametrize(
    ("row_ids", "text"), [([ZURICH, ZURICH_BACKUP], "zurich"), ([ZURICH], "zurich primary")]
)
async def test_the_command_has_exactly_the_ports_in_question_and_a_website_to_compare(
    scene: Scene, row_ids: Sequence[str], text: str
) -> None:
    person = Conversation(scene.resources)
    person.metadata = {"platform": "linux"}

    said = await person.say(f"check {text} from my computer", "check_myself")

    targets = targets_of(scene, *row_ids) + targets_of(scene, WEBSITE)
    assert command_of(said) == write_command(targets, Shell.BASH, Language.ENGLISH)
    assert tried_by(command_of(said), scene) == set(targets)
    assert "It tries TWS Europe (Zurich), the broker's website for comparison, and" in said["text"]


async def test_a_website_is_compared_with_nothing(scene: Scene) -> None:
    person = Conversation(scene.resources, Language.GERMAN)
    person.metadata = {"platform": "linux"}

    said = await person.say("Website von meinem Rechner aus prüfen", "check_myself")

    assert tried_by(command_of(said), scene) == set(targets_of(scene, WEBSITE))
    assert "zum Vergleich" not in said["text"]


async def test_a_named_port_is_the_only_one_of_its_row(scene: Scene) -> None:
    person = Conversation(scene.resources)
    person.metadata = {"platform": "macos"}

    said = await person.say(f"check zurich primary {scene.plain} myself", "check_myself")

    plain = Target(scene.host(ZURICH), scene.plain, tls=False)
    assert tried_by(command_of(said), scene) == {plain, *targets_of(scene, WEBSITE)}


async def test_without_a_known_system_it_is_asked_for_and_the_answer_leads_on(
    scene: Scene,
) -> None:
    person = Conversation(scene.resources)

    said = await person.say("check zurich from my computer", "check_myself")

    assert (said["kind"], titles(said)) == ("clarify", ["Windows", "macOS", "Linux"])
    given = await person.press(button_of(said, "macOS"))
    assert tried_by(command_of(given), scene) >= set(targets_of(scene, ZURICH, ZURICH_BACKUP))
    assert person.slots["platform"] == "macos"


@pytest.mark.parametrize("text", ["windows", "Windows 11", "it's a Windows PC", "no, windows"])
async def test_a_typed_system_answers_the_question_too(scene: Scene, text: str) -> None:
    person = Conversation(scene.resources)
    await person.say("check zurich from my computer", "check_myself")

    given = await person.say(text, "ask", article="api-install-windows")

    assert "`PowerShell`" in given["text"]
    assert "TWS Europe (Zurich)" in given["text"]


async def test_another_system_named_after_the_command_gets_its_own(scene: Scene) -> None:
    person = Conversation(scene.resources, Language.GERMAN)
    person.metadata = {"platform": "linux"}
    await person.say("Zürich von meinem Rechner prüfen", "check_myself")

    given = await person.say("ich habe aber Windows", "name_variant")

    assert "`PowerShell`" in given["text"]


@pytest.mark.parametrize(
    "text", ["How do I install the API on Windows?", "API Windows", "TWS settings under windows"]
)
async def test_a_question_that_mentions_a_system_is_answered_after_the_command_too(
    scene: Scene, text: str
) -> None:
    person = Conversation(scene.resources)
    person.metadata = {"platform": "linux"}
    await person.say("check zurich from my computer", "check_myself")

    said = await person.say(text, "ask", article="api-install-windows")

    assert said["commands"] is None
    assert said["article"]["id"] == "api-install-windows"


async def test_a_named_system_goes_before_the_browsers(scene: Scene) -> None:
    person = Conversation(scene.resources)
    person.metadata = {"platform": "linux"}

    said = await person.say("check zurich from my windows computer", "check_myself")

    assert "`PowerShell`" in said["text"]


async def test_without_a_gateway_it_is_asked_for_and_the_system_is_kept(scene: Scene) -> None:
    person = Conversation(scene.resources)
    said = await person.say("how do I check from my Mac", "check_myself", platform="macos")
    assert said["text"] == "Which gateway do you want to reach from your computer?"

    pressed = await person.press(button_of(said, "Europe (Zurich)"))

    assert pressed["commands"]
    assert person.slots["platform"] == "macos"


async def test_a_typed_gateway_answers_the_question_and_the_system_is_kept(scene: Scene) -> None:
    person = Conversation(scene.resources)
    await person.say("how do I check from my Mac", "check_myself", platform="macos")

    said = await person.say("zurich", "name_gateway")

    assert said["commands"]
    assert person.slots["platform"] == "macos"


async def test_after_a_check_the_same_rows_are_meant(scene: Scene) -> None:
    person = Conversation(scene.resources)
    person.metadata = {"platform": "windows"}
    checked = await person.say("is zurich up", "check_ports")

    said = await person.press(button_of(checked, "Check from my computer"))

    assert tried_by(command_of(said), scene) == set(
        targets_of(scene, ZURICH, ZURICH_BACKUP, WEBSITE)
    )


@pytest.mark.parametrize("system", SYSTEMS)
async def test_every_other_way_leads_to_its_command(scene: Scene, system: str) -> None:
    person = Conversation(scene.resources)
    person.metadata = {"platform": system}
    said = await person.say("check zurich from my computer", "check_myself")

    others = [await person.press(button) for button in said["buttons"]]

    assert all(command_of(other) for other in others)
    own = {title for title in titles(said) if title.startswith("Another way: ")}
    assert len({command_of(each) for each in (said, *others)}) >= len(own) + 2


async def test_python_is_called_as_windows_calls_it(scene: Scene) -> None:
    person = Conversation(scene.resources)
    person.metadata = {"platform": "windows"}
    said = await person.say("check zurich from my computer", "check_myself")

    python = await person.press(button_of(said, "Another way: Python 3"))

    assert command_of(python).startswith("py -3 -c ")


async def test_too_many_ports_are_asked_about_again() -> None:
    gateways = shipped_gateways()
    person = Conversation(Resources(shipped_library(), gateways, Prober(gateways)))
    person.metadata = {"platform": "linux"}

    said = await person.say("check everything from my computer", "check_myself")
    every = await person.say("check all websites and tws and client portal", "check_myself")

    assert said["commands"], "all trading gateways fit"
    assert (every["kind"], every["commands"]) == ("clarify", None)
    assert every["text"].endswith("For which gateways?")
    assert (await person.press(every["buttons"][0]))["commands"]


async def test_who_asks_for_the_browser_is_told_why_it_is_a_command(scene: Scene) -> None:
    person = Conversation(scene.resources)
    person.metadata = {"platform": "linux"}

    said = await person.say("can my browser check zurich", "check_myself")

    assert said["text"].startswith("A browser can only try the HTTPS hosts")


@pytest.mark.parametrize("language", Language)
async def test_it_says_that_nothing_personal_is_in_the_code(
    scene: Scene, language: Language
) -> None:
    person = Conversation(scene.resources, language)
    person.metadata = {"platform": "linux"}

    said = await person.say("zurich", "check_myself")

    promise = {
        Language.ENGLISH: "no user name and no address",
        Language.GERMAN: "kein Benutzername und keine Adresse",
    }
    assert promise[language] in said["text"]
    assert "!" not in said["text"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.ENGLISH, "I can't run commands here"),
        (Language.ENGLISH, "PowerShell is blocked on this computer"),
        (Language.ENGLISH, "I only have my phone"),
        (Language.GERMAN, "ich darf hier keine Befehle ausführen"),
        (Language.GERMAN, "die PowerShell ist bei uns gesperrt"),
        (Language.GERMAN, "hab nur mein Handy"),
    ],
)
async def test_who_can_run_no_command_gets_another_way(
    scene: Scene, language: Language, text: str
) -> None:
    said = await Conversation(scene.resources, language).say(text, "check_myself")

    assert said["commands"] is None
    assert titles(said)[0] in ("Letter to IT", "Brief an die IT")
    assert "Hotspot" in said["text"] or "hotspot" in said["text"]


@pytest.mark.parametrize(
    "text",
    ["how do I test whether 4001 is blocked from my PC", "can I run a test from here in Zurich"],
)
async def test_who_asks_for_a_test_gets_one(scene: Scene, text: str) -> None:
    person = Conversation(scene.resources)
    person.slots["gateways"] = [ZURICH]
    person.metadata = {"platform": "linux"}

    said = await person.say(text, "check_myself")

    assert said["commands"]


async def test_who_does_not_know_the_system_gets_a_hint(scene: Scene) -> None:
    person = Conversation(scene.resources)
    person.slots["gateways"] = [ZURICH]

    said = await person.say("I don't know", "check_myself", follow_up="unsure", rows="known")

    assert "apple" in said["text"]
    assert titles(said) == ["Windows", "macOS", "Linux"]
