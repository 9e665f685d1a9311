"""Find code that reads data in a form that can run code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

DANGEROUS_MODULES = {
    "cloudpickle", "dill", "google.protobuf", "joblib", "jsonpickle", "marshal", "pickle", "shelve",
    "skops", "torch",
}  # fmt: skip
DANGEROUS_CALLS = {"eval", "exec", "load_module", "unsafe_load", "full_load"}
SAFE_LOADERS = {"_loader", "SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader"}
"""`_loader` returns one of two that make nothing but texts, lists and dictionaries."""


def dangers(code: str) -> list[str]:
    """Return what in a file could run what it reads."""
    return [f"{line}: {what}" for line, what in sorted(_dangers(ast.parse(code)))]


def _dangers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for name in _modules(node):
                if any(name == each or name.startswith(f"{each}.") for each in DANGEROUS_MODULES):
                    yield node.lineno, name
        elif isinstance(node, ast.Call):
            for what in _call(node):
                yield node.lineno, what


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    module = node.module or ""
    return [module, *(f"{module}.{alias.name}" for alias in node.names)]


def _call(node: ast.Call) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    name = node.func.id if isinstance(node.func, ast.Name) else name
    owner = _owner(node.func)
    keywords = {each.arg: each.value for each in node.keywords}
    if name in DANGEROUS_CALLS:
        yield name
    if "allow_pickle" in keywords and not _is(keywords["allow_pickle"], False):
        yield "allow_pickle"
    if (owner, name) in {("np", "load"), ("numpy", "load")} and "allow_pickle" not in keywords:
        yield "numpy's load without allow_pickle=False"
    if (owner, name) == ("yaml", "load") and not _is_safe(node, keywords):
        yield "yaml.load without a safe loader"
    if name == "YAML" and _is(keywords.get("typ"), "unsafe"):
        yield "an unsafe YAML"


def _owner(function: ast.expr) -> str:
    owned = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
    return ast.unparse(function).partition(".")[0] if owned else ""


def _is(node: ast.expr | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and repr(node.value) == repr(value)


def _is_safe(node: ast.Call, keywords: dict[str | None, ast.expr]) -> bool:
    loader = keywords.get("Loader", node.args[1] if len(node.args) > 1 else None)
    loader = loader.func if isinstance(loader, ast.Call) else loader
    if isinstance(loader, ast.Attribute):
        return loader.attr in SAFE_LOADERS
    return isinstance(loader, ast.Name) and loader.id in SAFE_LOADERS
