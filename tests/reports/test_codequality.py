"""GitLab's code quality report: its few required fields, and fingerprints that neither clash nor move."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import msgspec
import pytest

from checker.errors import UsageProblem
from checker.model.report import AuditReport
from checker.reports import RENDERERS, RenderOptions

# https://docs.gitlab.com/ci/testing/code_quality/ names these fields.
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!/|\\./)"},
                    "lines": {"type": "object", "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


def entries_of(report: AuditReport) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(RENDERERS["gitlab"].render(report, RenderOptions()))
    return found


def test_the_document_has_what_gitlab_asks_for(scanned: AuditReport) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(entries_of(scanned))


def test_each_line_has_its_own_entry_and_accepted_findings_none(scanned: AuditReport) -> None:
    found = [(e["check_name"], e["location"]["lines"]["begin"], e["severity"]) for e in entries_of(scanned)]

    assert [
        ("LC0401", 3, "blocker"),
        ("LC0401", 40, "blocker"),
        ("LC0205", 6, "critical"),
        ("model-not-audited", 2, "critical"),
        ("model-not-audited", 2, "critical"),
        ("model-not-told", 9, "major"),
    ] == found


def test_no_two_entries_share_a_fingerprint(scanned: AuditReport) -> None:
    fingerprints = [entry["fingerprint"] for entry in entries_of(scanned)]

    assert len(fingerprints) == len(set(fingerprints))


def test_a_line_that_moves_keeps_its_fingerprint(scanned: AuditReport) -> None:
    def moved(report: AuditReport) -> AuditReport:
        models = tuple(
            msgspec.structs.replace(
                model,
                named_at=tuple(msgspec.structs.replace(p, line=(p.line or 0) + 7) for p in model.named_at),
            )
            for model in report.models
        )
        return msgspec.structs.replace(report, models=models)

    assert {e["fingerprint"] for e in entries_of(scanned)} == {e["fingerprint"] for e in entries_of(moved(scanned))}


def test_without_a_line_the_format_is_refused(denied: AuditReport) -> None:
    with pytest.raises(UsageProblem, match=re.escape("lic-check scan models.yaml")):
        try:
            entries_of(denied)
        except UsageProblem as problem:
            raise UsageProblem(problem.fix) from problem
