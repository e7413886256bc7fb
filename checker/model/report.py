"""
The report: what every format renders and what `--format json` prints, schema `lic-check/report/1`.

Field additions keep the version; a removal or a change of meaning needs `report/2`. Nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from checker.model.conclusion import Witness
from checker.model.detection import Deviation
from checker.model.evidence import Citation
from checker.model.reference import Discovery
from checker.model.release import ReportedRelease
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
    `NOASSERTION`. `because` says how the conclusion was reached. `witnesses` are the voices it was weighed from.
    `declared_as` has the author's words, where `declared` is None because they are not exactly one expression.
    `without_clauses` are those of the concluded licenses whose clauses are not known: their family is ScanCode's
    category, and no clause of theirs was asked.
    """

    declared: str | None
    detected: tuple[ReportedDetection, ...]
    concluded: str
    families: tuple[str, ...]
    alternatives: tuple[str, ...] = ()
    because: str = ""
    declared_as: str | None = None
    without_clauses: tuple[str, ...] = ()
    witnesses: tuple[Witness, ...] = ()


class LineageEntry(msgspec.Struct, frozen=True, kw_only=True):
    """
    One ancestor, by which relation, and whether its terms pass on. `parent_of` is the child's id, `child_revision` the
    commit at which the child was read: another commit may have other parents.

    `scope`: all its terms pass on, those on outputs alone, or none of them. `pinned`: the child names the commit whose
    license was read, else it is today's. `decides`: the step lies on the path to the ancestor that decided the verdict.
    """

    id: str
    relation: str
    revision: str | None
    license: str | None
    verdict: Verdict
    passes: bool
    found_in: str
    parent_of: str
    child_revision: str | None = None
    scope: Literal["all", "outputs", "none"] = "all"
    pinned: bool = False
    decides: bool = False


class Waived(msgspec.Struct, frozen=True, kw_only=True):
    """The waiver that accepts a finding."""

    reason: str
    approver: str
    expires: str


class Suppressed(msgspec.Struct, frozen=True, kw_only=True):
    """
    Why a finding does not fail the run: it stands in a baseline, or a comment accepts it on every line of the model.

    The verdict stays what it is; only the exit code passes over the finding.
    """

    by: Literal["baseline", "comment"]
    reason: str = ""
    places: tuple[Citation, ...] = ()


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """
    One thing that a rule found.

    `code` never changes meaning. `fingerprint` is stable across commits and runs: a digest of code, subject and cause.
    `settles` are the facts that would settle an unknown. `ancestor` is the model of the lineage that it is about.
    `evidence_digest` is what a waiver of it pins. `suppressed` marks one that the exit code passes over.
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
    settles: tuple[str, ...] = ()
    ancestor: str | None = None
    evidence_digest: str = ""
    suppressed: Suppressed | None = None


Status = Literal["met", "unmet", "unverified", "not-triggered"]


class Obligation(msgspec.Struct, frozen=True, kw_only=True):
    """
    One duty, from which clause of which license, and whether it is met.

    `when` is the condition, in words, of a duty that waits for a fact; None for one that is triggered. `inherited_from`
    is the ancestor whose license demands it.
    """

    clause: str
    license: str
    section: str
    duty: str
    status: Status
    when: str | None = None
    inherited_from: str | None = None
    evidence: tuple[Citation, ...] = ()


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The rule that decided, why, and which facts would settle an unknown."""

    rule: str
    because: str
    settles: tuple[str, ...] = ()


class WhatIf(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict under other facts, which the user asked for; it does not change the exit code."""

    facts: Mapping[str, Any]
    verdict: Verdict
    because: str


class ReportedDataset(msgspec.Struct, frozen=True, kw_only=True):
    """
    A training dataset that the model names; `license` is None when it was not looked up or states none.

    `use` is its class: for what the data may be used. `because` says where that comes from. `model_generated` has
    what suggests that another model made it.
    """

    id: str
    license: str | None
    verdict: Verdict
    found_in: str
    use: str = "use:unspecified"
    because: str = ""
    model_generated: str | None = None


class EvidenceFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read, with the digest of all its bytes; `role` is `card`, `license`, `notice`, `policy`, …."""

    path: str
    role: str
    sha256: str


class ModelAudit(msgspec.Struct, frozen=True, kw_only=True):
    """
    The audit of one target. `last_modified` is the Hub's date of the commit.

    `named_at` are the lines of the scanned sources that name the model; `use` are the facts of this use that a manifest
    lays over those of the policy, and `owner` who answers for it there. `weights` is the digest of all weights, where
    the policy asked for it and they could be read.
    """

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
    last_modified: str | None = None
    datasets: tuple[ReportedDataset, ...] = ()
    files: tuple[EvidenceFile, ...] = ()
    what_if: WhatIf | None = None
    release: ReportedRelease | None = None
    weights: str | None = None
    named_at: tuple[Citation, ...] = ()
    use: Mapping[str, Any] = {}
    owner: str | None = None


class ReportedClause(msgspec.Struct, frozen=True, kw_only=True):
    """What one clause of a license says, in one sentence of ours, and the section it stands in."""

    kind: str
    section: str
    statement: str


class ReportedTerms(msgspec.Struct, frozen=True, kw_only=True):
    """The clauses of one license that some model of the report is under; `url` is where its text can be read."""

    id: str
    name: str
    families: tuple[str, ...]
    clauses: tuple[ReportedClause, ...]
    url: str | None = None


class CapturedText(msgspec.Struct, frozen=True, kw_only=True):
    """A license text as it was read, once for all the files with that digest."""

    sha256: str
    text: str


class AuditFailure(msgspec.Struct, frozen=True, kw_only=True):
    """A target that could not be audited; `named_at` are the lines of the scanned sources that name it."""

    id: str
    kind: str
    message: str
    fix: str
    named_at: tuple[Citation, ...] = ()


class ToolInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The program; `catalog` is the digest of its license facts and index."""

    name: str
    version: str
    catalog: str


class PolicyInfo(msgspec.Struct, frozen=True, kw_only=True):
    """
    The policy the audit ran under; `digest` is of its resolved form.

    `purpose` says in one sentence what it lets through; `context` are the facts about the use that was judged.
    """

    name: str
    digest: str
    context: Mapping[str, Any]
    purpose: str = ""


class AuditReport(msgspec.Struct, frozen=True, kw_only=True):
    """
    One run. `verdict` is the worst of the models; `complete` is False when any evidence is missing.

    `terms` and `texts` hold, once for the whole run, the licenses involved and the license texts that were read.
    `scan` is what a source tree names, where one was scanned.
    """

    schema: Literal["lic-check/report/1"] = "lic-check/report/1"
    tool: ToolInfo
    policy: PolicyInfo
    verdict: Verdict
    complete: bool
    exit_code: int
    models: tuple[ModelAudit, ...]
    errors: tuple[AuditFailure, ...]
    terms: tuple[ReportedTerms, ...] = ()
    texts: tuple[CapturedText, ...] = ()
    scan: Discovery | None = None
