"""
Whether files of weights can be loaded at all, as far as their beginnings tell: not empty, no stand-in, and as long as
their own header states.

A copy that broke off, or a clone without Git LFS, leaves shards that nobody can load, and their digests are right all
the same. Of a repository on the Hub only the listing is looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO

import msgspec

from checker.errors import DocumentError, SourceError
from checker.evidence.files import LFS_POINTER
from checker.evidence.formats import find_format
from checker.evidence.gguf import MAGIC
from checker.evidence.safetensors import LENGTH_BYTES, header_length
from checker.model.release import BrokenFile
from checker.model.snapshot import FileEntry, OpenSnapshot, Snapshot

# More than a pointer of Git LFS has, and than any format needs to be known by.
FIRST_BYTES = 1_024


class _Tensor(msgspec.Struct):
    """One entry of a safetensors header; `__metadata__` has no offsets."""

    data_offsets: tuple[int, int] = (0, 0)


def read_broken(snapshot: Snapshot, placed: Mapping[str, Collection[str]]) -> tuple[BrokenFile, ...]:
    """
    The files of weights that cannot be loaded; `placed` has the tensors that an index places in a shard.

    A file that cannot be read is not among them: it is unread.
    """
    return tuple(
        BrokenFile(path=entry.path, problem=problem)
        for entry in snapshot.files
        if find_format(entry.path) and (problem := _problem(snapshot, entry, placed.get(entry.path, ())))
    )


def _problem(snapshot: Snapshot, entry: FileEntry, tensors: Collection[str]) -> str:
    if entry.size == 0:
        return "it is empty"
    if not isinstance(snapshot, OpenSnapshot):
        return ""
    try:
        with snapshot.open(entry.path) as stream:
            return next(_problems(stream, entry, tensors), "")
    except (SourceError, OSError):
        return ""
    except DocumentError as fault:
        return str(fault)


def _problems(stream: BinaryIO, entry: FileEntry, tensors: Collection[str]) -> Iterator[str]:
    start = stream.read(FIRST_BYTES)
    path = entry.path.lower()
    if start.startswith(LFS_POINTER):
        yield "it is a Git LFS pointer, not the file itself"
    elif path.endswith(".gguf") and not start.startswith(MAGIC):
        yield "it does not begin with GGUF"
    elif path.endswith(".safetensors"):
        end = header_length(start)
        stream.seek(LENGTH_BYTES)
        held = _tensors(stream.read(end - LENGTH_BYTES))
        stated = end + max((tensor.data_offsets[1] for tensor in held.values()), default=0)
        if entry.size != stated:
            yield f"it is {entry.size or 0:,} bytes long, and its header states {stated:,}"
        if missing := sorted(set(tensors) - held.keys()):
            more = f" and {len(missing) - 1:,} more" if missing[1:] else ""
            yield f"the index places {missing[0]}{more} there, which its header does not have"


def _tensors(header: bytes) -> Mapping[str, _Tensor]:
    try:
        return msgspec.json.decode(header, type=dict[str, _Tensor])
    except (msgspec.MsgspecError, ValueError, RecursionError) as fault:
        raise DocumentError(f"its header is not valid: {fault}") from None
