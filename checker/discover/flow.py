"""JSON, and what YAML, TOML, HCL and Dockerfiles write like it, with the place of each value; comments are skipped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.discover.entries import Entry, Path
from checker.discover.tree import Source

MAX_DEPTH = 200
# A bare word goes to the next comma or bracket, or to what ends a key: `hf://a/b` and `--model=a/b` are one word.
_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?\*/|#[^\n]*)|(?P<mark>[{}\[\],])|(?P<ends_key>[:=](?=[\s\"'\[{]|\Z))"
    r"|\"(?P<double>(?:[^\"\\\n]|\\.)*)\"|'(?P<single>(?:[^'\n]|'')*)'"
    r"|(?P<bare>(?:[^\s,\[\]{}:=\"']|[:=](?!\s))(?:[^,\[\]{}:=\n]|[:=](?![\s\"'\[{]))*)|(?P<stray>.)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def read_flow(source: Source, start: int = 0, end: int | None = None, above: Path = ()) -> Iterator[Entry]:
    """The entries of the JSON-like value from `start` to `end`; what is malformed yields what can be made out."""
    # Each level is the path to it, its position if it is a list, else None, and the key that waits for a value.
    levels: list[tuple[Path, int | None, str | None]] = []
    for token in _TOKEN.finditer(source.text, start, len(source.text) if end is None else end):
        if token["space"] or token["stray"] or token["ends_key"]:
            continue
        path, position, key = levels[-1] if levels else (above, None, None)
        mark = token["mark"]
        if mark is None:
            value, offset = _scalar(token)
            if not levels:
                yield Entry(above, value, offset)
            elif position is not None:
                yield Entry((*path, position), value, offset)
            elif key is None:
                levels[-1] = (path, None, value)
            else:
                yield Entry((*path, key), value, offset)
                levels[-1] = (path, None, None)
        elif mark in "[{":
            if len(levels) >= MAX_DEPTH:
                return
            here = path if not levels else (*path, position if position is not None else key or "")
            if levels:
                levels[-1] = (path, position, None)
            levels.append((here, 0 if mark == "[" else None, None))
        elif mark == ",":
            if levels:
                levels[-1] = (path, None if position is None else position + 1, None)
        elif levels:
            levels.pop()
        if mark and mark in "]}" and not levels:
            return


def unescape(text: str) -> str:
    """The text of a JSON string between its quotes."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: _unescaped(found[1]), text)


def _unescaped(escape: str) -> str:
    if len(escape) == 5:
        return chr(int(escape[1:], 16))
    return _ESCAPED.get(escape, escape)


def _scalar(token: re.Match[str]) -> tuple[str, int]:
    """The text of a scalar and where it starts, after the quote."""
    if token["double"] is not None:
        return unescape(token["double"]), token.start() + 1
    if token["single"] is not None:
        return token["single"].replace("''", "'"), token.start() + 1
    return token["bare"].strip(), token.start()
