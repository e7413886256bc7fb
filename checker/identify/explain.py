"""
Whether a difference is one that the license allows: optional parts, alternatives, names in slots, harmless notices.

A walk over pairs of positions (reference, file). A step is taken only where the two sides say the same, where the
license's own data lets a part go or be another, or where the file's next words are harmless (see `notices`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
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


@lru_cache(maxsize=1024)
def _beginnings(word: bytes) -> dict[int, int]:
    """The hash of each beginning of a word and its length."""
    return {crc32(word[:cut]): cut for cut in range(1, len(word))}


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
        if ref[0] == ref[1]:
            # Nothing but notices can stand there, so that most words are no start.
            starts = (start for start in starts if start == end or self.notices.skips(start))
        seen: set[tuple[int, int]] = set()
        return next((start for start in starts if end in self._walk(ref, start, end, seen)), None)

    def _walk(self, ref: tuple[int, int], start: int, limit: int, seen: set[tuple[int, int]]) -> set[int]:
        """The ends that can be reached from `start` through states not yet `seen`, which are added to it."""
        at, last = ref
        todo = [(at, start)]
        found: set[int] = set()
        in_file, in_reference, skips = self.text.hashes, self.hashes, self.notices.skips
        while todo and len(seen) < MAX_STEPS:
            state = todo.pop()
            if state in seen:
                continue
            seen.add(state)
            at, file = state
            if at == last:
                found.add(file)
            if file < limit:
                if at < last:
                    if in_file[file] == in_reference[at]:
                        todo.append((at + 1, file + 1))
                    else:
                        todo += self._spelled(at, last, file, limit)
                    if at in self._addresses and is_address(self.text.words[file]):
                        # Each side may lack it; where both have one, a link may not lead elsewhere.
                        continue
                for length in skips(file):
                    if file + length <= limit:
                        todo.append((at, file + length))
            if at < last and (at in self._titles or in_reference[at] in _SCHEMES):
                todo.append((at + 1, file))
            if at in self._parts:
                todo.extend(self._parted(at, last, file, limit))
        return found

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

    def _spelled(self, ref: int, last: int, file: int, limit: int) -> list[tuple[int, int]]:
        """The states behind another spelling of the word, or behind one word written as two."""
        word, expected = self.text.words[file], self.hashes[ref]
        states = []
        if _spellings().get(word) == expected:
            states.append((ref + 1, file + 1))
        if file + 1 < limit and crc32(self.text.words[file + 1], self.text.hashes[file]) == expected:
            states.append((ref + 1, file + 2))
        if ref + 1 < last and len(word) > 4:
            cut = _beginnings(word).get(expected, 0)
            if cut and crc32(word[cut:]) == self.hashes[ref + 1]:
                states.append((ref + 2, file + 1))
        return states

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
