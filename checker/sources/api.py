"""What the Hub's API says about a repository, and the files in it: each answer checked before it is believed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from checker.errors import SourceError, SourceErrorKind
from checker.model.snapshot import FileEntry, Kind, Target
from checker.sources.digests import content_key, is_content_of, parse_blob_id, parse_sha256
from checker.sources.hub import HubConnection, Reply
from checker.sources.settings import MAX_FILES
from checker.sources.targets import is_commit, is_repo_id, named

MAX_INFO_BYTES = 50_000_000

_CONTENT_RANGE = re.compile(r"bytes 0-(\d+)/(\d+)\Z")


def fetch_info(hub: HubConnection, target: Target) -> Mapping[str, Any]:
    """The API's object for a repository, with sizes, digests and scan results of its files: one request."""
    revision = f"/revision/{quote(target.revision, safe='')}" if target.revision else ""
    url = f"{hub.endpoint}/api/{target.kind}s/{target.id}{revision}?blobs=true&securityStatus=true"
    what = named(target)
    reply = hub.get(url, what, limit=MAX_INFO_BYTES, is_repository=True)
    if reply.is_web_page:
        raise _web_page(hub, what)
    try:
        info: dict[str, Any] = msgspec.json.decode(reply.body, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError):
        info = {}
    if not _describes(info, target):
        raise SourceError(
            SourceErrorKind.UNREADABLE,
            f"{what}: what {hub.host} answered does not describe this repository",
            fix="check HF_ENDPOINT: it must be the address of a Hub",
        )
    return info


def fetch_file(hub: HubConnection, kind: Kind, repo_id: str, commit: str, entry: FileEntry, *, limit: int) -> bytes:
    """The first `limit` bytes of a file at a commit; the whole file, verified, when it is not longer."""
    prefix = "datasets/" if kind is Kind.DATASET else ""
    url = f"{hub.endpoint}/{prefix}{repo_id}/resolve/{commit}/{quote(entry.path)}"
    # Unencoded, so that lengths and ranges count the bytes of the file itself.
    headers = {"accept-encoding": "identity"}
    # One byte more than the file has, so that a longer one shows.
    at_most = limit if entry.size is None else entry.size + 1
    if is_head := at_most > limit + 1:
        headers["range"] = f"bytes=0-{limit - 1}"
    what = f"{entry.path} of {repo_id}"
    reply = hub.get(url, what, limit=limit if is_head else at_most, is_repository=False, headers=headers)
    is_right = _is_head_of(entry, reply, limit) if is_head else _is_file(entry, reply)
    # Without a digest in the listing, the commit in the answer is what tells a file from a portal's page.
    if not is_right or (content_key(entry) is None and reply.commit != commit):
        if reply.is_web_page:
            raise _web_page(hub, what)
        raise SourceError(
            SourceErrorKind.UNREADABLE,
            f"{what}: what {hub.host} sent is not the file that the repository lists, and is refused",
            fix="run it again; when it stays, something between here and the Hub changes files",
        )
    return reply.body


def listed_files(info: Mapping[str, Any]) -> tuple[tuple[FileEntry, ...], bool]:
    """The files of an API object, sorted, and whether they are all of them."""
    siblings = info.get("siblings")
    if not isinstance(siblings, list):
        return (), False
    entries = {entry.path: entry for entry in map(_entry, siblings[:MAX_FILES]) if entry is not None}
    return tuple(entries[path] for path in sorted(entries)), len(entries) == len(siblings)


def _web_page(hub: HubConnection, what: str) -> SourceError:
    return SourceError(
        SourceErrorKind.NETWORK,
        f"{what}: {hub.host} answered with a web page in its place",
        fix="sign in to the network or its proxy in a browser, or correct HF_ENDPOINT",
    )


def _describes(info: Mapping[str, Any], target: Target) -> bool:
    repo_id, commit = info.get("id"), info.get("sha")
    if not isinstance(repo_id, str) or not is_repo_id(repo_id) or not isinstance(commit, str) or not is_commit(commit):
        return False
    return commit == target.revision or not is_commit(target.revision)


def _is_file(entry: FileEntry, reply: Reply) -> bool:
    return reply.status == 200 and is_content_of(entry, reply.body)


def _is_head_of(entry: FileEntry, reply: Reply, limit: int) -> bool:
    """The beginning of a file cannot be verified by its digest; its length and place can."""
    if len(reply.body) != limit or reply.is_web_page:
        return False
    if reply.status == 200:
        return reply.headers.get("content-length") == str(entry.size)
    place = _CONTENT_RANGE.match(reply.headers.get("content-range", ""))
    return place is not None and place.groups() == (str(limit - 1), str(entry.size))


def _entry(sibling: object) -> FileEntry | None:
    """A listed file, None when it has no name that git could hold."""
    if not isinstance(sibling, dict):
        return None
    path, lfs = sibling.get("rfilename"), sibling.get("lfs")
    if not isinstance(path, str) or any(part in ("", ".", "..") for part in path.split("/")):
        return None
    if isinstance(lfs, dict) and (sha256 := parse_sha256(lfs.get("sha256"))):
        # The blob id of such a file is that of its pointer.
        return FileEntry(path=path, size=_size(lfs.get("size", sibling.get("size"))), sha256=sha256)
    return FileEntry(path=path, size=_size(sibling.get("size")), blob_id=parse_blob_id(sibling.get("blobId")))


def _size(value: object) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None
