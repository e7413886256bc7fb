"""A file at a web address whose content is known by its digest: the policies that others build on."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import msgspec

from checker.errors import SourceError, SourceErrorKind
from checker.model.snapshot import FileEntry
from checker.sources.digests import is_content_of
from checker.sources.settings import SourceSettings
from checker.sources.targets import shown

MAX_PINNED_BYTES = 1_000_000


def fetch_pinned(address: str, digest: str, settings: SourceSettings) -> bytes:
    """
    The content of `address`: from the store when it holds `digest` (`sha256:…`), else fetched, and stored if it fits.

    What was fetched is returned whatever its digest, for the caller to compare and to name both. No token is sent,
    whichever host it is: an address in a policy must not be able to collect one. Raises `SourceError`.
    """
    from checker.sources.store import EvidenceStore

    where = shown(address)
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise SourceError(
            SourceErrorKind.INVALID_ID, f"{where} is no web address", fix="write https://… or extend a file"
        )
    store = EvidenceStore(settings.store_dir, settings.endpoint) if settings.store_dir else None
    entry = FileEntry(path=address, sha256=digest.removeprefix("sha256:"))
    kept = store.find_file(entry, limit=MAX_PINNED_BYTES) if store else None
    if kept is not None:
        return kept
    if settings.offline:
        raise SourceError(
            SourceErrorKind.OFFLINE,
            f"{where} was not read before, and this run is offline",
            fix="run once without --offline, or save it beside this policy and extend it as a file",
        )
    content = _download(address, where, settings)
    if store and is_content_of(entry, content):
        store.keep_file(msgspec.structs.replace(entry, size=len(content)), content, limit=MAX_PINNED_BYTES)
    return content


def _download(address: str, where: str, settings: SourceSettings) -> bytes:
    from checker.sources.hub import HubConnection

    parts = urlsplit(address)
    host = HubConnection(replace(settings, endpoint=f"{parts.scheme}://{parts.netloc}", token=None))
    try:
        content = host.get(address, where, limit=MAX_PINNED_BYTES + 1, is_repository=False).body
    except SourceError as problem:
        # Its words for a refusal are about repositories and tokens.
        lost = problem.kind in (SourceErrorKind.NETWORK, SourceErrorKind.RATE_LIMIT)
        message = str(problem) if lost else f"{where} is not given out by {host.host}"
        raise SourceError(problem.kind, message, fix="save it beside this policy and extend it as a file") from problem
    if len(content) > MAX_PINNED_BYTES:
        raise SourceError(
            SourceErrorKind.UNREADABLE, f"{where} has more than {MAX_PINNED_BYTES:,} bytes, and is no policy"
        )
    return content
