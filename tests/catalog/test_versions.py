"""Which ids of the Hub leave a version open, and which are families."""

from __future__ import annotations

import pytest

from checker.catalog import catalog
from checker.catalog.versions import are_versions, leaves_version_open


@pytest.mark.parametrize(
    ("hub_id", "expected"),
    [("gemma", True), ("gpl-3.0", True), ("gpl", False), ("bsd", False), ("mit", False), ("cc", False), ("?", False)],
)
def test_an_id_leaves_the_version_open_where_the_hub_has_none_that_says_more(hub_id: str, expected: bool) -> None:
    assert expected is leaves_version_open(hub_id, catalog())


@pytest.mark.parametrize(
    ("licenses", "expected"),
    [
        (("GPL-3.0-only", "GPL-3.0-or-later"), True),
        (("GPL-3.0-only",), False),
        (("BSD-2-Clause", "BSD-3-Clause", "BSD-4-Clause"), False),
        (("MIT", "GPL-3.0-only"), False),
        ((), False),
    ],
)
def test_versions_are_what_one_such_id_may_mean(licenses: tuple[str, ...], expected: bool) -> None:
    assert expected is are_versions(licenses, catalog())
