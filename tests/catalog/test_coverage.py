"""A clause is carried by one that asks as much, and by none that asks less."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.catalog import catalog
from checker.catalog.clauses import Clause, read_params
from checker.catalog.coverage import counterpart, demands, is_covered
from checker.catalog.terms import LicenseTerms

TRAIN = {"subject_model": "competing", "on": "outputs"}
PREFIX = {"prefix": "Llama", "applies_to": ["derivative"]}
DISPLAY = {"phrase": "Built with A", "places": ["website"]}
LICENSES = st.sampled_from(catalog().ids())


def terms(license_id: str) -> LicenseTerms:
    found = catalog().terms(license_id)
    assert found
    return found


def clause(kind: str, **params: Any) -> Clause:
    return Clause(params=read_params(kind, params), section="1")


def holding(*clauses: Clause) -> LicenseTerms:
    base = terms("MIT")
    return LicenseTerms(id="X", title="X", licensor="X", verified_on=base.verified_on, clauses=clauses)


@given(LICENSES)
def test_a_license_carries_its_own_demands(license_id: str) -> None:
    own = terms(license_id)
    missing = [c.kind for c in demands(own) if not is_covered(c, [own]) and c.kind != "cond.copyleft"]

    assert [] == missing


@given(LICENSES)
def test_no_terms_carry_nothing(license_id: str) -> None:
    assert not any(is_covered(clause, []) for clause in demands(terms(license_id)))


@pytest.mark.parametrize(
    ("kind", "demand", "own", "carried"),
    [
        ("limit.mau", {"count": 700, "as_of": "current"}, {"count": 100, "as_of": "current"}, True),
        ("limit.mau", {"count": 700, "as_of": "current"}, {"count": 900, "as_of": "current"}, False),
        ("limit.mau", {"count": 7, "as_of": "current"}, {"count": 7, "as_of": "current", "then": "duty"}, False),
        ("limit.revenue", {"amount": 5, "currency": "USD"}, {"amount": 1, "currency": "CNY"}, False),
        ("limit.territory", {"excluded": ["DE"], "measure": ["use"]}, {"excluded": ["EU"], "measure": ["use"]}, True),
        ("limit.territory", {"excluded": ["EU"], "measure": ["use"]}, {"excluded": ["DE"], "measure": ["use"]}, False),
        (
            "limit.territory",
            {"excluded": ["EU"], "measure": ["use"]},
            {"excluded": ["EU"], "measure": ["use"], "multimodal_only": True},
            False,
        ),
        ("limit.military", {"breadth": "weapons"}, {"breadth": "any"}, True),
        ("limit.military", {"breadth": "any"}, {"breadth": "weapons"}, False),
        ("limit.research_only", {"also": ["internal"]}, {}, True),
        ("limit.noncommercial", {"internal": "commercial"}, {"internal": "allowed"}, False),
        ("limit.no_train", TRAIN, {**TRAIN, "subject_model": "any-except-own"}, True),
        ("cond.name_prefix", PREFIX, {**PREFIX, "prefix": "Gemma"}, False),
        ("cond.pass_through", {"enforceable": True}, {"what": "license", "enforceable": True}, True),
        ("cond.license_copy", {"with_policy": True}, {}, True),
        ("cond.display", DISPLAY, {**DISPLAY, "phrase": "Built with B"}, False),
        ("output.territory", {"excluded": ["DE"]}, {"excluded": ["EU"]}, True),
    ],
)
def test_a_clause_of_the_same_kind_carries_another_when_it_is_as_strict(
    kind: str, demand: dict[str, Any], own: dict[str, Any], carried: bool
) -> None:
    assert carried is is_covered(clause(kind, **demand), [holding(clause(kind, **own))])


def test_uses_may_be_forbidden_in_several_clauses() -> None:
    demand = clause("limit.field", uses=["fraud-spam", "medical-advice"])
    own = [clause("limit.field", uses=["fraud-spam"]), clause("limit.field", uses=["medical-advice", "minors-harm"])]

    assert is_covered(demand, [holding(*own)])
    assert not is_covered(demand, [holding(own[0])])


def test_share_alike_is_kept_by_the_licenses_that_it_names_alone() -> None:
    (demand,) = terms("AGPL-3.0-or-later").of_kind("cond.copyleft")

    assert is_covered(demand, [terms("AGPL-3.0-only")])
    assert not is_covered(demand, [terms("GPL-3.0-only")])


def test_the_counterpart_speaks_of_the_same_or_gives_it_away() -> None:
    mau = terms("LicenseRef-llama-3.1").of_kind("limit.mau")[0]

    same = counterpart(mau, [terms("LicenseRef-llama-2")])
    given_away = counterpart(mau, [terms("MIT")])

    assert same and same[1].kind == "limit.mau"
    assert given_away and given_away[1].kind == "grant.use"
    assert counterpart(mau, []) is None
