"""A model that was changed does not take the place of the one that serves."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.model_file import ModelError, digest_of
from bot.service import Parts


@pytest.fixture
def changed(model: Path, tmp_path: Path) -> Path:
    """Return the model with one byte more."""
    path = tmp_path / model.name
    path.write_bytes(model.read_bytes() + b"\0")
    return path


async def test_the_old_model_goes_on_serving(parts: Parts, model: Path, changed: Path) -> None:
    serving = parts.agent.model_sha256

    with pytest.raises(ModelError, match="is refused"):
        parts.agent.load(changed, serving)

    parsed = await parts.agent.parse("How do I log in with my security card?")
    assert parts.agent.model_sha256 == serving == digest_of(model)
    assert {"article", "language"} <= {each["entity"] for each in parsed["entities"]}


@pytest.fixture
def none(tmp_path: Path) -> Path:
    """Return a file that is no model."""
    path = tmp_path / "lotse.tar.gz"
    path.write_bytes(b"no model")
    return path


async def test_what_is_no_model_leaves_the_old_one(parts: Parts, none: Path) -> None:
    serving = parts.agent.model_sha256

    with pytest.raises(ModelError, match="cannot be loaded"):
        parts.agent.load(none, digest_of(none))

    parsed = await parts.agent.parse("How do I log in with my security card?")
    assert parts.agent.model_sha256 == serving
    assert parsed["entities"] != []
