"""Audit reports that all format tests share: one of everything, and three that a reader can follow."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import msgspec
import pytest

from checker.model.conclusion import Witness
from checker.model.detection import Change, Deviation
from checker.model.evidence import Citation, WitnessKind
from checker.model.reference import Discovery, Place, Reference, Resolution, Skipped
from checker.model.report import (
    AuditFailure,
    AuditReport,
    CapturedText,
    Decision,
    EvidenceFile,
    Finding,
    LineageEntry,
    ModelAudit,
    Obligation,
    PolicyInfo,
    ReportedClause,
    ReportedDataset,
    ReportedDetection,
    ReportedLicense,
    ReportedTerms,
    Suppressed,
    ToolInfo,
    Waived,
    WhatIf,
)
from checker.model.verdict import Severity, Verdict

COMMIT = "0123456789abcdef0123456789abcdef01234567"
BASE_COMMIT = "89abcdef0123456789abcdef0123456789abcdef"

RIVER_LICENSE = """RIVER COMMUNITY LICENSE AGREEMENT
River Version Release Date: May 2, 2025

1. Grant
a. You may use, copy, change and hand on the River Materials, without a fee.
b. If you hand on the River Materials, or a product that contains them, you shall
show the words "Flows with River" where its users will see them.

2. Larger organisations
If your products had more than 5 million monthly users on the release date, you
need a license from the River Company, which it may refuse.

3. Fields of use
You shall not use the River Materials for the acts listed in Attachment A.
"""

ADDENDUM_LICENSE = """Meadow License

Permission is given, free of charge, to anyone who has a copy of this software
to deal in it without limit, for research only,
provided that this notice is kept in all copies.

The software comes as it is. Nobody who wrote it is liable for any damage.
"""


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


RIVER_SHA = digest(RIVER_LICENSE)
ADDENDUM_SHA = digest(ADDENDUM_LICENSE)
CARD_SHA = digest("card")

TOOL = ToolInfo(name="lic-check", version="0.1.0", catalog="sha256:5e1f0c")
POLICY = PolicyInfo(
    name="permissive-only",
    digest="sha256:9a41d7",
    context={"use": "commercial", "mode": "hosted", "org.mau": 12_000_000, "territories.serve": ("EU", "US")},
    purpose="Lets through permissive and public-domain licenses, for the model and for all it comes from.",
)

DENIED = ModelAudit(
    id="acme/brook-7b-instruct",
    kind="model",
    revision=COMMIT,
    repo_id_hash="64f0c2a1",
    source="hub",
    verdict=Verdict.DENY,
    complete=True,
    license=ReportedLicense(
        declared="Apache-2.0",
        detected=(
            ReportedDetection(
                expression="LicenseRef-river-community-1",
                file="LICENSE",
                lines=(1, 15),
                method="verbatim",
                score=1.0,
                sha256=RIVER_SHA,
            ),
        ),
        concluded="LicenseRef-river-community-1",
        families=("threshold", "use-restricted"),
        because="The license text in the repository outweighs the tag in the card.",
        witnesses=(
            Witness(
                kind=WitnessKind.CARD,
                said="apache-2.0",
                alternatives=("Apache-2.0",),
                citation=Citation(file="README.md", line=3, quote="license: apache-2.0", sha256=CARD_SHA),
            ),
            Witness(
                kind=WitnessKind.TEXT,
                said="RIVER COMMUNITY LICENSE AGREEMENT",
                alternatives=("LicenseRef-river-community-1",),
                citation=Citation(file="LICENSE", line=1, sha256=RIVER_SHA),
            ),
        ),
    ),
    lineage=(
        LineageEntry(
            id="river/brook-7b",
            relation="finetune",
            revision=BASE_COMMIT,
            license="LicenseRef-river-community-1",
            verdict=Verdict.DENY,
            passes=True,
            found_in="README.md:5",
            parent_of="acme/brook-7b-instruct",
            child_revision=COMMIT,
            pinned=True,
            decides=True,
        ),
        LineageEntry(
            id="river/spring-70b",
            relation="distill",
            revision=None,
            license=None,
            verdict=Verdict.UNKNOWN,
            passes=False,
            found_in="config.json",
            parent_of="river/brook-7b",
            child_revision=BASE_COMMIT,
            scope="none",
        ),
    ),
    findings=(
        Finding(
            code="LC0401",
            title="A user threshold is passed",
            verdict=Verdict.DENY,
            severity=Severity.HIGH,
            message="The license needs a separate agreement above 5,000,000 monthly users; you declared 12,000,000.",
            fix="Obtain a license from the River Company, or choose a base model without a threshold.",
            fingerprint="f-0001",
            evidence_digest="sha256:" + digest("f-0001"),
            evidence=(
                Citation(
                    file="LICENSE",
                    line=10,
                    quote="If your products had more than 5 million monthly users on the release date",
                    sha256=RIVER_SHA,
                    document="River Community License",
                    section="2",
                    url="https://river.example/license",
                ),
            ),
        ),
        Finding(
            code="LC0202",
            title="The tag and the text disagree",
            verdict=Verdict.REVIEW,
            severity=Severity.MEDIUM,
            message="The card says apache-2.0; the text in LICENSE is the River Community License.",
            fix="Ask the publisher to correct `license:` in README.md.",
            fingerprint="f-0002",
            evidence=(
                Citation(file="README.md", line=3, quote="license: apache-2.0", sha256=CARD_SHA),
                Citation(file="LICENSE", line=1, quote="RIVER COMMUNITY LICENSE AGREEMENT", sha256=RIVER_SHA),
            ),
        ),
        Finding(
            code="LC0801",
            title="Weights in a format that can run code",
            verdict=Verdict.ALLOW,
            severity=Severity.LOW,
            message="pytorch_model.bin is a pickle file.",
            fix="Prefer the safetensors file of the same repository.",
            fingerprint="f-0003",
            evidence=(Citation(file="pytorch_model.bin"),),
        ),
        Finding(
            code="LC0601",
            title="A training dataset states no license",
            verdict=Verdict.REVIEW,
            severity=Severity.LOW,
            message="acme/stream-chat states no license.",
            fix="Ask its owner, or record a clarification.",
            fingerprint="f-0004",
            evidence=(Citation(file="README.md", line=7, field="datasets[0]", sha256=CARD_SHA),),
            waived=Waived(
                reason="The data is ours (LEGAL-31)", approver="R. Vale, General Counsel", expires="2027-01-31"
            ),
        ),
    ),
    obligations=(
        Obligation(
            clause="cond.display",
            license="LicenseRef-river-community-1",
            section="1.b",
            duty='Show the words "Flows with River" where users of the product see them.',
            status="unmet",
            evidence=(Citation(file="README.md", sha256=CARD_SHA),),
        ),
        Obligation(
            clause="cond.aup",
            license="LicenseRef-river-community-1",
            section="3",
            duty="Keep to the acceptable use list in Attachment A.",
            status="unverified",
        ),
        Obligation(
            clause="cond.license_copy",
            license="LicenseRef-river-community-1",
            section="1.b",
            duty="Ship the agreement with the materials.",
            status="not-triggered",
        ),
    ),
    decided_by=Decision(
        rule="LC0401",
        because="The River Community License needs a separate agreement above 5,000,000 monthly users.",
    ),
    not_checked=("Attachment A of the River Community License is not in the repository.",),
    last_modified="2025-06-30T08:15:00.000Z",
    datasets=(
        ReportedDataset(
            id="acme/stream-chat",
            license=None,
            verdict=Verdict.UNKNOWN,
            found_in="README.md:7",
            use="use:research-only",
            because="its card says so",
            model_generated="the card names a chat model as its source",
        ),
        ReportedDataset(id="open/wells", license="CC-BY-4.0", verdict=Verdict.ALLOW, found_in="README.md:8"),
    ),
    files=(
        EvidenceFile(path="LICENSE", role="license", sha256=RIVER_SHA),
        EvidenceFile(path="README.md", role="card", sha256=CARD_SHA),
    ),
    what_if=WhatIf(
        facts={"org.mau": 4_000_000},
        verdict=Verdict.REVIEW,
        because="The card and the license text disagree.",
    ),
)

ALLOWED_WITH_DUTIES = ModelAudit(
    id="acme/pebble-embed",
    kind="model",
    revision=BASE_COMMIT,
    repo_id_hash="64f0c2a2",
    source="cache",
    verdict=Verdict.ALLOW,
    complete=True,
    license=ReportedLicense(
        declared="Apache-2.0",
        detected=(),
        concluded="Apache-2.0",
        families=("permissive",),
        because="The card and the Hub's tag agree.",
    ),
    lineage=(),
    findings=(
        Finding(
            code="LC0102",
            title="The license text is missing",
            verdict=Verdict.ALLOW,
            severity=Severity.LOW,
            message="The repository holds no copy of Apache-2.0.",
            fix="Ship a copy of the license yourself when you distribute the model.",
            fingerprint="f-0005",
        ),
    ),
    obligations=(
        Obligation(
            clause="cond.license_copy",
            license="Apache-2.0",
            section="4(a)",
            duty="Give recipients a copy of the license.",
            status="unverified",
        ),
        Obligation(
            clause="cond.state_changes",
            license="Apache-2.0",
            section="4(b)",
            duty="Mark the files that you changed.",
            status="met",
        ),
    ),
    decided_by=Decision(rule="license-allowed", because="permissive-only accepts the family permissive."),
    not_checked=(),
)

ALLOWED = ModelAudit(
    id="examples/pebble",
    kind="local",
    revision=None,
    repo_id_hash=None,
    source="local",
    verdict=Verdict.ALLOW,
    complete=True,
    license=ReportedLicense(
        declared="MIT", detected=(), concluded="MIT", families=("permissive",), because="The card says so."
    ),
    lineage=(),
    findings=(),
    obligations=(),
    decided_by=Decision(rule="license-allowed", because="permissive-only accepts the family permissive."),
    not_checked=(),
)

UNKNOWN = ModelAudit(
    id="acme/silent-8b",
    kind="model",
    revision=COMMIT,
    repo_id_hash="64f0c2a3",
    source="hub",
    verdict=Verdict.UNKNOWN,
    complete=False,
    license=ReportedLicense(
        declared="openrail",
        detected=(),
        concluded="NOASSERTION",
        families=(),
        alternatives=("LicenseRef-bigscience-openrail-m", "LicenseRef-creativeml-openrail-m"),
        because="The tag openrail names a family, not a license.",
    ),
    lineage=(),
    findings=(
        Finding(
            code="LC0205",
            title="The tag names a family of licenses",
            verdict=Verdict.UNKNOWN,
            severity=Severity.MEDIUM,
            message="openrail may be one of 2 licenses that the policy judges differently.",
            fix="Ask the publisher which one holds, or record a clarification.",
            fingerprint="f-0006",
            evidence=(Citation(field="cardData.license", quote="openrail"),),
        ),
    ),
    obligations=(),
    decided_by=Decision(
        rule="LC0205", because="Which license holds is not known.", settles=("org.mau", "clarification")
    ),
    not_checked=("LICENSE is gated and could not be read.",),
)

REVIEWED = ModelAudit(
    id="acme/meadow-1b",
    kind="model",
    revision="main",
    repo_id_hash="64f0c2a4",
    source="hub",
    verdict=Verdict.REVIEW,
    complete=True,
    license=ReportedLicense(
        declared="MIT",
        detected=(
            ReportedDetection(
                expression="LicenseRef-modified-MIT-1a2b3c4d",
                file="LICENSE.md",
                lines=(1, 7),
                method="modified",
                score=0.93,
                sha256=ADDENDUM_SHA,
                candidates=("MIT",),
                deviations=(
                    Deviation(kind=Change.ADDED, text="for research only,", line=4),
                    Deviation(kind=Change.REMOVED, text="and the copyright line", line=5),
                    Deviation(kind=Change.ADDED, text="Nobody who wrote it is liable", line=7),
                    Deviation(kind=Change.REMOVED, text="in an action of contract", line=7),
                ),
            ),
        ),
        concluded="LicenseRef-modified-MIT-1a2b3c4d",
        families=(),
        because="The text in LICENSE.md is MIT with words added and removed.",
    ),
    lineage=(),
    findings=(
        Finding(
            code="LC0203",
            title="The license text was altered",
            verdict=Verdict.REVIEW,
            severity=Severity.HIGH,
            message="LICENSE.md is MIT with 2 additions and 2 removals.",
            fix="Have the added words read by a lawyer.",
            fingerprint="f-0007",
            evidence=(Citation(file="LICENSE.md", line=4, quote="for research only,", sha256=ADDENDUM_SHA),),
        ),
    ),
    obligations=(),
    decided_by=Decision(rule="LC0203", because="The license text is MIT with words added and removed."),
    not_checked=(),
    files=(EvidenceFile(path="LICENSE.md", role="license", sha256=ADDENDUM_SHA),),
)

ERRORS = (
    AuditFailure(
        id="acme/gone",
        kind="missing-or-private",
        message="There is no repository acme/gone, or it is private.",
        fix="Check the spelling, or set HF_TOKEN to a token that may read it.",
    ),
    AuditFailure(
        id="acme/slow", kind="network", message="huggingface.co did not answer within 10 s.", fix="Try again."
    ),
)

TERMS = (
    ReportedTerms(
        id="Apache-2.0",
        name="Apache License 2.0",
        families=("permissive",),
        clauses=(
            ReportedClause(kind="grant.use", section="2", statement="Use for any purpose."),
            ReportedClause(
                kind="cond.license_copy", section="4(a)", statement="Give recipients a copy of the license."
            ),
        ),
        url="https://www.apache.org/licenses/LICENSE-2.0",
    ),
    ReportedTerms(
        id="LicenseRef-river-community-1",
        name="River Community License 1",
        families=("threshold", "use-restricted"),
        clauses=(
            ReportedClause(kind="grant.use", section="1.a", statement="Use, copy, change and hand on without a fee."),
            ReportedClause(kind="cond.display", section="1.b", statement='Show "Flows with River" to users.'),
            ReportedClause(
                kind="limit.mau", section="2", statement="A separate license above 5,000,000 monthly users."
            ),
            ReportedClause(kind="cond.aup", section="3", statement="Keep to the acceptable use list."),
        ),
        url="https://river.example/license",
    ),
)

TEXTS = (
    CapturedText(sha256=RIVER_SHA, text=RIVER_LICENSE),
    CapturedText(sha256=ADDENDUM_SHA, text=ADDENDUM_LICENSE),
)


def injected(value: Any, payload: str) -> Any:
    """`value` with `payload` after every free text in it; closed sets of words stay what they are."""
    match value:
        case StrEnum():
            return value
        case str():
            return value + payload
        case msgspec.Struct():
            closed = {"schema", "status", "scope"}
            fields = {name: getattr(value, name) for name in value.__struct_fields__ if name not in closed}
            return msgspec.structs.replace(value, **{name: injected(field, payload) for name, field in fields.items()})
        case tuple() | list():
            return tuple(injected(item, payload) for item in value)
        case dict():
            return {injected(key, payload): injected(item, payload) for key, item in value.items()}
        case _:
            return value


@pytest.fixture
def inject() -> Callable[[AuditReport, str], AuditReport]:
    """A function that puts a hostile text into every field of a report."""
    return injected


def injected_words(report: AuditReport, payload: str) -> AuditReport:
    """`report` with `payload` in it but in its licenses: an expression comes from a parser, not from strangers."""
    hostile: AuditReport = injected(report, payload)
    models = tuple(
        msgspec.structs.replace(
            changed,
            license=kept.license,
            lineage=adopted(kept.lineage, kept.id, changed.id),
            datasets=kept.datasets,
        )
        for changed, kept in zip(hostile.models, report.models, strict=True)
    )
    return msgspec.structs.replace(hostile, models=models)


def adopted(lineage: tuple[LineageEntry, ...], old: str, new: str) -> tuple[LineageEntry, ...]:
    """The lineage of the model `old` when it is called `new`."""
    return tuple(
        msgspec.structs.replace(entry, parent_of=new) if entry.parent_of == old else entry for entry in lineage
    )


def report_of(*models: ModelAudit, errors: tuple[AuditFailure, ...] = (), exit_code: int = 0) -> AuditReport:
    """A report on `models` with the terms and texts that they use."""
    used = {detection.sha256 for model in models for detection in model.license.detected}
    concluded = {model.license.concluded for model in models}
    return AuditReport(
        tool=TOOL,
        policy=POLICY,
        verdict=Verdict.worst(model.verdict for model in models),
        complete=not errors and all(model.complete for model in models),
        exit_code=exit_code,
        models=models,
        errors=errors,
        terms=tuple(terms for terms in TERMS if terms.id in concluded),
        texts=tuple(text for text in TEXTS if text.sha256 in used),
    )


@pytest.fixture
def rich() -> AuditReport:
    """One model of each verdict, a waiver, altered text, lineage, and targets that failed."""
    return report_of(DENIED, ALLOWED_WITH_DUTIES, ALLOWED, UNKNOWN, REVIEWED, errors=ERRORS, exit_code=1)


@pytest.fixture
def denied() -> AuditReport:
    return report_of(DENIED, exit_code=1)


@pytest.fixture
def allowed() -> AuditReport:
    return report_of(ALLOWED)


def placed(model: ModelAudit, *lines: int) -> ModelAudit:
    """The model as a scan places it: named on some lines of `app/load.py`."""
    places = tuple(
        Citation(file="app/load, run.py", line=line, column=9, quote=f"load({model.id!r})  # [x]") for line in lines
    )
    return msgspec.structs.replace(model, named_at=places, owner="=team models")


@pytest.fixture
def scanned(rich: AuditReport) -> AuditReport:
    """The rich report as a scan makes it, with a finding that a comment accepts and one of a baseline."""
    first, second = DENIED.findings[:2]
    by_ancestor = msgspec.structs.replace(first, ancestor="river/brook-7b")
    comment = Suppressed(by="comment", reason="contract 17", places=(Citation(file="app/load, run.py", line=3),))
    accepted = msgspec.structs.replace(second, suppressed=comment)
    known = msgspec.structs.replace(REVIEWED.findings[0], suppressed=Suppressed(by="baseline"))
    unstated = msgspec.structs.replace(UNKNOWN.license, declared=None, declared_as="openrail")
    models = (
        placed(msgspec.structs.replace(DENIED, findings=(by_ancestor, accepted, *DENIED.findings[2:])), 3, 40),
        placed(ALLOWED_WITH_DUTIES, 5),
        placed(msgspec.structs.replace(UNKNOWN, license=unstated), 6),
        placed(msgspec.structs.replace(REVIEWED, findings=(known,)), 7),
    )
    errors = tuple(
        msgspec.structs.replace(error, named_at=(Citation(file="deploy.yaml", line=2, column=10),)) for error in ERRORS
    )
    untold = Reference(
        place=Place("app/load, run.py", 9, 30),
        resolution=Resolution.UNRESOLVED,
        how="from_pretrained()",
        why="the environment variable 'MODEL' has no default here",
        quote="load(environ['MODEL'])",
    )
    scan = Discovery(references=(untold,), skipped=(Skipped("old.py", "it is not valid Python"),), files=4, size=999)
    return msgspec.structs.replace(rich, models=models, errors=errors, scan=scan)
