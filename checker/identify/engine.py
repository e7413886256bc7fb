"""
From a text to the licenses in it: exact digest, candidates, alignment, then what is left over, until nothing is.

Only a text whose every word is accounted for gets a license's own id. Whatever is added, removed, changed or left over
makes it another text, with the change quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress
from math import inf

from checker.identify.candidates import Candidates
from checker.identify.exceptions import is_exception, joined
from checker.identify.index import Index, digest
from checker.identify.match import ALTERED, RESEMBLING, Match, overlap, read
from checker.identify.notices import MAX_NAME, Notices
from checker.identify.reference import Kind, Reference
from checker.identify.report import Found, left_over, report, unknown
from checker.identify.words import Text
from checker.model.detection import Detection, Method

MAX_CHARACTERS = 1_000_000
# Once a candidate is found in the text, those with a smaller share of its shingles are not compared; where it explains
# the whole text, a little more is asked. One word more or less costs five shingles at most, of which an eighth is kept.
SIMILAR, SAME = 0.97, 0.98
# A short text loses this many shingles by a name or two.
FEW_HITS = 2
# A permitted copy is preferred to a changed one that explains a little more: what it leaves over is reported.
PREFERENCE = 0.8
# A stretch of fewer words is too short to name a license by.
FEWEST_WORDS = 6
# A longer text is searched in stretches that overlap by half, so that its cost grows with its length: longer
# than any license of the index.
STRETCH = 10_000
# A file that holds more licenses than this is a list of them; what follows counts as unmatched text.
MAX_LICENSES = 200


def detect(source: str, indexes: Sequence[Index]) -> tuple[Detection, ...]:
    """The licenses in `source` by these indexes, in order of place; a single unknown when there are none."""
    if len(source) > MAX_CHARACTERS or "\0" in source:
        return (unknown(1 + source.count("\n")),)
    return Reading(Text(source), indexes).detections()


class Reading:
    """One text while it is read."""

    def __init__(self, text: Text, indexes: Sequence[Index]) -> None:
        self.text = text
        self.indexes = indexes
        self.notices = Notices(text, indexes[0].is_common)

    def headers(self) -> list[Detection]:
        """The standard headers, such as the notice that the Apache License asks for at the top of a file."""
        founds = self._founds(Candidates(self.text, self.indexes))
        is_header = [found.match.reference.kind is Kind.HEADER for found in founds]
        if not any(is_header):
            return []
        return list(compress(report(self.text, self.notices, self.indexes, founds), is_header))

    def detections(self) -> tuple[Detection, ...]:
        """See `detect`."""
        # No text of the index is as long as a stretch.
        value = digest(self.text.words) if len(self.text) < STRETCH else 0
        for index in reversed(self.indexes):
            same = [index.reference(number) for number in index.same(value)]
            found = [_whole(self.text, reference) for reference in same if reference.kind is not Kind.EXCEPTION]
            if found and self.text.words:
                return report(self.text, self.notices, self.indexes, [found_from(found)])
        candidates = Candidates(self.text, self.indexes)
        founds = self._founds(candidates)
        if all(not found.match.exact and found.match.coverage < ALTERED for found in founds):
            other = self._other(candidates, value, founds)
            if other:
                return (other,)
        return report(self.text, self.notices, self.indexes, founds)

    def _founds(self, candidates: Candidates) -> list[Found]:
        """What is found, in order of place, exceptions with their licenses."""
        founds = sorted(self._search(candidates), key=lambda found: found.match.start)
        if any(map(is_exception, founds)):
            founds = joined(founds, left_over(self.text, self.notices, self.indexes, founds))
        return founds

    def _search(self, candidates: Candidates) -> Iterator[Found]:
        segments = [(0, len(self.text))]
        count = 0
        while segments and count < MAX_LICENSES:
            start, end = segments.pop()
            if end - start < FEWEST_WORDS:
                continue
            near = min(end, start + STRETCH)
            found = self._best(candidates, (start, near, end))
            if found is None:
                if near < end:
                    segments.append((start + STRETCH // 2, end))
                continue
            # Beside a license that is there, what merely resembles one is other text, between which more may stand.
            if not count or found.match.coverage >= ALTERED:
                yield found
            count += 1
            segments += [(found.match.end, end), (start, found.match.start)]

    def _best(self, candidates: Candidates, stretch: tuple[int, int, int]) -> Found | None:
        """
        The reading that explains most, with those that explain as much, of what begins between the first two places
        of the stretch and ends before the third.
        """
        readings: list[Match] = []
        shared, hits, rank = 0, 0.0, -inf
        for candidate in candidates.within(*stretch[:2]):
            if candidate.hits + FEW_HITS < hits:
                continue
            window = candidates.window(candidate, *stretch)
            found = overlap(self.text, self.indexes[candidate.place].reference(candidate.number), window)
            # What shares fewer words cannot be a better reading, unless a name in a slot makes up for a few.
            if found.shared < max(FEWEST_WORDS, shared - MAX_NAME):
                continue
            most, may_be_exact = found.limit
            if most * _share(may_be_exact) < rank:
                continue
            reading = read(self.text, self.notices, found)
            if _counts(reading):
                readings.append(reading)
                shared, rank = max(shared, reading.shared), max(rank, _rank(reading)[0])
                is_whole = reading.exact and found.shared > 0.9 * (window[1] - window[0])
                # Where several licenses stand in the stretch, a changed one may have its shingles from another.
                if reading.exact or (reading.coverage >= ALTERED and window == (stretch[0], stretch[2])):
                    hits = max(hits, candidate.hits * (SAME if is_whole else SIMILAR))
        return found_from(readings) if readings else None

    def _other(self, candidates: Candidates, value: int, founds: Sequence[Found]) -> Detection | None:
        """The second tier: a text that is known, though nothing is known about it, is not a change of one of ours."""
        index = self.indexes[0]
        lines = (1, self.text.last_line)
        same = index.other_same(value)
        if same and self.text.words:
            label = index.other_label(same[0])
            return Detection(
                expression=label.ids[0],
                method=Method.VERBATIM,
                score=1.0,
                lines=lines,
                candidates=label.ids,
                reference=label.source,
            )
        number, coverage = index.other_coverage(candidates.shingles)
        best = max((found.match.coverage for found in founds), default=0.0)
        if coverage < RESEMBLING or coverage <= best:
            return None
        label = index.other_label(number)
        return Detection(
            expression="NOASSERTION",
            method=Method.RESEMBLES,
            score=round(coverage, 3),
            lines=lines,
            candidates=label.ids,
            unmatched=len(self.text),
            reference=label.source,
        )


def _counts(reading: Match) -> bool:
    """
    Whether enough of the reference is there to speak of it; a header or an exception counts only when nothing was
    changed.
    """
    if reading.reference.kind in (Kind.HEADER, Kind.EXCEPTION) and not reading.exact:
        return False
    return reading.shared >= FEWEST_WORDS and reading.coverage >= RESEMBLING and reading.weight > (0, 0)


def _whole(text: Text, reference: Reference) -> Match:
    return Match(
        reference=reference,
        start=0,
        end=len(text),
        body=(0, len(text)),
        shared=len(text),
        needed=len(text),
        freedom=0,
        differences=(),
        cut_head=False,
        cut_tail=False,
    )


def _rank(reading: Match) -> tuple[float, tuple[float, int], bool]:
    """A permitted copy before a changed one, then the heavier reading, then a text that the user brought."""
    return reading.weight[0] * _share(reading.exact), reading.weight, bool(reading.reference.words)


def _share(exact: bool) -> float:
    return 1 if exact else PREFERENCE


def found_from(readings: Sequence[Match]) -> Found:
    """
    The best of the readings, and the ids of all that read the same words as well.

    A text that is a permitted copy of several licenses has all of them as candidates. Only equally good readings of
    different words are a tie: GPL "only" and "or later" have one text, and the first is named.
    """
    best = max(readings, key=_rank)
    equal = [reading for reading in readings if _rank(reading) == _rank(best)]
    also = [r for r in readings if best.exact and r.exact and (r.start, r.end) == (best.start, best.end)]
    ids = tuple(dict.fromkeys(identifier for reading in (best, *equal, *also) for identifier in reading.reference.ids))
    tied = len({reading.reference.ids[0] for reading in equal}) > 1 and any(
        reading.reference.hashes != best.reference.hashes for reading in equal
    )
    return Found(match=best, ids=ids, tied=tied)
