"""One text against one reference: which words are shared, which differences the license allows, which are changes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from checker.identify.align import Block, align
from checker.identify.explain import Explainer
from checker.identify.notices import Notices
from checker.identify.reference import Reference, Role
from checker.identify.words import Text

# How far around a difference its reading may reach: the alignment can put it a few words off.
SLACK = 8
# How many words before and after the shared text may belong to the beginning or end of the reference.
MARGIN = 60


class Difference(NamedTuple):
    """Words `file` stand where the reference has the words `ref`; either range may be empty."""

    file: tuple[int, int]
    ref: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """
    A reference found in a text.

    `start` and `end` bound the words of the file that it covers. `shared` counts the words of the reference found
    there, `needed` those that every copy has. `allowed` tells that the words differ only as the license permits;
    `differences` are the changes beyond that.
    """

    reference: Reference
    number: int
    start: int
    end: int
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
    def weight(self) -> float:
        """How much speaks for this reading: shared words, less what had to be added or left out to get there."""
        weight = float(self.shared)
        for position, (file, ref) in enumerate(self.differences):
            at_edge = (self.cut_head and position == 0) or (self.cut_tail and position == len(self.differences) - 1)
            weight -= 0.9 * (file[1] - file[0]) + (0.3 if at_edge else 0.9) * (ref[1] - ref[0])
        return weight


def match(text: Text, notices: Notices, reference: Reference, number: int, window: tuple[int, int]) -> Match | None:
    """The reference read in the words `window` of the text, or None when nothing of it is there."""
    low, high = window
    hashes = reference.hashes
    blocks = [Block(b.file + low, b.ref, b.size) for b in align(text.hashes[low:high], hashes)]
    blocks = _without_strays(blocks)
    if not blocks:
        return None
    explainer = Explainer(text, notices, reference)
    first, last = blocks[0], blocks[-1]
    differences: list[Difference] = []
    freedom = 0
    start, cut_head = first.file, False
    if first.ref or first.file > low:
        reach = max(low, first.file - first.ref - MARGIN)
        ends = _head(explainer, reference, blocks, reach)
        if ends is None:
            differences.append(Difference((first.file, first.file), (0, first.ref)))
            cut_head = True
        else:
            start = ends
            freedom = max(freedom, _freedom(reference, (0, first.ref)))
    for gap in _gaps(blocks):
        if _is_allowed(explainer, reference, blocks, gap):
            freedom = max(freedom, _freedom(reference, gap.ref), 1)
        else:
            differences.append(gap)
    end, cut_tail = last.file + last.size, False
    rest = last.ref + last.size
    if rest < len(hashes) or end < high:
        ends = _tail(explainer, reference, blocks, min(high, end + len(hashes) - rest + MARGIN))
        if ends is None:
            differences.append(Difference((end, end), (rest, len(hashes))))
            cut_tail = True
        else:
            freedom = max(freedom, _freedom(reference, (rest, len(hashes))))
            end = ends
    required = reference.required
    trimmed = tuple(Difference(file, _needed_range(ref, required)) for file, ref in differences)
    return Match(
        reference=reference,
        number=number,
        start=start,
        end=end,
        shared=sum(block.size for block in blocks),
        needed=sum(required),
        freedom=freedom,
        differences=trimmed,
        cut_head=cut_head,
        cut_tail=cut_tail,
    )


def _freedom(reference: Reference, ref: tuple[int, int]) -> int:
    """Which liberty a permitted difference takes: see `Match.freedom`."""
    missing = set(range(*ref))
    if not missing:
        return 0
    for part in reference.parts:
        if part.role in (Role.TITLE, Role.COPYRIGHT, Role.MARKER):
            missing.difference_update(range(part.start, part.end))
    return 2 if missing else 1


def _needed_range(ref: tuple[int, int], required: list[bool]) -> tuple[int, int]:
    """The range without the optional words at its ends, so that a report names only what had to be there."""
    needed = [at for at in range(*ref) if required[at]]
    return (needed[0], needed[-1] + 1) if needed else ref


def _without_strays(blocks: list[Block]) -> list[Block]:
    """The blocks without single words far from the rest, which are chance and not a piece of the license."""
    while len(blocks) > 1 and blocks[0].size < 3 and _distance(blocks[0], blocks[1]) > 4 * blocks[0].size:
        blocks = blocks[1:]
    while len(blocks) > 1 and blocks[-1].size < 3 and _distance(blocks[-2], blocks[-1]) > 4 * blocks[-1].size:
        blocks = blocks[:-1]
    return blocks


def _distance(one: Block, other: Block) -> int:
    return max(other.file - one.file - one.size, other.ref - one.ref - one.size)


def _gaps(blocks: list[Block]) -> list[Difference]:
    return [Difference((a.file + a.size, b.file), (a.ref + a.size, b.ref)) for a, b in pairwise(blocks)]


def _head(explainer: Explainer, reference: Reference, blocks: list[Block], reach: int) -> int | None:
    """Where a permitted beginning starts in the file; the earliest, so that titles and notices belong to it."""
    for slack in (0, SLACK):
        (_, file), (_, ref) = _widened(reference, blocks, Difference((0, 0), (0, blocks[0].ref)), slack)
        for start in range(reach, blocks[0].file + 1):
            if file in explainer.ends((0, ref), (start,), file):
                return start
    return None


def _tail(explainer: Explainer, reference: Reference, blocks: list[Block], limit: int) -> int | None:
    """Where a permitted ending ends in the file; the last place, so that notices belong to it."""
    last = blocks[-1].ref + blocks[-1].size
    for slack in (0, SLACK):
        (file, _), (ref, _) = _widened(reference, blocks, Difference((0, 0), (last, len(reference.hashes))), slack)
        ends = explainer.ends((ref, len(reference.hashes)), (file,), limit)
        if ends:
            return max(ends)
    return None


def _is_allowed(explainer: Explainer, reference: Reference, blocks: list[Block], gap: Difference) -> bool:
    """Whether the license permits the difference, read with enough of its surroundings to see whole parts."""
    for slack in (0, SLACK):
        file, ref = _widened(reference, blocks, gap, slack)
        if file[1] in explainer.ends(ref, (file[0],), file[1]):
            return True
    return False


def _widened(reference: Reference, blocks: list[Block], gap: Difference, slack: int) -> Difference:
    """The stretch around a difference, wider by `slack` words and on until it cuts neither a part nor another."""
    low, high = gap.ref[0] - slack, gap.ref[1] + slack
    while True:
        for part in reference.parts:
            if part.start < low < part.end:
                low = part.start
            if part.start < high < part.end:
                high = part.end
        f0, r0 = _before(blocks, low)
        f1, r1 = _after(blocks, high)
        if r0 >= low and r1 <= high:
            return Difference((f0, f1), (r0, r1))
        low, high = min(low, r0), max(high, r1)


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
