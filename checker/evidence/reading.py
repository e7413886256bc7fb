"""What one reader found, and how the findings of several are joined into one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from checker.errors import SourceError
from checker.evidence.problems import FILE_INACCESSIBLE
from checker.model.evidence import (
    BaseClaim,
    Citation,
    DatasetClaim,
    Declaration,
    Fact,
    Inaccessible,
    Problem,
)
from checker.model.snapshot import State


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Part of an `Evidence`, from one place."""

    declarations: tuple[Declaration, ...] = ()
    bases: tuple[BaseClaim, ...] = ()
    datasets: tuple[DatasetClaim, ...] = ()
    facts: Mapping[str, Fact] = {}
    problems: tuple[Problem, ...] = ()
    not_checked: tuple[str, ...] = ()
    inaccessible: tuple[Inaccessible, ...] = ()


def join(readings: Iterable[Reading]) -> Reading:
    """All that the readings hold, in their order; of a fact that several know, the first."""
    parts = tuple(readings)
    return Reading(
        declarations=tuple(d for part in parts for d in part.declarations),
        bases=tuple(b for part in parts for b in part.bases),
        datasets=tuple(d for part in parts for d in part.datasets),
        facts={name: fact for part in reversed(parts) for name, fact in part.facts.items()},
        problems=tuple(p for part in parts for p in part.problems),
        not_checked=tuple(n for part in parts for n in part.not_checked),
        inaccessible=tuple(i for part in parts for i in part.inaccessible),
    )


def known(value: str | int | bool | tuple[str, ...], citation: Citation) -> Fact:
    """A fact that is had."""
    return Fact(state=State.KNOWN, value=value, citation=citation)


def unread(path: str, error: SourceError) -> Reading:
    """The reading of a listed file that could not be had: a problem, and something left unchecked."""
    remedy = error.fix or f"Look at {path} by hand."
    return Reading(
        problems=(FILE_INACCESSIBLE.at(Citation(file=path), path=path, reason=error, remedy=remedy),),
        not_checked=(f"{path}: inaccessible, {error}",),
        inaccessible=(Inaccessible(path=path, kind=error.kind, message=str(error), fix=error.fix),),
    )
