"""What ``python -m kb`` finds in a small healthy project after one change, and in ours."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kb.__main__ import main
from kb.check import PROJECT, Report, check_project
from kb.errors import Severity
from tests.kb.small_project import DE, EN, TODAY, Changes, change, check, found

CHANGES: Changes = {
    "an article cannot be read": (
        [(EN, "# Log in", "Log in")],
        [
            f"{EN}:9: title-missing: write '# Title' below '---'",
        ],
    ),
    "the gateways cannot be read": (
        [("kb/gateways.yml", "    host:", "    hots:")],
        [
            "kb/gateways.yml:21: unknown-key: 'hots' is unknown here",
        ],
    ),
}


def test_the_healthy_project_is_healthy(project: Path) -> None:
    report = check(project)

    assert report == Report((), articles=8, sentences=110, gateways=1)


@pytest.mark.parametrize("mistake", CHANGES)
def test_each_mistake_is_named_with_its_line(project: Path, mistake: str) -> None:
    changes, complaints = CHANGES[mistake]

    change(project, changes)

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

    complaints = [complaint for complaint in found(project) if "Card_Login.md" in complaint]

    text = "name the file with lower-case letters, digits and hyphens, not 'Card_Login'"
    assert complaints == [
        f"kb/articles/de/Card_Login.md:2: id: {text}",
        f"kb/articles/en/Card_Login.md:2: id: {text}",
    ]


def test_a_warning_is_no_error(project: Path) -> None:
    path = project / "kb/gateways.yml"
    path.write_text(path.read_text("utf-8").replace("2026-11-22", "2024-01-01"), "utf-8")

    report = check(project)

    assert [complaint.severity for complaint in report.complaints] == [Severity.WARNING]
    assert not report.has_errors


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
    assert content["articles"] == 8
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
