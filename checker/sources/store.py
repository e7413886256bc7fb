"""
What earlier runs read from a Hub, so that the same commit is not read twice and an audit works offline.

    <root>/v1/refs/<key>      repository and revision asked for → canonical id and commit
    <root>/v1/info/<key>      repository and commit → the API's object
    <root>/v1/blobs/<digest>  a whole file, under the digest that the listing gives
    <root>/v1/heads/<digest>-<limit>   the first bytes of a file too large to read

Everything is verified when it is read: a file against its name, the rest against a digest on its first line.
What does not verify is as good as not stored. Writing is best effort: without a writable disk nothing is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from checker.errors import ConfigError
from checker.model.snapshot import FileEntry, Kind
from checker.sources.digests import content_key, is_content_of
from checker.sources.regular_files import read_regular_file
from checker.sources.targets import DEFAULT_BRANCH

Record = TypeVar("Record")

SCHEMA = "v1"
MAX_RECORD_BYTES = 64_000_000


class Ref(msgspec.Struct, frozen=True):
    """Where a name led: the canonical id and the commit."""

    id: str
    commit: str


class EvidenceStore:
    """The store in the folder `root`, created when it is first used. Safe for many threads and processes."""

    def __init__(self, root: Path, endpoint: str) -> None:
        self._root = root
        self._endpoint = endpoint

    def find_info(self, kind: Kind, repo_id: str, revision: str | None) -> Mapping[str, Any] | None:
        """The API's object for a repository at a revision, as it was when last asked for; None when not stored."""
        ref = self._find_record("refs", (kind, repo_id, revision or DEFAULT_BRANCH), Ref)
        return None if ref is None else self._find_record("info", (kind, ref.id, ref.commit), dict[str, Any])

    def keep_info(self, kind: Kind, repo_id: str, revision: str | None, info: Mapping[str, Any]) -> None:
        """Store the object that the API gave for `repo_id` at `revision`; it names its own id and commit."""
        ref = Ref(info["id"], info["sha"])
        self._keep_record("info", (kind, ref.id, ref.commit), info)
        for name in {repo_id, ref.id}:
            for known_as in {revision or DEFAULT_BRANCH, ref.commit}:
                self._keep_record("refs", (kind, name, known_as), ref)

    def find_file(self, entry: FileEntry, *, limit: int) -> bytes | None:
        """The first `limit` bytes of a listed file, all of it when it is shorter; None when not stored."""
        key = content_key(entry)
        if key is None:
            return None
        content = self._read("blobs", key)
        if content is not None and is_content_of(entry, content):
            return content[:limit]
        return self._read_sealed("heads", f"{key}-{limit}")

    def keep_file(self, entry: FileEntry, content: bytes, *, limit: int) -> None:
        """Store what `find_file` is to give; `content` was verified by the caller when it is the whole file."""
        key = content_key(entry)
        if key is None:
            return
        if len(content) == entry.size:
            self._write("blobs", key, content)
        else:
            self._write_sealed("heads", f"{key}-{limit}", content)

    def _find_record(self, folder: str, key: tuple[str, ...], shape: type[Record]) -> Record | None:
        payload = self._read_sealed(folder, self._name(key))
        try:
            return None if payload is None else msgspec.json.decode(payload, type=shape)
        except (msgspec.MsgspecError, RecursionError):
            return None

    def _keep_record(self, folder: str, key: tuple[str, ...], value: Any) -> None:
        self._write_sealed(folder, self._name(key), msgspec.json.encode(value))

    def _name(self, key: tuple[str, ...]) -> str:
        return hashlib.sha256("\0".join((self._endpoint, *key)).encode()).hexdigest()

    def _read_sealed(self, folder: str, name: str) -> bytes | None:
        sealed = self._read(folder, name)
        if sealed is None:
            return None
        digest, _, payload = sealed.partition(b"\n")
        return payload if digest == _seal(name, payload) else None

    def _write_sealed(self, folder: str, name: str, payload: bytes) -> None:
        self._write(folder, name, _seal(name, payload) + b"\n" + payload)

    def _read(self, folder: str, name: str) -> bytes | None:
        try:
            return read_regular_file(self._folder / folder / name, limit=MAX_RECORD_BYTES)
        except OSError:
            return None

    def _write(self, folder: str, name: str, content: bytes) -> None:
        parent = self._folder / folder
        with contextlib.suppress(OSError):
            parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Written aside and renamed: another process sees the old file or the whole new one.
            descriptor, draft = tempfile.mkstemp(dir=parent)
            try:
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(content)
                Path(draft).replace(parent / name)
            except OSError:
                Path(draft).unlink(missing_ok=True)

    @cached_property
    def _folder(self) -> Path:
        """The folder of this schema version; `ConfigError` when somebody else could have written what is in it."""
        folder = self._root / SCHEMA
        with contextlib.suppress(OSError):
            for path in (self._root, folder):
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in (self._root, folder):
            _refuse_foreign(path)
        return folder


def _refuse_foreign(path: Path) -> None:
    try:
        status = path.stat()
    except OSError:
        return
    if hasattr(os, "getuid") and status.st_uid != os.getuid():
        raise ConfigError(
            f"the cache folder {path} belongs to another user", fix="set LIC_CHECK_CACHE_DIR to a folder of your own"
        )


def _seal(name: str, payload: bytes) -> bytes:
    """A digest that holds for this payload under this name alone."""
    return hashlib.sha256(name.encode() + b"\n" + payload).hexdigest().encode()
