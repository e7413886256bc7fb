"""What a license says about the model's outputs."""

from __future__ import annotations

from typing import ClassVar, Literal

from checker.catalog.clauses.base import Effect, Params, Setting, Subject
from checker.catalog.conditions import Condition, Within
from checker.catalog.triggers import COMMERCIAL, TRAINED, checked_places


class Output(Params, frozen=True, kw_only=True):
    """Base of the output terms."""

    subject: ClassVar[Subject] = Subject.OUTPUT


class OutputOwner(Output, frozen=True, kw_only=True, tag="output.owner"):
    """The `owner` of outputs: `you`, the `licensor`, or `unclaimed` when the licensor only says it claims nothing."""

    owner: Literal["you", "licensor", "unclaimed"]

    @property
    def effect(self) -> Effect:
        return Effect.RISK if self.owner == "licensor" else Effect.GRANTS

    @property
    def duty(self) -> str:
        return {
            "you": "You own the outputs.",
            "licensor": "The licensor owns the outputs.",
            "unclaimed": "The licensor claims no rights in the outputs.",
        }[self.owner]


class OutputCommercial(Output, frozen=True, kw_only=True, tag="output.commercial"):
    """Whether outputs are `allowed` to be used commercially."""

    applies: ClassVar[Condition] = COMMERCIAL
    allowed: bool

    @property
    def effect(self) -> Effect:
        return Effect.GRANTS if self.allowed else Effect.FORBIDS

    @property
    def duty(self) -> str:
        return f"Outputs {'may' if self.allowed else 'must not'} be used commercially."


class OutputTrain(Output, frozen=True, kw_only=True, tag="output.train"):
    """
    Whether other models may be trained on outputs, and at what price.

    `terms`: `allowed`, `forbidden` (give `limit.no_train` too, with the models meant), `same-license` (the new model
    stays under this license), `restrictions` (it may get other terms, as long as they hold the use restrictions of
    this license), `name-prefix` (with `cond.name_prefix`), `statement` (with `cond.trained_with`
    or `cond.public_statement`).
    """

    applies: ClassVar[Condition] = TRAINED
    terms: Literal["allowed", "forbidden", "same-license", "restrictions", "name-prefix", "statement"]

    @property
    def effect(self) -> Effect:
        # The prohibition, the prefix and the statement are clauses of their own, and are judged there.
        return Effect.DUTY if self.terms in ("same-license", "restrictions") else Effect.GRANTS

    @property
    def duty(self) -> str:
        return {
            "allowed": "Outputs may train other models.",
            "forbidden": "Outputs must not train other models, within limit.no_train.",
            "same-license": "A model trained on outputs stays under the same license.",
            "restrictions": "A model trained on outputs keeps the use restrictions of the license.",
            "name-prefix": "Outputs may train other models that carry the name demanded.",
            "statement": "Outputs may train other models that carry the statement demanded.",
        }[self.terms]


class OutputTerritory(Output, frozen=True, kw_only=True, tag="output.territory"):
    """Outputs must not be used in the `excluded` places."""

    excluded: tuple[str, ...]

    def __post_init__(self) -> None:
        checked_places(self.excluded)

    @property
    def effect(self) -> Effect:
        return Effect.FORBIDS

    @property
    def duty(self) -> str:
        return f"Outputs must not be used in {', '.join(self.excluded)}."

    def trigger(self, _: Setting, /) -> Condition:
        return Within("territories.serve", self.excluded)


class OutputResponsibility(Output, frozen=True, kw_only=True, tag="output.responsibility"):
    """You alone answer for outputs and what is done with them."""

    @property
    def effect(self) -> Effect:
        return Effect.RISK

    @property
    def duty(self) -> str:
        return "You alone answer for the outputs."
