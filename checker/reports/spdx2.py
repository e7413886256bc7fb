"""SPDX 2.3 as JSON, for intake that does not read version 3; it has no terms for models, which are packages here."""

from __future__ import annotations

import hashlib
from typing import Any

from checker.model.report import AuditReport, ModelAudit
from checker.reports import wording
from checker.reports.json import to_json
from checker.reports.packages import (
    Package,
    expression,
    judgement,
    license_refs,
    license_texts,
    of_ancestor,
    of_dataset,
    of_model,
    spdx_namespace,
    spdx_time,
    steps,
)
from checker.reports.renderer import RenderOptions

DOCUMENT = "SPDXRef-DOCUMENT"
_NO_TEXT = "The text is not in the repository."


def write_spdx2(report: AuditReport, options: RenderOptions) -> str:
    """The document."""
    packages: dict[str, dict[str, Any]] = {}
    relations: dict[tuple[str, str, str], dict[str, str]] = {}

    def relate(source: str, kind: str, target: str) -> None:
        relation = {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": target}
        relations.setdefault((source, kind, target), relation)

    # Audited models first: one that is an ancestor of another too is told as it was audited, at its worst.
    for model in wording.worst_first(report.models):
        own = of_model(model)
        packages.setdefault(_id(own), _model(model, own, report.policy.name))
        relate(DOCUMENT, "DESCRIBES", _id(own))
    for model in report.models:
        for entry in model.lineage:
            ancestor = of_ancestor(entry)
            packages.setdefault(_id(ancestor), _package(ancestor, None, expression(entry.license)))
        for child, _, parent in steps(model):
            relate(_id(parent), "ANCESTOR_OF", _id(child))
        for dataset in model.datasets:
            package = of_dataset(dataset)
            packages.setdefault(_id(package), _package(package, expression(dataset.license), None))
            relate(_id(package), "DATA_FILE_OF", _id(of_model(model)))
    created = spdx_time(options.audited_at)
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": DOCUMENT,
        "name": f"Models under the policy {report.policy.name}",
        "documentNamespace": spdx_namespace(report, created, sorted(packages)),
        "creationInfo": {"created": created, "creators": [f"Tool: {report.tool.name}-{report.tool.version}"]},
        "packages": list(packages.values()),
        "relationships": list(relations.values()),
        "hasExtractedLicensingInfos": list(_extracted(report, packages)),
    }
    return to_json(document)


def _model(model: ModelAudit, package: Package, policy: str) -> dict[str, Any]:
    found = _package(package, expression(model.license.declared), model.license.concluded)
    return {**found, "comment": judgement(model, policy)}


def _package(package: Package, declared: str | None, concluded: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "SPDXID": _id(package),
        "name": package.id,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": concluded or "NOASSERTION",
        "licenseDeclared": declared or "NOASSERTION",
        "copyrightText": "NOASSERTION",
    }
    if package.version:
        found["versionInfo"] = package.version
    if package.purl:
        reference = {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": package.purl}
        found["externalRefs"] = [reference]
    return found


def _extracted(report: AuditReport, packages: dict[str, dict[str, Any]]) -> list[dict[str, str]]:
    used = (package[key] for package in packages.values() for key in ("licenseConcluded", "licenseDeclared"))
    names = {terms.id: terms.name for terms in report.terms}
    texts = license_texts(report)
    return [
        {"licenseId": ref, "name": names.get(ref, ref), "extractedText": texts.get(ref) or _NO_TEXT}
        for ref in license_refs(used)
    ]


def _id(package: Package) -> str:
    """Letters, digits, dots and hyphens alone; two packages never share one."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in ".-") else "-" for c in package.id)
    return f"SPDXRef-{plain}-{hashlib.sha256(package.ref.encode()).hexdigest()[:8]}"
