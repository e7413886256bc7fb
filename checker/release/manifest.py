"""
The digest of a model's weights, which attestations and signatures are bound to.

Every file of weights and every index of shards counts; documents, configuration and tokenizer do not, so that a card
can be mended without voiding a review. The canonical form is `{"files":[{"path","sha256","size"},…],"schema":
"lic-check/weights/1"}` with sorted keys and paths and no blanks; the digest is its SHA-256.

Files on this machine are read through, several at once, in buffers of fixed size: memory does not grow with the
weights. Of a repository on the Hub the listing has the digests, which the Hub computed when the files were uploaded;
only the small files that it keeps in git, such as an index, are fetched.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from threading import Lock

import msgspec

from checker.errors import SourceError
from checker.evidence.files import read_content
from checker.evidence.formats import find_format
from checker.model.release import WeightFile, WeightManifest
from checker.model.snapshot import FileEntry, OpenSnapshot, Snapshot
from checker.parallel import in_parallel

SCHEMA = "lic-check/weights/1"
# Hashing waits for the disk or for the processor; more threads than this help neither.
MAX_THREADS = 8
BUFFER_BYTES = 1 << 20
PROGRESS_BYTES = 256 << 20
GIGABYTE = 1_000_000_000
# What git holds on the Hub is at most as long as this; longer files are stored apart, with their digest.
MAX_FETCHED_BYTES = 10_000_000

Say = Callable[[str], None]


def is_weight_file(path: str) -> bool:
    """Whether a file holds weights or says which shard holds which of them."""
    return find_format(path) is not None or path.lower().endswith((".safetensors.index.json", ".bin.index.json"))


def read_manifest(snapshot: Snapshot, say: Say) -> WeightManifest:
    """The digests of all weights of a snapshot, as far as it is listed; `say` is told how far it is."""
    weights = [entry for entry in snapshot.files if is_weight_file(entry.path)]
    if isinstance(snapshot, OpenSnapshot):
        found = _hash_all(snapshot, weights, say)
    else:
        found = [_listed(snapshot, entry) for entry in weights]
    files = [result for result in found if isinstance(result, WeightFile)]
    unread = [entry.path for entry, result in zip(weights, found, strict=True) if result is None]
    return manifest_of(files, unread, all_listed=snapshot.listing_complete)


def manifest_of(files: Iterable[WeightFile], unread: Iterable[str] = (), *, all_listed: bool = True) -> WeightManifest:
    """The manifest of these files, with its digest when there are no others and nothing is unread."""
    ordered = tuple(sorted(files, key=lambda file: file.path))
    left = tuple(sorted(unread))
    is_whole = ordered and all_listed and not left
    digest = f"sha256:{hashlib.sha256(canonical(ordered)).hexdigest()}" if is_whole else None
    return WeightManifest(files=ordered, digest=digest, unread=left)


def canonical(files: Sequence[WeightFile]) -> bytes:
    """The canonical form, over which the digest is made."""
    return msgspec.json.encode(
        {"files": [msgspec.to_builtins(file) for file in files], "schema": SCHEMA}, order="sorted"
    )


def write_manifest(manifest: WeightManifest) -> str:
    """The manifest as a file to publish beside the weights."""
    return msgspec.json.format(canonical(manifest.files), indent=2).decode() + "\n"


def _listed(snapshot: Snapshot, entry: FileEntry) -> WeightFile | None:
    if entry.sha256 is not None and entry.size is not None:
        return WeightFile(path=entry.path, size=entry.size, sha256=entry.sha256)
    content = read_content(snapshot, entry.path, MAX_FETCHED_BYTES)
    if isinstance(content, SourceError) or content.sha256 is None:
        return None
    return WeightFile(path=entry.path, size=len(content.data), sha256=content.sha256)


def _hash_all(snapshot: OpenSnapshot, entries: Sequence[FileEntry], say: Say) -> list[WeightFile | None]:
    progress = _Progress(sum(entry.size or 0 for entry in entries), say)

    def hash_one(entry: FileEntry) -> WeightFile | None:
        try:
            return _hash(snapshot, entry.path, progress)
        except (SourceError, OSError):
            return None

    # The largest first, so that no thread starts on one when the others are done.
    order = sorted(range(len(entries)), key=lambda position: -(entries[position].size or 0))
    threads = min(MAX_THREADS, os.cpu_count() or 1)
    hashed = dict(zip(order, in_parallel(hash_one, [entries[position] for position in order], threads), strict=True))
    return [hashed[position] for position in range(len(entries))]


def _hash(snapshot: OpenSnapshot, path: str, progress: _Progress) -> WeightFile:
    digest, size = hashlib.sha256(), 0
    buffer = memoryview(bytearray(BUFFER_BYTES))
    with snapshot.open(path) as stream:
        # Both reading and hashing let other threads run.
        while count := stream.readinto(buffer):  # type: ignore[attr-defined]
            digest.update(buffer[:count])
            size += count
            progress.add(count)
    return WeightFile(path=path, size=size, sha256=digest.hexdigest())


class _Progress:
    """How much was hashed so far, told every quarter of a gigabyte."""

    def __init__(self, total: int, say: Say) -> None:
        self._total = total
        self._say = say
        self._done = 0
        self._told = 0
        self._lock = Lock()

    def add(self, count: int) -> None:
        with self._lock:
            self._done += count
            if self._done - self._told < PROGRESS_BYTES:
                return
            self._told = self._done
        self._say(f"hashing weights: {self._done / GIGABYTE:.1f} of {self._total / GIGABYTE:.1f} GB")
