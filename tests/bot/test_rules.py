"""Rules decide everything that is said, so that one policy is enough."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from rasa.shared.core.constants import DEFAULT_INTENTS
from rasa.shared.core.domain import Domain

from bot.training import DATA

DOMAIN = Domain.load(str(DATA / "domain"))


def intents_with_a_rule() -> Iterator[str]:
    for path in sorted((DATA / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            intent, action = rule["steps"]
            assert action.keys() == {"action"}
            yield intent["intent"]


def test_each_intent_has_one_rule() -> None:
    ruled = list(intents_with_a_rule())

    assert sorted(ruled) == sorted(set(ruled))
    assert set(DOMAIN.intents) - set(DEFAULT_INTENTS) <= set(ruled) <= set(DOMAIN.intents)
