"""Files of the repository that count whole or not at all, and the JSON in them."""

from __future__ import annotations

import json
from typing import Any

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
    """The document in `data`; raises `DocumentError` when it is not JSON, or readers could differ on what it says."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        raise DocumentError(f"not valid JSON: {fault}") from None


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a key that stands twice some readers take the first value and some the last: who signed saw only one."""
    found: dict[str, Any] = {}
    for key, value in members:
        if key in found:
            raise ValueError(f"{key!r} stands twice in one object")
        found[key] = value
    return found


def _no_number(constant: str) -> Any:
    raise ValueError(f"{constant} is no number")
