"""Text in terminal columns: wide and combining characters are counted as a terminal draws them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from checker.reports.sanitise import one_line

ELLIPSIS = "…"


def columns(text: str) -> int:
    """How many columns a terminal gives to `text` (Unicode annex 11: wide and fullwidth take two)."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(character) for character in text)


def _columns_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def head(text: str, width: int) -> str:
    """As much of the start of `text` as fits into `width` columns, at least one character."""
    used = 0
    for position, character in enumerate(text):
        used += _columns_of(character)
        if used > width:
            return text[: max(position, 1)]
    return text


def fit(text: str, width: int) -> str:
    """`text` on one line in at most `width` columns, an ellipsis standing for what was cut."""
    text = one_line(text)
    return text if columns(text) <= width else head(text, width - 1).rstrip() + ELLIPSIS


def pad(text: str, width: int) -> str:
    """`text` with blanks up to `width` columns."""
    return text + " " * (width - columns(text))


def wrap(text: str, width: int) -> list[str]:
    """The words of `text` in lines of at most `width` columns, one at the least; a longer word is broken."""
    width = max(width, 1)
    lines: list[str] = []
    line = ""
    for word in _words(one_line(text).split(), width):
        joined = f"{line} {word}" if line else word
        if columns(joined) <= width:
            line = joined
            continue
        lines.append(line)
        line = word
    return [*lines, line] if line else lines


def hanging(lead: str, text: str, width: int) -> Iterator[str]:
    """`text` after `lead` in lines of at most `width` columns, the further ones as far in as the first."""
    indent = columns(lead)
    for position, line in enumerate(wrap(text, width - indent)):
        yield f"{' ' * indent if position else lead}{line}"


def styled(codes: str, text: str, color: bool) -> str:
    """`text` in the ANSI style `codes` when there is colour."""
    return f"\x1b[{codes}m{text}\x1b[0m" if color and codes else text


def _words(words: Iterable[str], width: int) -> Iterable[str]:
    for word in words:
        rest = word
        while columns(rest) > width:
            part = head(rest, width)
            yield part
            rest = rest[len(part) :]
        if rest:
            yield rest
