"""The four verdicts, their order, and how they combine."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """
    What a policy says about a subject: `deny < unknown < review < allow`.

    `review`: the facts are known and a person must look. `unknown`: a fact is missing.
    """

    DENY = "deny"
    UNKNOWN = "unknown"
    REVIEW = "review"
    ALLOW = "allow"

    @property
    def rank(self) -> int:
        """Position in the order, 0 for `deny`."""
        return _RANK[self]

    @classmethod
    def worst(cls, verdicts: Iterable[Verdict]) -> Verdict:
        """The lowest verdict, for AND and lineage. Nothing judged is `unknown`, never `allow`."""
        return min(verdicts, key=_RANK.__getitem__, default=cls.UNKNOWN)

    @classmethod
    def best(cls, verdicts: Iterable[Verdict]) -> Verdict:
        """The highest verdict, for OR. Nothing judged is `unknown`, never `allow`."""
        return max(verdicts, key=_RANK.__getitem__, default=cls.UNKNOWN)

    @classmethod
    def one_of(cls, verdicts: Iterable[Verdict]) -> Verdict:
        """
        The verdict of an ambiguity, where one branch holds and nobody knows which.

        Unanimous → that verdict; all at least `review` → the lowest; otherwise `unknown`.
        """
        found = set(verdicts)
        if len(found) == 1:
            return found.pop()
        return cls.worst(found) if found and found <= {cls.REVIEW, cls.ALLOW} else cls.UNKNOWN


_RANK = {verdict: rank for rank, verdict in enumerate(Verdict)}


class Severity(StrEnum):
    """How much a finding matters, apart from the verdict it leads to."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
