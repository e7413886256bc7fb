"""What waivers and clarifications are pinned to: a finding, a subject at a commit, a digest."""

from __future__ import annotations

import re
from posixpath import normpath
from typing import Any, ClassVar

from checker.policy.mistakes import Word, misfit

FOLDER_STARTS = (".", "/")

_CODE = re.compile(r"LC\d{4}\Z")
_SUBJECT = re.compile(r"(?P<id>[^@\s]+)(?:@(?P<revision>[0-9a-f]{7,40}))?\Z")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
_HEX = re.compile(r"[0-9a-f]{64}\Z")


class FindingCode(Word):
    """The code of a finding, such as `LC0203`."""

    __slots__ = ()

    allowed: ClassVar[str] = "the code of a finding, such as LC0203"
    json_schema: ClassVar[dict[str, Any]] = {"type": "string", "pattern": "^LC[0-9]{4}$", "description": allowed}

    @classmethod
    def checked(cls, written: str) -> str:
        if written in ("unknown", "NOASSERTION"):
            raise misfit(written, f"{cls.allowed}; an unknown cannot be waived, only settled under clarify")
        if not _CODE.match(written):
            raise misfit(written, f"{cls.allowed}; a license is never waived, it is accepted under licenses.allow")
        return written


class Subject(Word):
    """A model or folder, with the commit where there is one: `org/model@3f2a9c1`, `./my-model`."""

    __slots__ = ()

    allowed: ClassVar[str] = "org/model@commit with 7 to 40 hexadecimal digits, or the path of a folder"
    json_schema: ClassVar[dict[str, Any]] = {"type": "string", "description": allowed}

    @property
    def id(self) -> str:
        """The id or path without the commit."""
        return self.partition("@")[0]

    @property
    def revision(self) -> str | None:
        """The commit or its first digits."""
        return self.partition("@")[2] or None

    @classmethod
    def checked(cls, written: str) -> str:
        if not _SUBJECT.match(written):
            raise misfit(written, cls.allowed)
        return written

    def names(self, id: str) -> bool:
        """Whether this is the model or folder `id`, at any commit."""
        if self.startswith(FOLDER_STARTS):
            return normpath(self.id) == normpath(id)
        return self.id.lower() == id.lower()

    def is_at(self, revision: str | None) -> bool:
        """Whether `revision` is the commit named; always for a subject without one."""
        return self.revision is None or (revision or "").startswith(self.revision)


class PinnedSubject(Subject):
    """A subject that names its commit, unless it is a folder."""

    __slots__ = ()

    @classmethod
    def checked(cls, written: str) -> str:
        subject = Subject(super().checked(written))
        if subject.revision is None and not subject.startswith(FOLDER_STARTS):
            raise misfit(written, f"{cls.allowed}; the commit is missing")
        return subject


class Digest(Word):
    """`sha256:` and 64 hexadecimal digits."""

    __slots__ = ()

    allowed: ClassVar[str] = "sha256: and 64 hexadecimal digits in lower case"
    json_schema: ClassVar[dict[str, Any]] = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}

    @classmethod
    def checked(cls, written: str) -> str:
        if not _DIGEST.match(written):
            raise misfit(written, cls.allowed)
        return written


class FileDigest(Word):
    """64 hexadecimal digits, as sha256sum prints them."""

    __slots__ = ()

    allowed: ClassVar[str] = "64 hexadecimal digits in lower case, as sha256sum prints them"
    json_schema: ClassVar[dict[str, Any]] = {"type": "string", "pattern": "^(sha256:)?[0-9a-f]{64}$"}

    @classmethod
    def checked(cls, written: str) -> str:
        bare = written.removeprefix("sha256:")
        if not _HEX.match(bare):
            raise misfit(written, cls.allowed)
        return bare
