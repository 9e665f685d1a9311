"""Join the widget's modules into the two files that are served, small and checkable.

``widget.js`` is what a page loads; it names the other file, which is loaded when the chat is
opened first, together with that file's hash. So the hash in a page's script tag covers both.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import rjsmin

from bot.command_error import CommandError

WIDGET_FOLDER = Path(__file__).parent / "widget"
FIRST, SECOND = "widget.js", "conversation.js"
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
PAGE_FILES = ("index.html", "page.css", "page.js")

_IMPORT = re.compile(r'^import \{([\w\s,]+)\} from "\./(\w+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_SLOTS = ('"./conversation.js"', 'integrity:""')


class WidgetError(CommandError):
    """A module that cannot be joined; the text names file, line and rule."""


@dataclass(frozen=True)
class ServedFile:
    """A file as it is served."""

    name: str
    content: bytes
    kind: str

    @cached_property
    def packed(self) -> bytes:
        """Return the content gzipped, the same each time."""
        return gzip.compress(self.content, 9, mtime=0)

    @cached_property
    def integrity(self) -> str:
        """Return the hash as a page's ``integrity`` attribute has it."""
        digest = hashlib.sha384(self.content).digest()
        return f"sha384-{base64.b64encode(digest).decode()}"

    @cached_property
    def tag(self) -> str:
        """Return a short hash, for names and for ``ETag``."""
        return hashlib.sha256(self.content).hexdigest()[:12]


@dataclass(frozen=True)
class Module:
    """A module of ours: whose names it takes, and which it gives."""

    name: str
    body: str
    imports: Sequence[tuple[str, str]]
    exports: Sequence[str]


def join_widget(folder: Path = WIDGET_FOLDER) -> tuple[ServedFile, ServedFile]:
    """Return ``widget.js`` and the file of the conversation; raise `WidgetError`."""
    modules = {path.name: _read_module(path) for path in sorted(folder.glob("*.js"))}
    first = _order(FIRST, modules)
    second = [module for module in _order(SECOND, modules) if module not in first]
    lent = _names(second, lent_by={module.name for module in first})
    parts = [_take_names(lent), *map(_enclose, second), _give(second, SECOND)]
    conversation = _named_by_content(_minify(parts))
    joined = _minify([*map(_enclose, first), f"export {{ {', '.join(lent)} }};\n"])
    filled = _fill_slots(joined, conversation)
    return ServedFile(FIRST, filled.encode(), TYPES[".js"]), conversation


def _minify(parts: Iterable[str]) -> str:
    minified: str = rjsmin.jsmin("".join(parts))
    return minified


def _named_by_content(text: str) -> ServedFile:
    tag = ServedFile("", text.encode(), "").tag
    return ServedFile(f"chat-{tag}.js", text.encode(), TYPES[".js"])


def _fill_slots(text: str, file: ServedFile) -> str:
    """Put in what the loader must know of the other file."""
    values = (f'"./{file.name}"', f'integrity:"{file.integrity}"')
    for slot, value in zip(_SLOTS, values, strict=True):
        if text.count(slot) != 1:
            raise WidgetError(f"bot/widget/loader.js: {slot} must stand there exactly once")
        text = text.replace(slot, value)
    return text


def read_page(folder: Path = WIDGET_FOLDER) -> list[ServedFile]:
    """Return the files of the demo page."""
    paths = [folder / name for name in PAGE_FILES]
    return [ServedFile(path.name, path.read_bytes(), TYPES[path.suffix]) for path in paths]


def _read_module(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    imports = [
        (source, name.strip())
        for names, source in _IMPORT.findall(text)
        for name in names.split(",")
        if name.strip()
    ]
    exports = [name for _, name in _EXPORT.findall(text)]
    body = _EXPORT.sub(r"\1 \2", _IMPORT.sub("", text))
    if other := _OTHER.search(body):
        line = text.count("\n", 0, text.index(other[0])) + 1
        raise WidgetError(
            f"bot/widget/{path.name}:{line}: only 'import {{ a }} from \"./file.js\";' and "
            f"'export function|class|const' can be joined, not: {other[0]}"
        )
    return Module(path.name, body, imports, exports)


def _order(start: str, modules: dict[str, Module]) -> list[Module]:
    """Return a module and all that it needs, each after those whose names it takes."""
    ordered: list[Module] = []

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise WidgetError(f"bot/widget/{name}: imports itself by way of {', '.join(above)}")
        if name not in modules:
            raise WidgetError(f"bot/widget/{above[-1] if above else name}: there is no {name}")
        module = modules[name]
        for source, taken in module.imports:
            visit(source, (*above, name))
            if taken not in modules[source].exports:
                raise WidgetError(f"bot/widget/{name}: {source} does not export {taken}")
        if module not in ordered:
            ordered.append(module)

    visit(start, ())
    _refuse_doubles(ordered)
    return ordered


def _refuse_doubles(modules: Sequence[Module]) -> None:
    given: dict[str, str] = {}
    for module in modules:
        for name in module.exports:
            if name in given:
                raise WidgetError(f"bot/widget/{module.name}: {given[name]} exports {name} too")
            given[name] = module.name


def _names(modules: Sequence[Module], lent_by: set[str]) -> list[str]:
    taken = {name for module in modules for source, name in module.imports if source in lent_by}
    return sorted(taken)


def _take_names(names: Sequence[str]) -> str:
    return f'import {{ {", ".join(names)} }} from "./{FIRST}";\n'


def _enclose(module: Module) -> str:
    """Return a module as one expression, so that its own names are nobody else's."""
    names = ", ".join(module.exports)
    begin = f"const {{ {names} }} = " if names else ""
    return f"{begin}(() => {{\n{module.body}\nreturn {{ {names} }};\n}})();\n"


def _give(modules: Sequence[Module], name: str) -> str:
    [module] = [module for module in modules if module.name == name]
    return f"export {{ {', '.join(module.exports)} }};\n"
