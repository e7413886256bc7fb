"""
CycloneDX 1.6 and 1.7, a bill of materials of models (ML-BOM).

Declared and concluded license stay apart: in 1.6 the author's is the component's and ours its evidence, in 1.7 both
stand side by side. Ancestors are pedigree and components; the policy is a standard, its verdict an attestation with
claims, so that a reader sees why. No field is filled with a guess.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from checker.model.evidence import Citation
from checker.model.report import AuditReport, Finding, LineageEntry, ModelAudit
from checker.model.verdict import Verdict
from checker.reports import wording
from checker.reports.json import to_json
from checker.reports.packages import (
    Package,
    expression,
    license_texts,
    moment,
    of_ancestor,
    of_dataset,
    of_model,
    steps,
)
from checker.reports.renderer import RenderOptions

ASSESSOR = "lic-check"
STANDARD = "policy"


def write_cyclonedx_1_6(report: AuditReport, options: RenderOptions) -> str:
    """The document in version 1.6."""
    return _Document(report, options, "1.6").text()


def write_cyclonedx_1_7(report: AuditReport, options: RenderOptions) -> str:
    """The document in version 1.7."""
    return _Document(report, options, "1.7").text()


class _Document:
    def __init__(self, report: AuditReport, options: RenderOptions, version: str) -> None:
        self.report = report
        self.version = version
        self.timestamp = moment(options.audited_at)
        self.texts = license_texts(report)
        self.places: dict[str, list[Citation]] = {}
        for model in report.models:
            self.places.setdefault(of_model(model).ref, []).extend(model.named_at)

    def text(self) -> str:
        components: dict[str, dict[str, Any]] = {}
        for component in self.components():
            components.setdefault(component["bom-ref"], component)
        document: dict[str, Any] = {
            "$schema": f"http://cyclonedx.org/schema/bom-{self.version}.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": self.version,
            "serialNumber": f"urn:uuid:{self.serial(components)}",
            "version": 1,
            "metadata": self.metadata(),
            "components": list(components.values()),
            "dependencies": list(self.dependencies()),
            "declarations": self.declarations(),
            "definitions": {"standards": [self.standard()]},
        }
        return to_json(document)

    def serial(self, components: Iterable[str]) -> uuid.UUID:
        """The same for the same models under the same policy and facts."""
        parts = (self.report.policy.digest, self.report.tool.catalog, self.timestamp or "", *sorted(components))
        return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(("lic-check", self.version, *parts)))

    def metadata(self) -> dict[str, Any]:
        tool = {"type": "application", "name": self.report.tool.name, "version": self.report.tool.version}
        metadata: dict[str, Any] = {"tools": {"components": [tool]}}
        if self.timestamp:
            metadata["timestamp"] = self.timestamp
        facts = ((f"fact:{name}", str(value)) for name, value in sorted(self.report.policy.context.items()))
        metadata["properties"] = _properties(
            ("policy", self.report.policy.name), ("verdict", self.report.verdict), ("catalog", self.report.tool.catalog)
        ) + _properties(*facts)
        return metadata

    def components(self) -> Iterator[dict[str, Any]]:
        """Audited models first: one that is an ancestor of another too is told as it was audited, at its worst."""
        yield from map(self.model, wording.worst_first(self.report.models))
        for model in self.report.models:
            for entry in model.lineage:
                yield self.ancestor(entry)
            for dataset in model.datasets:
                licenses = self.licenses(dataset.license, "declared")
                yield {**_component(of_dataset(dataset)), **({"licenses": licenses} if licenses else {})}

    def model(self, model: ModelAudit) -> dict[str, Any]:
        component = _component(of_model(model))
        words = model.license.declared_as
        in_words = [{"license": {"name": words, "acknowledgement": "declared"}}] if words else []
        declared = self.licenses(expression(model.license.declared), "declared") or in_words
        concluded = self.licenses(expression(model.license.concluded), "concluded")
        evidence: dict[str, Any] = {}
        if self.version == "1.6":
            licenses = declared
            if concluded:
                evidence["licenses"] = concluded
        else:
            licenses = [*declared, *concluded]
        if licenses:
            component["licenses"] = licenses
        if places := self.places[component["bom-ref"]]:
            evidence["occurrences"] = [_occurrence(place.file or "", place.line) for place in places]
        if evidence:
            component["evidence"] = evidence
        component |= self.pedigree(model)
        if component["type"] == "machine-learning-model":
            datasets = [{"ref": of_dataset(dataset).ref} for dataset in model.datasets]
            component["modelCard"] = {"modelParameters": {"datasets": datasets} if datasets else {}}
        component["properties"] = _properties(
            ("verdict", model.verdict),
            ("complete", str(model.complete).lower()),
            ("decided-by", model.decided_by.rule),
            ("because", model.decided_by.because),
            ("license-because", model.license.because),
            *(("alternative", alternative) for alternative in model.license.alternatives),
            *(("family", family) for family in model.license.families),
            *(("not-checked", missing) for missing in model.not_checked),
            ("owner", model.owner or ""),
        )
        return component

    def ancestor(self, entry: LineageEntry) -> dict[str, Any]:
        component = _component(of_ancestor(entry))
        if licenses := self.licenses(expression(entry.license), "concluded"):
            component["licenses"] = licenses
        component["properties"] = _properties(("verdict", entry.verdict), ("found-in", entry.found_in))
        return component

    def pedigree(self, model: ModelAudit) -> dict[str, Any]:
        """The ancestors inside one another, without the reference that each has as a component."""
        above: dict[str, list[tuple[LineageEntry, Package]]] = {}
        for child, entry, parent in steps(model):
            above.setdefault(child.ref, []).append((entry, parent))

        def grown(ref: str) -> dict[str, Any]:
            # Taken out, so that each package is told with its ancestors once: the ways through a lineage may be
            # more than anyone can read, and may lead in a circle.
            nested = [self.nested(entry) | grown(parent.ref) for entry, parent in above.pop(ref, ())]
            return {"pedigree": {"ancestors": nested}} if nested else {}

        return grown(of_model(model).ref)

    def nested(self, entry: LineageEntry) -> dict[str, Any]:
        component = self.ancestor(entry)
        del component["bom-ref"]
        component["properties"] += _properties(("relation", entry.relation))
        return component

    def licenses(self, written: str | None, acknowledgement: str) -> list[dict[str, Any]]:
        """
        One license or expression.

        Many readers know an SPDX id only as such, so that a single one is no expression; a license without one is a
        name, with its text where a repository has it.
        """
        if not written:
            return []
        said = {"acknowledgement": acknowledgement}
        if " AND " in written or " OR " in written or " WITH " in written:
            return [{"expression": written, **said}]
        if not written.startswith("LicenseRef-"):
            return [{"license": {"id": written, **said}}]
        named: dict[str, Any] = {"name": written, **said}
        if text := self.texts.get(written):
            named["text"] = {"contentType": "text/plain", "content": text}
        url = next((terms.url for terms in self.report.terms if terms.id == written and terms.url), None)
        return [{"license": {**named, "url": url} if url else named}]

    def dependencies(self) -> Iterator[dict[str, Any]]:
        needs: dict[str, set[str]] = {}
        for model in self.report.models:
            own = of_model(model).ref
            needs.setdefault(own, set()).update(of_dataset(dataset).ref for dataset in model.datasets)
            for entry in model.lineage:
                needs.setdefault(of_ancestor(entry).ref, set())
            for child, _, parent in steps(model):
                needs.setdefault(child.ref, set()).add(parent.ref)
        for ref in sorted(needs):
            yield {"ref": ref, "dependsOn": sorted(needs[ref])}

    def standard(self) -> dict[str, Any]:
        policy = self.report.policy
        found = {finding.code: finding for model in self.report.models for finding in model.findings}
        requirements = [
            {"bom-ref": f"{STANDARD}:{code}", "identifier": code, "title": found[code].title} for code in sorted(found)
        ]
        verdict = {"bom-ref": f"{STANDARD}:verdict", "identifier": "verdict", "title": "The policy allows the model"}
        return {
            "bom-ref": STANDARD,
            "name": policy.name,
            "version": policy.digest,
            "description": policy.purpose or f"The policy {policy.name}",
            "requirements": [verdict, *requirements],
        }

    def declarations(self) -> dict[str, Any]:
        claims: list[dict[str, Any]] = []
        evidence: list[dict[str, Any]] = []
        attestations = []
        audits: Counter[str] = Counter()
        for model in self.report.models:
            target = of_model(model).ref
            audits[target] += 1
            # A model that was audited for two uses is one target of two attestations.
            name = f"claim:{target}" if audits[target] == 1 else f"claim:{target}:{audits[target]}"
            entries = []
            verdict = f"{name}:verdict"
            claims.append(_claim(verdict, target, f"verdict {model.verdict}", model.decided_by.because, ()))
            entries.append(self.mapped("verdict", verdict, model.verdict, model.decided_by.because))
            for finding in model.findings:
                ref = f"{name}:{finding.fingerprint}"
                cited = list(_evidence(ref, finding))
                evidence += cited
                claims.append(_claim(ref, target, finding.message, finding.fix, [item["bom-ref"] for item in cited]))
                entries.append(self.mapped(finding.code, ref, finding.verdict, finding.message))
            summary = f"{wording.target(model)} under {self.report.policy.name}: {model.verdict}"
            attestations.append({"summary": summary, "assessor": ASSESSOR, "map": entries})
        assessor = {"bom-ref": ASSESSOR, "thirdParty": False, "organization": {"name": self.report.tool.name}}
        found = {"assessors": [assessor], "attestations": attestations, "claims": claims, "evidence": evidence}
        return {name: value for name, value in found.items() if value}

    def mapped(self, requirement: str, claim: str, verdict: Verdict, rationale: str) -> dict[str, Any]:
        passed = verdict is Verdict.ALLOW
        return {
            "requirement": f"{STANDARD}:{requirement}",
            "claims" if passed else "counterClaims": [claim],
            "conformance": {"score": 1 if passed else 0, "rationale": rationale},
        }


def _component(package: Package) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "data" if package.is_dataset else "machine-learning-model",
        "bom-ref": package.ref,
        "name": package.name,
    }
    optional = {"group": package.group, "version": package.version, "purl": package.purl}
    return component | {name: value for name, value in optional.items() if value}


def _occurrence(location: str, line: int | None) -> dict[str, Any]:
    return {"location": location, "line": line} if line else {"location": location}


def _properties(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"name": f"lic-check:{name}", "value": value} for name, value in pairs if value]


def _claim(ref: str, target: str, predicate: str, reasoning: str, evidence: Iterable[str]) -> dict[str, Any]:
    claim: dict[str, Any] = {"bom-ref": ref, "target": target, "predicate": predicate, "reasoning": reasoning}
    return claim | ({"evidence": list(evidence)} if evidence else {})


def _evidence(claim: str, finding: Finding) -> Iterator[dict[str, Any]]:
    for number, citation in enumerate(finding.evidence, start=1):
        content = citation.quote or wording.place(citation)
        data = {"name": wording.place(citation) or "evidence"}
        attachment = {"contentType": "text/plain", "content": content}
        yield {"bom-ref": f"{claim}:{number}", "data": [{**data, "contents": {"attachment": attachment}}]}
