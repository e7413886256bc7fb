"""Families follow from clauses, in one order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.catalog import catalog
from checker.catalog.clauses import KINDS
from checker.catalog.families import DERIVATIONS, Family, category_family, families
from tests.catalog.license_files import FREE, license_with
from tests.catalog.test_clauses import SAMPLES

# For each family, a clause that makes a free license a member of it.
MAKERS = {
    Family.NO_DERIVATIVES: "{kind: limit.no_derivatives, section: '2'}",
    Family.RESEARCH_ONLY: "{kind: limit.research_only, section: '2'}",
    Family.NONCOMMERCIAL: "{kind: limit.noncommercial, section: '2'}",
    Family.NON_PRODUCTION: (
        "{kind: limit.non_production, section: '2', params: {includes_internal: true, supply: true}}"
    ),
    Family.THRESHOLD: "{kind: limit.revenue, section: '2', params: {amount: 1000000}}",
    Family.USE_RESTRICTED: "{kind: limit.field, section: '2', params: {uses: [self-harm]}}",
    Family.VENDOR_TERMS: "{kind: risk.unilateral_change, section: '2', params: {scope: agreement}}",
    Family.NETWORK_COPYLEFT: (
        "{kind: cond.copyleft, section: '2', params: {scope: derivative, source: true, network: true}}"
    ),
    Family.COPYLEFT: "{kind: cond.copyleft, section: '2', params: {scope: derivative, source: true}}",
    Family.WEAK_COPYLEFT: "{kind: cond.copyleft, section: '2', params: {scope: library, source: true}}",
    Family.CONTENT_SHAREALIKE: "{kind: cond.copyleft, section: '2', params: {scope: derivative, source: false}}",
    Family.PERMISSIVE_PLUS: "{kind: cond.display, section: '2', params: {phrase: Test, places: [website]}}",
    Family.PERMISSIVE: "{kind: cond.copyright, section: '2'}",
    Family.PUBLIC_DOMAIN: "{kind: risk.trademark, section: '2'}",
}
FREE_FAMILIES = {Family.PERMISSIVE_PLUS, Family.PERMISSIVE, Family.PUBLIC_DOMAIN}
ORDER = [family for family, _ in DERIVATIONS]


def test_the_order_of_families_is_the_one_published() -> None:
    assert list(MAKERS) == ORDER


@pytest.mark.parametrize("family", MAKERS)
def test_one_clause_makes_the_family_of_a_free_license(family: Family) -> None:
    assert families(license_with(*FREE, MAKERS[family]))[0] is family


@given(st.lists(st.sampled_from(ORDER), min_size=1, max_size=5, unique=True))
def test_the_first_family_in_order_wins_and_the_others_are_kept(chosen: list[Family]) -> None:
    found = families(license_with(*FREE, *(MAKERS[family] for family in chosen)))

    assert list(found) == sorted(found, key=ORDER.index)
    assert found[0] is min(chosen, key=ORDER.index)
    restrictive = set(chosen) - FREE_FAMILIES
    assert restrictive <= set(found)


@given(st.sets(st.sampled_from(sorted(set(ORDER) - FREE_FAMILIES)), min_size=1))
def test_a_license_with_a_restriction_is_in_no_free_family(restrictions: set[Family]) -> None:
    found = families(license_with(*FREE, *(MAKERS[family] for family in restrictions)))

    assert not FREE_FAMILIES & set(found)


@pytest.mark.parametrize("missing", range(len(FREE)))
def test_a_license_that_withholds_a_freedom_is_not_permissive(missing: int) -> None:
    granted = [grant for number, grant in enumerate(FREE) if number != missing]

    assert families(license_with(*granted, MAKERS[Family.PERMISSIVE])) == (Family.UNCLASSIFIED,)


def test_use_for_named_purposes_is_not_use_for_any() -> None:
    research = "{kind: grant.use, section: '1', params: {purposes: [research]}}"
    computation = "{kind: grant.use, section: '1', params: {purposes: [computational]}}"

    assert families(license_with(research, *FREE[1:])) == (Family.UNCLASSIFIED,)
    assert families(license_with(computation, *FREE[1:])) == (Family.USE_RESTRICTED,)


@pytest.mark.parametrize(
    "clause",
    [
        "{kind: grant.revocable, section: '2', params: {revocable: 'yes'}}",
        "{kind: risk.termination, section: '2', params: {cause: notice}}",
    ],
)
def test_a_license_that_can_be_taken_back_without_a_breach_is_not_permissive(clause: str) -> None:
    assert families(license_with(*FREE, clause)) == (Family.VENDOR_TERMS,)


@pytest.mark.parametrize("scope", ["file", "library"])
@pytest.mark.parametrize("source", ["true", "false"])
def test_copyleft_that_ends_with_a_file_or_a_library_is_weak_whether_it_asks_for_the_source_or_not(
    scope: str, source: str
) -> None:
    copyleft = f"{{kind: cond.copyleft, section: '2', params: {{scope: {scope}, source: {source}}}}}"

    assert families(license_with(*FREE, copyleft)) == (Family.WEAK_COPYLEFT,)


TRAIN = "{{kind: output.train, section: '3', params: {{terms: {}}}}}"


@pytest.mark.parametrize("terms", ["same-license", "restrictions"])
def test_terms_that_follow_the_outputs_are_terms_of_the_vendor(terms: str) -> None:
    assert families(license_with(*FREE, TRAIN.format(terms))) == (Family.VENDOR_TERMS,)


def test_a_copyleft_that_reaches_models_trained_on_outputs_is_still_a_copyleft() -> None:
    copyleft = MAKERS[Family.COPYLEFT]

    assert families(license_with(*FREE, copyleft, TRAIN.format("same-license"))) == (Family.COPYLEFT,)
    assert Family.VENDOR_TERMS in families(license_with(*FREE, copyleft, TRAIN.format("restrictions")))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.split(".")[0] in ("cond", "limit")])
def test_every_duty_and_limit_has_a_family_to_go_to(kind: str) -> None:
    found = families(license_with(*FREE, f"{{kind: {kind}, section: '2', params: {SAMPLES[kind][0]!r}}}"))

    assert Family.UNCLASSIFIED not in found


@pytest.mark.parametrize(
    ("license_id", "expected"),
    [
        ("MIT", ["permissive"]),
        ("Apache-2.0", ["permissive"]),
        ("LicenseRef-llama-3.1", ["threshold", "use-restricted", "vendor-terms"]),
    ],
)
def test_known_licenses_fall_where_their_clauses_put_them(license_id: str, expected: list[str]) -> None:
    assert list(catalog().families(license_id)) == expected


def test_the_index_holds_the_families_that_the_clauses_give() -> None:
    facts = catalog()

    for license_id in facts.ids():
        terms = facts.terms(license_id)
        assert terms is not None
        assert facts.families(license_id) == families(terms)


@pytest.mark.parametrize(
    ("spdx_id", "family"),
    [
        ("AFL-2.1", Family.PERMISSIVE),
        ("SAX-PD", Family.PUBLIC_DOMAIN),
        ("GPL-1.0-only", Family.COPYLEFT),
        ("LGPL-2.0-only", Family.WEAK_COPYLEFT),
        ("SSPL-1.0", Family.UNCLASSIFIED),
        ("LicenseRef-nobody", Family.UNCLASSIFIED),
    ],
)
def test_a_license_without_clauses_has_the_family_of_its_category(spdx_id: str, family: Family) -> None:
    assert category_family(spdx_id) is family


def test_a_category_is_marked_as_such() -> None:
    assert not catalog().has_clauses("AFL-2.1")
    assert catalog().has_clauses("MIT")
