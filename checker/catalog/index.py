"""The compiled table of the catalog: names, Hub ids and addresses, read in one piece and only once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from checker.errors import DataError
from checker.resources import packaged

INDEX_FILE = "index.json"


class HubId(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a license id of the Hub stands for: expressions of which one holds, and why they are several or none."""

    alternatives: tuple[str, ...] = ()
    reason: str = ""


class Entry(msgspec.Struct, frozen=True):
    """One license of the catalog, without its clauses."""

    title: str
    families: tuple[str, ...]


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """
    Everything that can be asked without reading a license's own file.

    `names` and `urls` are keyed by the folded spelling (see `folding`) and give the ids that bear it.
    """

    digest: str
    licenses: Mapping[str, Entry]
    hub: Mapping[str, HubId]
    names: Mapping[str, tuple[str, ...]]
    urls: Mapping[str, tuple[str, ...]]


@cache
def load_index() -> Index:
    """The index that ships with the program; raises `DataError` when it is missing or malformed."""
    resource = packaged("catalog", "data", INDEX_FILE)
    try:
        return msgspec.json.decode(resource.read_bytes(), type=Index)
    except (OSError, msgspec.MsgspecError) as problem:
        raise DataError(f"{INDEX_FILE}: {problem}", fix="run python -m checker.catalog.compile") from problem
