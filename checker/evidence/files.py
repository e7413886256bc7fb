"""Bounded reads of listed files, with the digest that citations carry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from checker.errors import SourceError
from checker.model.snapshot import Snapshot

MAX_QUOTE = 200
# How the stand-in begins that Git leaves in place of a large file that was not fetched.
LFS_POINTER = b"version https://git-lfs.github.com/spec/"
# How a text in UTF-16 begins.
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Content:
    """The beginning of a file. `sha256` is of the whole file, None when it is `truncated`: then it was not all read."""

    path: str
    data: bytes
    sha256: str | None
    truncated: bool


def read_content(snapshot: Snapshot, path: str, limit: int) -> Content | SourceError:
    """At most `limit` bytes of a listed file, or why they could not be had."""
    try:
        # One byte more tells a file of exactly `limit` bytes from a longer one.
        data = snapshot.read(path, limit=limit + 1)
    except SourceError as error:
        return error
    truncated = len(data) > limit
    return Content(path, data[:limit], None if truncated else hashlib.sha256(data).hexdigest(), truncated)


def quote(text: str) -> str:
    """`text` on one line, shortened to what a citation carries."""
    line = " ".join(text[: 4 * MAX_QUOTE].split())
    return line if len(line) <= MAX_QUOTE else line[: MAX_QUOTE - 1] + "…"
