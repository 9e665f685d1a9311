"""A linear intent classifier whose confidence means something; no Rasa in here.

Its input is, for each sentence, a dense vector and a sparse row, both of unit length. It learns one
linear SVM and turns the largest margin and the similarity to the nearest taught sentence of that
intent into a probability (CONTRIBUTING, Decisions).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

FloatArray = npt.NDArray[np.float32]
FOLDS = 5
ENOUGH_OUTCOMES = 3000  # to learn three numbers from; the folds left out would only cost time
SEED = 0


@dataclass(frozen=True)
class Features:
    """Sentences as numbers: ``dense`` (n, d) float32 and ``sparse`` (n, v) CSR, same n."""

    dense: FloatArray
    sparse: sparse.csr_matrix

    def take(self, rows: npt.NDArray[Any]) -> Features:
        """Return the rows with these numbers, or where this mask is true."""
        return Features(self.dense[rows], self.sparse[rows])

    def stacked(self, sparse_weight: float) -> sparse.csr_matrix:
        """Return one matrix (n, d + v) with the sparse part scaled."""
        parts = [sparse.csr_matrix(self.dense), self.sparse * np.float32(sparse_weight)]
        return sparse.hstack(parts, format="csr", dtype=np.float32)


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
    weights: FloatArray  # (d + v, k)
    bias: FloatArray  # (k,)
    dense_examples: FloatArray  # (d, n): taught sentences as columns, for the similarity
    sparse_examples: sparse.csr_matrix  # (v, n): the same, unweighted
    first_examples: npt.NDArray[np.int64]  # (k,): where each intent's columns begin
    calibration: FloatArray  # (3,): weight of the margin, of the similarity, constant
    sparse_weight: float

    def predict(self, features: Features) -> list[Prediction]:
        """Return one ranking for each sentence."""
        margins, similarities = self._scores(features)
        logits = _calibrated(self.calibration, margins, similarities)
        return [
            self._ranked(*row) for row in zip(margins, similarities, _sigmoid(logits), strict=True)
        ]

    def _ranked(
        self, margins: FloatArray, similarities: FloatArray, confidences: FloatArray
    ) -> Prediction:
        order = np.argsort(-margins, kind="stable")
        return Prediction(
            tuple(str(intent) for intent in self.intents[order]),
            # The margin decides the order, so no lower rank may look surer than the first.
            tuple(float(value) for value in np.minimum.accumulate(confidences[order])),
            tuple(float(value) for value in margins[order]),
            tuple(float(value) for value in similarities[order]),
        )

    def _scores(self, features: Features) -> tuple[FloatArray, FloatArray]:
        """Return margins and similarities, each (n, k)."""
        width, weight = features.dense.shape[1], np.float32(self.sparse_weight)
        margins = features.dense @ self.weights[:width] + self.bias
        margins += (features.sparse @ self.weights[width:]) * weight
        # Dense with dense and sparse with sparse: a third of the time of one stacked product.
        products = features.dense @ self.dense_examples
        products += (features.sparse @ self.sparse_examples).toarray() * weight**2
        products /= 1 + weight**2
        return margins, np.maximum.reduceat(products, self.first_examples, axis=1)


def train_intent_model(
    features: Features, intents: list[str], sparse_weight: float, regularisation: float
) -> IntentModel:
    """Learn from taught sentences; the same input gives the same model, bit for bit."""
    labels = np.asarray(intents)
    calibration = _fit_calibration(features, labels, sparse_weight, regularisation)
    return _fit(features, labels, sparse_weight, regularisation, calibration)


def _fit(
    features: Features,
    labels: npt.NDArray[np.str_],
    sparse_weight: float,
    regularisation: float,
    calibration: FloatArray | None = None,
) -> IntentModel:
    matrix = features.stacked(sparse_weight)
    machine = LinearSVC(C=regularisation, random_state=SEED).fit(matrix, labels)
    weights, bias = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # scikit-learn keeps one hyperplane for two classes
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    numbers = np.searchsorted(machine.classes_, labels)
    by_intent = features.take(np.argsort(numbers, kind="stable"))
    return IntentModel(
        intents=machine.classes_,
        weights=np.ascontiguousarray(weights.T, dtype=np.float32),
        bias=bias.astype(np.float32),
        dense_examples=np.ascontiguousarray(by_intent.dense.T),
        sparse_examples=by_intent.sparse.T.tocsr(),
        first_examples=np.searchsorted(np.sort(numbers), np.arange(len(machine.classes_))),
        calibration=np.ones(3, dtype=np.float32) if calibration is None else calibration,
        sparse_weight=sparse_weight,
    )


def _fit_calibration(
    features: Features, labels: npt.NDArray[np.str_], sparse_weight: float, regularisation: float
) -> FloatArray:
    """Learn when the classifier is right, from the taught sentences alone.

    Each fold is asked to a model that knows neither its sentences nor one group of intents: the
    known ones show what is got right and wrong, and those of the group, one in `FOLDS`, what is
    done with a question that cannot be known.
    """
    rows: list[tuple[float, float, bool]] = []
    for known, asked in _splits(labels):
        if len(rows) >= ENOUGH_OUTCOMES:
            break
        model = _fit(features.take(known), labels[known], sparse_weight, regularisation)
        margins, similarities = model._scores(features.take(asked))
        best = margins.argmax(axis=1)
        right = model.intents[best] == labels[asked]
        picked = np.arange(len(best))
        rows += zip(margins[picked, best], similarities[picked, best], right, strict=True)
    outcomes = np.asarray([right for _, _, right in rows], dtype=bool)
    if outcomes.all() or not outcomes.any():
        return np.ones(3, dtype=np.float32)
    table = np.asarray([row[:2] for row in rows], dtype=np.float64)
    fitted = LogisticRegression(C=100.0).fit(table, outcomes)
    return np.asarray([*fitted.coef_[0], fitted.intercept_[0]], dtype=np.float32)


def _splits(labels: npt.NDArray[np.str_]) -> list[tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
    names, counts = np.unique(labels, return_counts=True)
    if len(names) < 2 * FOLDS or counts.min() < FOLDS:
        return []  # too little to learn a calibration from
    groups = np.random.default_rng(SEED).permutation(len(names)) % FOLDS
    group_of_row = groups[np.searchsorted(names, labels)]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    return [
        (taught[group_of_row[taught] != group], asked)
        for group, (taught, asked) in enumerate(folds.split(np.zeros(len(labels)), labels))
    ]


def _calibrated(
    calibration: FloatArray, margins: FloatArray, similarities: FloatArray
) -> FloatArray:
    return np.asarray(
        calibration[0] * margins + calibration[1] * similarities + calibration[2], dtype=np.float32
    )


def _sigmoid(logits: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


def save_arrays(model: IntentModel) -> dict[str, npt.NDArray[Any]]:
    """Return the model as named arrays for `numpy.savez`."""
    return {
        "intents": model.intents.astype(str),
        "weights": model.weights,
        "bias": model.bias,
        "dense_examples": model.dense_examples,
        "examples_data": model.sparse_examples.data,
        "examples_indices": model.sparse_examples.indices,
        "examples_indptr": model.sparse_examples.indptr,
        "examples_shape": np.asarray(model.sparse_examples.shape),
        "first_examples": model.first_examples,
        "calibration": model.calibration,
        "sparse_weight": np.asarray(model.sparse_weight),
    }


def load_arrays(arrays: Any) -> IntentModel:
    """Return the model that `save_arrays` took apart."""
    examples = sparse.csr_matrix(
        (arrays["examples_data"], arrays["examples_indices"], arrays["examples_indptr"]),
        shape=tuple(arrays["examples_shape"]),
    )
    return IntentModel(
        intents=arrays["intents"],
        weights=arrays["weights"],
        bias=arrays["bias"],
        dense_examples=arrays["dense_examples"],
        sparse_examples=examples,
        first_examples=arrays["first_examples"],
        calibration=arrays["calibration"],
        sparse_weight=float(arrays["sparse_weight"]),
    )
