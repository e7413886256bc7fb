"""
What passes from an ancestor to the model: all terms of its license, those on outputs alone, or nothing.

Fine-tuning, adapters, merges, quantization and whatever is not stated pass everything. Where every way up has a step of
distillation, only outputs reached the model: then the terms on outputs pass, and everything where the license counts a
distilled model as a derivative.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from checker.catalog.clauses import Clause
from checker.catalog.clauses.grants import GrantDerivative
from checker.model.lineage import Ancestor
from checker.model.verdict import Verdict
from checker.rules.case import Case, SubjectJudgement
from checker.rules.judgement import LicenseJudgement

# What follows a model's outputs into another model, where its license does not count distillation as derivation.
OUTPUT_TERMS = ("output", "limit.no_train", "cond.name_prefix", "cond.trained_with", "cond.public_statement")


def passes_whole(ancestor: Ancestor, judged: LicenseJudgement, case: Case) -> bool:
    """Whether all terms of an ancestor's license bind the model, or those on outputs alone."""
    if not ancestor.by_outputs or case.policy.lineage.relations.distill == "all":
        return True
    return judged.terms is None or any(
        isinstance(clause.params, GrantDerivative) and clause.params.includes_distillation
        for clause in judged.terms.clauses
    )


def passed_clauses(ancestor: Ancestor, judged: LicenseJudgement, case: Case) -> Iterator[Clause]:
    """The clauses of one of an ancestor's licenses that bind the model."""
    whole = passes_whole(ancestor, judged, case)
    for clause in judged.terms.clauses if judged.terms else ():
        if whole or is_output_term(clause):
            yield clause


def scope(ancestor: Ancestor, judgement: SubjectJudgement | None, case: Case) -> Literal["all", "outputs", "none"]:
    """How much of an ancestor's terms binds the model; all of them where nobody knows them."""
    if judgement is None or not judgement.readings:
        return "all"
    if all(passes_whole(ancestor, judged, case) for judged in judgement.binding):
        return "all"
    return "outputs" if any(any(passed_clauses(ancestor, judged, case)) for judged in judgement.binding) else "none"


def ancestor_verdict(ancestor: Ancestor, judgement: SubjectJudgement | None, case: Case) -> Verdict:
    """What an ancestor contributes: the verdict on what passes from its license, or that this is not known."""
    if case.policy.lineage.require != "same":
        return Verdict.ALLOW
    if judgement is None or not judgement.readings or is_beyond_depth(ancestor, case):
        return Verdict(case.policy.lineage.unresolved)
    if all(passes_whole(ancestor, judged, case) for judged in judgement.binding):
        return judgement.verdict
    return Verdict.worst([Verdict.ALLOW, *(_passed_verdict(ancestor, judged, case) for judged in judgement.binding)])


def is_beyond_depth(ancestor: Ancestor, case: Case) -> bool:
    """Whether the policy judges no ancestor that is so many steps up."""
    depth = case.policy.lineage.depth
    return depth != "all" and ancestor.depth > depth


def is_output_term(clause: Clause) -> bool:
    """Whether the clause follows outputs into a model that is trained on them."""
    return any(f"{clause.kind}.".startswith(f"{kind}.") for kind in OUTPUT_TERMS)


def _passed_verdict(ancestor: Ancestor, judged: LicenseJudgement, case: Case) -> Verdict:
    if passes_whole(ancestor, judged, case):
        return judged.verdict
    return Verdict.worst([Verdict.ALLOW, *(hit.verdict for hit in judged.hits if is_output_term(hit.clause))])
