"""What the two languages of an article must have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from itertools import permutations

from kb.article_rules import find_hosts, located
from kb.articles import Article
from kb.errors import Complaint, Severity

SAME_KEYS = ("kb", "sources", "status", "related")
CODE = re.compile(r"`([^`]+)`")
LINK_TARGET = re.compile(r"\]\([^)]*\)")
KB_ID = re.compile(r"\bKB\d+\b")
NUMBER = re.compile(r"[0-9]+(?:[.,:][0-9]+)*")
SENTENCE = re.compile(r"[^\W\d_]+(?: (?:[^\W\d_]+|…))+[.!?…]?")

Fact = tuple[str, str]
"""A kind of fact and its value, as in ``("number", "4001")``."""


def check_translation(english: Article, german: Article) -> Iterator[Complaint]:
    """Find what one language says and the other does not."""
    for key in SAME_KEYS:
        ours, theirs = getattr(english, key), getattr(german, key)
        if ours != theirs:
            text = f"'{_shown(ours)}' here, '{_shown(theirs)}' in {_name(german)}; write the same"
            yield Complaint(english.path, english.line_of(key), f"translation-{key}", text)
    yield from _check_step_count(english, german)
    for here, there in permutations((english, german)):
        yield from _check_facts(here, there)
        yield from _check_age(here, there)


def find_facts(text: str) -> set[Fact]:
    """Return what a translation must keep: numbers, hosts, KB numbers and code.

    Numbers count inside words too ("6-digit", "6-stellig"); 1.5 and 1,5 are the same. Code that
    is a sentence, such as `Access denied`, may be translated.
    """
    codes = [code for code in CODE.findall(text) if not SENTENCE.fullmatch(code)]
    hosts = find_hosts(text)
    rest = LINK_TARGET.sub("] ", CODE.sub(" ", text))
    for host in hosts:
        rest = re.sub(re.escape(host), " ", rest, flags=re.IGNORECASE)
    numbers = NUMBER.findall(KB_ID.sub(" ", rest))
    return {
        *(("code", code) for code in codes),
        *(("host", host) for host in hosts),
        *(("article number", number) for number in KB_ID.findall(rest)),
        *(("number", re.sub("[,:]", ".", number)) for number in numbers),
    }


def _check_step_count(english: Article, german: Article) -> Iterator[Complaint]:
    ours, theirs = len(english.steps), len(german.steps)
    if ours != theirs:
        text = f"{ours} steps here, {theirs} in {_name(german)}; both need the same steps"
        yield Complaint(english.path, english.line_of("steps"), "translation-steps", text)


def _check_facts(here: Article, there: Article) -> Iterator[Complaint]:
    elsewhere = _facts_by_part(there)
    for part, facts in _facts_by_part(here).items():
        if part not in elsewhere:
            continue  # a step too many, which the step count complains about
        for kind, value in sorted(set(facts) - set(elsewhere[part])):
            text = f"the {kind} '{value}' is missing in {part} of {_name(there)}"
            yield Complaint(here.path, facts[kind, value], "translation-facts", text)


def _facts_by_part(article: Article) -> dict[str, dict[Fact, int]]:
    """Return the facts of the opening, each step and the notes, each with its line."""
    title = (article.title, article.line_of("title"))
    parts = {"the title or answer": [title, *located(article, "answer")]}
    for number, step in enumerate(located(article, "steps"), 1):
        parts[f"step {number}"] = [step]
    parts["the notes"] = list(located(article, "notes"))
    return {
        part: {fact: line for text, line in reversed(texts) for fact in find_facts(text)}
        for part, texts in parts.items()
    }


def _check_age(here: Article, there: Article) -> Iterator[Complaint]:
    if here.reviewed < there.reviewed:
        text = f"reviewed {here.reviewed}, but {_name(there)} {there.reviewed}; review this one too"
        line = here.line_of("reviewed")
        yield Complaint(here.path, line, "translation-older", text, Severity.WARNING)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return value.value if isinstance(value, Enum) else str(value)


def _name(article: Article) -> str:
    return f"{article.language.value}/{article.path.name}"
