"""LC0711 to LC0713, LC0727 and LC0728: the weights, and what binds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from checker.model.evidence import Citation
from checker.model.release import ReleaseRecord, StatedDigests, StatedKind, Topic
from checker.model.snapshot import Kind, State
from checker.policy.release_rules import CheckLevel
from checker.rules.case import Case
from checker.rules.release.checks import Inapplicable, Lack, release_check

MAX_NAMED_FILES = 3

_SHARD = re.compile(r"(?P<stem>.+)-(?P<number>\d{1,9})-of-(?P<count>\d{1,9})(?P<suffix>\.\w+)\Z")


@release_check("LC0711", "weight_formats")
def weights_unsafe_or_incomplete(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The weights may run code when they are loaded, or some of them are missing or broken.

    Why: RG11 (H S). A pickle runs what its author wrote; a missing shard cannot be added without a new review.
    Fix: convert to safetensors, and put every shard that the index names into the repository, whole.
    """
    if not record.manifest.files and not record.manifest.unread:
        yield Lack(message="There are no weights in the repository.", cause="weights")
    pickled = case.evidence.facts["pickle_files"]
    if isinstance(pickled.value, tuple):
        yield Lack(
            message=f"Loading may run code from {_named(pickled.value)}.",
            cause="pickle",
            fix="Convert them to safetensors.",
            citations=pickled.citations,
        )
    paths = [*(file.path for file in record.manifest.files), *record.manifest.unread]
    missing = tuple(dict.fromkeys((*record.loading.missing_shards, *_gaps(paths))))
    if missing:
        yield Lack(message=f"The weights lack {_named(missing)}.", cause="shards", fix="Put them into the repository.")
    for broken in record.loading.broken:
        yield Lack(
            message=f"{broken.path} cannot be loaded: {broken.problem}.",
            cause=broken.path,
            fix="Put the whole file into the repository.",
            citations=(Citation(file=broken.path),),
        )
    if record.manifest.unread:
        yield Lack(
            message=f"{_named(record.manifest.unread)} could not be read.",
            cause="unread",
            fix="Put the file itself into the repository, where it can be read.",
            unknown=True,
        )
    if not case.evidence.listing_complete:
        yield Lack(
            message="Not every file of the repository is listed, so there may be weights that nothing here has seen.",
            cause="listing",
            fix="Put the files themselves in the place of links to folders.",
            unknown=True,
        )


def _gaps(paths: list[str]) -> Iterator[str]:
    """The shards that are missing between those that are there, by their numbers."""
    groups: dict[tuple[str, str, str], set[int]] = {}
    for path in paths:
        if shard := _SHARD.match(path):
            groups.setdefault((shard["stem"], shard["count"], shard["suffix"]), set()).add(int(shard["number"]))
    for (stem, count, suffix), numbers in groups.items():
        for number in range(1, min(int(count), 10_000) + 1):
            if number not in numbers:
                yield f"{stem}-{number:0{len(count)}}-of-{count}{suffix}"


@release_check("LC0712", "remote_code")
def code_not_pinned(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    Loading the model runs code that is not in the repository, or of which the card does not tell.

    Why: RG12 (H S). Code that is fetched from elsewhere changes without you, and runs on the machine of whoever loads.
    Fix: keep the code in the repository, say in the card that it is needed and at which commit it was reviewed.
    """
    code = record.loading.code
    if not code:
        yield Inapplicable("loading it runs no code of a repository")
        return
    paths = {entry.path for entry in case.evidence.files}
    for reference in code:
        repository, elsewhere, _ = reference.rpartition("--")
        module = reference.partition(".")[0]
        if elsewhere:
            yield Lack(message=f"Loading runs code of {repository}, at no commit.", cause=reference)
        elif f"{module}.py" not in paths:
            yield Lack(message=f"Loading runs {module}.py, which is not in the repository.", cause=reference)
    if not (record.card and record.card.on(Topic.REMOTE_CODE)):
        yield Lack(message="The card does not say that loading runs code of the repository.", cause="card")


@release_check("LC0713", "weight_manifest")
def weights_not_bound(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    No manifest states the digests of the weights, or one states others.

    Why: RG13 (S). Without digests nobody can tell whether he has what you reviewed.
    Fix: publish weights.manifest.json, which lic-check release --fix prints, and a signature of the weights.
    """
    manifest = record.manifest
    if not manifest.files and not manifest.unread:
        yield Inapplicable("there are no weights")
        return
    if manifest.unread:
        yield Lack(message=f"The digest of {_named(manifest.unread)} could not be had.", cause="unread", unknown=True)
    actual = {file.path: file.sha256 for file in manifest.files}
    stating = [stated for stated in record.stated if stated.kind is not StatedKind.BILL_OF_MATERIALS]
    if not stating:
        yield Lack(message="No file states the digests of the weights.", cause="manifest")
    for stated in stating:
        yield from _differences(stated, actual, manifest.unread)
    if not any(stated.signed_as for stated in stating):
        signed = next((stated for stated in stating if stated.kind is StatedKind.SIGNATURE), None)
        how = f"{signed.file}: {signed.signature or signed.problem}" if signed else "there is no signature of the model"
        level = CheckLevel(case.policy.release.unsigned)
        yield Lack(
            message=f"The weights are not signed: {how}.",
            cause="signature",
            fix="Sign them in the OpenSSF model signing format, as model.sig; give the public key with --key.",
            at_most=level,
        )


def _differences(stated: StatedDigests, actual: Mapping[str, str], unread: Sequence[str]) -> Iterator[Lack]:
    here = (Citation(file=stated.file),)
    if stated.problem:
        yield Lack(message=f"{stated.file} cannot be read: {stated.problem}.", cause=stated.file, citations=here)
        return
    other = [path for path, digest in actual.items() if stated.digests.get(path, digest) != digest]
    left_out = [path for path in actual if path not in stated.digests]
    unseen = [path for path in stated.digests if path not in actual and path not in unread]
    gone = [path for path in unseen if _SHARD.match(PurePosixPath(path).name)]
    for paths, what in (
        (other, "states another digest of"),
        (left_out, "leaves out"),
        (gone, "names, and the repository lacks,"),
    ):
        if paths:
            yield Lack(message=f"{stated.file} {what} {_named(paths)}.", cause=f"{stated.file} {what}", citations=here)


@release_check("LC0727", "revision")
def revision_not_fixed(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The release is not at a commit or a tag that stays, or another model supersedes it.

    Why: RG27 (H). What is announced has to be what is loaded next year.
    Fix: tag the commit with the version, and release `org/model@TAG`.
    """
    newer = case.evidence.facts["new_version"]
    if newer.state is State.KNOWN:
        yield Lack(
            message=f"The card names {newer.value} as the model that supersedes this one.",
            cause="new_version",
            citations=newer.citations,
        )
    elif case.evidence.kind is Kind.LOCAL:
        yield Inapplicable("a folder has no tags; tag the commit when it is uploaded")
    elif not case.evidence.is_pinned:
        yield Lack(message="The audit does not name a commit or a tag.", cause="revision")


@release_check("LC0728", "bill_of_materials")
def bill_of_materials_differs(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    There is no bill of materials, or it states other weights.

    Why: RG28 (S). Whoever has to account for what he runs takes it from there.
    Fix: write a CycloneDX or SPDX document with the SHA-256 of every shard.
    """
    bills = [stated for stated in record.stated if stated.kind is StatedKind.BILL_OF_MATERIALS]
    if not bills:
        yield Lack(message="There is no bill of materials.", cause="bill-of-materials")
    for bill in bills:
        missing = [file.path for file in record.manifest.files if file.sha256 not in bill.loose]
        if bill.problem or missing:
            what = bill.problem or f"it does not have the digest of {_named(missing)}"
            yield Lack(message=f"{bill.file}: {what}.", cause=bill.file, citations=(Citation(file=bill.file),))


def _named(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - MAX_NAMED_FILES} more" if len(paths) > MAX_NAMED_FILES else ""
    return f"{', '.join(paths[:MAX_NAMED_FILES])}{more}"
