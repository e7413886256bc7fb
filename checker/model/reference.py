"""A model that a source tree names, and where."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from checker.model.snapshot import Target


class Resolution(StrEnum):
    """
    How a reference came to its model.

    `literal`: the name stands where it is used · `resolved`: the name stands elsewhere, and the code leads to it ·
    `declared`: a manifest says so · `unresolved`: a model is loaded here and the code does not say which.
    """

    LITERAL = "literal"
    RESOLVED = "resolved"
    DECLARED = "declared"
    UNRESOLVED = "unresolved"


class Place(msgspec.Struct, frozen=True, order=True):
    """A point in a file of the tree: the path from its root with `/`, line and column from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Ignore(msgspec.Struct, frozen=True, kw_only=True):
    """A comment `lic-check: ignore[CODE] reason`: the findings that it accepts for the model named on its line."""

    codes: tuple[str, ...]
    reason: str


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """
    One place that names a model.

    `place` is the name itself, so that a finding about it is shown on the line to be changed; for an unresolved
    reference it is the argument that leaves the name open. `used_at` are the places that load it, where those are
    others. `how` says by what it was found, `why` how it was resolved or what left it unresolved. `quote` is the line.
    `unheard` are comments that mean to accept findings and do not say which, or not why.
    """

    place: Place
    resolution: Resolution
    how: str
    target: Target | None = None
    why: str = ""
    quote: str = ""
    used_at: tuple[Place, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    unheard: tuple[str, ...] = ()


class Skipped(msgspec.Struct, frozen=True):
    """A file that could not be read as what it is, so that what it names is not known."""

    file: str
    why: str


class Discovery(msgspec.Struct, frozen=True, kw_only=True):
    """What a tree names, sorted by place; `files` and `size` (in characters) say how much was read."""

    references: tuple[Reference, ...]
    skipped: tuple[Skipped, ...]
    files: int
    size: int
