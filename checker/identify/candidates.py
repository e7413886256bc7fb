"""Which references a stretch of text may hold: counted by shared shingles, without comparing any words."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain

from checker.identify.index import Index, shingles
from checker.identify.words import Text

MAX_CANDIDATES = 20
# With a smaller share of its shingles there, a reference cannot have half of its words there.
FEWEST = 0.15
# A window reaches this many words beyond the reference's length, for names and notices that a copy adds.
WINDOW_SLACK = 150


@dataclass(frozen=True, slots=True)
class Candidate:
    """Text `number` of the index at `place`, which shares `hits` different shingles with a stretch of the text."""

    place: int
    number: int
    hits: int


# A shingle of the text: the place of its first word, its hash, and the references that hold it.
Hit = tuple[int, int, list[int]]


class Candidates:
    """The shingles that a text shares with the indexes, looked up once."""

    def __init__(self, text: Text, indexes: Sequence[Index]) -> None:
        places, self.shingles = shingles(text.words, text.sampled)
        self._indexes = indexes
        self._hits: list[list[Hit]] = []
        values = set(self.shingles)
        for index in indexes:
            numbers = index.holding(values)
            found = zip(places, self.shingles, strict=True)
            self._hits.append([(at, value, numbers[value]) for at, value in found if value in numbers])

    def within(self, start: int, near: int) -> list[Candidate]:
        """
        The likeliest references in the words `start` to `near`, likeliest first.

        What is there in full comes before what shares more but lacks some of its own, as the longer relatives of a
        license do in a file of several.
        """
        ranked: list[tuple[float, int, int, int]] = []
        for place in range(len(self._indexes)):
            samples = self._indexes[place].samples
            different = {value: numbers for _, value, numbers in self._between(place, start, near)}
            hits = Counter(chain.from_iterable(different.values()))
            ranked += [
                (-count * min(1.0, count / samples[n]) ** 2, place, n, count)
                for n, count in hits.items()
                if count >= FEWEST * samples[n]
            ]
        best = nsmallest(MAX_CANDIDATES, ranked)
        return [Candidate(place, number, count) for _, place, number, count in best]

    def _between(self, place: int, start: int, end: int) -> list[Hit]:
        hits = self._hits[place]
        return hits[bisect_left(hits, (start,)) : bisect_left(hits, (end,))]

    def window(self, candidate: Candidate, start: int, near: int, end: int) -> tuple[int, int]:
        """The words to compare with the candidate: those around its first copy, when there is room for several."""
        length = self._indexes[candidate.place].length(candidate.number)
        if end - start <= length + WINDOW_SLACK:
            return start, end
        hits = self._between(candidate.place, start, near)
        found = [(at, value) for at, value, numbers in hits if candidate.number in numbers]
        period = _period(found)
        if period > length / 2:
            return start, min(end, found[0][0] + period)
        reach = length + WINDOW_SLACK
        if end - start <= 2 * reach:
            return start, end
        first, last = _densest([at for at, _ in found], reach)
        return max(start, found[first][0] - reach), min(end, found[last - 1][0] + reach)


def _period(found: list[tuple[int, int]]) -> int:
    """How far on most shingles are there again, 0 when they are not: from one copy to the next, or inside the text."""
    firsts: dict[int, int] = {}
    distances: dict[int, int] = {}
    for at, value in found:
        if value in firsts:
            distances.setdefault(value, at - firsts[value])
        firsts.setdefault(value, at)
    if 2 * len(distances) <= len(firsts):
        return 0
    return sorted(distances.values())[(len(distances) - 1) // 2]


def _densest(positions: list[int], length: int) -> tuple[int, int]:
    """The range of hits within `length` words of each other that has most of them."""
    best, first = (0, 1), 0
    for last, position in enumerate(positions, 1):
        while position - positions[first] > length:
            first += 1
        if last - first > best[1] - best[0]:
            best = (first, last)
    return best
