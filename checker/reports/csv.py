"""A table for a spreadsheet: one row a model, with what a reviewer filters by."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO

from checker.model.report import AuditFailure, AuditReport, ModelAudit
from checker.reports import wording
from checker.reports.renderer import RenderOptions
from checker.reports.sanitise import guard_runner_commands, one_line

COLUMNS = (
    *("model", "kind", "revision", "verdict", "complete", "declared", "concluded", "families", "decided_by", "because"),
    *("findings", "waived", "duties", "lineage", "owner", "named_at", "not_checked", "policy"),
)
# What a spreadsheet may take for a formula, whatever stands before it that it drops (OWASP, CSV injection).
_FORMULA = re.compile(r"\s*[=+\-@|%]")


def write_csv(report: AuditReport, options: RenderOptions) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark, by which spreadsheets know the encoding; no cell is a formula."""
    del options
    text = StringIO()
    rows = csv.writer(text, quoting=csv.QUOTE_ALL)
    rows.writerow(COLUMNS)
    for model in wording.worst_first(report.models):
        rows.writerow(map(_cell, _model(model, report.policy.name)))
    for failure in report.errors:
        rows.writerow(map(_cell, _failure(failure, report.policy.name)))
    return guard_runner_commands(text.getvalue()).encode("utf-8-sig")


def _cell(value: str) -> str:
    plain = one_line(value)
    return f"'{plain}" if _FORMULA.match(plain) else plain


def _model(model: ModelAudit, policy: str) -> Iterable[str]:
    findings = wording.blocking(model)
    return (
        *(wording.target(model), model.kind, model.revision or "", model.verdict, "yes" if model.complete else "no"),
        *(wording.declared(model), wording.license_words(model), ", ".join(model.license.families)),
        *(model.decided_by.rule, model.decided_by.because),
        "; ".join(f"{finding.code} {finding.message}" for finding in findings),
        "; ".join(f"{finding.code} {finding.message}" for finding in wording.waived(model)),
        "; ".join(f"{duty.duty} ({wording.source(duty)}, {duty.status})" for duty in wording.duties(model)),
        "; ".join(f"{wording.step(entry)}: {wording.ancestor_license(entry)}" for entry in model.lineage),
        *(model.owner or "", ", ".join(wording.named_at(model)), "; ".join(model.not_checked), policy),
    )


def _failure(failure: AuditFailure, policy: str) -> Iterable[str]:
    empty = dict.fromkeys(COLUMNS, "")
    known = {
        **{"model": failure.id, "verdict": "not audited", "complete": "no", "decided_by": failure.kind},
        **{"because": failure.message, "named_at": ", ".join(wording.named_at(failure)), "policy": policy},
    }
    return (empty | known).values()
