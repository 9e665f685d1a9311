"""How well secrets are found in labelled sentences, with the figures printed."""

from __future__ import annotations

import pytest

from bot.secrets.kinds import Kind
from kb.language import Language
from tests.bot.secrets.labelled import Score, measure, read_labelled

PARTS = ("tune", "held", "late")
FEWEST_SENTENCES = 400
FEWEST_CLEAN = 1 / 3
FEWEST_HELD = FEWEST_SENTENCES / 3
BAR = 0.98
"""Precision and recall of each part; the first lines of the files say what was measured when."""


@pytest.mark.parametrize("language", Language)
def test_there_are_enough_sentences_of_each_sort(language: Language) -> None:
    sentences = read_labelled(language)
    clean = [each for each in sentences if not each.secrets]
    held = [each for each in sentences if each.part == "held"]

    assert {each.part for each in sentences} == set(PARTS)
    assert len(sentences) >= FEWEST_SENTENCES
    assert len(clean) >= FEWEST_CLEAN * len(sentences)
    assert len(held) >= FEWEST_HELD


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_among_the_sentences(language: Language, kind: Kind) -> None:
    kinds = {secret.kind for each in read_labelled(language) for secret in each.secrets}

    assert kind in kinds


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", Language)
def test_secrets_are_found_and_nothing_else(
    language: Language, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    score = measure(each for each in read_labelled(language) if each.part == part)

    with capsys.disabled():
        print(f"\n{language.value} {part}: {_figures(score)}")
    assert min(score.precision(), score.recall()) >= BAR, "\n".join(score.mistakes)


def _figures(score: Score) -> str:
    by_kind = (
        f"{kind.value} {score.right[kind]}/{score.right[kind] + score.missed[kind]}"
        f" (+{score.wrong[kind]})"
        for kind in Kind
    )
    whole = f"precision {score.precision():.3f}, recall {score.recall():.3f}"
    return f"{whole}, not hidden {score.leaked}; {', '.join(by_kind)}"
