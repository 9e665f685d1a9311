"""What is remembered of texts is found again, is bounded, and does not hold them."""

from __future__ import annotations

import contextvars
import gc
from typing import Any

from bot.nlu.memory import IS_ANEW, Memory


def reachable(root: Any) -> list[Any]:
    """Return all plain values that hang on an object."""
    seen: dict[int, Any] = {}
    waiting = [root]
    while waiting:
        each = waiting.pop()
        if id(each) not in seen and not isinstance(each, type):
            seen[id(each)] = each
            waiting += gc.get_referents(each)
    return list(seen.values())


def test_what_was_kept_is_recalled() -> None:
    memory = Memory[int](10)

    memory.keep(4, "hallo", "de")

    assert memory.recall("hallo", "de") == 4


def test_all_that_it_depends_on_counts() -> None:
    memory = Memory[int](10)

    memory.keep(4, "hallo", "de")

    assert memory.recall("hallo", "en") is None
    assert memory.recall("hallo") is None
    assert memory.recall("hall", "ode") is None


def test_the_least_recently_used_is_forgotten() -> None:
    memory = Memory[int](2)
    memory.keep(1, "eins")
    memory.keep(2, "zwei")
    memory.recall("eins")

    memory.keep(3, "drei")

    assert [memory.recall(text) for text in ("eins", "zwei", "drei")] == [1, None, 3]
    assert len(memory) == 2


def test_texts_are_not_in_it() -> None:
    memory = Memory[int](10)
    text = "mein-geheimer-server.example.com ist weg"

    memory.keep(1, text)

    held = [each for each in reachable(memory) if isinstance(each, str | bytes)]
    assert held
    assert not any("geheim" in str(each) for each in held)


def test_two_memories_know_a_text_by_different_digests() -> None:
    one, other = Memory[int](10), Memory[int](10)

    assert one._digest(("hallo",)) != other._digest(("hallo",))


def test_text_that_is_no_unicode_can_be_asked_for() -> None:
    assert Memory[int](10).recall("\ud800") is None


def test_where_all_is_worked_out_anew_nothing_is_recalled() -> None:
    memory = Memory[int](10)
    memory.keep(4, "hallo")

    def anew() -> int | None:
        IS_ANEW.set(True)
        return memory.recall("hallo")

    assert contextvars.copy_context().run(anew) is None
    assert memory.recall("hallo") == 4
