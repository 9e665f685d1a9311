"""A kernel intent classifier whose confidence means something; no Rasa in here.

Its input is, for each sentence, a dense vector and a sparse row, both of unit length. It learns one
kernel ridge regression and turns its largest score, the lead over the second and the similarity to
the nearest taught sentence of that intent into a probability (CONTRIBUTING, Decisions).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.sparse.csgraph import connected_components
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

FloatArray = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
SEED = 0
FEWEST_INTENTS = 2
BLOCK = 512  # rows of the kernel that are made at once: the whole has n² entries
ENOUGH_KNOWN = 2000  # left-out sentences that calibration learns from
ENOUGH_UNKNOWN = 1500  # the same, of intents that were left out whole
ALIKE = 0.75  # similarity from which two sentences of an intent say nothing about one another
# What must hold however little there is to learn from: exactly what was taught is right, what is
# like nothing taught is not. Score, lead, similarity; their weight beside a hundred outcomes.
CERTAIN, STRANGE = (1.0, 1.0, 1.0), (-1.0, 0.0, 0.0)
ANCHOR_WEIGHT = 0.01


@dataclass(frozen=True)
class Options:
    """What a project may choose; the defaults were found by cross-validation on training data.

    ``sparse_share`` of the similarity comes from sparse features, the rest from the dense vector;
    ``sharpness`` is how fast influence falls with distance; ``ridge`` how much is left unlearned;
    ``unknown_share`` how much of what will be asked is like nothing taught.
    """

    sparse_share: float = 0.3
    sharpness: float = 0.8
    ridge: float = 0.1
    unknown_share: float = 0.3

    def __post_init__(self) -> None:
        if not (0 <= self.sparse_share <= 1 and 0 < self.unknown_share < 1):
            raise ValueError("sparse_share and unknown_share are shares, from 0 to 1")
        if self.ridge <= 0 or self.sharpness <= 0:
            raise ValueError("ridge and sharpness must be above 0")


@dataclass(frozen=True)
class Features:
    """Sentences as numbers: ``dense`` (n, d) float32 and ``sparse`` (n, v) CSR, same n."""

    dense: FloatArray
    sparse: sparse.csr_matrix

    def take(self, rows: npt.NDArray[Any] | slice) -> Features:
        """Return the rows with these numbers, in this range, or where this mask is true."""
        return Features(self.dense[rows], self.sparse[rows])


@dataclass(frozen=True)
class Prediction:
    """Intents by falling confidence; ``margins`` and ``similarities`` are in the same order."""

    intents: tuple[str, ...]
    confidences: tuple[float, ...]
    margins: tuple[float, ...]
    similarities: tuple[float, ...]


@dataclass(frozen=True)
class IntentModel:
    """A trained classifier; every field is a plain array, so that it is stored without pickles."""

    intents: npt.NDArray[np.str_]  # (k,)
    weights: FloatArray  # (n, k): what each taught sentence says for each intent
    offsets: FloatArray  # (k,)
    dense_examples: FloatArray  # (d, n): taught sentences as columns, those of an intent together
    sparse_examples: sparse.csr_matrix  # (v, n) float32: the same
    first_examples: npt.NDArray[np.int64]  # (k,): where each intent's columns begin
    calibration: FloatArray  # (4,): weight of score, lead and similarity, constant
    options: Options

    def predict(self, features: Features) -> list[Prediction]:
        """Return one ranking for each sentence."""
        # One sentence at a time: for two, OpenBLAS first copies the examples, three times as slow.
        products = np.stack([sentence @ self.dense_examples for sentence in features.dense])
        products *= np.float32(1 - self.options.sparse_share)
        products += self._lexical(features.sparse) * np.float32(self.options.sparse_share)
        similarities = np.maximum.reduceat(products, self.first_examples, axis=1)
        margins = _kernel(products, self.options) @ self.weights + self.offsets
        return [self._ranked(*row) for row in zip(margins, similarities, strict=True)]

    def _lexical(self, sentences: sparse.csr_matrix) -> FloatArray:
        """Return the products (m, n) of sparse rows, each with the few n-grams that it has."""
        weights = sentences.data.astype(np.float32)
        spans = [slice(*ends) for ends in pairwise(sentences.indptr.tolist())]
        known = [self.sparse_examples[sentences.indices[span]] for span in spans]
        return np.stack([rows.T @ weights[span] for rows, span in zip(known, spans, strict=True)])

    def _ranked(self, margins: FloatArray, similarities: FloatArray) -> Prediction:
        order = np.argsort(-margins, kind="stable")
        margins, similarities = margins[order], similarities[order]
        # An intent that is not first trails the first by as much as the second does, or more.
        rivals = np.concatenate([margins[1:2], np.repeat(margins[:1], len(margins) - 1)])
        table = np.stack([margins, margins - rivals, similarities], axis=1)
        confidences = _sigmoid(table @ self.calibration[:-1] + self.calibration[-1])
        return Prediction(
            tuple(self.intents[order].tolist()),
            # The margin decides the order, so no lower rank may look surer than the first.
            tuple(np.minimum.accumulate(confidences).tolist()),
            tuple(margins.tolist()),
            tuple(similarities.tolist()),
        )


def train_intent_model(
    features: Features, intents: list[str], options: Options | None = None
) -> IntentModel:
    """Learn from taught sentences; the same input gives the same model, bit for bit.

    That needs one thread for linear algebra. Raises `ValueError` for fewer than two intents.
    """
    options = options or Options()
    if len(set(intents)) < FEWEST_INTENTS:
        raise ValueError("there must be examples of at least two intents")
    with threadpool_limits(1):
        return _train(features, intents, options)


def _train(features: Features, intents: list[str], options: Options) -> IntentModel:
    names, numbers = np.unique(np.asarray(intents), return_inverse=True)
    blocks = _blocks(features, numbers, options)
    order = _order(len(numbers), blocks)
    features, numbers = features.take(order), numbers[order]
    factor = _factor(features, options)
    targets = np.full((len(numbers), len(names)), -1, dtype=np.float32)
    targets[np.arange(len(numbers)), numbers] = 1
    offsets = targets.mean(axis=0)
    weights = cho_solve((factor, True), targets - offsets)
    left_out = _LeftOut(features, numbers, targets, weights, factor, options)
    calibration = _fit_calibration(left_out, _moved(blocks, order), options.unknown_share)
    by_intent = np.argsort(numbers, kind="stable")
    sorted_features = features.take(by_intent)
    return IntentModel(
        intents=names,
        weights=np.ascontiguousarray(weights[by_intent], dtype=np.float32),
        offsets=offsets,
        dense_examples=np.ascontiguousarray(sorted_features.dense.T),
        sparse_examples=sorted_features.sparse.T.tocsr().astype(np.float32),
        first_examples=np.searchsorted(numbers[by_intent], np.arange(len(names))),
        calibration=calibration,
        options=options,
    )


def _kernel(products: FloatArray, options: Options) -> FloatArray:
    """Return how much sentences of this similarity say about one another; overwrites it."""
    products -= 1
    products *= np.float32(2 * options.sharpness)
    return np.asarray(np.exp(products, out=products))


def _between(asked: Features, known: Features, options: Options) -> FloatArray:
    """Return the similarities (n, m) of sentences."""
    share = np.float32(options.sparse_share)
    lexical = (asked.sparse @ known.sparse.T).toarray()
    return np.asarray(asked.dense @ known.dense.T * (1 - share) + lexical * share, dtype=np.float32)


def _factor(features: Features, options: Options) -> FloatArray:
    """Return the lower Cholesky factor (n, n) of the kernel with its ridge."""
    count = len(features.dense)
    kernel = np.zeros((count, count), dtype=np.float32, order="F")
    for start in range(0, count, BLOCK):
        rows, columns = slice(start, start + BLOCK), slice(0, min(start + BLOCK, count))
        products = _between(features.take(rows), features.take(columns), options)
        kernel[rows, columns] = _kernel(products, options)
    kernel[np.diag_indices(count)] += np.float32(options.ridge)
    return np.asarray(cholesky(kernel, lower=True, overwrite_a=True, check_finite=False))


@dataclass(frozen=True)
class _Block:
    """Sentences that are left out together; all of an intent where ``is_unknown``."""

    rows: Rows
    is_unknown: bool


def _blocks(features: Features, numbers: Rows, options: Options) -> list[_Block]:
    """Choose what calibration leaves out: groups of like sentences, and intents as a whole."""
    random = np.random.default_rng(SEED)
    known: list[_Block] = []
    unknown: list[_Block] = []
    left = ENOUGH_UNKNOWN
    intents = [np.flatnonzero(numbers == number) for number in range(int(numbers.max()) + 1)]
    for index in random.permutation(len(intents)):
        if len(intents[index]) <= left and len(intents) > FEWEST_INTENTS:
            unknown.append(_Block(intents[index], True))
            left -= len(intents[index])
    for rows in intents:
        known += [_Block(like, False) for like in _alike(features.take(rows), rows, options)]
    chosen = [known[index] for index in random.permutation(len(known))]
    sizes = np.cumsum([len(block.rows) for block in chosen])
    return unknown + chosen[: int(np.searchsorted(sizes, ENOUGH_KNOWN)) + 1]


def _alike(features: Features, rows: Rows, options: Options) -> Iterator[Rows]:
    near = _between(features, features, options) > ALIKE
    count, groups = connected_components(sparse.csr_matrix(near), directed=False)
    for group in range(count):
        yield rows[groups == group]


def _order(count: int, blocks: list[_Block]) -> Rows:
    """Return all rows with those of the blocks last: their part of the factor stands alone."""
    is_last = np.zeros(count, dtype=bool)
    for block in blocks:
        is_last[block.rows] = True
    return np.concatenate([np.flatnonzero(~is_last), np.flatnonzero(is_last)])


def _moved(blocks: list[_Block], order: Rows) -> list[_Block]:
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return [_Block(places[block.rows], block.is_unknown) for block in blocks]


class _LeftOut:
    """What the model would say of sentences had it not been taught them, without learning anew.

    For ridge regression with G = (K + ridge)⁻¹ the answers of a block left out are its targets less
    G_bb⁻¹ times its weights. The part of G that belongs to the last rows follows from the last rows
    of the factor.
    """

    def __init__(
        self,
        features: Features,
        numbers: Rows,
        targets: FloatArray,
        weights: FloatArray,
        factor: FloatArray,
        options: Options,
    ) -> None:
        self.numbers = numbers
        self._features = features
        self._targets = targets
        self._weights = weights
        self._factor = factor
        self._options = options

    def outcomes(self, blocks: list[_Block]) -> Iterator[tuple[_Block, FloatArray, Rows]]:
        """Yield for each block the features of its outcomes (b, 3) and the intents found (b,)."""
        if not blocks:
            return
        first = min(int(block.rows.min()) for block in blocks)
        corner = self._factor[first:, first:]
        inverse = solve_triangular(corner, np.eye(len(corner), dtype=np.float32), lower=True)
        for block in blocks:
            rows = block.rows
            part = inverse[:, rows - first]
            missing = np.linalg.solve(part.T @ part, self._weights[rows])
            scores = self._targets[rows] - missing
            yield block, *self._features_of(block, scores)

    def _features_of(self, block: _Block, scores: FloatArray) -> tuple[FloatArray, Rows]:
        if block.is_unknown:
            scores[:, self.numbers[block.rows[0]]] = -np.inf
        found = scores.argmax(axis=1)
        picked = np.arange(len(found))
        second = scores.copy()
        second[picked, found] = -np.inf
        best = scores[picked, found]
        lead = best - second.max(axis=1)
        return np.stack([best, lead, self._similarities(block, found)], axis=1), found

    def _similarities(self, block: _Block, found: Rows) -> FloatArray:
        """Return the similarity to the nearest sentence of the intent found, outside the block."""
        others = np.ones(len(self.numbers), dtype=bool)
        others[block.rows] = False
        asked = self._features.take(block.rows)
        nearest = np.zeros(len(found), dtype=np.float32)
        for number in np.unique(found):
            known = np.flatnonzero((self.numbers == number) & others)
            mine = found == number
            if len(known):
                products = _between(asked.take(mine), self._features.take(known), self._options)
                nearest[mine] = products.max(axis=1)
        return nearest


def _fit_calibration(left_out: _LeftOut, blocks: list[_Block], unknown_share: float) -> FloatArray:
    """Learn when the classifier is right, from the taught sentences alone.

    Sentences left out with all that are like them show what is got right and wrong; intents left
    out as a whole show what is done with a question that cannot be known.
    """
    tables, rights, unknowns = [], [], []
    for block, table, found in left_out.outcomes(blocks):
        tables.append(table)
        rights.append((found == left_out.numbers[block.rows]) & (not block.is_unknown))
        unknowns.append(np.full(len(found), block.is_unknown))
    right = np.concatenate([*rights, [True, False]]).astype(bool)
    unknown = np.concatenate([*unknowns, [False, True]]).astype(bool)
    shares = np.where(unknown, unknown_share, 1 - unknown_share)
    weights = shares / np.where(unknown, unknown.sum(), (~unknown).sum())
    weights[-2:] = ANCHOR_WEIGHT * weights.sum()
    weights *= len(weights) / weights.sum()
    table = np.concatenate([*tables, [CERTAIN, STRANGE]]).astype(np.float64)
    return _fit_rising(table, right, weights)


def _fit_rising(
    table: npt.NDArray[Any], right: npt.NDArray[np.bool_], weights: npt.NDArray[Any]
) -> FloatArray:
    """Return weights and constant of a logistic regression in which nothing counts against."""
    columns = list(range(table.shape[1]))
    while True:
        fitted = LogisticRegression(C=100.0).fit(table[:, columns], right, sample_weight=weights)
        lowest = int(np.argmin(fitted.coef_[0]))
        if fitted.coef_[0][lowest] >= 0 or len(columns) == 1:
            break
        columns.pop(lowest)
    found = np.zeros(table.shape[1] + 1, dtype=np.float32)
    found[columns] = np.maximum(fitted.coef_[0], 0)
    found[-1] = fitted.intercept_[0]
    return found


def _sigmoid(logits: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


def save_arrays(model: IntentModel) -> dict[str, npt.NDArray[Any]]:
    """Return the model as named arrays for `numpy.savez`."""
    options = model.options
    return {
        "intents": model.intents.astype(str),
        "weights": model.weights,
        "offsets": model.offsets,
        "dense_examples": model.dense_examples,
        "examples_data": model.sparse_examples.data,
        "examples_indices": model.sparse_examples.indices,
        "examples_indptr": model.sparse_examples.indptr,
        "examples_shape": np.asarray(model.sparse_examples.shape),
        "first_examples": model.first_examples,
        "calibration": model.calibration,
        "options": np.asarray(astuple(options)),
    }


def load_arrays(arrays: Any) -> IntentModel:
    """Return the model that `save_arrays` took apart."""
    examples = sparse.csr_matrix(
        (arrays["examples_data"], arrays["examples_indices"], arrays["examples_indptr"]),
        shape=tuple(arrays["examples_shape"]),
        dtype=np.float32,
    )
    return IntentModel(
        intents=arrays["intents"],
        weights=arrays["weights"],
        offsets=arrays["offsets"],
        dense_examples=arrays["dense_examples"],
        sparse_examples=examples,
        first_examples=arrays["first_examples"],
        calibration=arrays["calibration"],
        options=Options(*(float(value) for value in arrays["options"])),
    )
