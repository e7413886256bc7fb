"""Which references a stretch of text may hold: counted by shared shingles, without comparing any words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain
from statistics import median_low

from checker.identify.index import Index, shingles
from checker.identify.words import Text

MAX_CANDIDATES = 20
# With a smaller share of its shingles there, a reference cannot have half of its words there.
FEWEST = 0.15
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
        self.shingles = shingles(text.words, text.hashes)
        self._indexes = indexes
        self._holders: list[list[tuple[int, int, list[int]]]] = [
            [(at, value, numbers) for at, value in self.shingles if (numbers := index.holding(value))]
            for index in indexes
        ]

    def within(self, start: int, end: int) -> list[Candidate]:
        """The likeliest references in the words `start` to `end`, likeliest first."""
        ranked: list[tuple[float, int, int, int]] = []
        for place, holders in enumerate(self._holders):
            samples = self._indexes[place].samples
            hits = Counter(chain.from_iterable(numbers for at, _, numbers in holders if start <= at < end))
            ranked += (
                (-count * min(1.0, count / samples(n)), place, n, count)
                for n, count in hits.items()
                if count >= FEWEST * samples(n)
            )
        return [
            self._candidate(place, n, count, (start, end)) for _, place, n, count in nsmallest(MAX_CANDIDATES, ranked)
        ]

    def _candidate(self, place: int, number: int, hits: int, words: tuple[int, int]) -> Candidate:
        """The reference with the words to look for it in: around its first copy, when there is room for several."""
        index, (start, end) = self._indexes[place], words
        length = index.length(number) + WINDOW_SLACK
        if end - start <= length:
            return Candidate(index, number, hits, words)
        found = [(at, value) for at, value, numbers in self._holders[place] if start <= at < end and number in numbers]
        period = _period(found)
        if period:
            return Candidate(index, number, hits, (start, min(end, found[0][0] + period)))
        if end - start <= 2 * length:
            return Candidate(index, number, hits, words)
        first, last = _densest([at for at, _ in found], length)
        window = (max(start, found[first][0] - length), min(end, found[last - 1][0] + length))
        return Candidate(index, number, last - first, window)


def _period(found: list[tuple[int, int]]) -> int:
    """How far apart two copies of a text stand, 0 when there is one: most of its shingles are then there again."""
    firsts: dict[int, int] = {}
    distances: dict[int, int] = {}
    for at, value in found:
        if value in firsts:
            distances.setdefault(value, at - firsts[value])
        firsts.setdefault(value, at)
    return median_low(distances.values()) if 2 * len(distances) > len(firsts) else 0


def _densest(positions: list[int], length: int) -> tuple[int, int]:
    """The range of hits within `length` words of each other that has most of them."""
    best, first = (0, 1), 0
    for last, position in enumerate(positions, 1):
        while position - positions[first] > length:
            first += 1
        if last - first > best[1] - best[0]:
            best = (first, last)
    return best
