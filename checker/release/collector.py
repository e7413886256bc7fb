"""Read everything about one repository that its release rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from checker.errors import SourceError
from checker.evidence.card import CARD
from checker.evidence.files import read_content
from checker.model.evidence import Card, Evidence
from checker.model.release import Attestation, ReleaseRecord, WeightManifest
from checker.model.snapshot import OpenSnapshot, Snapshot
from checker.policy.release_rules import ReleaseRules
from checker.release.attestations import read_attestations
from checker.release.card import read_card_text
from checker.release.documents import read_documents
from checker.release.loading import read_loading
from checker.release.manifest import read_manifest
from checker.release.stated import read_stated

MAX_REFERRED_BYTES = 64_000_000

Say = Callable[[str], None]


def collect_release(snapshot: Snapshot, evidence: Evidence, rules: ReleaseRules, say: Say) -> ReleaseRecord:
    """
    The record of one repository. `rules` has the keys that signatures are verified with; `say` is told what is hashed.

    Raises `UsageProblem` when keys are given and cannot be used.
    """
    manifest = read_manifest(snapshot, say)
    attestations, unread = read_attestations(snapshot, rules.keys)
    return ReleaseRecord(
        card=read_card_text(evidence.card) if evidence.card and evidence.card.body else None,
        documents=read_documents(snapshot),
        manifest=manifest,
        stated=read_stated(snapshot, rules.keys),
        loading=read_loading(snapshot),
        attestations=attestations,
        unread_attestations=unread,
        referred=_referred(snapshot, attestations, manifest),
        not_checked=tuple(_not_checked(snapshot, evidence.card)),
    )


def _referred(
    snapshot: Snapshot, attestations: Iterable[Attestation], manifest: WeightManifest
) -> Mapping[str, str | None]:
    """The digest of each file of the repository that a statement refers to; an address is not looked at."""
    known = {file.path: file.sha256 for file in manifest.files}
    paths = {entry.path for entry in snapshot.files}
    uris = {reference.uri for one in attestations for reference in one.evidence}
    return {uri: known.get(uri) or _digest(snapshot, uri, paths) for uri in sorted(uris) if uri and ":" not in uri}


def _digest(snapshot: Snapshot, path: str, paths: Iterable[str]) -> str | None:
    if path not in paths:
        return None
    content = read_content(snapshot, path, MAX_REFERRED_BYTES)
    return None if isinstance(content, SourceError) else content.sha256


def _not_checked(snapshot: Snapshot, card: Card | None) -> Iterator[str]:
    yield "pages that the card links to: they are never fetched"
    if card is None:
        yield "the card: there is none"
    others = (entry.path for entry in snapshot.files if entry.path != CARD and entry.path.lower() == CARD.lower())
    yield from (f"{path}: the card is {CARD}, in this spelling alone" for path in others)
    if not isinstance(snapshot, OpenSnapshot):
        yield "whether each shard is as long as its header states: shards on the Hub are not fetched"
