"""Whether the terms that a child states carry a clause of its parent, and where they speak of the same thing."""

from __future__ import annotations

from collections.abc import Iterable

from checker.catalog.clauses import Clause, Effect, kind_of
from checker.catalog.clauses.base import Params
from checker.catalog.clauses.duties import CondCopyleft, CondPassThrough
from checker.catalog.clauses.limits import (
    LimitField,
    LimitMau,
    LimitMilitary,
    LimitNoncommercial,
    LimitNoTrain,
    LimitResearchOnly,
    LimitRevenue,
    LimitTerritory,
    SizeLimit,
)
from checker.catalog.clauses.notices import CondNamePrefix
from checker.catalog.clauses.outputs import OutputTerritory
from checker.catalog.families import NOTICE_DUTIES
from checker.catalog.terms import LicenseTerms
from checker.catalog.territories import countries

# How much of a business's own use each reading of "non-commercial" forbids.
_INTERNAL = ("allowed", "unstated", "commercial")


def demands(terms: LicenseTerms) -> tuple[Clause, ...]:
    """The clauses that demand or forbid something, which whoever passes the work on has to pass on too."""
    return tuple(clause for clause in terms.clauses if clause.effect in (Effect.DUTY, Effect.FORBIDS))


def is_covered(demand: Clause, terms: Iterable[LicenseTerms]) -> bool:
    """
    Whether keeping `terms`, which hold together, keeps `demand`: equal or stricter, as far as the parameters tell.

    Of notices and the like, any clause of the same kind will do: each license asks for its own. Share-alike is kept by
    the licenses that it names alone.
    """
    held = tuple(terms)
    own = [clause.params for license in held for clause in demands(license)]
    if demand.kind in NOTICE_DUTIES:
        return any(kind_of(params) == demand.kind for params in own)
    if isinstance(demand.params, LimitField):
        return _forbids_uses(demand.params, own)
    if isinstance(demand.params, CondCopyleft):
        return any(license.id in demand.params.same_license for license in held)
    return any(params == demand.params or _is_stricter(params, demand.params) for params in own)


def counterpart(demand: Clause, terms: Iterable[LicenseTerms]) -> tuple[LicenseTerms, Clause] | None:
    """Where `terms` speak of the same thing in other words, else where they give away what `demand` holds back."""
    held = tuple(terms)
    for kind in (demand.kind, "grant.use", "grant.distribute"):
        for license in held:
            if found := license.of_kind(kind):
                return license, found[0]
    return None


def _forbids_uses(demand: LimitField, own: Iterable[Params]) -> bool:
    fields = [params for params in own if isinstance(params, LimitField)]
    strong = [params for params in fields if params.strength in ("banned", demand.strength)]
    return set(demand.uses) <= {use for params in strong for use in params.uses}


def _is_stricter(own: Params, demand: Params) -> bool:
    match own, demand:
        case LimitMau() as mine, LimitMau() as theirs:
            return mine.count <= theirs.count and _binds_as_much(mine, theirs)
        case LimitRevenue() as mine, LimitRevenue() as theirs:
            same = (mine.currency, mine.period) == (theirs.currency, theirs.period)
            return same and mine.amount <= theirs.amount and _binds_as_much(mine, theirs)
        case LimitTerritory() as mine, LimitTerritory() as theirs:
            reach = set(mine.measure) >= set(theirs.measure) and mine.multimodal_only <= theirs.multimodal_only
            return reach and countries(mine.excluded) >= countries(theirs.excluded)
        case OutputTerritory() as mine, OutputTerritory() as theirs:
            return countries(mine.excluded) >= countries(theirs.excluded)
        case LimitMilitary() as mine, LimitMilitary() as theirs:
            return mine.breadth in ("any", theirs.breadth) and mine.strength in ("banned", theirs.strength)
        case LimitResearchOnly() as mine, LimitResearchOnly() as theirs:
            return set(mine.also) <= set(theirs.also)
        case LimitResearchOnly() as mine, LimitNoncommercial():
            return "internal" not in mine.also
        case LimitNoncommercial() as mine, LimitNoncommercial() as theirs:
            inside = _INTERNAL.index(mine.internal) >= _INTERNAL.index(theirs.internal)
            return inside and mine.outputs_too >= theirs.outputs_too
        case LimitNoTrain() as mine, LimitNoTrain() as theirs:
            models = mine.subject_model in ("any-except-own", theirs.subject_model)
            return models and mine.on in ("both", theirs.on)
        case CondNamePrefix() as mine, CondNamePrefix() as theirs:
            same = mine.prefix == theirs.prefix and mine.position in ("start", theirs.position)
            return same and set(mine.applies_to) >= set(theirs.applies_to)
        case CondPassThrough() as mine, CondPassThrough() as theirs:
            return mine.what in ("license", theirs.what) and mine.enforceable >= theirs.enforceable
    return False


def _binds_as_much(own: SizeLimit, demand: SizeLimit) -> bool:
    return own.then != "duty" or demand.then == "duty"
