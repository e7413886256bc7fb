"""The changed lines of a text as terminal lines: what was removed in `[-…-]`, what was added in `[+…+]`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.reports.columns import styled, wrap
from checker.reports.diff import Line, Mark


def changed_line(line: Line, width: int, color: bool) -> Iterator[str]:
    """The line as it was after `-`, as it is after `+`, or once when nothing in it changed."""
    number = f"{line.number:>5} "
    sides = [("-", line.before, "31"), ("+", line.after, "32")] if line.is_changed else [(" ", line.runs, "")]
    for sign, runs, style in sides:
        words = " ".join("".join(_bracketed(run.mark, run.text) for run in runs).split())
        # Of a line that is wholly new, what is left without the new words was never a line.
        if line.is_changed and not any(map(str.isalnum, words)):
            continue
        for part in wrap(words, width - 8):
            yield styled(style, f"{number}{sign} {part}", color)
            number = " " * 6


def _bracketed(mark: Mark, words: str) -> str:
    return {Mark.SAME: words, Mark.ADDED: f"[+{words}+]", Mark.REMOVED: f" [-{words}-] "}[mark]
