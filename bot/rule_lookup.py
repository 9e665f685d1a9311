"""Remember which rules apply to where a conversation stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.stores.weighed_cache import WeighedCache

State = Mapping[str, Mapping[str, Any]]
MOST_REMEMBERED = 2_000


class RuleLookup:
    """Finds the rules of one table, a JSON text of states each, by what rules can see of a state.

    That is the last few states, since no rule is longer, and of them what any rule asks for:
    intents and actions, but no text. ``find`` compares all rules with all states, as Rasa does.
    """

    def __init__(self, rules: Sequence[str], find: Callable[[list[Any]], set[str]]) -> None:
        self._find = find
        told = [json.loads(rule) for rule in rules]
        self._longest = max(map(len, told), default=1)
        self._asked = sorted(
            {
                (kind, key)
                for states in told
                for state in states
                for kind in state
                for key in state[kind]
            }
        )
        self._known = WeighedCache[frozenset[str]](MOST_REMEMBERED)

    def find(self, states: Sequence[State]) -> set[str]:
        """Return the rules that apply to the states of a conversation, the latest of them last."""
        recent = list(states[-self._longest :])
        seen = repr([[*sorted(state), *self._seen(state)] for state in recent])
        found = self._known.get(seen)
        if found is None:
            found = frozenset(self._find(recent))
            self._known.put(seen, found)
        return set(found)

    def _seen(self, state: State) -> list[Any]:
        return [state.get(kind, {}).get(key) for kind, key in self._asked]
