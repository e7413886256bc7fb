"""
The lock file: at which commit each model was judged, and on what the verdict rests.

One line a model, sorted, so that two branches that add models merge; `merge=union` in .gitattributes settles the rest.
The same inputs give the same bytes: there is no time in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal

import msgspec

from checker.errors import UsageProblem
from checker.model.drift import Drift, Movement
from checker.model.report import AuditReport, ModelAudit
from checker.model.snapshot import Kind, Target

NAME = "lic-check.lock"
# Roles of the files whose words bind; a card may change with every commit.
_BINDING = ("license", "notice", "policy")


class LockedAncestor(msgspec.Struct, frozen=True):
    """A model of the lineage, with what it was under; its commit is that which the child names."""

    id: str
    license: str | None
    verdict: str


class LockedModel(msgspec.Struct, frozen=True, kw_only=True):
    """
    One model. `asked` is the revision that the project names, `revision` the commit that this was.

    `files` are the digests of its license, notice and policy files. `basis` is a digest of policy, facts and catalog.
    """

    id: str
    kind: Kind
    asked: str | None
    revision: str | None
    license: str
    verdict: str
    files: dict[str, str]
    lineage: tuple[LockedAncestor, ...]
    policy: str
    basis: str

    @property
    def target(self) -> Target:
        """The model as the project names it."""
        return Target(self.kind, self.id, self.asked)

    @property
    def pinned(self) -> Target:
        """The model at the commit that was judged."""
        return Target(self.kind, self.id, self.revision or self.asked)


class Lock(msgspec.Struct, frozen=True):
    """The locked models, sorted."""

    models: tuple[LockedModel, ...]

    @classmethod
    def of(cls, audited: Iterable[tuple[Target, ModelAudit]], report: AuditReport) -> Lock:
        """The lock of what was audited."""
        basis = _basis(report)
        return cls(tuple(sorted((_locked(*pair, report, basis) for pair in audited), key=_order)))

    @classmethod
    def read(cls, path: Path) -> Lock:
        """
        The lock in a file, in whatever order a merge left its lines.

        Raises `UsageProblem` for what is no lock, and for a model that two branches locked differently.
        """
        try:
            header, *lines = path.read_text(encoding="utf-8").splitlines()
            msgspec.json.decode(header, type=_Header)
            found = [msgspec.json.decode(line, type=LockedModel) for line in dict.fromkeys(filter(str.strip, lines))]
        except (OSError, ValueError) as problem:
            raise UsageProblem(f"{path} holds no lock: {problem}", fix="write it with lic-check lock") from problem
        models = sorted(found, key=_order)
        twice = next((one for one, other in pairwise(models) if _order(one) == _order(other)), None)
        if twice:
            raise UsageProblem(f"{path} locks {twice.target} in two ways", fix="write it again with lic-check lock")
        return cls(tuple(models))

    def text(self) -> str:
        """The file."""
        lines = [_Header("lic-check/lock/1"), *self.models]
        return "".join(msgspec.json.encode(line, order="deterministic").decode() + "\n" for line in lines)

    def of_target(self, target: Target) -> LockedModel | None:
        """The entry of a model as the project names it."""
        return next((model for model in self.models if model.target == target), None)


class _Header(msgspec.Struct, frozen=True):
    schema: Literal["lic-check/lock/1"]


def drift_of(locked: LockedModel, model: ModelAudit, report: AuditReport) -> Drift:
    """What moved from `locked` to the model as it was audited now; the texts are left to be added."""
    now = _locked(locked.target, model, report, _basis(report))
    terms = list(_terms(locked, now))
    facts = list(terms)
    if locked.revision != now.revision:
        facts.append(f"the commit moved from {locked.revision or 'none'} to {now.revision or 'none'}")
    if locked.basis != now.basis:
        facts.append(f"it was judged on another basis: policy, facts or catalog changed (policy now {now.policy})")
    if terms:
        movement = Movement.TERMS
    elif locked.revision != now.revision:
        movement = Movement.COMMIT if model.complete else Movement.UNREAD
    else:
        movement = Movement.INPUTS if locked.basis != now.basis else Movement.NONE
    return Drift(
        id=str(locked.target),
        movement=movement,
        locked=locked.revision,
        now=now.revision,
        verdict=model.verdict,
        facts=tuple(facts),
    )


def changed_files(locked: LockedModel, model: ModelAudit) -> list[str]:
    """The binding files that are not those that were locked, and those that came or went."""
    return _changed(locked.files, _files(model))


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [path for path in sorted({*before, *after}) if before.get(path) != after.get(path)]


def _terms(locked: LockedModel, now: LockedModel) -> Iterable[str]:
    if locked.license != now.license:
        yield f"the license was {locked.license} and is {now.license}"
    for path in _changed(locked.files, now.files):
        happened = "was added" if path not in locked.files else "changed" if path in now.files else "was removed"
        yield f"{path} {happened}"
    before, after = ({entry.id: entry for entry in side.lineage} for side in (locked, now))
    for id in sorted({*before, *after}):
        old, new = before.get(id), after.get(id)
        if old is None or new is None:
            yield f"{id} is {'a new' if old is None else 'no longer an'} ancestor"
        elif old.license != new.license:
            yield f"the license of its ancestor {id} was {old.license} and is {new.license}"
    if locked.verdict != now.verdict and locked.basis == now.basis:
        yield f"the verdict was {locked.verdict} and is {now.verdict}"


def _locked(target: Target, model: ModelAudit, report: AuditReport, basis: str) -> LockedModel:
    return LockedModel(
        id=target.id,
        kind=target.kind,
        asked=target.revision,
        revision=model.revision,
        license=" | ".join(model.license.alternatives) or model.license.concluded,
        verdict=model.verdict,
        files=_files(model),
        lineage=tuple(LockedAncestor(entry.id, entry.license, entry.verdict) for entry in model.lineage),
        policy=report.policy.name,
        basis=basis,
    )


def _files(model: ModelAudit) -> dict[str, str]:
    return {file.path: file.sha256 for file in model.files if file.role in _BINDING}


def _basis(report: AuditReport) -> str:
    facts = msgspec.json.encode(dict(report.policy.context), order="deterministic")
    parts = (report.policy.digest.encode(), report.tool.catalog.encode(), facts)
    return hashlib.sha256(b"\n".join(parts)).hexdigest()[:16]


def _order(model: LockedModel) -> tuple[str, str, str]:
    return model.kind, model.id, model.asked or ""


def unlocked(lock: Lock, targets: Sequence[Target]) -> list[Target]:
    """The targets that the lock does not hold."""
    return [target for target in targets if lock.of_target(target) is None]
