"""What the checks of a release found, as plain fields for every format."""

from __future__ import annotations

from collections.abc import Sequence

from checker.model.release import CheckedOverride, CheckStatus, ReleaseRecord, ReportedCheck, ReportedRelease
from checker.model.report import Finding
from checker.model.verdict import Severity, Verdict
from checker.policy.release_rules import CheckLevel
from checker.release.sources import sources
from checker.rules.case import Case
from checker.rules.release import CHECKS, ReleaseCheck, reason_inapplicable
from checker.rules.release.openness import components_of
from checker.rules.release.people import judged_attestations
from checker.rules.release.proposals import proposals


def reported_release(case: Case, record: ReleaseRecord, findings: Sequence[Finding]) -> ReportedRelease:
    """The release part of a report."""
    ordered = sorted(CHECKS.values(), key=lambda check: check.id)
    checks = tuple(_reported_check(check, case, findings) for check in ordered)
    return ReportedRelease(
        checks=checks,
        manifest=record.manifest,
        attestations=judged_attestations(case, record),
        openness=components_of(case, record),
        sources=tuple(sources().values()),
        proposals=proposals(case, checks),
    )


def _reported_check(check: ReleaseCheck, case: Case, findings: Sequence[Finding]) -> ReportedCheck:
    rules, days = case.policy.release, case.policy.max_waiver_days
    level = rules.level_of(check.setting, case.today, days)
    override = rules.override_of(check.setting, case.today, days)
    found = [finding for finding in findings if finding.code == check.code]
    standing = [finding for finding in found if finding.waived is None]
    reason = reason_inapplicable(check, case) if level is not CheckLevel.SKIP and not found else ""
    return ReportedCheck(
        id=check.id,
        code=check.code,
        name=check.setting,
        title=check.title,
        level=level,
        status=_status(level, found, reason),
        blocks=any(finding.verdict in case.policy.fail_on for finding in standing),
        sources=check.sources,
        lacks=tuple((f.message, f.fix) for f in sorted(standing, key=lambda f: (f.verdict.rank, f.message))),
        reason=reason,
        override=CheckedOverride(
            own_level=getattr(rules.checks, check.setting),
            reason=str(override.reason),
            approver=override.approver,
            expires=override.expires.isoformat(),
        )
        if override
        else None,
    )


def _status(level: CheckLevel, found: Sequence[Finding], reason: str) -> CheckStatus:
    if level is CheckLevel.SKIP:
        return CheckStatus.SKIPPED
    if reason:
        return CheckStatus.INAPPLICABLE
    if not found:
        return CheckStatus.MET
    standing = [finding for finding in found if finding.waived is None]
    if not standing:
        return CheckStatus.WAIVED
    if any(finding.verdict is Verdict.UNKNOWN for finding in standing):
        return CheckStatus.UNKNOWN
    return CheckStatus.NOTED if all(f.severity is Severity.INFO for f in standing) else CheckStatus.LACKING
