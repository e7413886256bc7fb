"""Notebooks: their code cells as one Python text, each line with its place in the file; magics as commands."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

from checker.discover.commands import find_in_text
from checker.discover.entries import Document, Entry
from checker.discover.flow import read_flow
from checker.discover.mention import Mention
from checker.discover.python import UNREADABLE, PythonTree
from checker.discover.tree import Source
from checker.discover.variables import read_variables
from checker.model.reference import Place

_SHELL_CELL = re.compile(r"%%(?:bash|sh|script)\b")
_COMMAND = re.compile(r"(\s*)([!%].*)")


@dataclass
class _Cell:
    is_code: bool = False
    lines: list[tuple[str, Place]] = field(default_factory=list)


def read_notebook(source: Source, tree: PythonTree) -> Iterator[Mention]:
    """What the code cells name; a cell that is no Python is passed over like IPython does with its magics."""
    python: list[tuple[str, Place]] = []
    for cell in _cells(source):
        if not cell.is_code or not cell.lines:
            continue
        if cell.lines[0][0].startswith("%%"):
            if _SHELL_CELL.match(cell.lines[0][0]):
                yield from _commands(source, cell.lines[1:])
            continue
        yield from _commands(
            source, [(line.lstrip(" !%"), place) for line, place in cell.lines if _COMMAND.match(line)]
        )
        code = [(_COMMAND.sub(r"\1pass", line), place) for line, place in cell.lines]
        if _is_python("\n".join(line for line, _ in code)):
            python += code
    yield from tree.mentions(_source(source, python))


def _cells(source: Source) -> Iterator[_Cell]:
    document = Document(read_flow(source))
    cells: dict[int, _Cell] = {}
    for entry in document.entries:
        match entry.path:
            case ("cells", int(number), "cell_type"):
                cells.setdefault(number, _Cell()).is_code = entry.value == "code"
            case ("cells", int(number), "source", *_):
                cells.setdefault(number, _Cell()).lines += _lines(source, entry)
    return iter(cells[number] for number in sorted(cells))


def _lines(source: Source, entry: Entry) -> list[tuple[str, Place]]:
    place = source.place(entry.start)
    return [(line, place) for line in entry.value.removesuffix("\n").split("\n")]


def _source(source: Source, lines: list[tuple[str, Place]]) -> Source:
    return Source(source.file, "\n".join(line for line, _ in lines), tuple(place for _, place in lines))


def _commands(source: Source, lines: list[tuple[str, Place]]) -> Iterator[Mention]:
    inner = _source(source, lines)
    return find_in_text(inner, read_variables(inner))


def _is_python(code: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except UNREADABLE:
        return False
    return True
