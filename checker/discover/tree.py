"""The files of a source tree: what git would not leave out, each read once and no further than a limit."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from checker.discover.gitignore import Pattern, is_ignored, parse_patterns
from checker.errors import UsageProblem
from checker.model.reference import Place

MAX_FILE_BYTES = 4_000_000
MAX_IGNORE_BYTES = 1_000_000
# Never sources of the product, whether or not a .gitignore says so.
_SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", "__pycache__", "node_modules", "site-packages"})


@dataclass(frozen=True)
class Source:
    """
    A text to be read: a file, by its path from the root with `/`, or code that stands inside one.

    `\\n` is its only line end. `origins` are the places in the file at which the lines of inner code start.
    """

    file: str
    text: str
    origins: tuple[Place, ...] = ()

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def offset(self, line: int) -> int:
        """The position in the text at which a line starts, counting from 1; the end of the text past the last."""
        return self._starts[min(line, len(self.lines) + 1) - 1]

    def line(self, offset: int) -> int:
        """The line of the text, from 1, in which a position lies."""
        return bisect_right(self._starts, offset)

    def place(self, offset: int) -> Place:
        """The place of a position in the text."""
        line = self.line(offset)
        return self.at(line, offset - self._starts[line - 1] + 1)

    def at(self, line: int, column: int) -> Place:
        """The place of a line and column of the text, from 1."""
        if not self.origins:
            return Place(self.file, line, column)
        origin = self.origins[min(line, len(self.origins)) - 1]
        return Place(self.file, origin.line, origin.column + column - 1)

    def inner(self, start: int, end: int) -> Source:
        """The stretch from `start` to `end` as a text of its own, with places in the same file."""
        text = self.text[start:end]
        line = self.line(start)
        below = (self.at(line + further, 1) for further in range(1, text.count("\n") + 1))
        return Source(self.file, text, (self.place(start), *below))


def walk(root: Path, exclude: Sequence[str] = ()) -> Iterator[tuple[Path, str]]:
    """
    (path, path from the root) of every regular file below `root`, or of the file `root` itself, in a fixed order.

    `.gitignore` files are followed, those of the folders above up to the repository's root too; links are not.
    `exclude` are further patterns in the same language. Raises `UsageProblem` when `root` is not there.
    """
    if root.is_file():
        if not is_ignored(root.name, False, parse_patterns("\n".join(exclude))):
            yield root, root.name
        return
    if not root.is_dir():
        raise UsageProblem(f"{root} is not a file or folder", fix="name the folder of the sources: lic-check scan .")
    inherited, prefix = _above(root)
    own = parse_patterns("\n".join(exclude), prefix)
    yield from _walk(root, prefix, len(prefix), inherited, own)


def read(path: Path) -> str | None:
    """The text of a file, undecodable bytes replaced; None when it is larger than `MAX_FILE_BYTES` or unreadable."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError:
        return None
    if len(data) > MAX_FILE_BYTES:
        return None
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def matches(name: str, patterns: Sequence[str]) -> bool:
    """Whether a file name fits one of the patterns, whatever its case."""
    return any(fnmatchcase(name.lower(), pattern) for pattern in patterns)


def _walk(
    folder: Path, prefix: str, cut: int, inherited: list[Pattern], own: list[Pattern]
) -> Iterator[tuple[Path, str]]:
    patterns = [*inherited, *_patterns_in(folder / ".gitignore", prefix)]
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = prefix + entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder and (entry.name in _SKIPPED_FOLDERS or (Path(entry.path) / "pyvenv.cfg").is_file()):
            continue
        if is_ignored(path, is_folder, patterns) or is_ignored(path, is_folder, own):
            continue
        if is_folder:
            yield from _walk(Path(entry.path), f"{path}/", cut, patterns, own)
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path), path[cut:]


def _above(root: Path) -> tuple[list[Pattern], str]:
    """The patterns that hold in `root` from above, and the path of `root` from the root of its repository."""
    absolute = root.resolve()
    top = next((folder for folder in (absolute, *absolute.parents) if (folder / ".git").exists()), None)
    if top is None:
        return [], ""
    patterns = _patterns_in(top / ".git" / "info" / "exclude", "")
    steps = absolute.relative_to(top).parts
    for depth in range(len(steps)):
        folder = "".join(f"{step}/" for step in steps[:depth])
        patterns += _patterns_in(top / folder / ".gitignore", folder)
    return patterns, "".join(f"{step}/" for step in steps)


def _patterns_in(file: Path, folder: str) -> list[Pattern]:
    try:
        with file.open("rb") as stream:
            return parse_patterns(stream.read(MAX_IGNORE_BYTES).decode("utf-8", "replace"), folder)
    except OSError:
        return []
