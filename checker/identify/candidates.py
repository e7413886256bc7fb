"""Which references a stretch of text may hold: counted by shared shingles, without comparing any words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain

from checker.identify.index import Index, shingles
from checker.identify.words import Text

MAX_CANDIDATES = 20
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
        self._holders: list[list[tuple[int, list[int]]]] = [
            [(at, numbers) for at, value in self.shingles if (numbers := index.holding(value))] for index in indexes
        ]

    def within(self, start: int, end: int) -> list[Candidate]:
        """The likeliest references in the words `start` to `end`, likeliest first."""
        ranked: list[tuple[float, int, int, int]] = []
        for place, holders in enumerate(self._holders):
            samples = self._indexes[place].samples
            hits = Counter(chain.from_iterable(numbers for at, numbers in holders if start <= at < end))
            ranked += ((-count * min(1.0, count / samples(n)), place, n, count) for n, count in hits.items())
        return [
            self._candidate(place, n, count, (start, end)) for _, place, n, count in nsmallest(MAX_CANDIDATES, ranked)
        ]

    def _candidate(self, place: int, number: int, hits: int, words: tuple[int, int]) -> Candidate:
        """The reference with the words to look for it in: all of them, or those around most of its shingles."""
        index, (start, end) = self._indexes[place], words
        length = index.length(number) + WINDOW_SLACK
        if end - start <= 2 * length:
            return Candidate(index, number, hits, words)
        positions = [at for at, numbers in self._holders[place] if start <= at < end and number in numbers]
        first, last = _densest(positions, length)
        window = (max(start, positions[first] - length), min(end, positions[last - 1] + length))
        return Candidate(index, number, last - first, window)


def _densest(positions: list[int], length: int) -> tuple[int, int]:
    """The range of hits within `length` words of each other that has most of them."""
    best, first = (0, 1), 0
    for last, position in enumerate(positions, 1):
        while position - positions[first] > length:
            first += 1
        if last - first > best[1] - best[0]:
            best = (first, last)
    return best
