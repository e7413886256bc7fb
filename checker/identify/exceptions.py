"""Additional permissions, such as the SPDX exceptions to the GPL, made part of the license that they stand next to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checker.identify.reference import Kind
from checker.identify.report import Found


def is_exception(found: Found) -> bool:
    """Whether what was found grants something only together with a license."""
    return found.match.reference.kind is Kind.EXCEPTION


def joined(founds: Sequence[Found], left: Sequence[tuple[int, int]]) -> list[Found]:
    """
    The licenses, each with the exception right after it, else right before it.

    `founds` is in order of place, `left` has the runs of words that nothing explains. An exception with such words, or
    no license, on both sides grants nothing and is left out, as is a second one: its words are then other text.
    """
    licenses = {place: found for place, found in enumerate(founds) if not is_exception(found)}
    free = {place for place, found in licenses.items() if found.match.exact and not found.tied}
    for place, found in enumerate(founds):
        if not is_exception(found):
            continue
        for near in (place - 1, place + 1):
            if near in free and not _parted(founds[near], found, left):
                licenses[near] = _with(founds[near], found)
                free.remove(near)
                break
    return list(licenses.values())


def _parted(one: Found, other: Found, left: Sequence[tuple[int, int]]) -> bool:
    start, end = min(one.match.end, other.match.end), max(one.match.start, other.match.start)
    return any(start <= first < end for first, _ in left)


def _with(license: Found, exception: Found) -> Found:
    both = (license.match, exception.match)
    match = replace(
        license.match,
        start=min(match.start for match in both),
        end=max(match.end for match in both),
        freedom=max(match.freedom for match in both),
    )
    return replace(license, match=match, ids=tuple(f"{name} WITH {exception.ids[0]}" for name in license.ids))
