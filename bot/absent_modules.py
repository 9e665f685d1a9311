"""Let modules be imported that are not there, or not wanted; using them is a clear error.

`bot.without_tensorflow` and `bot.unused_modules` say which modules these are and when.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
from collections.abc import Callable, Collection, Sequence
from types import ModuleType
from typing import Any, TypeVar

AbsentError = Callable[[str], ImportError]
"""Makes the error for the use of something absent from its full name."""
Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class _Absent(type):
    """The metaclass of everything found in an absent module: a class, usable in annotations."""

    _error: AbsentError

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _absent(f"{cls.__qualname__}.{name}", cls._error)

    def __call__(cls, *arguments: Any, **options: Any) -> Any:
        if not _is_absent(cls):  # a class of others that inherits from an absent one
            raise cls._error(cls.__qualname__)
        if arguments and callable(arguments[0]):  # used as a decorator without brackets
            return arguments[0]
        return _AbsentValue(cls.__qualname__, cls._error)

    def __instancecheck__(cls, instance: object) -> bool:
        return not _is_absent(cls) and super().__instancecheck__(instance)


class _AbsentValue:
    """What calling an absent thing gives: a decorator, or an error as soon as it is used."""

    def __init__(self, what: str, error: AbsentError) -> None:
        self._what = what
        self._error = error

    def __call__(self, decorated: Decorated) -> Decorated:
        if not callable(decorated):
            raise self._error(self._what)
        return decorated

    def __getattr__(self, name: str) -> Any:
        raise self._error(self._what)


def _absent(name: str, error: AbsentError) -> _Absent:
    module, _, last = name.rpartition(".")
    names = {"__module__": module, "__qualname__": name, "_error": staticmethod(error)}
    return _Absent(last, (), names)


def _is_absent(cls: type) -> bool:
    return "_error" in vars(cls)  # those that inherit have it from elsewhere


class AbsentModule(ModuleType):
    """A module in which every name exists."""

    __path__: list[str]

    def __init__(self, name: str, error: AbsentError) -> None:
        super().__init__(name)
        self.__path__ = []
        self.__version__ = "0.0.0"  # Rasa logs TensorFlow's
        self._error = error

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _absent(f"{self.__name__}.{name}", self._error)


class AbsentFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Find the modules of these names and all modules below them."""

    def __init__(self, names: Collection[str], error: AbsentError) -> None:
        self._names = frozenset(names)
        self._error = error

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find an absent module; leave all others to other finders."""
        parts = fullname.split(".")
        if not any(".".join(parts[:end]) in self._names for end in range(1, len(parts) + 1)):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Return a module in which every name exists."""
        return AbsentModule(spec.name, self._error)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: there is nothing to execute."""
