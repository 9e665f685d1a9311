"""Which pieces of an article can be quoted, and how they read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.article import Article
from kb.article_reader import read_article
from kb.articles import read_articles
from kb.language import Language
from kb.passages import Part, Passage, PassageKey, passages_of, plain, quote

HEALTHY_ARTICLES = Path(__file__).parent / "healthy/kb/articles"
SHIPPED = [article for articles in read_articles().values() for article in articles.values()]


@pytest.fixture(scope="module")
def article() -> Article:
    return read_article(HEALTHY_ARTICLES / "en/export-same-user.md", Language.ENGLISH)


def name_of(article: Article) -> str:
    return f"{article.language.value}/{article.id}"


def test_an_article_falls_into_passages_in_its_order(article: Article) -> None:
    passages = list(passages_of(article))

    assert [(passage.key.part, passage.key.number, passage.text) for passage in passages] == [
        (Part.TITLE, 1, "Take the layout along as the same user"),
        (
            Part.ANSWER,
            1,
            "Save the layout as layout.xml and open that file on the other computer.",
        ),
        (Part.STEP, 1, "Click File > Save As."),
        (Part.STEP, 2, "Choose a folder and save layout.xml there."),
        (Part.STEP, 3, "Repeat step 2 if the folder is empty."),
        (Part.BRANCH, 1, "The menu is gray. Click into the window first."),
        (Part.BRANCH, 2, "Nothing happens. Wait 10 seconds."),
        (Part.WHY, 1, "The file holds names of up to 64 characters."),
        (Part.NOTE, 1, "One user can open it on 2 computers."),
    ]


def test_a_passage_knows_its_article_and_language(article: Article) -> None:
    passage = next(passages_of(article))

    assert passage == Passage(
        PassageKey("export-same-user", Part.TITLE),
        Language.ENGLISH,
        "Take the layout along as the same user",
    )


def test_an_article_of_an_answer_alone_has_two_passages() -> None:
    path = HEALTHY_ARTICLES / "en/export-other-user.md"

    passages = list(passages_of(read_article(path, Language.ENGLISH)))

    assert [passage.key.part for passage in passages] == [Part.TITLE, Part.ANSWER]


def test_each_paragraph_of_the_answer_is_a_passage(tmp_path: Path) -> None:
    path = tmp_path / "card-login.md"
    text = (HEALTHY_ARTICLES / "en/card-login.md").read_text(encoding="utf-8")
    path.write_text(text.replace(" Type it into", "\n\nType it into"), encoding="utf-8")

    passages = passages_of(read_article(path, Language.ENGLISH))

    assert [passage.text for passage in passages if passage.key.part is Part.ANSWER] == [
        "The screen shows a 6-digit code.",
        "Type it into the card.",
    ]


@pytest.mark.parametrize("article", SHIPPED, ids=name_of)
def test_questions_are_no_passages(article: Article) -> None:
    texts = {passage.text for passage in passages_of(article)}

    asked = texts & {*article.questions, *article.exam_questions} - {article.title}
    assert not asked, len(asked)


@pytest.mark.parametrize("article", SHIPPED, ids=name_of)
def test_each_passage_can_be_quoted_and_has_words(article: Article) -> None:
    passages = [passage for passage in passages_of(article) if passage.key.part is not Part.TITLE]

    for passage in passages:
        quoted = quote(article, passage.key)
        assert quoted is not None
        assert plain(quoted)
        assert passage.text.endswith(plain(quoted))


@pytest.mark.parametrize("article", SHIPPED, ids=name_of)
def test_passages_are_plain(article: Article) -> None:
    for passage in passages_of(article):
        assert not set("*`") & set(passage.text)
        assert "](" not in passage.text


@pytest.mark.parametrize("article", SHIPPED, ids=name_of)
def test_each_key_names_one_passage(article: Article) -> None:
    keys = [passage.key for passage in passages_of(article)]

    assert len(set(keys)) == len(keys)


def test_both_languages_have_the_same_passages() -> None:
    english, german = (
        read_article(HEALTHY_ARTICLES / f"{language.value}/export-same-user.md", language)
        for language in Language
    )

    keys = [passage.key for passage in passages_of(english)]
    assert keys == [passage.key for passage in passages_of(german)]


@pytest.mark.parametrize(
    ("part", "number", "markdown"),
    [
        (Part.ANSWER, 1, "Save the layout as layout.xml and open that file on the other computer."),
        (Part.STEP, 1, "Click **File** > **Save As**."),
        (Part.BRANCH, 1, "Click into the window first."),
        (Part.WHY, 1, "The file holds names of up to 64 characters."),
        (Part.NOTE, 1, "One user can open it on 2 computers."),
    ],
)
def test_a_quote_is_small_markdown(
    article: Article, part: Part, number: int, markdown: str
) -> None:
    assert quote(article, PassageKey(article.id, part, number)) == markdown


@pytest.mark.parametrize(
    ("part", "number"),
    [
        (Part.TITLE, 1),
        (Part.ANSWER, 2),
        (Part.STEP, 0),
        (Part.STEP, -1),
        (Part.STEP, 4),
        (Part.BRANCH, 3),
        (Part.WHY, 2),
        (Part.NOTE, 99),
    ],
)
def test_what_an_article_does_not_have_cannot_be_quoted(
    article: Article, part: Part, number: int
) -> None:
    assert quote(article, PassageKey(article.id, part, number)) is None


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Click **File** > **Save As**.", "Click File > Save As."),
        ("Type `PIN>` *twice*.", "Type PIN> twice."),
        ("See [the page](https://a.example.com/x_y) there.", "See the page there."),
        ("**[Both](https://a.example.com)** at once", "Both at once"),
        ("jts_settings and 5 > 3", "jts_settings and 5 > 3"),
        ("", ""),
    ],
)
def test_plain_text_is_the_words_alone(markdown: str, text: str) -> None:
    assert plain(markdown) == text
