"""The knowledge base of a running bot, which can be read anew without a restart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.article import Article
from kb.article_reader import read_article
from kb.articles import ARTICLES_FOLDER, Articles, find_article_files
from kb.errors import Complaint, ContentError
from kb.language import Language

Stamp = tuple[int, int]
"""Time of the last change in nanoseconds, and size: a file with the same is not read again."""


@dataclass(frozen=True)
class Knowledge:
    """All articles at one moment; never changed, so whoever holds it sees no half of a change."""

    articles: Articles
    version: int


@dataclass(frozen=True)
class Reload:
    """What reading anew brought: the ids that changed, and what was refused and why."""

    knowledge: Knowledge
    changed: tuple[str, ...]
    complaints: tuple[Complaint, ...]


class Library:
    """Holds the current `Knowledge`; take it once for each piece of work.

    Raises `ContentError` for the first mistake when it is made; later a file with a mistake is
    refused and its article stays as it was.
    """

    def __init__(self, folder: Path = ARTICLES_FOLDER) -> None:
        self.folder = folder
        self._read: dict[Path, tuple[Stamp, Article]] = {}
        articles, complaints = self._read_all()
        if complaints:
            raise ContentError(complaints[0])
        self._current = Knowledge(articles, version=1)

    @property
    def current(self) -> Knowledge:
        """Return the knowledge as it is now."""
        return self._current

    def reload(self) -> Reload:
        """Take over what has changed on disk, at once and whole."""
        before = self._current
        articles, complaints = self._read_all()
        changed = _changed(before.articles, articles)
        if changed:
            self._current = Knowledge(articles, before.version + 1)
        return Reload(self._current, changed, tuple(complaints))

    def _read_all(self) -> tuple[Articles, list[Complaint]]:
        if not any(find_article_files(self.folder, language) for language in Language):
            text = "there are no articles here; they are en/<id>.md and de/<id>.md"
            kept = self._current.articles if self._read else {}
            return kept, [Complaint(self.folder, 1, "articles-missing", text)]
        complaints: list[Complaint] = []
        read: dict[Path, tuple[Stamp, Article]] = {}
        articles: dict[Language, dict[str, Article]] = {each: {} for each in Language}
        for language in Language:
            for path in find_article_files(self.folder, language):
                try:
                    read[path] = self._read_one(path, language)
                except ContentError as error:
                    complaints.append(error.complaint)
                    if path in self._read:
                        read[path] = self._read[path]
                if path in read:
                    articles[language][path.stem] = read[path][1]
        self._read = read
        return articles, complaints

    def _read_one(self, path: Path, language: Language) -> tuple[Stamp, Article]:
        try:
            status = path.stat()
        except OSError:  # gone since the folder was listed; reading says what is wrong
            return (0, 0), read_article(path, language)
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._read.get(path)
        return known if known and known[0] == stamp else (stamp, read_article(path, language))


def _changed(before: Articles, after: Articles) -> tuple[str, ...]:
    ids = {id for each in (before, after) for articles in each.values() for id in articles}
    return tuple(sorted(id for id in ids if _versions(before, id) != _versions(after, id)))


def _versions(articles: Articles, id: str) -> Mapping[Language, Article | None]:
    return {language: articles[language].get(id) for language in Language}
