"""Compare PromQL with what a server exports."""

from __future__ import annotations

import promql_parser as promql

from tests.bot.watch.exposition import Exported

GIVEN_BY_PROMETHEUS: Exported = {"up": {"job", "instance"}}
LABELS_OF_TARGETS = {"job", "instance"}
VARIABLES = {"$__rate_interval": "5m", "$instance": ".*"}


def complaints(expression: str, exported: Exported) -> list[str]:
    """Return what an expression names that no server exports; raise `ValueError` for no PromQL."""
    known = exported | GIVEN_BY_PROMETHEUS
    found: list[str] = []
    labels: set[str] = set()
    wanted: set[str] = set()

    def visit(node: promql.Expr) -> None:
        if isinstance(node, promql.VectorSelector):
            name = str(node.name)
            if name not in known:
                found.append(f"there is no {name}")
                return
            has = known[name] | LABELS_OF_TARGETS
            labels.update(has)
            asked = {matcher.name for matcher in node.matchers.matchers}
            found.extend(f"{name} has no label {label}" for label in sorted(asked - has))
        modifier = getattr(node, "modifier", None)
        if isinstance(modifier, promql.AggModifier):
            wanted.update(modifier.labels)

    for variable, value in VARIABLES.items():
        expression = expression.replace(variable, value)
    promql.walk(promql.parse(expression), visit)
    return [*found, *(f"nothing has a label {label}" for label in sorted(wanted - labels))]
