"""Which references a stretch of text may hold: counted by shared shingles, without comparing any words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.identify.index import Index, shingles
from checker.identify.words import Text

MAX_CANDIDATES = 10
# A window reaches this many words beyond the reference's length, for names and notices that a copy adds.
WINDOW_SLACK = 150


@dataclass(frozen=True, slots=True)
class Candidate:
    """Text `number` of `index`, which shares `hits` shingles with the words `window`."""

    index: Index
    number: int
    hits: int
    window: tuple[int, int]


class Candidates:
    """The shingles that a text shares with the indexes, looked up once."""

    def __init__(self, text: Text, indexes: Sequence[Index]) -> None:
        self._indexes = indexes
        self._hits: dict[tuple[int, int], list[int]] = {}
        self.shingles = shingles(text.words, text.hashes)
        for place, index in enumerate(indexes):
            for at, value in self.shingles:
                for number in index.holding(value):
                    self._hits.setdefault((place, number), []).append(at)

    def within(self, start: int, end: int) -> list[Candidate]:
        """The likeliest references in the words `start` to `end`, likeliest first."""
        whole = start == 0
        ranked: list[tuple[float, int, int, list[int]]] = []
        for (place, number), positions in self._hits.items():
            inside = positions if whole and positions[-1] < end else [at for at in positions if start <= at < end]
            if inside:
                share = len(inside) / self._indexes[place].samples(number)
                ranked.append((len(inside) * min(1.0, share), place, number, inside))
        ranked.sort(key=lambda entry: (-entry[0], entry[1], entry[2]))
        return [self._candidate(entry, start, end) for entry in ranked[:MAX_CANDIDATES]]

    def _candidate(self, entry: tuple[float, int, int, list[int]], start: int, end: int) -> Candidate:
        _, place, number, positions = entry
        index = self._indexes[place]
        length = index.length(number) + WINDOW_SLACK
        if end - start <= 2 * length:
            return Candidate(index, number, len(positions), (start, end))
        first, last = _densest(positions, length)
        return Candidate(
            index, number, last - first, (max(start, positions[first] - length), min(end, positions[last - 1] + length))
        )


def _densest(positions: list[int], length: int) -> tuple[int, int]:
    """The range of hits within `length` words of each other that has most of them."""
    best, first = (0, 1), 0
    for last, position in enumerate(positions, 1):
        while position - positions[first] > length:
            first += 1
        if last - first > best[1] - best[0]:
            best = (first, last)
    return best
