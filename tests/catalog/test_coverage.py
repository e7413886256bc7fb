"""Whether a child's terms keep what its parent demands."""

from __future__ import annotations

import pytest

from checker.catalog.coverage import is_covered
from tests.catalog.license_files import license_with

ANY = "{kind: limit.military, section: '1'}"
WEAPONS = "{kind: limit.military, section: '1', params: {breadth: weapons}}"
CONDITIONAL = "{kind: limit.military, section: '1', params: {strength: conditional}}"


@pytest.mark.parametrize(
    ("own", "demand", "covered"),
    [(ANY, WEAPONS, True), (WEAPONS, ANY, False), (ANY, CONDITIONAL, True), (CONDITIONAL, ANY, False)],
)
def test_a_ban_of_military_use_is_kept_by_one_that_is_as_broad_and_as_strong(
    own: str, demand: str, covered: bool
) -> None:
    (clause,) = license_with(demand).clauses

    assert is_covered(clause, [license_with(own)]) is covered
