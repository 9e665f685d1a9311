"""The widget's scripts: their types, their form, and what a linter says."""

from __future__ import annotations

import pytest

from tests.browser.node_tools import SOURCES, run_tool

BIOME = (
    "@biomejs/biome/bin/biome",
    ["check", "--colors=off", f"--config-path={SOURCES}", "bot/widget"],
)
TYPES = ("typescript/bin/tsc", ["--pretty", "false", "-p", "bot/widget/jsconfig.json"])


@pytest.mark.parametrize(("script", "arguments"), [TYPES, BIOME])
def test_the_widgets_scripts_have_nothing_to_complain_about(
    script: str, arguments: list[str]
) -> None:
    run = run_tool(script, arguments)

    assert run.returncode == 0, run.stdout + run.stderr
