"""What must be done: the duties of every binding license, and LC05xx, those that a policy wants to see met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.catalog.clauses import Clause, Effect
from checker.catalog.conditions import Truth
from checker.model.evidence import Citation
from checker.model.lineage import Ancestor
from checker.model.report import Obligation, Status
from checker.model.verdict import Severity, Verdict
from checker.rules.case import Case
from checker.rules.inheritance import passed_clauses
from checker.rules.judgement import LicenseJudgement
from checker.rules.probes import Proof, probe
from checker.rules.registry import Observation, rule


def obligations(case: Case) -> tuple[Obligation, ...]:
    """
    The duties of the model's license and of its ancestors', each once, the triggered ones first.

    A duty whose trigger waits for a fact has `when`, the condition in words. `met` and `unmet` are said only of what
    can be seen in the repository; the rest is `unverified`.
    """
    own = _keyed(
        duty
        for judged in case.license.binding
        for clause in (judged.terms.clauses if judged.terms else ())
        if (duty := _of_clause(clause, judged, case, inherited=None))
    )
    inherited = _keyed(
        duty
        for ancestor, judgement in case.ancestors
        for judged in (judgement.binding if judgement else ())
        for clause in passed_clauses(ancestor, judged, case)
        if (duty := _of_clause(clause, judged, case, inherited=ancestor))
    )
    # Under the license of its base the model still owes what that license asks of a derivative.
    return tuple(sorted({**own, **inherited}.values(), key=lambda o: (o.status == "not-triggered", o.when is not None)))


def _keyed(duties: Iterable[Obligation]) -> dict[tuple[str, str, str, str], Obligation]:
    """Each duty once; the nearest ancestor that asks for it comes first."""
    found: dict[tuple[str, str, str, str], Obligation] = {}
    for duty in duties:
        found.setdefault((duty.clause, duty.license, duty.section, duty.duty), duty)
    return found


def _of_clause(clause: Clause, judged: LicenseJudgement, case: Case, inherited: Ancestor | None) -> Obligation | None:
    standing = clause.effect is Effect.FORBIDS and clause.params.standing
    if judged.terms is None or (clause.effect is not Effect.DUTY and not standing):
        return None
    truth = case.judge.answer(clause, judged.terms).truth
    met = probe(clause, judged.terms, case)
    return Obligation(
        clause=clause.kind,
        license=str(judged.license),
        section=clause.place,
        duty=clause.duty,
        status=_status(truth, met, owed=inherited is not None and not _published_by_same(inherited, case)),
        when=None if truth is not Truth.UNKNOWN or standing else str(judged.terms.trigger(clause)),
        inherited_from=inherited.id if inherited else None,
        evidence=met or (),
    )


def _status(truth: Truth, met: Proof, *, owed: bool) -> Status:
    if truth is Truth.FALSE:
        return "not-triggered"
    if met:
        return "met"
    # The author of a license owes nothing to himself: what his own repository lacks is for you to add.
    return "unmet" if met is not None and owed else "unverified"


def _published_by_same(ancestor: Ancestor, case: Case) -> bool:
    return case.judge.org is not None and ancestor.id.lower().startswith(f"{case.judge.org.lower()}/")


@rule("LC0501")
def duty_not_evidenced(case: Case) -> Iterator[Observation]:
    """
    A duty that the policy wants to see met is not met.

    Why: the license ends for those who do not keep its conditions.
    Fix: do what the duty says, and put the proof where it can be seen.
    """
    required = case.policy.obligations
    for obligation in case.obligations:
        if obligation.clause in required.require_evidence and obligation.status in ("unmet", "unverified"):
            # What the licensor's own repository lacks is for you to add to yours, where it can be seen.
            if obligation.when is not None or obligation.inherited_from is None:
                continue
            yield Observation(
                verdict=Verdict(required.unmet),
                severity=Severity.HIGH,
                message=f"{obligation.license}, {obligation.section}, is not seen to be kept: {obligation.duty}",
                cause=f"{obligation.license} {obligation.clause} {obligation.section}",
                citations=(Citation(document=obligation.license, section=obligation.section),),
            )
