"""What every clause kind has: typed parameters, a trigger, an effect, a subject, and the duty in plain words."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

import msgspec

from checker.catalog.conditions import Above, Condition, any_of
from checker.catalog.territories import DOLLARS
from checker.catalog.triggers import ALWAYS, DISTRIBUTED, OFFERED

MAX_QUOTED_WORDS = 25

Period = Literal["year", "month"]


class Effect(StrEnum):
    """What a clause does once it is triggered."""

    GRANTS = "grants"
    DUTY = "duty"
    FORBIDS = "forbids"
    RISK = "risk"


class Subject(StrEnum):
    """What a clause is about."""

    WEIGHTS = "weights"
    DERIVATIVE = "derivative"
    OUTPUT = "output"
    SERVICE = "service"
    DOCS = "docs"


class Setting(msgspec.Struct, frozen=True):
    """What a clause's trigger needs to know of the license around it."""

    released: date | None = None
    hosting_distributes: bool = False

    @property
    def passed_on(self) -> Condition:
        """Distribution, and hosting where the license counts it as such."""
        return OFFERED if self.hosting_distributes else DISTRIBUTED


class Params(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """
    The parameters of one clause kind.

    `standing` marks a prohibition that also binds those who did not say whether it touches them: without the fact it
    is a duty ("you must not"), not an open question.
    """

    subject: ClassVar[Subject] = Subject.WEIGHTS
    applies: ClassVar[Condition] = ALWAYS
    standing: ClassVar[bool] = False

    @property
    def effect(self) -> Effect:
        """What the clause does once it is triggered."""
        raise NotImplementedError

    @property
    def duty(self) -> str:
        """What it grants, demands, forbids or risks, as one plain sentence."""
        raise NotImplementedError

    @property
    def quote(self) -> str | None:
        """The exact words that must appear, where the wording itself is the duty."""
        return None

    def trigger(self, _: Setting, /) -> Condition:
        """When it applies, in a license with this setting."""
        return self.applies


class Duty(Params, frozen=True, kw_only=True):
    """Base of the conditions."""

    @property
    def effect(self) -> Effect:
        return Effect.DUTY


class SharingDuty(Duty, frozen=True, kw_only=True):
    """Base of the duties that bind whoever passes the model on; hosting included where the license counts it."""

    def trigger(self, setting: Setting, /) -> Condition:
        return setting.passed_on


class Threshold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Sizes above which something applies; one of them is enough.

    `mau`: monthly active users · `revenue`: in `currency`, over a `period` of `year` or `month`.
    """

    mau: int | None = None
    revenue: int | None = None
    currency: str = DOLLARS
    period: Period = "year"

    def __post_init__(self) -> None:
        if self.mau is None and self.revenue is None:
            raise ValueError("a threshold needs mau, revenue or both")

    @property
    def condition(self) -> Condition:
        """The size is exceeded."""
        parts: list[Condition] = []
        if self.mau is not None:
            parts.append(Above("org.mau", self.mau))
        if self.revenue is not None:
            parts.append(Above(f"org.revenue_usd_{self.period}", self.revenue, currency=self.currency))
        return any_of(*parts)

    def __str__(self) -> str:
        sizes = []
        if self.mau is not None:
            sizes.append(f"{self.mau:,} monthly active users")
        if self.revenue is not None:
            sizes.append(f"{self.currency} {self.revenue:,} of revenue a {self.period}")
        return " or ".join(sizes)


def quoted(text: str) -> str:
    """`text` in quotation marks, for a sentence."""
    return f"“{text}”"


def quoted_opening(text: str) -> str:
    """The first words of a longer text, in quotation marks."""
    return quoted(f"{text}…")


def either(words: tuple[str, ...]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""
