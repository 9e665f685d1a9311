"""What the two languages of an article must have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import permutations

from kb.article import Article
from kb.article_rules import FILE_ENDINGS, find_hosts, located
from kb.errors import Complaint, Severity

SAME_KEYS = ("kb", "sources", "status", "related", "variants")
CODE = re.compile(r"`([^`]+)`")
LINK_TARGET = re.compile(r"\]\([^)]*\)")
MAY_HAVE_FACTS = re.compile(r"[0-9`>]|\.\w")
KB_ID = re.compile(r"\bKB\d+\b")
NUMBER = re.compile(r"[0-9]+(?:[.,:][0-9]+)*")
CODE_LENGTH = re.compile(
    r"\b([0-9]+)(?:-| )?(?:digits?|characters?|stellig\w*|Stellen|Ziffern|Zeichen)\b", re.IGNORECASE
)
LABEL = r"\*\*[^*]+\*\*"
MENU_PATH = re.compile(rf"{LABEL}(?: > {LABEL})+")
GERMAN_LABELS = re.compile(r"\(auf Deutsch: (?:[^()]|\([^()]*\))*\)")  # shown besides
FILE_NAME = re.compile(r"(?<![\w./\\-])[\w-]+(?:\.[\w-]+)*\.([A-Za-z0-9]{1,5})(?![\w-])")
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
    yield from _check_branches(english, german)
    for here, there in permutations((english, german)):
        yield from _check_facts(here, there)
        yield from _check_age(here, there)


def find_facts(text: str) -> set[Fact]:
    """Return what a translation must keep: numbers, hosts, KB numbers, menu paths, files and code.

    Numbers count inside words too ("6-digit", "6-stellig"); 1.5 and 1,5 are the same. Code that
    is a sentence, such as `Access denied`, may be translated; German labels of a menu path may
    stand beside it: "(auf Deutsch: **Datei** > **Beenden**)".
    """
    if not MAY_HAVE_FACTS.search(text):  # most notes have none, and each pattern takes its time
        return set()
    text = GERMAN_LABELS.sub(" ", text)
    codes = [code for code in CODE.findall(text) if not SENTENCE.fullmatch(code)]
    hosts = find_hosts(text)
    rest = LINK_TARGET.sub("] ", CODE.sub(" ", text))
    files = [name for name in FILE_NAME.finditer(rest) if name[1].lower() in FILE_ENDINGS]
    for host in sorted(hosts, key=len, reverse=True):  # "ibllc.com" is part of others
        rest = re.sub(re.escape(host), " ", rest, flags=re.IGNORECASE)
    lengths = CODE_LENGTH.findall(rest)
    numbers = NUMBER.findall(CODE_LENGTH.sub(" ", KB_ID.sub(" ", rest)))
    return {
        *(("code", code) for code in codes),
        *(("host", host) for host in hosts),
        *(("article number", number) for number in KB_ID.findall(rest)),
        *(("number", re.sub("[,:]", ".", number)) for number in numbers),
        *(("code length", length) for length in lengths),
        *(("menu path", path.replace("*", "")) for path in MENU_PATH.findall(text)),
        *(("file name", name[0]) for name in files),
    }


def _check_step_count(english: Article, german: Article) -> Iterator[Complaint]:
    ours, theirs = len(english.steps), len(german.steps)
    if ours != theirs:
        text = f"{ours} steps here, {theirs} in {_name(german)}; both need the same steps"
        yield Complaint(english.path, english.line_of("steps"), "translation-steps", text)


def _check_branches(english: Article, german: Article) -> Iterator[Complaint]:
    ours, theirs = ([(b.step, b.go_to) for b in each.branches] for each in (english, german))
    if ours != theirs:
        text = f"the branches are not those of {_name(german)}: same steps, same order"
        yield Complaint(english.path, english.line_of("branches"), "translation-branches", text)
    if bool(english.why) != bool(german.why):
        missing, other = (english, german) if german.why else (german, english)
        text = f"{_name(other)} gives a reason, this file does not; write it or remove it there"
        yield Complaint(missing.path, 1, "translation-why", text)


def _check_facts(here: Article, there: Article) -> Iterator[Complaint]:
    elsewhere = _facts_by_part(there)
    for part, facts in _facts_by_part(here).items():
        if part not in elsewhere:
            continue  # a step or branch too many, which the counts complain about
        for kind, value in sorted(set(facts) - set(elsewhere[part])):
            text = f"the {kind} '{value}' is missing in {part} of {_name(there)}"
            yield Complaint(here.path, facts[kind, value], "translation-facts", text)


def _facts_by_part(article: Article) -> dict[str, dict[Fact, int]]:
    """Return the facts of the opening, each step and the notes, each with its line."""
    title = (article.title, article.line_of("title"))
    parts = {"the title or answer": [title, *located(article, "answer")]}
    for number, step in enumerate(located(article, "steps"), 1):
        parts[f"step {number}"] = [step]
    for number, branch in enumerate(located(article, "branches"), 1):
        parts[f"branch {number}"] = [branch]
    parts["the reason"] = list(located(article, "why"))
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
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {id}" for name, id in value.items())
    if isinstance(value, tuple):
        return ", ".join(value)
    return value.value if isinstance(value, Enum) else str(value)


def _name(article: Article) -> str:
    return f"{article.language.value}/{article.path.name}"
