"""What was read about a model, before anything is concluded from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

from checker.errors import SourceErrorKind
from checker.model.snapshot import FileEntry, Kind, Origin, State
from checker.model.verdict import Severity


class Citation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    Where a claim stands: a file and line, an API field, or a section of a license.

    `line` and `column` count from 1. `quote` is the text found there, shortened. `sha256` is the digest of the whole
    file. `document` and `section` name a clause of a license; `url` is a place to read on, never fetched.
    """

    file: str | None = None
    line: int | None = None
    field: str | None = None
    quote: str | None = None
    sha256: str | None = None
    document: str | None = None
    section: str | None = None
    url: str | None = None
    column: int | None = None


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong with the evidence itself; `code` is the LC01xx rule that reports it."""

    code: str
    message: str
    fix: str
    severity: Severity = Severity.MEDIUM
    citations: tuple[Citation, ...] = ()


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """
    A README with its front matter.

    `fields` holds strings, lists and mappings as written: a scalar is always a string, `null` is None.
    `lines` gives the line of each path into it, spelled `license`, `license[1]`, `base_model[0]`, `a.b`.
    `body` is the text after the front matter and `body_line` the line it starts at.
    `state` is `absent` without front matter and `inaccessible` when it did not parse.
    `sha256` is None when the file could not be had or is too long to be read whole.
    """

    path: str
    sha256: str | None
    state: State
    fields: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    body_line: int


class Role(StrEnum):
    """What a license-like file is for, told by its name."""

    LICENSE = "license"
    NOTICE = "notice"
    POLICY = "policy"


class TextFile(msgspec.Struct, frozen=True, kw_only=True):
    """
    A license-like file, decoded. `text` is None when it could not be read; `problem` then says why.

    Both are None for a file that was not read because its `blob_id` says already what it is.
    """

    path: str
    role: Role
    sha256: str | None = None
    blob_id: str | None = None
    text: str | None = None
    problem: str | None = None


class WitnessKind(StrEnum):
    """Who says what the license is."""

    CARD = "card"
    HUB_CARD = "hub-card"
    HUB_TAG = "hub-tag"
    TEXT = "text"
    GGUF = "gguf"
    SAFETENSORS = "safetensors"
    CARD_BODY = "card-body"


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """
    A license as somebody wrote it.

    `values` are the words of `license:` (several for a list, none when only a name is given); `name` and `link`
    are `license_name` and `license_link`.
    """

    witness: WitnessKind
    values: tuple[str, ...]
    name: str | None = None
    link: str | None = None
    citation: Citation


class Relation(StrEnum):
    """How a child was made from its parent. `unstated` is treated as `finetune` and reported."""

    FINETUNE = "finetune"
    ADAPTER = "adapter"
    MERGE = "merge"
    QUANTIZED = "quantized"
    DISTILL = "distill"
    UNSTATED = "unstated"


_HUB_ID = re.compile(r"(?:[A-Za-z0-9][\w.-]{0,95}/)?[A-Za-z0-9_][\w.-]{0,95}", re.ASCII)


class BaseClaim(msgspec.Struct, frozen=True, kw_only=True):
    """
    A parent that the evidence names. `hint` marks what suggests a parent without stating it.

    `id` is a Hub id where one could be made out, else what was written: a local path, an address of another site.
    """

    id: str
    relation: Relation
    revision: str | None = None
    hint: bool = False
    citation: Citation

    @property
    def is_hub_id(self) -> bool:
        """True when `id` has the form of a Hub id, so that it can be looked up there."""
        return _HUB_ID.fullmatch(self.id) is not None and ".." not in self.id and "--" not in self.id


class DatasetClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A training dataset that the card or a tag names."""

    id: str
    citation: Citation


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact about the repository: `value` is None unless `state` is `known`."""

    state: State
    value: str | int | bool | tuple[str, ...] | None = None
    citation: Citation | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where it is told, for a finding to cite: one place or none."""
        return (self.citation,) if self.citation else ()


class Inaccessible(msgspec.Struct, frozen=True, kw_only=True):
    """A listed file that could not be had, and why."""

    path: str
    kind: SourceErrorKind
    message: str
    fix: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """
    All that was read about one model at one commit.

    `facts` are keyed by the Hub's field names: `gated`, `private`, `disabled`, `eu_disallowed`, `remote_code`,
    `pickle_files`, `architectures`, `last_modified`, …; `checker.evidence.FACTS` lists them, and each is there.
    `is_pinned` when the user named this very commit. `not_checked` says in words what was left unread, by design or for
    want of access; `inaccessible` has the latter.
    """

    id: str
    kind: Kind
    origin: Origin
    revision: str | None
    repo_id_hash: str | None
    files: tuple[FileEntry, ...]
    listing_complete: bool
    card: Card | None
    texts: tuple[TextFile, ...]
    declarations: tuple[Declaration, ...]
    bases: tuple[BaseClaim, ...]
    datasets: tuple[DatasetClaim, ...]
    facts: Mapping[str, Fact]
    problems: tuple[Problem, ...]
    not_checked: tuple[str, ...]
    is_pinned: bool = False
    inaccessible: tuple[Inaccessible, ...] = ()

    @property
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of the card and of each license-like file that was read whole, by path."""
        read = {text.path: text.sha256 for text in self.texts if text.sha256}
        return read | ({self.card.path: self.card.sha256} if self.card and self.card.sha256 else {})
