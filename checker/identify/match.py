"""One text against one reference: which words are shared, which differences the license allows, which are changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from checker.identify.align import Block, align
from checker.identify.explain import Explainer
from checker.identify.notices import Notices
from checker.identify.reference import Reference, Role
from checker.identify.words import Text

# Below the first share of its words a text does not come from a license; from the second on it is that one, altered.
RESEMBLING, ALTERED = 0.5, 0.85
# What a word that was added weighs against one that is explained, one that is missing, and one cut off at an end.
ADDED, MISSING, CUT = 1.9, 0.9, 0.3
# How many words of a license a copy may lack since it joins them to others or spells them otherwise.
SPELLED = 10
# How far around a difference its reading may reach: the alignment can put it a few words off.
SLACK = 8
# What a word between two blocks weighs against a shared word when it is asked whether they belong together.
DISTANCE = 0.2
# How many words before and after the shared text may belong to the beginning or end of the reference, and how many
# fixed words of it may be spelled so differently there that none is shared.
MARGIN = 60


class Difference(NamedTuple):
    """Words `file` stand where the reference has the words `ref`; either range may be empty."""

    file: tuple[int, int]
    ref: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """
    A reference found in a text.

    `start` and `end` bound the words of the file that it covers, `body` those without the notices around them.
    `shared` counts the words of the reference found there, `needed` those that every copy has. `freedom` tells what a
    copy that the license permits has otherwise: 0 nothing, 1 its title, notices or list marks, 2 more. `differences`
    are the changes beyond that, of which the first is a missing beginning (`cut_head`), the last an ending
    (`cut_tail`).
    """

    reference: Reference
    start: int
    end: int
    body: tuple[int, int]
    shared: int
    needed: int
    freedom: int
    differences: tuple[Difference, ...]
    cut_head: bool
    cut_tail: bool

    @property
    def exact(self) -> bool:
        """True when nothing differs beyond what the license allows."""
        return not self.differences

    @property
    def coverage(self) -> float:
        """The share of the reference's required words that stand in the file."""
        missing = sum(ref[1] - ref[0] for _, ref in self.differences)
        return max(0.0, 1.0 - missing / self.needed) if self.needed else 0.0

    @property
    def weight(self) -> tuple[float, int]:
        """
        How much speaks for this reading: the words it explains, less what had to be added or left out to get there;
        between equals, the words that are the license's own rather than put into its slots. Notices before and after
        the license proper speak for no license in particular.
        """
        explained = float(self.body[1] - self.body[0])
        for place, (file, ref) in enumerate(self.differences):
            at_edge = (self.cut_head and place == 0) or (self.cut_tail and place == len(self.differences) - 1)
            explained -= ADDED * (file[1] - file[0]) + (CUT if at_edge else MISSING) * (ref[1] - ref[0])
        return explained, self.shared


@dataclass(frozen=True, slots=True)
class Overlap:
    """The words that a text shares with a reference, before it is known what the differences mean."""

    reference: Reference
    window: tuple[int, int]
    blocks: list[Block]

    @property
    def shared(self) -> int:
        """How many words are shared."""
        return sum(block.size for block in self.blocks)

    @property
    def limit(self) -> tuple[float, bool]:
        """The most that a reading of it can explain (see `Match.weight`), and whether one can be exact."""
        fixed, (low, high) = self.reference.fixed, self.window
        first, last = self.blocks[0], self.blocks[-1]
        end = last.ref + last.size
        found = sum(fixed.count(1, block.ref, block.ref + block.size) for block in self.blocks)
        inner = fixed.count(1, first.ref, end) - found
        outer = fixed.count(1, 0, first.ref) + fixed.count(1, end)
        # All other words of the text may be words of the license too, each one of them.
        spare = high - low - found + SPELLED
        lost, lost_outside = max(0, inner - spare), max(0, inner + outer - max(inner, spare))
        most = last.file + last.size - first.file - MISSING * lost - CUT * lost_outside
        return most, not lost + lost_outside


def overlap(text: Text, reference: Reference, window: tuple[int, int]) -> Overlap:
    """The reference aligned with the words `window` of the text."""
    return Overlap(reference, window, _without_strays(align(text, reference, window)))


def read(text: Text, notices: Notices, found: Overlap) -> Match:
    """What an overlap of at least one word means: a permitted copy, or one with differences."""
    reference, (low, high), blocks = found.reference, found.window, found.blocks
    hashes = reference.hashes
    explainer = Explainer(text, notices, reference)
    first, last = blocks[0], blocks[-1]
    head = _head(explainer, reference, blocks, max(low, first.file - first.ref - MARGIN))
    tail = _tail(explainer, reference, blocks, min(high, last.file + len(hashes) - last.ref + MARGIN))
    differences: list[Difference] = []
    freedom = 0
    if head is None:
        differences.append(Difference((first.file, first.file), (0, first.ref)))
    else:
        freedom = max(freedom, _freedom(reference, (0, first.ref)))
    for place, gap in enumerate(_gaps(blocks), 1):
        in_head = head and gap.ref[1] <= head.ref and gap.file[1] <= head.read
        in_tail = tail and gap.ref[0] >= tail.ref and gap.file[0] >= tail.read
        if in_head or in_tail or _is_allowed(explainer, reference, blocks, place, gap):
            freedom = max(freedom, _freedom(reference, gap.ref), 1)
        else:
            differences.append(gap)
    rest = (last.ref + last.size, len(hashes))
    if tail is None:
        differences.append(Difference((last.file + last.size,) * 2, rest))
    else:
        freedom = max(freedom, _freedom(reference, rest))
    required = reference.required
    start, end = head.file if head else first.file, tail.file if tail else last.file + last.size
    last_solid = _solid(blocks[::-1])
    reading = Match(
        reference=reference,
        start=start,
        end=end,
        body=(_solid(blocks).file, last_solid.file + last_solid.size),
        shared=sum(max(0, min(b.file + b.size, end) - max(b.file, start)) for b in blocks),
        needed=sum(required),
        freedom=freedom,
        differences=tuple(Difference(file, _needed_range(ref, required)) for file, ref in differences),
        cut_head=head is None,
        cut_tail=tail is None,
    )
    shorter = _without_appendix(reference, blocks) if differences else blocks
    if shorter != blocks:
        other = read(text, notices, replace(found, blocks=shorter))
        return other if other.exact else reading
    return reading


def _without_appendix(reference: Reference, blocks: list[Block]) -> list[Block]:
    """The blocks before an optional ending of the license, so that what a copy has of it stands alone."""
    optional = [
        part.start for part in reference.parts if part.role is Role.OPTIONAL and part.end == len(reference.hashes)
    ]
    if not optional:
        return blocks
    start = min(optional)
    kept = [block for block in blocks if block.ref < start]
    if kept and kept[-1].ref + kept[-1].size > start:
        kept[-1] = kept[-1]._replace(size=start - kept[-1].ref)
    return kept or blocks


def _freedom(reference: Reference, ref: tuple[int, int]) -> int:
    """Which liberty a permitted difference takes: see `Match.freedom`."""
    if ref[0] == ref[1]:
        return 0
    missing = set(range(*ref))
    for part in reference.parts:
        if part.role in (Role.TITLE, Role.COPYRIGHT, Role.MARKER, Role.ADDRESS):
            missing.difference_update(range(part.start, part.end))
    return 2 if missing else 1


def _needed_range(ref: tuple[int, int], required: bytes) -> tuple[int, int]:
    """The range without the optional words at its ends, so that a report names only what had to be there."""
    needed = [at for at in range(*ref) if required[at]]
    return (needed[0], needed[-1] + 1) if needed else ref


def _without_strays(blocks: list[Block]) -> list[Block]:
    """The run of blocks that holds together best: what stands far from it is chance, or a piece of another license."""
    best, start = (0.0, 0, 0), 0
    weight = 0.0
    for place, block in enumerate(blocks):
        if place:
            weight -= DISTANCE * (block.file - blocks[place - 1].file - blocks[place - 1].size)
        if weight < 0:
            weight, start = 0.0, place
        weight += block.size
        best = max(best, (weight, -start, place + 1))
    return blocks[-best[1] : best[2]]


def _gaps(blocks: list[Block]) -> list[Difference]:
    return [Difference((a.file + a.size, b.file), (a.ref + a.size, b.ref)) for a, b in pairwise(blocks)]


class Edge(NamedTuple):
    """A permitted beginning or ending that reaches to `file`; the pair of places `read`, `ref` joins it to the rest."""

    file: int
    read: int
    ref: int


def _head(explainer: Explainer, reference: Reference, blocks: list[Block], reach: int) -> Edge | None:
    """
    The permitted beginning that starts earliest in the file, so that titles belong to it.

    It is read up to the first long block when it can be: single words that two beginnings share prove nothing.
    """
    if sum(explainer.fixed[: blocks[0].ref]) > MARGIN:
        return None
    solid = _solid(blocks).ref
    for place in (solid if solid <= blocks[0].ref + MARGIN else blocks[0].ref, blocks[0].ref, blocks[0].ref + SLACK):
        file, ref = _after(blocks, _beyond_parts(reference, place, 1))
        start = explainer.earliest((0, ref), range(reach, file + 1), file)
        if start is not None:
            if not explainer.notices.starts_paragraph(start):
                # The last words of the text before may be those of a title.
                start = explainer.earliest((0, ref), _parted(explainer.notices, range(start, file + 1)), file) or start
            # Notices in front are harmless wherever they belong: they may end another license.
            later = (start + length for length in explainer.notices.skips(start) if start + length <= file)
            return Edge(explainer.earliest((0, ref), sorted(later, reverse=True), file) or start, file, ref)
    return None


def _tail(explainer: Explainer, reference: Reference, blocks: list[Block], limit: int) -> Edge | None:
    """The permitted ending that ends last in the file, read from the last long block when it can be."""
    end, solid = blocks[-1].ref + blocks[-1].size, _solid(blocks[::-1])
    if sum(explainer.fixed[end:]) > MARGIN:
        return None
    solid_end = solid.ref + solid.size
    for place in (solid_end if solid_end >= end - MARGIN else end, end, end - SLACK):
        file, ref = _before(blocks, _beyond_parts(reference, place, -1))
        ends = explainer.ends((ref, len(reference.hashes)), file, limit)
        if ends:
            return Edge(_before_notices(explainer, _parted(explainer.notices, sorted(ends)) or ends), file, ref)
    return None


def _parted(notices: Notices, places: Sequence[int]) -> list[int]:
    """Those of the places that lie between two paragraphs, else those between two lines; the only one as it is."""
    if len(places) == 1:
        return list(places)
    paragraphs = [at for at in places if notices.starts_paragraph(at)]
    return paragraphs or [at for at in places if notices.starts_line(at)]


def _before_notices(explainer: Explainer, ends: Iterable[int]) -> int:
    """The last of the ends without the notices behind it, which may as well begin another license."""
    notices, last = explainer.notices, max(ends)
    while True:
        lines = [end for end in ends if end < last and notices.starts_line(end) and last - end in notices.skips(end)]
        if not lines:
            return last
        last = min(lines)


def _solid(blocks: list[Block]) -> Block:
    """The first block that is too long to be a chance match, else the first."""
    return next((block for block in blocks if block.size >= SLACK), blocks[0])


def _is_allowed(explainer: Explainer, reference: Reference, blocks: list[Block], place: int, gap: Difference) -> bool:
    """Whether the license permits the difference before block `place`, read with enough around it."""
    for slack in (0, SLACK):
        low, high = gap.ref[0] - slack, gap.ref[1] + slack
        while True:
            low, high = _beyond_parts(reference, low, -1), _beyond_parts(reference, high, 1)
            f0, r0 = _before(blocks[:place], low)
            f1, r1 = _after(blocks[place:], high)
            if r0 >= low and r1 <= high:
                break
            low, high = min(low, r0), max(high, r1)
        if f1 in explainer.ends((r0, r1), f0, f1):
            return True
    return False


def _beyond_parts(reference: Reference, place: int, direction: int) -> int:
    """The next place in this direction, or this one, that cuts no part of the template."""
    parts = reference.parts
    for part in parts if direction > 0 else reversed(parts):
        if part.start < place < part.end:
            place = part.end if direction > 0 else part.start
    return place


def _before(blocks: list[Block], ref: int) -> tuple[int, int]:
    """The last aligned pair of places at or before this place of the reference, else the first there is."""
    for block in reversed(blocks):
        if block.ref <= ref:
            inside = min(ref, block.ref + block.size) - block.ref
            return block.file + inside, block.ref + inside
    return blocks[0].file, blocks[0].ref


def _after(blocks: list[Block], ref: int) -> tuple[int, int]:
    """The first aligned pair of places at or after this place of the reference, else the last there is."""
    for block in blocks:
        if block.ref + block.size >= ref:
            inside = max(ref, block.ref) - block.ref
            return block.file + inside, block.ref + inside
    last = blocks[-1]
    return last.file + last.size, last.ref + last.size
