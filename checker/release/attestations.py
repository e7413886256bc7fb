"""
Attestations: what people state about a release, as in-toto statements bound to the digest of the weight manifest.

A statement is an in-toto Statement (https://in-toto.io/Statement/v1) whose predicate holds one or several items of
`data/attestations.yaml`; it stands in the folder `attestations` of the repository as JSON, bare or in a DSSE envelope,
one a file or one a line. What each statement is worth is said by `checker.release.judging`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import msgspec

from checker.errors import DocumentError
from checker.evidence.files import Content
from checker.model.release import Attestation, UnreadAttestation, WrittenAttestation
from checker.model.snapshot import Snapshot
from checker.policy.release_rules import SignatureKey
from checker.release.signatures import Envelope, fingerprints, payload_of, roles_of, signing_keys
from checker.release.whole import parse_json, read_whole
from checker.resources import load_packaged_yaml, packaged

FOLDER = "attestations/"
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:lic-check:release-attestation:1"
SUBJECT_NAME = "weights"
UNSIGNED = "not signed"
SIGNED_BY_OTHERS = "signed by none of the keys"
MAX_FILES = 64
MAX_BYTES = 1_000_000


class ItemKind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One thing to attest: `asks` is what the statement has to cover, `roles` are those who may make it.

    `distinct_roles` people in as many different roles are needed; with `irreversible` they acknowledge that weights
    cannot be taken back. `sources` are letters.
    """

    title: str
    asks: str
    roles: tuple[str, ...]
    sources: str
    distinct_roles: int = 1
    irreversible: bool = False


@cache
def item_kinds() -> dict[str, ItemKind]:
    """Everything that can be attested, by its id."""
    data = load_packaged_yaml(packaged("release", "data", "attestations.yaml"))
    return msgspec.convert(data, dict[str, ItemKind], strict=False)


class _ResourceDescriptor(msgspec.Struct, frozen=True):
    digest: dict[str, str]
    name: str = ""


class _Predicate(msgspec.Struct, frozen=True):
    attestations: tuple[WrittenAttestation, ...]


class _Statement(msgspec.Struct, frozen=True, kw_only=True):
    type: str = msgspec.field(name="_type")
    subject: tuple[_ResourceDescriptor, ...]
    predicate_type: str = msgspec.field(name="predicateType")
    predicate: Any


def read_attestations(
    snapshot: Snapshot, keys: Sequence[SignatureKey]
) -> tuple[tuple[Attestation, ...], tuple[UnreadAttestation, ...]]:
    """
    Every statement in the repository, and the files that could not be read as such.

    Signatures are verified with `keys`; see `signing_roles` for the errors that has.
    """
    held = [entry.path for entry in snapshot.files if entry.path.startswith(FOLDER)]
    paths = [path for path in held if path.endswith((".json", ".jsonl"))]
    found: list[Attestation] = []
    unread = [UnreadAttestation(file=path, problem=f"more than {MAX_FILES} files") for path in paths[MAX_FILES:]]
    unread += [
        UnreadAttestation(file=path, problem="a statement is written as JSON")
        for path in held
        if path.endswith((".yaml", ".yml"))
    ]
    for path in paths[:MAX_FILES]:
        try:
            found.extend(_statements(read_whole(snapshot, path, MAX_BYTES), keys))
        except DocumentError as problem:
            unread.append(UnreadAttestation(file=path, problem=str(problem)))
    return tuple(found), tuple(unread)


def _statements(content: Content, keys: Sequence[SignatureKey]) -> Iterator[Attestation]:
    for document in _documents(content.data):
        if isinstance(document, dict) and "payload" in document:
            envelope = _convert(document, Envelope)
            statement = parse_json(payload_of(envelope))
            signed = signing_keys(envelope, keys)
            signature = _signature_words(envelope, keys, roles_of(signed))
        else:
            statement, signed, signature = document, (), UNSIGNED
        for written, subject in _items(statement):
            yield Attestation(
                file=content.path,
                subject=subject,
                signed_as=roles_of(signed),
                signed_with=fingerprints(signed),
                signature=signature,
                **msgspec.structs.asdict(written),
            )


def _documents(data: bytes) -> list[Any]:
    """The JSON documents of a file: the whole, or one a line."""
    try:
        return [parse_json(data)]
    except DocumentError as problem:
        lines = [line for line in data.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith(b"{") for line in lines):
            raise problem
        return [parse_json(line) for line in lines]


def _convert(document: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as fault:
        raise DocumentError(str(fault)) from None


def _items(document: Any) -> Iterator[tuple[WrittenAttestation, str | None]]:
    """Each item of a statement, with the digest that the statement is about."""
    statement = _convert(document, _Statement)
    if statement.type != STATEMENT:
        raise DocumentError(f"`_type` is {statement.type!r}, not {STATEMENT!r}")
    if statement.predicate_type != PREDICATE:
        # A statement of another kind, such as the provenance of a build, may lie beside ours.
        return
    digests = [subject.digest.get("sha256") for subject in statement.subject]
    if len(digests) != 1:
        raise DocumentError("a statement is about exactly one subject, the weight manifest")
    subject = f"sha256:{digests[0]}" if digests[0] else None
    predicate = _convert(statement.predicate, _Predicate)
    for written in predicate.attestations:
        if written.item not in item_kinds():
            raise DocumentError(f"there is no attestation {written.item!r}")
        yield written, subject


def _signature_words(envelope: Envelope, keys: Sequence[SignatureKey], roles: Sequence[str]) -> str:
    if roles:
        return f"signed as {', '.join(roles)}"
    if not envelope.signatures:
        return UNSIGNED
    return SIGNED_BY_OTHERS if keys else "signed, and no key was given to verify it"
