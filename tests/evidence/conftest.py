"""A repository in memory that satisfies `Snapshot`, for tests that need exact bytes and exact failures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from checker.errors import SourceError, SourceErrorKind
from checker.model.snapshot import FileEntry, Kind, Origin, Snapshot, Target


@dataclass
class Repository:
    """`contents` by path; a path in `refused` is listed and cannot be had. `reads` records what was asked for."""

    contents: Mapping[str, bytes] = field(default_factory=dict)
    info: Mapping[str, Any] = field(default_factory=dict)
    origin: Origin = Origin.LOCAL
    refused: frozenset[str] = frozenset()
    listing_complete: bool = True
    blob_ids: Mapping[str, str] = field(default_factory=dict)
    id: str = "org/model"
    revision: str | None = "0" * 40
    repo_id_hash: str | None = None
    reads: list[tuple[str, int]] = field(default_factory=list)

    @property
    def target(self) -> Target:
        return Target(Kind.MODEL, self.id)

    @property
    def files(self) -> tuple[FileEntry, ...]:
        return tuple(
            FileEntry(path=path, size=len(self.contents.get(path, b"")), blob_id=self.blob_ids.get(path))
            for path in sorted({*self.contents, *self.refused})
        )

    def read(self, path: str, *, limit: int) -> bytes:
        self.reads.append((path, limit))
        if path in self.refused:
            raise SourceError(SourceErrorKind.GATED, "access to it is restricted", fix="ask for access")
        return self.contents[path][:limit]


@pytest.fixture
def repository() -> Callable[..., Repository]:
    """A function that makes a repository out of its contents and settings."""

    def make(contents: Mapping[str, bytes] | None = None, **settings: Any) -> Repository:
        made = Repository(contents=contents or {}, **settings)
        checked: Snapshot = made
        assert checked.files is not None
        return made

    return make
