"""What changed in license terms, for the terminal and as JSON (`lic-check/diff/1`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from checker.model.comparison import Bearing, ClauseChange, ComparedSide, Outcome, TermsComparison, TextPair
from checker.model.detection import Change, Deviation
from checker.reports import wording
from checker.reports.columns import hanging, styled, wrap
from checker.reports.diff import Line, Mark, compared, excerpts
from checker.reports.json import to_json
from checker.reports.marked_lines import changed_line
from checker.reports.sanitise import guarded, sanitise, sanitised

# On the terminal of each pair of texts, unless all is asked for: a license that was replaced differs in every line.
MAX_SHOWN_LINES = 40

HEADLINES = {
    Outcome.SAME: "The license terms are the same",
    Outcome.DIFFERENT: "The license terms differ",
    Outcome.UNKNOWN: "Whether the license terms differ is not known",
}
BEARINGS = {Bearing.TIGHTER: "Tighter", Bearing.OTHER: "Other", Bearing.LOOSER: "Looser"}


class TextChange(msgspec.Struct, frozen=True, kw_only=True):
    """
    Two license files, word for word; the lines of `changes` count in the later one.

    `changes` is None when the texts are too long to compare.
    """

    before: str | None
    after: str | None
    before_sha256: str | None
    after_sha256: str | None
    changes: tuple[Deviation, ...] | None


class Diff(msgspec.Struct, frozen=True, kw_only=True):
    """The comparison as other programs read it."""

    schema: Literal["lic-check/diff/1"] = "lic-check/diff/1"
    outcome: Outcome
    because: str
    complete: bool
    exit_code: int
    before: ComparedSide
    after: ComparedSide
    unchanged: int | None
    clauses: tuple[ClauseChange, ...]
    texts: tuple[TextChange, ...]


def render_comparison(
    comparison: TermsComparison,
    format_: str,
    *,
    exit_code: int,
    width: int = 80,
    color: bool = False,
    everything: bool = False,
) -> str:
    """`comparison` as `terminal` or `json`; raises `ValueError` for another format."""
    shown = sanitised(comparison)
    match format_:
        case "json":
            return to_json(_diff(shown, exit_code))
        case "terminal":
            return guarded(_terminal(shown, width, color, everything))
        case _:
            raise ValueError(f"a comparison has no format {format_!r}")


def _diff(comparison: TermsComparison, exit_code: int) -> Diff:
    return Diff(
        outcome=comparison.outcome,
        because=comparison.because,
        complete=comparison.complete,
        exit_code=exit_code,
        before=comparison.before,
        after=comparison.after,
        unchanged=comparison.unchanged,
        clauses=comparison.changes,
        texts=tuple(map(_text_change, comparison.texts)),
    )


def _text_change(pair: TextPair) -> TextChange:
    lines = _compared(pair)
    return TextChange(
        before=pair.before_file,
        after=pair.after_file,
        before_sha256=pair.before.sha256 if pair.before else None,
        after_sha256=pair.after.sha256 if pair.after else None,
        changes=None if lines is None else tuple(_deviations(lines)),
    )


def _deviations(lines: list[Line]) -> Iterator[Deviation]:
    kinds = {Mark.ADDED: Change.ADDED, Mark.REMOVED: Change.REMOVED}
    for line in lines:
        for run in line.runs:
            if run.mark in kinds and run.text.strip():
                yield Deviation(kind=kinds[run.mark], text=run.text.strip(), line=line.number)


def _compared(pair: TextPair) -> list[Line] | None:
    """The lines of the later text, marked; of a file without a counterpart nothing is compared."""
    if pair.before is None or pair.after is None:
        return []
    return compared(sanitise(pair.before.text), sanitise(pair.after.text))


def _terminal(comparison: TermsComparison, width: int, color: bool, everything: bool) -> Iterator[str]:
    yield from wrap(f"{HEADLINES[comparison.outcome]}: {comparison.because}.", width)
    if not comparison.complete:
        yield from wrap("Some evidence could not be read; the comparison rests on the rest.", width)
    for label, side in (("before", comparison.before), ("after", comparison.after)):
        revision = wording.commit(side.revision)
        yield from _item(label, f"{side.id}{f'@{revision}' if revision else ''}, {side.because}", width)
    if comparison.unchanged is None and comparison.outcome is not Outcome.SAME:
        yield from _item("clauses", "not compared, since those of one side are not known", width)
    elif comparison.unchanged:
        yield from _item("clauses", f"{wording.plural(comparison.unchanged, 'clause')} the same on both sides", width)
    for bearing in Bearing:
        changes = [change for change in comparison.changes if change.bearing is bearing]
        if changes:
            yield ""
            yield f"{BEARINGS[bearing]}:"
        for change in changes:
            yield from _change(change, width, color)
    for pair in comparison.texts:
        yield from text_lines(pair, width, color, everything)


def _change(change: ClauseChange, width: int, color: bool) -> Iterator[str]:
    for sign, clause, style in (("-", change.before, "31"), ("+", change.after, "32")):
        if clause:
            place = f"{change.kind}, {clause.license}, {wording.section(clause.section)}"
            lines = hanging(f"  {sign} ", f"{clause.statement} [{place}]", width)
            yield from (styled(style, line, color) for line in lines)


def text_lines(pair: TextPair, width: int, color: bool, everything: bool) -> Iterator[str]:
    """What changed between two texts, word for word; no more than `MAX_SHOWN_LINES` lines unless `everything`."""
    lines = _compared(pair)
    names = dict.fromkeys(name for name in (pair.before_file, pair.after_file) if name)
    title = " became ".join(names)
    yield ""
    if pair.before is None or pair.after is None:
        yield from wrap(f"{title}: stands on the {'later' if pair.before is None else 'earlier'} side alone", width)
        return
    if lines is None:
        yield from wrap(f"{title}: too long to compare word for word", width)
        return
    changed = sum(line.is_changed for line in lines)
    if not changed:
        yield from wrap(f"{title}: the same words", width)
        return
    yield from wrap(f"{title}, word for word: {wording.plural(changed, 'line')} of {len(lines)} changed", width)
    words = [
        part for group in excerpts(lines, context=0) for line in group for part in changed_line(line, width, color)
    ]
    yield from words if everything else words[:MAX_SHOWN_LINES]
    if len(words) > MAX_SHOWN_LINES and not everything:
        yield "  … (-v shows all)"


def _item(label: str, text: str, width: int) -> Iterator[str]:
    return hanging(f"{label:<10}", text, width)
