"""What the license is, after every witness was heard."""

from __future__ import annotations

import msgspec

from checker.model.detection import Detection
from checker.model.evidence import Citation, Role, WitnessKind


class FileDetection(msgspec.Struct, frozen=True, kw_only=True):
    """A detection with the file it stands in; `role` is the file's, None for the prose of the card."""

    file: str
    sha256: str | None
    detection: Detection
    role: Role | None

    @property
    def governs_model(self) -> bool:
        """True for a license file that speaks for the whole repository: at its root or in REUSE's `LICENSES` folder."""
        folder, _, _ = self.file.rpartition("/")
        return self.role is Role.LICENSE and folder in ("", "LICENSES")


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """
    One voice about the license.

    `alternatives` are SPDX expressions, of which one holds: a single one when the witness is definite, several for a
    family tag or a tie, none when it says nothing that can be resolved (`other`, an unknown word); `reason` then says
    why, with the nearest known spelling.
    """

    kind: WitnessKind
    said: str
    alternatives: tuple[str, ...]
    reason: str = ""
    citation: Citation


class Disagreement(msgspec.Struct, frozen=True, kw_only=True):
    """Two witnesses that cannot both be right, each quoted."""

    one: Witness
    other: Witness
    message: str


class Conclusion(msgspec.Struct, frozen=True, kw_only=True):
    """
    The license after weighing.

    `concluded` are SPDX expressions of which one holds: exactly one when it is certain, several when witnesses
    conflict or name a family, none when no license was found or nothing could be resolved. `found_none` tells those
    two apart: True only when every place was looked at and no license is stated anywhere.
    `because` says in one sentence how it was reached. `declared` is the author's own statement as an expression, None
    when it is not exactly one; `declared_as` has his words. `settled` when a person's clarification took its place.
    """

    declared: str | None
    declared_as: str | None
    witnesses: tuple[Witness, ...]
    detected: tuple[FileDetection, ...]
    concluded: tuple[str, ...]
    found_none: bool
    because: str
    disagreements: tuple[Disagreement, ...] = ()
    settled: bool = False
