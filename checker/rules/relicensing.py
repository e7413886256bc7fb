"""LC0309: what the license of a child drops of the terms that its ancestors pass on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from checker.catalog.clauses import Clause
from checker.catalog.coverage import counterpart, demands, is_covered
from checker.catalog.families import NOTICE_DUTIES
from checker.catalog.terms import LicenseTerms
from checker.catalog.versions import are_versions
from checker.lineage import path_to
from checker.model.lineage import Ancestor
from checker.model.verdict import Severity, Verdict
from checker.rules.case import Case, SubjectJudgement
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
    own = own_terms(case.license)
    if not own or case.license.contested:
        return
    seen: set[str] = set()
    for ancestor, judgement in case.ancestors:
        dropped = dropped_terms(ancestor, judgement, own, case) if judgement else None
        # The nearest ancestor speaks for all those above it that pass on the same license.
        if dropped and dropped.licenses not in seen:
            seen.add(dropped.licenses)
            yield _observation(ancestor, dropped, own[0], case)


def own_terms(judgement: SubjectJudgement) -> list[list[LicenseTerms]]:
    """The terms of each reading of the model's license; none where the clauses of one of its licenses are not known."""
    readings = [[judged.terms for judged in reading.binding] for reading in judgement.readings]
    known = [[terms for terms in reading if terms] for reading in readings]
    return known if known == readings else []


class Dropped(NamedTuple):
    """
    What a license drops of the terms of one ancestor: (license, clause) each.

    `licenses` are those that the ancestor may be under; `certain` when each of them passes on something that is
    dropped, so that it does not matter which holds. `by_version` when they are versions of one license that the
    ancestor's id leaves open, and the model is under one of them: its own text says which it had.
    """

    licenses: str
    terms: tuple[tuple[str, Clause], ...]
    certain: bool
    by_version: bool


def dropped_terms(
    ancestor: Ancestor, judgement: SubjectJudgement, own: Sequence[Sequence[LicenseTerms]], case: Case
) -> Dropped | None:
    """
    What binds the model from an ancestor and not every reading of its own license carries; None when nothing does.

    Of several readings of the ancestor's license, the one that drops least speaks; where one drops nothing, the one
    that drops most. Two that leave the same versions open (both say `gemma`) mean the same.
    """
    theirs, ours = ({reading.expression for reading in one.readings} for one in (judgement, case.license))
    if theirs == ours:
        return None
    readings = [
        tuple(
            (str(judged.license), clause)
            for judged in reading.binding
            for clause in _dropped(ancestor, judged, own, case)
        )
        for reading in judgement.readings
    ]
    if not any(readings):
        return None
    return Dropped(
        licenses=" or ".join(reading.expression for reading in judgement.readings),
        terms=min(readings, key=len) if all(readings) else max(readings, key=len),
        certain=all(readings),
        by_version=ours <= theirs and are_versions(theirs, case.judge.catalog),
    )


def _dropped(
    ancestor: Ancestor, judged: LicenseJudgement, own: Sequence[Sequence[LicenseTerms]], case: Case
) -> Iterator[Clause]:
    if judged.terms is None:
        return
    license, passed = str(judged.license), set(passed_clauses(ancestor, judged, case))
    carried = [reading for reading in own if not any(terms.id == license for terms in reading)]
    for clause in demands(judged.terms):
        if clause in passed and not all(is_covered(clause, reading) for reading in carried):
            yield clause


def _observation(ancestor: Ancestor, dropped: Dropped, own: Sequence[LicenseTerms], case: Case) -> Observation:
    # What weighs most is named first: what is more than a notice.
    ordered = sorted(dropped.terms, key=lambda drop: drop[1].kind in NOTICE_DUTIES)
    named = ordered[:MAX_NAMED_CLAUSES]
    more = f" and {len(ordered) - len(named)} more" if len(ordered) > len(named) else ""
    license = dropped.licenses if dropped.certain else named[0][0]
    drops = "drops" if dropped.certain else "may drop, if that is the license of its base,"
    judged = case.policy.lineage.require == "same" and not is_beyond_depth(ancestor, case)
    mild = not judged or dropped.by_version or ordered[0][1].kind in NOTICE_DUTIES
    opposed = dict.fromkeys(found for _, clause in named if (found := counterpart(clause, own)))
    instead = "; ".join(f"{clause_name(clause)} of {terms.id}" for terms, clause in opposed)
    between = [step.child for step in path_to(case.lineage, ancestor.id)][:-1]
    return Observation(
        verdict=Verdict.ALLOW if mild else Verdict.REVIEW,
        severity=Severity.INFO if mild else Severity.HIGH,
        message=f"{case.evidence.id} is under {' and '.join(terms.id for terms in own)}, which {drops} what {license} "
        f"passes on from {ancestor.id}{f' by way of {between[-1]}' if between else ''}: "
        f"{'; '.join(clause_name(clause) for _, clause in named)}{more}"
        f"{f'. In their place stands {instead}' if instead else ''}.",
        cause=f"{ancestor.id} {dropped.licenses}",
        fix=f"See which version {ancestor.id} came with, and keep to that one."
        if dropped.by_version
        else f"License it under {license}, or carry: {' '.join(clause.duty for _, clause in named)}"
        f"{f' lic-check explain {named[0][0]} shows the rest.' if more else ''}",
        citations=(
            *(clause_citation(clause, theirs) for theirs, clause in named),
            *(clause_citation(clause, terms.id) for terms, clause in opposed),
        ),
        ancestor=ancestor.id,
    )
