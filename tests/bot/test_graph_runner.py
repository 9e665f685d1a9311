"""Our runner gives what Rasa's gives, for a graph with all that ours have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from bot.graph_runner import StraightGraphRunner

RAN: list[str] = []


class Adder(GraphComponent):
    """Adds up what it is given, and notes that it ran."""

    def __init__(self, name: str) -> None:
        self._name = name

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Adder:
        return cls(str(execution_context.node_name))

    def one(self) -> int:
        RAN.append(self._name)
        return 1

    def double(self, first: int) -> int:
        RAN.append(self._name)
        return 2 * first

    def add(self, first: int, second: int) -> int:
        RAN.append(self._name)
        return first + second


def node(function: str, **needs: str) -> SchemaNode:
    return SchemaNode(needs, Adder, "create", function, {}, eager=True)


SCHEMA = GraphSchema(
    {
        "one": node("one"),
        "double": node("double", first="said"),
        "sum": node("add", first="one", second="double"),
        "again": node("add", first="sum", second="one"),
        "not wanted": node("double", first="one"),
    }
)


def runner(kind: type[GraphRunner], folder: Path) -> GraphRunner:
    context = ExecutionContext(SCHEMA, "model")
    return kind.create(SCHEMA, LocalModelStorage.create(folder), context)


@pytest.mark.parametrize("targets", [["again"], ["sum", "one"], ["double"], ["said"]])
def test_it_gives_what_rasas_runner_gives(tmp_path: Path, targets: list[str]) -> None:
    ours = runner(StraightGraphRunner, tmp_path)
    theirs = runner(DaskGraphRunner, tmp_path)

    for said in (3, 4):  # the order is found once
        found = ours.run({"said": said}, targets)
        assert found == theirs.run({"said": said}, targets)


def test_each_node_runs_once_and_only_if_it_is_needed(tmp_path: Path) -> None:
    RAN.clear()

    found = runner(StraightGraphRunner, tmp_path).run({"said": 3}, ["again"])

    assert found == {"again": 8}
    assert sorted(RAN) == ["again", "double", "one", "sum"]


def test_an_input_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphRunError, match="said"):
        runner(StraightGraphRunner, tmp_path).run({}, ["double"])
