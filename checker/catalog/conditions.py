"""
Three-valued conditions over context facts, as plain frozen data.

Kleene's strong logic: a missing fact is `unknown`, and stating it can only settle an `unknown`, never turn a `true`
or a `false`. In YAML a condition is a mapping (`triggers.FORMS` lists the forms) or the name of a standard trigger.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Literal

import msgspec

from checker.catalog.facts import FACTS, Facts, FactType, FactValue, Measured
from checker.catalog.territories import DOLLARS, countries, load_world


class Truth(StrEnum):
    """True, false, or not known from the facts at hand."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, answer: bool | None) -> Truth:
        """None is `unknown`."""
        return cls.UNKNOWN if answer is None else cls.TRUE if answer else cls.FALSE

    def negated(self) -> Truth:
        """Kleene's NOT."""
        return {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE}.get(self, self)


# The day of a release that no text tells: a number counted on some day does not answer for it.
AT_RELEASE: Literal["the release"] = "the release"
Moment = date | Literal["the release"]


class Question(msgspec.Struct, frozen=True):
    """A fact that would help, and the moment at which its number matters."""

    fact: str
    as_of: Moment | None = None

    def __str__(self) -> str:
        return f"{self.fact} at {self.as_of}" if self.as_of else self.fact


class Answer(msgspec.Struct, frozen=True):
    """The truth of a condition; `missing` has the facts that an `unknown` waits for, sorted."""

    truth: Truth
    missing: tuple[Question, ...] = ()


class Condition(msgspec.Struct, frozen=True):
    """A statement about the facts; `str()` says it in plain words."""

    def evaluate(self, facts: Facts) -> Answer:
        """The truth of the condition, and what is missing when it is `unknown`."""
        raise NotImplementedError


class Holds(Condition, frozen=True):
    """A flag is set."""

    fact: str

    def evaluate(self, facts: Facts) -> Answer:
        return _answer(facts, self.fact, lambda value: bool(value))

    def __str__(self) -> str:
        return self.fact


class Is(Condition, frozen=True):
    """A word is one of `words`; for a set of words, one of them is."""

    fact: str
    words: tuple[str, ...]

    def evaluate(self, facts: Facts) -> Answer:
        return _answer(facts, self.fact, lambda value: bool(set(_each(value)) & set(self.words)))

    def __str__(self) -> str:
        return f"{self.fact} is {' or '.join(self.words)}"


class Within(Condition, frozen=True):
    """A place lies in one of `places`; for a set of places, one of them does."""

    fact: str
    places: tuple[str, ...]

    def evaluate(self, facts: Facts) -> Answer:
        def lies_within(value: FactValue) -> bool | None:
            inside, told = countries(self.places), countries(_each(value))
            if not told & inside:
                return False
            # One place told as a group ("EU") is somewhere in it; a set of places covers all of its groups.
            return True if told <= inside or FACTS[self.fact].type is FactType.PLACES else None

        return _answer(facts, self.fact, lies_within)

    def __str__(self) -> str:
        return f"{self.fact} in {', '.join(self.places)}"


class Above(Condition, frozen=True):
    """
    A number is greater than `amount` (or equal, when `inclusive`).

    With a date as `as_of`, a measured number answers only when it was counted in that month or the one before; with
    `AT_RELEASE`, only when it is said to have held at every date; without, the latest count does. A month's revenue is
    bounded by the year's: no month exceeds the year, and the highest month is at least a twelfth of it. An amount in
    another `currency` than US dollars is settled only when it would be at every rate that `territories` assumes.
    """

    fact: str
    amount: int
    inclusive: bool = False
    as_of: Moment | None = None
    currency: str = DOLLARS

    def __post_init__(self) -> None:
        if self.currency != DOLLARS and self.currency not in load_world().rates:
            raise ValueError(f"{self.currency!r} is no currency with a known rate")

    def evaluate(self, facts: Facts) -> Answer:
        bounds = _bounds(self.fact, self.as_of, facts)
        if bounds is not None:
            low, high = bounds
            if self.currency != DOLLARS:
                rate = load_world().rates[self.currency]
                low, high = low * rate.low, high * rate.high
            if low > self.amount or (self.inclusive and low == self.amount):
                return Answer(Truth.TRUE)
            if high < self.amount or (not self.inclusive and high == self.amount):
                return Answer(Truth.FALSE)
        return Answer(Truth.UNKNOWN, (Question(self.fact, self.as_of),))

    def __str__(self) -> str:
        at = f" at {self.as_of}" if self.as_of else ""
        unit = "" if self.currency == DOLLARS else f" {self.currency}"
        return f"{self.fact} {'at least' if self.inclusive else 'above'} {self.amount:,}{unit}{at}"


class AllOf(Condition, frozen=True):
    """Every part holds; true when there is no part."""

    parts: tuple[Condition, ...]

    def evaluate(self, facts: Facts) -> Answer:
        return _combine(self.parts, facts, decisive=Truth.FALSE)

    def __str__(self) -> str:
        return " and ".join(map(_bracketed, self.parts)) or "always"


class AnyOf(Condition, frozen=True):
    """At least one part holds; false when there is no part."""

    parts: tuple[Condition, ...]

    def evaluate(self, facts: Facts) -> Answer:
        return _combine(self.parts, facts, decisive=Truth.TRUE)

    def __str__(self) -> str:
        return " or ".join(map(_bracketed, self.parts)) or "never"


class Not(Condition, frozen=True):
    """The part does not hold."""

    part: Condition

    def evaluate(self, facts: Facts) -> Answer:
        answer = self.part.evaluate(facts)
        return Answer(answer.truth.negated(), answer.missing)

    def __str__(self) -> str:
        return f"not {_bracketed(self.part)}"


def all_of(*parts: Condition) -> Condition:
    """All of `parts`, a single one being itself."""
    return parts[0] if len(parts) == 1 else AllOf(parts)


def any_of(*parts: Condition) -> Condition:
    """Any of `parts`, a single one being itself."""
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def _answer(facts: Facts, fact: str, judge: Callable[[FactValue], bool | None]) -> Answer:
    truth = Truth.of(judge(facts[fact])) if fact in facts else Truth.UNKNOWN
    return Answer(truth, (Question(fact),) if truth is Truth.UNKNOWN else ())


def _combine(parts: tuple[Condition, ...], facts: Facts, *, decisive: Truth) -> Answer:
    """AND and OR: one `decisive` part settles it, otherwise one unknown part leaves it open."""
    answers = [part.evaluate(facts) for part in parts]
    if any(answer.truth is decisive for answer in answers):
        return Answer(decisive)
    missing = {question for answer in answers for question in answer.missing}
    if missing:
        return Answer(Truth.UNKNOWN, tuple(sorted(missing, key=str)))
    return Answer(decisive.negated())


def _each(value: FactValue) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(word for word in value if isinstance(word, str))
    return (value,) if isinstance(value, str) else ()


def _bounds(fact: str, as_of: Moment | None, facts: Facts) -> tuple[float, float] | None:
    """The least and the greatest that the number can be, or None when nothing is known of it."""
    value = facts.get(fact)
    if value is None:
        year = facts.get("org.revenue_usd_year") if fact == "org.revenue_usd_month" else None
        return (year / 12, year) if isinstance(year, int) else None
    if isinstance(value, int):
        return value, value
    counts = [value] if isinstance(value, Measured) else [item for item in value if isinstance(item, Measured)]
    fitting = [count for count in counts if count.as_of is None or as_of is None or _counts_for(count.as_of, as_of)]
    if not fitting:
        return None
    latest = max(fitting, key=lambda count: count.as_of or date.min)
    return latest.value, latest.value


def _counts_for(counted: date, wanted: Moment) -> bool:
    """Licenses ask for the calendar month before the date, so that month and the date's own both answer."""
    if isinstance(wanted, str):
        return False
    months = (wanted.year - counted.year) * 12 + wanted.month - counted.month
    return months in (0, 1)


def _bracketed(part: Condition) -> str:
    return f"({part})" if isinstance(part, (AllOf, AnyOf)) and len(part.parts) > 1 else str(part)
