"""
What the user typed → a `Target`.

An existing folder wins over a Hub id that is spelled the same, as in `from_pretrained`: shells complete folder names,
and the report says where it read. `hf://org/model` always means the Hub.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from urllib.parse import unquote, urlsplit

from checker.errors import TargetError
from checker.model.snapshot import Kind, Target
from checker.sources.settings import DEFAULT_ENDPOINT

MAX_SEGMENT = 96
MAX_REVISION = 255
MAX_QUOTED = 80
DEFAULT_BRANCH = "main"

_HUB_HOSTS = frozenset({"huggingface.co", "www.huggingface.co", "hf.co"})
_KINDS = {"models": Kind.MODEL, "datasets": Kind.DATASET}
# First words of huggingface.co addresses that are pages of the site, never a user or an organisation.
_RESERVED = frozenset(
    {"api", "blog", "buckets", "chat", "collections", "datasets", "docs", "enterprise", "join", "kernels", "learn"}
    | {"login", "logout", "models", "new", "organizations", "papers", "posts", "pricing", "settings", "spaces", "tasks"}
)
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?\Z", re.IGNORECASE)
_SEGMENT = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\Z")
_COMMIT = re.compile(r"[0-9a-f]{40}\Z")
# git check-ref-format(1), and what a URL path could take for something else.
_REVISION_REFUSED = re.compile(r"[\x00-\x20\x7f~^:?*\[\\%#]|\.\.|//|@\{|^[/.-]|[/.]\Z|/\.|\.lock\Z|[^\x00-\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_PAGES_WITH_REVISION = frozenset({"tree", "blob", "resolve", "raw", "commit", "commits"})
_PAGES = _PAGES_WITH_REVISION | {"discussions", "settings"}

_HOW_TO_WRITE = "write org/model, org/model@revision, datasets/org/name, a huggingface.co address, or ./folder"


def parse_target(text: str, *, endpoint: str = DEFAULT_ENDPOINT) -> Target:
    """
    The target that `text` names: a local folder, else what `parse_hub_target` makes of it.

    A path (`./x`, `../x`, `/x`) is always local, whether or not it exists. Raises `TargetError` with the fix.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        # The bytes of a file name that are no text come as lone surrogates, which no report could hold.
        fix = "rename it, or enter the folder and audit ."
        raise TargetError(f"the name {shown(text)} is not UTF-8", fix=fix) from None
    is_file, is_folder = _on_disk(text)
    if is_file:
        raise TargetError(f"{shown(text)} is a file", fix="name the folder that holds it")
    if is_folder or (_is_path(text) and "\x00" not in text):
        return Target(Kind.LOCAL, Path(os.path.normpath(text)).as_posix())
    return parse_hub_target(text, endpoint=endpoint)


def parse_hub_target(text: str, *, endpoint: str = DEFAULT_ENDPOINT) -> Target:
    """
    The Hub repository that `text` names; the file system is not looked at.

    Takes `org/model[@rev]`, single legacy names (`gpt2`), `datasets/org/name[@rev]`, `hf://…`, and addresses of
    huggingface.co, hf.co or the host of `endpoint`. Raises `TargetError` with the fix.
    """
    if text.startswith("hf://"):
        return _from_hf_uri(text)
    if "://" in text:
        return _from_url(text, text, endpoint)
    if text.partition("/")[0].lower() in _hosts(endpoint):
        return _from_url(text, f"https://{text}", endpoint)
    name, at, revision = text.partition("@")
    if at and not revision:
        raise TargetError(f"no revision follows the @ of {shown(text)}", fix="name a branch, a tag or a commit")
    kind, segments = _kind_and_segments(text, name.split("/"))
    if len(segments) > 2:
        raise TargetError(f"{shown(text)} is neither an existing folder nor a Hub id", fix=_HOW_TO_WRITE)
    return _target(text, kind, segments, revision or None)


def is_commit(revision: str | None) -> bool:
    """True for a full commit id, which names the same content for ever."""
    return revision is not None and _COMMIT.match(revision) is not None


def is_revision(text: str) -> bool:
    """True for what can be the name of a branch or a tag, or a commit id."""
    return 0 < len(text) <= MAX_REVISION and not _REVISION_REFUSED.search(text)


def is_repo_id(text: str) -> bool:
    """True for an id that the Hub could hold: `name` or `org/name`, safe to build paths and addresses from."""
    segments = text.split("/")
    return len(segments) <= 2 and not any(map(_fault, segments)) and segments[0].lower() not in _RESERVED


def _is_path(text: str) -> bool:
    return text in (".", "..") or text.startswith(("./", "../", "/", ".\\", "..\\")) or bool(_DRIVE.match(text))


def _on_disk(text: str) -> tuple[bool, bool]:
    """Whether `text` is an existing file, and whether it is an existing folder."""
    if not text or "://" in text:
        return False, False
    try:
        mode = Path(text).stat().st_mode
    except (OSError, ValueError):
        return False, False
    return not stat.S_ISDIR(mode), stat.S_ISDIR(mode)


def _hosts(endpoint: str) -> frozenset[str]:
    return _HUB_HOSTS | {urlsplit(endpoint).netloc.rpartition("@")[2].lower()}


def _from_hf_uri(text: str) -> Target:
    body = text.removeprefix("hf://")
    kind, segments = _kind_and_segments(text, body.split("/"))
    # The revision ends the name: hf://org/name@revision/path/in/repo.
    for position, segment in enumerate(segments[:2]):
        name, at, revision = segment.partition("@")
        if at:
            return _target(text, kind, [*segments[:position], name], unquote(revision))
    return _target(text, kind, segments[:2], None)


def _from_url(text: str, url: str, endpoint: str) -> Target:
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2].lower()
    except ValueError:
        raise TargetError(f"{shown(text)} is not an address", fix=_HOW_TO_WRITE) from None
    if parts.scheme not in ("http", "https") or host not in _hosts(endpoint):
        raise TargetError(
            f"{shown(text)} is not on the Hub",
            fix="give the id of a Hub repository, or set HF_ENDPOINT to the address of your own Hub",
        )
    kind, segments = _kind_and_segments(text, [unquote(part) for part in parts.path.strip("/").split("/")])
    page = next((i for i, segment in enumerate(segments[1:3], start=1) if segment in _PAGES), None)
    if page is None:
        return _target(text, kind, segments[:2], None)
    has_revision = segments[page] in _PAGES_WITH_REVISION and len(segments) > page + 1
    return _target(text, kind, segments[:page], segments[page + 1] if has_revision else None)


def _kind_and_segments(text: str, segments: list[str]) -> tuple[Kind, list[str]]:
    first = segments[0]
    if len(segments) > 1 and first == "spaces":
        raise TargetError(f"{shown(text)} is a Space, an application", fix="audit the models that it loads")
    if len(segments) > 1 and first in _KINDS:
        return _KINDS[first], segments[1:]
    return Kind.MODEL, segments


def _target(text: str, kind: Kind, segments: list[str], revision: str | None) -> Target:
    for segment in segments:
        if fault := _fault(segment):
            raise TargetError(f"{shown(text)} is not a Hub id: {fault}", fix=_HOW_TO_WRITE)
    if segments[0].lower() in _RESERVED:
        raise TargetError(f"{shown(text)} is a page of the Hub, not a repository", fix=_HOW_TO_WRITE)
    if revision is not None and not is_revision(revision):
        raise TargetError(f"{shown(revision)} is not a revision", fix="name a branch, a tag or a commit")
    return Target(kind, "/".join(segments), revision)


def _fault(segment: str) -> str | None:
    """What makes `segment` no part of a Hub id, or None."""
    if not segment:
        return "a part of it is empty"
    if len(segment) > MAX_SEGMENT:
        return f"a part of it is longer than {MAX_SEGMENT} characters"
    if "--" in segment or ".." in segment:
        return "-- and .. are not allowed"
    if not _SEGMENT.match(segment):
        return "it may hold letters, digits, '-', '_' and '.', and neither start nor end with '-' or '.'"
    if segment.endswith(".git"):
        return "it may not end in .git"
    if _DEVICES.match(segment):
        return "a part of it is the name of a Windows device"
    return None


def named(target: Target) -> str:
    """What a target is and its name, for a message: `model org/name@main`."""
    return f"{target.kind} {target.id}{f'@{target.revision}' if target.revision else ''}"


def shown(text: str) -> str:
    """`text` in quotes, short and in ASCII, fit for a message."""
    return ascii(text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…")
