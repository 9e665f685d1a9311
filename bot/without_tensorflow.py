"""Let Rasa be imported where TensorFlow is not installed.

Nothing in our pipeline needs TensorFlow, yet `rasa.core.agent` imports it (CONTRIBUTING,
"Decisions").
A finder at the end of `sys.meta_path` answers for its packages, so a real TensorFlow always wins.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Iterable, Sequence
from types import ModuleType
from typing import Any, TypeVar

PACKAGES = frozenset({"tensorflow", "tensorflow_hub", "tensorflow_text", "keras", "jax"})
INSTALL_COMMAND = "make install-tensorflow"
NEEDS_TENSORFLOW = frozenset(
    {
        "ConveRTFeaturizer",
        "DIETClassifier",
        "LanguageModelFeaturizer",
        "ResponseSelector",
        "TEDPolicy",
        "UnexpecTEDIntentPolicy",
    }
)
"""Rasa 3.6.21's own components that cannot run without TensorFlow."""

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class TensorflowMissingError(ImportError):
    """Something tried to compute with TensorFlow, which is not installed."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} needs TensorFlow, which is not installed. Install it with: {INSTALL_COMMAND}"
        )


class _Absent(type):
    """The metaclass of everything found in an absent package: a class, usable in annotations."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _absent(f"{cls.__qualname__}.{name}")

    def __call__(cls, *arguments: Any, **options: Any) -> Any:
        if cls.__module__ not in PACKAGES:  # a Rasa class that inherits from an absent one
            raise TensorflowMissingError(cls.__qualname__)
        if arguments and callable(arguments[0]):  # used as a decorator without brackets
            return arguments[0]
        return _AbsentValue(cls.__qualname__)

    def __instancecheck__(cls, instance: object) -> bool:
        return cls.__module__ not in PACKAGES and super().__instancecheck__(instance)


class _AbsentValue:
    """What calling an absent thing gives: a decorator, or an error as soon as it is used."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __call__(self, decorated: Decorated) -> Decorated:
        if not callable(decorated):
            raise TensorflowMissingError(self._what)
        return decorated

    def __getattr__(self, name: str) -> Any:
        raise TensorflowMissingError(self._what)


def _absent(name: str) -> _Absent:
    package = name.partition(".")[0]
    return _Absent(name.rpartition(".")[2], (), {"__module__": package, "__qualname__": name})


class _AbsentModule(ModuleType):
    """A module in which every name exists."""

    __path__: list[str]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _absent(f"{self.__name__}.{name}")


class _AbsentFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Find the absent packages and their submodules."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in PACKAGES:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        module = _AbsentModule(spec.name)
        module.__path__ = []
        module.__version__ = "0.0.0"  # type: ignore[attr-defined]  # Rasa logs it
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: there is nothing to execute."""


def is_tensorflow_installed() -> bool:
    """Return whether a real TensorFlow is there, without importing it."""
    finders = [finder for finder in sys.meta_path if not isinstance(finder, _AbsentFinder)]
    return any(_finds(finder, "tensorflow") for finder in finders)


def _finds(finder: Any, package: str) -> bool:
    return finder.find_spec(package, None) is not None


def answer_for_tensorflow() -> None:
    """Install the finder, once, unless TensorFlow is installed; call it before importing Rasa."""
    if is_tensorflow_installed() or any(isinstance(f, _AbsentFinder) for f in sys.meta_path):
        return
    sys.meta_path.append(_AbsentFinder())


def refuse_components(names: Iterable[str]) -> None:
    """Raise `TensorflowMissingError` for the first component that needs TensorFlow, if absent."""
    if is_tensorflow_installed():
        return
    for name in names:
        if name.rpartition(".")[2] in NEEDS_TENSORFLOW:
            raise TensorflowMissingError(f"The component {name} in config.yml")
