"""
The compiled index: fingerprints of license texts, read in place from one file.

The file holds a table of sections and then the sections, all little-endian arrays or UTF-8. Nothing is decoded until a
text asks for it, so that opening costs one read. `compile.py` writes it.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b
from itertools import pairwise
from struct import Struct
from zlib import crc32

from checker.errors import DataError
from checker.identify.reference import Kind, Part, Reference, Role
from checker.resources import packaged

MAGIC = b"LICIDX01"
SECTIONS = (
    "labels",  # a line for each text: ids joined by a space, kind, source, tab-separated
    "vocabulary",  # u32 word hashes, sorted
    "common",  # u32 hashes of the words that many licenses use, sorted
    "words",  # u16 places in the vocabulary, all texts one after the other
    "word_starts",  # u32, one more than there are texts
    "parts",  # u16 quintuples: start, end, role, first choice, number of choices
    "part_starts",  # u32
    "choices",  # u32 word hashes
    "choice_starts",  # u32
    "digests",  # u64, sorted
    "digest_texts",  # u16
    "shingles",  # u32, sorted
    "shingle_starts",  # u32
    "postings",  # u16 text numbers
    "samples",  # u16, the number of shingles that every copy of each text has
    "other_labels",  # a line for each text of the second tier
    "other_digests",  # u64, sorted
    "other_digest_texts",  # u16
    "other_shingles",  # u32, sorted
    "other_postings",  # u16, one text for each shingle
    "other_samples",  # u16
    "names",  # a line for each phrase: phrase, id, tab-separated
)
HEADER = Struct(f"<8s{len(SECTIONS)}I")
SHINGLE = 5
# References are kept once they are decoded, up to this many: one takes 15 KB.
MAX_KEPT = 300


def digest(words: Iterable[bytes]) -> int:
    """The 64-bit digest of a sequence of words."""
    return int.from_bytes(blake2b(b" ".join(words), digest_size=8).digest(), "little")


def shingles(words: Sequence[bytes], sampled: Sequence[int]) -> tuple[Sequence[int], list[int]]:
    """Position and hash of each run of words that starts at a sampled one; a text without any has one, its first."""
    places = sampled[: bisect_left(sampled, max(1, len(words) - SHINGLE + 1))] or (0,)
    return places, [crc32(b" ".join(words[at : at + SHINGLE])) for at in places]


@dataclass(frozen=True, slots=True)
class Label:
    """What is said of a text without reading it."""

    ids: tuple[str, ...]
    kind: Kind
    source: str

    @classmethod
    def parse(cls, line: str) -> Label:
        ids, kind, source = line.split("\t")
        return cls(tuple(ids.split(" ")), Kind(kind), source)


class Index:
    """The references by number, and the ways to find candidates among them."""

    def __init__(self, data: bytes, references: Iterable[Reference] = ()) -> None:
        """`references` are those that the data was compiled from, when their words are at hand."""
        magic, *sizes = HEADER.unpack(data[: HEADER.size].ljust(HEADER.size, b"\0"))
        if magic != MAGIC or len(data) != HEADER.size + sum(sizes):
            raise DataError("the license index is not one that this version can read", fix="run `make index`")
        self._data = memoryview(data)
        self._places: dict[str, tuple[int, int]] = {}
        start = HEADER.size
        for name, size in zip(SECTIONS, sizes, strict=True):
            self._places[name] = (start, start + size)
            start += size
        self._arrays: dict[str, Sequence[int]] = {}
        self._references = dict(enumerate(references))

    @cached_property
    def spelled(self) -> dict[int, str]:
        """The words of the texts at hand by their hashes; none for an index of fingerprints alone."""
        texts = self._references.values()
        return {h: word for text in texts if text.words for h, word in zip(text.hashes, text.words, strict=True)}

    def _bytes(self, section: str) -> memoryview:
        start, end = self._places[section]
        return self._data[start:end]

    def _numbers(self, section: str, code: str) -> Sequence[int]:
        found = self._arrays.get(section)
        if found is None:
            view = self._bytes(section)
            if sys.byteorder == "big":
                swapped = array(code, bytes(view))
                swapped.byteswap()
                found = swapped
            else:
                found = view.cast(code)  # type: ignore[call-overload]
            self._arrays[section] = found
        return found

    def _lines(self, section: str) -> list[str]:
        return bytes(self._bytes(section)).decode().splitlines()

    @cached_property
    def digest(self) -> str:
        """The digest of the whole index, in hexadecimal."""
        return blake2b(self._data, digest_size=16).hexdigest()

    @cached_property
    def _labels(self) -> list[str]:
        return self._lines("labels")

    def __len__(self) -> int:
        return len(self._labels)

    def label(self, number: int) -> Label:
        """Ids, kind and source of a text."""
        return Label.parse(self._labels[number])

    def reference(self, number: int) -> Reference:
        """The text with this number."""
        if number not in self._references:
            if len(self._references) >= MAX_KEPT and not self.spelled:
                self._references.clear()
            self._references[number] = self._read(number)
        return self._references[number]

    @cached_property
    def _vocabulary(self) -> list[int]:
        """The hashes of all words, which the references share rather than hold each their own."""
        return list(self._numbers("vocabulary", "I"))

    def _read(self, number: int) -> Reference:
        label = self.label(number)
        first, last = self._numbers("word_starts", "I")[number : number + 2]
        hashes = list(map(self._vocabulary.__getitem__, self._numbers("words", "H")[first:last]))
        first, last = self._numbers("part_starts", "I")[number : number + 2]
        fields = self._numbers("parts", "H")[5 * first : 5 * last]
        parts = tuple(
            Part(fields[at], fields[at + 1], Role(fields[at + 2]), self._choices(fields[at + 3], fields[at + 4]))
            for at in range(0, len(fields), 5)
        )
        return Reference(ids=label.ids, kind=label.kind, source=label.source, hashes=hashes, parts=parts)

    def _choices(self, first: int, count: int) -> tuple[tuple[int, ...], ...]:
        starts = self._numbers("choice_starts", "I")[first : first + count + 1]
        words = self._numbers("choices", "I")
        return tuple(tuple(words[start:end]) for start, end in pairwise(starts)) if count else ()

    def is_common(self, word: int) -> bool:
        """Whether many license texts use the word with this hash."""
        return _holds(self._numbers("common", "I"), word)

    def same(self, value: int) -> list[int]:
        """The texts whose words have this digest."""
        return _texts(self._numbers("digests", "Q"), self._numbers("digest_texts", "H"), value)

    def holding(self, values: set[int]) -> dict[int, list[int]]:
        """For each of the shingles that any text holds, the texts that hold it."""
        keys = self._numbers("shingles", "I")
        starts, postings = self._numbers("shingle_starts", "I"), self._numbers("postings", "H")
        found: dict[int, list[int]] = {}
        for value in _likely(keys, values):
            at = bisect_left(keys, value)
            if at < len(keys) and keys[at] == value:
                found[value] = list(postings[starts[at] : starts[at + 1]])
        return found

    def length(self, number: int) -> int:
        """The number of words of a text."""
        starts = self._numbers("word_starts", "I")
        return starts[number + 1] - starts[number]

    @cached_property
    def samples(self) -> list[int]:
        """By the number of a text, how many of its shingles every copy of it has."""
        return list(self._numbers("samples", "H"))

    def other_label(self, number: int) -> Label:
        """Ids, kind and source of a text of the second tier."""
        return Label.parse(self._other_labels[number])

    @cached_property
    def _other_labels(self) -> list[str]:
        return self._lines("other_labels")

    def other_same(self, value: int) -> list[int]:
        """The texts of the second tier whose words have this digest."""
        return _texts(self._numbers("other_digests", "Q"), self._numbers("other_digest_texts", "H"), value)

    def other_coverage(self, values: Iterable[int]) -> tuple[int, float]:
        """The text of the second tier that shares most with these shingles, and the share of it that is there."""
        keys, texts = self._numbers("other_shingles", "I"), self._numbers("other_postings", "H")
        counts: dict[int, int] = {}
        for value in _likely(keys, set(values)):
            for text in _texts(keys, texts, value):
                counts[text] = counts.get(text, 0) + 1
        if not counts:
            return 0, 0.0
        samples = self._numbers("other_samples", "H")
        best = max(counts, key=lambda text: (counts[text] / samples[text], counts[text], -text))
        return best, counts[best] / samples[best]

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of licenses as they are written, in lower case with single spaces, and the id of each."""
        pairs = (line.partition("\t") for line in self._lines("names"))
        return {name: identifier for name, _, identifier in pairs}


def _holds(keys: Sequence[int], value: int) -> bool:
    at = bisect_left(keys, value)
    return at < len(keys) and keys[at] == value


def _likely(keys: Sequence[int], values: set[int]) -> set[int]:
    """The values to look up: of many those among the keys, since one walk over these is faster than many searches."""
    return values.intersection(keys) if len(values) > len(keys) // 20 else values


def _texts(keys: Sequence[int], texts: Sequence[int], value: int) -> list[int]:
    at = bisect_left(keys, value)
    found = []
    while at < len(keys) and keys[at] == value:
        found.append(texts[at])
        at += 1
    return found


@cache
def load() -> Index:
    """The index that ships with the program."""
    return Index(packaged("identify", "data", "index.bin").read_bytes())
