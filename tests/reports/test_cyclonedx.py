"""CycloneDX against the strict validator of the project's own library, in both versions."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import msgspec
import pytest

from checker.catalog.index import load_index
from checker.model.report import AuditReport
from checker.reports import RENDERERS, RenderOptions
from tests.reports.conftest import injected_words

VERSIONS = {"cyclonedx": "V1_6", "cyclonedx-1.7": "V1_7"}
OPTIONS = RenderOptions(audited_at="2026-01-02 03:04 UTC")


def mistakes_in(text: str, name: str) -> list[str]:
    """What the strict validator of the CycloneDX project says of a document."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    errors = JsonStrictValidator(SchemaVersion[VERSIONS[name]]).validate_str(text, all_errors=True)
    return [str(error)[:500] for error in errors or ()]


def text_of(report: AuditReport, name: str = "cyclonedx") -> str:
    return str(RENDERERS[name].render(report, OPTIONS))


def components_of(report: AuditReport, name: str = "cyclonedx") -> dict[str, dict[str, Any]]:
    return {component["name"]: component for component in json.loads(text_of(report, name))["components"]}


@pytest.mark.parametrize("name", VERSIONS)
def test_the_document_is_valid(scanned: AuditReport, name: str) -> None:
    assert [] == mistakes_in(text_of(scanned, name), name)


@pytest.mark.parametrize("name", VERSIONS)
def test_a_document_without_models_is_valid(scanned: AuditReport, name: str) -> None:
    empty = msgspec.structs.replace(scanned, models=(), errors=())

    assert [] == mistakes_in(text_of(empty, name), name)


@pytest.mark.parametrize("name", VERSIONS)
def test_hostile_texts_leave_the_document_valid(scanned: AuditReport, name: str) -> None:
    hostile = injected_words(scanned, '\n::error::"<x>\u202e')

    assert [] == mistakes_in(text_of(hostile, name), name)


def test_every_license_that_we_know_by_an_spdx_id_is_an_id_of_the_schema() -> None:
    known = json.loads(files("cyclonedx.schema._res").joinpath("spdx.SNAPSHOT.schema.json").read_text("utf-8"))["enum"]

    assert set() == {name for name in load_index().licenses if not name.startswith("LicenseRef-")} - set(known)


def test_declared_and_concluded_license_stay_apart(scanned: AuditReport) -> None:
    old = components_of(scanned)["brook-7b-instruct"]
    new = components_of(scanned, "cyclonedx-1.7")["brook-7b-instruct"]
    (concluded,) = old["evidence"]["licenses"]

    assert [{"license": {"id": "Apache-2.0", "acknowledgement": "declared"}}] == old["licenses"]
    assert "LicenseRef-river-community-1" == concluded["license"]["name"]
    assert concluded["license"]["text"]["content"].startswith("RIVER COMMUNITY LICENSE")
    assert [*old["licenses"], concluded] == new["licenses"]


def test_words_of_the_author_that_are_no_license_are_a_name(scanned: AuditReport) -> None:
    silent = components_of(scanned)["silent-8b"]

    assert [{"license": {"name": "openrail", "acknowledgement": "declared"}}] == silent["licenses"]
    assert "licenses" not in silent["evidence"]


def test_the_lineage_is_pedigree_components_and_dependencies(scanned: AuditReport) -> None:
    document = json.loads(text_of(scanned))
    model = components_of(scanned)["brook-7b-instruct"]
    (parent,) = model["pedigree"]["ancestors"]

    assert ("brook-7b", "spring-70b") == (parent["name"], parent["pedigree"]["ancestors"][0]["name"])
    assert {"brook-7b", "spring-70b", "stream-chat", "wells"} <= components_of(scanned).keys()
    needs = {entry["ref"]: entry["dependsOn"] for entry in document["dependencies"]}
    refs = {component["bom-ref"] for component in document["components"]}
    assert refs >= needs.keys() | {ref for entry in needs.values() for ref in entry}
    assert any(ref.startswith("pkg:huggingface/river/brook-7b@") for ref in needs[model["bom-ref"]])


def test_the_lines_that_name_a_model_are_its_occurrences(scanned: AuditReport) -> None:
    model = components_of(scanned)["brook-7b-instruct"]

    assert [3, 40] == [occurrence["line"] for occurrence in model["evidence"]["occurrences"]]


def test_the_verdict_is_an_attestation_with_its_reasons(scanned: AuditReport) -> None:
    declarations = json.loads(text_of(scanned))["declarations"]
    first = declarations["attestations"][0]
    claims = {claim["bom-ref"]: claim for claim in declarations["claims"]}
    refused = [entry for entry in first["map"] if entry["conformance"]["score"] == 0]

    assert "acme/brook-7b-instruct under permissive-only: deny" == first["summary"]
    assert {"policy:verdict", "policy:LC0401", "policy:LC0202", "policy:LC0601"} == {
        entry["requirement"] for entry in refused
    }
    assert all(ref in claims for entry in refused for ref in entry["counterClaims"])


def test_the_same_report_gives_the_same_bytes_and_number(scanned: AuditReport) -> None:
    assert text_of(scanned) == text_of(scanned)
    fewer = msgspec.structs.replace(scanned, models=scanned.models[:1])

    assert json.loads(text_of(scanned))["serialNumber"] != json.loads(text_of(fewer))["serialNumber"]
