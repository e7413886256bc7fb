"""Variables of shell text, with the values that the same file gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checker.discover.shell import Word, read_commands
from checker.discover.tree import Source
from checker.model.reference import Place

MAX_DEPTH = 5
MAX_NESTED = 4
MAX_VALUES = 50
ASSIGNMENT = re.compile(r"([A-Za-z_][\w.-]*)=(.*)\Z", re.DOTALL)
_EXPANSION = re.compile(
    r"\$\{\{.{0,200}?\}\}|\$\{(\w{1,80})(?:\[@\])?(?::?[-=]([^}\n]{0,200}))?[^}\n]{0,200}\}"
    r"|\$\((\w{1,80})\)|\$\$?([A-Za-z_]\w*)|\$\([^)\n]{0,200}\)"
)
_MAKE_ASSIGNMENT = re.compile(r"(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*[:?+]?=[ \t]*([^\s#(][^\n#]*)")
_DOCKER_ASSIGNMENT = re.compile(r"(?mi)^[ \t]*ENV[ \t]+(\w+)[ \t]+([^\s=][^\n]*)")
_ARRAY = re.compile(r"(?m)^[ \t]*(?:export[ \t]+|declare -a[ \t]+|local[ \t]+)?([A-Za-z_]\w*)=\(([^)]{0,10000})\)")


@dataclass(frozen=True, slots=True)
class Value:
    """What a variable was set to, and where."""

    text: str
    place: Place


Variables = Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Expanded:
    """A text with its variables filled in: `missing` says which has no value, `origin` whose value the text is."""

    text: str
    missing: str = ""
    origin: tuple[str, Place] | None = None


def read_variables(source: Source) -> dict[str, tuple[Value, ...]]:
    """The variables that a script, Dockerfile or Makefile sets: the first value, or all those of an array or a loop."""
    found: dict[str, tuple[Value, ...]] = {}
    for array in _ARRAY.finditer(source.text):
        elements = (word for command in read_commands(source, *array.span(2)) for word in command)
        values = tuple(Value(word.text, source.place(word.start)) for word in elements)
        found.setdefault(array[1], values[:MAX_VALUES])
    for pattern in (_MAKE_ASSIGNMENT, _DOCKER_ASSIGNMENT):
        for match in pattern.finditer(source.text):
            text, start = _unquoted(match[2].strip(), match.start(2))
            found.setdefault(match[1], (Value(text, source.place(start)),))
    for words in read_commands(source):
        if [word.text for word in words[:3:2]] == ["for", "in"]:
            looped = (value for word in words[3:] for value in _values(source, word, found))
            found.setdefault(words[1].text, tuple(looped)[:MAX_VALUES])
        for word in words:
            if (not word.is_quoted or '"' not in word.text) and (assignment := assigned(source, word)):
                name, text, place = assignment
                found.setdefault(name, (Value(text, place),))
    return found


def assigned(source: Source, word: Word) -> tuple[str, str, Place] | None:
    """Name, value and place of the value of a word `NAME=value`."""
    assignment = ASSIGNMENT.match(word.text)
    if assignment is None:
        return None
    start = source.text.find("=", word.start) + 1
    start += source.text[start : start + 1] in ("'", '"')
    return assignment[1], assignment[2], source.place(start)


def expansions(text: str, variables: Variables) -> list[Expanded]:
    """`text` with its variables filled in; several where it is one variable with several values."""
    sole = _EXPANSION.fullmatch(text)
    values = variables.get(_name(sole), ()) if sole else ()
    if len(values) < 2:
        return [expand(text, variables)]
    return [Expanded(value.text, origin=(_name(sole), value.place)) for value in values]


def expand(text: str, variables: Variables, depth: int = 0) -> Expanded:
    """`text` with the variables that are known, by their first value; a default counts where there is none."""
    missing = ""
    origin: tuple[str, Place] | None = None

    def fill(found: re.Match[str]) -> str:
        nonlocal missing, origin
        name = _name(found)
        values = variables.get(name)
        if values and depth < MAX_DEPTH and values[0].text.count("$") <= MAX_NESTED:
            inner = expand(values[0].text, variables, depth + 1)
            missing = missing or inner.missing
            if found[0] == text:
                origin = inner.origin or (name, values[0].place)
            return inner.text
        if found[2]:
            return found[2].strip("\"'")
        why = f"the variable {name} is set elsewhere" if name else f"{found[0][:60]} is known at run time"
        missing = missing or why
        return found[0]

    return Expanded(_EXPANSION.sub(fill, text) if "$" in text else text, missing, origin)


def _name(found: re.Match[str] | None) -> str:
    return (found[1] or found[3] or found[4] or "") if found else ""


def _values(source: Source, word: Word, known: Variables) -> Iterator[Value]:
    sole = _EXPANSION.fullmatch(word.text)
    yield from known.get(_name(sole), (Value(word.text, source.place(word.start)),))


def _unquoted(text: str, start: int) -> tuple[str, int]:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1], start + 1
    return text, start
