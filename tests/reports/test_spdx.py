"""SPDX 3.0.1 through the binding of the model, SPDX 2.3 through the validator of spdx-tools."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest

from checker.model.report import AuditReport
from checker.reports import RENDERERS, RenderOptions
from tests.reports.conftest import injected_words

OPTIONS = RenderOptions(audited_at="2026-01-02 03:04 UTC")


def text_of(report: AuditReport, name: str) -> str:
    return str(RENDERERS[name].render(report, OPTIONS))


@pytest.fixture(scope="module")
def spdx() -> Any:
    """The classes of version 3, made from its model by the SPDX project."""
    from spdx_python_model import v3_0_1

    return v3_0_1


def read_spdx3(spdx: Any, text: str) -> Any:
    found = spdx.SHACLObjectSet()
    spdx.JSONLDDeserializer().read(BytesIO(text.encode()), found)
    return found


def graph_of(text: str) -> dict[str, Any]:
    return {element.get("spdxId") or element["@id"]: element for element in json.loads(text)["@graph"]}


def test_version_3_reads_back_with_every_type_and_every_link(spdx: Any, scanned: AuditReport) -> None:
    found = read_spdx3(spdx, text_of(scanned, "spdx"))

    assert set() == found.missing_ids
    assert 4 + 2 == len(list(found.foreach_type(spdx.ai_AIPackage)))
    assert 2 == len(list(found.foreach_type(spdx.dataset_DatasetPackage)))


def test_version_3_round_trips(spdx: Any, scanned: AuditReport) -> None:
    text = text_of(scanned, "spdx")
    written = BytesIO()
    spdx.JSONLDSerializer().write(read_spdx3(spdx, text), written)
    again = graph_of(written.getvalue().decode())

    for address, element in graph_of(text).items():
        if element["type"] == "CreationInfo":
            continue
        kept = {key: value for key, value in again[address].items() if key != "creationInfo"}
        assert {key: value for key, value in element.items() if key != "creationInfo"} == kept


def test_version_3_says_what_was_declared_concluded_trained_and_derived(spdx: Any, scanned: AuditReport) -> None:
    found = read_spdx3(spdx, text_of(scanned, "spdx"))
    (model,) = [p for p in found.foreach_type(spdx.ai_AIPackage) if p.name == "acme/brook-7b-instruct"]
    relations = [r for r in found.foreach_type(spdx.Relationship) if r.from_ is model or model in r.to]
    told = {
        str(relation.relationshipType).rpartition("/")[2]: [
            getattr(end, "simplelicensing_licenseExpression", None) or end.name
            for end in (relation.to if relation.from_ is model else [relation.from_])
        ]
        for relation in relations
    }

    assert {
        "hasDeclaredLicense": ["Apache-2.0"],
        "hasConcludedLicense": ["LicenseRef-river-community-1"],
        "trainedOn": ["acme/stream-chat", "open/wells"],
        "ancestorOf": ["river/brook-7b"],
    } == told
    assert "pkg:huggingface/acme/brook-7b-instruct@0123456789abcdef0123456789abcdef01234567" == (
        model.software_packageUrl
    )


def test_version_3_carries_the_text_of_a_license_without_an_id(spdx: Any, scanned: AuditReport) -> None:
    found = read_spdx3(spdx, text_of(scanned, "spdx"))
    elements = found.foreach_type(spdx.simplelicensing_SimpleLicensingText)
    texts = {element.name: element.simplelicensing_licenseText for element in elements}

    assert texts["LicenseRef-river-community-1"].startswith("RIVER COMMUNITY LICENSE AGREEMENT")


def problems_of(text: str, folder: Path) -> list[str]:
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    path = folder / "models.spdx.json"
    path.write_text(text, encoding="utf-8")
    return [message.validation_message for message in validate_full_spdx_document(parse_file(str(path)))]


def test_version_2_is_valid(scanned: AuditReport, tmp_path: Path) -> None:
    assert [] == problems_of(text_of(scanned, "spdx-2.3"), tmp_path)


def test_documents_without_models_can_be_read(spdx: Any, scanned: AuditReport, tmp_path: Path) -> None:
    empty = msgspec.structs.replace(scanned, models=(), errors=(), scan=None)

    assert set() == read_spdx3(spdx, text_of(empty, "spdx")).missing_ids
    assert [] == [p for p in problems_of(text_of(empty, "spdx-2.3"), tmp_path) if "DESCRIBES" not in p]


def test_hostile_names_leave_both_versions_readable(spdx: Any, scanned: AuditReport, tmp_path: Path) -> None:
    report = injected_words(scanned, ' "\n<x>')

    assert set() == read_spdx3(spdx, text_of(report, "spdx")).missing_ids
    assert [] == [p for p in problems_of(text_of(report, "spdx-2.3"), tmp_path) if "purl" not in p.lower()]


def test_the_same_report_gives_the_same_bytes(scanned: AuditReport) -> None:
    for name in ("spdx", "spdx-2.3"):
        assert text_of(scanned, name) == text_of(scanned, name)
