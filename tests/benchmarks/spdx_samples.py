"""
Copies of SPDX licenses, written out from the XML of the license list as people write them.

Each copy comes with the spans that no copy may change: what lies outside titles, copyright lines, optional parts,
alternatives and list bullets. It is read from the XML here, apart from the index, so that the two can disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from xml.etree import ElementTree

from tests.identify.variations import NAMES, copyright_line

_BLOCKS = ("p", "list", "item", "titleText", "copyrightText", "optional", "standardLicenseHeader")
_FREE = ("titleText", "copyrightText", "optional", "alt", "bullet")
_SKIPPED = ("crossRefs", "notes", "obsoletedBys")


@dataclass(slots=True)
class Copy:
    """A copy of a license: `filled` ones have names in their slots, and may lack title and optional parts."""

    id: str
    pieces: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(piece for piece, _ in self.pieces)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The characters that are the same in every copy."""
        found, at = [], 0
        for piece, is_fixed in self.pieces:
            if is_fixed and piece.strip():
                found.append((at, at + len(piece)))
            at += len(piece)
        return found


def copies(folder: Path, rng: Random, *, filled: bool) -> Iterator[Copy]:
    """A copy of every license in the folder, in order of id."""
    for path in sorted(folder.glob("*.xml")):
        license_element = ElementTree.parse(path).getroot()[0]
        text = next((child for child in license_element if _tag(child) == "text"), None)
        if text is not None:
            copy = Copy(license_element.get("licenseId", ""))
            _write(copy, text, rng, filled, fixed=True)
            yield copy


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _write(copy: Copy, element: ElementTree.Element, rng: Random, filled: bool, *, fixed: bool) -> None:
    tag = _tag(element)
    if tag in _SKIPPED or (filled and tag in ("titleText", "optional") and rng.random() < 0.4):
        return
    fixed = fixed and tag not in _FREE
    if tag in _BLOCKS:
        _break(copy)
    if filled and tag == "copyrightText":
        copy.pieces.append((copyright_line(rng), False))
    elif filled and tag == "alt" and element.get("match", "") in (".+", ".*") and element.text:
        copy.pieces.append((f" {rng.choice(NAMES)} ", False))
    else:
        _add(copy, element.text, fixed)
        for child in element:
            if _tag(child) == "br":
                copy.pieces.append(("\n", fixed))
            else:
                _write(copy, child, rng, filled, fixed=fixed)
            _add(copy, child.tail, fixed)
    if tag in _BLOCKS:
        _break(copy)
    elif tag in ("bullet", "alt") and element.get("spacing") is None:
        copy.pieces.append((" ", False))


def _add(copy: Copy, text: str | None, fixed: bool) -> None:
    words = re.sub(r"\s+", " ", text or "")
    if words.strip() or (words and copy.pieces and not copy.pieces[-1][0].endswith((" ", "\n"))):
        copy.pieces.append((words, fixed))


def _break(copy: Copy) -> None:
    if copy.pieces and not copy.pieces[-1][0].endswith("\n\n"):
        copy.pieces.append(("\n\n", False))
