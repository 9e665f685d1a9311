"""Read one article from its Markdown file."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from enum import Enum
from functools import cache
from itertools import dropwhile
from pathlib import Path
from typing import Any, NoReturn

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.front_matter import front_matter_plugin

from kb.article import Article, Branch
from kb.errors import Complaint, ContentError
from kb.front_matter import FrontMatterReader
from kb.language import Language
from kb.question_lists import cut_question_lists

MAXIMUM_BYTES = 64 * 1024  # the longest article has 16 KiB; a file beyond this is no article
MAXIMUM_PARAGRAPH = 4000  # characters; the check wants far less, this only keeps reading fast
ALLOWED_INLINE = {"text", "strong", "em", "code_inline", "link", "softbreak"}


class Section(str, Enum):
    """The parts of an article below its answer; the values name fields of `Article`."""

    STEPS = "steps"
    BRANCHES = "branches"
    WHY = "why"
    NOTES = "notes"
    QUESTIONS = "questions"
    EXAM_QUESTIONS = "exam_questions"


HEADINGS: Mapping[Language, Mapping[str, Section]] = {
    Language.ENGLISH: {
        "Steps": Section.STEPS,
        "If it looks different": Section.BRANCHES,
        "Why": Section.WHY,
        "Good to know": Section.NOTES,
        "Questions": Section.QUESTIONS,
        "Exam questions": Section.EXAM_QUESTIONS,
    },
    Language.GERMAN: {
        "Schritte": Section.STEPS,
        "Wenn es anders aussieht": Section.BRANCHES,
        "Warum": Section.WHY,
        "Gut zu wissen": Section.NOTES,
        "Fragen": Section.QUESTIONS,
        "Prüfungsfragen": Section.EXAM_QUESTIONS,
    },
}
REQUIRED = (Section.EXAM_QUESTIONS, Section.QUESTIONS)
BRANCH_EXAMPLES = {
    Language.ENGLISH: "- Step 2: **What is seen.** What to do. → Step 1",
    Language.GERMAN: "- Schritt 2: **Was zu sehen ist.** Was zu tun ist. → Schritt 1",
}
_LIKE_TARGET = re.compile(r"(?:→|->|=>)\s?[^\W\d]+\s?\d{1,3}\W?$")  # a go-on that is not written so
_BRANCH = {
    Language.ENGLISH: re.compile(
        r"(?:Step (?P<step>\d{1,3})|Any step): \*\*(?P<symptom>[^*]+)\*\* (?P<remedy>.+?)"
        r"(?: → Step (?P<go_to>\d{1,3}))?"
    ),
    Language.GERMAN: re.compile(
        r"(?:Schritt (?P<step>\d{1,3})|Jeder Schritt): \*\*(?P<symptom>[^*]+)\*\* (?P<remedy>.+?)"
        r"(?: → Schritt (?P<go_to>\d{1,3}))?"
    ),
}


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
        whole = self._text()
        names = {name for name, section in self._headings.items() if section in REQUIRED}
        text, questions = cut_question_lists(whole, names)
        try:
            blocks = list(SyntaxTreeNode(_markdown().parse(text)).children)
        except RecursionError:
            self.complain(1, "markdown", "this is nested too deeply to be read")
        front_matter, start = self._front_matter(blocks)
        title, answer, rest = self._opening(blocks[1:], start)
        sections = self._sections(rest)
        for name in questions:
            if self._headings[name] in sections:
                line = questions[name][1][0] - 1
                self.complain(line, "heading-twice", f"'## {name}' stands here for the second time")
        why = sections.pop(Section.WHY, None)
        lists = {section: self._items(section, nodes) for section, nodes in sections.items()}
        for name, (items, lines) in questions.items():
            lists[self._headings[name]] = items
            self._lines[self._headings[name].value] = lines
        self._refuse_missing(lists)
        return Article(
            language=self._language,
            title=title,
            answer=answer,
            steps=lists.get(Section.STEPS, ()),
            branches=self._branches(lists),
            why=self._why(why) if why is not None else "",
            notes=lists.get(Section.NOTES, ()),
            questions=lists[Section.QUESTIONS],
            exam_questions=lists[Section.EXAM_QUESTIONS],
            path=self._path,
            lines=self._lines,
            **front_matter,
        )

    def _refuse_missing(self, lists: Mapping[Section, tuple[str, ...]]) -> None:
        for section in REQUIRED:
            if section not in lists:
                heading = next(name for name, value in self._headings.items() if value is section)
                self.complain(1, "section-missing", f"add a section '## {heading}'")

    def _text(self) -> str:
        try:
            status = self._path.stat()
            if not stat.S_ISREG(status.st_mode):
                self.complain(1, "unreadable", "this is no regular file")
            if status.st_size > MAXIMUM_BYTES:
                text = f"{status.st_size} bytes; an article has {MAXIMUM_BYTES}"
                self.complain(1, "too-long", text)
            raw = self._path.read_bytes()
        except OSError as error:
            self.complain(1, "unreadable", f"the file cannot be read: {error.strerror}")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self.complain(line, "encoding", "save the file as UTF-8")
        self._refuse_hidden_characters(text)
        return text

    def _refuse_hidden_characters(self, text: str) -> None:
        for number, line in enumerate(text.split("\n"), 1):
            hidden = (c for c in line.removesuffix("\r") if not c.isprintable() and c != "\t")
            if not line.isprintable() and (character := next(hidden, "")):
                text = f"remove the character U+{ord(character):04X}"
                self.complain(number, "hidden-character", text)

    def _front_matter(self, blocks: list[SyntaxTreeNode]) -> tuple[dict[str, Any], int]:
        if not blocks or blocks[0].type != "front_matter":
            self.complain(1, "front-matter", "the file must start with '---', keys, '---'")
        reader = FrontMatterReader(self._path)
        fields = reader.read(blocks[0].content)
        self._lines.update(reader.lines)
        return fields, blocks[0].map[1] if blocks[0].map else 1

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

    def _why(self, blocks: list[SyntaxTreeNode]) -> str:
        if len(blocks) != 1 or not _is_paragraph(blocks[0]):
            line = _line(blocks[1:] or blocks, self._lines[Section.WHY.value][0])
            self.complain(line, "why", "this section is one paragraph")
        self._lines[Section.WHY.value] = (_line(blocks, 1),)
        return self._inline(blocks[0])

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

    def _branches(self, lists: Mapping[Section, tuple[str, ...]]) -> tuple[Branch, ...]:
        steps = len(lists.get(Section.STEPS, ()))
        lines = self._lines.get(Section.BRANCHES.value, ())
        return tuple(
            self._branch(text, line, steps)
            for text, line in zip(lists.get(Section.BRANCHES, ()), lines, strict=True)
        )

    def _branch(self, text: str, line: int, steps: int) -> Branch:
        match = _BRANCH[self._language].fullmatch(text)
        if match is None:
            example = BRANCH_EXAMPLES[self._language]
            self.complain(line, "branch", f"write it like this: '{example}'")
        if not match["symptom"].strip():
            self.complain(line, "branch", "write what is seen between the asterisks")
        if _LIKE_TARGET.search(match["remedy"]):
            example = BRANCH_EXAMPLES[self._language].rpartition(" → ")[2]
            self.complain(line, "branch", f"write at the very end ' → {example}', or no arrow")
        step = int(match["step"] or 0)
        go_to = int(match["go_to"]) if match["go_to"] else None
        if step > steps or (match["step"] and not step):
            self.complain(line, "branch-step", f"there is no step {step}; this article has {steps}")
        if go_to is not None and not 1 <= go_to <= steps:
            text = f"there is no step {go_to} to go on from; this article has {steps}"
            self.complain(line, "branch-step", text)
        return Branch(step, match["symptom"], match["remedy"], go_to)

    def _inline(self, block: SyntaxTreeNode) -> str:
        """Return the source of a block's text after checking that it is small Markdown."""
        line = _line([block], 1)
        length = len(block.children[0].content)
        if length > MAXIMUM_PARAGRAPH:
            text = (
                f"this has {length} characters; nobody reads more than {MAXIMUM_PARAGRAPH} at once"
            )
            self.complain(line, "too-long", text)
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
