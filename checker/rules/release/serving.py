"""LC0751, LC0757 to LC0759: whether what is to be served is what was approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from checker.model.evidence import Citation
from checker.model.verdict import Severity, Verdict
from checker.policy.release_rules import Approval
from checker.rules.case import Case
from checker.rules.registry import Observation, rule


@rule("LC0751")
def not_approved(case: Case) -> Iterator[Observation]:
    """
    The model was not approved at this commit.

    Why: SG01. What was looked at was one commit; a branch moves on, and another commit is another model.
    Fix: serve the approved commit, or have this one approved.
    """
    if not case.policy.serve.approved or _approval(case):
        return
    evidence = case.evidence
    others = case.policy.serve.approvals_of(evidence.id)
    at = f"at {evidence.revision}" if evidence.revision else "at no known commit"
    known = f"; approved: {', '.join(str(approval) for approval in others)}" if others else ""
    yield _observed(case, f"{evidence.id} {at} is not among what was approved{known}.", "approval")


@rule("LC0757")
def weights_not_those_approved(case: Case) -> Iterator[Observation]:
    """
    The weights are not those that were approved, or their digests could not be had.

    Why: SG07. Only equal digests show that what is served is what was looked at.
    Fix: fetch the approved commit again, or have the new weights approved.
    """
    approval = _approval(case)
    if approval is None or approval.weights is None:
        return
    found = case.release.manifest if case.release else None
    if found is None or found.digest is None:
        message = f"The digests of the weights could not be had, and {approval.approver} approved {approval.weights}."
        yield _observed(case, message, "weights", unknown=True)
    elif found.digest != approval.weights:
        yield _observed(case, f"The weights have the digest {found.digest}, not {approval.weights}.", "weights")


@rule("LC0758")
def terms_changed_since_approval(case: Case) -> Iterator[Observation]:
    """
    The license or a policy text is not the one that was approved.

    Why: SG08. Terms are read once and hold as long as nobody replaces them.
    Fix: read the new text, and approve it or serve the old commit.
    """
    approval = _approval(case)
    if approval is None:
        return
    concluded = case.subject.conclusion.concluded
    if approval.license is not None and concluded != (str(approval.license),):
        now = " or ".join(concluded) or "not known"
        yield _observed(case, f"The license is {now}; approved was {approval.license}.", "license")
    digests = case.evidence.digests
    for file in approval.files:
        if digests.get(file.path) != file.sha256:
            what = "has changed" if file.path in digests else "is gone"
            yield _observed(case, f"{file.path} {what} since {approval.approver} approved it.", file.path)


@rule("LC0759")
def waiver_ends_during_service(case: Case) -> Iterator[Observation]:
    """
    A waiver ends before the planned end of service.

    Why: SG09. From that day the model would be served against the policy.
    Fix: renew the waiver in time, mend its cause, or plan a shorter service.
    """
    days = case.policy.serve.service_days
    if days is None:
        return
    end = case.today + timedelta(days=days)
    for waiver in case.policy.waive:
        if waiver.subject.names(case.evidence.id) and case.today <= waiver.expires < end:
            yield Observation(
                verdict=Verdict.REVIEW,
                severity=Severity.MEDIUM,
                message=f"The waiver of {waiver} ends on {waiver.expires}, before the service does on {end}.",
                cause=str(waiver),
            )


def _approval(case: Case) -> Approval | None:
    """The approval of this model at this commit; a folder has none to compare."""
    approvals = case.policy.serve.approvals_of(case.evidence.id)
    return next((approval for approval in approvals if approval.subject.is_at(case.evidence.revision)), None)


def _observed(case: Case, message: str, cause: str, *, unknown: bool = False) -> Observation:
    level = case.policy.serve.unapproved
    verdict = Verdict.ALLOW if level == "report" else Verdict.UNKNOWN if unknown else Verdict(level)
    return Observation(
        verdict=verdict,
        severity=Severity.LOW if verdict is Verdict.ALLOW else Severity.HIGH,
        message=message,
        cause=cause,
        citations=(Citation(field="revision", quote=case.evidence.revision),) if cause == "approval" else (),
    )
