"""Begin an article: both files from the templates, or neither."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kb.article_rules import ID
from kb.language import Language

TEMPLATES = Path(__file__).parent / "templates"


class NewArticleError(Exception):
    """An article that cannot be begun; its text says why and what to do."""


def create_article(id: str, folder: Path, today: date) -> list[Path]:
    """Write ``<folder>/<language>/<id>.md`` in both languages and return the paths.

    Raises `NewArticleError`; then no file was written.
    """
    if not ID.fullmatch(id):
        raise NewArticleError(
            f"'{id}' is no id: use at most 60 lower-case letters, digits and hyphens, such as "
            "'card-login'"
        )
    paths = {language: folder / language.value / f"{id}.md" for language in Language}
    for path in paths.values():
        if path.exists():
            raise NewArticleError(f"{path} exists already; edit it, or choose another id")
    written: list[Path] = []
    try:
        for language, path in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            text = (TEMPLATES / f"{language.value}.md").read_text(encoding="utf-8")
            written.append(path)
            path.write_text(text.format(id=id, today=today.isoformat()), encoding="utf-8")
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise NewArticleError(f"{error.filename} cannot be written: {error.strerror}") from error
    return written
