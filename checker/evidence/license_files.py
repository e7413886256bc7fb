"""
The license-like files of a repository: which they are, by name, and their text.

Names decide only that a file is worth reading and what it is for, never which license it holds.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

import msgspec

from checker.errors import SourceError
from checker.evidence.files import LFS_POINTER, UTF16_MARKS, Content, quote, read_content
from checker.evidence.formats import find_format
from checker.evidence.problems import LIMIT_REACHED, NOT_UTF8, TEXT_UNREADABLE
from checker.evidence.reading import Reading, join, unread
from checker.model.evidence import Citation, Role, TextFile
from checker.model.snapshot import FileEntry, Snapshot

MAX_TEXT_BYTES = 1_000_000
MAX_TEXTS = 24


class NameRule(NamedTuple):
    """`words` is sought in a file's name, written as lower-case words with single spaces."""

    role: Role
    words: re.Pattern[str]
    example: str


# The first rule that fits holds: the licenses of third parties are notices, a license with a policy is a license.
NAME_RULES: tuple[NameRule, ...] = (
    NameRule(Role.NOTICE, re.compile(r"\bthird ?part(?:y|ies)\b"), "THIRD_PARTY_LICENSES.txt"),
    NameRule(Role.LICENSE, re.compile(r"\blicen[cs](?:e|es|ing)\b(?! plates?\b)"), "Llama_License.txt"),
    NameRule(Role.LICENSE, re.compile(r"\bunlicen[cs]e\b"), "UNLICENSE"),
    NameRule(Role.LICENSE, re.compile(r"\Acopying\b"), "COPYING.LESSER"),
    NameRule(
        Role.LICENSE,
        re.compile(r"\beula\b|\b(?:community|model|research|use|user) agreement\b"),
        "Community-Agreement.pdf",
    ),
    NameRule(Role.POLICY, re.compile(r"\bpolic(?:y|ies)\b"), "USE_POLICY.md"),
    NameRule(Role.POLICY, re.compile(r"\bacceptable use\b|\baup\b"), "ACCEPTABLE_USE.md"),
    NameRule(Role.POLICY, re.compile(r"\b(?:use|usage) restrictions?\b"), "USE_RESTRICTIONS.txt"),
    NameRule(Role.POLICY, re.compile(r"\bterms\b"), "TERMS_OF_USE.md"),
    NameRule(Role.NOTICE, re.compile(r"\bnotices?\b"), "NOTICE.txt"),
    NameRule(Role.NOTICE, re.compile(r"\battributions?\b|\bauthors\b|\bcredits\b"), "AUTHORS.md"),
    NameRule(Role.NOTICE, re.compile(r"\bcopyrights?\b"), "COPYRIGHT"),
)

# Every file of such a folder is a license text (reuse.software, section "License files").
_LICENSES_FOLDER = re.compile(r"(?:^|/)licen[cs]es/[^/]+\.(?:txt|md)\Z", re.IGNORECASE)
# Where a word begins in a name: CamelCase, and letters after anything else.
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_OTHER_SUFFIX = re.compile(
    r"\.(?:py|ipynb|js|ts|c|cc|cpp|h|go|rs|java|sh|json|jsonl|ya?ml|toml|ini|cfg|xml|csv|tsv|parquet|arrow"
    r"|png|jpe?g|gif|svg|webp|bmp|ico|mp[34]|wav|flac|zip|t?gz|tar|bz2|xz|7z)\Z",
    re.IGNORECASE,
)
# How a file begins that is no text, in lower case.
_NOT_TEXT = (
    (LFS_POINTER, "it is a Git LFS pointer, not the file itself"),
    (b"%pdf-", "it is a PDF, which is not read"),
    (b"{\\rtf", "it is RTF, which is not read"),
    (b"<!doctype html", "it is an HTML page"),
    (b"<html", "it is an HTML page"),
    (b"<?xml", "it is an XML document"),
    (b'{"error"', "it is an error message of a server"),
    (b"pk\x03\x04", "it is an archive or an office document"),
)


def find_role(path: str) -> Role | None:
    """What a file is for when its name is license-like, else None."""
    if _LICENSES_FOLDER.search(path):
        return Role.LICENSE
    name = PurePosixPath(path).name
    if _OTHER_SUFFIX.search(name) or find_format(name):
        return None
    words = " ".join(_WORD.findall(name)).lower()
    return next((rule.role for rule in NAME_RULES if rule.words.search(words)), None)


def read_texts(snapshot: Snapshot, known_texts: Container[str]) -> tuple[tuple[TextFile, ...], Reading]:
    """
    The license-like files, root first, each with its text or the reason why there is none.

    A file whose blob id is in `known_texts` is not read.
    """
    found = _found(snapshot)
    texts: list[TextFile] = []
    readings = [_too_many(found)]
    for entry, role in found[:MAX_TEXTS]:
        if entry.blob_id is not None and entry.blob_id in known_texts:
            texts.append(TextFile(path=entry.path, role=role, blob_id=entry.blob_id))
            continue
        text, reading = _read_text(snapshot, entry, role)
        texts.append(text)
        readings.append(reading)
    return tuple(texts), join(readings)


def list_texts(snapshot: Snapshot) -> tuple[TextFile, ...]:
    """The license-like files, root first, none of them read."""
    return tuple(
        TextFile(path=entry.path, role=role, blob_id=entry.blob_id) for entry, role in _found(snapshot)[:MAX_TEXTS]
    )


def _found(snapshot: Snapshot) -> list[tuple[FileEntry, Role]]:
    found = [(entry, role) for entry in snapshot.files if (role := find_role(entry.path))]
    return sorted(found, key=lambda pair: (pair[0].path.count("/"), pair[0].path))


def _too_many(found: Sequence[tuple[FileEntry, Role]]) -> Reading:
    rest = [entry.path for entry, _ in found[MAX_TEXTS:]]
    if not rest:
        return Reading()
    what = f"The number of license-like files ({len(found)})"
    return Reading(
        problems=(LIMIT_REACHED.at(Citation(file=rest[0]), what=what, limit=MAX_TEXTS),),
        not_checked=(quote(f"{len(rest)} more license-like files: {', '.join(rest[:MAX_TEXTS])}"),),
    )


def _read_text(snapshot: Snapshot, entry: FileEntry, role: Role) -> tuple[TextFile, Reading]:
    content = read_content(snapshot, entry.path, MAX_TEXT_BYTES)
    if isinstance(content, SourceError):
        missed = TextFile(path=entry.path, role=role, blob_id=entry.blob_id, problem=str(content))
        return missed, unread(entry.path, content)
    here = Citation(file=entry.path, sha256=content.sha256)
    read = TextFile(path=entry.path, role=role, sha256=content.sha256, blob_id=entry.blob_id)
    if why := _find_obstacle(content):
        problem = TEXT_UNREADABLE.at(here, path=entry.path, role=role, reason=why)
        return msgspec.structs.replace(read, problem=why), Reading(problems=(problem,))
    decoded, read_as = _decode(content.data)
    problems = (NOT_UTF8.at(here, path=entry.path, read_as=read_as),) if read_as else ()
    return msgspec.structs.replace(read, text=decoded), Reading(problems=problems)


def _find_obstacle(content: Content) -> str | None:
    """Why the bytes are no license text: an error page saved as LICENSE must not pass for one."""
    if content.truncated:
        return f"it is longer than {MAX_TEXT_BYTES:,} bytes"
    start = content.data[:1_024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "it is empty"
    for beginning, what in _NOT_TEXT:
        if start.startswith(beginning):
            return what
    if b"\0" in content.data and not content.data.startswith(UTF16_MARKS):
        return "it is binary"
    return None


def _decode(data: bytes) -> tuple[str, str | None]:
    """The text, and the encoding it was taken for when it is not UTF-8."""
    if data.startswith(UTF16_MARKS):
        return data.decode("utf-16", errors="replace"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        # What browsers take Latin-1 for: the same letters, and quotation marks where Latin-1 has controls.
        return data.decode("cp1252", errors="replace"), "Windows-1252"
