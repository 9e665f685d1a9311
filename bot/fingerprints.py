"""Say by SHA-256 which model, which knowledge and which code this is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.model_file import digest_of
from bot.settings import PROJECT, Settings
from bot.training import ModelFiles
from kb.articles import ARTICLES_FOLDER
from kb.gateways import GATEWAYS_FILE

CODE = ("actions", "bot", "data", "kb", "config.yml", "requirements.lock")
"""All that the server runs and its model is trained from; the shipped knowledge counts apart."""


@dataclass(frozen=True)
class Fingerprints:
    """Three digests; ``model`` is empty where there is no model."""

    model: str
    knowledge: str
    code: str

    def __str__(self) -> str:
        return f"model {self.model or 'none'} knowledge {self.knowledge} code {self.code}"


def fingerprints(settings: Settings, loaded_model: str = "") -> Fingerprints:
    """Return the digests of the model (the file's, unless one is loaded), the knowledge, the code.

    The knowledge is the articles and the gateway list.
    """
    model = ModelFiles.of(settings).model
    return Fingerprints(
        loaded_model or (digest_of(model) if model.is_file() else ""),
        digest_of_files(knowledge_files(settings)),
        digest_of_files(code_files(PROJECT)),
    )


def digest_of_files(files: dict[str, Path]) -> str:
    """Return the SHA-256 of what ``sha256sum`` prints for named files, sorted by name."""
    lines = (f"{digest_of(files[name])}  {name}\n" for name in sorted(files))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def knowledge_files(settings: Settings) -> dict[str, Path]:
    """Return the articles and the gateway list by names that do not tell where they lie."""
    articles = settings.articles
    files = {
        f"articles/{path.relative_to(articles).as_posix()}": path
        for path in articles.rglob("*.md")
        if path.is_file()
    }
    return {**files, "gateways.yml": settings.gateways}


def code_files(project: Path) -> dict[str, Path]:
    """Return all files of the product by their path in the project, but not its knowledge."""
    return {path.relative_to(project).as_posix(): path for path in _files(project)}


def _files(project: Path) -> Iterator[Path]:
    articles = project / ARTICLES_FOLDER.relative_to(PROJECT)
    gateways = project / GATEWAYS_FILE.relative_to(PROJECT)
    for name in CODE:
        start = project / name
        for path in [start] if start.is_file() else start.rglob("*"):
            if path.is_file() and path != gateways and articles not in path.parents:
                if "__pycache__" not in path.parts:
                    yield path
