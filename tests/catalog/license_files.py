"""License files written for tests."""

from __future__ import annotations

from checker.catalog.terms import LicenseTerms, parse_terms

HEAD = """\
id: LicenseRef-test
title: Test License
licensor: Nobody
date: 2024-07-23
verified_on: 2026-01-01
incorporates: [{id: LicenseRef-test-aup, title: Test Policy}]
clauses:
"""
FREE = (
    "{kind: grant.use, section: '1'}",
    "{kind: grant.modify, section: '1'}",
    "{kind: grant.distribute, section: '1', params: {sublicense: true}}",
    "{kind: grant.commercial, section: '1'}",
)


def license_with(*clauses: str) -> LicenseTerms:
    """A license with these clauses, each written as a YAML mapping on one line."""
    return parse_terms(HEAD + "".join(f"  - {clause}\n" for clause in clauses), "LicenseRef-test.yaml")
