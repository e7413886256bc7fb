"""Two sets of terms compared: what is the same, what is tighter, and when nobody can tell."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.catalog import catalog
from checker.compare import compare
from checker.model.comparison import Bearing, Outcome, TermsComparison
from tests.subjects import model

LICENSES = st.sampled_from(catalog().ids())
OPPOSITE = {Bearing.TIGHTER: Bearing.LOOSER, Bearing.LOOSER: Bearing.TIGHTER, Bearing.OTHER: Bearing.OTHER}


def compared(before: str, after: str) -> TermsComparison:
    return compare(model("org/before", licenses=[before]), model("org/after", licenses=[after]), catalog())


@given(LICENSES)
def test_a_license_is_the_same_as_itself(license: str) -> None:
    found = compared(license, license)

    assert (Outcome.SAME, ()) == (found.outcome, found.changes)


@settings(deadline=None)
@given(LICENSES, LICENSES)
def test_what_one_direction_tightens_the_other_loosens(one: str, other: str) -> None:
    there, back = compared(one, other), compared(other, one)

    def tally(comparison: TermsComparison) -> list[tuple[str, Bearing]]:
        return sorted((change.kind, change.bearing) for change in comparison.changes)

    assert there.unchanged == back.unchanged
    assert tally(there) == sorted((kind, OPPOSITE[bearing]) for kind, bearing in tally(back))


def test_two_models_without_a_license_differ_in_nothing() -> None:
    assert Outcome.SAME is compare(model("org/a"), model("org/b"), catalog()).outcome


def test_of_an_uncertain_license_only_what_holds_for_every_version_is_told() -> None:
    gemma = model("org/a", licenses=["LicenseRef-gemma-2024-02-21", "LicenseRef-gemma-2024-04-01"])

    found = compare(gemma, model("org/b", licenses=["MIT"]), catalog())

    # The first version alone asks for updates.
    assert Outcome.DIFFERENT is found.outcome
    assert "cond.pass_through" in {change.kind for change in found.changes}
    assert "cond.latest_version" not in {change.kind for change in found.changes}


def test_every_clause_is_either_the_same_or_in_a_change() -> None:
    found = compared("LicenseRef-llama-3.1", "MIT")
    llama = catalog().terms("LicenseRef-llama-3.1")

    assert llama is not None and found.unchanged is not None
    assert len(llama.clauses) == found.unchanged + sum(change.before is not None for change in found.changes)


def test_an_unknown_name_cannot_be_compared() -> None:
    found = compare(model("org/a", licenses=["MIT"]), model("org/b", licenses=["NOASSERTION"]), catalog())

    assert (Outcome.UNKNOWN, None) == (found.outcome, found.unchanged)


def test_the_branches_of_a_choice_count_only_where_they_agree() -> None:
    found = compared("MIT OR GPL-3.0-only", "LicenseRef-llama-3.1")

    assert "limit.mau" in {change.kind for change in found.changes}
    assert "cond.copyleft" not in {change.kind for change in found.changes}
