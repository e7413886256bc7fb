"""What the index knows of one license text: its words as hashes, and where it allows other words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import NamedTuple

from checker.identify.words import sampled

# Two hashes that stand for what a template leaves open; no word of a license has them.
NAME = 0
NUMBER = 1


class Kind(StrEnum):
    """What a text is for. Only a license and an exception grant anything."""

    LICENSE = "license"
    EXCEPTION = "exception"
    POLICY = "policy"
    NOTICE = "notice"
    HEADER = "header"


class Role(IntEnum):
    """Why a stretch of a license text may differ in a copy of it."""

    OPTIONAL = 0  # may be left out
    TITLE = 1  # may be left out
    COPYRIGHT = 2  # may be left out or replaced by any copyright statements
    MARKER = 3  # the number or letter of a list item: may be left out or be another
    CHOICE = 4  # one of the alternatives, in which NAME stands for a name and NUMBER for one or more numbers
    ADDRESS = 5  # the address of a link: may be left out, but not be another


class Part(NamedTuple):
    """The stretch of words `start` to `end` that may differ, and how. Parts nest but do not cross."""

    start: int
    end: int
    role: Role
    choices: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Reference:
    """
    One text of the index.

    `ids` are the licenses whose text it is, the usual one first: several where licenses differ by a grant that stands
    elsewhere, such as GPL "only" and "or later". `source` says which text this is. `words` are there only when the
    text itself is at hand.
    """

    ids: tuple[str, ...]
    kind: Kind
    source: str
    hashes: Sequence[int]
    parts: tuple[Part, ...] = ()
    words: tuple[str, ...] = field(default=(), repr=False)

    @property
    def title(self) -> tuple[int, ...]:
        """The hashes of the words of its title, or none."""
        return tuple(h for part in self.parts if part.role is Role.TITLE for h in self.hashes[part.start : part.end])

    @cached_property
    def required(self) -> bytes:
        """For each word, whether every copy must have it or an alternative to it."""
        return self._outside(part for part in self.parts if part.role is not Role.CHOICE)

    @cached_property
    def fixed(self) -> bytes:
        """For each word, whether it stands in every copy as it is."""
        return self._outside(self.parts)

    @cached_property
    def sampled(self) -> list[int]:
        """See `words.sampled`."""
        return sampled(self.hashes)

    def _outside(self, parts: Iterable[Part]) -> bytes:
        flags = bytearray(b"\1") * len(self.hashes)
        for part in parts:
            flags[part.start : part.end] = bytes(part.end - part.start)
        return bytes(flags)
