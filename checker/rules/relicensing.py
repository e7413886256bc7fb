"""LC0309: what the license of a child drops of the terms that its ancestors pass on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.catalog.clauses import Clause
from checker.catalog.coverage import counterpart, demands, is_covered
from checker.catalog.families import NOTICE_DUTIES
from checker.catalog.terms import LicenseTerms
from checker.lineage import path_to
from checker.model.lineage import Ancestor
from checker.model.verdict import Severity, Verdict
from checker.rules.case import Case
from checker.rules.inheritance import is_beyond_depth, passed_clauses
from checker.rules.judgement import LicenseJudgement, clause_citation, clause_name
from checker.rules.registry import Observation, rule

MAX_NAMED_CLAUSES = 4


@rule("LC0309")
def terms_dropped(case: Case) -> Iterator[Observation]:
    """
    The license drops terms that a base model passes on.

    Why: who made the child had no right to give away more than the base model's license gave.
    Fix: license the child under the terms of its base model, or carry the named clauses in its license and notices.
    """
    own = [judged.terms for judged in case.license.binding if judged.terms]
    if len(own) < len(case.license.binding) or not own or case.license.contested:
        return
    seen: set[str] = set()
    for ancestor, judgement in case.ancestors:
        for judged in judgement.binding if judgement else ():
            license = str(judged.license)
            dropped = dropped_clauses(ancestor, judged, own, case)
            # The nearest ancestor speaks for all those above it that pass on the same license.
            if dropped and license not in seen:
                seen.add(license)
                yield _observation(ancestor, license, dropped, own, case)


def dropped_clauses(
    ancestor: Ancestor, judged: LicenseJudgement, own: Sequence[LicenseTerms], case: Case
) -> list[Clause]:
    """The clauses of one of an ancestor's licenses that bind the model and that `own`, its license, does not carry."""
    if judged.terms is None or any(terms.id == str(judged.license) for terms in own):
        return []
    passed = set(passed_clauses(ancestor, judged, case))
    return [clause for clause in demands(judged.terms) if clause in passed and not is_covered(clause, own)]


def _observation(
    ancestor: Ancestor, license: str, dropped: Sequence[Clause], own: Sequence[LicenseTerms], case: Case
) -> Observation:
    # What weighs most is named first: what is more than a notice.
    ordered = sorted(dropped, key=lambda clause: clause.kind in NOTICE_DUTIES)
    named = ordered[:MAX_NAMED_CLAUSES]
    more = f" and {len(dropped) - len(named)} more" if len(dropped) > len(named) else ""
    judged = case.policy.lineage.require == "same" and not is_beyond_depth(ancestor, case)
    mild = not judged or ordered[0].kind in NOTICE_DUTIES
    opposed = dict.fromkeys(found for clause in named if (found := counterpart(clause, own)))
    instead = ", ".join(f"{clause_name(clause)} of {terms.id}" for terms, clause in opposed)
    between = [step.child for step in path_to(case.lineage, ancestor.id)][:-1]
    return Observation(
        verdict=Verdict.ALLOW if mild else Verdict.REVIEW,
        severity=Severity.INFO if mild else Severity.HIGH,
        message=f"{case.evidence.id} is under {' and '.join(terms.id for terms in own)}, which drops what {license} "
        f"passes on from {ancestor.id}{f' by way of {between[-1]}' if between else ''}: "
        f"{', '.join(map(clause_name, named))}{more}{f'; in their place stands {instead}' if instead else ''}.",
        cause=f"{ancestor.id} {license}",
        fix=f"License it under {license}, or carry: {' '.join(clause.duty for clause in named)}"
        f"{f' lic-check explain {license} shows the rest.' if more else ''}",
        citations=(
            *(clause_citation(clause, license) for clause in named),
            *(clause_citation(clause, terms.id) for terms, clause in opposed),
        ),
        ancestor=ancestor.id,
    )
