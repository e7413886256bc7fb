"""LC0723 to LC0726: what is open, and what the European Union asks of general-purpose models."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from checker.errors import ExpressionError
from checker.model.evidence import Citation
from checker.model.lineage import Subject
from checker.model.release import ComponentMap, Document, DocumentKind, ReleaseRecord, Topic
from checker.model.verdict import Verdict
from checker.policy.load import load_policy
from checker.policy.release_rules import MOF_CLASSES
from checker.policy.schema import Policy
from checker.rules.case import Case
from checker.rules.judgement import Judge
from checker.rules.release.checks import Inapplicable, Lack, release_check

# The policies that hold the two license tests.
OPEN_LICENSES = "mof-class-iii"
FREE_LICENSES = "gpai-foss-exempt"
CLASS_NAMES = dict(zip(MOF_CLASSES, ("none", "class III", "class II", "class I"), strict=True))


@release_check("LC0723", "openness")
def openness_class_not_reached(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The release does not reach the class of the Model Openness Framework that the policy asks for.

    Why: RG23 (M). "Open" is a claim on components and their licenses, and others will count them.
    Fix: publish what the next class lacks, under an open license that fits its kind.
    """
    wanted = case.policy.release.openness
    if wanted == "none":
        yield Inapplicable("the policy asks for no class")
        return
    found = components_of(case, record)
    if MOF_CLASSES.index(found.reached) < MOF_CLASSES.index(wanted):
        yield Lack(
            message=f"The release reaches {CLASS_NAMES[found.reached]} and not {CLASS_NAMES[wanted]}: "
            f"{'; '.join(found.missing)}.",
            cause=wanted,
        )


def components_of(case: Case, record: ReleaseRecord) -> ComponentMap:
    """The components of the release with the class that they reach."""
    # Not at the top: every audit registers this check, few run it.
    from checker.release.components import component_map

    datasets = [
        (dataset.claim.id, dataset.found.conclusion.concluded if isinstance(dataset.found, Subject) else ())
        for dataset in case.lineage.datasets
    ]
    concluded = case.subject.conclusion.concluded
    return component_map(record, case.evidence, datasets, concluded, lambda text: _is_open(text, case))


def _is_open(expression: str, case: Case) -> bool | None:
    """Whether a license is an open one; of an altered text nobody knows."""
    verdict = _tested(OPEN_LICENSES, expression, case)
    if verdict is Verdict.UNKNOWN or "LicenseRef-modified-" in expression:
        return None
    return verdict is not Verdict.DENY


def _tested(policy: str, expression: str, case: Case) -> Verdict:
    test = _license_test(policy)
    try:
        return Judge(test, test.context, case.judge.catalog, None).expression(expression).verdict
    except ExpressionError:
        return Verdict.UNKNOWN


@cache
def _license_test(policy: str) -> Policy:
    # A release asks for it once a component and a check, each time with the same answer.
    return load_policy(policy)


@release_check("LC0724", "training_summary")
def training_summary_missing(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The public summary of the training content is missing, or leaves out a part of the template.

    Why: RG24 (G). Article 53(1)(d) of the AI Act asks every provider of a general-purpose model for it, open or not.
    Fix: fill in the template of the AI Office and publish it as TRAINING_CONTENT_SUMMARY.md.
    """
    found = next((d for d in record.documents if d.kind is DocumentKind.TRAINING_SUMMARY), None)
    if found is None:
        yield _absent("summary of the training content", Topic.TRAINING_SUMMARY, "summary", record)
        return
    # As above.
    from checker.release.documents import SUMMARY_PARTS

    left_out = [part for part in SUMMARY_PARTS if part not in found.parts]
    if left_out:
        words = {
            "general": "general information",
            "sources": "the list of data sources",
            "processing": "data processing",
        }
        yield Lack(
            message=f"{found.file} says nothing under {', '.join(words[part] for part in left_out)}.",
            cause=f"{found.file} {' '.join(left_out)}",
            citations=_at(found),
        )


@release_check("LC0725", "copyright_policy")
def copyright_policy_missing(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    There is no summary of the copyright policy, or it tells rightsholders no address for complaints.

    Why: RG25 (G). Article 53(1)(c) of the AI Act asks for the policy, and the code of practice for the contact.
    Fix: publish COPYRIGHT_POLICY.md with a summary and an address for complaints of rightsholders.
    """
    found = next((d for d in record.documents if d.kind is DocumentKind.COPYRIGHT_POLICY), None)
    if found is None:
        yield _absent("copyright policy", Topic.COPYRIGHT_POLICY, "policy", record)
    elif found.text is None:
        yield Lack(message=f"{found.file} is not read.", cause=found.file, unknown=True, citations=_at(found))
    elif not (found.contacts and found.complaints):
        yield Lack(
            message=f"{found.file} gives rightsholders no address for complaints.",
            cause=found.file,
            citations=_at(found),
        )


def _absent(what: str, topic: Topic, cause: str, record: ReleaseRecord) -> Lack:
    """That a document is not in the repository; where the card speaks of it, it may be elsewhere."""
    linked = record.card.on(topic) if record.card else None
    where = f"; line {linked.line} of {linked.file} speaks of one, which was not read" if linked else ""
    return Lack(message=f"There is no {what} in the repository{where}.", cause=cause, unknown=linked is not None)


@release_check("LC0726", "public_access")
def not_free_to_the_public(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The model is not free and open-source in the sense of the European Union's guidelines.

    Why: RG26 (G). Who claims the exemption of Article 53(2) without meeting it owes the documentation all the same.
    Fix: drop the limit, or do not claim the exemption and keep the documentation of Article 53(1)(a) and (b).
    """
    for expression in case.subject.conclusion.concluded:
        verdict = _tested(FREE_LICENSES, expression, case)
        if verdict is not Verdict.ALLOW:
            doubt = "is doubtful" if verdict in (Verdict.REVIEW, Verdict.UNKNOWN) else "is not met"
            yield Lack(
                message=f"Under {expression} the license test of the exemption {doubt} (paragraphs 78 to 84).",
                cause=expression,
                citations=case.stated_at,
                unknown=verdict is Verdict.UNKNOWN,
            )
    card, gate = record.card, case.evidence.facts["gated"]
    told = {
        "weights": bool(record.manifest.files),
        "architecture": bool(record.loading.config or (card and card.on(Topic.ARCHITECTURE))),
        "usage": bool(card and (card.on(Topic.INTENDED_USE) or card.on(Topic.USAGE))),
    }
    for what, public in told.items():
        if not public:
            yield Lack(message=f"The {what} of the model is not public (paragraphs 90 to 92).", cause=what)
    if gate.value == "manual":
        yield Lack(
            message="Access is granted to some and not to others: the gate is opened by hand.",
            cause="gate",
            citations=gate.citations,
        )


def _at(document: Document) -> tuple[Citation, ...]:
    return (Citation(file=document.file, sha256=document.sha256),)
