"""What moved since a lock was written, for the terminal and as JSON (`lic-check/drift/1`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from checker.model.drift import Drift, Movement
from checker.reports import wording
from checker.reports.columns import hanging, wrap
from checker.reports.comparison import text_lines
from checker.reports.json import to_json
from checker.reports.sanitise import guarded, sanitised

HEADLINES = {
    Movement.NONE: "as locked",
    Movement.INPUTS: "as locked, judged on another basis",
    Movement.COMMIT: "moved, on the same terms",
    Movement.UNREAD: "moved, and what it says now could not all be read",
    Movement.TERMS: "the terms moved",
    Movement.GONE: "cannot be had any more",
}


class DriftReport(msgspec.Struct, frozen=True, kw_only=True):
    """Every locked model, in the order of the lock."""

    schema: Literal["lic-check/drift/1"] = "lic-check/drift/1"
    exit_code: int
    models: tuple[Drift, ...]


def render_drift(
    drifts: Sequence[Drift],
    format_: str,
    *,
    exit_code: int,
    width: int = 80,
    color: bool = False,
    everything: bool = False,
) -> str:
    """The drifts as `terminal` or `json`; raises `ValueError` for another format."""
    shown = sanitised(tuple(drifts))
    match format_:
        case "json":
            return to_json(DriftReport(exit_code=exit_code, models=shown))
        case "terminal":
            return guarded(_terminal(shown, width, color, everything))
        case _:
            raise ValueError(f"a drift has no format {format_!r}")


def _terminal(drifts: Sequence[Drift], width: int, color: bool, everything: bool) -> Iterator[str]:
    for drift in drifts:
        if drift.movement is Movement.NONE and not everything:
            continue
        yield from wrap(f"{drift.id}: {HEADLINES[drift.movement]}", width)
        for fact in drift.facts:
            yield from hanging("  ", fact, width)
        for pair in drift.texts:
            yield from text_lines(pair, width, color, everything)
        yield ""
    counts = Counter(drift.movement for drift in drifts)
    told = ", ".join(f"{counts[movement]} {HEADLINES[movement]}" for movement in Movement if counts[movement])
    yield f"{wording.plural(len(drifts), 'model')} locked: {told or 'nothing is locked'}"
