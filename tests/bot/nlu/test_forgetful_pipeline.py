"""Words that people write do not stay in memory for ever."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
import spacy

from bot.nlu.entities import EntityFinder
from bot.nlu.forgetful_pipeline import MOST_NEW_WORDS, ForgetfulPipeline
from kb.gateways import read_gateways
from kb.language import Language


def test_after_many_new_words_they_are_forgotten() -> None:
    pipeline = ForgetfulPipeline(lambda: spacy.blank("de"), most_new_words=50)
    most = 0
    for number in range(100):
        document = pipeline(f"wort{number} und nochwort{number}")
        most = max(most, pipeline.new_words)
        assert document[0].text == f"wort{number}"

    assert 50 < most < 60


def test_a_finder_finds_the_same_after_many_words() -> None:
    finder = EntityFinder(read_gateways())
    before = finder.find("Is the Zurich gateway up on 4001?", Language.ENGLISH)
    for start in range(0, 30_000, 500):
        finder.find(" ".join(f"w{start + n}q" for n in range(500)), Language.ENGLISH)

    assert finder.find("Is the Zurich gateway up on 4001?", Language.ENGLISH) == before
    assert all(each.new_words < 2 * MOST_NEW_WORDS for each in finder._pipelines.values())


@pytest.fixture
def without_collector() -> Any:
    """Keep Python from freeing what only it would."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collector")
def test_what_is_replaced_is_freed_at_once() -> None:
    made: list[weakref.ref[Any]] = []

    def build() -> Any:
        pipeline = spacy.blank("en")
        pipeline.add_pipe("entity_ruler").add_patterns([{"label": "port", "pattern": "4001"}])
        made.append(weakref.ref(pipeline.get_pipe("entity_ruler")))
        return pipeline

    pipeline = ForgetfulPipeline(build, most_new_words=5)
    for number in range(30):
        pipeline(f"word{number} another{number}")

    assert len(made) > 3
    assert [ruler() for ruler in made[:-1]] == [None] * (len(made) - 1)
