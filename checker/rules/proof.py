"""LC02xx, continued: what a policy may ask of the proof beside the license itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from checker.catalog.terms import IncorporatedDocument
from checker.model.evidence import Citation, Role
from checker.model.snapshot import Kind
from checker.model.verdict import Severity, Verdict
from checker.rules.case import Case
from checker.rules.judgement import LicenseJudgement
from checker.rules.registry import Observation, rule


@rule("LC0212")
def text_match_too_weak(case: Case) -> Iterator[Observation]:
    """
    Too little of a license text was found for the policy.

    Why: what is missing from the text may be what matters.
    Fix: compare the file with the license; then put the whole text there, or record a clarification.
    """
    least = case.policy.evidence.min_confidence
    for found in case.license_texts:
        if found.detection.is_exact and found.detection.score < least:
            yield Observation(
                verdict=Verdict(case.policy.unknown),
                severity=Severity.MEDIUM,
                message=f"{found.file} has {found.detection.score:.0%} of {found.detection.expression}, and "
                f"{case.policy.name} asks for {least:.0%}.",
                cause=found.file,
                citations=(Citation(file=found.file, line=found.detection.lines[0], sha256=found.sha256),),
            )


@rule("LC0213")
def incorporated_document_missing(case: Case) -> Iterator[Observation]:
    """
    The license makes another document part of itself, and the repository does not hold it.

    Why: a use policy on somebody's web site can change after you have agreed to it.
    Fix: put the document into the repository, so that the audit pins its digest.
    """
    if not case.policy.evidence.aup_pinned:
        return
    for judged, document in documents_not_held(case):
        yield Observation(
            verdict=Verdict.REVIEW,
            severity=Severity.MEDIUM,
            message=f"{judged.license} incorporates {document.title}, which the repository does not hold.",
            cause=document.id,
            citations=(Citation(document=document.id, url=document.url),),
        )


def documents_not_held(case: Case) -> Iterator[tuple[LicenseJudgement, IncorporatedDocument]]:
    """Each document that a binding license incorporates and of which the repository lacks the text."""
    held = {found.detection.expression for found in case.subject.conclusion.detected if found.detection.is_exact}
    for judged in case.license.binding:
        for document in judged.terms.incorporates if judged.terms else ():
            if document.id not in held:
                yield judged, document


@rule("LC0214")
def use_policy_beside_the_license(case: Case) -> Iterator[Observation]:
    """
    The repository holds a use policy that the license does not incorporate.

    Why: whether it binds is a question for a lawyer; that it is there should not surprise anybody.
    Fix: read it, and ask the author whether it is meant as a condition.
    """
    parts = {document.id for judged in case.license.binding if judged.terms for document in judged.terms.incorporates}
    known = {
        found.file
        for found in case.subject.conclusion.detected
        if found.role is Role.POLICY and found.detection.expression in parts
    }
    for text in case.evidence.texts:
        if text.role is Role.POLICY and text.path not in known and not parts:
            yield Observation(
                verdict=Verdict.ALLOW,
                severity=Severity.INFO,
                message=f"{text.path} looks like a use policy, and the license incorporates none.",
                cause=text.path,
                citations=(Citation(file=text.path, sha256=text.sha256),),
            )


@rule("LC0215")
def commit_not_named(case: Case) -> Iterator[Observation]:
    """
    The audit does not name a commit.

    Why: a branch moves; what was audited today is not what is loaded tomorrow.
    Fix: audit and load the model at a commit: org/model@COMMIT.
    """
    if not case.policy.evidence.revision_pinned or case.evidence.is_pinned:
        return
    local = case.evidence.kind is Kind.LOCAL
    how = "as a folder" if local else "at the head of a branch"
    yield Observation(
        verdict=Verdict.REVIEW,
        severity=Severity.MEDIUM,
        message=f"{case.evidence.id} was audited {how}, not at a commit that the audit names.",
        cause="revision",
        fix=f"Audit {case.evidence.id}@{case.evidence.revision}." if case.evidence.revision and not local else "",
    )


@rule("LC0404")
def facts_out_of_date(case: Case) -> Iterator[Observation]:
    """
    What the catalog says about the license was last compared with its text too long ago for the policy.

    Why: the licensor may have published a new text under the same name since.
    Fix: update lic-check, or compare the facts with the text yourself (lic-check explain ID).
    """
    days = case.policy.evidence.verified_within_days
    if days is None:
        return
    for judged in case.license.binding:
        if judged.terms and case.today - judged.terms.verified_on > timedelta(days=days):
            yield Observation(
                verdict=Verdict.REVIEW,
                severity=Severity.LOW,
                message=f"The facts about {judged.license} were last compared with its text on "
                f"{judged.terms.verified_on}, more than {days} days ago.",
                cause=str(judged.license),
            )
