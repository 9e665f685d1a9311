"""The classifier behind the component, on numbers made up for the test."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.linalg import cho_solve

from bot.nlu.intent_model import (
    Features,
    IntentModel,
    Options,
    _between,
    _Block,
    _blocks,
    _factor,
    _kernel,
    _LeftOut,
    _moved,
    _order,
    load_arrays,
    save_arrays,
    train_intent_model,
)

INTENTS = 12
EXAMPLES = 12


def made_up(noise: float, seed: int) -> tuple[Features, list[str]]:
    """Return examples that lie around a direction of their own for each intent."""
    generator = np.random.default_rng(seed)
    centres = np.eye(INTENTS, 32, dtype=np.float32)
    dense = np.repeat(centres, EXAMPLES, axis=0)
    dense = dense + generator.normal(0, noise, dense.shape)
    dense /= np.linalg.norm(dense, axis=1, keepdims=True)
    names = [f"intent{n:02}" for n in range(INTENTS) for _ in range(EXAMPLES)]
    return Features(dense.astype(np.float32), sparse.csr_matrix(dense.astype(np.float32))), names


def trained() -> IntentModel:
    features, names = made_up(noise=0.1, seed=1)
    return train_intent_model(features, names)


def test_the_right_intent_comes_first_and_sure() -> None:
    features, names = made_up(noise=0.1, seed=2)

    found = trained().predict(features)

    assert [prediction.intents[0] for prediction in found] == names
    assert np.mean([prediction.confidences[0] for prediction in found]) > 0.8


def test_what_is_like_nothing_taught_is_unsure() -> None:
    strange = np.zeros((1, 32), dtype=np.float32)
    strange[0, 31] = 1.0

    [prediction] = trained().predict(Features(strange, sparse.csr_matrix(strange)))

    assert prediction.confidences[0] < 0.3


def test_confidence_falls_along_the_ranking() -> None:
    features, _ = made_up(noise=0.3, seed=3)

    for prediction in trained().predict(features):
        assert list(prediction.confidences) == sorted(prediction.confidences, reverse=True)


def test_training_twice_gives_the_same_model() -> None:
    first, second = save_arrays(trained()), save_arrays(trained())

    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_a_stored_model_predicts_the_same() -> None:
    features, _ = made_up(noise=0.2, seed=4)
    model = trained()

    assert load_arrays(save_arrays(model)).predict(features) == model.predict(features)


def test_what_is_left_out_is_answered_as_if_it_had_never_been_taught() -> None:
    features, names = made_up(noise=0.4, seed=5)
    numbers = np.unique(names, return_inverse=True)[1]
    options, rows = Options(), np.arange(len(names))
    block = _Block(np.flatnonzero(numbers == 3), is_unknown=True)
    order = _order(len(rows), [block])
    kept = order[: -len(block.rows)]

    targets = np.full((len(rows), INTENTS), -1, dtype=np.float32)
    targets[rows, numbers] = 1
    mean = targets.mean(axis=0)
    factor = _factor(features.take(order), options)
    weights = cho_solve((factor, True), targets[order] - mean)
    left_out = _LeftOut(
        features.take(order), numbers[order], targets[order], weights, factor, options
    )
    [(_, found, _)] = left_out.outcomes(_moved([block], order))

    learned = cho_solve((_factor(features.take(kept), options), True), targets[kept] - mean)
    products = _between(features.take(block.rows), features.take(kept), options)
    scores = _kernel(products, options) @ learned + mean
    scores[:, 3] = -np.inf
    assert np.allclose(found[:, 0], scores.max(axis=1), atol=1e-3)


def test_like_sentences_of_an_intent_are_left_out_together() -> None:
    features, names = made_up(noise=0.01, seed=6)

    blocks = _blocks(features, np.unique(names, return_inverse=True)[1], Options())

    assert {len(block.rows) for block in blocks if not block.is_unknown} == {EXAMPLES}


def test_two_intents_are_enough() -> None:
    features, names = made_up(noise=0.1, seed=7)
    few = np.arange(2 * EXAMPLES)

    model = train_intent_model(features.take(few), names[: 2 * EXAMPLES])

    found = [prediction.intents[0] for prediction in model.predict(features.take(few))]
    assert found == names[: 2 * EXAMPLES]


@pytest.mark.parametrize(("intents", "examples"), [(2, 12), (10, 1), (2, 1), (6, 5)])
def test_with_little_to_learn_from_strangers_are_unsure_and_taught_ones_sure(
    intents: int, examples: int
) -> None:
    dense = np.repeat(np.eye(intents, 32, dtype=np.float32), examples, axis=0)
    features = Features(dense, sparse.csr_matrix(dense))
    strange = np.zeros((1, 32), dtype=np.float32)
    strange[0, 31] = 1.0

    model = train_intent_model(features, [f"intent{n:02}" for n in dense.argmax(axis=1)])

    [stranger] = model.predict(Features(strange, sparse.csr_matrix(strange)))
    taught = model.predict(features)
    assert stranger.confidences[0] < 0.4
    assert min(each.confidences[0] for each in taught) > 0.5


def test_nothing_counts_against_an_intent_however_noisy_the_data() -> None:
    features, names = made_up(noise=3.0, seed=8)

    assert (train_intent_model(features, names).calibration[:-1] >= 0).all()


@pytest.mark.parametrize(
    "options", [{"ridge": 0.0}, {"unknown_share": 1.0}, {"sparse_share": 2.0}, {"sharpness": -1.0}]
)
def test_an_option_out_of_range_is_refused(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"shares|above 0"):
        Options(**options)


def test_one_intent_is_refused() -> None:
    features, names = made_up(noise=0.1, seed=9)

    with pytest.raises(ValueError, match="two intents"):
        train_intent_model(features.take(np.arange(EXAMPLES)), names[:EXAMPLES])
