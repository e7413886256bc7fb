"""
The user's Hugging Face cache, read as it lies on disk without loading huggingface_hub.

    <root>/models--org--name/refs/<branch>          the commit that a branch had
                             snapshots/<commit>/…   links to blobs, only for files that were downloaded
                             blobs/<digest>         git blob id of a small file, SHA-256 of a large one
                             trees/<commit>.json    the whole listing, after a snapshot_download

Without a tree only the downloads are known, and what is not among them may exist: the names that the library recorded
as missing (`.no_exist`) are a handful, and a license can have any name. The library never verifies what lies here; we
do.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from checker.errors import SourceError, SourceErrorKind
from checker.model.snapshot import FileEntry, Kind, Origin, Target
from checker.sources.digests import content_key, is_content_of, parse_blob_id, parse_sha256
from checker.sources.regular_files import read_regular_file
from checker.sources.settings import MAX_FILES
from checker.sources.targets import DEFAULT_BRANCH, is_commit

MAX_TREE_BYTES = 50_000_000


class TreeFile(msgspec.Struct, frozen=True):
    """A file in `trees/<commit>.json`, format version 1."""

    size: int
    blob_id: str
    lfs_sha256: str | None = None
    lfs_size: int | None = None


class Tree(msgspec.Struct, frozen=True):
    """`trees/<commit>.json`."""

    format_version: int
    files: dict[str, TreeFile]


class HubCache:
    """The cache in the folder `root`, which need not exist."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def find(self, target: Target) -> CachedSnapshot | None:
        """What the cache holds of a repository at the revision asked for, None when it holds nothing of it."""
        folder = self._folder(target.kind, target.id)
        commit = _find_commit(folder, target.revision or DEFAULT_BRANCH)
        if commit is None:
            return None
        snapshot = CachedSnapshot(target, self, folder, commit)
        return snapshot if snapshot.files else None

    def find_file(self, kind: Kind, repo_id: str, entry: FileEntry, *, limit: int) -> bytes | None:
        """
        The first `limit` bytes of a listed file, all of it when it is shorter; None when it is not cached.

        A whole file is verified. Of a longer one the size is compared, as its digest would need all of it.
        """
        key = content_key(entry)
        if key is None:
            return None
        path = Path(os.path.realpath(self._folder(kind, repo_id) / "blobs" / key))
        if not path.is_relative_to(os.path.realpath(self._root)):
            return None
        try:
            size = path.stat().st_size
            content = read_regular_file(path, limit=limit)
        except OSError:
            return None
        if size <= limit:
            return content if is_content_of(entry, content) else None
        return content if size == entry.size else None

    def _folder(self, kind: Kind, repo_id: str) -> Path:
        return self._root / f"{kind}s--{repo_id.replace('/', '--')}"


class CachedSnapshot:
    """
    What the cache holds of a repository at one commit; see `checker.model.snapshot.Snapshot`.

    `info` is empty, since the library stores no answer of the API: whether the repository is gated, disabled or
    renamed is unknown here.
    """

    origin = Origin.CACHE
    repo_id_hash: str | None = None
    info: Mapping[str, Any] = {}

    def __init__(self, target: Target, cache: HubCache, folder: Path, commit: str) -> None:
        self.target = target
        self.id = target.id
        self.revision: str = commit
        tree = _read_tree(folder / "trees" / f"{commit}.json")
        self.listing_complete = tree is not None
        self._cache = cache
        self._downloads = folder / "snapshots" / commit
        entries = _tree_entries(tree) if tree else _downloaded_entries(self._downloads)
        self.files = tuple(sorted(entries, key=lambda entry: entry.path))
        self._by_path = {entry.path: entry for entry in self.files}

    def read(self, path: str, *, limit: int) -> bytes:
        """See `Snapshot.read`."""
        entry = self._by_path.get(path)
        if entry is None:
            raise SourceError(SourceErrorKind.UNREADABLE, f"{path} is not in the cached part of {self.id}")
        content = self._cache.find_file(self.target.kind, self.id, entry, limit=limit)
        if content is not None:
            return content
        lies_there = self._downloads / path
        if not lies_there.exists():
            raise SourceError(
                SourceErrorKind.OFFLINE,
                f"{path} of {self.id} is not in the Hugging Face cache",
                fix="run it once without --offline",
            )
        # Where links are not to be had, the library puts the file itself here; there is no digest to compare then.
        if content_key(entry) is None:
            try:
                return read_regular_file(lies_there, limit=limit)
            except OSError:
                pass
        raise SourceError(
            SourceErrorKind.UNREADABLE,
            f"{path} of {self.id} is damaged in the Hugging Face cache: its content does not have the recorded digest",
            fix=f"download it again (hf download {self.id}), or run without --offline",
        )


def _find_commit(folder: Path, revision: str) -> str | None:
    if is_commit(revision):
        return revision
    try:
        commit = read_regular_file(folder / "refs" / revision, limit=100).decode("ascii", "replace").strip()
    except OSError:
        return None
    return commit if is_commit(commit) else None


def _read_tree(path: Path) -> Tree | None:
    try:
        tree = msgspec.json.decode(read_regular_file(path, limit=MAX_TREE_BYTES), type=Tree)
    except (OSError, msgspec.MsgspecError, RecursionError):
        return None
    return tree if tree.format_version == 1 and 0 < len(tree.files) <= MAX_FILES else None


def _tree_entries(tree: Tree) -> Iterator[FileEntry]:
    for path, file in tree.files.items():
        if file.lfs_sha256 is not None:
            yield FileEntry(path=path, size=file.lfs_size, sha256=parse_sha256(file.lfs_sha256))
        else:
            yield FileEntry(path=path, size=file.size, blob_id=parse_blob_id(file.blob_id))


def _downloaded_entries(folder: Path) -> Iterator[FileEntry]:
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            digest = path.readlink().name if path.is_symlink() else None
            try:
                size = path.stat().st_size
            except OSError:
                size = None
            yield FileEntry(
                path=path.relative_to(folder).as_posix(),
                size=size,
                blob_id=parse_blob_id(digest),
                sha256=parse_sha256(digest),
            )
