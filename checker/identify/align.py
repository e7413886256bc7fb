"""
Two sequences of word hashes, aligned.

Equal ends first, then anchors: runs of words that stand once on each side, in the order they share; what is left
between two anchors is small and goes to difflib. The result never claims two unequal words to be equal, so a bad
alignment can only show too many differences, never too few.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple, Protocol

ANCHOR, SHORTEST = 4, 3
# Fewer equal words at the very ends may belong to another text that starts or ends there.
FEWEST = 8
# difflib is quadratic: a stretch of few cells goes to it at once, one of too many counts as wholly different.
FEW_CELLS, MAX_CELLS = 400, 20_000
# In a longer stretch only some words may start an anchor.
SAMPLED_FROM = 200
# How many words are compared first when it is asked how far two runs are equal.
FIRST_STEP = 16


class Block(NamedTuple):
    """`size` words, equal from `file` and `ref` on."""

    file: int
    ref: int
    size: int


class Hashed(Protocol):
    """A sequence of word hashes, and where its sampled words stand: see `words.sampled`."""

    @property
    def hashes(self) -> Sequence[int]: ...
    @property
    def sampled(self) -> Sequence[int]: ...


def align(file: Hashed, ref: Hashed, window: tuple[int, int]) -> list[Block]:
    """The equal blocks of `ref` and the words `window` of `file`, in order, as long as they can be made."""
    (low, high), count = window, len(ref.hashes)
    head = _equal_prefix(file.hashes, low, high, ref.hashes, 0, count)
    if head < FEWEST and head < count:
        head = 0
    tail = _equal_suffix(file.hashes, low + head, high, ref.hashes, head, count)
    if tail < FEWEST and head + tail < count:
        tail = 0
    middle = _between(file, ref, (low + head, high - tail), (head, count - tail), ANCHOR)
    blocks = _joined([Block(low, 0, head), *middle, Block(high - tail, count - tail, tail)])
    return _with_nearest_ends(file.hashes, ref.hashes, blocks)


def _equal_prefix(a: Sequence[int], a0: int, a1: int, b: Sequence[int], b0: int, b1: int) -> int:
    """The length of the common beginning of two ranges: by doubling, then halving, as slices are compared in C."""
    low, most = 0, min(a1 - a0, b1 - b0)
    step = FIRST_STEP
    while low < most and a[a0 + low : a0 + min(low + step, most)] == b[b0 + low : b0 + min(low + step, most)]:
        low += step
        step *= 2
    high = min(low + step - 1, most)
    while low < high:
        middle = (low + high + 1) // 2
        if a[a0 + low : a0 + middle] == b[b0 + low : b0 + middle]:
            low = middle
        else:
            high = middle - 1
    return min(low, most)


def _equal_suffix(a: Sequence[int], a0: int, a1: int, b: Sequence[int], b0: int, b1: int) -> int:
    low, most = 0, min(a1 - a0, b1 - b0)
    step = FIRST_STEP
    while low < most and a[a1 - min(low + step, most) : a1 - low] == b[b1 - min(low + step, most) : b1 - low]:
        low += step
        step *= 2
    high = min(low + step - 1, most)
    while low < high:
        middle = (low + high + 1) // 2
        if a[a1 - middle : a1 - low] == b[b1 - middle : b1 - low]:
            low = middle
        else:
            high = middle - 1
    return min(low, most)


def _between(file: Hashed, ref: Hashed, in_file: tuple[int, int], in_ref: tuple[int, int], size: int) -> list[Block]:
    (f0, f1), (r0, r1) = in_file, in_ref
    if f0 == f1 or r0 == r1:
        return []
    cells = (f1 - f0) * (r1 - r0)
    anchors = _anchors(file, ref, in_file, in_ref, size) if cells > FEW_CELLS and min(f1 - f0, r1 - r0) > size else []
    if not anchors:
        # Between two anchors what is left are true differences: there is little to find with ever shorter ones.
        if cells > MAX_CELLS and size > SHORTEST:
            return _between(file, ref, in_file, in_ref, SHORTEST)
        return _small(file.hashes, ref.hashes, in_file, in_ref) if cells <= MAX_CELLS else []
    found: list[Block] = []
    for block in [*anchors, Block(f1, r1, 0)]:
        found += _between(file, ref, (f0, block.file), (r0, block.ref), SHORTEST)
        if block.size:
            found.append(block)
        f0, r0 = block.file + block.size, block.ref + block.size
    return found


def _anchors(file: Hashed, ref: Hashed, in_file: tuple[int, int], in_ref: tuple[int, int], size: int) -> list[Block]:
    """Runs that stand once on each side, grown to their full length, in an order that both sides share."""
    (f0, f1), (r0, r1) = in_file, in_ref
    in_reference = _once(ref, r0, r1, size)
    in_text = _once(file, f0, f1, size)
    runs: list[Block] = []
    words, others = file.hashes, ref.hashes
    end = f0
    for gram, f in in_text.items():
        if f < end or f < 0:
            continue
        r = in_reference.get(gram, -1)
        if r < 0:
            continue
        before = _equal_suffix(words, end, f, others, r0, r)
        length = before + size + _equal_prefix(words, f + size, f1, others, r + size, r1)
        runs.append(Block(f - before, r - before, length))
        end = f - before + length
    return _in_order(runs)


def _once(text: Hashed, start: int, end: int, size: int) -> dict[tuple[int, ...], int]:
    """The runs of `size` words that stand exactly once, by where they start; repeated ones are kept as -1."""
    words = text.hashes
    places: Sequence[int] = range(start, end - size + 1)
    if end - start > SAMPLED_FROM:
        # The same words start a run on both sides, so an eighth of the runs is as good as all.
        first, last = bisect_left(text.sampled, start), bisect_left(text.sampled, end - size + 1)
        places = text.sampled[first:last]
    found: dict[tuple[int, ...], int] = {}
    for at in places:
        gram = tuple(words[at : at + size])
        found[gram] = -1 if gram in found else at
    return found


def _in_order(runs: list[Block]) -> list[Block]:
    """The heaviest choice of runs that is increasing on both sides, trimmed so that none overlap."""
    if not runs:
        return []
    tops: list[int] = []  # reference position at which a chain ends, ascending
    weights: list[int] = []  # weight of that chain, ascending
    chains: list[tuple[Block, int]] = []  # run and the chain before it
    heads: list[int] = []
    for run in runs:
        at = bisect_left(tops, run.ref + 1)
        before = heads[at - 1] if at else -1
        weight = run.size + (weights[at - 1] if at else 0)
        chains.append((run, before))
        end = run.ref + run.size - 1
        place = bisect_left(tops, end)
        if place and weights[place - 1] >= weight:
            continue
        stop = place
        while stop < len(tops) and weights[stop] <= weight:
            stop += 1
        tops[place:stop], weights[place:stop], heads[place:stop] = [end], [weight], [len(chains) - 1]
    chosen: list[Block] = []
    link = heads[-1]
    while link >= 0:
        run, link = chains[link]
        chosen.append(run)
    chosen.reverse()
    trimmed: list[Block] = []
    f, r = -1, -1
    for run in chosen:
        cut = max(0, f - run.file, r - run.ref)
        if cut < run.size:
            run = Block(run.file + cut, run.ref + cut, run.size - cut)
            trimmed.append(run)
            f, r = run.file + run.size, run.ref + run.size
    return trimmed


def _small(file: Sequence[int], ref: Sequence[int], in_file: tuple[int, int], in_ref: tuple[int, int]) -> list[Block]:
    (f0, f1), (r0, r1) = in_file, in_ref
    words, others = file[f0:f1], ref[r0:r1]
    if set(words).isdisjoint(others):
        return []
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, words, others, autojunk=False)
    return [Block(f0 + a, r0 + b, size) for a, b, size in matcher.get_matching_blocks() if size]


def _with_nearest_ends(file: Sequence[int], ref: Sequence[int], blocks: list[Block]) -> list[Block]:
    """The blocks with the ends of the reference beside the rest, rather than in a text that begins or ends alike."""
    if len(blocks) > 1 and blocks[-2].ref + blocks[-2].size == blocks[-1].ref:
        *others, near, last = blocks
        end = near.file + near.size
        if file[end : end + last.size] == ref[last.ref : last.ref + last.size]:
            blocks = [*others, Block(near.file, near.ref, near.size + last.size)]
    if len(blocks) > 1 and blocks[0].ref + blocks[0].size == blocks[1].ref:
        first, near, *others = blocks
        start = near.file - first.size
        if file[start : near.file] == ref[first.ref : near.ref]:
            blocks = [Block(start, first.ref, first.size + near.size), *others]
    return blocks


def _joined(blocks: list[Block]) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        if not block.size:
            continue
        last = found[-1] if found else None
        if last and last.file + last.size == block.file and last.ref + last.size == block.ref:
            found[-1] = Block(last.file, last.ref, last.size + block.size)
        else:
            found.append(block)
    return found
