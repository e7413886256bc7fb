"""LC0301 to LC0306 and LC0312: what the policy says of the models that this one was made from."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from checker.catalog.clauses.limits import LimitNoTrain
from checker.model.evidence import Citation, Relation, Role
from checker.model.lineage import Ancestor, Subject, Unreached
from checker.model.verdict import Severity, Verdict
from checker.rules.case import Case
from checker.rules.inheritance import (
    ancestor_verdict,
    is_beyond_depth,
    is_output_term,
    passed_clauses,
    passes_whole,
)
from checker.rules.judgement import LicenseJudgement, clause_citation, in_sentence, state_fact
from checker.rules.registry import Observation, rule

STEPS = {
    Relation.FINETUNE: "was fine-tuned from",
    Relation.ADAPTER: "is an adapter for",
    Relation.MERGE: "was merged from",
    Relation.QUANTIZED: "was quantized from",
    Relation.DISTILL: "was distilled from",
    Relation.UNSTATED: "was made from",
}


def step(ancestor: Ancestor) -> str:
    """The step in words, without a full stop."""
    return f"{ancestor.child} {STEPS[ancestor.relation]} {ancestor.id}"


def stated_at(ancestor: Ancestor) -> tuple[Citation, ...]:
    """Where the child names this parent."""
    return tuple(dict.fromkeys(claim.citation for claim in ancestor.claims))


def cite_in(repository: str, citation: Citation) -> Citation:
    """A place in the repository of an ancestor."""
    return msgspec.structs.replace(citation, document=repository)


@rule("LC0301")
def ancestor_license_not_accepted(case: Case) -> Iterator[Observation]:
    """
    The policy does not accept the license of a model that this one was made from.

    Why: the terms of the base model bind whoever uses what was made from it; a new tag on the child does not lift them.
    Fix: choose a model whose whole lineage is accepted, or obtain a license from the owner of the base model.
    """
    for ancestor, judgement in case.ancestors:
        verdict = ancestor_verdict(ancestor, judgement, case)
        if judgement is None or not judgement.readings or is_beyond_depth(ancestor, case) or verdict is Verdict.ALLOW:
            continue
        # Of several readings the worst speaks for all.
        worst = min(judgement.readings, key=lambda reading: reading.verdict.rank)
        reasons = [reason for judged in worst.binding if (reason := _reason(ancestor, judged, case))]
        license = " or ".join(reading.expression for reading in judgement.readings)
        missing = tuple(dict.fromkeys(q for judged in judgement.binding for q in judged.missing))
        yield Observation(
            verdict=verdict,
            severity=Severity.HIGH,
            message=f"{step(ancestor)}, which is under {license}: {'; '.join(reasons)}.",
            cause=f"{ancestor.id} {license}",
            ancestor=ancestor.id,
            fix=state_fact(missing) if verdict is Verdict.UNKNOWN else "",
            citations=(*stated_at(ancestor), *_license_citations(ancestor)),
            settles=tuple(map(str, missing)) if verdict is Verdict.UNKNOWN else (),
        )


def _reason(ancestor: Ancestor, judged: LicenseJudgement, case: Case) -> str:
    """The one reason that weighs most, among the terms that pass on."""
    whole = passes_whole(ancestor, judged, case)
    if whole and judged.listed is not Verdict.ALLOW and judged.listed.rank <= judged.verdict.rank:
        return judged.because
    hits = [hit for hit in judged.hits if whole or is_output_term(hit.clause)]
    if not hits:
        return ""
    hit = min(hits, key=lambda hit: hit.verdict.rank)
    return in_sentence(hit.clause, hit.because)


def _license_citations(ancestor: Ancestor) -> tuple[Citation, ...]:
    if not isinstance(ancestor.found, Subject):
        return ()
    witness = next((w for w in ancestor.found.conclusion.witnesses if w.alternatives), None)
    return (cite_in(ancestor.id, witness.citation),) if witness else ()


@rule("LC0302")
def ancestor_unread(case: Case) -> Iterator[Observation]:
    """
    A model that this one was made from could not be read, or not in whole.

    Why: its terms pass on, and nobody here knows them.
    Fix: get access to it or to the network, or choose a model whose whole lineage can be read.
    """
    for ancestor, _ in case.ancestors:
        if isinstance(ancestor.found, Unreached):
            why = f"which could not be read: {ancestor.found.message.rstrip('.')}"
            yield _terms_unknown(ancestor, why, case, fix=ancestor.found.fix)
        elif unread := _unread_files(ancestor.found):
            why = f"of which {', '.join(unread)} could not be read: {next(iter(unread.values())).rstrip('.')}"
            missing = ancestor.found.evidence.inaccessible
            yield _terms_unknown(ancestor, why, case, fix=missing[0].fix if missing else "")


def _unread_files(found: Subject) -> dict[str, str]:
    """Each file that could not be had, then each license file that is no text, with the reason."""
    unread = {missing.path: missing.message for missing in found.evidence.inaccessible}
    if not found.conclusion.settled:
        for text in found.evidence.texts:
            if text.role is Role.LICENSE and text.problem:
                unread.setdefault(text.path, text.problem)
    return unread


@rule("LC0303")
def ancestor_license_unknown(case: Case) -> Iterator[Observation]:
    """
    The license of a model that this one was made from is not known.

    Why: where the base model grants nothing, or nobody knows what it grants, its child cannot grant more.
    Fix: find out the license of the base model and record it in a clarification, or choose another model.
    """
    for ancestor, judgement in case.ancestors:
        if isinstance(ancestor.found, Subject) and judgement is not None and not judgement.readings:
            why = f"whose license is not known: {ancestor.found.conclusion.because}"
            yield _terms_unknown(ancestor, why, case)


def _terms_unknown(ancestor: Ancestor, why: str, case: Case, fix: str = "") -> Observation:
    """That the terms of an ancestor are not known."""
    verdict = _unresolved(case)
    return Observation(
        verdict=verdict,
        severity=Severity.HIGH if verdict is not Verdict.ALLOW else Severity.LOW,
        message=f"{step(ancestor)}, {why}.",
        cause=ancestor.id,
        ancestor=ancestor.id,
        fix=fix,
        citations=stated_at(ancestor),
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
    beyond = [ancestor for ancestor, _ in case.ancestors if is_beyond_depth(ancestor, case)]
    if beyond:
        depth = case.policy.lineage.depth
        yield Observation(
            verdict=_unresolved(case),
            severity=Severity.MEDIUM,
            message=f"{beyond[0].id} lies {beyond[0].depth} steps up, and the policy judges {depth} of them alone.",
            cause=f"depth {beyond[0].id}",
            fix="Raise the depth of the lineage in the policy, or set it to all.",
            ancestor=beyond[0].id,
        )


def _gaps(case: Case, kind: str) -> Iterator[Observation]:
    for gap in case.lineage.gaps:
        if gap.kind == kind:
            yield Observation(
                verdict=_unresolved(case),
                severity=Severity.HIGH,
                message=f"{gap.message}.",
                cause=f"{gap.child} {gap.kind}",
            )


def _unresolved(case: Case) -> Verdict:
    return Verdict(case.policy.lineage.unresolved) if case.policy.lineage.require == "same" else Verdict.ALLOW


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
                citations=stated_at(ancestor),
            )


@rule("LC0312")
def distilled_against_terms(case: Case) -> Iterator[Observation]:
    """
    A model was distilled from one whose license forbids that.

    Why: whoever trained it had no right to, and what he gave away stands on that.
    Fix: ask the author for the permission he had, or choose another model.
    """
    for ancestor, judgement in case.ancestors:
        if ancestor.relation is not Relation.DISTILL:
            continue
        for judged in judgement.binding if judgement else ():
            for clause in passed_clauses(ancestor, judged, case):
                if isinstance(clause.params, LimitNoTrain):
                    yield Observation(
                        verdict=Verdict.REVIEW if case.policy.lineage.require == "same" else Verdict.ALLOW,
                        severity=Severity.HIGH,
                        message=f"{step(ancestor)}, whose license {judged.license} says: {in_sentence(clause)}.",
                        cause=f"{ancestor.id} {judged.license} {clause.section}",
                        ancestor=ancestor.id,
                        citations=(*stated_at(ancestor), clause_citation(clause, str(judged.license))),
                    )
