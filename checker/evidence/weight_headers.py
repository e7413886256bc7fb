"""
Which weight files are opened, and how far: never beyond a bounded part of the header.

From a folder or a cache that costs nothing, so several files are read. On the Hub each costs a request: there one
GGUF header is read when card and record leave license or base model unnamed (a GGUF was always made from something),
and one safetensors header when they name no license. What stays unread is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from checker.errors import DocumentError, SourceError
from checker.evidence.files import LFS_POINTER, Content, read_content
from checker.evidence.gguf import parse_gguf, read_gguf
from checker.evidence.problems import HEADER_UNPARSABLE
from checker.evidence.reading import Reading, join, unread
from checker.evidence.safetensors import header_length, parse_safetensors, read_safetensors
from checker.model.evidence import Citation
from checker.model.snapshot import FileEntry, Origin, Snapshot

FIRST_BYTES = 65_536
GGUF_STEPS = (FIRST_BYTES, 1_000_000, 8_000_000)
MAX_HEADERS = 8

# The first shard carries the metadata; a projector or draft head accompanies a model and is not it.
_LATER_SHARD = re.compile(r"-(?!0*1-of-)\d{1,9}-of-\d{1,9}\.[a-z]+\Z", re.IGNORECASE)
_SIDECAR = re.compile(r"(?:^|/)(?:mmproj|mtp)-[^/]*\Z", re.IGNORECASE)

# The first bytes of a file, up to a number of them; raises `SourceError`, and `DocumentError` for a stand-in.
Fetch = Callable[[int], Content]


def read_headers(snapshot: Snapshot, so_far: Reading) -> Reading:
    """The claims of weight-file headers, given what card, record and configuration already say."""
    named_license = bool(so_far.declarations)
    named_base = any(claim.is_hub_id and not claim.hint for claim in so_far.bases)
    return join(
        [
            _read_some(snapshot, ".gguf", _read_gguf, settled=named_license and named_base),
            _read_some(snapshot, ".safetensors", _read_safetensors, settled=named_license),
        ]
    )


def _read_some(
    snapshot: Snapshot, suffix: str, reader: Callable[[FileEntry, Fetch], Reading], *, settled: bool
) -> Reading:
    files = [entry for entry in snapshot.files if _is_telling(entry.path, suffix)]
    chosen, why = files[:MAX_HEADERS], f"the limit is {MAX_HEADERS}"
    if snapshot.origin is Origin.HUB:
        files.sort(key=lambda entry: (float("inf") if entry.size is None else entry.size, entry.path))
        chosen, why = files[: 0 if settled else 1], "not fetched, each costs a request"
    left = len(files) - len(chosen)
    skipped = Reading(not_checked=(f"the headers of {left} {suffix} files: {why}",) if left else ())
    return join([*(_read_one(snapshot, entry, reader) for entry in chosen), skipped])


def _is_telling(path: str, suffix: str) -> bool:
    return path.lower().endswith(suffix) and not _LATER_SHARD.search(path) and not _SIDECAR.search(path)


def _read_one(snapshot: Snapshot, entry: FileEntry, reader: Callable[[FileEntry, Fetch], Reading]) -> Reading:
    def fetch(limit: int) -> Content:
        content = read_content(snapshot, entry.path, limit)
        if isinstance(content, SourceError):
            raise content
        if content.data.startswith(LFS_POINTER):
            raise DocumentError("it is a Git LFS pointer, not the file itself")
        return content

    try:
        return reader(entry, fetch)
    except SourceError as error:
        return unread(entry.path, error)
    except DocumentError as fault:
        here = Citation(file=entry.path, sha256=entry.sha256)
        return Reading(problems=(HEADER_UNPARSABLE.at(here, path=entry.path, reason=fault),))


def _read_gguf(entry: FileEntry, fetch: Fetch) -> Reading:
    for limit in GGUF_STEPS:
        content = fetch(limit)
        header = parse_gguf(content.data)
        if header.complete or not content.truncated:
            break
    if header.complete:
        return read_gguf(header, entry)
    if not content.truncated:
        raise DocumentError("it ends inside its header")
    past = f"{entry.path}: its header goes on past the {limit:,} bytes that were read"
    return join([read_gguf(header, entry), Reading(not_checked=(past,))])


def _read_safetensors(entry: FileEntry, fetch: Fetch) -> Reading:
    start = fetch(FIRST_BYTES)
    end = header_length(start.data)
    whole = start if end <= len(start.data) else fetch(end)
    return read_safetensors(parse_safetensors(whole.data), entry)
