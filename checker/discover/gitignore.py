"""What git leaves out: the patterns of `.gitignore` files, as gitignore(5) defines them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"\\(.)|(/\*\*/)|(\*\*)|(\*)|(\?)|(\[[!^]?\]?(?:\\.|[^\]\\])*\])|(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line. `folder` is where its file stands, from the root and with a `/` at the end, or empty."""

    folder: str
    path: re.Pattern[str]
    is_negated: bool
    folders_only: bool


def parse_patterns(text: str, folder: str = "") -> list[Pattern]:
    """The patterns of one file, in order."""
    return [pattern for line in text.splitlines() if (pattern := _parse(line, folder))]


def is_ignored(path: str, is_folder: bool, patterns: Iterable[Pattern]) -> bool:
    """
    Whether the last pattern that fits `path` (from the root, with `/`) leaves it out.

    `patterns` go from the root downward. What lies in an ignored folder is ignored too: do not enter one.
    """
    ignored = False
    for pattern in patterns:
        if (pattern.folders_only and not is_folder) or not path.startswith(pattern.folder):
            continue
        if pattern.path.fullmatch(path, len(pattern.folder)):
            ignored = not pattern.is_negated
    return ignored


def _parse(line: str, folder: str) -> Pattern | None:
    # A blank at the end counts only when it is escaped.
    line = re.sub(r"(?<!\\)[ \t\r]+\Z", "", line)
    if not line or line.startswith("#"):
        return None
    is_negated = line.startswith("!")
    line = line.removeprefix("!")
    folders_only = line.endswith("/")
    line = line.rstrip("/")
    is_anchored = "/" in line
    try:
        path = re.compile(("" if is_anchored else "(?:.*/)?") + _regex(line.removeprefix("/")), re.DOTALL)
    except re.error:
        return None
    return Pattern(folder, path, is_negated, folders_only)


@lru_cache(1000)
def _regex(glob: str) -> str:
    if glob.startswith("**/"):
        return "(?:.*/)?" + _regex(glob[3:])
    if glob.endswith("/**"):
        return _regex(glob[:-3]) + "/.+"
    return "".join(map(_piece, _TOKEN.finditer(glob)))


def _piece(token: re.Match[str]) -> str:
    escaped, any_folders, stars, star, one, choice, plain = token.groups()
    if choice:
        return "(?!/)" + re.sub(r"\A\[[!^]", "[^", choice).replace("[[", r"[\[")
    if any_folders:
        return "/(?:.*/)?"
    if stars or star:
        return "[^/]*"
    return "[^/]" if one else re.escape(escaped or plain)
