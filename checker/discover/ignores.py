"""Comments that accept findings on the line that names a model: `lic-check: ignore[LC0401] reason`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from checker.model.reference import Ignore, Reference

_COMMENT = re.compile(r"lic-check:\s*ignore\b[^\n]*")
_ACCEPTANCE = re.compile(r"[^\[]*\[(?P<codes>[^\]]*)\]\s*(?P<reason>.*)")
_CODE = re.compile(r"LC\d{4}\Z")
_ONLY_COMMENT = re.compile(r"\s*(?:#|//|;|--)")


def with_comments(reference: Reference, lines: Sequence[str]) -> Reference:
    """The reference with the comments that hold for its line, one of `lines`."""
    comments = list(_comments_at(lines, reference.place.line))
    ignores = tuple(comment for comment in comments if isinstance(comment, Ignore))
    unheard = tuple(comment for comment in comments if isinstance(comment, str))
    return msgspec.structs.replace(reference, ignores=ignores, unheard=unheard)


def written_comment(ignore: Ignore) -> str:
    """A comment as it is read."""
    return f"lic-check: ignore[{', '.join(ignore.codes)}] {ignore.reason}"


def _comments_at(lines: Sequence[str], line: int) -> Iterator[Ignore | str]:
    """
    The comments that hold for a line: its own, and those of comment lines right above it.

    One without a reason, or without codes, accepts nothing: it is given as its text.
    """
    found = [lines[line - 1]]
    above = line - 1
    while above > 0 and _ONLY_COMMENT.match(lines[above - 1]):
        found.append(lines[above - 1])
        above -= 1
    for text in found:
        for comment in _COMMENT.finditer(text):
            written = comment[0].strip().removesuffix("*/").removesuffix("-->").strip()
            yield _acceptance(written) or written


def _acceptance(written: str) -> Ignore | None:
    parts = _ACCEPTANCE.match(written)
    codes = tuple(code.strip() for code in parts["codes"].split(",")) if parts else ()
    if not parts or not parts["reason"] or not all(map(_CODE.match, codes)):
        return None
    return Ignore(codes=codes, reason=parts["reason"])
