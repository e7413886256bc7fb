"""LC0307, LC0308, LC0310 and LC0311: whether the lineage is told as it is."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from checker.catalog.model_lines import ModelLine, suggested_by_build, suggested_by_name
from checker.lineage import stated_parents
from checker.model.evidence import BaseClaim, Citation, Evidence, WitnessKind
from checker.model.lineage import Subject
from checker.model.snapshot import Kind
from checker.model.verdict import Severity, Verdict
from checker.rules.case import Case, SubjectJudgement
from checker.rules.lineage import cite_in, stated_at, step
from checker.rules.registry import Observation, rule, sentence


@rule("LC0307")
def base_models_disagree(case: Case) -> Iterator[Observation]:
    """
    The card and the files name different base models.

    Why: the files are what the weights were really made with; a base that the card leaves out still binds.
    Fix: name every base model in `base_model`.
    """
    parents = stated_parents(case.evidence)
    declared = [claims for claims in parents if any(_is_declared(claim.citation, case) for claim in claims)]
    instead = f"the card names {', '.join(claims[0].id for claims in declared[:3])}" if declared else "the card none"
    for claims in parents:
        if claims not in declared:
            yield Observation(
                verdict=Verdict.ALLOW,
                severity=Severity.MEDIUM,
                message=f"{_place(claims[0].citation)} names {claims[0].id} as the base model, and {instead}.",
                cause=claims[0].id,
                citations=(claims[0].citation, *(declared[0][0].citation for _ in declared[:1])),
            )


@rule("LC0308")
def base_model_undeclared(case: Case) -> Iterator[Observation]:
    """
    Something suggests a base model that is not declared.

    Why: a hint proves nothing, but the terms of an undeclared base model would bind all the same.
    Fix: ask the author what the model was made from.
    """
    yield from _undeclared(case.subject, case.license, case)
    told = set[str]()
    for ancestor, judgement in case.ancestors:
        if isinstance(ancestor.found, Subject) and judgement and ancestor.id not in told:
            told.add(ancestor.id)
            for observation in _undeclared(ancestor.found, judgement, case):
                yield msgspec.structs.replace(
                    observation,
                    cause=f"{ancestor.id} {observation.cause}",
                    citations=tuple(cite_in(ancestor.id, citation) for citation in observation.citations),
                    ancestor=ancestor.id,
                )


def _undeclared(subject: Subject, judgement: SubjectJudgement, case: Case) -> Iterator[Observation]:
    evidence = subject.evidence
    for hint in _hints(evidence, case):
        yield _suggestion(
            f"{_place(hint.citation)} suggests {hint.id} as the base model of {evidence.id}, and {_declares(evidence)}",
            hint.id,
            hint.citation,
        )
    seen = set[str]()
    for line, why, citation in _lines(evidence):
        licenses = {license for word in line.licenses for license in case.judge.catalog.resolve(word).alternatives}
        if line.line not in seen and not _is_told(line, licenses, evidence, judgement, case):
            seen.add(line.line)
            yield _suggestion(
                f"{why} of {evidence.id} suggests the line {line.line}, and {_declares(evidence)}; models of that "
                f"line are under {' or '.join(sorted(licenses))}",
                line.line,
                citation,
            )


def _suggestion(message: str, cause: str, citation: Citation) -> Observation:
    return Observation(
        verdict=Verdict.ALLOW, severity=Severity.LOW, message=sentence(message), cause=cause, citations=(citation,)
    )


def _hints(evidence: Evidence, case: Case) -> list[BaseClaim]:
    """The hints at models that are neither the model itself nor among its ancestors, each once."""
    above = {ancestor.id.lower() for ancestor, _ in case.ancestors}
    above |= {claim.id.lower() for claims in stated_parents(evidence) for claim in claims}
    own = {case.evidence.id.lower(), evidence.id.lower(), evidence.id.rpartition("/")[2].lower()}
    hints = {claim.id.lower(): claim for claim in reversed(evidence.bases) if claim.hint}
    return [claim for id, claim in reversed(hints.items()) if id not in above | own]


def _lines(evidence: Evidence) -> Iterator[tuple[ModelLine, str, Citation]]:
    """(line, what suggests it, where) from the name and from the configuration of a model."""
    if evidence.kind is Kind.DATASET:
        return
    if line := suggested_by_name(evidence.id):
        yield line, "the name", Citation(field="id", quote=evidence.id)
    classes, vocabulary = evidence.facts["architectures"], evidence.facts["vocab_size"]
    names = classes.value if isinstance(classes.value, tuple) else ()
    size = vocabulary.value if isinstance(vocabulary.value, int) else None
    if found := suggested_by_build(names, size):
        yield found[0], found[1], classes.citation or Citation(field="architectures")


def _is_told(line: ModelLine, licenses: set[str], evidence: Evidence, judgement: SubjectJudgement, case: Case) -> bool:
    """Whether the line shows already: in the model's own license, in an ancestor's, or in the name of an ancestor."""
    shown = {str(judged.license) for judged in judgement.binding}
    for ancestor, theirs in case.ancestors:
        shown |= {str(judged.license) for judged in theirs.binding} if theirs else set()
        if ancestor.id != evidence.id and suggested_by_name(ancestor.id) == line:
            return True
    return bool(shown & licenses)


def _declares(evidence: Evidence) -> str:
    parents = stated_parents(evidence)
    named = ", ".join(claims[0].id for claims in parents[:3])
    return f"{named} is declared" if parents else "no base model is declared"


@rule("LC0310")
def base_model_renamed(case: Case) -> Iterator[Observation]:
    """
    A base model is named as it was called before, and its name leads to another repository now.

    Why: the name may have been given up and taken by somebody else, so the terms read may not be those it had.
    Fix: see that the repository is the one the author meant, and name it as it is called now.
    """
    for ancestor, _ in case.ancestors:
        named = next((claim for claim in ancestor.claims if claim.is_hub_id), None)
        if not isinstance(ancestor.found, Subject) or named is None or named.id.lower() == ancestor.id.lower():
            continue
        # Single names are of the Hub's first years, and all of them were moved to an organisation.
        moved = "/" in named.id and named.id.partition("/")[0].lower() != ancestor.id.partition("/")[0].lower()
        yield Observation(
            verdict=Verdict.ALLOW,
            severity=Severity.MEDIUM if moved else Severity.INFO,
            message=f"{ancestor.child} names {named.id} as its base model, which leads to {ancestor.id}"
            f"{', of another owner' if moved else ''}.",
            cause=f"{named.id} {ancestor.id}",
            citations=stated_at(ancestor),
            ancestor=ancestor.id,
        )


@rule("LC0311")
def ancestor_prose_names_another_license(case: Case) -> Iterator[Observation]:
    """
    The card of a base model names a license that its declaration does not.

    Why: the prose often tells under what terms the base model itself was had, and those pass on.
    Fix: read the passage and find out what the other license covers.
    """
    for ancestor, judgement in case.ancestors:
        if not isinstance(ancestor.found, Subject) or judgement is None:
            continue
        declared = {str(judged.license) for judged in judgement.binding}
        for witness in ancestor.found.conclusion.witnesses:
            if witness.kind is not WitnessKind.CARD_BODY or not witness.alternatives:
                continue
            if declared & set(witness.alternatives):
                continue
            found = Verdict.worst(case.judge.expression(expression).verdict for expression in witness.alternatives)
            harmless = found is Verdict.ALLOW or case.policy.lineage.require != "same"
            license = " or ".join(sorted(declared)) or "not known"
            yield Observation(
                verdict=Verdict.ALLOW if harmless else Verdict.REVIEW,
                severity=Severity.INFO if harmless else Severity.MEDIUM,
                message=f"{step(ancestor)}, whose {witness.said}, while its license is {license}.",
                cause=f"{ancestor.id} {' | '.join(witness.alternatives)}",
                citations=(cite_in(ancestor.id, witness.citation),),
                ancestor=ancestor.id,
            )


def _is_declared(citation: Citation, case: Case) -> bool:
    in_card = case.evidence.card is not None and citation.file == case.evidence.card.path
    return in_card or (citation.field or "").startswith(("cardData", "tags"))


def _place(citation: Citation) -> str:
    return citation.file or f"the Hub's {citation.field}"
