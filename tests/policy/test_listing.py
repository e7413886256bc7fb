"""What the lines of a license list match, and what the lists say together."""

from __future__ import annotations

from datetime import date

import pytest

from checker import spdx
from checker.catalog.clauses import Clause
from checker.catalog.clauses.limits import LimitMau, LimitNoncommercial
from checker.catalog.families import families
from checker.catalog.terms import LicenseTerms
from checker.model.verdict import Verdict
from checker.policy.document import parse_policy
from checker.policy.listing import find_listing
from checker.policy.merge import merge
from checker.policy.mistakes import Mistakes
from checker.policy.schema import Policy
from checker.policy.selectors import CATEGORIES, Selector, SelectorKind

NONCOMMERCIAL = LicenseTerms(
    id="LicenseRef-acme-nc",
    title="Acme",
    licensor="Acme",
    verified_on=date(2026, 1, 1),
    clauses=(
        Clause(params=LimitNoncommercial(), section="1"),
        Clause(params=LimitMau(count=5, as_of="current"), section="2"),
    ),
)
MIT = spdx.License("MIT")
ACME = spdx.License("LicenseRef-acme-nc")
NOBODY = spdx.License("LicenseRef-nobody-knows")


def policy(lists: str, more: str = "") -> Policy:
    return merge([parse_policy(f"version: 1\nlicenses: {{{lists}}}\n{more}", name="acme.yaml")])


def verdict(lists: str, license: spdx.License, terms: LicenseTerms | None = None, *, more: str = "") -> Verdict:
    known = families(terms) if terms else ("permissive",) if license == MIT else ("unclassified",)
    return find_listing(policy(lists, more), license, terms, known, "acme").verdict


@pytest.mark.parametrize(
    ("written", "kind", "spelled"),
    [
        ("apache-2.0", SelectorKind.LICENSE, "Apache-2.0"),
        ("id:mit", SelectorKind.LICENSE, "MIT"),
        ("id:LicenseRef-llama-4", SelectorKind.LICENSE, "LicenseRef-llama-4"),
        (
            "GPL-2.0-only WITH Classpath-exception-2.0",
            SelectorKind.LICENSE,
            "GPL-2.0-only WITH Classpath-exception-2.0",
        ),
        ("mit or isc", SelectorKind.LICENSE, "MIT OR ISC"),
        ("family:permissive", SelectorKind.FAMILY, "family:permissive"),
        ("category: copyleft", SelectorKind.CATEGORY, "category:copyleft"),
        ("clause:limit.mau", SelectorKind.CLAUSE, "clause:limit.mau"),
        ("org:Allenai", SelectorKind.ORG, "org:Allenai"),
    ],
)
def test_a_line_has_one_spelling(written: str, kind: SelectorKind, spelled: str) -> None:
    selector = Selector.parse(written)

    assert (kind, spelled) == (selector.kind, str(selector))
    assert selector == Selector.parse(selector)


@pytest.mark.parametrize("written", ["", "  ", "MIT AND ISC", "id:MIT OR ISC", "org:a/b", "family:", "foo:bar", "NONE"])
def test_what_is_no_line_is_refused(written: str) -> None:
    with pytest.raises(Mistakes):
        Selector.parse(written)


def test_a_license_with_an_exception_is_not_the_license_without() -> None:
    plain, linked = spdx.License("GPL-2.0-only"), spdx.License("GPL-2.0-only", "Classpath-exception-2.0")
    selector = Selector.parse("GPL-2.0-only WITH Classpath-exception-2.0")

    assert selector.matches(linked, None, ("copyleft",), None)
    assert not selector.matches(plain, None, ("copyleft",), None)
    assert not Selector.parse("GPL-2.0-only").matches(linked, None, ("copyleft",), None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("family:noncommercial", True),
        ("family:permissive", False),
        ("clause:limit.mau", True),
        ("clause:limit.field", False),
    ],
)
def test_properties_are_those_of_the_clauses(line: str, expected: bool) -> None:
    assert expected is Selector.parse(line).matches(ACME, NONCOMMERCIAL, families(NONCOMMERCIAL), None)


@pytest.mark.parametrize("line", ["family:noncommercial", "clause:limit.mau", "category:copyleft"])
def test_a_property_of_an_unknown_license_is_unknown(line: str) -> None:
    assert Selector.parse(line).matches(NOBODY, None, ("unclassified",), None) is None


def test_an_organisation_is_asked_only_where_there_is_one() -> None:
    selector = Selector.parse("org:acme")

    assert (True, False, None) == tuple(selector.matches(MIT, None, (), org) for org in ("Acme", "other", None))


def test_the_categories_are_those_of_the_index() -> None:
    found = {category.lower().replace(" ", "-") for id in spdx.spdx_ids() if (category := spdx.category(id))}

    assert set(CATEGORIES) == found


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ("allow: [MIT]", Verdict.ALLOW),
        ("review: [MIT]", Verdict.REVIEW),
        ("allow: [ISC]", Verdict.DENY),
        ("allow: [family:permissive], review: [MIT]", Verdict.REVIEW),
        ("allow: [MIT], deny: [family:permissive], exempt: [MIT]", Verdict.ALLOW),
        ("allow: [family:permissive, ISC], deny: [MIT]", Verdict.DENY),
        ("allow: ['org:acme']", Verdict.ALLOW),
        ("allow: ['org:other']", Verdict.DENY),
    ],
)
def test_the_strictest_line_counts_and_no_line_denies(lists: str, expected: Verdict) -> None:
    assert expected is verdict(lists, MIT)


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ("allow: [family:permissive]", Verdict.UNKNOWN),
        ("allow: [MIT]", Verdict.DENY),
        ("allow: [LicenseRef-nobody-knows], deny: [family:noncommercial]", Verdict.ALLOW),
        ("allow: ['org:acme'], deny: [family:noncommercial]", Verdict.UNKNOWN),
        ("allow: ['org:acme'], review: [LicenseRef-nobody-knows]", Verdict.REVIEW),
        ("allow: [MIT], deny: [LicenseRef-nobody-knows, family:noncommercial]", Verdict.DENY),
        ("allow: [MIT], deny: [family:noncommercial]", Verdict.DENY),
        ("allow: [MIT], deny: [family:noncommercial, 'org:acme']", Verdict.DENY),
        ("allow: [MIT], review: [family:noncommercial, 'org:acme']", Verdict.REVIEW),
        ("review: ['org:acme'], deny: [family:noncommercial]", Verdict.UNKNOWN),
    ],
)
def test_a_license_that_nobody_knows_passes_only_by_its_name(lists: str, expected: Verdict) -> None:
    assert expected is verdict(lists, NOBODY)


@pytest.mark.parametrize("setting", ["unknown", "review", "deny"])
def test_the_policy_says_what_becomes_of_an_unknown(setting: str) -> None:
    assert Verdict(setting) is verdict("allow: [family:permissive]", NOBODY, more=f"unknown: {setting}\n")


def test_a_missing_license_is_a_family() -> None:
    found = find_listing(
        policy("allow: [MIT], review: [family:no-license]"), spdx.License("NONE"), None, ("no-license",)
    )

    assert (Verdict.REVIEW, "licenses.review: family:no-license") == (found.verdict, found.line)
    assert Verdict.DENY is find_listing(policy("allow: [MIT]"), spdx.License("NONE"), None, ("no-license",)).verdict
