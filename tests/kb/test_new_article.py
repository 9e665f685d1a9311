"""How an article is begun: both files from the templates, or neither."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kb.__main__ import main
from kb.article_reader import read_article
from kb.language import Language
from kb.new_article import NewArticleError, create_article
from tests.kb.small_project import TODAY, check, found

LANGUAGES = ["en", "de"]


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.md"))


@pytest.mark.parametrize("id", ["card-reset", "a", "2fa", "port-4001-again"])
def test_both_files_are_written(tmp_path: Path, id: str) -> None:
    paths = create_article(id, tmp_path, TODAY)

    assert sorted(path.relative_to(tmp_path).as_posix() for path in paths) == [
        f"de/{id}.md",
        f"en/{id}.md",
    ]
    assert files(tmp_path) == [f"de/{id}.md", f"en/{id}.md"]


@pytest.mark.parametrize("language", Language)
def test_what_is_written_can_be_read(tmp_path: Path, language: Language) -> None:
    create_article("card-reset", tmp_path, date(2026, 3, 4))

    article = read_article(tmp_path / language.value / "card-reset.md", language)

    assert (article.id, article.reviewed) == ("card-reset", date(2026, 3, 4))
    assert article.status.value == "unconfirmed"


@pytest.mark.parametrize(
    "id",
    ["", "Card", "card reset", "card_reset", "-card", "card-", "a--b", "../card", "karte-ä", "a\n"],
)
def test_what_is_no_id_is_refused(tmp_path: Path, id: str) -> None:
    with pytest.raises(NewArticleError) as error:
        create_article(id, tmp_path, TODAY)

    assert str(error.value) == (
        f"'{id}' is no id: use at most 60 lower-case letters, digits and hyphens, such as "
        "'card-login'"
    )
    assert files(tmp_path) == []


def test_an_id_too_long_for_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NewArticleError):
        create_article("a" * 300, tmp_path, TODAY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_that_exists_in_one_language_is_left_alone(
    tmp_path: Path, language: str
) -> None:
    path = tmp_path / language / "card-reset.md"
    path.parent.mkdir()
    path.write_text("mine", encoding="utf-8")

    with pytest.raises(NewArticleError) as error:
        create_article("card-reset", tmp_path, TODAY)

    assert str(error.value) == f"{path} exists already; edit it, or choose another id"
    assert files(tmp_path) == [f"{language}/card-reset.md"]
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("language", LANGUAGES)
def test_if_one_file_cannot_be_written_neither_is(tmp_path: Path, language: str) -> None:
    (tmp_path / language).write_text("a file where a folder belongs", encoding="utf-8")

    with pytest.raises(NewArticleError) as error:
        create_article("card-reset", tmp_path, TODAY)

    assert str(error.value) == f"{tmp_path / language} cannot be written: File exists"
    assert files(tmp_path) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_the_template_is_to_be_written(project: Path, language: str) -> None:
    create_article("card-reset", project / "kb/articles", TODAY)

    complaints = [c for c in check(project).complaints if c.path.parent.name == language]

    lines = (project / "kb/articles" / language / "card-reset.md").read_text("utf-8").splitlines()
    todo = [number for number, line in enumerate(lines, 1) if "TODO" in line]
    assert [c.line for c in complaints if c.rule == "todo"] == todo
    assert sorted(c.rule for c in complaints if c.rule != "todo") == [
        "exam-questions-few",
        "questions-few",
    ]
    assert {c.path.name for c in complaints} == {"card-reset.md"}


def test_the_command_begins_an_article(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "card-reset", str(project)]) == 0

    *paths, hint = capsys.readouterr().out.splitlines()
    assert sorted(paths) == [
        str(project / f"kb/articles/{language}/card-reset.md") for language in ("de", "en")
    ]
    assert hint == "Write both, then check them: python -m kb"
    assert found(project) != []


@pytest.mark.parametrize("id", ["card-login", "Card Login"])
def test_the_command_says_why_it_refuses(
    project: Path, capsys: pytest.CaptureFixture[str], id: str
) -> None:
    before = files(project)

    assert main(["new", id, str(project)]) == 1

    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("kb: ")
    assert files(project) == before


@pytest.mark.parametrize("arguments", [["new"], ["new", "a", "b", "c"], ["new", "--strange", "a"]])
def test_wrong_use_of_the_command_ends_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)

    assert stop.value.code == 2
    assert "usage: python -m kb new" in capsys.readouterr().err
