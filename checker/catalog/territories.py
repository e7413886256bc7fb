"""
Places and currencies.

Places are ISO 3166-1 alpha-2 codes, and groups of them such as `EU`, `EEA`, `UK` and `WORLD`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from checker.resources import packaged

DOLLARS = "USD"


class Rate(msgspec.Struct, frozen=True):
    """
    The fewest and the most units of a currency that one US dollar is taken to buy.

    These bands are our assumption, wide on purpose; no license names a rate.
    """

    low: float
    high: float


class World(msgspec.Struct, frozen=True):
    """All country codes, the groups that stand for several of them, and the rates of currencies."""

    countries: frozenset[str]
    groups: Mapping[str, tuple[str, ...]]
    rates: Mapping[str, Rate]


@cache
def load_world() -> World:
    """The table that ships with the program."""
    return msgspec.json.decode(packaged("catalog", "data", "world.json").read_bytes(), type=World)


def is_place(code: str) -> bool:
    """True for a country code or a group, spelled in capitals."""
    return code == "WORLD" or code in load_world().groups or code in load_world().countries


def countries(codes: Iterable[str]) -> frozenset[str]:
    """The country codes that `codes` stand for; raises `KeyError` for a code that is no place."""
    world = load_world()
    expanded: set[str] = set()
    for code in codes:
        if code == "WORLD":
            return world.countries
        expanded.update((code,) if code in world.countries else world.groups[code])
    return frozenset(expanded)
