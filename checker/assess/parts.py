"""The parts of the report that show what was read and concluded, as plain fields for every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.catalog import Catalog
from checker.model.conclusion import Conclusion, FileDetection
from checker.model.evidence import Citation, Evidence
from checker.model.lineage import Ancestor, Subject
from checker.model.report import (
    CapturedText,
    EvidenceFile,
    LineageEntry,
    ReportedClause,
    ReportedDataset,
    ReportedDetection,
    ReportedLicense,
    ReportedTerms,
)
from checker.model.snapshot import State
from checker.rules.case import Case, SubjectJudgement
from checker.rules.data import judged_datasets
from checker.rules.inheritance import ancestor_verdict, scope
from checker.spdx import NOASSERTION


def reported_license(conclusion: Conclusion, case: Case) -> ReportedLicense:
    certain = len(conclusion.concluded) == 1
    families = {family: None for judged in case.license.binding for family in judged.families}
    return ReportedLicense(
        declared=conclusion.declared,
        detected=tuple(map(_reported_detection, conclusion.detected)),
        concluded=conclusion.concluded[0] if certain else "NONE" if conclusion.found_none else str(NOASSERTION),
        families=tuple(map(str, families)) or (("no-license",) if conclusion.found_none else ()),
        alternatives=() if certain else conclusion.concluded,
        because=conclusion.because,
        declared_as=conclusion.declared_as,
        without_clauses=tuple(str(judged.license) for judged in case.license.binding if judged.is_by_category),
        witnesses=conclusion.witnesses,
    )


def _reported_detection(found: FileDetection) -> ReportedDetection:
    detection = found.detection
    return ReportedDetection(
        expression=detection.expression,
        file=found.file,
        lines=detection.lines,
        method=detection.method,
        score=round(detection.score, 4),
        sha256=found.sha256,
        candidates=detection.candidates,
        deviations=detection.deviations,
    )


def lineage_entry(
    ancestor: Ancestor, judgement: SubjectJudgement | None, case: Case, deciding: Sequence[Ancestor]
) -> LineageEntry:
    """One step of the lineage; `deciding` are those on the path to the ancestor that decided."""
    readings = judgement.readings if judgement else ()
    citation = ancestor.claims[0].citation if ancestor.claims else Citation()
    return LineageEntry(
        id=ancestor.id,
        relation=ancestor.relation,
        revision=ancestor.found.evidence.revision if isinstance(ancestor.found, Subject) else ancestor.revision,
        license=" | ".join(reading.expression for reading in readings) or None,
        verdict=ancestor_verdict(ancestor, judgement, case),
        passes=scope(ancestor, judgement, case) != "none",
        found_in=citation.file or citation.field or "",
        parent_of=ancestor.child,
        child_revision=ancestor.child_revision,
        scope=scope(ancestor, judgement, case),
        pinned=ancestor.revision is not None,
        decides=ancestor in deciding,
    )


def evidence_files(evidence: Evidence) -> tuple[EvidenceFile, ...]:
    """The card and the license-like files that were read whole, with their digests."""
    card = evidence.card
    read = [EvidenceFile(path=card.path, role="card", sha256=card.sha256)] if card and card.sha256 else []
    read += [EvidenceFile(path=t.path, role=t.role, sha256=t.sha256) for t in evidence.texts if t.sha256]
    return tuple(read)


def reported_datasets(case: Case) -> tuple[ReportedDataset, ...]:
    """The training datasets that the model names, each with its class and where that comes from."""
    return tuple(
        ReportedDataset(
            id=judged.id,
            license=judged.license,
            verdict=judged.verdict,
            found_in=judged.dataset.claim.citation.file or judged.dataset.claim.citation.field or "",
            use=judged.use,
            because=judged.because,
            model_generated=judged.generated,
        )
        for judged in judged_datasets(case)
    )


def last_modified(evidence: Evidence) -> str | None:
    """The Hub's date of the commit, where it is known."""
    fact = evidence.facts["last_modified"]
    return str(fact.value) if fact.state is State.KNOWN else None


def reported_terms(license_ids: set[str], catalog: Catalog) -> Iterator[ReportedTerms]:
    """The clauses of each license that the catalog knows, sorted by id."""
    for license_id in sorted(license_ids):
        terms = catalog.terms(license_id)
        if terms:
            yield ReportedTerms(
                id=terms.id,
                name=terms.title,
                families=tuple(map(str, catalog.families(license_id))),
                clauses=tuple(
                    ReportedClause(
                        kind=clause.kind,
                        section=clause.place,
                        statement=clause.duty,
                    )
                    for clause in terms.clauses
                ),
                url=terms.urls[0] if terms.urls else None,
            )


def captured_texts(evidence: Evidence) -> Iterator[CapturedText]:
    """The license-like texts that were read."""
    for text in evidence.texts:
        if text.text is not None and text.sha256:
            yield CapturedText(sha256=text.sha256, text=text.text)
