"""What keeps a run from passing, as entries with a place in a file: what CI services show on lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from checker.errors import UsageProblem
from checker.model.evidence import Citation
from checker.model.reference import Reference
from checker.model.report import AuditFailure, AuditReport, Finding, ModelAudit
from checker.model.verdict import Verdict
from checker.reports import wording

NOT_ALLOWED = "model-not-allowed"
NOT_AUDITED = "model-not-audited"
UNTOLD = "model-not-told"


class Problem(NamedTuple):
    """One problem: the rule that is broken, in words, and the lines to be changed; `name` is the model it is about."""

    rule: str
    title: str
    verdict: Verdict
    message: str
    fix: str
    fingerprint: str
    places: tuple[Citation, ...]
    name: str
    model: ModelAudit | None = None
    finding: Finding | None = None


def problems(report: AuditReport) -> Iterator[Problem]:
    """
    Every finding that keeps a model from `allow`, waived and passed over ones too, every target that was not audited,
    and every line that loads a model without telling which.
    """
    for model in wording.worst_first(report.models):
        blocking = wording.blocking(model)
        if model.verdict is not Verdict.ALLOW and not any(f.verdict is model.verdict for f in blocking):
            yield _of_verdict(model)
        yield from (_of_finding(model, finding) for finding in (*blocking, *wording.waived(model)))
    yield from map(_of_failure, report.errors)
    references = report.scan.references if report.scan else ()
    yield from (_of_reference(reference) for reference in references if reference.target is None)


def is_passed_over(problem: Problem) -> bool:
    """Whether a waiver, a baseline or a comment accepts it."""
    return problem.finding is not None and (problem.finding.waived or problem.finding.suppressed) is not None


def placed_problems(report: AuditReport, format: str) -> list[Problem]:
    """The same for a format that has no other place; raises `UsageProblem` when one of them stands on no line."""
    found = list(problems(report))
    if any(not problem.places for problem in found):
        raise UsageProblem(
            f"{format} shows findings on lines of files, and no file names these models",
            fix="run lic-check scan on the sources or on a manifest: lic-check scan models.yaml",
        )
    return found


def _of_finding(model: ModelAudit, finding: Finding) -> Problem:
    return Problem(
        rule=finding.code,
        title=finding.title,
        verdict=finding.verdict,
        message=f"{wording.target(model)}: {finding.message}",
        fix=finding.fix,
        fingerprint=finding.fingerprint,
        places=model.named_at or _in_folder(model, finding),
        name=wording.target(model),
        model=model,
        finding=finding,
    )


def _in_folder(model: ModelAudit, finding: Finding) -> tuple[Citation, ...]:
    """The evidence of a local folder: files that are there to be changed."""
    if model.kind != "local" or model.id.startswith(("/", "..")):
        return ()
    cited = next((citation for citation in finding.evidence if citation.file), None)
    file = cited.file if cited else next((file.path for file in model.files), None)
    folder = "" if model.id == "." else f"{model.id}/"
    return (Citation(file=f"{folder}{file}", line=cited.line if cited else None),) if file else ()


def _of_verdict(model: ModelAudit) -> Problem:
    """A verdict that rests on no finding."""
    return Problem(
        rule=NOT_ALLOWED,
        title="The policy does not allow a model",
        verdict=model.verdict,
        message=f"{wording.target(model)}: {model.decided_by.because}",
        fix="",
        fingerprint=f"{NOT_ALLOWED} {wording.target(model)} {model.verdict}",
        places=model.named_at,
        name=wording.target(model),
        model=model,
    )


def _of_failure(failure: AuditFailure) -> Problem:
    return Problem(
        rule=NOT_AUDITED,
        title="A model could not be audited",
        verdict=Verdict.UNKNOWN,
        message=f"{failure.id}: {failure.message}",
        fix=failure.fix,
        fingerprint=f"{NOT_AUDITED} {failure.id}",
        places=failure.named_at,
        name=failure.id,
    )


def _of_reference(reference: Reference) -> Problem:
    place = reference.place
    return Problem(
        rule=UNTOLD,
        title="A model is loaded that the code does not tell",
        verdict=Verdict.REVIEW,
        message=f"{reference.how} loads a model that is not told: {reference.why}",
        fix="Name the model here, or declare it in models.yaml with `at: [FILE]`.",
        fingerprint=f"{UNTOLD} {place.file} {reference.quote}",
        places=(Citation(file=place.file, line=place.line, column=place.column, quote=reference.quote or None),),
        name=reference.how,
    )
