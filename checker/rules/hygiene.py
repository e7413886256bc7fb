"""LC09xx: waivers and clarifications that do not do what their author meant."""

from __future__ import annotations

from collections.abc import Iterator

from checker.model.verdict import Verdict
from checker.rules.case import Case
from checker.rules.registry import Observation, rule, sentence


def _report(case: Case, code: str) -> Iterator[Observation]:
    for problem in case.hygiene:
        if problem.code == code:
            yield Observation(
                verdict=Verdict.ALLOW,
                severity=problem.severity,
                message=sentence(problem.message),
                cause=problem.cause,
                fix=sentence(problem.fix),
            )


@rule("LC0901")
def waiver_expired(case: Case) -> Iterator[Observation]:
    """
    A waiver has expired.

    Why: what it accepted was accepted until that day and no longer, so its finding stands again.
    Fix: look at the finding again, then renew or remove the waiver.
    """
    yield from _report(case, "LC0901")


@rule("LC0902")
def waiver_unused(case: Case) -> Iterator[Observation]:
    """
    A waiver matches no finding.

    Why: a waiver that nobody needs is one that somebody will misread, or that has a mistake in it.
    Fix: remove it, or correct its code, subject or digest.
    """
    yield from _report(case, "LC0902")


@rule("LC0903")
def waiver_void(case: Case) -> Iterator[Observation]:
    """
    A waiver is void: the commit or the evidence is not what was looked at.

    Why: it accepts what somebody read on that day, not what the author has put in its place.
    Fix: look at the finding again and pin the new digest.
    """
    yield from _report(case, "LC0903")


@rule("LC0904")
def waiver_too_long(case: Case) -> Iterator[Observation]:
    """
    A waiver lasts longer than the policy allows.

    Why: a problem that was accepted for good is looked at by nobody again.
    Fix: bring its date forward.
    """
    yield from _report(case, "LC0904")


@rule("LC0905")
def unknown_not_waivable(case: Case) -> Iterator[Observation]:
    """
    A waiver is laid on an unknown.

    Why: what nobody knows, nobody can accept.
    Fix: find out, then record a clarification pinned to the files that say so.
    """
    yield from _report(case, "LC0905")


@rule("LC0906")
def clarification_void(case: Case) -> Iterator[Observation]:
    """
    A clarification is void, or contradicts another.

    Why: it settles what the pinned files say, and they are others now.
    Fix: read the files again and pin the new digests.
    """
    yield from _report(case, "LC0906")
