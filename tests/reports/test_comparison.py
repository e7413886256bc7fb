"""A comparison of license terms, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
import pytest

from checker.model.comparison import (
    Bearing,
    ClauseChange,
    ComparedSide,
    Outcome,
    PlacedClause,
    TermsComparison,
    TextPair,
)
from checker.model.report import CapturedText
from checker.reports.comparison import MAX_SHOWN_LINES, render_comparison


def side(name: str, *concluded: str) -> ComparedSide:
    return ComparedSide(
        id=f"acme/{name}",
        revision="0123456789abcdef0123456789abcdef01234567",
        source="hub",
        declared=concluded[0] if concluded else None,
        concluded=concluded,
        because="stated by the card",
    )


def texts(before: str | None, after: str | None) -> TextPair:
    def captured(text: str | None) -> CapturedText | None:
        return None if text is None else CapturedText(sha256="0" * 64, text=text)

    return TextPair(
        before_file=None if before is None else "LICENSE",
        after_file=None if after is None else "LICENSE",
        before=captured(before),
        after=captured(after),
    )


def comparison(*pairs: TextPair, outcome: Outcome = Outcome.DIFFERENT, complete: bool = True) -> TermsComparison:
    cap = PlacedClause(license="LicenseRef-brook-2", section="3", statement="Above 1,000 users: ask.")
    lower = PlacedClause(license="LicenseRef-brook-3", section="4", statement="Above 10 users: ask.")
    notice = PlacedClause(license="LicenseRef-brook-2", section="5", statement="Keep the notices.")
    changes = (
        ClauseChange(kind="limit.mau", bearing=Bearing.TIGHTER, before=cap, after=lower),
        ClauseChange(kind="cond.copyright", bearing=Bearing.LOOSER, before=notice, after=None),
    )
    return TermsComparison(
        before=side("brook-2", "LicenseRef-brook-2"),
        after=side("brook-3", "LicenseRef-brook-3"),
        outcome=outcome,
        because="LicenseRef-brook-2 became LicenseRef-brook-3",
        changes=changes,
        unchanged=7,
        texts=pairs,
        complete=complete,
    )


def test_a_section_of_another_document_is_named_by_that_document() -> None:
    copyleft = PlacedClause(license="LGPL-3.0-only", section="GPL-3.0-only, 2", statement="Use for any purpose.")
    change = ClauseChange(kind="grant.use", bearing=Bearing.LOOSER, before=None, after=copyleft)
    found = msgspec.structs.replace(comparison(), changes=(change,))

    assert "[grant.use, LGPL-3.0-only, GPL-3.0-only, 2]" in render_comparison(found, "terminal", exit_code=1, width=200)


def test_the_terminal_shows_what_is_tighter_before_what_is_looser(golden: Callable[[str, str], None]) -> None:
    pair = texts("The model may be used\nby ten people.\n", "The model may be used\nby nine people and a dog.\n")

    golden("comparison.txt", render_comparison(comparison(pair), "terminal", exit_code=1))


def test_the_json_has_every_change_with_its_line() -> None:
    pair = texts("one two three", "one 2 three")

    found = json.loads(render_comparison(comparison(pair), "json", exit_code=1))

    assert ("lic-check/diff/1", "different", 1) == (found["schema"], found["outcome"], found["exit_code"])
    assert ["tighter", "looser"] == [clause["bearing"] for clause in found["clauses"]]
    changes = [(change["kind"], change["text"], change["line"]) for change in found["texts"][0]["changes"]]
    assert [("removed", "two", 1), ("added", "2", 1)] == changes


def test_a_file_of_one_side_alone_is_named_and_not_printed() -> None:
    shown = render_comparison(comparison(texts(None, "secret words")), "terminal", exit_code=1)

    assert "LICENSE: stands on the later side alone" in shown
    assert "secret" not in shown


def test_a_text_that_was_replaced_is_cut_unless_all_is_asked_for() -> None:
    pair = texts(
        "\n\n".join(f"old line {n} of it" for n in range(90)), "\n\n".join(f"a new one {n}" for n in range(90))
    )

    short = render_comparison(comparison(pair), "terminal", exit_code=1)
    whole = render_comparison(comparison(pair), "terminal", exit_code=1, everything=True)

    assert "(-v shows all)" in short
    assert len(short.splitlines()) < MAX_SHOWN_LINES + 30 < len(whole.splitlines())


def test_a_rewrapped_text_has_the_same_words() -> None:
    shown = render_comparison(comparison(texts("one two\nthree", "one\ntwo three")), "terminal", exit_code=1)

    assert "LICENSE: the same words" in shown


def test_missing_evidence_is_said() -> None:
    assert "could not be read" in render_comparison(comparison(complete=False), "terminal", exit_code=4)


@pytest.mark.parametrize("format_", ["terminal", "json"])
def test_a_hostile_text_is_cleaned(format_: str) -> None:
    shown = render_comparison(comparison(texts("a", "a\x1b[2J\u202e ##[error]b")), format_, exit_code=1)

    assert not {"\x1b", "\u202e"} & set(shown)
    assert "##[" not in shown


def test_colour_is_drawn_only_when_asked_for() -> None:
    assert "\x1b[31m" in render_comparison(comparison(), "terminal", exit_code=1, color=True)
    assert "\x1b" not in render_comparison(comparison(), "terminal", exit_code=1)


def test_there_is_no_other_format() -> None:
    with pytest.raises(ValueError, match="no format 'html'"):
        render_comparison(comparison(), "html", exit_code=1)
