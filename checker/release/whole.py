"""Files of the repository that count whole or not at all, and the JSON in them."""

from __future__ import annotations

from typing import Any

import msgspec

from checker.errors import DocumentError, SourceError
from checker.evidence.files import Content, read_content
from checker.model.snapshot import Snapshot


def read_whole(snapshot: Snapshot, path: str, limit: int) -> Content:
    """A listed file; raises `DocumentError` when it cannot be had, or is longer than `limit`."""
    content = read_content(snapshot, path, limit)
    if isinstance(content, SourceError):
        raise DocumentError(str(content))
    if content.truncated:
        raise DocumentError(f"it is longer than {limit:,} bytes")
    return content


def parse_json(data: bytes) -> Any:
    """The document in `data`; raises `DocumentError` when it is not JSON."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as fault:
        raise DocumentError(f"not valid JSON: {fault}") from None
