"""
The report: what every format renders and what `--format json` prints, schema `lic-check/report/1`.

Field additions keep the version; a removal or a change of meaning needs `report/2`. Nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from checker.model.detection import Deviation
from checker.model.evidence import Citation
from checker.model.verdict import Severity, Verdict


class ReportedDetection(msgspec.Struct, frozen=True, kw_only=True):
    """A license found in a file. `score` is 0 to 1; `lines` are first and last, from 1."""

    expression: str
    file: str
    lines: tuple[int, int]
    method: str
    score: float
    sha256: str | None = None
    candidates: tuple[str, ...] = ()
    deviations: tuple[Deviation, ...] = ()


class ReportedLicense(msgspec.Struct, frozen=True, kw_only=True):
    """
    Declared, detected and concluded license, kept apart.

    `alternatives` has the expressions of which one holds, when it is not certain which; `concluded` is then
    `NOASSERTION`. `because` says how the conclusion was reached.
    """

    declared: str | None
    detected: tuple[ReportedDetection, ...]
    concluded: str
    families: tuple[str, ...]
    alternatives: tuple[str, ...] = ()
    because: str = ""


class LineageEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One ancestor, by which relation, and whether its terms pass on. `parent_of` is the child's id."""

    id: str
    relation: str
    revision: str | None
    license: str | None
    verdict: Verdict
    passes: bool
    found_in: str
    parent_of: str


class Waived(msgspec.Struct, frozen=True, kw_only=True):
    """The waiver that accepts a finding."""

    reason: str
    approver: str
    expires: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """
    One thing that a rule found.

    `code` never changes meaning. `fingerprint` is stable across commits and runs: a digest of code, subject and cause.
    """

    code: str
    title: str
    verdict: Verdict
    severity: Severity
    message: str
    fix: str
    fingerprint: str
    evidence: tuple[Citation, ...] = ()
    waived: Waived | None = None


class Obligation(msgspec.Struct, frozen=True, kw_only=True):
    """One duty, from which clause of which license, and whether it is met."""

    clause: str
    license: str
    section: str
    duty: str
    status: Literal["met", "unmet", "unverified", "not-triggered"]
    evidence: tuple[Citation, ...] = ()


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The rule that decided, why, and which facts would settle an unknown."""

    rule: str
    because: str
    settles: tuple[str, ...] = ()


class ModelAudit(msgspec.Struct, frozen=True, kw_only=True):
    """The audit of one target."""

    id: str
    kind: str
    revision: str | None
    repo_id_hash: str | None
    source: str
    verdict: Verdict
    complete: bool
    license: ReportedLicense
    lineage: tuple[LineageEntry, ...]
    findings: tuple[Finding, ...]
    obligations: tuple[Obligation, ...]
    decided_by: Decision
    not_checked: tuple[str, ...]


class AuditFailure(msgspec.Struct, frozen=True, kw_only=True):
    """A target that could not be audited."""

    id: str
    kind: str
    message: str
    fix: str


class ToolInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The program; `catalog` is the digest of its license facts and index."""

    name: str
    version: str
    catalog: str


class PolicyInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The policy the audit ran under; `digest` is of its resolved form."""

    name: str
    digest: str
    context: Mapping[str, Any]


class AuditReport(msgspec.Struct, frozen=True, kw_only=True):
    """One run. `verdict` is the worst of the models; `complete` is False when any evidence is missing."""

    schema: Literal["lic-check/report/1"] = "lic-check/report/1"
    tool: ToolInfo
    policy: PolicyInfo
    verdict: Verdict
    complete: bool
    exit_code: int
    models: tuple[ModelAudit, ...]
    errors: tuple[AuditFailure, ...]
