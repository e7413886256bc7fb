"""A repository at one commit, as the Hub's API describes it; its files come from wherever they are at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from checker.errors import SourceError, SourceErrorKind
from checker.model.snapshot import FileEntry, Origin, Target
from checker.sources.api import listed_files
from checker.sources.once import Once


class FindFile(Protocol):
    """A place where files may be had: the first `limit` bytes of a listed file, or None when it is not there."""

    def __call__(self, entry: FileEntry, *, limit: int) -> bytes | None: ...


class RepositorySnapshot:
    """
    See `checker.model.snapshot.Snapshot`.

    It gives the same answers whether `info` was asked for in this run or stored by an earlier one. `places` are asked
    in order for the bytes of a file.
    """

    origin = Origin.HUB

    def __init__(self, target: Target, info: Mapping[str, Any], places: Sequence[FindFile]) -> None:
        self.target = target
        self.info = info
        self.id: str = info["id"]
        self.revision: str = info["sha"]
        self.repo_id_hash: str | None = info["_id"] if isinstance(info.get("_id"), str) else None
        self.files, self.listing_complete = listed_files(info)
        self._by_path = {entry.path: entry for entry in self.files}
        self._places = tuple(places)
        self._reads: Once[tuple[str, int], bytes] = Once()

    def read(self, path: str, *, limit: int) -> bytes:
        """See `Snapshot.read`."""
        entry = self._by_path.get(path)
        if entry is None:
            raise SourceError(SourceErrorKind.UNREADABLE, f"{path} is not in {self.id} at {self.revision}")
        longest = limit if entry.size is None else min(limit, entry.size)
        return self._reads.get((path, longest), lambda: self._find(entry, limit))

    def _find(self, entry: FileEntry, limit: int) -> bytes:
        for place in self._places:
            if (content := place(entry, limit=limit)) is not None:
                return content
        raise SourceError(
            SourceErrorKind.OFFLINE,
            f"{entry.path} of {self.id} was not read before",
            fix="run it once without --offline",
        )
