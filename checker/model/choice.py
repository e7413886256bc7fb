"""Which licenses a model may carry, given what it was made from."""

from __future__ import annotations

import msgspec


class Inherited(msgspec.Struct, frozen=True, kw_only=True):
    """An ancestor or a dataset: its id, the expressions of which one holds, and whether only outputs were taken."""

    id: str
    expressions: tuple[str, ...]
    by_outputs: bool = False


class Obstacle(msgspec.Struct, frozen=True, kw_only=True):
    """A term that a license does not carry: of which ancestor or dataset, of which license, and what it says."""

    inherited_from: str
    license: str
    clause: str
    section: str
    says: str


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """
    One license. With `obstacles` it may not be chosen; with `doubts` a person has to decide.

    A doubt is a term of a dataset, of which it is contested whether it reaches the weights; a license whose terms are
    not known; a term of an ancestor's license that this one may hold for a further restriction; or that this may be the
    license of the ancestor, or another version of it.
    """

    license: str
    title: str
    family: str
    obstacles: tuple[Obstacle, ...] = ()
    doubts: tuple[Obstacle, ...] = ()


class LicenseChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Every candidate, and the duties of the ancestors' licenses that are yours under whichever you choose."""

    candidates: tuple[Candidate, ...]
    duties: tuple[Obstacle, ...]
