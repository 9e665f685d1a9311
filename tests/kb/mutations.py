"""Damage to files, as people and editors do it."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from hypothesis import strategies as st

Mutation = tuple[str, int, bytes]
"""What to do, where (a line, modulo their number), and with which bytes."""

ACTIONS = ("delete", "repeat", "insert", "append", "prepend", "cut", "swap")
WEIGHTS = (4, 4, 4, 4, 4, 4, 1)  # a swap breaks the first line, and nothing else is looked at then
PIECES = (
    *(
        b"---",
        b"# ",
        b"## ",
        b"## Steps",
        b" ## Questions",
        b"##  Fragen",
        b"\r\r",
        b"- ",
        b"1. ",
        b"  - ",
        b"> ",
        b"```",
        b"`",
        b"***",
    ),
    *(b"## If it looks different", b"## Wenn es anders aussieht", b"## Why", b"## Warum"),
    *("- Step 1: **A.** B. → Step 9".encode(), "→ Schritt 0".encode(), b"- Any step: **A.** B."),
    *(b"variants: {linux: a, macos: b}", b"variants: []", b"variants: &v {linux: *v}", b"  ", b" "),
    *(b"[a](b)", b"![a](b)", b"<b>", b"</", b"<!--", b"&amp;", b"&", b"*", b"_", b"\\", b"|"),
    *(
        b"key: value",
        b"id:",
        b": ",
        b"?",
        b"{",
        b"}",
        b"[",
        b"]",
        b"[" * 2000,
        b"&a ",
        b"*a",
        b"<<: ",
    ),
    *(
        b"!!python/object:os.system",
        b"!!int x",
        b"!t ",
        b"%YAML 9.9",
        b"\t",
        b"\r",
        b"\n\n",
        b"\x00",
    ),
    *(b"\xff", b"\xc3", "\u202e".encode(), "\ufeff".encode(), "\u2028".encode(), "🙂".encode()),
    *(b"2026-99-99", b"0x", b"1e999", b".inf", b"0o9", b"null", b"true", b"9" * 400, b"12:99"),
)


def mutations() -> st.SearchStrategy[Mutation]:
    """Return a strategy for single damages."""
    action = st.sampled_from(ACTIONS)
    piece = st.sampled_from(PIECES) | st.binary(max_size=8)
    return st.tuples(action, st.integers(0, 200), piece)


def random_mutations(random: Random, most: int = 4) -> list[Mutation]:
    """Return one to ``most`` damages; the same ones for the same state of ``random``."""
    return [
        (random.choices(ACTIONS, WEIGHTS)[0], random.randrange(400), _random_piece(random))
        for _ in range(random.randint(1, most))
    ]


def mutate(content: bytes, changes: Iterable[Mutation]) -> bytes:
    """Return the content after all the damages, in turn."""
    for action, place, piece in changes:
        lines = content.split(b"\n")
        index = place % len(lines)
        lines[index : index + 1] = _damaged(action, lines[index], piece, place)
        if action == "swap":
            lines[index], lines[0] = lines[0], lines[index]
        content = b"\n".join(lines)
    return content


def _damaged(action: str, line: bytes, piece: bytes, place: int) -> list[bytes]:
    return {
        "delete": [],
        "repeat": [line, line],
        "insert": [line, piece],
        "append": [line + piece],
        "prepend": [piece + line],
        "cut": [line[: place % (len(line) + 1)] + piece],
        "swap": [line],
    }[action]


def _random_piece(random: Random) -> bytes:
    if random.random() < 0.1:
        return random.randbytes(random.randrange(8))
    return random.choice(PIECES)
