"""What reading an article finds, and what it refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.article import Branch, Status
from kb.article_reader import read_article
from kb.articles import read_articles
from kb.errors import ContentError
from kb.language import Language
from tests.kb.mutations import Mutation, mutate, mutations

HERE = Path(__file__).parent
BROKEN_ARTICLES = HERE / "broken_articles"
HEALTHY_ARTICLE = HERE / "healthy/kb/articles/en/card-login.md"
HEALTHY_ARTICLES = HERE / "healthy/kb/articles"
BRANCHES = {
    Language.ENGLISH: (
        Branch(1, "The menu is gray.", "Click into the window first.", go_to=1),
        Branch(0, "Nothing happens.", "Wait 10 seconds."),
    ),
    Language.GERMAN: (
        Branch(1, "Das Menü ist grau.", "Klicken Sie zuerst in das Fenster.", go_to=1),
        Branch(0, "Es passiert nichts.", "Warten Sie 10 Sekunden."),
    ),
}
HEADINGS = (
    "'## Steps', '## If it looks different', '## Why', '## Good to know', '## Questions', "
    "'## Exam questions'"
)
BRANCH = "write it like this: '- Step 2: **What is seen.** What to do. → Step 1'"
COMPLAINTS = {
    "answer-missing": "8: answer-missing: there is no answer below the title",
    "answer-with-list": "12: markdown: only paragraphs belong to the answer",
    "bidi-character": "13: hidden-character: remove the character U+202E",
    "bold-unclosed-html": "13: markdown: 'html_inline' is not allowed here",
    "branch-at-step-too-far": "17: branch-step: there is no step 3; this article has 2",
    "branch-at-step-zero": "17: branch-step: there is no step 0; this article has 2",
    "branch-in-german": f"17: branch: {BRANCH}",
    "branch-leads-to-step-zero": (
        "17: branch-step: there is no step 0 to go on from; this article has 2"
    ),
    "branch-leads-too-far": "17: branch-step: there is no step 3 to go on from; this article has 2",
    "branch-with-other-arrow": ("17: branch: write at the very end ' → Step 1', or no arrow"),
    "branch-without-bold": f"17: branch: {BRANCH}",
    "branch-without-remedy": f"18: branch: {BRANCH}",
    "branch-without-step": f"17: branch: {BRANCH}",
    "branch-without-symptom": "17: branch: write what is seen between the asterisks",
    "branches-numbered": "17: list: this section is one list, each line starts '- '",
    "control-character": "13: hidden-character: remove the character U+0007",
    "dash-missing": "17: list: this section is one list, each line starts '- '",
    "date-impossible": "5: front-matter-reviewed: write the date as 2026-11-22",
    "date-without-hyphens": "5: front-matter-reviewed: write the date as 2026-11-22",
    "empty": "1: front-matter: the file must start with '---', keys, '---'",
    "exam-questions-missing": "1: section-missing: add a section '## Exam questions'",
    "front-matter-deep": "2: front-matter: this is not valid YAML",
    "front-matter-missing": "1: front-matter: the file must start with '---', keys, '---'",
    "front-matter-no-mapping": "1: front-matter: write one 'key: value' a line",
    "front-matter-not-yaml": "5: front-matter: this is not valid YAML",
    "heading-german": f"16: heading: unknown heading 'Fragen'; the headings are {HEADINGS}",
    "heading-misspelt": f"12: heading: unknown heading 'Step'; the headings are {HEADINGS}",
    "heading-third-level": f"12: heading: unknown heading 'Steps'; the headings are {HEADINGS}",
    "heading-twice": "19: heading-twice: '## Questions' stands here for the second time",
    "id-differs": "2: front-matter-id: must be the file's name, 'id-differs'",
    "image": "13: markdown: 'image' is not allowed here",
    "kb-number-without-letters": "3: front-matter-kb: write the number as KB2634, or none",
    "key-missing": "1: front-matter-status: this key is missing",
    "key-twice": "7: front-matter-status: this key stands here twice",
    "key-unknown": (
        "7: front-matter: unknown key 'author'; the keys are id, kb, related, reviewed, "
        "sources, status, variants"
    ),
    "line-break": "13: markdown: 'hardbreak' is not allowed here",
    "link-without-https": "13: link: links start with https://",
    "list-jumps-from-two-to-five": "15: step-number: this is step 3, not 5",
    "nested-list": "14: markdown: an item is one line of text",
    "questions-missing": "1: section-missing: add a section '## Questions'",
    "related-no-list": "7: front-matter-related: write a list: [one, two]",
    "section-empty": "12: list: this section is one list, each line starts '1. '",
    "source-unknown": "4: front-matter-sources: unknown 'hearsay'; known are public, seed",
    "sources-no-list": "4: front-matter-sources: write a list: [one, two]",
    "status-list": "6: front-matter-status: must be one of current, outdated, unconfirmed",
    "status-unknown": "6: front-matter-status: must be one of current, outdated, unconfirmed",
    "step-number-jumps": "14: step-number: this is step 2, not 5",
    "steps-with-dashes": "13: list: this section is one list, each line starts '1. '",
    "text-between-lists": "19: list: this section is one list, each line starts '- '",
    "title-empty": "8: title-missing: write '# Title' below '---'",
    "title-missing": "8: title-missing: write '# Title' below '---'",
    "too-long": "1: too-long: 70273 bytes; an article has 65536",
    "variant-unknown": (
        "7: front-matter-variants: unknown variant 'amiga'; known are linux, macos, windows, "
        "same-user, other-user"
    ),
    "variants-mixed": (
        "7: front-matter-variants: name either operating systems or users, not both"
    ),
    "variants-no-map": (
        "7: front-matter-variants: write a map: {linux: its-article, macos: its-article}"
    ),
    "variants-twice": "8: front-matter-variants: this key stands here twice",
    "variants-value-list": (
        "7: front-matter-variants: write a map: {linux: its-article, macos: its-article}"
    ),
    "why-empty": "16: why: this section is one paragraph",
    "why-two-paragraphs": "19: why: this section is one paragraph",
    "why-with-list": "17: why: this section is one paragraph",
}


@pytest.mark.parametrize(("mistake", "complaint"), COMPLAINTS.items())
def test_each_mistake_is_named_with_its_line(mistake: str, complaint: str) -> None:
    path = BROKEN_ARTICLES / f"{mistake}.md"

    with pytest.raises(ContentError) as error:
        read_article(path, Language.ENGLISH)

    assert str(error.value) == f"{path}:{complaint}"


def test_every_broken_article_has_its_complaint() -> None:
    assert {path.stem for path in BROKEN_ARTICLES.iterdir()} == set(COMPLAINTS)


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="1: unreadable: the file cannot be read: No such file"):
        read_article(tmp_path / "missing.md", Language.ENGLISH)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / HEALTHY_ARTICLE.name  # no file of the corpus: ruff reads all Markdown
    path.write_bytes(HEALTHY_ARTICLE.read_bytes().replace(b"card login", b"caf\xe9 login"))

    with pytest.raises(ContentError, match="23: encoding: save the file as UTF-8"):
        read_article(path, Language.ENGLISH)


def test_an_article_is_read_whole() -> None:
    article = read_article(HEALTHY_ARTICLE, Language.ENGLISH)

    assert article.title == "Log in with the card"
    assert article.kb == "KB2634"
    assert article.reviewed == date(2026, 11, 22)
    assert article.status is Status.CURRENT
    assert article.related == ("hosts",)
    assert article.answer == "The screen shows a 6-digit code. Type it into the card."
    assert article.steps == (
        "Press **OK** until the card shows `PIN>`.",
        "Type the 6-digit code and wait 1.5 seconds.",
    )
    assert article.questions[1] == "card login"
    assert len(article.exam_questions) == 4


def test_each_part_knows_its_line() -> None:
    article = read_article(HEALTHY_ARTICLE, Language.ENGLISH)
    source = HEALTHY_ARTICLE.read_text(encoding="utf-8").split("\n")

    assert source[article.line_of("related") - 1] == "related: [hosts]"
    assert source[article.line_of("answer") - 1] == article.answer
    for part, mark in (("notes", "- "), ("questions", "- "), ("exam_questions", "- ")):
        found = [source[line - 1] for line in article.lines[part]]
        assert found == [f"{mark}{text}" for text in getattr(article, part)]


@pytest.mark.parametrize("language", Language)
def test_branches_are_read_in_both_languages(language: Language) -> None:
    article = read_article(HEALTHY_ARTICLES / language.value / "export-same-user.md", language)

    assert article.branches == BRANCHES[language]


def test_a_step_has_its_own_branches_and_those_of_any_step() -> None:
    article = read_article(HEALTHY_ARTICLES / "en/export-same-user.md", Language.ENGLISH)

    assert article.branches_at(1) == BRANCHES[Language.ENGLISH]
    assert article.branches_at(2) == BRANCHES[Language.ENGLISH][1:]


def test_a_reason_is_one_paragraph_of_any_number_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "export-same-user.md"
    text = (HEALTHY_ARTICLES / "en/export-same-user.md").read_text(encoding="utf-8")
    path.write_text(text.replace("names of up", "names\nof up"), encoding="utf-8")

    article = read_article(path, Language.ENGLISH)

    assert article.why == "The file holds names of up to 64 characters."
    assert article.line_of("why") == 24


@pytest.mark.parametrize(
    ("name", "variant"), [("export-same-user", "same-user"), ("export-other-user", "other-user")]
)
def test_an_article_knows_which_variant_it_is(name: str, variant: str) -> None:
    article = read_article(HEALTHY_ARTICLES / f"en/{name}.md", Language.ENGLISH)

    assert article.variant == variant
    assert set(article.variants) == {"same-user", "other-user"}


def test_an_article_without_variants_is_none() -> None:
    article = read_article(HEALTHY_ARTICLE, Language.ENGLISH)

    assert article.variant is None
    assert article.variants == {}
    assert article.branches == ()
    assert article.why == ""


def test_an_article_may_be_missing_in_one_language(project: Path) -> None:
    (project / "kb/articles/de/card-login.md").unlink()

    articles = read_articles(project / "kb/articles")

    assert "card-login" in articles[Language.ENGLISH]
    assert "card-login" not in articles[Language.GERMAN]


def test_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / HEALTHY_ARTICLE.name
    path.write_bytes(HEALTHY_ARTICLE.read_bytes().replace(b"\n", b"\r\n"))

    article = read_article(path, Language.ENGLISH)

    assert article.questions == read_article(HEALTHY_ARTICLE, Language.ENGLISH).questions


def test_nothing_a_writer_typed_disappears(tmp_path: Path) -> None:
    path = tmp_path / HEALTHY_ARTICLE.name
    text = HEALTHY_ARTICLE.read_text(encoding="utf-8")
    path.write_text(
        text.replace("The screen", "[note]: https://example.com\n\nThe screen"), "utf-8"
    )

    answer = read_article(path, Language.ENGLISH).answer

    assert answer.startswith("[note]: https://example.com")


def test_the_shipped_articles_are_read_in_both_languages() -> None:
    articles = read_articles()

    assert set(articles[Language.ENGLISH]) == set(articles[Language.GERMAN])
    assert "dsc-login" in articles[Language.GERMAN]


@settings(max_examples=400, derandomize=True, deadline=None)
@given(changes=st.lists(mutations(), min_size=1, max_size=6))
def test_a_damaged_article_is_read_or_refused(
    changes: list[Mutation], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / HEALTHY_ARTICLE.name
    path.write_bytes(mutate(HEALTHY_ARTICLE.read_bytes(), changes))

    try:
        article = read_article(path, Language.ENGLISH)
    except ContentError as error:
        assert error.complaint.path == path
        assert 1 <= error.complaint.line <= path.read_bytes().count(b"\n") + 1
    else:
        assert article.title
