"""Rasa without TensorFlow, and with a TensorFlow that appears."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import PROJECT
from bot.training import CONFIG, component_names
from bot.without_tensorflow import (
    INSTALL_COMMAND,
    NEEDS_TENSORFLOW,
    TensorflowMissingError,
    is_tensorflow_installed,
    refuse_components,
)


def run(code: str, *path: Path) -> subprocess.CompletedProcess[str]:
    places = [str(place) for place in (*path, PROJECT)]
    code = f"import sys; sys.path[:0] = {places!r}\n{code}"
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False
    )


def test_there_is_no_tensorflow_here() -> None:
    assert not is_tensorflow_installed()


def test_rasas_agent_can_be_imported() -> None:
    result = run("import bot, rasa.core.agent, rasa.model_training; print('ok')")

    assert result.stdout.strip() == "ok", result.stderr


def test_a_real_tensorflow_wins(tmp_path: Path) -> None:
    (tmp_path / "tensorflow.py").write_text("real = True")

    result = run("import bot, tensorflow; print(tensorflow.real)", tmp_path)

    assert result.stdout.strip() == "True", result.stderr


def test_computing_with_it_is_a_clear_error() -> None:
    result = run("import bot, tensorflow as tf; tf.constant(1).numpy()")

    assert INSTALL_COMMAND in result.stderr


def test_our_configuration_needs_none() -> None:
    refuse_components(component_names(CONFIG))


@pytest.mark.parametrize("name", ["DIETClassifier", "rasa.core.policies.ted_policy.TEDPolicy"])
def test_a_component_that_needs_it_is_refused_with_the_command(name: str) -> None:
    with pytest.raises(TensorflowMissingError) as error:
        refuse_components(["RulePolicy", name])

    assert name in str(error.value)
    assert INSTALL_COMMAND in str(error.value)


NAMES_ONLY = {"CRFEntityExtractor"}
"""Registered where another test has imported it; it takes names of options and no more."""


def test_the_list_of_such_components_is_complete() -> None:
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe

    registered = DefaultV1Recipe._registered_components
    needing = {
        name
        for name, component in registered.items()
        if component.clazz.__module__.startswith("rasa.")
        and "tensorflow" in Path(sys.modules[component.clazz.__module__].__file__ or "").read_text()
    }

    assert needing - NEEDS_TENSORFLOW - NAMES_ONLY == set()
