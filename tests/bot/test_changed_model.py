"""A model file that is not the one that was trained, or that was named, is never loaded."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.commands import ensure_model
from bot.model_file import ModelError, digest_of, verified_copy
from bot.settings import Settings, SettingsError, read_settings
from bot.training import ModelFiles
from tests.bot.test_commands import bot, one_sentence

OTHER_DIGEST = "0" * 64
Change = Callable[[bytes], bytes]


def truncated(content: bytes) -> bytes:
    return content[:-1]


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def older(content: bytes) -> bytes:
    """Return a whole model that Rasa would load, but not the one that was trained last."""
    return gzip.compress(gzip.decompress(content), compresslevel=1, mtime=0)


@pytest.fixture
def copied(model: Path, tmp_path: Path) -> ModelFiles:
    """Return a copy of the model and its note in a folder of its own."""
    shipped, files = ModelFiles.of(Settings()), ModelFiles.of(Settings(models=tmp_path))
    shutil.copy(model, files.model)
    shutil.copy(shipped.note, files.note)
    return files


@pytest.mark.parametrize("change", [truncated, flipped, older])
def test_a_changed_model_is_refused_and_not_replaced(copied: ModelFiles, change: Change) -> None:
    copied.model.write_bytes(change(copied.model.read_bytes()))
    changed = digest_of(copied.model)

    result = bot("ask", "hallo", LOTSE_MODELS=str(copied.model.parent))

    assert result.returncode == 1
    assert f"The model {copied.model} is refused" in one_sentence(result)
    assert "make train" in result.stderr
    assert "python -m bot train --force" in result.stderr
    assert digest_of(copied.model) == changed, "somebody should be able to look at it"


def test_a_server_does_not_start_with_a_changed_model(copied: ModelFiles) -> None:
    copied.model.write_bytes(older(copied.model.read_bytes()))
    folder = copied.model.parent

    result = bot("serve", LOTSE_MODELS=str(folder), LOTSE_DATA=str(folder), LOTSE_PORT="0")

    assert result.returncode == 1
    assert f"The model {copied.model} is refused" in one_sentence(result)


def test_training_is_told_that_the_model_was_changed(copied: ModelFiles) -> None:
    assert not copied.is_changed()

    copied.model.write_bytes(flipped(copied.model.read_bytes()))

    assert copied.is_changed()


def test_a_model_without_a_note_is_trained_anew(copied: ModelFiles) -> None:
    copied.note.unlink()

    problem = copied.problem(Settings(models=copied.model.parent))

    assert problem == "it is not known what the model was made of"
    with pytest.raises(ModelError, match=re.escape(str(copied.note))):
        copied.noted_sha256()


@pytest.mark.parametrize("note", ["", "[]", "null", '{"made_of": "x"}', '{"sha256": "x"}', "\x00"])
def test_a_damaged_note_counts_as_none(copied: ModelFiles, note: str) -> None:
    copied.note.write_text(note, encoding="utf-8")

    problem = copied.problem(Settings(models=copied.model.parent))

    assert problem == "it is not known what the model was made of"


def test_a_model_other_than_the_named_one_is_refused(copied: ModelFiles) -> None:
    note = json.loads(copied.note.read_text(encoding="utf-8"))
    copied.model.write_bytes(older(copied.model.read_bytes()))
    copied.note.write_text(json.dumps({**note, "sha256": digest_of(copied.model)}), "utf-8")

    result = bot(
        "ask", "hallo", LOTSE_MODELS=str(copied.model.parent), LOTSE_MODEL_SHA256=note["sha256"]
    )

    assert result.returncode == 1, "a note that agrees with the changed model helps nothing"
    assert f"The model {copied.model} is refused" in one_sentence(result)
    assert "LOTSE_MODEL_SHA256" in result.stderr


def test_the_named_model_needs_no_note(copied: ModelFiles) -> None:
    copied.note.unlink()
    pin = digest_of(copied.model)

    result = bot("ask", "hallo", LOTSE_MODELS=str(copied.model.parent), LOTSE_MODEL_SHA256=pin)

    assert result.returncode == 0, result.stderr


def test_a_named_model_that_is_missing_is_not_trained(tmp_path: Path) -> None:
    settings = Settings(models=tmp_path, model_sha256=OTHER_DIGEST)

    model, sha256 = ensure_model(settings)

    with pytest.raises(ModelError, match="There is no model"), verified_copy(model, sha256):
        pass
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_trained_where_a_model_is_named() -> None:
    result = bot("train", "--force", LOTSE_MODEL_SHA256=OTHER_DIGEST)

    assert result.returncode == 1
    assert "unset it to train one" in one_sentence(result)


@pytest.mark.parametrize("value", ["abc", "0" * 63, "g" * 64])
def test_a_digest_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="LOTSE_MODEL_SHA256: must be a SHA-256"):
        read_settings({"LOTSE_MODEL_SHA256": value})


def test_what_was_checked_is_what_is_loaded(tmp_path: Path) -> None:
    model = tmp_path / "lotse.tar.gz"
    model.write_bytes(b"trained")
    sha256 = digest_of(model)

    with verified_copy(model, sha256) as copy:
        model.write_bytes(b"changed after the check")

        assert copy.read_bytes() == b"trained"
        assert copy.parent.stat().st_mode & 0o077 == 0, "nobody else may change the copy"
    assert not copy.exists()


@pytest.mark.parametrize("change", [truncated, flipped])
def test_no_copy_is_made_of_a_file_with_another_digest(tmp_path: Path, change: Change) -> None:
    model = tmp_path / "lotse.tar.gz"
    model.write_bytes(b"trained")
    sha256 = digest_of(model)
    model.write_bytes(change(b"trained"))

    with pytest.raises(ModelError, match="is refused"), verified_copy(model, sha256):
        pass
