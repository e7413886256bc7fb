"""The limits of a license: what is forbidden, and from where on a separate license is needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from checker.catalog.clauses.base import Effect, Params, Period, Setting, Subject, either
from checker.catalog.conditions import AT_RELEASE, Above, AnyOf, Condition, Holds, Is, Not, Within, all_of, any_of
from checker.catalog.facts import UseCode
from checker.catalog.territories import DOLLARS
from checker.catalog.triggers import (
    ALWAYS,
    COMMERCIAL,
    DISTRIBUTED,
    HOSTED,
    MODIFIED,
    TRAINED,
    checked_places,
)

Consequence = Literal["ask", "terminate", "duty"]
Measure = Literal["domicile", "use", "end-users", "outputs"]
Strength = Literal["banned", "conditional"]

AFTERMATH = {
    "ask": "a separate license is needed",
    "terminate": "the license ends",
    "duty": "further duties apply",
}

RESTRICTING: Mapping[Strength, Effect] = {"banned": Effect.FORBIDS, "conditional": Effect.DUTY}


class Limit(Params, frozen=True, kw_only=True):
    """Base of the limits."""

    @property
    def effect(self) -> Effect:
        return Effect.FORBIDS


class SizeLimit(Limit, frozen=True, kw_only=True):
    """
    Base of the limits on the size of the user.

    `then`: a separate license must be asked for (`ask`), the license ends (`terminate`), or only a `duty` follows.
    `affiliates`: theirs are counted in.
    """

    then: Consequence = "ask"
    affiliates: bool = False

    @property
    def effect(self) -> Effect:
        return Effect.DUTY if self.then == "duty" else Effect.FORBIDS

    @property
    def counted(self) -> str:
        """How the size is counted, as the end of a sentence."""
        return f"{', affiliates included' if self.affiliates else ''}: {AFTERMATH[self.then]}"


class LimitMau(SizeLimit, frozen=True, kw_only=True, tag="limit.mau"):
    """
    Monthly active users above `count`.

    `as_of`: `release` when the text counts them once, at the version's release date (the license's `date`; where the
    text gives none, only a number said to have held at every date answers), `current` when it counts them at any
    time · `inclusive` for "at least".
    """

    count: int
    as_of: Literal["release", "current"]
    inclusive: bool = False

    @property
    def duty(self) -> str:
        when = "at the release date" if self.as_of == "release" else "at any time"
        return f"{'From' if self.inclusive else 'Above'} {self.count:,} monthly active users {when}{self.counted}."

    def trigger(self, setting: Setting, /) -> Condition:
        counted = (setting.released or AT_RELEASE) if self.as_of == "release" else None
        return Above("org.mau", self.count, self.inclusive, counted)


class LimitRevenue(SizeLimit, frozen=True, kw_only=True, tag="limit.revenue"):
    """Revenue above `amount`, in `currency`, over a `period`; `inclusive` for "at least"."""

    amount: int
    currency: str = DOLLARS
    period: Period = "year"
    inclusive: bool = False

    @property
    def duty(self) -> str:
        start = "From" if self.inclusive else "Above"
        return f"{start} {self.currency} {self.amount:,} of revenue a {self.period}{self.counted}."

    def trigger(self, _: Setting, /) -> Condition:
        return Above(f"org.revenue_usd_{self.period}", self.amount, self.inclusive, currency=self.currency)


class LimitEmployees(SizeLimit, frozen=True, kw_only=True, tag="limit.employees"):
    """More than `count` people employed."""

    count: int

    @property
    def duty(self) -> str:
        return f"Above {self.count:,} employees{self.counted}."

    def trigger(self, _: Setting, /) -> Condition:
        return Above("org.employees", self.count)


class LimitCompetitor(Limit, frozen=True, kw_only=True, tag="limit.competitor"):
    """
    Some businesses need a separate license: competitors of the licensor, cloud vendors, services of a certain kind.

    `who`: which of them, in a few words of our own.
    """

    applies: ClassVar[Condition] = Holds("org.competitor")
    who: str

    @property
    def duty(self) -> str:
        return f"A separate license is needed for: {self.who}."


class LimitTerritory(Limit, frozen=True, kw_only=True, tag="limit.territory"):
    """
    No license in the `excluded` places.

    `measure`: what must not lie there, each being enough: the organisation's `domicile`, the place of `use`, the
    `end-users`, the `outputs` · `multimodal_only`: only models that take or give more than text are concerned.
    """

    excluded: tuple[str, ...]
    measure: tuple[Measure, ...]
    multimodal_only: bool = False

    def __post_init__(self) -> None:
        checked_places(self.excluded)

    @property
    def duty(self) -> str:
        models = "multimodal models" if self.multimodal_only else "the model"
        return f"No license for {models} where {either(self.measure)} lies in {', '.join(self.excluded)}."

    def trigger(self, _: Setting, /) -> Condition:
        facts = {
            "domicile": "org.domicile",
            "use": "territories.operate",
            "end-users": "territories.serve",
            "outputs": "territories.serve",
        }
        where = dict.fromkeys(facts[measure] for measure in self.measure)
        hit = any_of(*(Within(fact, self.excluded) for fact in where))
        return all_of(Holds("model.multimodal"), hit) if self.multimodal_only else hit


class LimitField(Limit, frozen=True, kw_only=True, tag="limit.field"):
    """
    Restricted uses: `uses` has their codes, `strength` is `banned`, or `conditional` when conditions allow them.

    One clause for each list of the text and strength. Military use is a clause of its own, `limit.military`.
    """

    standing: ClassVar[bool] = True
    uses: tuple[UseCode, ...]
    strength: Strength = "banned"

    def __post_init__(self) -> None:
        if not self.uses:
            raise ValueError("limit.field names no use")
        if UseCode.MILITARY in self.uses:
            raise ValueError("military use is a clause of its own, limit.military")

    @property
    def effect(self) -> Effect:
        return RESTRICTING[self.strength]

    @property
    def duty(self) -> str:
        verb = "Do not use it for" if self.strength == "banned" else "Use it only under the license's conditions for"
        return f"{verb}: {', '.join(self.uses)}."

    def trigger(self, _: Setting, /) -> Condition:
        return Is("fields", tuple(self.uses))


class LimitMilitary(Limit, frozen=True, kw_only=True, tag="limit.military"):
    """
    No military use.

    `breadth`: `weapons` and warfare only, or `any` military purpose · `strength` as in `limit.field`.
    """

    applies: ClassVar[Condition] = Is("fields", ("military",))
    standing: ClassVar[bool] = True
    breadth: Literal["any", "weapons"] = "any"
    strength: Strength = "banned"

    @property
    def effect(self) -> Effect:
        return RESTRICTING[self.strength]

    @property
    def duty(self) -> str:
        use = "military use" if self.breadth == "any" else "use for weapons or warfare"
        return f"No {use}{'' if self.strength == 'banned' else ' outside the conditions of the license'}."


class LimitResearchOnly(Limit, frozen=True, kw_only=True, tag="limit.research_only"):
    """Research is the only purpose, besides those in `also`."""

    also: tuple[Literal["personal", "evaluation", "internal"], ...] = ()

    @property
    def duty(self) -> str:
        return f"Only for {either(('research', *self.also))} use."

    def trigger(self, _: Setting, /) -> Condition:
        return Not(Is("use", ("research", *self.also)))


class LimitNoncommercial(Limit, frozen=True, kw_only=True, tag="limit.noncommercial"):
    """
    No commercial use.

    `internal`: whether a business's internal use counts as commercial; `unstated` when the text leaves it open.
    `outputs_too`: outputs must not be used commercially either (then give `output.commercial` as well).
    """

    internal: Literal["commercial", "allowed", "unstated"] = "unstated"
    outputs_too: bool = False

    @property
    def duty(self) -> str:
        return f"No commercial use{', of outputs neither' if self.outputs_too else ''}."

    def trigger(self, _: Setting, /) -> Condition:
        internal = Is("use", ("internal",))
        match self.internal:
            case "commercial":
                return Is("use", ("commercial", "internal"))
            case "allowed":
                return COMMERCIAL
            case "unstated":
                return any_of(COMMERCIAL, all_of(internal, Holds("readings.internal_is_commercial")))


class LimitNonProduction(Limit, frozen=True, kw_only=True, tag="limit.non_production"):
    """
    Testing and research, no production.

    `includes_internal`: internal business use is production too · `supply`: offering it to others, even without
    charge, is production too.
    """

    includes_internal: bool
    supply: bool

    @property
    def duty(self) -> str:
        internal = ", internal use included" if self.includes_internal else ""
        return f"No production use{internal}{', no supply to others' if self.supply else ''}."

    def trigger(self, _: Setting, /) -> Condition:
        used = Is("use", ("commercial", "internal") if self.includes_internal else ("commercial",))
        return any_of(used, HOSTED) if self.supply else used


class LimitNoTrain(Limit, frozen=True, kw_only=True, tag="limit.no_train"):
    """
    Other models must not be trained with it.

    `subject_model`: which models: `other-llm`, `same-kind` (of the kind that this one is, such as text-to-image),
    `foundation`, `competing` only, or `any-except-own` (all but derivatives of this one) · `on`: with the `materials`,
    with their `outputs`, or with `both`.
    """

    subject: ClassVar[Subject] = Subject.OUTPUT
    subject_model: Literal["other-llm", "same-kind", "foundation", "competing", "any-except-own"]
    on: Literal["materials", "outputs", "both"]

    @property
    def duty(self) -> str:
        which = {
            "other-llm": "another language model",
            "same-kind": "another model of its kind",
            "foundation": "a foundation model",
            "competing": "a competing model",
            "any-except-own": "any model other than its derivatives",
        }[self.subject_model]
        source = {"materials": "it", "outputs": "its outputs", "both": "it or its outputs"}[self.on]
        return f"Do not use {source} to train or improve {which}."

    def trigger(self, _: Setting, /) -> Condition:
        return Is("train_on_outputs", ("competing",)) if self.subject_model == "competing" else TRAINED


class LimitNoDerivatives(Limit, frozen=True, kw_only=True, tag="limit.no_derivatives"):
    """Changed versions must not be shared; `private_allowed` is False when they must not even be made."""

    subject: ClassVar[Subject] = Subject.DERIVATIVE
    private_allowed: bool = True

    @property
    def duty(self) -> str:
        return "Do not share changed versions." if self.private_allowed else "Do not change it."

    def trigger(self, _: Setting, /) -> Condition:
        return all_of(MODIFIED, DISTRIBUTED) if self.private_allowed else MODIFIED


class LimitNoDistribute(Limit, frozen=True, kw_only=True, tag="limit.no_distribute"):
    """Copies must not be passed on; give it too where the license grants use and withholds distribution."""

    applies: ClassVar[Condition] = DISTRIBUTED

    @property
    def duty(self) -> str:
        return "Do not pass copies on."


class LimitNoHost(Limit, frozen=True, kw_only=True, tag="limit.no_host"):
    """Serving the model to others is forbidden; `then`: outright, or without a separate license (`ask`)."""

    applies: ClassVar[Condition] = HOSTED
    then: Literal["forbidden", "ask"] = "forbidden"

    @property
    def duty(self) -> str:
        return "Do not serve it to others" + (" without a separate license." if self.then == "ask" else ".")


class LimitGovernment(Limit, frozen=True, kw_only=True, tag="limit.government"):
    """Government bodies are excluded: `who`, in a few words of our own."""

    applies: ClassVar[Condition] = Holds("org.government")
    who: str

    @property
    def duty(self) -> str:
        return f"No use by {self.who}."


class LimitExport(Limit, frozen=True, kw_only=True, tag="limit.export"):
    """
    Export and sanctions law must be followed: a duty, and a prohibition where `embargoed` places are named.

    `regimes`: the laws named (`US`, `EU`, `PRC`, …), empty for "applicable laws".
    """

    regimes: tuple[str, ...] = ()
    embargoed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_places(self.embargoed)

    @property
    def effect(self) -> Effect:
        return Effect.FORBIDS if self.embargoed else Effect.DUTY

    @property
    def duty(self) -> str:
        which = f" ({', '.join(self.regimes)})" if self.regimes else ""
        where = f"; none to {', '.join(self.embargoed)}" if self.embargoed else ""
        return f"Follow export and sanctions law{which}{where}."

    def trigger(self, _: Setting, /) -> Condition:
        if not self.embargoed:
            return ALWAYS
        facts = ("org.domicile", "territories.operate", "territories.serve")
        return AnyOf(tuple(Within(fact, self.embargoed) for fact in facts))


class LimitNoReverse(Limit, frozen=True, kw_only=True, tag="limit.no_reverse"):
    """No reverse engineering, no extraction of weights or training data."""

    applies: ClassVar[Condition] = Holds("reverse_engineered")
    standing: ClassVar[bool] = True

    @property
    def duty(self) -> str:
        return "Do not reverse-engineer it or extract its training data."
