"""What ``python -m kb`` finds in a small healthy project after one change, and in ours."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kb.__main__ import main
from kb.check import PROJECT, Report, check_project
from kb.errors import Severity
from kb.translation_rules import find_facts

HEALTHY = Path(__file__).parent / "healthy"
TODAY = date(2026, 11, 22)
EN, DE = "kb/articles/en/card-login.md", "kb/articles/de/card-login.md"
LONG_STEP = "word " * 79 + "words."
LONG_ANSWER = "word " * 120 + "end."

Change = tuple[str, str, str]
"""Files, what stands in them, and what to write instead."""

CHANGES: dict[str, tuple[Change, list[str]]] = {
    "a number differs": (
        (EN, "2. Type the 6-digit", "2. Type the 8-digit"),
        [
            f"{DE}:15: translation-facts: the number '6' is missing in step 2 of en/card-login.md",
            f"{EN}:15: translation-facts: the number '8' is missing in step 2 of de/card-login.md",
        ],
    ),
    "a decimal differs": (
        (DE, "1,5 Sekunden", "2 Sekunden"),
        [
            f"{DE}:15: translation-facts: the number '2' is missing in step 2 of en/card-login.md",
            f"{EN}:15: translation-facts: the number '1.5' is missing in step 2 of "
            "de/card-login.md",
        ],
    ),
    "a number of the answer is missing": (
        (DE, "einen 6-stelligen Code.", "einen Code."),
        [
            f"{EN}:11: translation-facts: the number '6' is missing in the title or answer of "
            "de/card-login.md",
        ],
    ),
    "an article number is missing": (
        (DE, "- Siehe auch KB1943.", "- Siehe auch dort."),
        [
            f"{EN}:19: translation-facts: the article number 'KB1943' is missing in the notes of "
            "de/card-login.md",
        ],
    ),
    "a file name is missing": (
        (EN, "The program is `card.exe`", "This is the program"),
        [
            f"{DE}:18: translation-facts: the code 'card.exe' is missing in the notes of "
            "en/card-login.md",
        ],
    ),
    "a host is missing": (
        ("kb/articles/de/hosts.md", "[old.example.com](https://old.example.com)", "anders"),
        [
            "kb/articles/en/hosts.md:18: translation-facts: the host 'old.example.com' is missing "
            "in the notes of de/hosts.md",
        ],
    ),
    "a step is missing": (
        (DE, "\n2. Tippen Sie den 6-stelligen Code ein und warten Sie 1,5 Sekunden.", ""),
        [
            f"{EN}:14: translation-steps: 2 steps here, 1 in de/card-login.md; both need the same "
            "steps",
        ],
    ),
    "the broker's number differs": (
        (DE, "kb: KB2634", "kb: none"),
        [
            f"{EN}:3: translation-kb: 'KB2634' here, 'None' in de/card-login.md; write the same",
        ],
    ),
    "the sources differ": (
        (DE, "[seed]", "[seed, public]"),
        [
            f"{EN}:4: translation-sources: 'seed' here, 'seed, public' in de/card-login.md; "
            "write the same",
        ],
    ),
    "the status differs": (
        (DE, "status: current", "status: outdated"),
        [
            f"{EN}:6: translation-status: 'current' here, 'outdated' in de/card-login.md; "
            "write the same",
        ],
    ),
    "the related articles differ": (
        (DE, "related: [hosts]", "related: []"),
        [
            f"{EN}:7: translation-related: 'hosts' here, '' in de/card-login.md; write the same",
        ],
    ),
    "one language was reviewed earlier": (
        (DE, "2026-11-22", "2026-11-21"),
        [
            f"{DE}:5: translation-older: warning: reviewed 2026-11-21, but en/card-login.md "
            "2026-11-22; review this one too",
        ],
    ),
    "the review is in the future": (
        ("kb/gateways.yml", "2026-11-22", "2026-11-23"),
        [
            "kb/gateways.yml:2: reviewed-future: 2026-11-23 is in the future; write the day of the "
            "last review",
        ],
    ),
    "the review was long ago": (
        ("kb/gateways.yml", "2026-11-22", "2025-11-21"),
        [
            "kb/gateways.yml:2: reviewed-long-ago: warning: last reviewed 2025-11-21, over a year "
            "ago; review it and set today's date",
        ],
    ),
    "a related article does not exist": (
        ("kb/articles/*/card-login.md", "[hosts]", "[host]"),
        [
            f"{DE}:7: related: there is no article 'host'; correct the id or remove it",
            f"{EN}:7: related: there is no article 'host'; correct the id or remove it",
        ],
    ),
    "an article is related to itself": (
        ("kb/articles/*/card-login.md", "[hosts]", "[card-login]"),
        [
            f"{DE}:7: related: an article is not related to itself",
            f"{EN}:7: related: an article is not related to itself",
        ],
    ),
    "a host is not listed": (
        ("kb/gateways.yml", "  - old.example.com", "  - new.example.com"),
        [
            "kb/articles/de/hosts.md:18: host-unlisted: 'old.example.com' is not in gateways.yml; "
            "correct it or add it to mentioned_hosts there",
            "kb/articles/en/hosts.md:18: host-unlisted: 'old.example.com' is not in gateways.yml; "
            "correct it or add it to mentioned_hosts there",
        ],
    ),
    "an answer is long": (
        (EN, "Type it into the card.\n", f"Type it into the card.\n\n{LONG_ANSWER}\n"),
        [
            f"{EN}:11: answer-length: the answer has 661 characters, shorten it to 600",
        ],
    ),
    "a step is long": (
        (EN, "1. Press **OK**", f"1. {LONG_STEP} Press **OK**"),
        [
            f"{EN}:14: step-length: step 1 has 443 characters, shorten it to 400",
        ],
    ),
    "a question is missing": (
        (DE, "- karte anmelden\n", ""),
        [
            f"{DE}:22: questions-few: there are 7 here, write at least 8",
        ],
    ),
    "an exam question is missing": (
        (EN, "- card and code, please\n", ""),
        [
            f"{EN}:32: exam-questions-few: there are 3 here, write at least 4",
        ],
    ),
    "a question stands in two articles": (
        (EN, "- The card is dark", "- Port list?"),
        [
            "kb/articles/en/hosts.md:23: question-twice: 'port list' stands in en/card-login.md:27 "
            "already; remove one of them",
        ],
    ),
    "a question stands twice in a file": (
        (EN, "- The card is dark", "- card login"),
        [
            f"{EN}:27: question-twice: 'card login' stands in en/card-login.md:23 already; "
            "remove one of them",
        ],
    ),
    "a question is small talk": (
        (EN, "- The card is dark", "- Hello!"),
        [
            f"{EN}:27: question-twice: 'Hello!' stands in en/greet.yml:5 already; "
            "remove one of them",
        ],
    ),
    "an exam question is taught in its article": (
        (DE, "- Erklär mir die Karte", "- Karte anmelden!"),
        [
            f"{DE}:32: exam-taught: 'Karte anmelden!' is taught in de/card-login.md:23; "
            "replace this exam question",
        ],
    ),
    "an exam question is taught elsewhere without its umlaut": (
        (DE, "- Erklär mir die Karte", "- Was muss die IT oeffnen"),
        [
            f"{DE}:32: exam-taught: 'Was muss die IT oeffnen' is taught in de/hosts.md:24; "
            "replace this exam question",
        ],
    ),
    "an exam question of an intent is taught": (
        ("tests/model/exam/en/small_talk.txt", "good morning", "Hello"),
        [
            "tests/model/exam/en/small_talk.txt:1: exam-taught: 'Hello' is taught in "
            "en/greet.yml:5; replace this exam question",
        ],
    ),
    "an article cannot be read": (
        (EN, "# Log in", "Log in"),
        [
            f"{EN}:9: title-missing: write '# Title' below '---'",
        ],
    ),
    "the gateways cannot be read": (
        ("kb/gateways.yml", "    host:", "    hots:"),
        [
            "kb/gateways.yml:21: unknown-key: 'hots' is unknown here",
        ],
    ),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the small healthy project, to be changed."""
    return Path(shutil.copytree(HEALTHY, tmp_path / "project"))


def check(project: Path) -> Report:
    return check_project(project, TODAY, required=frozenset())


def found(project: Path) -> list[str]:
    return [str(complaint) for complaint in check(project).complaints]


def test_the_healthy_project_is_healthy(project: Path) -> None:
    report = check(project)

    assert report == Report((), articles=4, sentences=54, gateways=1)


@pytest.mark.parametrize("mistake", CHANGES)
def test_each_mistake_is_named_with_its_line(project: Path, mistake: str) -> None:
    (files, old, new), complaints = CHANGES[mistake]
    for path in project.glob(files):
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    assert found(project) == complaints


def test_every_unreadable_file_is_named(project: Path) -> None:
    for name in (EN, DE, "kb/gateways.yml"):
        (project / name).write_text("", encoding="utf-8")

    assert [line.split(":")[0] for line in found(project)] == [DE, EN, "kb/gateways.yml"]


def test_a_missing_translation_is_named(project: Path) -> None:
    (project / DE).unlink()

    text = "the article exists in the other language only; write this file"
    assert found(project) == [f"{DE}:1: translation-missing: {text}"]


def test_a_missing_required_article_is_named(project: Path) -> None:
    report = check_project(project, TODAY, required=frozenset({"hosts", "dsc-login"}))

    assert [str(complaint) for complaint in report.complaints] == [
        "kb/articles/en/dsc-login.md:1: article-missing: this article must exist; "
        "write it in both languages"
    ]


@pytest.mark.parametrize("name", ["fr/card-login.md", "card-login.md", "en/notes.txt"])
def test_a_file_nobody_reads_is_named(project: Path, name: str) -> None:
    path = project / "kb/articles" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("text", encoding="utf-8")

    text = "nobody reads this file; articles are en/<id>.md and de/<id>.md"
    assert found(project) == [f"kb/articles/{name}:1: stray-file: {text}"]


def test_files_that_computers_hide_are_no_mistake(project: Path) -> None:
    (project / "kb/articles/en/.DS_Store").write_text("", encoding="utf-8")

    assert found(project) == []


def test_an_id_with_capitals_is_named(project: Path) -> None:
    for language in ("en", "de"):
        path = project / f"kb/articles/{language}/card-login.md"
        text = path.read_text(encoding="utf-8").replace("id: card-login", "id: Card_Login")
        path.with_name("Card_Login.md").write_text(text, encoding="utf-8")
        path.unlink()

    rules = {complaint.rule for complaint in check(project).complaints}

    assert rules == {"id", "related"}


def test_a_warning_is_no_error(project: Path) -> None:
    path = project / "kb/gateways.yml"
    path.write_text(path.read_text("utf-8").replace("2026-11-22", "2024-01-01"), "utf-8")

    report = check(project)

    assert [complaint.severity for complaint in report.complaints] == [Severity.WARNING]
    assert not report.has_errors


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("a 6-digit code, 6-stellig", {("number", "6")}),
        ("1,5 and 1.5", {("number", "1.5")}),
        ("`dbcapi.dll` by `Access denied`", {("code", "dbcapi.dll")}),
        ("see KB2634", {("article number", "KB2634")}),
        ("ndc1.ibllc.com:4001", {("host", "ndc1.ibllc.com"), ("number", "4001")}),
        ("[here](https://a.example.com/en/2)", {("host", "a.example.com")}),
        ("setup.py, z.B. and e.g. end. New", set()),
    ],
)
def test_facts_are_what_a_translation_must_keep(text: str, facts: set[tuple[str, str]]) -> None:
    assert find_facts(text) == facts


def test_the_shipped_knowledge_base_is_clean() -> None:
    report = check_project()

    errors = [str(c) for c in report.complaints if c.severity is Severity.ERROR]
    assert errors == []
    assert report.articles >= 34
    assert report.gateways == 26


def test_the_shipped_intents_and_exams_are_compared_too() -> None:
    for folder in ("data/nlu", "tests/model/exam"):
        assert {path.name for path in (PROJECT / folder).iterdir()} >= {"de", "en"}


def test_the_command_says_what_it_checked(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(project)]) == 1
    assert capsys.readouterr().out.count("article-missing") == 17


def test_the_command_prints_json(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(project), "--json"]) == 1

    content = json.loads(capsys.readouterr().out)
    assert content["articles"] == 4
    assert content["complaints"][0] == {
        "file": "kb/articles/en/api-install-linux.md",
        "line": 1,
        "rule": "article-missing",
        "severity": "error",
        "text": "this article must exist; write it in both languages",
    }


def test_the_command_is_clean_and_needs_no_rasa() -> None:
    program = "import sys, kb.__main__ as m; code = m.main([]); assert 'rasa' not in sys.modules"

    result = subprocess.run(
        [sys.executable, "-c", f"{program}; sys.exit(code)"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )

    assert result.stderr == ""
    assert result.stdout.splitlines()[-1].startswith("checked ")
    assert result.returncode == 0


def test_the_command_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "kb", "--json"]

    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)

    assert result.stderr == ""
    assert json.loads(result.stdout)["gateways"] == 26
