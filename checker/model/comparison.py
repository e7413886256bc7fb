"""The license terms of two models, or of one at two commits, clause by clause and text by text."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from checker.model.report import CapturedText


class Outcome(StrEnum):
    """Whether the terms are the same; `unknown` when that cannot be told."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class Bearing(StrEnum):
    """What a change means for whoever is bound: more is asked, less is asked, or something else."""

    TIGHTER = "tighter"
    OTHER = "other"
    LOOSER = "looser"


class ComparedSide(msgspec.Struct, frozen=True, kw_only=True):
    """One side. `concluded` are the expressions of which one holds, none when none is known; `because` says why."""

    id: str
    revision: str | None
    source: str
    declared: str | None
    concluded: tuple[str, ...]
    because: str


class PlacedClause(msgspec.Struct, frozen=True, kw_only=True):
    """What a clause says, in one sentence of ours, and where it stands."""

    license: str
    section: str
    statement: str


class ClauseChange(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of clause that stands on one side alone, or reads otherwise."""

    kind: str
    bearing: Bearing
    before: PlacedClause | None
    after: PlacedClause | None


class TextPair(msgspec.Struct, frozen=True, kw_only=True):
    """A license file of each side, None where it has no counterpart."""

    before_file: str | None
    after_file: str | None
    before: CapturedText | None
    after: CapturedText | None


class TermsComparison(msgspec.Struct, frozen=True, kw_only=True):
    """
    What changed from `before` to `after`, and in one sentence `because`.

    Where it is uncertain which license holds, `changes` has what changes whichever it is. `unchanged` counts the
    clauses that both sides share, None where the clauses of a license are not known. `complete` is False when
    evidence is missing.
    """

    before: ComparedSide
    after: ComparedSide
    outcome: Outcome
    because: str
    changes: tuple[ClauseChange, ...]
    unchanged: int | None
    texts: tuple[TextPair, ...]
    complete: bool
