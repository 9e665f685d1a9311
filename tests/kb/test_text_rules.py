"""Slips in texts that can be read: those of the broker's own articles, in our words, and more."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.article_reader import read_article
from kb.language import Language
from kb.text_rules import check_texts

BROKEN_TEXTS = Path(__file__).parent / "broken_texts"
TEMPLATE = "this line still is the template's; write it, or remove it"
COMPLAINTS = {
    "de/head-for-button": [
        "13: slip: 'Kopf' is a slip of the source; write 'Knopf'",
    ],
    "de/left-from-template": [
        f"17: todo: {TEMPLATE}",
        f"21: todo: {TEMPLATE}",
        f"13: todo: {TEMPLATE}",
    ],
    "de/step-letters": [
        "14: step-reference: there is no step A; the steps are 1 to 3",
        "15: step-reference: there is no step C; the steps are 1 to 3",
    ],
    "en/serve-for-server": [
        "10: slip: 'serve does not' is a slip of the source; write 'server does not'",
        "10: slip: 'must to be' is a slip of the source; write 'must be'",
    ],
    "en/step-beyond-the-last": [
        "10: step-reference: there is no step 3; the steps are 1 to 2",
        "17: step-reference: there is no step 7; the steps are 1 to 2",
        "20: step-reference: there is no step 0; the steps are 1 to 2",
        "23: step-reference: there is no step 4; the steps are 1 to 2",
    ],
    "en/step-letters": [
        "14: step-reference: there is no step A; the steps are 1 to 3",
        "15: step-reference: there is no step C; the steps are 1 to 3",
    ],
}
SAME_USER = Path(__file__).parent / "healthy/kb/articles/de/export-same-user.md"


def complaints_about(path: Path) -> list[str]:
    article = read_article(path, Language(path.parent.name))
    return [str(complaint).removeprefix(f"{path}:") for complaint in check_texts(article)]


@pytest.mark.parametrize(("mistake", "complaints"), COMPLAINTS.items())
def test_each_mistake_is_named_with_its_line(mistake: str, complaints: list[str]) -> None:
    assert complaints_about(BROKEN_TEXTS / f"{mistake}.md") == complaints


def test_every_broken_text_has_its_complaints() -> None:
    files = BROKEN_TEXTS.glob("*/*")

    assert {f"{path.parent.name}/{path.stem}" for path in files} == set(COMPLAINTS)


@pytest.mark.parametrize(
    "words",
    [
        "Der Text des Brokers sagt „Kopf“ statt Knopf.",
        "Dort steht `Kopf`, gemeint ist der Knopf.",
        "Die Kopfzeile bleibt, der Knopf auch.",
        "Nach Schritt 1 und vor Schritt 3.",
        "Der Broker nennt ihn „Schritt A“.",
        "Jeder Fortschritt 9 zählt.",
    ],
)
def test_words_that_only_look_like_a_slip_are_none(words: str, tmp_path: Path) -> None:
    path = tmp_path / "de" / SAME_USER.name
    path.parent.mkdir()
    text = SAME_USER.read_text(encoding="utf-8")
    path.write_text(text.replace("- Ein Benutzer kann", f"- {words} Ein Benutzer kann"), "utf-8")

    assert complaints_about(path) == []
