"""What a source gives: one repository or folder at one commit, with bounded reads."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, BinaryIO, Protocol, runtime_checkable

import msgspec


class Kind(StrEnum):
    """What a target is."""

    MODEL = "model"
    DATASET = "dataset"
    LOCAL = "local"


class Origin(StrEnum):
    """Where a snapshot was read."""

    HUB = "hub"
    CACHE = "cache"
    LOCAL = "local"


class Target(msgspec.Struct, frozen=True):
    """What the user named: a Hub id with the revision asked for, or the path of a local folder."""

    kind: Kind
    id: str
    revision: str | None = None

    def __str__(self) -> str:
        prefix = "datasets/" if self.kind is Kind.DATASET else ""
        return f"{prefix}{self.id}{f'@{self.revision}' if self.revision else ''}"


class FileEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One listed file. `blob_id` is the git object id of a small file, `sha256` the digest of a large one."""

    path: str
    size: int | None = None
    blob_id: str | None = None
    sha256: str | None = None


class Snapshot(Protocol):
    """
    One repository or folder, pinned.

    Every stage after this one reads through it, so that all reads are at one commit. Only names and sizes
    are known up front; `read` fetches when it is called, at most once for each file.
    """

    @property
    def target(self) -> Target: ...

    @property
    def origin(self) -> Origin: ...

    @property
    def id(self) -> str:
        """The canonical id: after a rename the new one; for a folder the path as given, normalised."""

    @property
    def revision(self) -> str | None:
        """The commit, or None for a folder that is not a pinned checkout."""

    @property
    def repo_id_hash(self) -> str | None:
        """The Hub's `_id`, which survives renames; None where it is not known."""

    @property
    def info(self) -> Mapping[str, Any]:
        """The Hub API's object for this repository, `{}` where there is none (folder, bare cache)."""

    @property
    def files(self) -> tuple[FileEntry, ...]:
        """Every listed file, sorted by path."""

    @property
    def listing_complete(self) -> bool:
        """False when a file may exist that is not listed (a partial cache): absence then proves nothing."""

    def read(self, path: str, *, limit: int) -> bytes:
        """
        The first `limit` bytes of a listed file, or all of it when it is shorter.

        Raises `SourceError` when the file cannot be had; a file whose digest is known and does not match
        is refused as unreadable, never returned.
        """


@runtime_checkable
class OpenSnapshot(Snapshot, Protocol):
    """A snapshot whose files lie on this machine, so that the largest of them can be read through."""

    def open(self, path: str) -> BinaryIO:
        """A listed file as a stream, which the caller closes; raises `SourceError` when it cannot be had."""


class State(StrEnum):
    """Whether a fact is had: an absent fact is known not to be there, an unknown one was not looked up."""

    KNOWN = "known"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    INACCESSIBLE = "inaccessible"
