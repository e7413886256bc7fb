"""
YAML as entries, read line by line.

Not a YAML parser: deployment files are often templates that no parser accepts, and each value must have its place. What
is read: block mappings and lists, flow values, block scalars, quotes, comments, several documents. Anchors and tags are
dropped, an alias is no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.discover.entries import Document, Entry, Path
from checker.discover.flow import read_flow, unescape
from checker.discover.tree import Source

MAX_LINE = 20_000
MAX_FLOW_LINES = 1_000
_KEY = re.compile(
    r"(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'#\[\]{},&*!|>%@`-][^:#]*?|-[^\s:#][^:#]*?))[ \t]*:(?=\s|\Z)[ \t]*"
)
_DECORATION = re.compile(r"(?:[&!][^\s]*[ \t]+)+|[&!][^\s]*\Z")
_BLOCK = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?\Z")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'")
_COMMENT = re.compile(r"(?:\A|[ \t])#.*\Z")


@dataclass(slots=True)
class Level:
    """A mapping entry or a list item that deeper lines belong to; `items` counts the list items below it."""

    indent: int
    path: Path
    is_item: bool
    items: int = 0


def read_yaml(source: Source, first: int = 1, last: int | None = None) -> Iterator[Document]:
    """The documents in the lines `first` to `last` of a file."""
    entries: list[Entry] = []
    for entry in _Reader(source, first, last or len(source.lines)).read():
        if entry is None:
            yield Document(entries)
            entries = []
        else:
            entries.append(entry)
    yield Document(entries)


class _Reader:
    def __init__(self, source: Source, first: int, last: int) -> None:
        self.source = source
        self.number = first
        self.last = last
        self.levels = [Level(-1, (), is_item=False)]

    def read(self) -> Iterator[Entry | None]:
        """The entries; None between two documents."""
        while self.number <= self.last:
            line = self.source.lines[self.number - 1]
            self.number += 1
            content = line.lstrip(" ")
            if line.startswith(("---", "...")):
                self.levels = [Level(-1, (), is_item=False)]
                yield None
            elif content and not content.startswith(("#", "{{", "%", "\t")) and len(line) <= MAX_LINE:
                yield from self._line(content, len(line) - len(content))

    def _line(self, content: str, indent: int) -> Iterator[Entry]:
        while content == "-" or content.startswith(("- ", "-\t")):
            self._leave(indent, item=True)
            parent = self.levels[-1]
            self.levels.append(Level(indent, (*parent.path, parent.items), is_item=True))
            parent.items += 1
            rest = content[1:].lstrip(" \t")
            indent += len(content) - len(rest)
            content = rest
        if not content or content.startswith("#"):
            return
        key = _KEY.match(content)
        if key is None:
            yield from self._value(content, indent, indent, self.levels[-1].path)
            return
        self._leave(indent, item=False)
        name = next(group for group in key.groups() if group is not None)
        path = (*self.levels[-1].path, name)
        self.levels.append(Level(indent, path, is_item=False))
        yield from self._value(content[key.end() :], indent + key.end(), indent, path)

    def _leave(self, indent: int, *, item: bool) -> None:
        """Close what a line at `indent` is not inside of; a list may stand as far left as the key that holds it."""
        while len(self.levels) > 1:
            level = self.levels[-1]
            if level.indent < indent or (item and level.indent == indent and not level.is_item):
                return
            self.levels.pop()

    def _value(self, text: str, column: int, indent: int, path: Path) -> Iterator[Entry]:
        if decoration := _DECORATION.match(text):
            text, column = text[decoration.end() :], column + decoration.end()
        start = self.source.offset(self.number - 1) + column
        if _BLOCK.match(text):
            start = self.source.offset(self.number)
            yield Entry(path, "\n".join(self._block(indent)), start)
        elif text.startswith(("[", "{")) and not text.startswith("{{"):
            yield from self._flow(start, path)
        elif quoted := _QUOTED.match(text):
            value = unescape(quoted[1]) if quoted[1] is not None else quoted[2].replace("''", "'")
            yield Entry(path, value, start + 1)
        elif (plain := _COMMENT.sub("", text).strip()) and not plain.startswith("*"):
            yield Entry(path, plain, start)

    def _block(self, indent: int) -> Iterator[str]:
        while self.number <= self.last:
            line = self.source.lines[self.number - 1]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= indent:
                return
            self.number += 1
            yield line

    def _flow(self, start: int, path: Path) -> Iterator[Entry]:
        end = self.source.offset(min(self.number + MAX_FLOW_LINES, self.last + 1))
        entries = list(read_flow(self.source, start, end, path))
        yield from entries
        if entries:
            self.number = max(self.number, self.source.line(entries[-1].start) + 1)
