"""A license in plain words, as data."""

from __future__ import annotations

import json

import msgspec
import pytest

from checker.catalog import catalog
from checker.catalog.explain import explain
from checker.reports.explanation import write_explanation


@pytest.mark.parametrize("license_id", catalog().ids())
def test_an_explanation_has_every_clause_with_kind_params_and_section(license_id: str) -> None:
    terms = catalog().terms(license_id)
    shown = json.loads(msgspec.json.encode(explain(license_id)))

    assert terms is not None
    assert shown["id"] == license_id
    assert shown["families"] == list(catalog().families(license_id))
    assert [clause["kind"] for clause in shown["clauses"]] == [clause.kind for clause in terms.clauses]
    assert all(clause["section"] and isinstance(clause["params"], dict) for clause in shown["clauses"])


def test_numbers_dates_and_exact_words_of_llama_3_1_are_told() -> None:
    shown = explain("LicenseRef-llama-3.1")
    by_kind = {clause.kind: clause for clause in shown.clauses}

    assert by_kind["limit.mau"].params["count"] == 700_000_000
    assert by_kind["limit.mau"].section == "2"
    assert by_kind["limit.mau"].when == "org.mau above 700,000,000 at 2024-07-23"
    assert by_kind["cond.display"].quote == "Built with Llama"
    assert by_kind["cond.name_prefix"].params["prefix"] == "Llama"
    assert by_kind["cond.notice_file"].when == "you distribute it"
    assert by_kind["limit.military"].document == "LicenseRef-llama-3.1-aup"
    assert by_kind["limit.military"].standing
    assert shown.hub_ids == ("llama3.1",)
    assert shown.traps


def test_a_license_without_clauses_says_that_its_family_is_not_derived() -> None:
    shown = explain("AFL-2.1")

    assert (shown.derived, shown.families, shown.clauses) == (False, ("permissive",), ())


def test_what_the_clauses_leave_out_and_how_they_read_an_open_text_is_told() -> None:
    bilibili, lfm = explain("LicenseRef-bilibili-model-use-2025-09-09"), explain("LicenseRef-lfm-1.0")
    shown = write_explanation(bilibili, width=120)

    assert "autonomous driving is among the high-risk uses" in {gap.says for gap in bilibili.gaps}
    assert "Not held by any clause:\n" in shown
    assert "  - autonomous driving is among the high-risk uses [4.2]\n" in shown
    assert "ten million exactly is held to exceed" in lfm.readings[0]
    assert "How open questions of the text are read:\n" in write_explanation(lfm, width=120)
    assert "Not held by any clause" not in write_explanation(lfm, width=120)
