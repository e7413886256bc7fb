"""
A local folder as a snapshot.

Names are attacker-controlled: links that leave the folder, FIFOs and devices are listed but never opened, links to
folders are not followed, and the listing is capped. In the snapshot folder of a Hugging Face cache, the links into
that cache's `blobs` are its normal form and are read.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from checker.errors import SourceError, SourceErrorKind
from checker.model.snapshot import FileEntry, Origin, Target
from checker.sources.regular_files import open_regular_file, read_regular_file
from checker.sources.settings import MAX_FILES
from checker.sources.targets import is_commit

MAX_DEPTH = 64
MAX_BOOKKEEPING_BYTES = 4_096
MAX_BOOKKEEPING_FILES = 1_000

_CACHED_REPOSITORY = re.compile(r"(?:models|datasets)--.+")
_REF_NAME = re.compile(r"refs/[A-Za-z0-9_./-]+\Z")


class LocalSnapshot:
    """
    A folder on disk; see `checker.model.snapshot.Snapshot`. `info` is empty and no file has a known digest.

    The listing is not complete when it was capped, a folder could not be read, or a link leads to a folder elsewhere.
    """

    origin = Origin.LOCAL
    repo_id_hash: str | None = None
    info: Mapping[str, Any] = {}

    def __init__(self, target: Target) -> None:
        self.target = target
        self.id = target.id
        self._root = Path(os.path.realpath(target.id))
        self._readable = (self._root, *_blob_folders(self._root))
        self._paths: dict[str, Path] = {}
        self.listing_complete = True
        self.files = self._list()
        self.revision = find_revision(self._root)

    def read(self, path: str, *, limit: int) -> bytes:
        """See `Snapshot.read`."""
        with self.open(path) as stream:
            try:
                return stream.read(limit)
            except OSError as problem:
                raise _unreadable(f"{path} cannot be read: {problem.strerror or problem}") from None

    def open(self, path: str) -> BinaryIO:
        """See `OpenSnapshot.open`."""
        listed = self._paths.get(path)
        if listed is None:
            raise _unreadable(f"{path} is not in {self.id}")
        real = Path(os.path.realpath(listed))
        if not any(real.is_relative_to(folder) for folder in self._readable):
            raise _unreadable(f"{path} is a link that leaves {self.id}", fix="replace the link by the file itself")
        try:
            return open_regular_file(real)
        except OSError as problem:
            raise _unreadable(f"{path} cannot be read: {problem.strerror or problem}") from None

    def _list(self) -> tuple[FileEntry, ...]:
        if not self._root.is_dir():
            what = "is not a folder" if self._root.exists() else "does not exist"
            raise _unreadable(f"the folder {self.id} {what}", fix="name the folder that holds the model")
        if _CACHED_REPOSITORY.match(self._root.name) and (self._root / "snapshots").is_dir():
            raise _unreadable(
                f"the folder {self.id} holds every cached commit of a repository, not one of them",
                fix="name a folder in its snapshots, or give the id of the repository with --offline",
            )
        entries: list[FileEntry] = []
        for entry in self._walk(self._root, 0):
            if len(entries) == MAX_FILES:
                self.listing_complete = False
                break
            real = Path(entry.path)
            # A name that is not UTF-8 is shown with replacement characters and still opened by its bytes.
            name = os.fsencode(real.relative_to(self._root).as_posix()).decode("utf-8", "replace")
            if name in self._paths:
                self.listing_complete = False
                continue
            self._paths[name] = real
            entries.append(FileEntry(path=name, size=_size(entry)))
        if not entries:
            what = "is empty" if self.listing_complete else "cannot be read"
            raise _unreadable(
                f"the folder {self.id} {what}: there is nothing to check", fix="name the folder that holds the model"
            )
        return tuple(sorted(entries, key=lambda entry: entry.path))

    def _walk(self, folder: Path, depth: int) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as children:
                found = sorted(children, key=lambda child: child.name)
        except OSError:
            self.listing_complete = False
            return
        for child in found:
            if child.is_dir(follow_symlinks=False):
                if _is_bookkeeping(child.name, folder):
                    continue
                if depth == MAX_DEPTH:
                    self.listing_complete = False
                else:
                    yield from self._walk(folder / child.name, depth + 1)
            elif _is_folder_link(child):
                # Inside the folder its files are listed where they lie; elsewhere they are not ours to list.
                self.listing_complete &= Path(os.path.realpath(child.path)).is_relative_to(self._root)
            else:
                yield child


def find_revision(folder: Path) -> str | None:
    """
    The commit that `folder` was taken from, or None when nothing records it. Later edits are not ruled out.

    Looked up in the folder's name inside a Hugging Face cache, the bookkeeping of a Hub download, and a git HEAD.
    """
    if folder.parent.name == "snapshots" and is_commit(folder.name):
        return folder.name
    return _downloaded_revision(folder / ".cache" / "huggingface" / "download") or _git_head(folder / ".git")


def _downloaded_revision(bookkeeping: Path) -> str | None:
    """The commit on the first line of every `*.metadata` file, when they agree."""
    commits: set[str] = set()
    for count, path in enumerate(bookkeeping.rglob("*.metadata")):
        first_line = _first_line(path)
        if count == MAX_BOOKKEEPING_FILES or first_line is None or not is_commit(first_line):
            return None
        commits.add(first_line)
    return commits.pop() if len(commits) == 1 else None


def _git_head(git: Path) -> str | None:
    head = _first_line(git / "HEAD") or ""
    if is_commit(head):
        return head
    ref = head.removeprefix("ref: ")
    if not _REF_NAME.match(ref) or ".." in ref:
        return None
    commit = _first_line(git / ref)
    if commit is None:
        try:
            packed = read_regular_file(git / "packed-refs", limit=1_000_000).decode("utf-8", "replace")
        except OSError:
            return None
        commit = next((line[:40] for line in packed.splitlines() if line[40:] == f" {ref}"), None)
    return commit if is_commit(commit) else None


def _first_line(path: Path) -> str | None:
    try:
        text = read_regular_file(path, limit=MAX_BOOKKEEPING_BYTES).decode("utf-8", "replace")
    except OSError:
        return None
    return text.partition("\n")[0].strip()


def _blob_folders(root: Path) -> tuple[Path, ...]:
    """Where a snapshot folder of a Hugging Face cache links to: the `blobs` of its repository, and the shared ones."""
    repository = root.parent.parent
    if root.parent.name != "snapshots" or not is_commit(root.name) or not _CACHED_REPOSITORY.match(repository.name):
        return ()
    return (repository / "blobs", repository.parent / "blobs")


def _is_bookkeeping(name: str, parent: Path) -> bool:
    return name == ".git" or (name == "huggingface" and parent.name == ".cache")


def _is_folder_link(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:
        return False


def _size(entry: os.DirEntry[str]) -> int | None:
    try:
        status = entry.stat()
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _unreadable(message: str, *, fix: str = "") -> SourceError:
    return SourceError(SourceErrorKind.UNREADABLE, message, fix=fix)
