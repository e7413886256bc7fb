"""TOML, INI, `.env`, properties, systemd units and HCL as entries: sections, and lines that give a key a value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.discover.entries import Document, Entry, Path
from checker.discover.flow import read_flow, unescape
from checker.discover.tree import Source

MAX_LINE = 20_000
MAX_FLOW_LINES = 1_000
MAX_DEPTH = 50
_SECTION = re.compile(r"\s*\[{1,2}([^\[\]\n]+)\]{1,2}\s*(?:#.*)?\Z")
_BLOCK = re.compile(r"\s*[\w-]+(?:\s+\"[^\"]*\")*\s*\{\s*(?:#.*)?\Z")
_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?(\"[^\"]+\"|[A-Za-z_][\w.-]*)\s*(?:[:?]?=|:(?=\s))[ \t]*")
_FLOW = re.compile(r"(?:\w+\()?[\[{]")
_QUOTED = re.compile(r"\"{1,3}((?:[^\"\\]|\\.)*)\"|'{1,3}([^']*)'")
_COMMENT = re.compile(r"\s[#;].*\Z")


def read_assignments(source: Source) -> Iterator[Document]:
    """The document in a file."""
    yield Document(_read(source))


def _read(source: Source) -> Iterator[Entry]:
    above: list[Path] = [()]
    number = sections = 0
    while number < len(source.lines):
        line = source.lines[number]
        number += 1
        if len(line) > MAX_LINE or line.lstrip().startswith(("#", ";", "//")):
            continue
        if section := _SECTION.match(line):
            # Two tables of one name are two mappings, as in TOML's arrays of tables.
            above = [(*section[1].strip().split("."), sections)]
            sections += 1
        elif _BLOCK.match(line) and len(above) < MAX_DEPTH:
            above.append((*above[-1], line.split()[0], sections))
            sections += 1
        elif line.strip() == "}" and len(above) > 1:
            above.pop()
        elif assignment := _ASSIGNMENT.match(line):
            path = (*above[-1], assignment[1].strip('"'))
            start = source.offset(number) + assignment.end()
            value = line[assignment.end() :]
            if flow := _FLOW.match(value):
                end = source.offset(number + MAX_FLOW_LINES)
                entries = list(read_flow(source, start + flow.end() - 1, end, path))
                yield from entries
                if entries:
                    number = max(number, source.line(entries[-1].start))
            elif quoted := _QUOTED.match(value):
                text = unescape(quoted[1]) if quoted[1] is not None else quoted[2]
                yield Entry(path, text, start + 1)
            elif plain := _COMMENT.sub("", value).strip():
                yield Entry(path, plain, start)
