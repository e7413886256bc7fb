"""
Which licenses a model may carry, given what it was made from.

A license may be chosen when it carries every term that passes on from an ancestor, by the same test as LC0309: equal or
stricter, notices aside, which you keep yourself. Pure: a function of license texts that the catalog knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from checker.catalog import Catalog
from checker.catalog.clauses import Clause, Effect
from checker.catalog.coverage import demands, is_covered
from checker.catalog.families import NOTICE_DUTIES, Family
from checker.catalog.terms import LicenseTerms
from checker.model.choice import Candidate, Inherited, LicenseChoice, Obstacle
from checker.rules.inheritance import is_output_term
from checker.spdx import License, SpdxExpression

# Terms after which no derivative may be passed on at all, whatever its license.
_CLOSED = ("limit.no_derivatives", "limit.no_distribute")
# Terms of a dataset of which it is contested whether they reach the weights.
_CONTESTED = ("limit.noncommercial", "limit.research_only", "limit.no_derivatives", "cond.copyleft")
# How the catalog words the section by which some copyleft licenses rule out terms that they do not have themselves.
_NO_FURTHER_TERMS = "no further restrictions"
# How the catalog marks a license that was written for others to use.
_TEMPLATE = "(template)"
_NOT_FOR_A_MODEL = (Family.NO_LICENSE, Family.AMBIGUOUS, Family.UNCLASSIFIED)


def choose_license(ancestors: Sequence[Inherited], datasets: Sequence[Inherited], catalog: Catalog) -> LicenseChoice:
    """What the Hub's licenses that anybody may give, and those of the ancestors, come to for a derivative of them."""
    ids = {license for one in ancestors for license in _licenses(one)}
    offered = {id for id in catalog.ids() if catalog.hub_ids_of(id) and _is_for_everybody(catalog.terms(id))}
    candidates = (_candidate(id, ancestors, datasets, catalog) for id in sorted(offered | ids))
    duties = (
        _obstacle(one, license, clause)
        for one in ancestors
        for license in _licenses(one)
        for clause in _passed(catalog.terms(license), one.by_outputs)
        if clause.effect is Effect.DUTY
    )
    return LicenseChoice(
        candidates=tuple(candidate for candidate in candidates if candidate), duties=tuple(dict.fromkeys(duties))
    )


def _candidate(
    id: str, ancestors: Sequence[Inherited], datasets: Sequence[Inherited], catalog: Catalog
) -> Candidate | None:
    terms, families = catalog.terms(id), catalog.families(id)
    if terms is None or families[0] in _NOT_FOR_A_MODEL:
        return None
    obstacles: list[Obstacle] = []
    doubts: list[Obstacle] = []
    closed_in = next((gap.section for gap in terms.gaps if gap.says.startswith(_NO_FURTHER_TERMS)), "")
    for ancestor in ancestors:
        if closed_in and not terms.of_kind("risk.litigation"):
            doubts += _added(ancestor, closed_in, id, catalog)
        unknown = [license for license in _licenses(ancestor) if catalog.terms(license) is None]
        doubts += [_unknown(ancestor, license) for license in unknown or ([] if ancestor.expressions else ["NONE"])]
        dropped = _worst(_dropped(ancestor, expression, terms, catalog) for expression in ancestor.expressions)
        # Perhaps it is the very license of the ancestor: then it drops nothing.
        if dropped and id in ancestor.expressions[len(ancestor.expressions) == 1 :]:
            doubts.append(_one_of_several(ancestor))
        else:
            obstacles += dropped
    for dataset in datasets:
        doubts += _contested(dataset, terms, catalog)
    return Candidate(
        license=id,
        title=terms.title,
        family=families[0],
        obstacles=tuple(dict.fromkeys(obstacles)),
        doubts=tuple(dict.fromkeys(doubts)),
    )


def _is_for_everybody(terms: LicenseTerms | None) -> bool:
    """Whether anybody may give this license; that of a vendor passes on with its models alone."""
    return terms is not None and (terms.spdx is not None or terms.licensor.endswith(_TEMPLATE))


def _dropped(ancestor: Inherited, expression: str, own: LicenseTerms, catalog: Catalog) -> list[Obstacle]:
    """What the license `own` drops of an expression: of an OR that of the branch of which it drops least."""

    def leaf(license: License) -> list[Obstacle]:
        theirs = catalog.terms(license.id)
        clauses = [
            clause
            for clause in _passed(theirs, ancestor.by_outputs)
            if clause.kind in _CLOSED
            or not (own.id == license.id or clause.kind in NOTICE_DUTIES or is_covered(clause, [own]))
        ]
        # What is forbidden tells more about a license than what has to be shown.
        ordered = sorted(clauses, key=lambda clause: clause.effect is not Effect.FORBIDS)
        return [_obstacle(ancestor, license.id, clause) for clause in ordered]

    return SpdxExpression.parse(expression).evaluate(leaf, lambda branches: min(branches, key=len), _joined)


def _added(ancestor: Inherited, section: str, own: str, catalog: Catalog) -> Iterator[Obstacle]:
    """Ends of rights that an ancestor's license has, which a license may hold for a further restriction."""
    for license in _licenses(ancestor):
        theirs = catalog.terms(license)
        for clause in theirs.of_kind("risk.litigation") if theirs and license != own else ():
            says = f"Who sues over patents loses rights; by its section {section} this license allows no further terms."
            yield msgspec.structs.replace(_obstacle(ancestor, license, clause), says=says)


def _contested(dataset: Inherited, own: LicenseTerms, catalog: Catalog) -> Iterator[Obstacle]:
    for license in _licenses(dataset):
        theirs = catalog.terms(license)
        for clause in theirs.of_kind(*_CONTESTED) if theirs and own.id != license else ():
            if not is_covered(clause, [own]):
                yield _obstacle(dataset, license, clause)


def _passed(terms: LicenseTerms | None, by_outputs: bool) -> Iterator[Clause]:
    for clause in demands(terms) if terms else ():
        if not by_outputs or is_output_term(clause):
            yield clause


def _licenses(inherited: Inherited) -> tuple[str, ...]:
    found = (atom.id for text in inherited.expressions for atom in SpdxExpression.parse(text).licenses)
    return tuple(dict.fromkeys(found))


def _obstacle(inherited: Inherited, license: str, clause: Clause) -> Obstacle:
    return Obstacle(
        inherited_from=inherited.id, license=license, clause=clause.kind, section=clause.place, says=clause.duty
    )


def _unknown(inherited: Inherited, license: str) -> Obstacle:
    known = "nothing is known of its terms" if license != "NONE" else "its license is not known"
    return Obstacle(inherited_from=inherited.id, license=license, clause="", section="", says=known)


def _one_of_several(inherited: Inherited) -> Obstacle:
    readings = " or ".join(inherited.expressions)
    says = f"It is not known which of these {inherited.id} is under"
    return Obstacle(inherited_from=inherited.id, license=readings, clause="", section="", says=says)


def _worst(readings: Iterable[list[Obstacle]]) -> list[Obstacle]:
    """Where it is open which reading holds, the one of which most is dropped."""
    return max(readings, key=len, default=[])


def _joined(branches: list[list[Obstacle]]) -> list[Obstacle]:
    return [obstacle for branch in branches for obstacle in branch]
