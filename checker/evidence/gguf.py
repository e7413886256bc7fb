"""
The key-value part of a GGUF header (ggml docs/gguf.md), versions 2 and 3, in either byte order.

Lengths and counts in the file are claims of whoever wrote it: each is checked against a limit and against the bytes
at hand before anything is read or built.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from checker.errors import DocumentError
from checker.evidence.base_names import parse_dataset_name
from checker.evidence.card_fields import Cite, claim_bases, word
from checker.evidence.files import quote
from checker.evidence.reading import Reading, known
from checker.model.evidence import BaseClaim, Citation, DatasetClaim, Declaration, Relation, WitnessKind
from checker.model.snapshot import FileEntry

MAGIC = b"GGUF"
MAX_KEYS = 4_096
MAX_KEY_BYTES = 65_535
MAX_STRING_BYTES = 1_000_000
MAX_ITEMS = 100_000

Value = str | int | float | bool | tuple[str, ...]

_STRING, _ARRAY = 8, 9
# Type number → struct format.
_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_PARENT = re.compile(r"general\.base_model\.(\d{1,4})\.\w+\Z")
_DATASET = re.compile(r"general\.dataset\.(\d{1,4})\.\w+\Z")
_TEXT_FACTS = {"general.architecture": "model_type", "general.quantized_by": "quantized_by"}
_SOURCES = ("general.source.repo_url", "general.source.huggingface.repository", "general.source.url")


class GgufHeader(NamedTuple):
    """The `general.` values. `complete` is False when the bytes ended before they did."""

    values: Mapping[str, Value]
    complete: bool


class _OutOfBytes(Exception):
    """The header goes on past the bytes at hand."""


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = len(MAGIC)
        # The version is a small number: read in the wrong byte order it is a huge one.
        self.order = "<" if self.data[4:6] != b"\0\0" else ">"

    def take(self, count: int) -> bytes:
        end = self.position + count
        if end > len(self.data):
            raise _OutOfBytes
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def number(self, code: str) -> int | float | bool:
        layout = self.order + code
        value: int | float | bool = struct.unpack(layout, self.take(struct.calcsize(layout)))[0]
        return value

    def count(self, code: str, limit: int, what: str) -> int:
        value = int(self.number(code))
        if value > limit:
            raise DocumentError(f"{what} {value:,} exceeds the limit of {limit:,}")
        return value

    def string(self, limit: int = MAX_STRING_BYTES) -> str:
        return self.take(self.count("Q", limit, "a string length of")).decode("utf-8", errors="replace")

    def value(self) -> Value:
        kind = int(self.number("I"))
        if kind == _STRING:
            return self.string()
        if kind == _ARRAY:
            return self.array()
        if kind in _NUMBERS:
            return self.number(_NUMBERS[kind])
        raise DocumentError(f"an unknown value type {kind}")

    def array(self) -> tuple[str, ...]:
        """An array of strings; numbers are passed over, for no claim is made in numbers."""
        kind = int(self.number("I"))
        if kind == _STRING:
            return tuple(self.string() for _ in range(self.count("Q", MAX_ITEMS, "an array length of")))
        if kind not in _NUMBERS:
            raise DocumentError(f"an array of type {kind}")
        self.take(int(self.number("Q")) * struct.calcsize(self.order + _NUMBERS[kind]))
        return ()


def parse_gguf(data: bytes) -> GgufHeader:
    """
    The `general.` values among the first bytes of a GGUF file; raises `DocumentError` when it is none.

    Reading ends at the first tokenizer key: the general ones stand before, and the arrays after it are megabytes.
    """
    if not data.startswith(MAGIC):
        raise DocumentError("it does not begin with GGUF")
    cursor = _Cursor(data)
    values: dict[str, Value] = {}
    try:
        version = int(cursor.number("I"))
        if version not in (2, 3):
            raise DocumentError(f"GGUF version {version} is not read")
        cursor.number("Q")
        for _ in range(cursor.count("Q", MAX_KEYS, "a key count of")):
            key = cursor.string(MAX_KEY_BYTES)
            if key.startswith("tokenizer."):
                break
            value = cursor.value()
            if key.startswith("general."):
                values.setdefault(key, value)
    except _OutOfBytes:
        return GgufHeader(values, complete=False)
    return GgufHeader(values, complete=True)


def read_gguf(header: GgufHeader, entry: FileEntry) -> Reading:
    """The claims of a GGUF header."""
    words = {key: text for key, value in header.values.items() if isinstance(value, str) and (text := word(value))}

    def cite(key: str) -> Citation:
        return Citation(file=entry.path, field=key, quote=quote(words.get(key, "")) or None, sha256=entry.sha256)

    return Reading(
        declarations=tuple(_declarations(words, cite)),
        bases=tuple(_parents(words, cite)),
        datasets=tuple(_datasets(header, words, cite)),
        facts={name: known(words[key], cite(key)) for key, name in _TEXT_FACTS.items() if key in words},
    )


def _declarations(words: Mapping[str, str], cite: Cite) -> Iterator[Declaration]:
    stated = [key for key in ("general.license", "general.license.name", "general.license.link") if key in words]
    if stated:
        yield Declaration(
            witness=WitnessKind.GGUF,
            values=(words["general.license"],) if "general.license" in words else (),
            name=words.get("general.license.name"),
            link=words.get("general.license.link"),
            citation=cite(stated[0]),
        )


def _parents(words: Mapping[str, str], cite: Cite) -> Iterator[BaseClaim]:
    """What the file was converted from, and the parents that the converter copied from the card of that."""
    if source := next((key for key in _SOURCES if key in words), None):
        yield from claim_bases(words[source], Relation.QUANTIZED, cite(source))
    for key, name in _named(words, _PARENT, "general.base_model"):
        # Without an address there is only a name made for people, which may or may not be an id.
        yield from claim_bases(name, Relation.UNSTATED, cite(key), hint=not key.endswith("url"))


def _datasets(header: GgufHeader, words: Mapping[str, str], cite: Cite) -> Iterator[DatasetClaim]:
    listed = header.values.get("general.datasets")
    unnumbered = [("general.datasets", name) for name in listed] if isinstance(listed, tuple) else []
    for key, name in (*_named(words, _DATASET, "general.dataset"), *unnumbered):
        if name.strip():
            yield DatasetClaim(id=parse_dataset_name(name), citation=cite(key))


def _named(words: Mapping[str, str], pattern: re.Pattern[str], prefix: str) -> Iterator[tuple[str, str]]:
    """(key, address or name) of each numbered entry."""
    numbers = sorted({int(found.group(1)) for key in words if (found := pattern.match(key))})
    for number in numbers:
        here = f"{prefix}.{number}"
        for key in (f"{here}.repo_url", f"{here}.url"):
            if key in words:
                yield key, words[key]
                break
        else:
            if f"{here}.name" in words:
                parts = [words[key] for key in (f"{here}.organization", f"{here}.name") if key in words]
                yield f"{here}.name", "/".join(part.replace(" ", "-") for part in parts)
