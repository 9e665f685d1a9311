"""All articles, one Markdown file for each article and language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kb.article import Article
from kb.article_reader import read_article
from kb.language import Language

ARTICLES_FOLDER = Path(__file__).parent / "articles"

Articles = Mapping[Language, Mapping[str, Article]]
"""All articles by language and id; an article may be missing in one language."""


def find_article_files(folder: Path, language: Language) -> list[Path]:
    """Return the files of all articles in a language, in the order of their ids."""
    return sorted((folder / language.value).glob("*.md"))


def read_articles(folder: Path = ARTICLES_FOLDER) -> Articles:
    """Read all articles below ``<folder>/<language>``.

    Raises `kb.errors.ContentError` for the first mistake; `kb.check` finds all.
    """
    return {
        language: {
            path.stem: read_article(path, language) for path in find_article_files(folder, language)
        }
        for language in Language
    }
