"""One policy file: read, checked against the schema, every mistake with its line and column."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from checker.errors import DocumentError, PolicyError
from checker.policy.diagnose import find_mistakes
from checker.policy.mistakes import misfit
from checker.policy.pins import FindingCode
from checker.policy.schema import Origin, PolicyFile
from checker.resources import YamlDocument, parse_yaml

FIX = "lic-check schema policy prints the schema for your editor; docs/policies.md explains each key"


@dataclass(frozen=True, slots=True)
class Layer:
    """
    One policy file that was read.

    `name` is how messages call it: its path, `builtin:NAME` or its address. `folder` is where the files that it
    extends are looked for, None when it may not extend files.
    """

    name: str
    file: PolicyFile
    document: YamlDocument
    folder: Path | None = None

    def origin(self, path: str) -> Origin:
        """Where `path` stands in the file."""
        return Origin(self.name, *_place(self.document, path))

    def problem(self, path: str, message: str) -> str:
        """The line that reports a mistake at `path`."""
        return _problem(self.name, _place(self.document, path), path, message)


def parse_policy(text: str, *, name: str, folder: Path | None = None, codes: Collection[str] | None = None) -> Layer:
    """
    The policy file `text`; raises `PolicyError` with every mistake in it.

    `codes` are the codes of all findings, so that a waiver of another is a mistake; None leaves them unchecked.
    """
    try:
        document = parse_yaml(text)
    except DocumentError as refusal:
        line = _problem(name, (refusal.line, refusal.column), "", str(refusal))
        raise PolicyError([line], fix=refusal.fix or FIX) from None

    def decode(word: Any, written: Any) -> Any:
        parsed = word.parse(written)
        if word is FindingCode and codes is not None and parsed not in codes:
            raise misfit(written, "the code of a finding that lic-check makes", near=codes)
        return parsed

    file = None
    found = [((line, column), path, "the key stands twice") for path, line, column in document.duplicates]
    try:
        file = msgspec.convert(document.data, PolicyFile, strict=False, dec_hook=decode)
    except msgspec.ValidationError as problem:
        mistakes = find_mistakes(document.data, PolicyFile, decode) or [("", str(problem))]
        found += [(_place(document, path), path, message) for path, message in mistakes]
    if file is None or found:
        raise PolicyError([_problem(name, *mistake) for mistake in sorted(found)], fix=FIX)
    return Layer(name, file, document, folder)


def _place(document: YamlDocument, path: str) -> tuple[int, int]:
    """Line and column of `path`, or of what is nearest above it, from 1."""
    while path and path not in document.places:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return document.places.get(path, (1, 1))


def _problem(name: str, place: tuple[int, int], path: str, message: str) -> str:
    shown = path if path.isprintable() else path.encode("unicode_escape").decode()
    return f"{name}:{place[0]}:{place[1]}: {f'{shown}: ' if shown else ''}{message}"
