"""
Compare the license terms of two subjects: two models, a model and its base, or two commits of one.

Clauses are compared by their parameters, so that the same duty in another section or in other words is no change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from checker.catalog import Catalog
from checker.catalog.clauses import Clause, Effect
from checker.catalog.clauses.grants import GrantDerivative
from checker.catalog.clauses.outputs import Output
from checker.catalog.coverage import is_covered
from checker.catalog.terms import LicenseTerms
from checker.model.comparison import (
    Bearing,
    ClauseChange,
    ComparedSide,
    Outcome,
    PlacedClause,
    TermsComparison,
    TextPair,
)
from checker.model.evidence import Evidence, Role, TextFile
from checker.model.lineage import Subject
from checker.model.report import CapturedText
from checker.spdx import NOASSERTION, License, SpdxExpression

# One way in which terms may hold: every clause of every license that holds together, None where one is not known.
Reading = tuple[LicenseTerms, ...] | None
_ORDER = list(Bearing)


class Placed(NamedTuple):
    """A clause and the license that it stands in."""

    license: str
    clause: Clause


def compare(before: Subject, after: Subject, catalog: Catalog) -> TermsComparison:
    """What changes in the license terms from one subject to the other."""
    old, new = (_readings(subject, catalog) for subject in (before, after))
    changes, unchanged = _certain_changes(old, new)
    texts = tuple(_paired_texts(before.evidence, after.evidence))
    outcome, because = _outcome(before, after, changes, texts)
    return TermsComparison(
        before=_side(before),
        after=_side(after),
        outcome=outcome,
        because=because,
        changes=() if outcome is Outcome.SAME else changes,
        unchanged=unchanged,
        texts=texts,
        complete=not (before.evidence.inaccessible or after.evidence.inaccessible),
    )


def _side(subject: Subject) -> ComparedSide:
    evidence, conclusion = subject.evidence, subject.conclusion
    return ComparedSide(
        id=evidence.id,
        revision=evidence.revision,
        source=evidence.origin,
        declared=conclusion.declared_as,
        concluded=conclusion.concluded,
        because=conclusion.because,
    )


def _outcome(
    before: Subject, after: Subject, changes: Sequence[ClauseChange], texts: Sequence[TextPair]
) -> tuple[Outcome, str]:
    old, new = before.conclusion, after.conclusion
    if old.found_none and new.found_none:
        return Outcome.SAME, "neither side states a license"
    if old.concluded == new.concluded and _is_certain(old.concluded):
        return Outcome.SAME, f"both are under {old.concluded[0]}"
    if old.concluded == new.concluded and texts and all(_is_same(pair) for pair in texts):
        return Outcome.SAME, "the license texts are the same"
    sides = f"{_named(before)} became {_named(after)}"
    certain = [_is_certain(side.concluded) or side.found_none for side in (old, new)]
    if all(certain) or changes:
        return Outcome.DIFFERENT, sides
    return Outcome.UNKNOWN, f"{sides}, and it is not certain what that means"


def _is_certain(concluded: Sequence[str]) -> bool:
    return len(concluded) == 1 and concluded[0] != str(NOASSERTION)


def _named(subject: Subject) -> str:
    if subject.conclusion.found_none:
        return "no license"
    known = [expression for expression in subject.conclusion.concluded if expression != str(NOASSERTION)]
    return " or ".join(known) or "a license that is not known"


def _readings(subject: Subject, catalog: Catalog) -> list[Reading]:
    """Every way in which the terms may hold: the readings of an uncertain license, the branches of an OR."""
    return [way for expression in subject.conclusion.concluded for way in _ways(expression, catalog)]


def _ways(expression: str, catalog: Catalog) -> list[Reading]:
    def leaf(license: License) -> list[Reading]:
        terms = catalog.terms(license.id)
        return [(terms,) if terms else None]

    def every(branches: list[list[Reading]]) -> list[Reading]:
        return [way for branch in branches for way in branch]

    def together(branches: list[list[Reading]]) -> list[Reading]:
        return [_joined(parts) for parts in product(*branches)]

    return SpdxExpression.parse(expression).evaluate(leaf, every, together)


def _joined(parts: Sequence[Reading]) -> Reading:
    known = [part for part in parts if part is not None]
    return tuple(terms for part in known for terms in part) if len(known) == len(parts) else None


def _certain_changes(old: Sequence[Reading], new: Sequence[Reading]) -> tuple[tuple[ClauseChange, ...], int | None]:
    """The changes that hold for every reading of both sides, and how many clauses stay in the first of them."""
    found: dict[tuple[str, str | None, str | None], ClauseChange] | None = None
    unchanged: int | None = None
    for before, after in product(old, new):
        if before is None or after is None:
            return (), None
        changes, same = _changes(before, after)
        keyed = {_meaning(change): change for change in changes}
        found = keyed if found is None else {key: change for key, change in found.items() if key in keyed}
        unchanged = same if unchanged is None else unchanged
    return tuple(sorted((found or {}).values(), key=lambda change: _ORDER.index(change.bearing))), unchanged


def _meaning(change: ClauseChange) -> tuple[str, str | None, str | None]:
    before, after = change.before, change.after
    return change.kind, before.statement if before else None, after.statement if after else None


def _changes(before: Sequence[LicenseTerms], after: Sequence[LicenseTerms]) -> tuple[list[ClauseChange], int]:
    """The changes, and how many clauses stay."""
    left, right = _placed(before), _placed(after)
    same = 0
    for placed in tuple(left):
        twin = next((other for other in right if _reads_the_same(placed.clause, other.clause)), None)
        if twin:
            left.remove(placed)
            right.remove(twin)
            same += 1
    pairs: list[tuple[Placed | None, Placed | None]] = []
    for placed in left:
        other = next((other for other in right if other.clause.kind == placed.clause.kind), None)
        if other:
            right.remove(other)
        pairs.append((placed, other))
    pairs += [(None, placed) for placed in right]
    return [_change(old, new, before, after) for old, new in pairs], same


def _placed(reading: Sequence[LicenseTerms]) -> list[Placed]:
    return [Placed(terms.id, clause) for terms in reading for clause in terms.clauses]


def _reads_the_same(one: Clause, other: Clause) -> bool:
    return (one.params, one.when, one.provided) == (other.params, other.when, other.provided)


def _change(
    old: Placed | None, new: Placed | None, before: Sequence[LicenseTerms], after: Sequence[LicenseTerms]
) -> ClauseChange:
    return ClauseChange(
        kind=next(side.clause.kind for side in (old, new) if side),
        bearing=_bearing(old, new, before, after),
        before=_reported(old),
        after=_reported(new),
    )


def _bearing(
    old: Placed | None, new: Placed | None, before: Sequence[LicenseTerms], after: Sequence[LicenseTerms]
) -> Bearing:
    if any(_is_relative(side.clause) for side in (old, new) if side):
        return Bearing.OTHER
    if old is None or new is None:
        gives = any(side.clause.effect is Effect.GRANTS for side in (old, new) if side)
        return Bearing.TIGHTER if gives is (new is None) else Bearing.LOOSER
    keeps_old, had_new = is_covered(old.clause, after), is_covered(new.clause, before)
    if keeps_old is had_new or Effect.GRANTS in (old.clause.effect, new.clause.effect):
        return Bearing.OTHER
    return Bearing.TIGHTER if keeps_old else Bearing.LOOSER


def _is_relative(clause: Clause) -> bool:
    """What it means depends on the rest: how far the license reaches, and outputs where others stay silent on them."""
    is_output_grant = clause.effect is Effect.GRANTS and isinstance(clause.params, Output)
    return is_output_grant or isinstance(clause.params, GrantDerivative)


def _reported(placed: Placed | None) -> PlacedClause | None:
    if placed is None:
        return None
    clause = placed.clause
    condition = "".join(f" When: {when}." for when in (clause.when, clause.provided) if when)
    return PlacedClause(license=placed.license, section=clause.place, statement=f"{clause.duty}{condition}")


def _paired_texts(before: Evidence, after: Evidence) -> Iterator[TextPair]:
    """The license files of both sides: those of the same name, then the one that is left on each."""
    old, new = ({text.path: text for text in _license_texts(side)} for side in (before, after))
    for path in [path for path in old if path in new]:
        yield _pair(old.pop(path), new.pop(path))
    if len(old) == len(new) == 1:
        yield _pair(*old.values(), *new.values())
        return
    for text in old.values():
        yield _pair(text, None)
    for text in new.values():
        yield _pair(None, text)


def _license_texts(evidence: Evidence) -> Iterable[TextFile]:
    return (text for text in evidence.texts if text.role is Role.LICENSE and text.text is not None)


def _pair(old: TextFile | None, new: TextFile | None) -> TextPair:
    return TextPair(
        before_file=old.path if old else None,
        after_file=new.path if new else None,
        before=_captured(old),
        after=_captured(new),
    )


def _captured(text: TextFile | None) -> CapturedText | None:
    return CapturedText(sha256=text.sha256 or "", text=text.text) if text and text.text is not None else None


def _is_same(pair: TextPair) -> bool:
    return pair.before is not None and pair.after is not None and pair.before.text == pair.after.text
