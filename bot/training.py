"""Train the model when what it is made of has changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge import shared_library
from bot.model_file import ModelError, digest_of
from bot.settings import PROJECT, Settings
from bot.without_tensorflow import refuse_components
from kb.gateways import read_gateways
from kb.language import Language

MODEL_NAME = "lotse"
CONFIG = PROJECT / "config.yml"
DATA = PROJECT / "data"
INPUTS = (
    "config.yml",
    "data/**/*.yml",
    "bot/nlu/*.py",
    "bot/importer.py",
    "bot/taught_sentence.py",
    "requirements.lock",
)


class TrainingError(Exception):
    """A model that could not be trained or stored."""


@dataclass(frozen=True)
class ModelFiles:
    """A model and the note beside it that says what it was made of."""

    model: Path
    note: Path

    @classmethod
    def of(cls, settings: Settings) -> ModelFiles:
        """Return the files in the settings' folder."""
        folder = settings.models
        return cls(folder / f"{MODEL_NAME}.tar.gz", folder / f"{MODEL_NAME}.json")

    def problem(self, settings: Settings) -> str | None:
        """Return why the model must be trained, or None where it need not be."""
        made_of_now = fingerprint(settings)  # reads, and so complains about, all content first
        if not self.model.is_file():
            return "there is no model yet"
        note = self._read_note()
        if note is None:
            return "it is not known what the model was made of"
        return None if note["made_of"] == made_of_now else "its training data has changed"

    def is_changed(self) -> bool:
        """Tell whether the model is another file than the one that was trained."""
        note = self._read_note()
        return note is not None and self.model.is_file() and digest_of(self.model) != note["sha256"]

    def noted_sha256(self) -> str:
        """Return the digest that training noted; raise `ModelError` where there is no note."""
        note = self._read_note()
        if note is None:
            raise ModelError(f"There is no note {self.note} of what the model was made of.")
        return note["sha256"]

    def write_note(self, made_of: str) -> None:
        """Note what the model is made of and its digest."""
        note = {"made_of": made_of, "sha256": digest_of(self.model)}
        self.note.write_text(json.dumps(note), encoding="utf-8")

    def _read_note(self) -> dict[str, str] | None:
        try:
            note = json.loads(self.note.read_text(encoding="utf-8"))
            return {name: str(note[name]) for name in ("made_of", "sha256")}
        except (OSError, ValueError, KeyError, TypeError):
            return None


def fingerprint(settings: Settings) -> str:
    """Return a digest of all that shapes the model; wording that is only shown does not."""
    digest = hashlib.sha256()
    for part in _ingredients(settings):
        digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def _ingredients(settings: Settings) -> Iterator[str]:
    for pattern in INPUTS:
        for path in sorted(PROJECT.glob(pattern)):
            yield path.relative_to(PROJECT).as_posix()
            yield path.read_text(encoding="utf-8")
    articles = shared_library(settings.articles).current.articles
    for language in Language:
        for article in articles[language].values():
            yield from (language.value, article.id, article.title, *article.questions)
    gateways = read_gateways(settings.gateways)
    for names in (gateways.places, gateways.products):
        yield json.dumps({name: dict(words) for name, words in names.items()}, sort_keys=True)


def train(settings: Settings) -> Path:
    """Train and store the model; raise `TrainingError`.

    The old model stays until the new one is whole.
    """
    files = ModelFiles.of(settings)
    refuse_components(component_names(CONFIG))
    os.environ.setdefault("RASA_MAX_CACHE_SIZE", "0")  # Rasa's cache does not see helper modules
    from rasa.model_training import train as train_with_rasa

    made_of = fingerprint(settings)
    try:
        files.model.parent.mkdir(parents=True, exist_ok=True)
        result = train_with_rasa(
            str(DATA / "domain"),
            str(CONFIG),
            [str(DATA)],
            output=str(files.model.parent),
            fixed_model_name=f"{MODEL_NAME}-new",
            force_training=True,  # else Rasa reads and hashes all once more, to find out if it must
        )
        if result.code != 0 or not result.model:
            raise TrainingError("Rasa could not train the model; see its messages above")
        files.note.unlink(missing_ok=True)  # a power cut now leaves a model that is trained anew
        Path(result.model).replace(files.model)
        files.write_note(made_of)
    except OSError as error:
        raise TrainingError(
            f"The model cannot be stored in {files.model.parent}: {error.strerror}. "
            "Set LOTSE_MODELS to a folder that can be written to."
        ) from error
    return files.model


def component_names(config: Path) -> list[str]:
    """Return the names of all components and policies of a configuration."""
    content: Any = yaml.safe_load(config.read_text(encoding="utf-8")) or {}
    steps = [*(content.get("pipeline") or []), *(content.get("policies") or [])]
    return [str(step["name"]) for step in steps if isinstance(step, dict) and "name" in step]
