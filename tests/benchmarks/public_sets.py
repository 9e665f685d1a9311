"""Read the public sets that understanding is measured on; they are never taught to the product."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.servers import PROJECT

FOLDER = PROJECT.parent / "shared" / "bench"
OUTSIDE = "outside"
"""What test sentences are labelled that no intent of the set answers."""
HOW_TO_GET = (
    "The public sets are not in {folder}. Get them from their GitHub repositories: "
    "hellohaptik/HINT3 (its dataset v1 as hint3/v1_<bot>_train.csv and _test.csv), "
    "PolyAI-LDN/task-specific-datasets "
    "and the usual 10-shot split (banking77/), clinc/oos-eval (clinc150/data_small.json, "
    "train_10.seq.in, train_10.label), mainlp/xsid (xsid/en.valid.conll, de.valid.conll); then run "
    "this again."
)
Sentences = Sequence[tuple[str, str]]


class SetsMissingError(Exception):
    """The sets are not on this machine; its text says how to get them."""


@dataclass(frozen=True)
class PublicSet:
    """A set: sentences with their intents, to train on and to ask.

    ``validation`` is asked too, where the set has such a part, to choose a threshold by.
    """

    name: str
    train: Sentences
    test: Sentences
    validation: Sentences = ()


def read_set(name: str) -> PublicSet:
    """Return a set by its name in `SETS`; raise `SetsMissingError`."""
    try:
        train, test, *validation = SETS[name]()
    except FileNotFoundError as error:
        raise SetsMissingError(HOW_TO_GET.format(folder=FOLDER)) from error
    return PublicSet(name, train, test, *validation)


def _plain(intent: str) -> str:
    """Return the name without a slash, which in Rasa stands for something else."""
    return intent.replace("/", "_")


def _hint3(bot: str) -> tuple[Sentences, Sentences]:
    def rows(part: str) -> Sentences:
        path = FOLDER / "hint3" / f"v1_{bot}_{part}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            found = [(row["sentence"], row["label"]) for row in csv.DictReader(file)]
        return [(text, OUTSIDE if label == "NO_NODES_DETECTED" else label) for text, label in found]

    return rows("train"), rows("test")


def _banking() -> tuple[Sentences, Sentences]:
    with (FOLDER / "banking77" / "test.csv").open(encoding="utf-8", newline="") as file:
        test = [(row["text"], row["category"]) for row in csv.DictReader(file)]
    return _lines("banking77", "fewshot_train_10"), test


def _clinc() -> tuple[Sentences, Sentences, Sentences]:
    data = json.loads((FOLDER / "clinc150" / "data_small.json").read_text(encoding="utf-8"))

    def part(name: str) -> Sentences:
        inside = [(text, intent) for text, intent in data[name]]
        return [*inside, *((text, OUTSIDE) for text, _ in data[f"oos_{name}"])]

    train = [(text, intent) for text, intent in data["train"]]
    return train, part("test"), part("val")


def _few_clinc() -> tuple[Sentences, Sentences]:
    _, test, _ = _clinc()
    return _lines("clinc150", "train_10"), [pair for pair in test if pair[1] != OUTSIDE]


def _lines(folder: str, name: str) -> Sentences:
    texts, intents = (
        (FOLDER / folder / f"{name}.{ending}").read_text(encoding="utf-8").splitlines()
        for ending in ("seq.in", "label")
    )
    return list(zip(texts, intents, strict=True))


def _xsid(language: str) -> Sentences:
    texts, intents = [], []
    lines = (FOLDER / "xsid" / f"{language}.valid.conll").read_text(encoding="utf-8").splitlines()
    for line in lines:
        key, _, value = line.partition(" = ")
        if key == "# text":
            texts.append(value.strip())
        elif key == "# intent":
            intents.append(_plain(value.strip()))
    return list(zip(texts, intents, strict=True))


def _across() -> tuple[Sentences, Sentences]:
    return _xsid("en"), _xsid("de")


def _half(language: str) -> tuple[Sentences, Sentences]:
    """Train on every other sentence of both languages, ask the rest of one."""
    train = [*_xsid("en")[::2], *_xsid("de")[::2]]
    return train, _xsid(language)[1::2]


SETS: dict[str, Callable[[], tuple[Sentences, ...]]] = {
    "hint3-sofmattress": lambda: _hint3("sofmattress"),
    "hint3-curekart": lambda: _hint3("curekart"),
    "banking77-10": _banking,
    "clinc150-10": _few_clinc,
    "clinc150": _clinc,
    "xsid-en-to-de": _across,
    "xsid-halves-en": lambda: _half("en"),
    "xsid-halves-de": lambda: _half("de"),
}


def peer_results(bot: str) -> dict[str, list[dict[str, str]]]:
    """Return the published tables over thresholds of a HINT3 bot, by platform."""
    found = {}
    for path in sorted((FOLDER / "hint3" / "peer-results").glob(f"*_{bot}.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem.partition("_")[0]] = list(csv.DictReader(file))
    return found
