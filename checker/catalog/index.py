"""The compiled table of the catalog: names, Hub ids and addresses, read in one piece and only once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

import msgspec

from checker.errors import DataError
from checker.resources import packaged

INDEX_FILE = "index.json"


class HubId(msgspec.Struct, frozen=True, omit_defaults=True):
    """
    What a license id of the Hub stands for: expressions of which one holds, and why they are several or none.

    `kind`: a license (maybe in several versions), a family of licenses, or a placeholder for none · `such_as`: members
    of a family that has others too, so that they are no alternatives.
    """

    alternatives: tuple[str, ...] = ()
    reason: str = ""
    kind: Literal["license", "family", "placeholder"] = "license"
    such_as: tuple[str, ...] = ()

    def claimed_by(self, *license_ids: str) -> HubId:
        """The same id where these licenses are among what it stands for."""
        alternatives = tuple(sorted({*self.alternatives, *license_ids}))
        reason = self.reason if self.alternatives else ""
        several = "the Hub's id does not say which version" if len(alternatives) > 1 else ""
        return msgspec.structs.replace(self, alternatives=alternatives, reason=reason or several)


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
