"""Which facts hold in a run, and who stated each."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from checker.catalog.facts import Facts, FactValue
from checker.policy.context import Context
from checker.policy.schema import Policy

COMMAND_LINE = "--set"


class StatedFact(msgspec.Struct, frozen=True):
    """The value of a fact and who stated it: a line of a policy, the configuration, or the command line."""

    value: FactValue
    origin: str


def state_facts(
    policy: Policy, configured: Facts, assigned: Facts, *, configuration: str = "lic-check.yaml"
) -> Mapping[str, StatedFact]:
    """
    The facts by name, sorted: those of the policy, replaced by those of the configuration, replaced by `--set`.

    A fact is replaced as a whole; a list of places or words is never added to.
    """
    stated = {name: StatedFact(value, str(policy.origins[f"context.{name}"])) for name, value in policy.context.items()}
    stated |= {name: StatedFact(value, configuration) for name, value in configured.items()}
    stated |= {name: StatedFact(value, COMMAND_LINE) for name, value in assigned.items()}
    return dict(sorted(stated.items()))


def context_of(stated: Mapping[str, StatedFact]) -> Context:
    """The facts without their origins, as conditions take them."""
    return Context({name: fact.value for name, fact in stated.items()})
