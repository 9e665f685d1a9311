"""Which platforms and users a message names, and which it denies."""

from __future__ import annotations

import pytest

from bot.nlu.entities import EntityFinder
from kb.gateways import read_gateways
from kb.language import Language

DE, EN = Language.GERMAN, Language.ENGLISH


@pytest.fixture(scope="module")
def finder() -> EntityFinder:
    return EntityFinder(read_gateways())


def named(finder: EntityFinder, text: str, language: Language, kind: str) -> list[str]:
    return [entity.value for entity in finder.find(text, language) if entity.kind == kind]


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("and on the Mac?", EN, ["macos"]),
        ("und auf dem Mac?", DE, ["macos"]),
        ("MacBook", EN, ["macos"]),
        ("mac-os", DE, ["macos"]),
        ("Ubuntu 22", EN, ["linux"]),
        ("LINUX!", DE, ["linux"]),
        ("Installation unter Windows?", DE, ["windows"]),
        ("my Win11 laptop", EN, ["windows"]),
        ("Linux oder Windows", DE, ["linux", "windows"]),
        ("not on a Mac", EN, []),
        ("nicht auf dem Mac", DE, []),
        ("nicht unter Windows, sondern unter Linux", DE, ["linux"]),
        ("I have no Mac", EN, []),
        ("the API, not on a Mac but on Linux", EN, ["linux"]),
        ("the API on Linux, not on a Mac", EN, ["linux"]),
        ("TWS soll nicht auf dem Mac, sondern unter Windows laufen", DE, ["windows"]),
        ("I'm not on a Mac", EN, []),
        ("API install: not Linux, not Windows", EN, []),
        ("I don't use Windows", EN, []),
        ("Linux instead of Windows", EN, ["linux"]),
        ("Linux, not Windows", EN, ["linux"]),
        ("it does not start, I use a new Windows", EN, ["windows"]),
        ("it looks different in the window", EN, []),
        ("machine, macro and winter", EN, []),
    ],
)
def test_platforms(finder: EntityFinder, text: str, language: Language, values: list[str]) -> None:
    assert named(finder, text, language, "platform") == values


@pytest.mark.parametrize(
    ("text", "language", "kind", "value"),
    [
        ("No, on Linux", EN, "platform", "linux"),
        ("it does not work on Windows", EN, "platform", "windows"),
        ("API does not install on Linux", EN, "platform", "linux"),
        ("TWS startet nicht auf dem Mac", DE, "platform", "macos"),
        ("statt Windows Linux", DE, "platform", "linux"),
        ("not Windows but Linux", EN, "platform", "linux"),
        ("kein Problem, Linux", DE, "platform", "linux"),
        ("no, another user", EN, "user", "other-user"),
        ("it does not load for another user", EN, "user", "other-user"),
        ("Warum geht es nicht mit einem anderen Benutzer?", DE, "user", "other-user"),
    ],
)
def test_a_negation_of_something_else_denies_nothing(
    finder: EntityFinder, text: str, language: Language, kind: str, value: str
) -> None:
    assert named(finder, text, language, kind) == [value]


@pytest.mark.parametrize(
    ("text", "language"),
    [("another question", EN), ("the second step", EN), ("noch eine andere Frage", DE)],
)
def test_another_thing_is_no_user(finder: EntityFinder, text: str, language: Language) -> None:
    assert named(finder, text, language, "user") == []


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("the same user name", EN, ["same-user"]),
        ("mit demselben Benutzernamen", DE, ["same-user"]),
        ("unter dem gleichen Login", DE, ["same-user"]),
        ("identical username", EN, ["same-user"]),
        ("to a different user", EN, ["other-user"]),
        ("for another user name", EN, ["other-user"]),
        ("für einen anderen Nutzer", DE, ["other-user"]),
        ("auf meinen zweiten Benutzer", DE, ["other-user"]),
        ("for my wife", EN, ["other-user"]),
        ("an meine Kollegin", DE, ["other-user"]),
        ("für jemanden", DE, ["other-user"]),
        ("not the same user", EN, ["other-user"]),
        ("nicht derselbe Benutzer", DE, ["other-user"]),
        ("kein anderer Benutzer", DE, ["same-user"]),
        ("no different user", EN, ["same-user"]),
        ("the other", EN, ["other-user"]),
        ("derselbe", DE, ["same-user"]),
        ("nicht derselbe", DE, ["other-user"]),
        ("on another computer that stands in the office downstairs", EN, []),
        ("das gleiche Problem hatte ich gestern auch schon einmal", DE, []),
        ("user name", EN, []),
        ("my wife says that it is broken", EN, []),
    ],
)
def test_users(finder: EntityFinder, text: str, language: Language, values: list[str]) -> None:
    assert named(finder, text, language, "user") == values


@pytest.mark.parametrize(("kind", "text"), [("platform", "on my Mac"), ("user", "the same user")])
def test_a_find_knows_where_it_stands(finder: EntityFinder, kind: str, text: str) -> None:
    [entity] = [each for each in finder.find(f"So, {text}!", EN) if each.kind == kind]

    assert text.endswith(f"So, {text}!"[entity.start : entity.end])


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Zürcher Gateway", {"zurich": "city"}),
        ("Asien und Hongkong", {"asia": "region", "hong-kong": "city"}),
        ("die Schweiz", {"zurich": "city"}),
    ],
)
def test_a_place_is_a_city_or_a_region(
    finder: EntityFinder, text: str, roles: dict[str, str]
) -> None:
    found = {each.value: each.role for each in finder.find(text, DE) if each.kind == "place"}

    assert found == roles


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("ist das Zürcher Backup-Gateway da", ["tws-europe-backup"]),
        ("zdc1.ibllc.com", ["tws-europe-primary"]),
        ("ist Zürich da", []),
        ("das Ersatzgateway", []),
    ],
)
def test_a_gateway_that_is_singled_out_is_named(
    finder: EntityFinder, text: str, rows: list[str]
) -> None:
    assert named(finder, text, DE, "gateway") == rows


def test_an_error_text_is_found_whatever_its_case_and_line_breaks() -> None:
    finder = EntityFinder(read_gateways(), ["Library dbcapi.dll cannot be loaded"])

    for text in (
        "it says: library DBCAPI.dll cannot be loaded!",
        "Library dbcapi.dll\ncannot be loaded",
    ):
        assert named(finder, text, EN, "error") == ["Library dbcapi.dll cannot be loaded"]
