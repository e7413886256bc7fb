"""
The verdict as an in-toto statement for a deploy gate to demand: a verification summary (SLSA VSA, version 1).

One statement a model, one a line when there are several (https://slsa.dev/spec/v1.1/verification_summary). It is not
signed here: sign it with the key that your gate trusts. Levels of our own begin with `LIC_CHECK_`, as the format asks.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from checker.model.report import AuditReport, ModelAudit
from checker.model.snapshot import Kind
from checker.model.verdict import Verdict
from checker.reports.packages import moment, of_model
from checker.reports.renderer import RenderOptions

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/verification_summary/v1"
VERIFIER = "urn:lic-check"
LEVEL = "LIC_CHECK_POLICY_PASSED"


def write_vsa(report: AuditReport, options: RenderOptions) -> str:
    """
    One statement for each model that was audited and can be named by a digest.

    A model without one, a folder without weights or a target that was not read, has no statement: a gate that demands
    one then stops it.
    """
    statements = [
        _statement(model, subject, report, options) for model in report.models if (subject := _subject(model))
    ]
    if len(statements) == 1:
        return json.dumps(statements[0], indent=2, ensure_ascii=False) + "\n"
    return "".join(json.dumps(statement, ensure_ascii=False) + "\n" for statement in statements)


def _subject(model: ModelAudit) -> list[dict[str, Any]]:
    """What the statement is about: the commit of a repository, and the weights where their digest is known."""
    subjects = []
    if model.revision and model.kind != Kind.LOCAL:
        subjects.append({"name": model.id, "digest": {"gitCommit": model.revision}})
    if model.weights:
        subjects.append({"name": "weights", "digest": {"sha256": model.weights.removeprefix("sha256:")}})
    return subjects


def _statement(
    model: ModelAudit, subject: list[dict[str, Any]], report: AuditReport, options: RenderOptions
) -> dict[str, Any]:
    passed = model.verdict is Verdict.ALLOW and model.complete
    predicate: dict[str, Any] = {
        "verifier": {
            "id": VERIFIER,
            "version": {report.tool.name: report.tool.version, "catalog": report.tool.catalog},
        },
        "resourceUri": _uri(model),
        "policy": {
            "uri": f"urn:lic-check:policy:{quote(report.policy.name)}",
            "digest": {"sha256": report.policy.digest.removeprefix("sha256:")},
        },
        "verificationResult": "PASSED" if passed else "FAILED",
        "verifiedLevels": [LEVEL] if passed else [],
    }
    if verified := moment(options.audited_at):
        predicate["timeVerified"] = verified
    return {"_type": STATEMENT, "subject": subject, "predicateType": PREDICATE, "predicate": predicate}


def _uri(model: ModelAudit) -> str:
    """The package address of a model of the Hub; of a folder a name that leads nowhere."""
    folder = f"urn:lic-check:folder:{hashlib.sha256(model.id.encode()).hexdigest()[:16]}"
    return of_model(model).purl or folder
