"""The changed lines of a text on the terminal."""

from __future__ import annotations

from checker.reports.diff import Line, Mark, Run
from checker.reports.marked_lines import changed_line


def shown(*runs: tuple[Mark, str]) -> list[str]:
    return list(changed_line(Line(7, tuple(Run(*run) for run in runs)), width=60, color=False))


def test_a_changed_line_is_shown_before_and_after() -> None:
    runs = (Mark.SAME, "You may "), (Mark.REMOVED, "not"), (Mark.ADDED, "always"), (Mark.SAME, " copy it.")

    assert ["    7 - You may [-not-] copy it.", "      + You may [+always+] copy it."] == shown(*runs)


def test_a_line_that_is_wholly_new_has_no_line_before() -> None:
    assert ["    7 + [+No use by competitors+]."] == shown((Mark.ADDED, "No use by competitors"), (Mark.SAME, "."))


def test_a_line_beside_a_change_is_shown_as_it_is() -> None:
    assert ["    7   ---"] == shown((Mark.SAME, "---"))
