"""A user's own licenses beside ours: what they are called, and what they may not be called."""

from __future__ import annotations

import pytest

from checker.catalog import catalog
from checker.catalog.own import catalog_with, conflicts
from checker.catalog.terms import LicenseTerms, parse_terms


def own(id: str = "LicenseRef-acme", **written: str) -> LicenseTerms:
    facts = {"title": "Acme house license", "licensor": "Acme", "verified_on": "2026-11-24", **written}
    lines = [f"{key}: {value}" for key, value in {"id": id, **facts}.items()]
    return parse_terms("\n".join([*lines, 'clauses: [{kind: grant.use, section: "1"}]', ""]), "own.yaml")


@pytest.mark.parametrize("word", ["LicenseRef-acme", "acme", "Acme House Licence", "https://acme.test/terms/"])
def test_an_own_license_is_known_by_its_id_its_names_and_its_addresses(word: str) -> None:
    ours = catalog_with([own(urls="[https://acme.test/terms]")], catalog())

    assert ("LicenseRef-acme",) == ours.resolve(word).alternatives
    assert "" == ours.resolve(word).reason


def test_the_terms_of_an_own_license_are_known_inside_an_expression() -> None:
    ours = catalog_with([own()], catalog())

    assert "" == ours.resolve("MIT AND LicenseRef-acme").reason
    assert "not known here" in ours.resolve("MIT AND LicenseRef-nobody").reason


@pytest.mark.parametrize("claim", [{"id": "LicenseRef-h-research"}, {"hub_ids": "[h-research]"}])
def test_an_id_of_the_hub_whose_terms_we_do_not_have_may_be_described(claim: dict[str, str]) -> None:
    terms = own(**claim)
    ours = catalog_with([terms], catalog())

    assert [] == list(conflicts(terms, catalog()))
    assert (terms.id,) == ours.resolve("H-Research").alternatives
    assert ("h-research",) == ours.hub_ids_of(terms.id)


def test_an_id_that_the_hub_has_since_our_release_may_be_described() -> None:
    ours = catalog_with([own(hub_ids="[acme-2027]")], catalog())

    assert ("LicenseRef-acme",) == ours.resolve_hub_id("acme-2027").alternatives


def test_a_name_that_leaves_the_version_open_is_shared_with_one_version_more() -> None:
    terms = own(id="LicenseRef-gemma-2027", hub_ids="[gemma]", title="Gemma Terms of Use")
    ours = catalog_with([terms], catalog())

    assert [] == list(conflicts(terms, catalog()))
    for word in ("gemma", "Gemma Terms of Use"):
        assert {*catalog().resolve(word).alternatives, terms.id} == set(ours.resolve(word).alternatives)


def test_a_license_of_our_id_stands_in_place_of_ours() -> None:
    terms = own(id="MIT", title="MIT License")
    ours = catalog_with([terms], catalog())

    assert [] == list(conflicts(terms, catalog()))
    assert ("MIT",) == ours.resolve("mit").alternatives
    assert terms == ours.terms("MIT")
    assert ours.digest() != catalog().digest()


@pytest.mark.parametrize(
    ("written", "conflict"),
    [
        ({"names": "[The Apache license 2.0]"}, "“The Apache license 2.0” is Apache-2.0"),
        ({"id": "LicenseRef-mit"}, "“mit” is MIT"),
        ({"title": "AFL-2.1"}, "“AFL-2.1” is AFL-2.1"),
        ({"names": "[MIT OR ISC]"}, "“MIT OR ISC” is MIT OR ISC"),
        ({"hub_ids": "[llama3.1]"}, "“llama3.1” is LicenseRef-llama-3.1"),
        ({"urls": "['https://opensource.org/licenses/MIT']"}, "“https://opensource.org/licenses/MIT” is MIT"),
        ({"names": "[Other]"}, "“Other” is a placeholder of the Hub: license_name, "),
        ({"hub_ids": "[openrail]"}, "“openrail” is a family tag: any OpenRAIL text, "),
    ],
)
def test_a_name_that_means_something_else_already_is_refused(written: dict[str, str], conflict: str) -> None:
    found = list(conflicts(own(**written), catalog()))

    assert [True] == [said.startswith(conflict) for said in found]
