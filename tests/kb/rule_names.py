"""Find the names of all rules in a source file, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import chain, product

RULE_POSITION = {"Complaint": 2, "complain": 1, "_complain": 1}
"""Where the rule stands among the arguments of what makes a complaint."""
ANYTHING = "*"
"""Stands for the part of a name that only a run would tell."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def rules_of(source: str) -> set[str]:
    """Return the names of the rules in a source, with `ANYTHING` for what cannot be told."""
    return _Source(ast.parse(source)).rules()


class _Source:
    """One parsed file; knows of each call in which function it stands."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._functions = [node for node in ast.walk(tree) if isinstance(node, Function)]

    def rules(self) -> set[str]:
        """Return the names of all rules; passing one on is no new rule."""
        names = set(RULE_POSITION) & {function.name for function in self._functions}
        return set(
            chain.from_iterable(
                self._values(call.args[RULE_POSITION[_name(call)]], function, frozenset())
                for function in self._functions
                if function.name not in names
                for call in _calls(function)
                if _name(call) in RULE_POSITION
            )
        )

    def _values(
        self, node: ast.expr, function: Function, seen: frozenset[tuple[str, str]]
    ) -> set[str]:
        """Return all texts that an expression can be."""
        if isinstance(node, ast.Constant):
            return {str(node.value)}
        if isinstance(node, ast.IfExp):
            branches = (node.body, node.orelse)
            return set().union(*(self._values(each, function, seen) for each in branches))
        if isinstance(node, ast.JoinedStr):
            parts = [self._values(part, function, seen) for part in node.values]
            return {"".join(texts) for texts in product(*parts)}
        if isinstance(node, ast.FormattedValue):
            return self._values(node.value, function, seen)
        if isinstance(node, ast.Name):
            return self._values_of_name(node.id, function, seen)
        return {ANYTHING}

    def _values_of_name(
        self, name: str, function: Function, seen: frozenset[tuple[str, str]]
    ) -> set[str]:
        """Return what a variable can be: as it was assigned, looped over or handed in."""
        here = (function.name, name)
        if here in seen:
            return set()
        found = set()
        for value in _assigned(name, function):
            found |= self._values(value, function, seen | {here})
        for looped in _looped_over(name, function):
            found |= self._items(looped)
        parameters = [argument.arg for argument in function.args.args if argument.arg != "self"]
        if name in parameters:
            for caller in self._functions:
                for call in _calls(caller):
                    if _name(call) == function.name:
                        argument = call.args[parameters.index(name)]
                        found |= self._values(argument, caller, seen | {here})
        return found or {ANYTHING}

    def _items(self, node: ast.expr) -> set[str]:
        """Return the texts in a tuple that stands here or at the top of the file."""
        if isinstance(node, ast.Name):
            assigned = list(_assigned(node.id, self._tree))
            return set().union(*(self._items(value) for value in assigned)) or {ANYTHING}
        texts = node.elts if isinstance(node, ast.Tuple) else []
        found = {str(text.value) for text in texts if isinstance(text, ast.Constant)}
        return found or {ANYTHING}


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Call))


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _assigned(name: str, scope: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign):
            targets = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if name in targets:
                yield node.value


def _looped_over(name: str, function: Function) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            if node.target.id == name:
                yield node.iter
