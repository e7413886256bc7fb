"""
Whether a difference is one that the license allows: optional parts, alternatives, names in slots, harmless notices.

A walk over pairs of positions (reference, file). A step is taken only where the two sides say the same, where the
license's own data lets a part go or be another, or where the file's next words are harmless (see `notices`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, islice, takewhile
from zlib import crc32

from checker.identify.notices import MAX_NAME, MAX_STATEMENT, SCHEMES, Notices
from checker.identify.reference import NAME, NUMBER, Part, Reference, Role
from checker.identify.words import Text, is_address
from checker.resources import packaged

# A difference that needs more steps than this to explain is not one that a template allows.
MAX_STEPS = 20_000
_SCHEMES = frozenset(map(crc32, SCHEMES))


@cache
def _spellings() -> dict[bytes, int]:
    """A word → the hash of its other spelling."""
    lines = packaged("identify", "data", "spellings.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.encode().split() for line in lines if not line.startswith("#")]
    return {word: crc32(other) for pair in pairs for word, other in (pair, pair[::-1])}


class Explainer:
    """
    Explains differences between one file and one reference.

    `fixed` tells of each word of the reference whether it stands in every copy as it is.
    """

    def __init__(self, text: Text, notices: Notices, reference: Reference) -> None:
        self.text = text
        self.notices = notices
        self.hashes = reference.hashes
        self.fixed = reference.fixed
        # A title may be shortened, as it may be left out.
        titles = (range(part.start, part.end) for part in reference.parts if part.role is Role.TITLE)
        self._titles = frozenset(chain.from_iterable(titles))
        self._addresses = frozenset(part.start for part in reference.parts if part.role is Role.ADDRESS)
        self._cuts: dict[bytes, dict[int, int]] = {}
        self._parts: dict[int, list[Part]] = {}
        for part in reference.parts:
            self._parts.setdefault(part.start, []).append(part)

    def ends(self, ref: tuple[int, int], start: int, limit: int) -> set[int]:
        """
        Where in the file a reading of the words `ref` can end that begins at `start` and stays before `limit`; none
        when no reading is allowed.
        """
        return self._walk(ref, start, limit, set())

    def earliest(self, ref: tuple[int, int], starts: Iterable[int], end: int) -> int | None:
        """The first of `starts` from which the words `ref` can be read so that the reading stops at `end`."""
        seen: set[tuple[int, int]] = set()
        return next((start for start in starts if end in self._walk(ref, start, end, seen)), None)

    def _walk(self, ref: tuple[int, int], start: int, limit: int, seen: set[tuple[int, int]]) -> set[int]:
        """The ends that can be reached from `start` through states not yet `seen`, which are added to it."""
        first, last = ref
        todo = [(first, start)] if (first, start) not in seen else []
        found: set[int] = set()
        while todo and len(seen) < MAX_STEPS:
            state = todo.pop()
            if state in seen:
                continue
            seen.add(state)
            if state[0] == last:
                found.add(state[1])
            self._step(state, last, limit, todo)
        return found

    def _step(self, state: tuple[int, int], last: int, limit: int, todo: list[tuple[int, int]]) -> None:
        """Add to `todo` the states that follow."""
        ref, file = state
        if file < limit:
            if ref < last:
                if self.text.hashes[file] == self.hashes[ref]:
                    todo.append((ref + 1, file + 1))
                else:
                    todo.extend(self._spelled(ref, last, file, limit))
                if ref in self._addresses and is_address(self.text.words[file]):
                    # Each side may lack it; where both have one, a link may not lead elsewhere.
                    return
            for length in self.notices.skips(file):
                if file + length <= limit:
                    todo.append((ref, file + length))
        if ref < last and (ref in self._titles or self.hashes[ref] in _SCHEMES):
            todo.append((ref + 1, file))
        if ref in self._parts:
            todo.extend(self._parted(ref, last, file, limit))

    def _parted(self, ref: int, last: int, file: int, limit: int) -> Iterator[tuple[int, int]]:
        """The states behind the parts that start here, left out or filled in."""
        for part in self._parts[ref]:
            if part.end > last:
                continue
            if part.role is Role.CHOICE:
                for choice in part.choices:
                    for end in self._read(choice, file, limit):
                        yield part.end, end
            else:
                yield part.end, file
                if part.role is Role.COPYRIGHT and self.notices.is_dated(file):
                    # A template's copyright line may be filled in without the word "copyright".
                    for end in self.notices.name(file, MAX_STATEMENT):
                        if end <= limit:
                            yield part.end, end

    def _spelled(self, ref: int, last: int, file: int, limit: int) -> Iterator[tuple[int, int]]:
        """Another spelling of the word, or one word written as two."""
        words, expected = self.text.words, self.hashes[ref]
        if _spellings().get(words[file]) == expected:
            yield ref + 1, file + 1
        if file + 1 < limit and crc32(words[file] + words[file + 1]) == expected:
            yield ref + 1, file + 2
        if ref + 1 < last and len(words[file]) > 4:
            cut = self._beginnings(words[file]).get(expected, 0)
            if cut and crc32(words[file][cut:]) == self.hashes[ref + 1]:
                yield ref + 2, file + 1

    def _beginnings(self, word: bytes) -> dict[int, int]:
        """The hash of each beginning of a word and its length."""
        if word not in self._cuts:
            self._cuts[word] = {crc32(word[:cut]): cut for cut in range(1, len(word))}
        return self._cuts[word]

    def _read(self, choice: tuple[int, ...], file: int, limit: int) -> set[int]:
        """Where a reading of one alternative from `file` on can end."""
        positions = {file}
        for expected in choice:
            following: set[int] = set()
            for at in positions:
                if expected == NAME:
                    following.update(end for end in self.notices.name(at, MAX_NAME) if end <= limit)
                elif expected == NUMBER:
                    numbers = takewhile(lambda end: self.text.words[end - 1].isdigit(), range(at + 1, limit + 1))
                    following.update(islice(numbers, MAX_STATEMENT))
                elif at < limit and self.text.hashes[at] == expected:
                    following.add(at + 1)
            positions = following
        return positions
