"""
Rules times policy: the findings, the obligations and the verdict on one model.

Pure: no clock, no network, no environment. The verdict is the worst of the findings that stand; it is `allow` only when
a license was concluded and every reading of it is accepted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import msgspec

from checker.assess.parts import evidence_files, last_modified, lineage_entry, reported_datasets, reported_license
from checker.catalog import Catalog
from checker.catalog.facts import Facts
from checker.lineage import path_to
from checker.model.evidence import Evidence
from checker.model.lineage import Ancestor, Lineage, Subject, Unreached
from checker.model.release import ReleaseRecord, ReportedRelease
from checker.model.report import Decision, Finding, ModelAudit
from checker.model.snapshot import Kind
from checker.model.verdict import Severity, Verdict
from checker.policy.schema import Policy
from checker.policy.waivers import Clarification, HygieneProblem, apply_waivers, evidence_digest, settle
from checker.rules import RULES, Observation, Rule
from checker.rules.case import Case
from checker.rules.data import not_looked_up
from checker.rules.judgement import Judge
from checker.rules.obligations import obligations
from checker.rules.registry import sentence

_SEVERITIES = list(Severity)
# Tasks of the Hub that take or give more than text, and classes of transformers that take and give text alone; remote
# code may call itself anything, so only exact names count.
_MULTIMODAL_TASKS = (
    *("image-text-to-text", "any-to-any", "visual-question-answering", "document-question-answering"),
    *("image-to-text", "video-text-to-text", "audio-text-to-text", "text-to-image", "text-to-video", "text-to-speech"),
)
_TEXT_ONLY_CLASSES = frozenset({"LlamaForCausalLM", "Llama4ForCausalLM", "MllamaForCausalLM"})


def assess(
    subject: Subject,
    lineage: Lineage,
    policy: Policy,
    facts: Facts,
    *,
    catalog: Catalog,
    today: date,
    release: ReleaseRecord | None = None,
) -> ModelAudit:
    """
    The audit of one model under `policy` and the stated `facts`, on the day `today`.

    What the evidence tells of the model itself (whether it is multimodal) is added to the facts. `release` has what was
    read for a policy that judges publishing or serving it.
    """
    subject, hygiene = clarified(subject, policy.clarify)
    lineage = msgspec.structs.replace(
        lineage, ancestors=tuple(_clarified_ancestor(ancestor, policy) for ancestor in lineage.ancestors)
    )
    evidence = subject.evidence
    judge = Judge(policy, {**_model_facts(evidence), **facts}, catalog, _organisation(evidence))
    case = Case(subject, lineage, policy, judge, today, release=release)
    case = replace(case, obligations=obligations(case))
    findings, problems = apply_waivers(
        list(_findings(case, hygiene=False)),
        policy.waive,
        id=evidence.id,
        revision=evidence.revision,
        today=today,
        max_days=policy.max_waiver_days,
    )
    case = replace(case, hygiene=(*hygiene, *problems))
    findings = tuple(sorted([*findings, *_findings(case, hygiene=True)], key=_order))
    verdict = _verdict(case, findings)
    deciding = _deciding(findings, verdict)
    path = path_to(lineage, deciding.ancestor) if deciding and deciding.ancestor else ()
    return ModelAudit(
        id=evidence.id,
        kind=evidence.kind,
        revision=evidence.revision,
        repo_id_hash=evidence.repo_id_hash,
        source=evidence.origin,
        verdict=verdict,
        complete=_is_complete(case),
        license=reported_license(subject.conclusion, case),
        lineage=tuple(lineage_entry(ancestor, judged, case, path) for ancestor, judged in case.ancestors),
        findings=findings,
        obligations=case.obligations,
        decided_by=_decision(case, findings, verdict),
        not_checked=(*evidence.not_checked, *not_looked_up(case), *(release.not_checked if release else ())),
        last_modified=last_modified(evidence),
        datasets=reported_datasets(case),
        files=evidence_files(evidence),
        release=_reported_release(case, findings),
        weights=release.manifest.digest if release else None,
    )


def _reported_release(case: Case, findings: Sequence[Finding]) -> ReportedRelease | None:
    if case.release is None or not case.policy.release.is_on:
        return None
    # Not at the top: most audits judge no release, and need not wait for what describes one.
    from checker.assess.readiness import reported_release

    return reported_release(case, case.release, findings)


def clarified(subject: Subject, clarifications: Sequence[Clarification]) -> tuple[Subject, tuple[HygieneProblem, ...]]:
    """`subject` with the license that a person settled, as long as the files are those that he read."""
    evidence = subject.evidence
    holding, problems = settle(clarifications, id=evidence.id, revision=evidence.revision, files=evidence.digests)
    if holding is None:
        return subject, problems
    conclusion = msgspec.structs.replace(
        subject.conclusion,
        concluded=(str(holding.license),),
        found_none=False,
        because=f"settled by the policy: {holding.reason}",
        disagreements=(),
        settled=True,
    )
    return Subject(evidence=evidence, conclusion=conclusion), problems


def _clarified_ancestor(ancestor: Ancestor, policy: Policy) -> Ancestor:
    if isinstance(ancestor.found, Unreached):
        return ancestor
    found, _ = clarified(ancestor.found, policy.clarify)
    return msgspec.structs.replace(ancestor, found=found)


def _findings(case: Case, *, hygiene: bool) -> Iterator[Finding]:
    """What the rules find; those on waivers and clarifications come after the waivers were applied."""
    for rule in RULES.values():
        if rule.code.startswith("LC09") is hygiene:
            for observation in rule.check(case):
                yield _finding(rule, observation, case.evidence)


def _organisation(evidence: Evidence) -> str | None:
    org, slash, _ = evidence.id.partition("/")
    return org if slash and evidence.kind is not Kind.LOCAL else None


def _model_facts(evidence: Evidence) -> Facts:
    """What the evidence tells about the model where a clause asks for it; nothing where it leaves that open."""
    task = evidence.facts["pipeline_tag"].value
    classes = evidence.facts["architectures"].value
    if task in _MULTIMODAL_TASKS:
        return {"model.multimodal": True}
    # A stated task alone could hide what the weights can do; the classes of the model cannot.
    text_only = isinstance(classes, tuple) and set(classes) <= _TEXT_ONLY_CLASSES
    return {"model.multimodal": False} if classes and text_only else {}


def _finding(rule: Rule, observation: Observation, evidence: Evidence) -> Finding:
    finding = Finding(
        code=rule.code,
        title=rule.title,
        verdict=observation.verdict,
        severity=observation.severity,
        message=observation.message,
        fix=observation.fix or sentence(rule.fix),
        fingerprint=_fingerprint(rule.code, evidence, observation.cause),
        evidence=observation.citations,
        settles=observation.settles,
        ancestor=observation.ancestor,
    )
    return msgspec.structs.replace(finding, evidence_digest=evidence_digest(finding))


def _fingerprint(code: str, evidence: Evidence, cause: str) -> str:
    """Stable while the wording or the commit changes: code, model and cause."""
    return hashlib.sha256("\n".join((code, evidence.kind, evidence.id, cause)).encode()).hexdigest()[:16]


def _order(finding: Finding) -> tuple[bool, int, int, str, str]:
    """What decides first: standing before waived, the worst verdict, the highest severity, then the code."""
    return (
        finding.waived is not None,
        finding.verdict.rank,
        -_SEVERITIES.index(finding.severity),
        finding.code,
        finding.fingerprint,
    )


def _verdict(case: Case, findings: Sequence[Finding]) -> Verdict:
    standing = Verdict.worst([Verdict.ALLOW, *(f.verdict for f in findings if f.waived is None)])
    lifted = any(finding.waived is not None for finding in findings)
    if standing is not Verdict.ALLOW or lifted:
        return standing
    # No finding speaks against it; that is a permission only when a license was found and judged to be one.
    if case.license.readings:
        return case.license.verdict
    return Verdict.ALLOW if case.subject.conclusion.found_none else Verdict.UNKNOWN


def _is_complete(case: Case) -> bool:
    unreached = any(isinstance(ancestor.found, Unreached) for ancestor in case.lineage.ancestors)
    inside = any(
        isinstance(ancestor.found, Subject) and ancestor.found.evidence.inaccessible
        for ancestor in case.lineage.ancestors
    )
    return not (case.evidence.inaccessible or unreached or inside)


def _deciding(findings: Sequence[Finding], verdict: Verdict) -> Finding | None:
    """The finding that the verdict rests on; none behind an `allow`."""
    if verdict is Verdict.ALLOW:
        return None
    return next((f for f in findings if f.waived is None and f.verdict is verdict), None)


def _decision(case: Case, findings: Sequence[Finding], verdict: Verdict) -> Decision:
    deciding = _deciding(findings, verdict)
    if deciding:
        settles = dict.fromkeys(
            fact for f in findings if f.waived is None and f.verdict is verdict for fact in f.settles
        )
        return Decision(rule=deciding.code, because=deciding.message, settles=tuple(settles))
    waived = [finding for finding in findings if finding.waived is not None]
    if waived:
        return Decision(rule=waived[0].code, because=f"accepted by a waiver: {waived[0].message}")
    because = "; ".join(f"{judged.license}: {judged.because}" for judged in case.license.binding)
    lines = ", ".join(dict.fromkeys(judged.line for judged in case.license.binding))
    return Decision(rule=lines or "licenses", because=because or case.subject.conclusion.because)
