"""
The `__metadata__` of a safetensors header: eight bytes of length, then that much JSON.

The format gives it no meaning; trainers and the modelspec convention of Stability AI write licenses and origins there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from checker.errors import DocumentError
from checker.evidence.card_fields import claim_bases, word
from checker.evidence.files import quote
from checker.evidence.reading import Reading
from checker.model.evidence import Citation, Declaration, Relation, WitnessKind
from checker.model.snapshot import FileEntry

LENGTH_BYTES = 8
# The limit of the format's own reader.
MAX_HEADER_BYTES = 25_000_000

# What holds a license, the most deliberate first.
_LICENSE_KEYS = ("modelspec.license", "license")
# What names origins: free text, file names and version words, so they hint and do not state.
_ORIGIN_KEYS = ("modelspec.merged_from", "ss_base_model_version", "ss_sd_model_name")


class _Header(msgspec.Struct):
    metadata: dict[str, Any] = msgspec.field(name="__metadata__", default_factory=dict)


def header_length(data: bytes) -> int:
    """How many bytes of the file hold the header, told by its first eight; raises `DocumentError`."""
    length = int.from_bytes(data[:LENGTH_BYTES], "little")
    if len(data) < LENGTH_BYTES or length > MAX_HEADER_BYTES:
        raise DocumentError(f"a header of {length:,} bytes exceeds the limit of {MAX_HEADER_BYTES:,}")
    return LENGTH_BYTES + length


def parse_safetensors(data: bytes) -> Mapping[str, str]:
    """The metadata in a whole header; raises `DocumentError` when it is none."""
    end = header_length(data)
    if len(data) < end:
        raise DocumentError("it ends inside its header")
    try:
        header = msgspec.json.decode(data[LENGTH_BYTES:end], type=_Header)
    except (msgspec.MsgspecError, ValueError, RecursionError) as fault:
        raise DocumentError(f"its header is not valid: {fault}") from None
    return {key: text for key, value in header.metadata.items() if (text := word(value))}


def read_safetensors(metadata: Mapping[str, str], entry: FileEntry) -> Reading:
    """The claims of safetensors metadata."""

    def cite(key: str) -> Citation:
        return Citation(file=entry.path, field=f"__metadata__.{key}", quote=quote(metadata[key]), sha256=entry.sha256)

    stated = next((key for key in _LICENSE_KEYS if key in metadata), None)
    declarations = (
        (Declaration(witness=WitnessKind.SAFETENSORS, values=(metadata[stated],), citation=cite(stated)),)
        if stated
        else ()
    )
    return Reading(
        declarations=declarations,
        bases=tuple(
            claim
            for key in _ORIGIN_KEYS
            for name in metadata.get(key, "").split(",")
            if name.strip()
            for claim in claim_bases(
                name, Relation.MERGE if key == "modelspec.merged_from" else Relation.UNSTATED, cite(key), hint=True
            )
        ),
    )
