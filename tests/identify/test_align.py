"""The alignment pairs equal words in order, and all of them when there is nothing else."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from checker.identify.align import Block, align
from checker.identify.reference import Kind, Reference

SEQUENCES = st.lists(st.integers(0, 30), max_size=400)


def aligned(file: list[int], ref: list[int]) -> list[Block]:
    sides = [Reference(ids=("X",), kind=Kind.LICENSE, source="x", hashes=hashes) for hashes in (file, ref)]
    return align(*sides, (0, len(file)))


@given(SEQUENCES, SEQUENCES)
def test_blocks_are_equal_and_in_order(file: list[int], ref: list[int]) -> None:
    blocks = aligned(file, ref)

    assert all(file[b.file : b.file + b.size] == ref[b.ref : b.ref + b.size] for b in blocks)
    assert all(a.file + a.size <= b.file and a.ref + a.size <= b.ref for a, b in pairwise(blocks))


@given(SEQUENCES)
def test_a_sequence_is_one_block_with_itself(file: list[int]) -> None:
    assert ([Block(0, 0, len(file))] if file else []) == aligned(file, file)


@given(st.lists(st.integers(), min_size=50, max_size=600, unique=True), st.data())
def test_one_word_more_splits_a_text_in_two(ref: list[int], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(ref) - 1))

    assert len(ref) == sum(b.size for b in aligned([*ref[:at], -1, *ref[at:]], ref))


def test_a_text_between_others_that_begin_or_end_alike_is_in_one_piece() -> None:
    ref, other = list(range(100)), list(range(200, 260))

    assert [Block(0, 0, 100)] == aligned([*ref, *other, *ref[-20:]], ref)
    assert [Block(80, 0, 100)] == aligned([*ref[:20], *other, *ref], ref)
    assert [Block(80, 0, 100)] == aligned([*ref[:20], *other, *ref, *other, *ref[-20:]], ref)


@given(SEQUENCES, SEQUENCES, SEQUENCES, SEQUENCES)
def test_what_stands_outside_the_window_does_not_count(
    before: list[int], file: list[int], after: list[int], ref: list[int]
) -> None:
    whole, reference = (
        Reference(ids=("X",), kind=Kind.LICENSE, source="x", hashes=hashes)
        for hashes in ([*before, *file, *after], ref)
    )
    low = len(before)

    blocks = align(whole, reference, (low, low + len(file)))

    assert aligned(file, ref) == [Block(block.file - low, block.ref, block.size) for block in blocks]
