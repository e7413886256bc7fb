"""Shell text as commands: words, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.discover.tree import Source

_PIECE = re.compile(
    r"(?P<gap>[ \t]+|\\\n)|(?P<end>\n|[;|&()]+)|(?P<comment>#[^\n]*)"
    r"|\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>[^']*)'|(?P<expansion>\$\{[^}\n]{0,200}\}|\$\([^)\n]{0,200}\)|\$\$?\w+)|(?P<plain>(?:\\.|[^\s;|&()\"'\\$#])+)|(?P<stray>.)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command. `start` and `end` are its bounds in the text, quotes excluded."""

    text: str
    start: int
    end: int
    is_quoted: bool


def read_commands(source: Source, start: int = 0, end: int | None = None) -> Iterator[list[Word]]:
    """The commands from `start` to `end` of a text; a line that ends in a backslash goes on."""
    words: list[Word] = []
    parts: list[str] = []
    first = last = 0
    is_quoted = False
    for piece in _PIECE.finditer(source.text, start, len(source.text) if end is None else end):
        is_break = piece["gap"] or piece["end"] or (piece["comment"] is not None and not parts)
        if not is_break:
            inner = piece["double"] if piece["double"] is not None else piece["single"]
            margin = 0 if inner is None else 1
            if not parts:
                first = piece.start() + margin
            last = piece.end() - margin
            is_quoted = is_quoted or inner is not None
            parts.append(piece[0] if inner is None else inner)
            continue
        if parts:
            words.append(Word("".join(parts), first, last, is_quoted))
            parts, is_quoted = [], False
        if piece["end"] and words:
            yield words
            words = []
    if parts:
        words.append(Word("".join(parts), first, last, is_quoted))
    if words:
        yield words
