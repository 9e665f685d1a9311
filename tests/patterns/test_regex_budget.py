"""No regular expression of ours takes long on any thousand characters: 10 ms each.

The patterns are recorded from the running product, the texts are made from what each repeats. A
failure names the pattern, its line and the text.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.settings import PROJECT
from tests.patterns.worst_inputs import TAIL, worst_inputs

LENGTH = 1_000
BUDGET_SECONDS = 0.01
RUNS = 6
ROOMS = ("kb", "actions", "bot")
FILES = sorted(
    path.relative_to(PROJECT).as_posix()
    for room in ROOMS
    for path in (PROJECT / room).rglob("*.py")
    if "re." in path.read_text(encoding="utf-8")
)
ONLY_FROM_ITS_BEGINNING = {
    ("actions/evidence/pasted/lookup_patterns.py", "SHORT_ANSWER"),
    ("actions/evidence/pasted/commands.py", "_VERSION"),
    ("kb/translation_rules.py", "SENTENCE"),
    ("bot/secrets/vocabulary.py", "KEPT_VALUES"),
    ("bot/secrets/password_words.py", "_FORMS"),
    ("bot/secrets/passwords.py", "_CLAUSE_END"),
    ("bot/channels/slack/mrkdwn.py", "_ITEM"),
    ("bot/nlu/entity_context.py", "_INSTEAD_OF_IT"),
    ("bot/nlu/entity_context.py", "_IS_AT_START"),
}
"""Patterns that are used with ``match`` or ``fullmatch`` alone, so that they are tried once."""
SHORTER = {("bot/secrets/passwords.py", "_BACK"): 130}
"""Patterns that are only given so many characters."""
RAN_ELSEWHERE = {"bot/install.py", "bot/browser.py", "bot/__main__.py"}
"""Files whose patterns read what no stranger wrote: our lock file, our browser's own line."""
FUNCTIONS = {"compile", "search", "match", "fullmatch", "sub", "findall", "finditer", "split"}


@dataclass(frozen=True)
class Recorded:
    """A pattern, its flags and its line."""

    pattern: str
    flags: int
    line: int

    def compiled(self) -> re.Pattern[str]:
        """Return the pattern as it is used."""
        return re.compile(self.pattern, self.flags)


@pytest.fixture(scope="module")
def recorded(model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Recorded]]:
    """Return the patterns of each file."""
    folder = tmp_path_factory.mktemp("patterns")
    command = [sys.executable, "-W", "ignore", "-m", "tests.patterns.recording"]
    subprocess.run([*command, str(model), str(folder)], cwd=PROJECT, check=True)
    found: dict[str, list[Recorded]] = {}
    for file, pattern, flags, line in json.loads((folder / "patterns.json").read_bytes()):
        found.setdefault(file, []).append(Recorded(pattern, flags, line))
    return found


@dataclass(frozen=True)
class Use:
    """How a pattern is used: tried in one place only, or also on the whole text."""

    is_anchored: bool = False
    is_whole: bool = True


def seconds_of(pattern: re.Pattern[str], text: str, use: Use) -> float:
    """Return the CPU seconds of one run."""
    begun = time.process_time()
    if use.is_anchored:
        pattern.match(text)
    else:
        deque(pattern.finditer(text), 0)
    if use.is_whole and text.endswith(TAIL):
        pattern.fullmatch(text)
    return time.process_time() - begun


def is_within(pattern: re.Pattern[str], text: str, use: Use) -> bool:
    """Return whether the fastest of a few runs keeps to the budget."""
    return any(seconds_of(pattern, text, use) <= BUDGET_SECONDS for _ in range(RUNS))


@pytest.mark.parametrize("file", FILES)
def test_a_thousand_characters_take_ten_milliseconds_at_most(
    recorded: dict[str, list[Recorded]], file: str
) -> None:
    anchored = {line for path, name in ONLY_FROM_ITS_BEGINNING for line in _lines_of(path, name)}
    lengths = {line: most for named, most in SHORTER.items() for line in _lines_of(*named)}
    is_whole = "fullmatch" in (PROJECT / file).read_text(encoding="utf-8")
    for each in recorded.get(file, []):
        pattern, use = each.compiled(), Use((file, each.line) in anchored, is_whole)
        for text in worst_inputs(each.pattern, lengths.get((file, each.line), LENGTH)):
            is_fast = is_within(pattern, text, use)
            assert is_fast, f"{file}:{each.line}: {each.pattern!r} on {text[:80]!r}"


def test_every_pattern_is_looked_at(recorded: dict[str, list[Recorded]]) -> None:
    """Finds no call of ``re`` whose pattern no run has seen, and that is not on the list."""
    missing = [
        f"{file}:{line}"
        for file in FILES
        if file not in RAN_ELSEWHERE
        for line, method, pattern in _constant_patterns(file)
        if pattern not in {each.pattern for each in recorded.get(file, [])}
        and not _is_fast(pattern, method)
    ]

    assert missing == []
    assert sum(map(len, recorded.values())) > 400


@pytest.mark.parametrize(
    ("pattern", "length"),
    [
        (r"(a+)+b", 18),
        (r"(?:a|a)*b", 18),
        (r"\*(?:[^*]|(?<=\w)_(?=\w)){1,500}\*", 20),
        (r"liegt\W+(?:es)?\W*(?:nun)?\W*(?:an|bei)", 250),
        (r"x*x*x*y", 150),
        (r"\s+$", 3_000),
    ],
)
def test_the_slow_are_found(pattern: str, length: int) -> None:
    compiled = re.compile(pattern)

    assert any(not is_within(compiled, text, Use()) for text in worst_inputs(pattern, length))


def _constant_patterns(file: str) -> Iterator[tuple[int, str, str]]:
    tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        function = call.func
        if not isinstance(function, ast.Attribute) or function.attr not in FUNCTIONS:
            continue
        if not isinstance(function.value, ast.Name) or function.value.id != "re":
            continue
        if call.args and isinstance(call.args[0], ast.Constant):
            if isinstance(call.args[0].value, str):
                yield call.lineno, function.attr, call.args[0].value


def _is_fast(pattern: str, method: str) -> bool:
    """Return whether a pattern that no run has compiled is fast all the same."""
    compiled = re.compile(pattern)
    use = Use(method in ("match", "fullmatch"), method == "fullmatch")
    texts = worst_inputs(pattern, LENGTH)
    return all(is_within(compiled, text, use) for text in texts)


def _lines_of(path: str, name: str) -> Iterator[tuple[str, int]]:
    tree = ast.parse((PROJECT / path).read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if node.targets[0].id == name:
                yield path, node.lineno
