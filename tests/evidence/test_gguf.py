"""GGUF headers are read within limits, whatever their lengths and counts claim."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import DocumentError
from checker.evidence.gguf import GgufHeader, parse_gguf, read_gguf
from checker.model.evidence import Relation, WitnessKind
from checker.model.snapshot import FileEntry

Written = str | int | float | bool | Sequence[str] | Sequence[int]


def write_gguf(values: Mapping[str, Written], *, order: str = "<", version: int = 3) -> bytes:
    """A GGUF header with these values and no tensors."""

    def string(text: str) -> bytes:
        encoded = text.encode()
        return struct.pack(f"{order}Q", len(encoded)) + encoded

    def value(written: Written) -> bytes:
        match written:
            case bool():
                return struct.pack(f"{order}I?", 7, written)
            case int():
                return struct.pack(f"{order}II", 4, written)
            case float():
                return struct.pack(f"{order}If", 6, written)
            case str():
                return struct.pack(f"{order}I", 8) + string(written)
            case [int(), *_]:
                return struct.pack(f"{order}IIQ{len(written)}i", 9, 5, len(written), *written)
            case _:
                items = b"".join(string(str(item)) for item in written)
                return struct.pack(f"{order}IIQ", 9, 8, len(written)) + items

    pairs = b"".join(string(key) + value(written) for key, written in values.items())
    return b"GGUF" + struct.pack(f"{order}IQQ", version, 0, len(values)) + pairs


TYPICAL: dict[str, Written] = {
    "general.architecture": "llama",
    "general.license": "llama3.1",
    "general.license.name": "Llama 3.1 Community",
    "general.license.link": "LICENSE",
    "general.quantized_by": "somebody",
    "general.file_type": 7,
    "general.source.repo_url": "https://huggingface.co/org/source",
    "general.base_model.count": 2,
    "general.base_model.0.name": "Llama 3.1 8B",
    "general.base_model.0.organization": "Meta Llama",
    "general.base_model.0.repo_url": "https://huggingface.co/meta-llama/Llama-3.1-8B",
    "general.base_model.1.name": "Other Base",
    "general.base_model.1.organization": "Other Org",
    "general.dataset.0.repo_url": "https://huggingface.co/datasets/a/b",
    "general.datasets": ["c/d", "e"],
    "general.languages": ["en"],
    "llama.rope.freq_base": 500000.0,
    "llama.some_sizes": [1, 2, 3],
    "llama.flag": True,
    "tokenizer.ggml.tokens": ["a", "b"],
}
ENTRY = FileEntry(path="model.gguf", size=9, sha256="5" * 64)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("version", [2, 3])
def test_a_header_says_license_parents_source_and_datasets(order: str, version: int) -> None:
    reading = read_gguf(parse_gguf(write_gguf(TYPICAL, order=order, version=version)), ENTRY)

    (declaration,) = reading.declarations
    assert declaration.witness is WitnessKind.GGUF
    assert (declaration.values, declaration.name, declaration.link) == (("llama3.1",), "Llama 3.1 Community", "LICENSE")
    assert declaration.citation.file == "model.gguf"
    assert declaration.citation.field == "general.license"
    assert declaration.citation.quote == "llama3.1"
    assert declaration.citation.sha256 == "5" * 64
    assert [(claim.id, claim.relation, claim.hint) for claim in reading.bases] == [
        ("org/source", Relation.QUANTIZED, False),
        ("meta-llama/Llama-3.1-8B", Relation.UNSTATED, False),
        ("Other-Org/Other-Base", Relation.UNSTATED, True),
    ]
    assert [claim.id for claim in reading.datasets] == ["a/b", "c/d", "e"]
    assert {name: fact.value for name, fact in reading.facts.items()} == {
        "model_type": "llama",
        "quantized_by": "somebody",
    }


def test_a_header_without_license_or_parents_claims_nothing() -> None:
    reading = read_gguf(parse_gguf(write_gguf({"general.name": "x", "general.license": " "})), ENTRY)

    assert (reading.declarations, reading.bases, reading.datasets) == ((), (), ())


def test_reading_ends_at_the_tokenizer_and_needs_none_of_it() -> None:
    data = write_gguf(TYPICAL)
    cut = data[: data.index(b"tokenizer.ggml.tokens") + len(b"tokenizer.ggml.tokens")]

    assert parse_gguf(cut) == parse_gguf(data)
    assert parse_gguf(cut).complete


def test_a_header_cut_short_gives_what_stands_before_the_cut() -> None:
    data = write_gguf(TYPICAL)
    cut = data[: data.index(b"general.quantized_by")]

    header = parse_gguf(cut)

    assert not header.complete
    assert header.values["general.license"] == "llama3.1"


def header_of(pair: bytes, *, count: int = 1, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, 0, count) + pair


KEY = struct.pack("<Q", 9) + b"general.a"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "does not begin"),
        (b"GGML", "does not begin"),
        (header_of(b"", version=1), "version 1"),
        (header_of(b"", version=999), "version 999"),
        (header_of(b"", count=2**64 - 1), "key count"),
        (header_of(struct.pack("<Q", 2**63)), "string length"),
        (header_of(KEY + struct.pack("<IQ", 8, 2**64 - 1)), "string length"),
        (header_of(KEY + struct.pack("<IIQ", 9, 8, 2**40)), "array length"),
        (header_of(KEY + struct.pack("<IIQ", 9, 9, 1)), "array of type 9"),
        (header_of(KEY + struct.pack("<I", 77)), "value type 77"),
    ],
)
def test_a_header_that_claims_the_impossible_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        parse_gguf(data)


def test_an_array_of_numbers_longer_than_memory_is_only_a_header_that_goes_on() -> None:
    assert parse_gguf(header_of(KEY + struct.pack("<IIQ", 9, 12, 2**60))) == GgufHeader({}, complete=False)


@given(st.data())
def test_a_mutated_header_is_read_refused_or_cut_short_and_nothing_else(data: st.DataObject) -> None:
    mutated = bytearray(write_gguf(TYPICAL))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(4, len(mutated) - 1))
        mutated[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(mutated)))

    try:
        header = parse_gguf(bytes(mutated[:cut] if data.draw(st.booleans()) else mutated))
    except DocumentError:
        return
    reading = read_gguf(header, ENTRY)
    assert all(len(claim.citation.quote or "") <= 200 for claim in reading.bases)


@given(st.binary(max_size=200))
def test_any_bytes_after_the_magic_are_survived(data: bytes) -> None:
    try:
        parse_gguf(b"GGUF" + data)
    except DocumentError as refused:
        assert str(refused)
