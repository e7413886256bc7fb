"""LC03xx: what a model takes over from the models it was made from."""

from __future__ import annotations

from collections.abc import Iterator

from checker.catalog.clauses import Clause, Effect
from checker.catalog.clauses.grants import GrantDerivative
from checker.catalog.families import NOTICE_DUTIES
from checker.catalog.terms import LicenseTerms
from checker.lineage import stated_parents
from checker.model.evidence import Citation, Relation
from checker.model.lineage import Ancestor, Subject, Unreached
from checker.model.verdict import Severity, Verdict
from checker.rules.case import Case, SubjectJudgement
from checker.rules.judgement import LicenseJudgement, clause_name, in_sentence, state_fact
from checker.rules.registry import Observation, rule

# What follows a model's outputs into another model, where its license does not count distillation as derivation.
OUTPUT_TERMS = ("output", "limit.no_train", "cond.name_prefix", "cond.trained_with", "cond.public_statement")
MAX_NAMED_CLAUSES = 4


def passes_whole(ancestor: Ancestor, judged: LicenseJudgement, case: Case) -> bool:
    """Whether all terms of an ancestor's license bind the model, or those on outputs alone."""
    if ancestor.relation is not Relation.DISTILL or case.policy.lineage.relations.distill == "all":
        return True
    return judged.terms is None or any(
        isinstance(clause.params, GrantDerivative) and clause.params.includes_distillation
        for clause in judged.terms.clauses
    )


def ancestor_verdict(ancestor: Ancestor, judgement: SubjectJudgement | None, case: Case) -> Verdict:
    """What an ancestor contributes: the verdict on its license, or that it is not known."""
    if not _is_judged(ancestor, case):
        return Verdict.ALLOW
    if judgement is None or not judgement.readings:
        return Verdict(case.policy.lineage.unresolved)
    if all(passes_whole(ancestor, judged, case) for judged in judgement.binding):
        return judgement.verdict
    hits = [hit.verdict for judged in judgement.binding for hit in judged.hits if _is_output_term(hit.clause)]
    return Verdict.worst([Verdict.ALLOW, *hits])


def _is_judged(ancestor: Ancestor, case: Case) -> bool:
    depth = case.policy.lineage.depth
    return case.policy.lineage.require == "same" and (depth == "all" or ancestor.depth <= depth)


def _is_output_term(clause: Clause) -> bool:
    return any(f"{clause.kind}.".startswith(f"{kind}.") for kind in OUTPUT_TERMS)


def _step(ancestor: Ancestor) -> str:
    how = {
        Relation.FINETUNE: "was fine-tuned from",
        Relation.ADAPTER: "is an adapter for",
        Relation.MERGE: "was merged from",
        Relation.QUANTIZED: "was quantized from",
        Relation.DISTILL: "was distilled from",
        Relation.UNSTATED: "was made from",
    }[ancestor.relation]
    return f"{ancestor.child} {how} {ancestor.id}"


def _stated_at(ancestor: Ancestor) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(claim.citation for claim in ancestor.claims))


@rule("LC0301")
def ancestor_license_not_accepted(case: Case) -> Iterator[Observation]:
    """
    The policy does not accept the license of a model that this one was made from.

    Why: the terms of the base model bind whoever uses what was made from it; a new tag on the child does not lift them.
    Fix: choose a model whose whole lineage is accepted, or obtain a license from the owner of the base model.
    """
    for ancestor, judgement in case.ancestors:
        verdict = ancestor_verdict(ancestor, judgement, case)
        if judgement is None or not judgement.readings or verdict is Verdict.ALLOW:
            continue
        reasons = [reason for judged in judgement.binding if (reason := _reason(judged))]
        license = " or ".join(reading.expression for reading in judgement.readings)
        missing = tuple(dict.fromkeys(q for judged in judgement.binding for q in judged.missing))
        yield Observation(
            verdict=verdict,
            severity=Severity.HIGH,
            message=f"{_step(ancestor)}, which is under {license}: {'; '.join(reasons)}.",
            cause=f"{ancestor.id} {license}",
            fix=state_fact(missing) if verdict is Verdict.UNKNOWN else "",
            citations=(*_stated_at(ancestor), *_license_citations(ancestor)),
            settles=tuple(map(str, missing)) if verdict is Verdict.UNKNOWN else (),
        )


def _reason(judged: LicenseJudgement) -> str:
    """The one reason that weighs most."""
    if judged.verdict is Verdict.ALLOW:
        return ""
    if judged.listed.rank <= judged.verdict.rank:
        return judged.because
    hit = min(judged.hits, key=lambda hit: hit.verdict.rank)
    return in_sentence(hit.clause, hit.because)


def _license_citations(ancestor: Ancestor) -> tuple[Citation, ...]:
    if not isinstance(ancestor.found, Subject):
        return ()
    witness = next((w for w in ancestor.found.conclusion.witnesses if w.alternatives), None)
    if witness is None:
        return ()
    where = witness.citation
    return (Citation(document=ancestor.id, file=where.file, line=where.line, field=where.field, sha256=where.sha256),)


@rule("LC0302")
def ancestor_unread(case: Case) -> Iterator[Observation]:
    """
    A model that this one was made from could not be read.

    Why: its terms pass on, and nobody here knows them.
    Fix: get access to it or to the network, or record its license in a clarification.
    """
    for ancestor, judgement in case.ancestors:
        if isinstance(ancestor.found, Unreached):
            verdict = ancestor_verdict(ancestor, judgement, case)
            yield Observation(
                verdict=verdict,
                severity=Severity.HIGH if verdict is not Verdict.ALLOW else Severity.LOW,
                message=f"{_step(ancestor)}, which could not be read: {ancestor.found.message.rstrip('.')}.",
                cause=ancestor.id,
                fix=ancestor.found.fix,
                citations=_stated_at(ancestor),
            )


@rule("LC0303")
def ancestor_license_unknown(case: Case) -> Iterator[Observation]:
    """
    The license of a model that this one was made from is not known.

    Why: where the base model grants nothing, or nobody knows what it grants, its child cannot grant more.
    Fix: find out the license of the base model and record it in a clarification, or choose another model.
    """
    for ancestor, judgement in case.ancestors:
        if isinstance(ancestor.found, Subject) and judgement is not None and not judgement.readings:
            verdict = ancestor_verdict(ancestor, judgement, case)
            yield Observation(
                verdict=verdict,
                severity=Severity.HIGH if verdict is not Verdict.ALLOW else Severity.LOW,
                message=f"{_step(ancestor)}, whose license is not known: {ancestor.found.conclusion.because}.",
                cause=ancestor.id,
                citations=_stated_at(ancestor),
            )


@rule("LC0304")
def lineage_cycle(case: Case) -> Iterator[Observation]:
    """
    The lineage runs in a circle.

    Why: a model cannot descend from itself, so its true origin is not stated.
    Fix: ask the authors to correct `base_model`.
    """
    yield from _gaps(case, "cycle")


@rule("LC0305")
def lineage_cut_off(case: Case) -> Iterator[Observation]:
    """
    The lineage is longer or wider than the limit, and the rest was not read.

    Why: the terms of an ancestor that nobody read may bind.
    Fix: audit the unread ancestors one by one.
    """
    yield from _gaps(case, "cap")


def _gaps(case: Case, kind: str) -> Iterator[Observation]:
    judged = case.policy.lineage.require == "same"
    for gap in case.lineage.gaps:
        if gap.kind == kind:
            yield Observation(
                verdict=Verdict(case.policy.lineage.unresolved) if judged else Verdict.ALLOW,
                severity=Severity.HIGH,
                message=f"{gap.message}.",
                cause=f"{gap.child} {gap.kind}",
            )


@rule("LC0306")
def relation_unstated(case: Case) -> Iterator[Observation]:
    """
    How the model was made from its base is not stated.

    Why: which terms pass on depends on it; without a statement all of them do.
    Fix: state `base_model_relation`: finetune, adapter, merge or quantized.
    """
    for ancestor, _ in case.ancestors:
        if ancestor.depth == 1 and ancestor.relation is Relation.UNSTATED:
            yield Observation(
                verdict=Verdict.ALLOW,
                severity=Severity.INFO,
                message=f"{ancestor.id} is named as the base model without a relation, so all its terms pass on.",
                cause=ancestor.id,
                citations=_stated_at(ancestor),
            )


@rule("LC0307")
def base_models_disagree(case: Case) -> Iterator[Observation]:
    """
    The card and the files name different base models.

    Why: the files are what the weights were really made with; a base that the card leaves out still binds.
    Fix: name every base model in `base_model`.
    """
    parents = stated_parents(case.evidence)
    in_card = [claims for claims in parents if any(_is_declared(claim.citation, case) for claim in claims)]
    for claims in parents:
        if in_card and claims not in in_card:
            yield Observation(
                verdict=Verdict.ALLOW,
                severity=Severity.MEDIUM,
                message=f"{_place(claims[0].citation)} names {claims[0].id} as the base model, and the card does not.",
                cause=claims[0].id,
                citations=(claims[0].citation, in_card[0][0].citation),
            )


@rule("LC0308")
def base_model_undeclared(case: Case) -> Iterator[Observation]:
    """
    Something suggests a base model that is not declared.

    Why: a hint proves nothing, but the terms of an undeclared base model would bind all the same.
    Fix: ask the author what the model was made from.
    """
    stated = {claims[0].id.lower() for claims in stated_parents(case.evidence)}
    hints = {
        claim.id: claim for claim in reversed(case.evidence.bases) if claim.hint and claim.id.lower() not in stated
    }
    own = {case.evidence.id.lower(), case.evidence.id.rpartition("/")[2].lower()}
    for claim in hints.values():
        if claim.id.lower() not in own:
            yield Observation(
                verdict=Verdict.ALLOW,
                severity=Severity.LOW,
                message=f"{_place(claim.citation)} suggests {claim.id} as the base model, which is not declared.",
                cause=claim.id,
                citations=(claim.citation,),
            )


@rule("LC0309")
def terms_dropped(case: Case) -> Iterator[Observation]:
    """
    The license drops terms that a base model passes on.

    Why: who made the child had no right to give away more than the base model's license gave.
    Fix: license the child under the terms of its base model, or carry the named clauses in its license and notices.
    """
    own = [judged.terms for judged in case.license.binding if judged.terms]
    if not own or case.license.contested:
        return
    for ancestor, judgement in case.ancestors:
        for judged in judgement.binding if judgement else ():
            whole = passes_whole(ancestor, judged, case)
            dropped = [
                clause
                for clause in _binding_terms(judged.terms)
                if (whole or _is_output_term(clause)) and not any(terms.of_kind(clause.kind) for terms in own)
            ]
            if not dropped or any(terms.id == str(judged.license) for terms in own):
                continue
            named = "; ".join(clause_name(clause) for clause in dropped[:MAX_NAMED_CLAUSES])
            more = f" and {len(dropped) - MAX_NAMED_CLAUSES} more" if len(dropped) > MAX_NAMED_CLAUSES else ""
            mild = all(clause.kind in NOTICE_DUTIES for clause in dropped) or not _is_judged(ancestor, case)
            yield Observation(
                verdict=Verdict.ALLOW if mild else Verdict.REVIEW,
                severity=Severity.INFO if mild else Severity.HIGH,
                message=f"{case.evidence.id} is under {' and '.join(terms.id for terms in own)}, which drops what "
                f"{judged.license} passes on from {ancestor.id}: {named}{more}.",
                cause=f"{ancestor.id} {judged.license}",
                citations=tuple(
                    Citation(
                        document=clause.document or str(judged.license), section=clause.section, quote=clause.quote
                    )
                    for clause in dropped[:MAX_NAMED_CLAUSES]
                ),
            )


def _binding_terms(terms: LicenseTerms | None) -> Iterator[Clause]:
    """The first clause of each kind that demands or forbids something."""
    seen: set[str] = set()
    for clause in terms.clauses if terms else ():
        if clause.effect in (Effect.DUTY, Effect.FORBIDS) and clause.kind not in seen:
            seen.add(clause.kind)
            yield clause


def _is_declared(citation: Citation, case: Case) -> bool:
    in_card = case.evidence.card is not None and citation.file == case.evidence.card.path
    return in_card or (citation.field or "").startswith(("cardData", "tags"))


def _place(citation: Citation) -> str:
    return citation.file or f"the Hub's {citation.field}"
