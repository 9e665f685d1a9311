"""Every rule in ``kb`` has a test that expects its complaint, word for word."""

from __future__ import annotations

import ast
import re
from fnmatch import filter as matching
from pathlib import Path

import pytest

from kb.check import PROJECT
from tests.kb.rule_names import rules_of

RULE_OF_COMPLAINT = re.compile(r"\d+: (?P<rule>[a-z]+(?:[-_][a-z]+)*): ")
RULES = {
    rule: path.name
    for path in sorted((PROJECT / "kb").glob("*.py"))
    for rule in rules_of(path.read_text(encoding="utf-8"))
}


@pytest.fixture(scope="module")
def expected() -> set[str]:
    """Return the rules of all complaints that stand in a test."""
    texts = (
        node.value
        for path in Path(__file__).parent.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {rule for text in texts for rule in RULE_OF_COMPLAINT.findall(text)}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_test_expects_the_complaint_of_each_rule(rule: str, expected: set[str]) -> None:
    assert matching(expected, rule), f"no test expects '{rule}' of kb/{RULES[rule]}"


@pytest.mark.parametrize(
    ("source", "rules"),
    [
        ("def f(): Complaint(path, 1, 'empty', text)", {"empty"}),
        ("def f(): self.complain(1, 'a' if x else 'b', text)", {"a", "b"}),
        ("def f():\n    rule = f'c-{x.y}'\n    Complaint(path, 1, rule, text)", {"c-*"}),
        ("def f(key): complain(1, f'd-{key}', '')\ndef g(): self.f('e')", {"d-e"}),
        ("K = ('f', 'g')\ndef f():\n    for k in K: complain(1, k, '')", {"f", "g"}),
        ("def complain(line, rule, text): raise E(Complaint(path, line, rule, text))", set()),
    ],
)
def test_rules_are_told_from_the_source(source: str, rules: set[str]) -> None:
    assert rules_of(source) == rules
