"""Check everything the bot knows, without Rasa and without the network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kb.article import Article
from kb.article_reader import read_article
from kb.article_rules import Known, check_article, check_review_date, check_variants
from kb.articles import Articles, find_article_files
from kb.errors import Complaint, ContentError, Severity
from kb.gateway import Gateways
from kb.gateways import read_gateways
from kb.language import Language
from kb.sentence_rules import (
    Sentence,
    check_sentences,
    read_exam_sentences,
    read_intent_sentences,
    sentences_of_article,
)
from kb.text_rules import check_texts
from kb.translation_rules import check_translation

PROJECT = Path(__file__).resolve().parent.parent
ARTICLES, GATEWAYS = Path("kb/articles"), Path("kb/gateways.yml")
INTENTS, EXAM = Path("data/nlu"), Path("tests/model/exam")
REQUIRED_ARTICLES = frozenset(
    {
        "api-install-linux",
        "api-install-macos",
        "api-install-windows",
        "blackberry-install",
        "connection-test",
        "device-sharing",
        "dsc-login",
        "dsc-lost-or-locked",
        "hosts-and-ports",
        "layout-export-other-user",
        "layout-export-same-user",
        "load-balancer-session",
        "port-4001-meaning",
        "proxy-and-firewall",
        "settings-download-failed",
        "settings-on-server",
        "tws-32bit-esignal",
    }
)


@dataclass(frozen=True)
class Report:
    """What a check found, in the order of files and lines, and how much it looked at."""

    complaints: tuple[Complaint, ...]
    articles: int
    sentences: int
    gateways: int

    @property
    def has_errors(self) -> bool:
        """Whether something must be mended before the bot may run."""
        return any(complaint.severity is Severity.ERROR for complaint in self.complaints)


def check_project(
    root: Path = PROJECT,
    today: date | None = None,
    required: frozenset[str] = REQUIRED_ARTICLES,
) -> Report:
    """Check articles, gateways and sentences below ``root``; their paths are relative to it."""
    articles, unread = _collect_articles(root / ARTICLES)
    gateways, unread_gateways = _collect_gateways(root / GATEWAYS)
    known = Known(
        ids=frozenset(path.stem for path in _find_files(root / ARTICLES)),
        hosts=gateways.hosts if gateways else None,
        today=today or date.today(),
    )
    sentences = list(_find_sentences(root, articles))
    complaints = [
        *unread,
        *unread_gateways,
        *_check_files(root / ARTICLES, required),
        *_check_content(articles, gateways, known, root / GATEWAYS),
        *check_sentences(sentences),
    ]
    return Report(
        tuple(sorted(_relative(complaint, root) for complaint in complaints)),
        articles=sum(len(articles[language]) for language in Language),
        sentences=len(sentences),
        gateways=len(gateways.rows) if gateways else 0,
    )


def check_articles(articles: Articles, gateways: Gateways, today: date) -> list[Complaint]:
    """Check articles that were read already, whichever folder they are from."""
    ids = frozenset(id for each in articles.values() for id in each)
    known = Known(ids, gateways.hosts, today)
    sentences = [
        sentence
        for each in articles.values()
        for article in each.values()
        for sentence in sentences_of_article(article)
    ]
    return [*_check_texts(articles, known), *check_sentences(sentences)]


def _collect_articles(folder: Path) -> tuple[Articles, list[Complaint]]:
    """Read what can be read; of each other article, return its first mistake."""
    articles: dict[Language, dict[str, Article]] = {language: {} for language in Language}
    complaints = []
    for language in Language:
        for path in find_article_files(folder, language):
            try:
                articles[language][path.stem] = read_article(path, language)
            except ContentError as error:
                complaints.append(error.complaint)
    return articles, complaints


def _collect_gateways(path: Path) -> tuple[Gateways | None, list[Complaint]]:
    try:
        return read_gateways(path), []
    except ContentError as error:
        return None, [error.complaint]


def _find_files(folder: Path) -> set[Path]:
    return {path for language in Language for path in find_article_files(folder, language)}


def _find_sentences(root: Path, articles: Articles) -> Iterator[Sentence]:
    yield from read_intent_sentences(root / INTENTS)
    for language in Language:
        for article in articles[language].values():
            yield from sentences_of_article(article)
    yield from read_exam_sentences(root / EXAM)


def _check_content(
    articles: Articles, gateways: Gateways | None, known: Known, gateways_file: Path
) -> Iterator[Complaint]:
    yield from _check_texts(articles, known)
    if gateways is not None:
        line = gateways.reviewed_line
        yield from check_review_date(gateways.reviewed, known.today, gateways_file, line)


def _check_texts(articles: Articles, known: Known) -> Iterator[Complaint]:
    for language in Language:
        for article in articles[language].values():
            yield from check_article(article, known)
            yield from check_texts(article)
        yield from check_variants(articles[language])
    english, german = articles[Language.ENGLISH], articles[Language.GERMAN]
    for name in sorted(set(english) & set(german)):
        yield from check_translation(english[name], german[name])


def _check_files(folder: Path, required: frozenset[str]) -> Iterator[Complaint]:
    """Find files that are missing, and files nobody reads."""
    files = _find_files(folder)
    ids = {path.stem for path in files}
    for name in sorted(required - ids):
        path = folder / Language.ENGLISH.value / f"{name}.md"
        text = "this article must exist; write it in both languages"
        yield Complaint(path, 1, "article-missing", text)
    for path in sorted(
        folder / language.value / f"{name}.md" for language in Language for name in ids
    ):
        if path not in files:
            text = "the article exists in the other language only; write this file"
            yield Complaint(path, 1, "translation-missing", text)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path not in files and not path.name.startswith("."):
            text = "nobody reads this file; articles are en/<id>.md and de/<id>.md"
            yield Complaint(path, 1, "stray-file", text)


def _relative(complaint: Complaint, root: Path) -> Complaint:
    return replace(complaint, path=complaint.path.relative_to(root))
