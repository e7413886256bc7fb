"""Which facts a condition asks about."""

from __future__ import annotations

from checker.catalog.conditions import Above, AllOf, AnyOf, Condition, Holds, Is, Not, Within


def asked_facts(condition: Condition) -> frozenset[str]:
    """The names of all facts that the condition speaks of."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return frozenset().union(*map(asked_facts, parts))
        case Not(part):
            return asked_facts(part)
        case Holds(fact) | Is(fact) | Within(fact) | Above(fact):
            return frozenset((fact,))
    raise TypeError(f"{condition!r} is of no known form")
