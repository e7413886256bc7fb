"""Who was made from whom, and what is known of each."""

from __future__ import annotations

import msgspec

from checker.errors import SourceErrorKind
from checker.model.conclusion import Conclusion
from checker.model.evidence import BaseClaim, DatasetClaim, Evidence, Relation


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """One model with what was read about it and what was concluded."""

    evidence: Evidence
    conclusion: Conclusion


class Unreached(msgspec.Struct, frozen=True, kw_only=True):
    """Why a named model could not be read."""

    id: str
    kind: SourceErrorKind
    message: str
    fix: str


class Ancestor(msgspec.Struct, frozen=True, kw_only=True):
    """
    One step up: `child`, at the commit `child_revision`, was made from `id` by `relation`, as `claims` state.

    `id` is canonical, after renames; `depth` is 1 for a parent. `revision` is the commit that the child names, None
    when it names none and today's state was read instead. `by_outputs` is True when every way from the model up to
    here has a step of distillation, so that only what the ancestor said reached the model, and not its weights.
    """

    id: str
    child: str
    child_revision: str | None
    relation: Relation
    depth: int
    revision: str | None
    claims: tuple[BaseClaim, ...]
    found: Subject | Unreached
    by_outputs: bool = False


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A place where the walk stopped: `cycle` names a loop, `cap` a limit reached, with what was left unread."""

    kind: str
    child: str
    message: str


class TrainingDataset(msgspec.Struct, frozen=True, kw_only=True):
    """A dataset that the model names, with what its repository says; None when the limit kept it from being read."""

    claim: DatasetClaim
    found: Subject | Unreached | None


class Lineage(msgspec.Struct, frozen=True, kw_only=True):
    """All ancestors breadth-first, nearest first, the gaps, and the datasets that the model itself names."""

    ancestors: tuple[Ancestor, ...] = ()
    gaps: tuple[Gap, ...] = ()
    datasets: tuple[TrainingDataset, ...] = ()
