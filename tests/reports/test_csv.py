"""The table: one row a model, no cell that a spreadsheet runs."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.model.report import AuditReport
from checker.reports import RENDERERS, RenderOptions
from checker.reports.csv import COLUMNS
from tests.reports.conftest import DENIED, placed, report_of


def rows_of(report: AuditReport) -> list[dict[str, str]]:
    data = RENDERERS["csv"].render(report, RenderOptions())
    assert isinstance(data, bytes)
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_each_model_and_each_failure_is_one_row(scanned: AuditReport) -> None:
    rows = rows_of(scanned)

    assert [
        ("acme/brook-7b-instruct", "deny"),
        ("acme/silent-8b", "unknown"),
        ("acme/meadow-1b", "review"),
        ("acme/pebble-embed", "allow"),
        ("acme/gone", "not audited"),
        ("acme/slow", "not audited"),
    ] == [(row["model"], row["verdict"]) for row in rows]
    assert list(COLUMNS) == list(rows[0])
    assert "app/load, run.py:3, app/load, run.py:40" == rows[0]["named_at"]
    assert "LC0601 acme/stream-chat states no license." == rows[0]["waived"]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t=", "\r=", " =", "|", "%", "\n@"])
def test_no_cell_begins_like_a_formula(
    scanned: AuditReport, first: str, inject: Callable[[AuditReport, str], AuditReport]
) -> None:
    hostile = report_of(placed(DENIED, 1))
    for field in ("id", "kind"):
        model = hostile.models[0]
        row = rows_of(inject(hostile, ""))[0]
        assert row["model"] == model.id
        changed = msgspec.structs.replace(model, **{field: f'{first}HYPERLINK("https://evil.example")'})
        row = rows_of(msgspec.structs.replace(hostile, models=(changed,)))[0]
        cell = row["model" if field == "id" else "kind"]
        assert cell.startswith("'")
    assert rows_of(scanned)[0]["owner"] == "'=team models"


@given(st.text())
def test_any_text_stays_in_its_cell(text: str) -> None:
    model = msgspec.structs.replace(DENIED, owner=text)
    (row,) = rows_of(report_of(model))

    assert None not in row
    assert not row["owner"][:1] or row["owner"][0] not in "=+-@\t\r"
    assert "permissive-only" == row["policy"]
