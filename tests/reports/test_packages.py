"""What the bills of materials have in common: each repository at a commit is one package, and each step links two."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from checker.model.evidence import Citation
from checker.model.report import AuditReport, LineageEntry
from checker.model.verdict import Verdict
from checker.reports import RENDERERS, RenderOptions
from tests.reports.conftest import ALLOWED_WITH_DUTIES, placed, report_of

NOW, OLD = "1" * 40, "2" * 40
MODEL = msgspec.structs.replace(ALLOWED_WITH_DUTIES, id="acme/model", revision=NOW)
BASE = msgspec.structs.replace(ALLOWED_WITH_DUTIES, id="acme/base", revision=NOW)


def made_from(child: str, child_revision: str | None, parent: str, revision: str | None) -> LineageEntry:
    return LineageEntry(
        id=parent,
        relation="finetune",
        revision=revision,
        license="MIT",
        verdict=Verdict.ALLOW,
        passes=True,
        found_in="README.md",
        parent_of=child,
        child_revision=child_revision,
    )


# The model was merged from today's base and from a fine-tune of an older one, and each of the two bases has its own.
LINEAGE = (
    made_from("acme/model", NOW, "acme/base", NOW),
    made_from("acme/model", NOW, "acme/tuned", NOW),
    made_from("acme/base", NOW, "acme/second", None),
    made_from("acme/tuned", NOW, "acme/base", OLD),
    made_from("acme/base", OLD, "acme/first", None),
)
STEPS = {
    ("acme/model@1", "acme/base@1"),
    ("acme/model@1", "acme/tuned@1"),
    ("acme/base@1", "acme/second"),
    ("acme/tuned@1", "acme/base@2"),
    ("acme/base@2", "acme/first"),
}


def short(id: str, revision: str | None) -> str:
    return f"{id}@{revision[0]}" if revision else id


def steps_of_cyclonedx(document: dict[str, Any]) -> set[tuple[str, str]]:
    names = {c["bom-ref"]: short(f"{c['group']}/{c['name']}", c.get("version")) for c in document["components"]}
    return {(names[entry["ref"]], names[ref]) for entry in document["dependencies"] for ref in entry["dependsOn"]}


def steps_of_pedigree(document: dict[str, Any]) -> set[tuple[str, str]]:
    steps: set[tuple[str, str]] = set()

    def climb(component: dict[str, Any]) -> str:
        name = short(f"{component['group']}/{component['name']}", component.get("version"))
        steps.update((name, climb(parent)) for parent in component.get("pedigree", {}).get("ancestors", ()))
        return name

    climb(document["components"][0])
    return steps


def steps_of_spdx2(document: dict[str, Any]) -> set[tuple[str, str]]:
    names = {p["SPDXID"]: short(p["name"], p.get("versionInfo")) for p in document["packages"]}
    return {
        (names[relation["relatedSpdxElement"]], names[relation["spdxElementId"]])
        for relation in document["relationships"]
        if relation["relationshipType"] == "ANCESTOR_OF"
    }


def steps_of_spdx3(document: dict[str, Any]) -> set[tuple[str, str]]:
    elements = {element["spdxId"]: element for element in document["@graph"] if "spdxId" in element}
    names = {
        id: short(element["name"], element.get("software_packageVersion"))
        for id, element in elements.items()
        if element["type"] == "ai_AIPackage"
    }
    return {
        (names[child], names[element["from"]])
        for element in elements.values()
        if element.get("relationshipType") == "ancestorOf"
        for child in element["to"]
    }


def document(report: AuditReport, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RENDERERS[name].render(report, RenderOptions()))
    return found


@pytest.mark.parametrize(
    ("name", "steps_of"),
    [
        ("cyclonedx", steps_of_cyclonedx),
        ("cyclonedx", steps_of_pedigree),
        ("spdx-2.3", steps_of_spdx2),
        ("spdx", steps_of_spdx3),
    ],
)
def test_an_ancestor_at_two_commits_is_two_packages_each_with_its_own_parents(
    name: str, steps_of: Callable[[dict[str, Any]], set[tuple[str, str]]]
) -> None:
    report = report_of(msgspec.structs.replace(MODEL, lineage=LINEAGE))

    assert STEPS == steps_of(document(report, name))


def test_a_pedigree_tells_the_ancestors_of_each_package_once() -> None:
    rungs = [f"acme/{rung}{side}" for rung in range(12) for side in "ab"]
    pairs = [("acme/model", parent) for parent in rungs[:2]]
    pairs += [(c, p) for n in range(0, 22, 2) for c in rungs[n : n + 2] for p in rungs[n + 2 : n + 4]]
    lineage = tuple(made_from(child, NOW, parent, NOW) for child, parent in pairs)
    found = document(report_of(msgspec.structs.replace(MODEL, lineage=lineage)), "cyclonedx")

    assert {(f"{child}@1", f"{parent}@1") for child, parent in pairs} == steps_of_pedigree(found)
    assert len(pairs) == json.dumps(found["components"]).count("lic-check:relation")


@pytest.mark.parametrize("base_first", [True, False])
@pytest.mark.parametrize("name", ["cyclonedx", "cyclonedx-1.7", "spdx-2.3", "spdx"])
def test_a_model_that_is_an_ancestor_too_keeps_its_own_audit(name: str, base_first: bool) -> None:
    model = msgspec.structs.replace(MODEL, lineage=LINEAGE[:1])
    alone = document(report_of(BASE), name)
    both = document(report_of(BASE, model) if base_first else report_of(model, BASE), name)

    assert audited(alone) == audited(both)


@pytest.mark.parametrize("name", ["cyclonedx", "cyclonedx-1.7"])
def test_two_audits_of_one_package_are_two_attestations_on_one_component(name: str) -> None:
    finding = msgspec.structs.replace(MODEL.findings[0], evidence=(Citation(file="README.md"),))
    uses = [msgspec.structs.replace(MODEL, findings=(finding,), use={"use": use}) for use in ("research", "commercial")]
    here, there = (placed(model, line) for line, model in enumerate(uses, start=1))
    found = document(report_of(here, there), name)

    (component,) = found["components"]
    assert [1, 2] == [occurrence["line"] for occurrence in component["evidence"]["occurrences"]]
    declared = found["declarations"]
    assert 2 == len(declared["attestations"])
    refs = [item["bom-ref"] for kind in ("assessors", "claims", "evidence") for item in declared[kind]]
    assert len(refs) == len(set(refs))
    assert all(claim["target"] == component["bom-ref"] for claim in declared["claims"])
    used = {ref for attestation in declared["attestations"] for entry in attestation["map"] for ref in claims_of(entry)}
    assert used == {claim["bom-ref"] for claim in declared["claims"]}


def claims_of(entry: dict[str, Any]) -> list[str]:
    return [*entry.get("claims", ()), *entry.get("counterClaims", ())]


def test_two_audits_of_one_package_are_one_root_and_one_attribution() -> None:
    uses = [msgspec.structs.replace(MODEL, use={"use": use}) for use in ("research", "commercial")]

    assert 1 == len(next(e for e in document(report_of(*uses), "spdx")["@graph"] if "rootElement" in e)["rootElement"])
    assert 1 == str(RENDERERS["notice"].render(report_of(*uses), RenderOptions())).count("acme/model at")


def audited(document: dict[str, Any]) -> tuple[object, ...]:
    """All that a document says of the base: what is in its package, and its licenses."""
    if "components" in document:
        return tuple(found for found in document["components"] if found["name"] == "base")
    if "packages" in document:
        return tuple(found for found in document["packages"] if found["name"] == "acme/base")
    elements = {element.get("spdxId"): element for element in document["@graph"]}
    (base,) = (element for element in elements.values() if element.get("name") == "acme/base")
    licenses = sorted(
        (element["relationshipType"], elements[target]["simplelicensing_licenseExpression"])
        for element in elements.values()
        if element.get("from") == base["spdxId"] and element["relationshipType"].endswith("License")
        for target in element["to"]
    )
    return base["comment"], base["software_packageUrl"], licenses
