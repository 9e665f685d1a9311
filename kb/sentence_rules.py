"""No sentence may stand for two things, and no exam question may be taught."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from kb.article import Article
from kb.article_rules import located
from kb.errors import Complaint

INTENT = re.compile(r"\s*- intent: (?P<name>\S+)")
EXAMPLE = re.compile(r"\s{2,}- (?P<text>.+)")
ANNOTATION = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
NEAR = 0.15  # edits per letter; "where do I type the PIN" and "… type my PIN" are 0.09 apart
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True)
class Sentence:
    """Something people type: what it stands for (an article id or an intent), and where it is."""

    text: str
    topic: str
    path: Path
    line: int
    is_exam: bool

    @cached_property
    def key(self) -> str:
        """The sentence without case, punctuation and umlauts; emoji and "???" as they are."""
        folded = self.text.casefold()
        if not folded.isascii():
            folded = unicodedata.normalize("NFKC", self.text).casefold().translate(UMLAUTS)
        return " ".join(re.findall(r"\w+", folded)) or folded


def check_sentences(sentences: Iterable[Sentence]) -> Iterator[Complaint]:
    """Find sentences that stand for two things or twice in a file, and exam questions taught.

    The later of two is complained about; of an exam question and a taught one, the exam question.
    """
    sentences = list(sentences)
    yield from _check_twice(sentences)
    yield from _check_near(sentences)


def _check_near(sentences: Sequence[Sentence]) -> Iterator[Complaint]:
    """Find exam questions that are a taught one but for a letter or two: they examine nothing."""
    by_language: dict[str, list[Sentence]] = {}
    for sentence in sentences:  # files of a language lie in a folder of its name
        by_language.setdefault(sentence.path.parent.name, []).append(sentence)
    for each in by_language.values():
        yield from _check_near_in(each)


def _check_near_in(sentences: Sequence[Sentence]) -> Iterator[Complaint]:
    taught = {sentence.key: sentence for sentence in sentences if not sentence.is_exam}
    keys = sorted(taught, key=len)
    lengths = [len(key) for key in keys]
    for sentence in sentences:
        if not sentence.is_exam or sentence.key in taught:
            continue
        length = len(sentence.key)  # the distance is at least the difference of the lengths
        shortest = bisect_left(lengths, length * (1 - NEAR))
        longest = bisect_right(lengths, length / (1 - NEAR))
        nearest = process.extractOne(
            sentence.key,
            keys[shortest:longest],
            scorer=Levenshtein.normalized_distance,
            score_cutoff=NEAR,
        )
        if nearest is not None:
            place, text = _place(taught[nearest[0]]), taught[nearest[0]].text
            text = f"'{sentence.text}' is nearly '{text}', taught in {place}; replace this question"
            yield Complaint(sentence.path, sentence.line, "exam-near", text)


def _check_twice(sentences: Sequence[Sentence]) -> Iterator[Complaint]:
    first: dict[tuple[str, bool], Sentence] = {}
    for sentence in sorted(sentences, key=lambda sentence: sentence.is_exam):
        taught = first.get((sentence.key, False)) if sentence.is_exam else None
        earlier = first.setdefault((sentence.key, sentence.is_exam), sentence)
        if taught is not None:
            text = f"'{sentence.text}' is taught in {_place(taught)}; replace this exam question"
            yield Complaint(sentence.path, sentence.line, "exam-taught", text)
        elif earlier is not sentence and _is_clash(earlier, sentence):
            text = f"'{sentence.text}' stands in {_place(earlier)} already; remove one of them"
            yield Complaint(sentence.path, sentence.line, "question-twice", text)


def sentences_of_article(article: Article) -> Iterator[Sentence]:
    """Return what an article teaches, its title and questions, and its exam questions."""
    yield Sentence(article.title, article.id, article.path, article.line_of("title"), False)
    for part in ("questions", "exam_questions"):
        for text, line in located(article, part):
            yield Sentence(text, article.id, article.path, line, part == "exam_questions")


def read_intent_sentences(folder: Path) -> Iterator[Sentence]:
    """Read the examples of all intents in Rasa's ``<language>/*.yml``, without YAML: it is slow."""
    for path in sorted(path for path in folder.glob("*/*.yml") if path.is_file()):
        intent = path.stem
        for number, line in enumerate(_lines(path), 1):
            if named := INTENT.fullmatch(line.rstrip()):
                intent = named["name"]
            elif example := EXAMPLE.fullmatch(line):
                text = ANNOTATION.sub(r"\1", example["text"]).strip()
                yield Sentence(text, intent, path, number, is_exam=False)


def read_exam_sentences(folder: Path) -> Iterator[Sentence]:
    """Read ``<language>/*.txt``: ``sentence`` or ``intent<tab>sentence`` a line."""
    for path in sorted(folder.glob("*/*.txt")):
        for number, line in enumerate(_lines(path), 1):
            intent, tab, text = line.rpartition("\t")
            if text.strip():
                topic = intent if tab else path.stem
                yield Sentence(text.strip(), topic, path, number, is_exam=True)


def _is_clash(earlier: Sentence, later: Sentence) -> bool:
    return earlier.topic != later.topic or (earlier.path, earlier.text) == (later.path, later.text)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").split("\n")


def _place(sentence: Sentence) -> str:
    return f"{sentence.path.parent.name}/{sentence.path.name}:{sentence.line}"
