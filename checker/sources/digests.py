"""The digests by which the Hub names the content of a file."""

from __future__ import annotations

import hashlib
import re

from checker.model.snapshot import FileEntry

_GIT_BLOB_ID = re.compile(r"[0-9a-f]{40}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


def git_blob_id(content: bytes) -> str:
    """The id that git gives to a file with this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def content_key(entry: FileEntry) -> str | None:
    """The digest that names the content of a listed file, None when the listing gives none."""
    return entry.sha256 or entry.blob_id


def is_content_of(entry: FileEntry, content: bytes) -> bool:
    """True when `content` has the size and the digest that the listing gives; what is not given is not compared."""
    if entry.size is not None and len(content) != entry.size:
        return False
    if entry.sha256 is not None:
        return hashlib.sha256(content).hexdigest() == entry.sha256
    return entry.blob_id is None or git_blob_id(content) == entry.blob_id


def parse_blob_id(value: object) -> str | None:
    """`value` when it is a git object id (SHA-1, as on the Hub), else None."""
    return value if isinstance(value, str) and _GIT_BLOB_ID.match(value) else None


def parse_sha256(value: object) -> str | None:
    """`value` when it is a SHA-256 in lower-case hex, else None."""
    return value if isinstance(value, str) and _SHA256.match(value) else None
