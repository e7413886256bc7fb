"""Comments that accept findings on the line that names a model: `lic-check: ignore[LC0401] reason`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.model.reference import Ignore

_COMMENT = re.compile(r"lic-check:\s*ignore\[(?P<codes>[^\]\n]*)\]\s*(?P<reason>[^\n]*)")
_CODE = re.compile(r"LC\d{4}\Z")
_ONLY_COMMENT = re.compile(r"\s*(?:#|//|;|--)")


def ignores_at(lines: Sequence[str], line: int) -> tuple[Ignore, ...]:
    """
    The comments that hold for a line: its own, and those of comment lines right above it.

    One without a reason, or without codes, accepts nothing.
    """
    found = [lines[line - 1]]
    above = line - 1
    while above > 0 and _ONLY_COMMENT.match(lines[above - 1]):
        found.append(lines[above - 1])
        above -= 1
    parsed = (_parse(comment) for text in found for comment in _COMMENT.finditer(text))
    return tuple(ignore for ignore in parsed if ignore)


def _parse(comment: re.Match[str]) -> Ignore | None:
    codes = tuple(code.strip() for code in comment["codes"].split(","))
    reason = comment["reason"].strip().removesuffix("*/").removesuffix("-->").strip()
    return Ignore(codes=codes, reason=reason) if reason and all(map(_CODE.match, codes)) else None
