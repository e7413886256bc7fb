"""
Waivers accept a known problem; clarifications settle what could not be known.

Both are bound to what was looked at: a waiver to a finding, a subject at a commit and the digest of its evidence, a
clarification to the digests of files. When those move, they are void, and the finding stands again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec

from checker.model.report import Finding, Waived
from checker.model.verdict import Severity, Verdict
from checker.policy.mistakes import Mistakes
from checker.policy.pins import Digest, FileDigest, FindingCode, PinnedSubject, Subject
from checker.policy.selectors import Expression

EXPIRED = "LC0901"
UNUSED = "LC0902"
VOID = "LC0903"
TOO_LONG = "LC0904"
NOT_WAIVABLE = "LC0905"
VOID_CLARIFICATION = "LC0906"

NonEmpty = Annotated[str, msgspec.Meta(min_length=1, description="text")]
Days = Annotated[int, msgspec.Meta(ge=1, le=3650, description="a number of days from 1 to 3650")]


class ReasonCode(StrEnum):
    """Why a problem is accepted."""

    LICENSE_ACQUIRED = "license-acquired"
    LEGAL_REVIEW = "legal-review"
    MET_ELSEWHERE = "met-elsewhere"
    NOT_APPLICABLE = "not-applicable"
    RISK_ACCEPTED = "risk-accepted"
    FALSE_POSITIVE = "false-positive"


class Reason(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why, as a word of a closed list and in a sentence, such as the number of a contract."""

    code: ReasonCode
    text: NonEmpty

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class Waiver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Accepts one known finding of one subject at one commit, until a date.

    `evidence` is the finding's `evidence_digest`, or the digest of the one file on which it rests. `expires` is the
    last day on which it holds. An `unknown` is never waived.
    """

    finding: FindingCode
    subject: PinnedSubject
    evidence: Digest
    reason: NonEmpty | Reason
    approver: NonEmpty
    expires: date

    def __post_init__(self) -> None:
        if self.finding.startswith("LC09"):
            raise Mistakes(("finding", f"found {self.finding}, allowed: a finding about a model, not about a policy"))

    def __str__(self) -> str:
        return f"{self.finding} {self.subject}"


class PinnedFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of the repository and the digest it had when it was read."""

    path: NonEmpty
    sha256: FileDigest


class Clarification(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Says which license a subject has, after somebody read `files`; void as soon as one of them differs."""

    subject: Subject
    license: Expression
    files: Annotated[tuple[PinnedFile, ...], msgspec.Meta(min_length=1, description="a list of at least one file")]
    reason: NonEmpty

    def __str__(self) -> str:
        return f"{self.subject} {self.license}"

    def holds(self, id: str, revision: str | None, files: Mapping[str, str]) -> bool:
        """Whether the subject is at the commit named, and each file has the digest it was read with."""
        unchanged = all(files.get(file.path) == file.sha256 for file in self.files)
        return self.subject.names(id) and self.subject.is_at(revision) and unchanged


class HygieneProblem(msgspec.Struct, frozen=True, kw_only=True):
    """A waiver or clarification that does not do what its author meant; `cause` names it."""

    code: str
    severity: Severity
    message: str
    fix: str
    cause: str


def evidence_digest(finding: Finding) -> str:
    """The digest, as `sha256:…`, of what a finding is about and of everything it cites."""
    cited = sorted(msgspec.json.encode(citation) for citation in finding.evidence)
    about = msgspec.json.encode((finding.code, finding.fingerprint))
    return f"sha256:{hashlib.sha256(about + b''.join(cited)).hexdigest()}"


def apply_waivers(
    findings: Sequence[Finding],
    waivers: Iterable[Waiver],
    *,
    id: str,
    revision: str | None,
    today: date,
    max_days: int,
) -> tuple[tuple[Finding, ...], tuple[HygieneProblem, ...]]:
    """
    The findings about one subject with the waived ones marked, and what is wrong with its waivers.

    A finding whose verdict is `unknown` is never marked. Waivers of other subjects are left alone.
    """
    marked = list(findings)
    problems: list[HygieneProblem] = []
    for waiver in waivers:
        if not waiver.subject.names(id):
            continue
        meant = [position for position, finding in enumerate(findings) if finding.code == waiver.finding]
        pinned = _pinned(waiver, {position: findings[position] for position in meant})
        problem = _expired_or_unused(waiver, today, max_days, used=bool(meant))
        problem = problem or _moved(waiver, revision, bool(pinned))
        if problem:
            problems.append(problem)
            continue
        for position in pinned:
            if findings[position].verdict is Verdict.UNKNOWN:
                problems.append(_unwaivable(waiver))
                continue
            waived = Waived(reason=str(waiver.reason), approver=waiver.approver, expires=waiver.expires.isoformat())
            marked[position] = msgspec.structs.replace(findings[position], waived=waived)
    return tuple(marked), tuple(problems)


def _pinned(waiver: Waiver, meant: Mapping[int, Finding]) -> list[int]:
    """The positions of the findings that the waiver's digest stands for."""
    whole = [position for position, finding in meant.items() if evidence_digest(finding) == waiver.evidence]
    alone = [position for position, finding in meant.items() if _only_file(finding) == waiver.evidence]
    # Of several findings that rest on one file, its digest alone does not say which is accepted.
    return whole or (alone if len(alone) == 1 else [])


def _only_file(finding: Finding) -> str | None:
    """The digest of the one file that all citations of a finding are from, if there is one."""
    files = {citation.sha256 for citation in finding.evidence}
    sha256 = files.pop() if len(files) == 1 else None
    return f"sha256:{sha256.removeprefix('sha256:')}" if sha256 else None


def _expired_or_unused(waiver: Waiver, today: date, max_days: int, *, used: bool) -> HygieneProblem | None:
    if not used:
        what = "is not needed: there is no such finding"
        return _problem(waiver, UNUSED, what, "remove the waiver", Severity.LOW)
    if waiver.expires < today:
        what = f"by {waiver.approver} expired on {waiver.expires}"
        return _problem(waiver, EXPIRED, what, "mend the cause, or have the waiver approved again with a new date")
    if waiver.expires > today + timedelta(days=max_days):
        what = f"runs until {waiver.expires}, more than {max_days} days from now"
        return _problem(waiver, TOO_LONG, what, f"give it a date within {max_days} days (max_waiver_days)")
    return None


def _moved(waiver: Waiver, revision: str | None, unchanged: bool) -> HygieneProblem | None:
    if not waiver.subject.is_at(revision):
        what = f"is void: the subject is now at {revision or 'no commit'}"
    elif not unchanged:
        what = "is void: its evidence is not that of any one finding"
    else:
        return None
    fix = "look at the finding again; its evidence digest for a new waiver is in the JSON report"
    return _problem(waiver, VOID, what, fix)


def _unwaivable(waiver: Waiver) -> HygieneProblem:
    what = "does not apply: a fact is missing, and an unknown cannot be waived"
    return _problem(waiver, NOT_WAIVABLE, what, "settle the missing fact, or say which license it is under clarify")


def _problem(waiver: Waiver, code: str, what: str, fix: str, severity: Severity = Severity.HIGH) -> HygieneProblem:
    """What is wrong with a waiver; `what` is the rest of the sentence that begins with it."""
    message = f"the waiver of {waiver} {what}"
    return HygieneProblem(code=code, severity=severity, message=message, fix=fix, cause=str(waiver))


def settle(
    clarifications: Iterable[Clarification],
    *,
    id: str,
    revision: str | None,
    files: Mapping[str, str],
) -> tuple[Clarification | None, tuple[HygieneProblem, ...]]:
    """
    The clarification that holds for a subject whose `files` have these sha256 digests, and what is wrong with others.

    Two that hold and name different licenses cancel each other.
    """
    about = [entry for entry in clarifications if entry.subject.names(id)]
    holding = [entry for entry in about if entry.holds(id, revision, files)]
    problems = [
        HygieneProblem(
            code=VOID_CLARIFICATION,
            severity=Severity.HIGH,
            message=f"the clarification {entry} is void: the commit or a file is not the one that was read",
            fix=f"read {', '.join(file.path for file in entry.files)} again and pin the new digests",
            cause=str(entry),
        )
        for entry in about
        if entry not in holding
    ]
    if len({entry.license for entry in holding}) > 1:
        problems.append(
            HygieneProblem(
                code=VOID_CLARIFICATION,
                severity=Severity.HIGH,
                message=f"the clarifications {', '.join(map(str, holding))} contradict each other, so that none holds",
                fix="keep the one that is right",
                cause=id,
            )
        )
        return None, tuple(problems)
    return (holding[0] if holding else None), tuple(problems)
