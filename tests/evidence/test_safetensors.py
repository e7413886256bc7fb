"""The metadata of safetensors headers is read within the format's own limit."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import DocumentError
from checker.evidence.safetensors import MAX_HEADER_BYTES, header_length, parse_safetensors, read_safetensors
from checker.model.evidence import Relation, WitnessKind
from checker.model.snapshot import FileEntry

ENTRY = FileEntry(path="lora.safetensors")


def write_safetensors(metadata: Any) -> bytes:
    """A safetensors file with this metadata and one small tensor."""
    tensor = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
    header = json.dumps({"__metadata__": metadata, "weight": tensor}).encode()
    return len(header).to_bytes(8, "little") + header + bytes(4)


def test_license_and_origins_are_claims_and_origins_only_hint() -> None:
    metadata = parse_safetensors(
        write_safetensors(
            {
                "format": "pt",
                "license": "mit",
                "modelspec.license": "CreativeML Open RAIL++-M",
                "modelspec.merged_from": "org/a, org/b",
                "ss_base_model_version": "sdxl_base_v1-0",
                "ss_sd_model_name": "/models/private.safetensors",
            }
        )
    )

    reading = read_safetensors(metadata, ENTRY)

    (declaration,) = reading.declarations
    assert declaration.witness is WitnessKind.SAFETENSORS
    assert declaration.values == ("CreativeML Open RAIL++-M",)
    assert declaration.citation.field == "__metadata__.modelspec.license"
    assert [(claim.id, claim.relation, claim.hint) for claim in reading.bases] == [
        ("org/a", Relation.MERGE, True),
        ("org/b", Relation.MERGE, True),
        ("sdxl_base_v1-0", Relation.UNSTATED, True),
    ]


def test_a_header_without_metadata_claims_nothing() -> None:
    header = b'{"weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'

    metadata = parse_safetensors(len(header).to_bytes(8, "little") + header)

    assert metadata == {}
    assert read_safetensors(metadata, ENTRY).declarations == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"1234567",
        (2**63).to_bytes(8, "little") + b"{}",
        (MAX_HEADER_BYTES + 1).to_bytes(8, "little") + b"{}",
        (100).to_bytes(8, "little") + b"{}",
        (2).to_bytes(8, "little") + b"[]",
        (2).to_bytes(8, "little") + b"\xff\xff",
        write_safetensors([1]),
        write_safetensors("x"),
        (200_000).to_bytes(8, "little") + b'{"a":' + b"[" * 199_995,
    ],
)
def test_what_is_no_header_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError):
        parse_safetensors(data)


def test_the_length_is_that_of_the_header_with_its_count() -> None:
    data = write_safetensors({})

    assert header_length(data[:8]) == len(data) - 4


def test_a_length_beyond_the_limit_is_refused_before_so_much_is_read() -> None:
    with pytest.raises(DocumentError, match="exceeds the limit"):
        header_length((MAX_HEADER_BYTES + 1).to_bytes(8, "little"))


@given(st.binary(max_size=120), st.integers(0, 130))
def test_any_bytes_are_read_or_refused(body: bytes, length: int) -> None:
    try:
        metadata = parse_safetensors(length.to_bytes(8, "little") + body)
    except DocumentError as refused:
        assert str(refused)
    else:
        assert all(isinstance(value, str) for value in metadata.values())
