"""
What a run passes over: findings that a baseline knows already, and those that a comment in the sources accepts.

Neither changes a verdict. The report says what the terms are; only the exit code looks away, and says from what.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from checker.audit import exit_code
from checker.errors import UsageProblem
from checker.model.evidence import Citation
from checker.model.reference import Reference
from checker.model.report import AuditReport, Finding, ModelAudit, Suppressed
from checker.model.verdict import Verdict
from checker.policy import Policy


class BaselineFinding(msgspec.Struct, frozen=True):
    """One finding that is known; the fingerprint decides, the rest is for those who read the file."""

    fingerprint: str
    code: str
    model: str
    message: str


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """The findings that are known, sorted by model and code."""

    schema: Literal["lic-check/baseline/1"] = "lic-check/baseline/1"
    findings: tuple[BaselineFinding, ...]

    @classmethod
    def of(cls, report: AuditReport) -> Baseline:
        """What keeps the models of a report from `allow` now."""
        found = {
            finding.fingerprint: BaselineFinding(finding.fingerprint, finding.code, model.id, finding.message)
            for model in report.models
            for finding in model.findings
            if _is_in_force(finding)
        }
        return cls(findings=tuple(sorted(found.values(), key=lambda f: (f.model, f.code, f.fingerprint))))

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """The baseline in a file; raises `UsageProblem` when it holds none."""
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except (OSError, ValueError) as problem:
            fix = "write one with --write-baseline FILE"
            raise UsageProblem(f"{path} holds no baseline: {problem}", fix=fix) from problem

    def text(self) -> str:
        """The file: one finding a line, so that two branches that add some can be merged."""
        body = ",\n".join(msgspec.json.encode(finding).decode() for finding in self.findings)
        return f'{{"schema": "{self.schema}", "findings": [\n{body}\n]}}\n'

    def gone(self, report: AuditReport) -> tuple[BaselineFinding, ...]:
        """What is known and no longer found."""
        now = {finding.fingerprint for model in report.models for finding in model.findings}
        return tuple(finding for finding in self.findings if finding.fingerprint not in now)


def gated(
    report: AuditReport, policy: Policy, baseline: Baseline | None, references: Mapping[str, Sequence[Reference]]
) -> AuditReport:
    """
    The report with the findings marked that the exit code passes over, and that exit code.

    `references` are the lines that name each model, by its id in the report: a comment accepts a finding only when it
    stands on all of them.
    """
    known = {finding.fingerprint for finding in baseline.findings} if baseline else set()
    models = tuple(_marked(model, known, references.get(model.id, ())) for model in report.models)
    standing = [msgspec.structs.replace(model, verdict=_standing(model)) for model in models]
    return msgspec.structs.replace(report, models=models, exit_code=exit_code(standing, report.complete, policy))


def _marked(model: ModelAudit, known: Collection[str], references: Sequence[Reference]) -> ModelAudit:
    findings = tuple(
        msgspec.structs.replace(finding, suppressed=_suppression(finding, known, references))
        if _is_in_force(finding)
        else finding
        for finding in model.findings
    )
    return msgspec.structs.replace(model, findings=findings)


def _suppression(finding: Finding, known: Collection[str], references: Sequence[Reference]) -> Suppressed | None:
    accepting = [
        (reference, ignore.reason)
        for reference in references
        for ignore in reference.ignores
        if finding.code in ignore.codes
    ]
    if references and len({reference.place for reference, _ in accepting}) == len(references):
        places = tuple(Citation(file=r.place.file, line=r.place.line, quote=r.quote) for r, _ in accepting)
        return Suppressed(
            by="comment", reason="; ".join(dict.fromkeys(reason for _, reason in accepting)), places=places
        )
    return Suppressed(by="baseline") if finding.fingerprint in known else None


def _is_in_force(finding: Finding) -> bool:
    return finding.waived is None and finding.verdict is not Verdict.ALLOW


def _standing(model: ModelAudit) -> Verdict:
    """The verdict without what is passed over; one that rests on no finding cannot be passed over."""
    in_force = [finding for finding in model.findings if _is_in_force(finding)]
    deciding = [finding for finding in in_force if finding.verdict is model.verdict]
    if not deciding or any(finding.suppressed is None for finding in deciding):
        return model.verdict
    return Verdict.worst([Verdict.ALLOW, *(finding.verdict for finding in in_force if finding.suppressed is None)])
