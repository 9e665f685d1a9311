"""Fixtures for the tests of the knowledge base."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.kb.small_project import HEALTHY


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the small healthy project, to be changed."""
    return Path(shutil.copytree(HEALTHY, tmp_path / "project"))
