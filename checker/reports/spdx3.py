"""
SPDX 3.0.1 with the AI profile, as JSON-LD: packages of models and datasets, licenses, and how they relate.

What is not known is left out; NOASSERTION stands only where a license was looked for and is not certain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
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

CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
_CREATION = "_:creation"
_PROFILES = ("core", "software", "simpleLicensing", "ai", "dataset")


def write_spdx3(report: AuditReport, options: RenderOptions) -> str:
    """The document; each element has an address made from what it is, the same in every run."""
    return to_json(_Graph(report, spdx_time(options.audited_at)).document())


class _Graph:
    def __init__(self, report: AuditReport, created: str) -> None:
        self.report = report
        self.texts = license_texts(report)
        self.created = created
        self.namespace = spdx_namespace(report, created, (of_model(model).ref for model in report.models))
        self.elements: dict[str, dict[str, Any]] = {}

    def document(self) -> dict[str, Any]:
        tool = self.element("SoftwareAgent", "tool", name=f"{self.report.tool.name}-{self.report.tool.version}")
        # Audited models first: one that is an ancestor of another too is told as it was audited, at its worst.
        roots = list(dict.fromkeys(map(self.model, wording.worst_first(self.report.models))))
        for model in self.report.models:
            self.origins(model, roots)
        creation = {
            "type": "CreationInfo",
            "@id": _CREATION,
            "specVersion": "3.0.1",
            "created": self.created,
            "createdBy": [tool],
        }
        inside = sorted(self.elements)
        self.element(
            "SpdxDocument",
            "document",
            name=f"Models under the policy {self.report.policy.name}",
            profileConformance=list(_PROFILES),
            rootElement=roots,
            element=inside,
        )
        return {"@context": CONTEXT, "@graph": [creation, *(self.elements[key] for key in sorted(self.elements))]}

    def element(self, kind: str, key: str, **fields: Any) -> str:
        """Add an element unless it is there; its address."""
        address = f"{self.namespace}:{hashlib.sha256(f'{kind} {key}'.encode()).hexdigest()[:16]}"
        known = {name: value for name, value in fields.items() if value not in (None, [], "")}
        self.elements.setdefault(address, {"type": kind, "spdxId": address, "creationInfo": _CREATION, **known})
        return address

    def model(self, model: ModelAudit) -> str:
        package = of_model(model)
        address = self.package(package, comment=judgement(model, self.report.policy.name), **_release_time(model))
        declared = expression(model.license.declared)
        self.relate("hasDeclaredLicense", address, [self.license(declared)] if declared else [])
        self.relate("hasConcludedLicense", address, [self.license(model.license.concluded)])
        return address

    def origins(self, model: ModelAudit, audited: Container[str]) -> None:
        """What the model was made from, beside the packages that were `audited` themselves."""
        for entry in model.lineage:
            ancestor = self.package(of_ancestor(entry), comment=f"{entry.verdict}, found in {entry.found_in}")
            known = expression(entry.license)
            if known and ancestor not in audited:
                self.relate("hasConcludedLicense", ancestor, [self.license(known)])
        for child, entry, parent in steps(model):
            self.relate("ancestorOf", self.package(parent), [self.package(child)], comment=wording.step(entry))
        datasets = [self.dataset(of_dataset(dataset), dataset.license) for dataset in model.datasets]
        self.relate("trainedOn", self.package(of_model(model)), datasets)

    def package(self, package: Package, **fields: Any) -> str:
        kind = "dataset_DatasetPackage" if package.is_dataset else "ai_AIPackage"
        purpose = "data" if package.is_dataset else "model"
        return self.element(
            kind,
            package.ref,
            name=package.id,
            software_packageVersion=package.version,
            software_packageUrl=package.purl,
            software_primaryPurpose=purpose,
            **fields,
        )

    def dataset(self, package: Package, license: str | None) -> str:
        # What a dataset is made of is not in the report, and the profile asks for a word.
        address = self.package(package, dataset_datasetType=["noAssertion"])
        if known := expression(license):
            self.relate("hasDeclaredLicense", address, [self.license(known)])
        return address

    def license(self, written: str) -> str:
        refs = [
            {"type": "DictionaryEntry", "key": ref, "value": self.text(ref, text)}
            for ref in license_refs([written])
            if (text := self.texts.get(ref))
        ]
        return self.element(
            "simplelicensing_LicenseExpression",
            written,
            simplelicensing_licenseExpression=written,
            simplelicensing_customIdToUri=refs,
        )

    def text(self, ref: str, text: str) -> str:
        return self.element("simplelicensing_SimpleLicensingText", ref, name=ref, simplelicensing_licenseText=text)

    def relate(self, kind: str, source: str, targets: Iterable[str], comment: str | None = None) -> None:
        found = list(dict.fromkeys(targets))
        if found:
            key = " ".join((source, kind, *found))
            fields: dict[str, Any] = {"from": source, "to": found, "relationshipType": kind, "comment": comment}
            self.element("Relationship", key, **fields)


def _release_time(model: ModelAudit) -> dict[str, str]:
    """The Hub's date of the commit, to the second."""
    stamp = model.last_modified or ""
    return {"releaseTime": f"{stamp[:19]}Z"} if len(stamp) >= 20 and stamp[10] == "T" else {}
