"""Which words of a text were added or removed, as runs that a format can mark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from checker.model.detection import Change, Deviation
from checker.reports.sanitise import one_line

MAX_WORDS = 20_000
MAX_PAIRS = 4_000_000
_WORD = re.compile(r"\S+\s*|\s+")


class Mark(StrEnum):
    """What happened to a run of words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Run(NamedTuple):
    """Some words and what happened to them."""

    mark: Mark
    text: str


class Line(NamedTuple):
    """One line of the text as it is now, counting from 1, with the words removed from it in their place."""

    number: int
    runs: tuple[Run, ...]

    @property
    def is_changed(self) -> bool:
        return any(run.mark is not Mark.SAME for run in self.runs)

    @property
    def before(self) -> tuple[Run, ...]:
        """The line without what was added."""
        return tuple(run for run in self.runs if run.mark is not Mark.ADDED)

    @property
    def after(self) -> tuple[Run, ...]:
        """The line without what was removed."""
        return tuple(run for run in self.runs if run.mark is not Mark.REMOVED)


def marked(text: str, deviations: Iterable[Deviation]) -> list[Line]:
    """The lines of `text`, in which the added words are found and marked and the removed ones put back."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    ends = [*starts[1:], len(text) + 1]

    def row(deviation: Deviation) -> int:
        return min(max(deviation.line, 1), len(starts)) - 1

    added = [
        _added(text, deviation.text, starts[row(deviation)])
        for deviation in sorted(deviations, key=lambda deviation: deviation.line)
        if deviation.kind is Change.ADDED
    ]
    removed: list[tuple[int, int, Run]] = []
    for deviation in deviations:
        if deviation.kind is Change.REMOVED:
            start, end = starts[row(deviation)], ends[row(deviation)]
            # A replacement reads best with the old words before the new ones of the same line.
            at = min((first for first, _, _ in added if start <= first < end), default=start)
            removed.append((at, at, Run(Mark.REMOVED, one_line(deviation.text))))
    return list(_lines(_runs(text, [*added, *removed])))


def compared(old: str, new: str) -> list[Line] | None:
    """The lines of `new` against `old`, word for word; None when they are too long to compare."""
    left, right = _WORD.findall(old), _WORD.findall(new)
    if len(left) + len(right) > MAX_WORDS:
        return None
    # Words are compared without the white space after them, so that a re-wrapped line is not a change. Frequent words
    # count too, else the longest equal passage is not found and a small change is shown as a large one; only a text
    # that says the same words over and over is compared without them, since the work grows with their square.
    before, after = [word.strip() for word in left], [word.strip() for word in right]
    counts = Counter(after)
    is_repetitive = sum(count * counts[word] for word, count in Counter(before).items()) > MAX_PAIRS
    matcher = SequenceMatcher(None, before, after, autojunk=is_repetitive)
    runs: list[Run] = []
    for operation, first, last, begin, end in matcher.get_opcodes():
        removed, added = "".join(left[first:last]), "".join(right[begin:end])
        if operation == "equal":
            runs.append(Run(Mark.SAME, added))
            continue
        if removed.strip():
            runs.append(Run(Mark.REMOVED, one_line(removed)))
        words = added.rstrip()
        if words:
            runs.append(Run(Mark.ADDED, words))
        # The removed words are stripped, so a space parts them from what follows where no word was added.
        runs.append(Run(Mark.SAME, added[len(words) :] or " "))
    return list(_lines(runs))


def excerpts(lines: list[Line], context: int = 1) -> list[list[Line]]:
    """The changed lines with `context` lines around them, in groups of neighbours."""
    wanted = sorted(
        {
            near
            for position, line in enumerate(lines)
            if line.is_changed
            for near in range(max(position - context, 0), min(position + context + 1, len(lines)))
        }
    )
    if not wanted:
        return []
    breaks = [0, *(later for later, (one, other) in enumerate(pairwise(wanted), 1) if other - one > 1), len(wanted)]
    return [[lines[position] for position in wanted[first:last]] for first, last in pairwise(breaks)]


def _position(span: tuple[int, int, Run]) -> tuple[int, int]:
    return span[:2]


def _added(text: str, words: str, start: int) -> tuple[int, int, Run]:
    """Where `words` stand at or after `start`, whatever the white space; else the line at `start`."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    found = re.compile(pattern, re.IGNORECASE).search(text, start) if pattern else None
    first, last = found.span() if found else (start, _line_end(text, start))
    return first, last, Run(Mark.ADDED, text[first:last])


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _runs(text: str, spans: list[tuple[int, int, Run]]) -> Iterator[Run]:
    position = 0
    for first, last, run in sorted(spans, key=_position):
        if first < position and run.mark is Mark.ADDED:
            continue
        if first > position:
            yield Run(Mark.SAME, text[position:first])
        yield run
        position = max(position, last)
    yield Run(Mark.SAME, text[position:])


def _lines(runs: Iterable[Run]) -> Iterator[Line]:
    number = 1
    current: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        if first:
            current.append(Run(run.mark, first))
        for part in others:
            yield Line(number, tuple(current))
            number += 1
            current = [Run(run.mark, part)] if part else []
    if current:
        yield Line(number, tuple(current))
