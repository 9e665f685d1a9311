"""The trained model in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.model_file import digest_of
from bot.process import prepare_process
from bot.service import Parts, build
from bot.settings import Settings


@pytest.fixture(scope="session")
def parts(
    tmp_path_factory: pytest.TempPathFactory, model: Path, loopback_gateways: Path
) -> Iterator[Parts]:
    """Return a bot with the trained model over the loopback gateways."""
    prepare_process("WARNING")
    data = tmp_path_factory.mktemp("model-data")
    running = build(Settings(data=data, gateways=loopback_gateways))
    running.agent.load(model, digest_of(model))
    yield running
    running.close()
