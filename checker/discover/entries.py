"""Configuration files as entries: each value with the keys that lead to it and the place where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One scalar value.

    `path` has the keys, and the positions in lists, that lead to it; `start` is where it starts in the text.
    """

    path: Path
    value: str
    start: int

    @property
    def key(self) -> str:
        """The nearest key above the value, empty at the top of a list."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")


class Document:
    """The entries of one file or of one document in it, in order."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._mappings: dict[Path, dict[str | int, Entry]] = {}
        for entry in self.entries:
            if entry.path:
                self._mappings.setdefault(entry.path[:-1], {}).setdefault(entry.path[-1], entry)

    def at(self, path: Path) -> Entry | None:
        """The value at `path`."""
        return self._mappings.get(path[:-1], {}).get(path[-1])

    def beside(self, entry: Entry) -> Mapping[str | int, Entry]:
        """The scalar values of the mapping or list that holds `entry`, itself included, by key or position."""
        return self._mappings.get(entry.path[:-1], {})

    def lists(self) -> Iterator[tuple[Path, list[Entry]]]:
        """The path of each list of scalars, and its values."""
        for path, members in self._mappings.items():
            if any(isinstance(key, int) for key in members):
                yield path, list(members.values())
