"""What a text is: the answer of the identifier."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Method(StrEnum):
    """
    How near a text is to a known license. Only the first three give the license's own id.

    `verbatim`: the same words · `title`: the same up to title and copyright lines · `template`: the same up to the
    license's own variable slots and optional parts · `incomplete`: a license with its beginning or end cut off ·
    `modified`: a license with words added, removed or changed · `contains`: a whole license among other text ·
    `resembles`: no license we know, but near one · `reference`: a statement or tag that names a license, not its text ·
    `unknown`: none of these.
    """

    VERBATIM = "verbatim"
    TITLE = "verbatim up to copyright/title"
    TEMPLATE = "template variant"
    INCOMPLETE = "incomplete"
    MODIFIED = "modified"
    CONTAINS = "contains + other text"
    RESEMBLES = "resembles"
    REFERENCE = "reference"
    UNKNOWN = "unknown"


class Change(StrEnum):
    """The side of a deviation."""

    ADDED = "added"
    REMOVED = "removed"


class Deviation(msgspec.Struct, frozen=True, kw_only=True):
    """
    One run of words by which a text departs from the license it comes from.

    Added words are quoted from the file, at their line. Removed words are quoted when a reference text is at hand;
    otherwise `text` names where they stood. `line` is the line of the file, counting from 1.
    """

    kind: Change
    text: str
    line: int


class Detection(msgspec.Struct, frozen=True, kw_only=True):
    """
    One license found in a text.

    `expression` is an SPDX expression: the bare id for the first three methods, `LicenseRef-modified-<base>-<hash8>`
    for altered text, `NOASSERTION` where nothing is named. `candidates` holds the ids of a tie, or the license that
    the text comes from or resembles. `score` is the share of the reference text found, 0 to 1. `lines` are the first
    and last line of the file that it covers. `unmatched` counts the words of the file that no detection explains.
    `reference` says which text of the license it was compared with.
    """

    expression: str
    method: Method
    score: float
    lines: tuple[int, int]
    candidates: tuple[str, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    unmatched: int = 0
    reference: str = ""

    @property
    def is_exact(self) -> bool:
        """True when the text is the license itself, so that its clauses hold as the catalog states them."""
        return self.method in (Method.VERBATIM, Method.TITLE, Method.TEMPLATE)
