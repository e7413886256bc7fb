"""The documents beside the card: which they are, by name, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from checker.errors import DocumentError
from checker.model.release import Document, DocumentKind
from checker.model.snapshot import FileEntry, Snapshot
from checker.release.card import read_document
from checker.release.passages import MarkdownText, fold, read_markdown
from checker.release.whole import read_whole

MAX_DOCUMENTS = 24
MAX_BYTES = 1_000_000
READ_SUFFIXES = (".md", ".txt", ".rst")

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_CONTACT = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}\b|https?://[^\s)>\"'\]]{4,200}")

_COMPLAINTS = re.compile(r"\bcomplain\w*\b|\brights? ?holders?\b|\bcopyright (?:agent|contact)\b", re.IGNORECASE)


class NameRule(NamedTuple):
    """`words` is sought in a file's name, written as lower-case words with single spaces."""

    kind: DocumentKind
    words: re.Pattern[str]


# The first rule that fits holds.
NAME_RULES = (
    NameRule(
        DocumentKind.TRAINING_SUMMARY,
        re.compile(r"\btraining (?:content|data) (?:public )?summary\b|\bsummary of (?:the )?training\b"),
    ),
    NameRule(DocumentKind.COPYRIGHT_POLICY, re.compile(r"\bcopyright (?:compliance )?polic(?:y|ies)\b")),
    NameRule(DocumentKind.SECURITY, re.compile(r"\bsecurity\b|\bvulnerabilit(?:y|ies)\b|\breporting\b")),
    NameRule(DocumentKind.DATA_CARD, re.compile(r"\bdata ?(?:set )?cards?\b|\bdata ?sheets?\b|\bdata statement\b")),
    NameRule(DocumentKind.TECHNICAL_REPORT, re.compile(r"\btech(?:nical)? ?report\b|\bwhite ?paper\b")),
    NameRule(DocumentKind.RESEARCH_PAPER, re.compile(r"\b(?:research )?paper\b")),
    NameRule(DocumentKind.EVALUATION, re.compile(r"\beval(?:uations?|s)?(?: results?)?\b|\bbenchmark results?\b")),
)
# The parts of the public summary of training content in the template of the AI Office (July 2025).
SUMMARY_PARTS = {
    "general": re.compile(r"\bgeneral information\b|\bprovider\b"),
    "sources": re.compile(r"\bdata sources?\b|\bsources? of (?:the )?data\b"),
    "processing": re.compile(r"\bprocessing\b|\bmeasures\b"),
}


def read_documents(snapshot: Snapshot) -> tuple[Document, ...]:
    """The documents of a repository that bear on a release, at its root or in its folder `docs`."""
    found = [(entry, kind) for entry in snapshot.files if (kind := find_kind(entry.path))]
    return tuple(_read(snapshot, entry, kind) for entry, kind in found[:MAX_DOCUMENTS])


def find_kind(path: str) -> DocumentKind | None:
    """What a document is for when its name tells, else None."""
    folder, _, name = path.rpartition("/")
    suffix = PurePosixPath(name).suffix.lower()
    if folder not in ("", "docs") or suffix not in (*READ_SUFFIXES, ".pdf"):
        return None
    words = " ".join(_WORD.findall(name.removesuffix(suffix))).lower()
    return next((rule.kind for rule in NAME_RULES if rule.words.search(words)), None)


def find_parts(text: MarkdownText) -> tuple[str, ...]:
    """The parts of a training summary that have something under their heading."""
    return tuple(
        part
        for part, words in SUMMARY_PARTS.items()
        if any(words.search(fold(p.label)) and _says_something(p.within) for p in text.passages if p.is_heading)
    )


def find_contacts(text: str) -> tuple[str, ...]:
    """The mail and web addresses in a text, each once."""
    return tuple(dict.fromkeys(found[0] for found in _CONTACT.finditer(text)))


def _read(snapshot: Snapshot, entry: FileEntry, kind: DocumentKind) -> Document:
    if not entry.path.lower().endswith(READ_SUFFIXES):
        return Document(file=entry.path, kind=kind)
    try:
        content = read_whole(snapshot, entry.path, MAX_BYTES)
    except DocumentError:
        return Document(file=entry.path, kind=kind)
    text = content.data.decode("utf-8-sig", errors="replace")
    markdown = read_markdown(text)
    return Document(
        file=entry.path,
        kind=kind,
        sha256=content.sha256,
        text=read_document(markdown, entry.path),
        contacts=find_contacts(text),
        complaints=bool(_COMPLAINTS.search(text)),
        parts=find_parts(markdown),
    )


def _says_something(lines: tuple[tuple[int, str], ...]) -> bool:
    return sum(len(fold(line).split()) for line in _without_labels(lines)) >= 3


def _without_labels(lines: tuple[tuple[int, str], ...]) -> Iterator[str]:
    return (line for _, line in lines if not line.lstrip().startswith("#"))
