"""Articles damaged in thousands of ways are read or refused; how they are read never matters.

A failure names the article and the seed, never its text: exam questions are not to be shown.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from random import Random

import pytest

from kb.article import Article
from kb.article_reader import read_article
from kb.articles import ARTICLES_FOLDER, find_article_files
from kb.errors import ContentError
from kb.language import Language
from tests.kb.mutations import mutate, random_mutations

HEALTHY_ARTICLES = Path(__file__).parent / "healthy/kb/articles"
SHIPPED = [path for language in Language for path in find_article_files(ARTICLES_FOLDER, language)]
HEALTHY = sorted(HEALTHY_ARTICLES.glob("*/*.md"))
DAMAGED = [
    path
    for path in SHIPPED
    if path.stem in {"api-install-linux", "dsc-login", "hosts-and-ports", "settings-on-server"}
]
SEEDS = 5000
COMPARED_SEEDS = 600
VARIANTS = "variants: {same-user: export-same-user, other-user: export-other-user}"
WRITTEN_OTHERWISE = {
    "stars": ("- save layout to a file", "* save layout to a file"),
    "a code": ("- save layout to a file", "- `save` layout to a file"),
    "a link": ("- save layout to a file", "- [save](https://a.example.com) layout"),
    "a number": ("- save layout to a file", "- 5) save layout to a file"),
    "a year": ("- save layout to a file", "- 2026. save layout to a file"),
    "a tab": ("- save layout to a file", "- save\tlayout"),
    "spaces behind": ("- save layout to a file", "- save layout to a file  "),
    "spaces before": ("- save layout to a file", " - save layout to a file"),
    "a line of its own": ("- save layout to a file", "- save\n  layout"),
    "a lazy line": ("- save layout to a file", "- save\nlayout"),
    "an empty line": ("- save layout to a file", "\n- save layout to a file"),
    "an empty item": ("- save layout to a file", "-"),
    "a Windows line": ("- save layout to a file", "- save layout to a file\r"),
    "no line end": ("- my arrangement on a laptop\n", "- my arrangement on a laptop"),
    "a heading closed": ("## Questions", "## Questions ##"),
    "a heading indented": ("## Questions", " ## Questions"),
    "a heading underlined": ("## Questions", "Questions\n---"),
    "a heading twice": ("## Questions", "## Questions\n- a\n\n## Questions"),
    "a heading twice, empty": ("## Questions", "## Questions\n\n## Questions"),
    "the last heading twice": (
        "## Exam questions",
        "## Exam questions #\n- a\n\n## Exam questions",
    ),
    "the other heading twice": ("## Exam questions", "## Questions\n- a\n\n## Exam questions"),
    "a heading in a fence": ("## Questions", "```\n## Questions"),
    "a heading in a comment": ("## Questions", "<!--\n## Questions"),
    "a section behind": ("## Exam questions", "## Steps\nIt is.\n\n## Exam questions"),
    "a heading in the front matter": ("status: current", "## Questions\n- a\nstatus: current"),
}
LOST_LISTS = {
    "a heading indented": ("## Questions", " ## Questions\n- lost\n\n## Questions"),
    "a heading spaced": ("## Questions", "##  Questions\n- lost\n\n## Questions"),
    "a heading closed": ("## Questions", "## Questions #\n- lost\n\n## Questions"),
    "a heading underlined": ("## Questions", "Questions\n---\n- lost\n\n## Questions"),
}
ESCAPE = f'# {"long " * 250}\nrelated: ["\\U00110000"]\n'  # long: Python's YAML, not C's
EXTREMES = {
    "bold in bold": ("Save the layout", "**a " * 3000 + "b** " * 3000),
    "brackets": ("Save the layout", "[" * 40_000),
    "quotes in quotes": ("Save the layout", "> " * 20_000),
    "lists in lists": ("- save layout to a file", "- " * 20_000 + "a"),
    "escaped character beyond Unicode": ("related: [hosts]\n", ESCAPE),
    "many line ends in one": ("## Steps", "\r" * 60 + "\n## Stops"),
    "endless YAML": ("related: [hosts]", "related: &a [*a]"),
    "endless variants": (VARIANTS, "variants: &v {linux: *v}"),
    "a key that is a list": (VARIANTS, "variants: {[linux]: hosts}"),
}
Outcome = Article | str
"""An article, or the complaint about it."""


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def language_of(path: Path) -> Language:
    return Language(path.parent.name)


def write_damaged(folder: Path, seed: int) -> Path:
    """Write an article with the damages of a seed; each seed takes the next article."""
    articles = [*HEALTHY, *DAMAGED]
    original = articles[seed % len(articles)]
    path = folder / name_of(original)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(mutate(original.read_bytes(), random_mutations(Random(seed))))
    return path


def write_changed(folder: Path, old: str, new: str) -> Path:
    """Write a healthy article with one change."""
    original = HEALTHY_ARTICLES / "en/export-same-user.md"
    text = original.read_text(encoding="utf-8")
    assert old in text
    path = folder / name_of(original)
    path.parent.mkdir()
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def read(path: Path) -> Outcome:
    try:
        return read_article(path, language_of(path))
    except ContentError as error:
        return str(error)


def read_slowly(path: Path, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """Read all of a file as Markdown, lists of questions too."""
    with monkeypatch.context() as patch:
        patch.setattr("kb.article_reader.cut_question_lists", lambda text, headings: (text, {}))
        return read(path)


def differences(one: Outcome, other: Outcome) -> list[str]:
    """Return the fields in which two outcomes differ."""
    if isinstance(one, Article) and isinstance(other, Article):
        names = [field.name for field in fields(Article)]
        return [name for name in names if getattr(one, name) != getattr(other, name)]
    return [] if one == other else ["outcome"]


def mistake_in_reading(path: Path) -> str:
    """Return what is wrong about how a file was read or refused; nothing if all is well."""
    try:
        read_article(path, language_of(path))
    except ContentError as error:
        lines = path.read_bytes().count(b"\n") + 1
        if error.complaint.path != path or not 1 <= error.complaint.line <= lines:
            return f"line {error.complaint.line} of {lines}: {error.complaint.rule}"
    except Exception as error:  # noqa: BLE001 - whatever else comes is what this test looks for
        return type(error).__name__
    return ""


def test_five_thousand_damaged_articles_are_read_or_refused(tmp_path: Path) -> None:
    mistakes = {}
    for seed in range(SEEDS):
        path = write_damaged(tmp_path, seed)
        if mistake := mistake_in_reading(path):
            mistakes[seed] = f"{name_of(path)}: {mistake}"

    assert mistakes == {}


def test_the_damages_reach_all_that_a_reader_does(tmp_path: Path) -> None:
    outcomes = [read(write_damaged(tmp_path, seed)) for seed in range(COMPARED_SEEDS)]

    rules = {outcome.split(": ")[1] for outcome in outcomes if isinstance(outcome, str)}
    assert sum(isinstance(outcome, Article) for outcome in outcomes) > COMPARED_SEEDS / 20
    assert rules >= {"branch", "encoding", "front-matter", "heading", "hidden-character", "list"}


@pytest.mark.parametrize(("old", "new"), EXTREMES.values(), ids=EXTREMES)
def test_nothing_a_writer_can_type_crashes_the_reader(old: str, new: str, tmp_path: Path) -> None:
    assert mistake_in_reading(write_changed(tmp_path, old, new)) == ""


@pytest.mark.parametrize("path", [*SHIPPED, *HEALTHY], ids=name_of)
def test_plain_lists_are_read_as_the_markdown_parser_reads_them(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert differences(read(path), read_slowly(path, monkeypatch)) == []


@pytest.mark.parametrize(("old", "new"), WRITTEN_OTHERWISE.values(), ids=WRITTEN_OTHERWISE)
def test_lists_written_otherwise_are_read_as_the_markdown_parser_reads_them(
    old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_changed(tmp_path, old, new)

    assert differences(read(path), read_slowly(path, monkeypatch)) == []


@pytest.mark.parametrize(("old", "new"), LOST_LISTS.values(), ids=LOST_LISTS)
def test_a_heading_that_stands_twice_in_two_spellings_is_refused(
    old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_changed(tmp_path, old, new)

    assert differences(read(path), read_slowly(path, monkeypatch)) == []


def test_damaged_lists_are_read_as_the_markdown_parser_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {}
    for seed in range(COMPARED_SEEDS):
        path = write_damaged(tmp_path, seed)
        if different := differences(read(path), read_slowly(path, monkeypatch)):
            found[seed] = f"{name_of(path)}: {different}"

    assert found == {}
