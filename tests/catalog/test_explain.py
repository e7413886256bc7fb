"""A license in plain words, as data."""

from __future__ import annotations

import json

import msgspec
import pytest

from checker.catalog import Resolution, catalog
from checker.catalog.explain import ExplainedWord, explain, explain_word
from checker.reports.explanation import write_explanation, write_explanation_json


@pytest.mark.parametrize("license_id", catalog().ids())
def test_an_explanation_has_every_clause_with_kind_params_and_section(license_id: str) -> None:
    terms = catalog().terms(license_id)
    shown = json.loads(msgspec.json.encode(explain(license_id, catalog())))

    assert terms is not None
    assert shown["id"] == license_id
    assert shown["families"] == list(catalog().families(license_id))
    assert [clause["kind"] for clause in shown["clauses"]] == [clause.kind for clause in terms.clauses]
    assert all(clause["section"] and isinstance(clause["params"], dict) for clause in shown["clauses"])


def test_numbers_dates_and_exact_words_of_llama_3_1_are_told() -> None:
    shown = explain("LicenseRef-llama-3.1", catalog())
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
    shown = explain("AFL-2.1", catalog())

    assert (shown.derived, shown.families, shown.clauses) == (False, ("permissive",), ())


def test_what_the_clauses_leave_out_and_how_they_read_an_open_text_is_told() -> None:
    bilibili, lfm = (
        explain("LicenseRef-bilibili-model-use-2025-09-09", catalog()),
        explain("LicenseRef-lfm-1.0", catalog()),
    )
    shown = write_explanation(explain_word(bilibili.id, catalog()), width=120)

    assert "autonomous driving is among the high-risk uses" in {gap.says for gap in bilibili.gaps}
    assert "Not held by any clause:\n" in shown
    assert "  - autonomous driving is among the high-risk uses [4.2]\n" in shown
    assert "ten million exactly is held to exceed" in lfm.readings[0]
    assert "How open questions of the text are read:\n" in write_explanation(explain_word(lfm.id, catalog()), width=120)
    assert "Not held by any clause" not in write_explanation(explain_word(lfm.id, catalog()), width=120)


@pytest.mark.parametrize("hub_id", catalog().hub_ids())
def test_every_id_of_the_hub_is_explained_and_says_what_to_do_where_it_names_no_single_license(hub_id: str) -> None:
    shown = explain_word(hub_id, catalog())

    assert isinstance(shown, ExplainedWord)
    assert shown.licenses or (shown.says and shown.to_do)
    assert bool(shown.to_do) == (len(shown.licenses) != 1)


@pytest.mark.parametrize(
    ("word", "to_do"),
    [
        ("openrail", "ask the author for the exact id"),
        ("gpl", "each of these has to pass"),
        ("h-research", "a folder of your own licenses"),
        ("other", "license_name, license_link and the license file"),
    ],
)
def test_what_to_do_about_a_word_depends_on_what_it_leaves_open(word: str, to_do: str) -> None:
    assert to_do in explain_word(word, catalog()).to_do


def test_a_family_too_wide_to_be_listed_names_some_of_its_licenses() -> None:
    shown = write_explanation(explain_word("cc", catalog()), width=120)

    assert "It may mean, among others:\n" in shown
    assert "  - CC-BY-NC-2.0: Creative Commons Attribution-NonCommercial 2.0 (noncommercial)\n" in shown


@pytest.mark.parametrize("family", ["openrail", "cc"])
def test_the_licenses_that_a_family_is_said_to_hold_are_known(family: str) -> None:
    assert all(catalog().has_clauses(license_id) for license_id in catalog().index.hub[family].such_as)


def test_a_retired_id_says_so_before_the_license() -> None:
    assert write_explanation(explain_word("open-mdw", catalog()), width=80).startswith("open-mdw: retired in 2025-09, ")


def test_one_license_is_one_document_and_so_are_several() -> None:
    one, several = (json.loads(write_explanation_json(explain_word(word, catalog()))) for word in ("mit", "gpl-3.0"))

    assert "MIT" == one["id"]
    assert ("gpl-3.0", ["GPL-3.0-only", "GPL-3.0-or-later"]) == (several["id"], [it["id"] for it in several["may_be"]])
    assert ["GPL-3.0-only", "GPL-3.0-or-later"] == [it["id"] for it in several["licenses"]]


def test_a_word_that_nobody_knows_is_not_explained() -> None:
    assert isinstance(explain_word("lama3.1", catalog()), Resolution)
