"""Read the articles, one Markdown file for each article and language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cache
from itertools import dropwhile
from pathlib import Path
from typing import Any, NoReturn

import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.front_matter import front_matter_plugin

from kb.errors import Complaint, ContentError
from kb.language import Language

ARTICLES_FOLDER = Path(__file__).parent / "articles"
MAXIMUM_BYTES = 64 * 1024  # the longest article has 6 KiB; a file beyond this is no article
ALLOWED_INLINE = {"text", "strong", "em", "code_inline", "link", "softbreak"}


class Status(str, Enum):
    """How far an article can be relied on; shown to the reader in words."""

    CURRENT = "current"
    OUTDATED = "outdated"
    UNCONFIRMED = "unconfirmed"


class Section(str, Enum):
    """The parts of an article below its answer; the values name fields of `Article`."""

    STEPS = "steps"
    NOTES = "notes"
    QUESTIONS = "questions"
    EXAM_QUESTIONS = "exam_questions"


HEADINGS: Mapping[Language, Mapping[str, Section]] = {
    Language.ENGLISH: {
        "Steps": Section.STEPS,
        "Good to know": Section.NOTES,
        "Questions": Section.QUESTIONS,
        "Exam questions": Section.EXAM_QUESTIONS,
    },
    Language.GERMAN: {
        "Schritte": Section.STEPS,
        "Gut zu wissen": Section.NOTES,
        "Fragen": Section.QUESTIONS,
        "Prüfungsfragen": Section.EXAM_QUESTIONS,
    },
}
REQUIRED = {Section.QUESTIONS, Section.EXAM_QUESTIONS}
KEYS = {"id", "kb", "sources", "reviewed", "status", "related"}
SOURCES = {"seed", "public"}


Lines = Mapping[str, tuple[int, ...]]
"""Where things stand in a file, by key of the front matter or field of `Article`, from 1."""


@dataclass(frozen=True)
class Article:
    """One article in one language.

    ``answer``, ``steps`` and ``notes`` are small Markdown (bold, code, https links);
    ``questions`` are taught, ``exam_questions`` never. ``lines`` has a line for each item of a
    list and for each paragraph of the answer.
    """

    id: str
    language: Language
    title: str
    kb: str | None
    sources: tuple[str, ...]
    reviewed: date
    status: Status
    related: tuple[str, ...]
    answer: str
    steps: tuple[str, ...]
    notes: tuple[str, ...]
    questions: tuple[str, ...]
    exam_questions: tuple[str, ...]
    path: Path
    lines: Lines = field(default_factory=dict, compare=False, repr=False)

    def line_of(self, part: str) -> int:
        """Return the first line of a key, field or section; 1 where the file has none."""
        return next(iter(self.lines.get(part, ())), 1)


Articles = Mapping[Language, Mapping[str, Article]]
"""All articles by language and id."""


Fail = Callable[[str, str], NoReturn]


class _Reader:
    """Reads one file; every complaint knows the line it is about."""

    def __init__(self, path: Path, language: Language) -> None:
        self._path = path
        self._headings = HEADINGS[language]
        self._language = language
        self._lines: dict[str, tuple[int, ...]] = {}

    def complain(self, line: int, rule: str, text: str) -> NoReturn:
        raise ContentError(Complaint(self._path, line, rule, text))

    def read(self) -> Article:
        root = SyntaxTreeNode(_markdown().parse(self._text()))
        blocks = list(root.children)
        front_matter, start = self._front_matter(blocks)
        title, answer, rest = self._opening(blocks[1:], start)
        sections = self._sections(rest)
        lists = {section: self._items(section, nodes) for section, nodes in sections.items()}
        for section in sorted(REQUIRED - set(lists)):
            heading = next(name for name, value in self._headings.items() if value is section)
            self.complain(1, "section-missing", f"add a section '## {heading}'")
        return Article(
            language=self._language,
            title=title,
            answer=answer,
            steps=lists.get(Section.STEPS, ()),
            notes=lists.get(Section.NOTES, ()),
            questions=lists[Section.QUESTIONS],
            exam_questions=lists[Section.EXAM_QUESTIONS],
            path=self._path,
            lines=self._lines,
            **front_matter,
        )

    def _text(self) -> str:
        try:
            raw = self._path.read_bytes()
        except OSError as error:
            self.complain(1, "unreadable", f"the file cannot be read: {error.strerror}")
        if len(raw) > MAXIMUM_BYTES:
            self.complain(1, "too-long", f"{len(raw)} bytes; an article has {MAXIMUM_BYTES}")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self.complain(line, "encoding", "save the file as UTF-8")
        self._refuse_hidden_characters(text)
        return text

    def _refuse_hidden_characters(self, text: str) -> None:
        for number, line in enumerate(text.split("\n"), 1):
            for character in line.rstrip("\r"):
                if not character.isprintable() and character != "\t":
                    self.complain(
                        number, "hidden-character", f"remove the character U+{ord(character):04X}"
                    )

    def _front_matter(self, blocks: list[SyntaxTreeNode]) -> tuple[dict[str, Any], int]:
        if not blocks or blocks[0].type != "front_matter":
            self.complain(1, "front-matter", "the file must start with '---', keys, '---'")
        try:
            values = yaml.load(blocks[0].content, yaml.BaseLoader)  # strings only
        except (yaml.YAMLError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            self.complain(2 + (mark.line if mark else 0), "front-matter", "this is not valid YAML")
        if not isinstance(values, dict):
            self.complain(1, "front-matter", "write one 'key: value' a line")
        return self._checked(values, blocks[0].content), blocks[0].map[1] if blocks[0].map else 1

    def _checked(self, values: dict[Any, Any], source: str) -> dict[str, Any]:
        self._locate_keys(source)

        def fail(key: str, text: str) -> NoReturn:
            line = self._lines.get(key, (1,))[0]
            self.complain(line, f"front-matter-{key}" if key in KEYS else "front-matter", text)

        for key in values:
            if key not in KEYS:
                fail(str(key), f"unknown key '{key}'; the keys are {', '.join(sorted(KEYS))}")
        for key in sorted(KEYS - {"related"} - set(values)):
            fail(key, "this key is missing")
        if values["id"] != self._path.stem:
            fail("id", f"must be the file's name, '{self._path.stem}'")
        return {
            "id": self._path.stem,
            "kb": self._kb(values["kb"], fail),
            "sources": self._names("sources", values["sources"], SOURCES, fail),
            "reviewed": self._date(values["reviewed"], fail),
            "status": self._status(values["status"], fail),
            "related": self._names("related", values.get("related", []), None, fail),
        }

    def _locate_keys(self, source: str) -> None:
        for number, line in enumerate(source.split("\n"), 2):
            key = line.partition(":")[0].strip()
            if key in KEYS and key in self._lines:
                self.complain(number, f"front-matter-{key}", "this key stands here twice")
            self._lines[key] = (number,)

    @staticmethod
    def _kb(value: Any, fail: Fail) -> str | None:
        if value == "none":
            return None
        number = value[2:] if isinstance(value, str) and value.startswith("KB") else ""
        if not (number.isascii() and number.isdecimal()):
            fail("kb", "write the number as KB2634, or none")
        return str(value)

    @staticmethod
    def _names(key: str, value: Any, known: set[str] | None, fail: Fail) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            fail(key, "write a list: [one, two]")
        for name in value:
            if known is not None and name not in known:
                fail(key, f"unknown '{name}'; known are {', '.join(sorted(known))}")
        return tuple(value)

    @staticmethod
    def _date(value: Any, fail: Fail) -> date:
        try:
            day = date.fromisoformat(value)
        except (TypeError, ValueError):
            day = None
        if day is None or day.isoformat() != value:  # 3.11 reads 20261122 too
            fail("reviewed", "write the date as 2026-11-22")
        return day

    @staticmethod
    def _status(value: Any, fail: Fail) -> Status:
        if value not in [status.value for status in Status]:
            fail("status", f"must be one of {', '.join(status.value for status in Status)}")
        return Status(value)

    def _opening(
        self, blocks: list[SyntaxTreeNode], line: int
    ) -> tuple[str, str, list[SyntaxTreeNode]]:
        title = self._inline(blocks[0]) if blocks and blocks[0].tag == "h1" else ""
        if not title:
            self.complain(_line(blocks, line), "title-missing", "write '# Title' below '---'")
        rest = list(dropwhile(_is_paragraph, blocks[1:]))
        paragraphs = blocks[1 : len(blocks) - len(rest)]
        if not paragraphs:
            text = "there is no answer below the title"
            self.complain(_line(blocks, line), "answer-missing", text)
        self._lines["title"] = (_line(blocks, line),)
        self._lines["answer"] = tuple(_line([block], line) for block in paragraphs)
        return title, "\n\n".join(self._inline(block) for block in paragraphs), rest

    def _sections(self, blocks: list[SyntaxTreeNode]) -> dict[Section, list[SyntaxTreeNode]]:
        sections: dict[Section, list[SyntaxTreeNode]] = {}
        current: list[SyntaxTreeNode] | None = None
        for block in blocks:
            if block.type == "heading":
                current = sections.setdefault(self._section(block, sections), [])
            elif current is None:
                self.complain(_line([block], 1), "markdown", "only paragraphs belong to the answer")
            else:
                current.append(block)
        return sections

    def _section(
        self, heading: SyntaxTreeNode, found: Mapping[Section, list[SyntaxTreeNode]]
    ) -> Section:
        name, line = self._inline(heading), _line([heading], 1)
        if heading.tag != "h2" or name not in self._headings:
            names = ", ".join(f"'## {known}'" for known in self._headings)
            self.complain(line, "heading", f"unknown heading '{name}'; the headings are {names}")
        section = self._headings[name]
        if section in found:
            self.complain(line, "heading-twice", f"'## {name}' stands here for the second time")
        self._lines[section.value] = (line,)
        return section

    def _items(self, section: Section, blocks: list[SyntaxTreeNode]) -> tuple[str, ...]:
        ordered = section is Section.STEPS
        kind, example = ("ordered_list", "1. ") if ordered else ("bullet_list", "- ")
        if len(blocks) != 1 or blocks[0].type != kind:
            wrong = next((block for block in blocks if block.type != kind), None)
            line = _line([wrong] if wrong else blocks[1:], self._lines[section.value][0])
            self.complain(line, "list", f"this section is one list, each line starts '{example}'")
        for number, item in enumerate(blocks[0].children, 1):
            if ordered and item.info != str(number):
                self.complain(
                    _line([item], 1), "step-number", f"this is step {number}, not {item.info}"
                )
        self._lines[section.value] = tuple(_line([item], 1) for item in blocks[0].children)
        return tuple(self._item(item) for item in blocks[0].children)

    def _item(self, item: SyntaxTreeNode) -> str:
        if len(item.children) != 1 or item.children[0].type != "paragraph":
            self.complain(_line([item], 1), "markdown", "an item is one line of text")
        return self._inline(item.children[0])

    def _inline(self, block: SyntaxTreeNode) -> str:
        """Return the source of a block's text after checking that it is small Markdown."""
        line = _line([block], 1)
        for inline in block.children:
            for node in inline.walk(include_self=False):
                if node.type not in ALLOWED_INLINE:
                    self.complain(line, "markdown", f"'{node.type}' is not allowed here")
                if node.type == "link" and not str(node.attrs["href"]).startswith("https://"):
                    self.complain(line, "link", "links start with https://")
        return " ".join(part.strip() for part in block.children[0].content.splitlines()).strip()


def _line(blocks: list[SyntaxTreeNode], otherwise: int) -> int:
    return blocks[0].map[0] + 1 if blocks and blocks[0].map else otherwise


def _is_paragraph(block: SyntaxTreeNode) -> bool:
    return block.type == "paragraph"


@cache
def _markdown() -> MarkdownIt:
    """Return a parser that swallows nothing: a link definition would vanish from the text."""
    return MarkdownIt("commonmark").use(front_matter_plugin).disable("reference")


def read_article(path: Path, language: Language) -> Article:
    """Read one article; raise `ContentError` for the first mistake in it."""
    return _Reader(path, language).read()


def find_article_files(folder: Path, language: Language) -> list[Path]:
    """Return the files of all articles in a language, in the order of their ids."""
    return sorted((folder / language.value).glob("*.md"))


def read_articles(folder: Path = ARTICLES_FOLDER) -> Articles:
    """Read all articles below ``<folder>/<language>``.

    Raises `ContentError` for the first mistake; `kb.check` finds all.
    """
    articles = {
        language: {
            path.stem: read_article(path, language) for path in find_article_files(folder, language)
        }
        for language in Language
    }
    _refuse_missing_translations(articles, folder)
    return articles


def _refuse_missing_translations(articles: Articles, folder: Path) -> None:
    """Refuse an article that exists in one language only: the other would get a wrong answer."""
    known = {identifier for each in articles.values() for identifier in each}
    for language, each in articles.items():
        for identifier in sorted(known - set(each)):
            path = folder / language.value / f"{identifier}.md"
            text = "this translation is missing; write it, or remove the other language's file"
            raise ContentError(Complaint(path, 1, "translation-missing", text))
