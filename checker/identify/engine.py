"""
From a text to the licenses in it: exact digest, candidates, alignment, then what is left over, until nothing is.

Only a text whose every word is accounted for gets a license's own id. Whatever is added, removed, changed or left over
makes it another text, with the change quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.identify.candidates import Candidate, Candidates
from checker.identify.index import Index, digest
from checker.identify.match import Match, match
from checker.identify.notices import Notices
from checker.identify.reference import Kind, Reference
from checker.identify.report import Found, report
from checker.identify.words import Text
from checker.model.detection import Detection, Method

MAX_CHARACTERS = 1_000_000
# Below this share of its words, a text does not come from a license; above the second it is that license, altered.
RESEMBLING, ALTERED = 0.5, 0.85
# A stretch of fewer words is too short to name a license by.
FEWEST_WORDS = 6
# A file that holds more licenses than this is a list of them; what follows counts as unmatched text.
MAX_LICENSES = 200


def detect(source: str, indexes: Sequence[Index]) -> tuple[Detection, ...]:
    """The licenses in `source` by these indexes, in order of place; a single unknown when there are none."""
    if len(source) > MAX_CHARACTERS or "\0" in source:
        return (
            Detection(expression="NOASSERTION", method=Method.UNKNOWN, score=0.0, lines=(1, 1 + source.count("\n"))),
        )
    return Reading(Text(source), indexes).detections()


class Reading:
    """One text while it is read."""

    def __init__(self, text: Text, indexes: Sequence[Index]) -> None:
        self.text = text
        self.indexes = indexes
        self.notices = Notices(text, indexes[0].is_common)

    def found(self) -> Iterator[tuple[Detection, Kind]]:
        """Each detection with the kind of text that it is; none when nothing is found."""
        founds = sorted(self._search(Candidates(self.text, self.indexes)), key=lambda found: found.match.start)
        if founds:
            kinds = [found.match.reference.kind for found in founds]
            yield from zip(report(self.text, self.notices, self.indexes, founds), kinds, strict=True)

    def detections(self) -> tuple[Detection, ...]:
        """See `detect`."""
        value = digest(self.text.words)
        for index in reversed(self.indexes):
            same = index.same(value)
            if same and self.text.words:
                found = [_whole(self.text, index.reference(number), number) for number in same]
                return report(self.text, self.notices, self.indexes, [found_from(found)])
        candidates = Candidates(self.text, self.indexes)
        founds = sorted(self._search(candidates), key=lambda found: found.match.start)
        if not any(found.match.exact for found in founds):
            other = self._other(candidates, value, founds)
            if other:
                return (other,)
        return report(self.text, self.notices, self.indexes, founds)

    def _search(self, candidates: Candidates) -> Iterator[Found]:
        segments = [(0, len(self.text))]
        count = 0
        while segments and count < MAX_LICENSES:
            start, end = segments.pop()
            if end - start < FEWEST_WORDS:
                continue
            found = self._best(candidates.within(start, end))
            if found is None or (count and found.match.coverage < ALTERED):
                continue
            count += 1
            yield found
            segments += [(found.match.end, end), (start, found.match.start)]

    def _best(self, candidates: Sequence[Candidate]) -> Found | None:
        """The reading that explains most, with those that explain as much."""
        best: list[Match] = []
        most_hits = 0
        for candidate in candidates:
            if best and best[0].exact and candidate.hits < 0.5 * most_hits:
                continue
            reading = match(
                self.text, self.notices, candidate.index.reference(candidate.number), candidate.number, candidate.window
            )
            if reading is None or not _counts(reading):
                continue
            most_hits = max(most_hits, candidate.hits)
            if not best or reading.weight > best[0].weight:
                best = [reading]
            elif reading.weight == best[0].weight:
                best.append(reading)
        return found_from(best) if best else None

    def _other(self, candidates: Candidates, value: int, founds: Sequence[Found]) -> Detection | None:
        """The second tier: a text that is known, though nothing is known about it, is not a change of one of ours."""
        index = self.indexes[0]
        lines = (self.text.line(0), self.text.line(len(self.text)))
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
        number, coverage = index.other_coverage(value for _, value in candidates.shingles)
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
    """Whether enough of the reference is there to speak of it; a header counts only when nothing was changed."""
    if reading.reference.kind is Kind.HEADER and not reading.exact:
        return False
    return reading.shared >= FEWEST_WORDS and reading.coverage >= RESEMBLING and reading.weight > 0


def _whole(text: Text, reference: Reference, number: int) -> Match:
    return Match(
        reference=reference,
        number=number,
        start=0,
        end=len(text),
        shared=len(text),
        needed=len(text),
        freedom=0,
        differences=(),
        cut_head=False,
        cut_tail=False,
    )


def found_from(readings: Sequence[Match]) -> Found:
    """Equally good readings as one find; the ids of all of them are its candidates."""
    ids = tuple(dict.fromkeys(identifier for reading in readings for identifier in reading.reference.ids))
    same_license = len({reading.reference.ids[0] for reading in readings}) == 1
    return Found(match=readings[0], ids=ids, tied=not same_license)
