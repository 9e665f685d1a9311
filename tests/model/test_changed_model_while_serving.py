"""A model that was changed does not take the place of the one that serves."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.model_file import ModelError, digest_of
from bot.service import Parts


async def test_the_old_model_goes_on_serving(parts: Parts, model: Path, tmp_path: Path) -> None:
    serving = parts.agent.model_sha256
    changed = tmp_path / model.name
    await asyncio.to_thread(lambda: changed.write_bytes(model.read_bytes() + b"\0"))

    with pytest.raises(ModelError, match="is refused"):
        parts.agent.load(changed, serving)

    parsed = await parts.agent.parse("How do I log in with my security card?")
    assert parts.agent.model_sha256 == serving == digest_of(model)
    assert {"article", "language"} <= {each["entity"] for each in parsed["entities"]}


async def test_a_model_that_cannot_be_loaded_leaves_the_old_one(
    parts: Parts, tmp_path: Path
) -> None:
    serving = parts.agent.model_sha256
    other = tmp_path / "lotse.tar.gz"
    await asyncio.to_thread(other.write_bytes, b"no model")

    with pytest.raises(ModelError, match="cannot be loaded"):
        parts.agent.load(other, digest_of(other))

    parsed = await parts.agent.parse("How do I log in with my security card?")
    assert parts.agent.model_sha256 == serving
    assert parsed["entities"] != []
