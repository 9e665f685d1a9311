"""What the checker finds when a sentence stands for two things, or an exam question is taught."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kb.small_project import DE, EN, Changes, change, found

CHANGES: Changes = {
    "a question stands in two articles": (
        [(EN, "- The card is dark", "- Port list?")],
        [
            "kb/articles/en/hosts.md:23: question-twice: 'port list' stands in en/card-login.md:27 "
            "already; remove one of them",
        ],
    ),
    "a question stands twice in a file": (
        [(EN, "- The card is dark", "- card login")],
        [
            f"{EN}:27: question-twice: 'card login' stands in en/card-login.md:23 already; "
            "remove one of them",
        ],
    ),
    "a question is small talk": (
        [(EN, "- The card is dark", "- Hello!")],
        [
            f"{EN}:27: question-twice: 'Hello!' stands in en/greet.yml:5 already; "
            "remove one of them",
        ],
    ),
    "an exam question is taught in its article": (
        [(DE, "- Erklär mir die Karte", "- Karte anmelden!")],
        [
            f"{DE}:32: exam-taught: 'Karte anmelden!' is taught in de/card-login.md:23; "
            "replace this exam question",
        ],
    ),
    "an exam question is taught elsewhere without its umlaut": (
        [(DE, "- Erklär mir die Karte", "- Was muss die IT oeffnen")],
        [
            f"{DE}:32: exam-taught: 'Was muss die IT oeffnen' is taught in de/hosts.md:24; "
            "replace this exam question",
        ],
    ),
    "an exam question of an intent is taught": (
        [("tests/model/exam/en/small_talk.txt", "good morning", "Hello")],
        [
            "tests/model/exam/en/small_talk.txt:1: exam-taught: 'Hello' is taught in "
            "en/greet.yml:5; replace this exam question",
        ],
    ),
    "an exam question is nearly a taught one": (
        [(EN, "- How does signing in work?", "- Where does the codes go?")],
        [
            f"{EN}:34: exam-near: 'Where does the codes go?' is nearly 'Where does the code go?', "
            "taught in en/card-login.md:25; replace this question",
        ],
    ),
    "an exam question is nearly one of another article": (
        [(DE, "- Erklär mir die Karte", "- Welche Hosts geb ich frei")],
        [
            f"{DE}:32: exam-near: 'Welche Hosts geb ich frei' is nearly 'Welche Hosts gebe ich "
            "frei?', taught in de/hosts.md:21; replace this question",
        ],
    ),
    "an exam question of an intent is nearly taught": (
        [("tests/model/exam/en/small_talk.txt", "good morning", "card log in")],
        [
            "tests/model/exam/en/small_talk.txt:1: exam-near: 'card log in' is nearly 'card "
            "login', taught in en/card-login.md:23; replace this question",
        ],
    ),
}


@pytest.mark.parametrize("mistake", CHANGES)
def test_each_mistake_is_named_with_its_line(project: Path, mistake: str) -> None:
    changes, complaints = CHANGES[mistake]

    change(project, changes)

    assert found(project) == complaints


@pytest.mark.parametrize("other", ["the code comes from where", "Where do I get the code?"])
def test_an_exam_question_may_resemble_a_taught_one(project: Path, other: str) -> None:
    change(project, [(EN, "- How does signing in work?", f"- {other}")])

    assert found(project) == []
