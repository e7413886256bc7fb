"""The report as JSON, `lic-check/report/1`: the contract that other programs read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from checker.model.report import AuditReport
from checker.reports.renderer import RenderOptions

SCHEMA_ID = "lic-check/report/1"


def write_json(report: AuditReport, options: RenderOptions) -> str:
    """Every field of the report, fields in the order of the schema, mapping keys sorted, indented by two."""
    del options
    return to_json(report)


def to_json(value: msgspec.Struct | Mapping[str, Any] | Sequence[Any]) -> str:
    """`value` as indented JSON, the same bytes for the same value."""
    text = msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=2).decode()
    # A log that shows this text must not run it: `##[` is a command to a CI runner anywhere in a line.
    return text.replace("##[", "#\\u0023[").replace("##vso[", "#\\u0023vso[") + "\n"


def report_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a report, made from the types that write it."""
    schema = msgspec.json.schema(AuditReport)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "lic-check audit report, version 1",
        **schema,
    }


def read_report(text: str | bytes) -> AuditReport:
    """The report that `text` holds; raises `msgspec.ValidationError` when it is not one of this version."""
    return msgspec.json.decode(text, type=AuditReport)
