"""LC0730: what people have to state; LC0907: overrides that no longer hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.model.evidence import Citation
from checker.model.release import AttestationState, JudgedAttestation, ReleaseRecord
from checker.model.verdict import Severity, Verdict
from checker.policy.release_rules import CheckLevel
from checker.rules.case import Case
from checker.rules.registry import Observation, rule
from checker.rules.release.checks import Inapplicable, Lack, release_check

_STATES = {
    AttestationState.BAD_SIGNATURE: "wrongly signed",
    AttestationState.WRONG_ROLE: "by the wrong people",
    AttestationState.FAILED: "negative",
}


@release_check("LC0730", "attestations")
def attestation_not_held(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    A statement that somebody has to make about these weights is missing, void or empty.

    Why: RG30 (N A). What was reviewed, by whom and with what result no file can show; a person answers for it.
    Fix: have it stated; lic-check release --attestation-template prints the file to fill in, bound to the weights.
    """
    judged = judged_attestations(case, record)
    if not judged and not record.unread_attestations:
        yield Inapplicable("the policy asks for no statement")
    for unread in record.unread_attestations:
        yield Lack(
            message=f"{unread.file} holds no attestation: {unread.problem}.",
            cause=unread.file,
            citations=(Citation(file=unread.file),),
        )
    # What changes the weights voids every statement for one reason, which is told once.
    alike: dict[tuple[AttestationState, tuple[str, ...]], list[JudgedAttestation]] = {}
    for one in judged:
        if one.state not in (AttestationState.HELD, AttestationState.UNSIGNED):
            alike.setdefault((one.state, one.problems), []).append(one)
    for (state, problems), items in alike.items():
        yield Lack(
            message=f"{_named(items)} {_STATES.get(state, state)}: {'; '.join(problems)}.",
            cause=" ".join(one.item for one in items),
            citations=tuple(Citation(file=file) for file in dict.fromkeys(f for one in items for f in one.files)),
        )
    if unsigned := [one for one in judged if one.state is AttestationState.UNSIGNED]:
        yield Lack(
            message=f"No signature was verified on {', '.join(one.item for one in unsigned)}.",
            cause="unsigned",
            fix="Have each statement signed by who makes it; give the public keys with --key or in the policy.",
            citations=tuple(Citation(file=file) for file in dict.fromkeys(f for one in unsigned for f in one.files)),
            at_most=CheckLevel(case.policy.release.unsigned),
        )


def _named(items: Sequence[JudgedAttestation]) -> str:
    if len(items) == 1:
        return f"{items[0].item}, {items[0].title.lower()}, is"
    return f"{', '.join(one.item for one in items[:-1])} and {items[-1].item} are"


def judged_attestations(case: Case, record: ReleaseRecord) -> tuple[JudgedAttestation, ...]:
    """What each statement is worth that the policy asks for or that somebody made."""
    # Not at the top: every audit registers this check, few run it.
    from checker.release.judging import judge_attestations

    return judge_attestations(
        record.attestations,
        case.policy.release,
        manifest=record.manifest,
        referred=record.referred,
        today=case.today,
    )


@rule("LC0907")
def override_not_holding(case: Case) -> Iterator[Observation]:
    """
    An override of a release check has expired, or reaches further than the policy allows.

    Why: another level was accepted until that day and no longer, so the check has its own level again.
    Fix: mend what the check found, or have the override approved again with a date that the policy allows.
    """
    if case.release is None:
        return
    days = case.policy.max_waiver_days
    for override in case.policy.release.overrides:
        if override.holds(case.today, days):
            continue
        why = "has expired" if override.expires < case.today else f"reaches more than {days} days ahead"
        yield Observation(
            verdict=Verdict.ALLOW,
            severity=Severity.HIGH,
            message=f"The override of {override.check} by {override.approver}, until {override.expires}, {why}.",
            cause=f"{override.check} {override.expires}",
        )
