"""LC04xx: what the policy says about the license and about its clauses."""

from __future__ import annotations

from collections.abc import Iterator

from checker.model.verdict import Severity, Verdict
from checker.rules.case import Case
from checker.rules.judgement import ClauseHit, LicenseJudgement, clause_citation, in_sentence, state_fact
from checker.rules.registry import Observation, rule, sentence


@rule("LC0401")
def license_not_accepted(case: Case) -> Iterator[Observation]:
    """
    The policy does not accept the license.

    Why: an allow-list denies what it does not list; what it lists under review waits for a person.
    Fix: choose a model under an accepted license, or have the policy changed by those who own it.
    """
    for judged in case.license.binding:
        if judged.listed is not Verdict.ALLOW and judged.license.id != "NOASSERTION":
            yield _license_observation(case, judged)


@rule("LC0402")
def clause_forbids_this_use(case: Case) -> Iterator[Observation]:
    """
    A clause of the license forbids this use, or the policy does not accept the clause.

    Why: the grant ends where the prohibition begins, so for this use there is no license.
    Fix: change the use, obtain a separate license and record it in a waiver, or choose another model.
    """
    for hit in _hits(case):
        if not hit.missing:
            yield _clause_observation(case, hit)


@rule("LC0403")
def clause_waits_for_a_fact(case: Case) -> Iterator[Observation]:
    """
    Whether a clause forbids this use depends on a fact that was not stated.

    Why: an unknown is never a permission.
    Fix: state the fact with --set, in the policy's context or in the configuration.
    """
    for hit in _hits(case):
        if hit.missing:
            yield _clause_observation(case, hit)


def _hits(case: Case) -> Iterator[ClauseHit]:
    for judged in case.license.binding:
        # A license that the lists deny already needs no second reason.
        if judged.listed is not Verdict.DENY:
            yield from judged.hits


def _license_observation(case: Case, judged: LicenseJudgement) -> Observation:
    return Observation(
        verdict=case.softened(judged.listed),
        severity=Severity.HIGH if judged.listed is Verdict.DENY else Severity.MEDIUM,
        message=sentence(f"the policy {judged.because}"),
        cause=str(judged.license),
        citations=case.stated_at,
    )


def _clause_observation(case: Case, hit: ClauseHit) -> Observation:
    questions = tuple(map(str, hit.missing))
    ask = f" Whether it applies depends on {', '.join(questions)}." if questions else ""
    return Observation(
        verdict=case.softened(hit.verdict),
        severity=hit.severity,
        message=f"{hit.license}: {in_sentence(hit.clause, hit.because)}.{ask}",
        cause=f"{hit.license} {hit.clause.kind} {hit.clause.section}",
        fix=hit.fix or state_fact(hit.missing),
        citations=(clause_citation(hit.clause, hit.license),),
        settles=questions,
    )
