"""A license in plain words, as data: what `lic-check explain ID` shows."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec

from checker.catalog.clauses import Clause, Effect, Subject, params_data
from checker.catalog.registry import catalog
from checker.catalog.terms import Gap, IncorporatedDocument, LicenseTerms
from checker.catalog.triggers import in_words


class ExplainedClause(msgspec.Struct, frozen=True, kw_only=True):
    """
    One clause: its facts, what it comes to in plain words, and when it binds.

    `section` names the incorporated `document` when it stands in one. `quote` has the words that must appear exactly.
    `standing` marks a prohibition that binds everybody, whatever the facts.
    """

    kind: str
    params: dict[str, Any]
    section: str
    document: str | None
    effect: Effect
    subject: Subject
    duty: str
    when: str
    standing: bool
    quote: str | None


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """
    One license. `families` has its own family first.

    `derived` is False when the catalog holds no clauses, so that the family is only an editorial category.
    """

    id: str
    title: str
    families: tuple[str, ...]
    derived: bool
    clauses: tuple[ExplainedClause, ...] = ()
    traps: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    licensor: str | None = None
    version: str | None = None
    date: datetime.date | None = None
    verified_on: datetime.date | None = None
    hub_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    incorporates: tuple[IncorporatedDocument, ...] = ()


def explain(license_id: str) -> Explanation:
    """What is known of the license with this SPDX id or `LicenseRef-`; find the id with `catalog().resolve`."""
    facts = catalog()
    terms = facts.terms(license_id)
    families = tuple(map(str, facts.families(license_id)))
    if terms is None:
        return Explanation(id=license_id, title=license_id, families=families, derived=False)
    return Explanation(
        id=terms.id,
        title=terms.title,
        families=families,
        derived=True,
        clauses=tuple(_explained(terms, clause) for clause in terms.clauses),
        traps=terms.traps,
        readings=terms.readings,
        gaps=terms.gaps,
        licensor=terms.licensor,
        version=terms.version,
        date=terms.date,
        verified_on=terms.verified_on,
        hub_ids=facts.hub_ids_of(terms.id),
        names=terms.names,
        urls=terms.urls,
        incorporates=terms.incorporates,
    )


def _explained(terms: LicenseTerms, clause: Clause) -> ExplainedClause:
    return ExplainedClause(
        kind=clause.kind,
        params=params_data(clause.params),
        section=clause.place,
        document=clause.document,
        effect=clause.effect,
        subject=clause.subject,
        duty=clause.duty,
        when=in_words(terms.trigger(clause)),
        standing=clause.params.standing,
        quote=clause.quote,
    )
