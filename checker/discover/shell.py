"""Shell text as commands: words with their places, variables with the values that the same file gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checker.discover.tree import Source
from checker.model.reference import Place

_PIECE = re.compile(
    r"(?P<gap>[ \t]+|\\\n)|(?P<end>\n|[;|&()]+)|(?P<comment>#[^\n]*)"
    r"|\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>[^']*)'|(?P<expansion>\$\{[^}\n]{0,200}\}|\$\([^)\n]{0,200}\)|\$\$?\w+)|(?P<plain>(?:\\.|[^\s;|&()\"'\\$#])+)|(?P<stray>.)",
    re.DOTALL,
)
_EXPANSION = re.compile(
    r"\$\{\{.{0,200}?\}\}|\$\{(\w{1,80})(?::?[-=]([^}\n]{0,200}))?[^}\n]{0,200}\}|\$\((\w{1,80})\)|\$\$?([A-Za-z_]\w*)|\$\([^)\n]{0,200}\)"
)
ASSIGNMENT = re.compile(r"([A-Za-z_][\w.-]*)=(.*)\Z", re.DOTALL)
_MAKE_ASSIGNMENT = re.compile(r"(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*[:?+]?=[ \t]*([^\s#][^\n#]*)")
_DOCKER_ASSIGNMENT = re.compile(r"(?mi)^[ \t]*ENV[ \t]+(\w+)[ \t]+([^\s=][^\n]*)")

Variables = Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command. `start` and `end` are its bounds in the text, quotes excluded."""

    text: str
    start: int
    end: int
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Value:
    """What a variable was set to, and where."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Expanded:
    """A word with its variables filled in: `missing` names one that has no value, `origin` the one it came from."""

    text: str
    missing: str = ""
    origin: tuple[str, Place] | None = None


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


def read_variables(source: Source) -> dict[str, Value]:
    """The variables that a script, Dockerfile or Makefile sets, each with its first value."""
    found: dict[str, Value] = {}
    for pattern in (_MAKE_ASSIGNMENT, _DOCKER_ASSIGNMENT):
        for match in pattern.finditer(source.text):
            text, start = _unquoted(match[2].strip(), match.start(2))
            found.setdefault(match[1], Value(text, source.place(start)))
    for words in read_commands(source):
        for word in words:
            if (not word.is_quoted or '"' not in word.text) and (assignment := ASSIGNMENT.match(word.text)):
                place = source.place(_value_start(source, word, assignment[1]))
                found.setdefault(assignment[1], Value(assignment[2], place))
    return found


def assigned(source: Source, word: Word) -> tuple[str, str, Place] | None:
    """Name, value and place of the value of a word `NAME=value`."""
    assignment = ASSIGNMENT.match(word.text)
    if assignment is None:
        return None
    return assignment[1], assignment[2], source.place(_value_start(source, word, assignment[1]))


def expand(text: str, variables: Variables, depth: int = 0) -> Expanded:
    """`text` with the variables that are known; a default counts where nothing else does."""
    missing = ""
    origin: tuple[str, Place] | None = None

    def fill(found: re.Match[str]) -> str:
        nonlocal missing, origin
        name = found[1] or found[3] or found[4] or ""
        value = variables.get(name)
        if value is not None and depth < 5:
            inner = expand(value.text, variables, depth + 1)
            missing = missing or inner.missing
            if found[0] == text:
                origin = inner.origin or (name, value.place)
            return inner.text
        if found[2]:
            return found[2].strip("\"'")
        missing = missing or (
            f"the variable {name} is set elsewhere" if name else f"{found[0][:60]} is known at run time"
        )
        return found[0]

    return Expanded(_EXPANSION.sub(fill, text) if "$" in text else text, missing, origin)


def _unquoted(text: str, start: int) -> tuple[str, int]:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1], start + 1
    return text, start


def _value_start(source: Source, word: Word, name: str) -> int:
    start = source.text.find("=", word.start) + 1
    return start + 1 if source.text[start : start + 1] in ("'", '"') else start
