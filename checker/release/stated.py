"""Files that state digests of others: manifests, checksums, signatures of models, bills of materials."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from checker.errors import DocumentError
from checker.evidence.files import Content
from checker.model.release import StatedDigests, StatedKind
from checker.model.snapshot import Snapshot
from checker.policy.release_rules import SignatureKey
from checker.release.manifest import SCHEMA
from checker.release.signatures import Envelope, payload_of, roles_of, signing_keys
from checker.release.whole import parse_json, read_whole

MANIFEST_FILE = "weights.manifest.json"
MAX_FILES = 12
MAX_BYTES = 4_000_000
MAX_DEPTH = 24
# The predicate of the OpenSSF model signing format, version 1.0.
MODEL_SIGNATURE = "https://model_signing/signature/v1.0"

_CHECKSUMS = re.compile(r"(?:^|/)(?:sha256sums?|checksums?(?:[.-]sha256)?|.+\.sha256)(?:\.txt)?\Z", re.IGNORECASE)
_BILL = re.compile(r"(?:^|/)(?:(?:ai)?s?bom(?:\.cdx)?\.json|.+\.(?:cdx|spdx)\.json)\Z", re.IGNORECASE)
_CHECKSUM_LINE = re.compile(r"\\?([0-9a-fA-F]{64}) [ *](.+)\Z")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}\Z")


def read_stated(snapshot: Snapshot, keys: Sequence[SignatureKey]) -> tuple[StatedDigests, ...]:
    """What the files of the repository state; signatures are verified with `keys`, see `signing_keys`."""
    found = [(entry.path, kind) for entry in snapshot.files if (kind := find_stated_kind(entry.path))]
    return tuple(_read(snapshot, path, kind, keys) for path, kind in found[:MAX_FILES])


def find_stated_kind(path: str) -> StatedKind | None:
    """What kind of digests a file states, told by its name."""
    if path == MANIFEST_FILE:
        return StatedKind.MANIFEST
    if path.endswith(("model.sig", ".model.sig")):
        return StatedKind.SIGNATURE
    if _BILL.search(path):
        return StatedKind.BILL_OF_MATERIALS
    return StatedKind.CHECKSUMS if _CHECKSUMS.search(path) else None


def _read(snapshot: Snapshot, path: str, kind: StatedKind, keys: Sequence[SignatureKey]) -> StatedDigests:
    try:
        return _parse(read_whole(snapshot, path, MAX_BYTES), kind, keys)
    except DocumentError as problem:
        return StatedDigests(file=path, kind=kind, problem=str(problem))


def _parse(content: Content, kind: StatedKind, keys: Sequence[SignatureKey]) -> StatedDigests:
    match kind:
        case StatedKind.CHECKSUMS:
            return StatedDigests(file=content.path, kind=kind, digests=_checksums(content.data))
        case StatedKind.MANIFEST:
            document = parse_json(content.data)
            if not isinstance(document, dict) or document.get("schema") != SCHEMA:
                raise DocumentError(f"it is no manifest of the schema {SCHEMA}")
            return StatedDigests(
                file=content.path, kind=kind, digests=_entries(document.get("files"), "path", "sha256")
            )
        case StatedKind.SIGNATURE:
            return _model_signature(content, keys)
        case StatedKind.BILL_OF_MATERIALS:
            return StatedDigests(
                file=content.path, kind=kind, loose=tuple(dict.fromkeys(_hashes(parse_json(content.data))))
            )


def _checksums(data: bytes) -> dict[str, str]:
    """What `sha256sum` writes."""
    lines = (_CHECKSUM_LINE.match(line) for line in data.decode("utf-8-sig", errors="replace").splitlines())
    return {found[2].removeprefix("./"): found[1].lower() for found in lines if found}


def _model_signature(content: Content, keys: Sequence[SignatureKey]) -> StatedDigests:
    bundle = parse_json(content.data)
    try:
        envelope = msgspec.convert(bundle.get("dsseEnvelope") if isinstance(bundle, dict) else None, Envelope)
    except msgspec.ValidationError as fault:
        raise DocumentError(f"it is no signature of a model: {fault}") from None
    statement = parse_json(payload_of(envelope))
    if not isinstance(statement, dict) or statement.get("predicateType") != MODEL_SIGNATURE:
        raise DocumentError(f"it is no statement of the type {MODEL_SIGNATURE}")
    predicate = statement.get("predicate")
    resources = predicate.get("resources") if isinstance(predicate, dict) else None
    roles = roles_of(signing_keys(envelope, keys))
    unverified = "signed by none of the keys" if keys else "no key was given to verify it"
    return StatedDigests(
        file=content.path,
        kind=StatedKind.SIGNATURE,
        digests=_entries(resources, "name", "digest"),
        signed_as=roles,
        signature=f"signed as {', '.join(roles)}" if roles else unverified,
    )


def _entries(items: Any, name: str, digest: str) -> dict[str, str]:
    return {
        item[name]: item[digest].lower()
        for item in (items if isinstance(items, list) else ())
        if isinstance(item, dict) and isinstance(item.get(name), str) and _is_sha256(item.get(digest))
    }


def _hashes(value: Any, depth: int = 0) -> Iterator[str]:
    """Every SHA-256 of a CycloneDX document, or of an SPDX document of version 2 or 3."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        algorithm = value.get("alg") or value.get("algorithm")
        digest = value.get("content") or value.get("hashValue") or value.get("checksumValue")
        if str(algorithm).lower().replace("-", "") == "sha256" and _is_sha256(digest):
            yield str(digest).lower()
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _hashes(item, depth + 1)


def _is_sha256(value: Any) -> bool:
    return isinstance(value, str) and _SHA256.match(value) is not None
