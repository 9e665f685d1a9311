"""What one article must keep to, beyond being readable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kb.article import Article, Branch
from kb.errors import Complaint, Severity
from kb.links import host_of_link, link_targets

ID = re.compile(r"(?=.{1,60}$)[a-z0-9]+(?:-[a-z0-9]+)*")
HOST = re.compile(r"(?<![\w.-])(?:[A-Za-z0-9_-]+\.)+[A-Za-z]{2,}(?![\w-])")
FILE_ENDINGS = frozenset(
    "bat cmd conf csv dll dmg doc docx exe gz htm html ini jar jpg js json log md msi pdf pkg plist"
    " png ps1 py rtf sh so tar txt xls xlsx xml yaml yml zip".split()
)
MAXIMUM_ANSWER = 600  # characters; more is no short answer and does not fit a small chat window
MAXIMUM_STEP = 400
MAXIMUM_SECTION = 3000  # characters that Slack takes in one block; each section becomes one
MAXIMUM_SYMPTOM = 60  # a button's title; Slack takes 75
MINIMUM_QUESTIONS = 8
MINIMUM_EXAM_QUESTIONS = 4
MAXIMUM_AGE = timedelta(days=365)


@dataclass(frozen=True)
class Known:
    """What articles may refer to; ``hosts`` is none where the gateway list cannot be read."""

    ids: frozenset[str]
    hosts: frozenset[str] | None
    today: date


def check_article(article: Article, known: Known) -> Iterator[Complaint]:
    """Find all mistakes in one article that can be seen without its translation."""
    yield from _check_id(article)
    yield from _check_lengths(article)
    yield from _check_counts(article)
    yield from _check_related(article, known.ids)
    yield from _check_branches(article)
    yield from _check_own_variant(article, known.ids)
    yield from _check_links(article)
    if known.hosts is not None:
        yield from _check_hosts(article, known.hosts)
    line = article.line_of("reviewed")
    yield from check_review_date(article.reviewed, known.today, article.path, line)


def check_review_date(reviewed: date, today: date, path: Path, line: int) -> Iterator[Complaint]:
    """Find a date that cannot be right, and warn of one that is long ago."""
    if reviewed > today:
        text = f"{reviewed} is in the future; write the day of the last review"
        yield Complaint(path, line, "reviewed-future", text)
    elif today - reviewed > MAXIMUM_AGE:
        text = f"last reviewed {reviewed}, over a year ago; review it and set today's date"
        yield Complaint(path, line, "reviewed-long-ago", text, Severity.WARNING)


def find_hosts(text: str) -> set[str]:
    """Return the host names in a text; ``dbcapi.dll`` and ``setup.py`` are files, not hosts."""
    return {
        host.lower()
        for host in (HOST.findall(text) if "." in text else ())
        if host.rpartition(".")[2].lower() not in FILE_ENDINGS
    }


def _check_id(article: Article) -> Iterator[Complaint]:
    if not ID.fullmatch(article.id):
        text = f"name the file with lower-case letters, digits and hyphens, not '{article.id}'"
        yield Complaint(article.path, article.line_of("id"), "id", text)


def _check_lengths(article: Article) -> Iterator[Complaint]:
    if len(article.answer) > MAXIMUM_ANSWER:
        text = f"the answer has {len(article.answer)} characters, shorten it to {MAXIMUM_ANSWER}"
        yield Complaint(article.path, article.line_of("answer"), "answer-length", text)
    for number, (step, line) in enumerate(located(article, "steps"), 1):
        if len(step) > MAXIMUM_STEP:
            text = f"step {number} has {len(step)} characters, shorten it to {MAXIMUM_STEP}"
            yield Complaint(article.path, line, "step-length", text)
    for part in ("steps", "branches", "why", "notes"):
        length = sum(len(text) + len("\n10. ") for text, _ in located(article, part))
        if length > MAXIMUM_SECTION:
            text = f"this section has {length} characters, shorten it to {MAXIMUM_SECTION}"
            yield Complaint(article.path, article.line_of(part), "section-length", text)


def _check_counts(article: Article) -> Iterator[Complaint]:
    for part, minimum in (
        ("questions", MINIMUM_QUESTIONS),
        ("exam_questions", MINIMUM_EXAM_QUESTIONS),
    ):
        count = len(getattr(article, part))
        if count < minimum:
            text = f"there are {count} here, write at least {minimum}"
            rule = f"{part.replace('_', '-')}-few"
            yield Complaint(article.path, article.line_of(part), rule, text)


def _check_related(article: Article, ids: frozenset[str]) -> Iterator[Complaint]:
    line = article.line_of("related")
    for related in article.related:
        if related == article.id:
            yield Complaint(article.path, line, "related", "an article is not related to itself")
        elif related not in ids:
            text = f"there is no article '{related}'; correct the id or remove it"
            yield Complaint(article.path, line, "related", text)


def _check_branches(article: Article) -> Iterator[Complaint]:
    seen: set[tuple[int, str]] = set()
    for branch, line in zip(article.branches, article.lines.get("branches", ()), strict=True):
        if len(branch.symptom) > MAXIMUM_SYMPTOM:
            text = (
                f"what is seen has {len(branch.symptom)} characters, shorten it to "
                f"{MAXIMUM_SYMPTOM}: it becomes a button"
            )
            yield Complaint(article.path, line, "branch-length", text)
        if (branch.step, branch.symptom) in seen:
            text = f"'{branch.symptom}' stands at this step already; remove one of them"
            yield Complaint(article.path, line, "branch-twice", text)
        seen.add((branch.step, branch.symptom))


def _check_own_variant(article: Article, ids: frozenset[str]) -> Iterator[Complaint]:
    line = article.line_of("variants")
    for name, target in article.variants.items():
        if target not in ids:
            text = f"there is no article '{target}' for '{name}'; correct the id or remove it"
            yield Complaint(article.path, line, "variants", text)
    if len(article.variants) == 1:
        yield Complaint(article.path, line, "variants", "one variant is no choice; name two")
    if list(article.variants.values()).count(article.id) > 1:
        yield Complaint(article.path, line, "variants", "this article stands for two variants")


def check_variants(articles: Mapping[str, Article]) -> Iterator[Complaint]:
    """Find variants whose article does not say that it is that variant."""
    for article in articles.values():
        for name, target in article.variants.items():
            if target in articles and articles[target].variants.get(name) != target:
                text = f"'{target}' must say 'variants: {{{name}: {target}, ...}}' itself"
                yield Complaint(article.path, article.line_of("variants"), "variants", text)


def _check_links(article: Article) -> Iterator[Complaint]:
    """Find links to anything but a plain host; `_check_hosts` knows which of these are listed."""
    for text, line in shown_texts(article):
        for target in link_targets(text):
            if host_of_link(target) is None:
                mend = (
                    f"'{target}' is no address for a link; write https://, a host in small letters "
                    "without user or port, and a path if there is one"
                )
                yield Complaint(article.path, line, "link-address", mend)


def _check_hosts(article: Article, hosts: frozenset[str]) -> Iterator[Complaint]:
    for text, line in shown_texts(article):
        linked = {host_of_link(target) for target in link_targets(text)} - {None}
        for host in sorted((find_hosts(text) | linked) - hosts, key=str):
            mend = f"'{host}' is not in gateways.yml; correct it or add it to mentioned_hosts there"
            yield Complaint(article.path, line, "host-unlisted", mend)


def shown_texts(article: Article) -> Iterator[tuple[str, int]]:
    """Return all that is shown to a reader, piece by piece with its line."""
    yield article.title, article.line_of("title")
    for part in ("answer", "steps", "branches", "why", "notes"):
        yield from located(article, part)


def located(article: Article, part: str) -> Iterator[tuple[str, int]]:
    """Return the items of a section, or the paragraphs of the answer, each with its line."""
    value = getattr(article, part)
    texts = value.split("\n\n") if isinstance(value, str) else [_text_of(item) for item in value]
    return zip(texts if value else (), article.lines.get(part, ()), strict=True)


def _text_of(item: str | Branch) -> str:
    return f"**{item.symptom}** {item.remedy}" if isinstance(item, Branch) else item
