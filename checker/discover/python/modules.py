"""The Python files of a tree as modules: which file an import means, and each file parsed when it is asked for."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Sequence
from functools import lru_cache

from checker.discover.python.module import Import, Module
from checker.discover.tree import Source

_KEPT = 64
# What reading a malformed or hostile file can raise.
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


def parse(source: Source) -> Module:
    """The parsed text; raises one of `UNREADABLE`."""
    with warnings.catch_warnings():
        # What the code of others does with escapes is not ours to say.
        warnings.simplefilter("ignore")
        return Module(source, ast.parse(source.text))


class Modules:
    """
    The Python files of a tree by their paths.

    `read` gives the text of a file, None when it cannot be read.
    """

    def __init__(self, files: Sequence[str], read: Callable[[str], Source | None]) -> None:
        self._read = read
        self._by_name: dict[str, list[str]] = {}
        for file in files:
            self._by_name.setdefault(module_name(file), []).append(file)
        self._parsed = lru_cache(_KEPT)(self._parse)

    def imported(self, module: Module, found: Import) -> Module | None:
        """The module that an import means: for `from a import b` the file a/b.py, or a.py that holds b."""
        file = self.file_of(module.source.file, found)
        return self._parsed(file) if file and file != module.source.file else None

    def file_of(self, importing: str, found: Import) -> str | None:
        """The file of an imported module, the nearest one where several would do."""
        here = importing.split("/")[:-1]
        above = here[: len(here) - found.level + 1] if found.level else []
        wanted = [*above, *(part for part in found.module.split(".") if part)]
        for path in ([*wanted, found.name] if found.name else wanted), wanted:
            if path and (file := self._nearest(path, here, is_whole=bool(found.level))):
                return file
        return None

    def _nearest(self, path: list[str], here: list[str], *, is_whole: bool) -> str | None:
        name = "/".join(path)
        fitting = (
            file
            for file in self._by_name.get(path[-1], ())
            if (stem := _stem(file)) == name or (not is_whole and stem.endswith(f"/{name}"))
        )
        return min(fitting, key=lambda file: (-_shared(file.split("/"), here), len(file), file), default=None)

    def _parse(self, file: str) -> Module | None:
        source = self._read(file)
        try:
            return parse(source) if source else None
        except UNREADABLE:
            # It is reported where it is read for itself.
            return None


def module_name(file: str) -> str:
    """The last part of the dotted name by which a file is imported."""
    return _stem(file).rpartition("/")[2]


def _stem(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__")


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many folders two paths have in common."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
