"""The `extends` of a policy: which policies it builds on, and how they are named."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Self

import msgspec

from checker.policy.builtin import builtin_names
from checker.policy.mistakes import Mistakes, did_you_mean, misfit, parse_each, quote
from checker.policy.pins import Digest

FORM = "builtin:NAME, {file: PATH}, or {url: ADDRESS, digest: sha256:…}"


class Place(StrEnum):
    """Where a policy is found."""

    BUILTIN = "builtin"
    FILE = "file"
    URL = "url"


class Parent(msgspec.Struct, frozen=True):
    """A policy that another one extends. `digest` pins the bytes of a remote one."""

    place: Place
    location: str
    digest: Digest | None = None

    def __str__(self) -> str:
        return self.location if self.place is Place.URL else f"{self.place}:{self.location}"

    @classmethod
    def parse(cls, written: object) -> Parent:
        """The parent that one entry of `extends` names; raises `Mistakes`."""
        if isinstance(written, str):
            prefix, colon, location = written.partition(":")
            if not colon or prefix not in (Place.BUILTIN, Place.FILE):
                raise misfit(written, FORM, near=[f"builtin:{name}" for name in builtin_names()])
            return cls(Place(prefix), _located(prefix, location, ""))
        if not isinstance(written, dict):
            raise misfit(written, FORM)
        keys = (*Place, "digest")
        unknown = [key for key in written if key not in keys]
        if unknown:
            raise Mistakes(*((key, f"unknown key, allowed: {FORM}{did_you_mean(key, keys)}") for key in unknown))
        named = [place for place in Place if place in written]
        if len(named) != 1 or ("digest" in written) is not (named[0] is Place.URL):
            raise Mistakes(("", f"allowed: {FORM}; a remote policy is pinned by its digest, and only a remote one"))
        place = named[0]
        return cls(place, _located(place, written[place], place), _digest(written.get("digest")))


class Extends(tuple[Parent, ...]):
    """The parents in the order in which they are laid over each other; one alone needs no list."""

    __slots__ = ()

    allowed: ClassVar[str] = f"{FORM}, or a list of them"

    @classmethod
    def parse(cls, written: object) -> Self:
        """The parents that `extends` names; raises `Mistakes` with all of them."""
        if not isinstance(written, list):
            return cls((Parent.parse(written),))
        return cls(parse_each(written, Parent.parse))


def _located(place: str, location: object, key: str) -> str:
    if not isinstance(location, str) or not location.strip():
        raise Mistakes((key, f"allowed: {FORM}"))
    named, names = location.strip(), builtin_names()
    if place == Place.BUILTIN and named not in names:
        raise Mistakes((key, f"found {quote(named)}, allowed: {', '.join(names)}{did_you_mean(named, names)}"))
    return named


def _digest(written: object) -> Digest | None:
    if written is None:
        return None
    try:
        return Digest.parse(written)
    except Mistakes as problem:
        raise Mistakes(("digest", str(problem))) from None
