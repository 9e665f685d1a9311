"""Read labelled sentences and measure how well secrets are found in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.secrets.kinds import Kind, Secret
from bot.secrets.redaction import find_secrets
from kb.language import Language

_MARK = re.compile(r"⟦(?P<kind>[a-z]+):(?P<value>[^⟧]*)⟧")
_NEWLINE = "␤"
_CLOSING = ".,;:!?)]}>\"'“”’ "


@dataclass(frozen=True)
class Sentence:
    """A sentence as a person would type it, and the secrets in it."""

    part: str
    text: str
    secrets: tuple[Secret, ...]


@dataclass
class Score:
    """How many secrets were found, by kind; `wrong` counts what was replaced without reason."""

    right: Counter[Kind] = field(default_factory=Counter)
    missed: Counter[Kind] = field(default_factory=Counter)
    wrong: Counter[Kind] = field(default_factory=Counter)
    leaked: int = 0
    mistakes: list[str] = field(default_factory=list)

    def precision(self, *kinds: Kind) -> float:
        """Return how many of the replaced parts were secrets of that kind."""
        right = sum(self.right[kind] for kind in kinds or Kind)
        return right / max(1, right + sum(self.wrong[kind] for kind in kinds or Kind))

    def recall(self, *kinds: Kind) -> float:
        """Return how many of the secrets were replaced, with their kind and extent."""
        right = sum(self.right[kind] for kind in kinds or Kind)
        return right / max(1, right + sum(self.missed[kind] for kind in kinds or Kind))


def read_labelled(language: Language) -> list[Sentence]:
    """Return the labelled sentences of a language."""
    path = Path(__file__).parent / f"labelled_{language.value}.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_sentence(*line.split("\t")) for line in lines if line and not line.startswith("#")]


def _sentence(part: str, marked: str) -> Sentence:
    text, secrets, place = "", [], 0
    marked = marked.replace(_NEWLINE, "\n")
    for mark in _MARK.finditer(marked):
        text += marked[place : mark.start()]
        secrets.append(Secret(Kind(mark["kind"]), len(text), len(text) + len(mark["value"])))
        text, place = text + mark["value"], mark.end()
    return Sentence(part, text + marked[place:], tuple(secrets))


def measure(sentences: Iterable[Sentence]) -> Score:
    """Return how well the secrets of the sentences are found.

    A secret counts where exactly it was replaced, by its own kind; closing signs do not matter.
    """
    score = Score()
    for sentence in sentences:
        _count(sentence, score)
    return score


def _count(sentence: Sentence, score: Score) -> None:
    found = {_trimmed(sentence.text, each) for each in find_secrets(sentence.text)}
    meant = {_trimmed(sentence.text, each) for each in sentence.secrets}
    score.right.update(each.kind for each in found & meant)
    score.missed.update(each.kind for each in meant - found)
    score.wrong.update(each.kind for each in found - meant)
    hidden = {place for each in found for place in range(each.start, each.end)}
    score.leaked += sum(not set(range(each.start, each.end)) <= hidden for each in meant)
    if found != meant:
        shown = [
            f"{each.kind.value}:{sentence.text[each.start : each.end]}" for each in found ^ meant
        ]
        score.mistakes.append(f"{sentence.text!r}: {', '.join(shown)}")


def _trimmed(text: str, secret: Secret) -> Secret:
    value = text[secret.start : secret.end]
    return Secret(secret.kind, secret.start, secret.start + len(value.rstrip(_CLOSING)))
