"""What a license lets you do."""

from __future__ import annotations

from typing import ClassVar, Literal

from checker.catalog.clauses.base import Effect, Params, either
from checker.catalog.conditions import Condition, any_of
from checker.catalog.triggers import COMMERCIAL, DISTRIBUTED, HOSTED, MODIFIED, TRAINED

Purpose = Literal["any", "commercial", "internal", "research", "personal", "evaluation", "computational"]
ModifyForm = Literal["any", "finetune", "quantize", "merge"]
DistributeForm = Literal["original", "derivative"]


class Grant(Params, frozen=True, kw_only=True):
    """Base of the grants."""

    @property
    def effect(self) -> Effect:
        return Effect.GRANTS


class GrantUse(Grant, frozen=True, kw_only=True, tag="grant.use"):
    """
    Use is allowed for the `purposes`; `any` when the license names none.

    A limit on purposes is its own clause (`limit.research_only`, `limit.noncommercial`, `limit.non_production`).
    """

    purposes: tuple[Purpose, ...] = ("any",)

    @property
    def duty(self) -> str:
        return f"You may use it for {either(self.purposes)} purpose{'s' if len(self.purposes) > 1 else ''}."


class GrantModify(Grant, frozen=True, kw_only=True, tag="grant.modify"):
    """Changing the weights is allowed, in the `forms` named."""

    applies: ClassVar[Condition] = MODIFIED
    forms: tuple[ModifyForm, ...] = ("any",)

    @property
    def duty(self) -> str:
        how = "" if "any" in self.forms else f" ({either(self.forms)} only)"
        return f"You may modify it{how}."


class GrantDistribute(Grant, frozen=True, kw_only=True, tag="grant.distribute"):
    """
    Passing copies on is allowed, in the `forms` named: the original, your derivative, or both.

    `sublicense` is False where the license withholds the right to sublicense or leaves it out, so that recipients take
    their rights from the licensor.
    """

    applies: ClassVar[Condition] = DISTRIBUTED
    forms: tuple[DistributeForm, ...] = ("original", "derivative")
    sublicense: bool

    @property
    def duty(self) -> str:
        what = " and ".join({"original": "unchanged copies", "derivative": "your derivatives"}[f] for f in self.forms)
        return f"You may distribute {what}, {'and' if self.sublicense else 'but not'} sublicense."


class GrantHost(Grant, frozen=True, kw_only=True, tag="grant.host"):
    """
    Serving the model to others is allowed.

    `counts_as_distribution` is True where the text treats a hosted service or a product that contains the model like
    distribution: the duties of distribution then bind a host too.
    """

    applies: ClassVar[Condition] = HOSTED
    counts_as_distribution: bool

    @property
    def duty(self) -> str:
        tail = ", which counts as distribution" if self.counts_as_distribution else ""
        return f"You may serve it to others{tail}."


class GrantCommercial(Grant, frozen=True, kw_only=True, tag="grant.commercial"):
    """Commercial use is allowed, within the license's limits; also where it follows from "without restriction"."""

    applies: ClassVar[Condition] = COMMERCIAL

    @property
    def duty(self) -> str:
        return "You may use it commercially."


class GrantDerivative(Grant, frozen=True, kw_only=True, tag="grant.derivative"):
    """
    How far the word "derivative" reaches: to models distilled from it, to models trained on its synthetic data.

    Encode it only where the definition says so, for or against: `includes_distillation`, `includes_synthetic`.
    """

    applies: ClassVar[Condition] = any_of(MODIFIED, TRAINED)
    includes_distillation: bool
    includes_synthetic: bool

    @property
    def duty(self) -> str:
        reach = [
            name
            for name, included in (
                ("a model distilled from it", self.includes_distillation),
                ("a model trained on its synthetic data", self.includes_synthetic),
            )
            if included
        ]
        return f"Counts as a derivative: {' or '.join(reach) or 'no model that is merely trained with its help'}."


class GrantPatent(Grant, frozen=True, kw_only=True, tag="grant.patent"):
    """A patent license is given; its `scope`: said outright (`explicit`), or for `contributions` only."""

    scope: Literal["explicit", "contributions"] = "explicit"

    @property
    def duty(self) -> str:
        return "You have a patent license" + (" for the contributions." if self.scope == "contributions" else ".")


class GrantRevocable(Grant, frozen=True, kw_only=True, tag="grant.revocable"):
    """Whether the licensor calls the grant `revocable`. Leave the clause out when the text does not touch on it."""

    revocable: Literal["yes", "no"]

    @property
    def effect(self) -> Effect:
        return Effect.RISK if self.revocable == "yes" else Effect.GRANTS

    @property
    def duty(self) -> str:
        return "The grant can be revoked." if self.revocable == "yes" else "The grant is irrevocable."
