"""A license, or a word that names none or several, in plain words and as data: what `lic-check explain ID` shows."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec

from checker.catalog.clauses import Clause, Effect, Subject, params_data
from checker.catalog.index import HubId
from checker.catalog.registry import Catalog, Resolution
from checker.catalog.terms import Gap, IncorporatedDocument, LicenseTerms
from checker.catalog.triggers import in_words
from checker.spdx import SpdxExpression

_SETTLE = (
    "Read the license file of the repository, or ask the author for the exact id; what the file settles can be "
    "recorded as a clarification pinned to its text."
)
_EACH_COUNTS = "Until then each of these has to pass a policy."
_UNKNOWN = "Until then the license is unknown."
_DESCRIBE = (
    "Read the license where it stands; then record a clarification pinned to its text, or describe it in a folder of "
    "your own licenses (`licenses:` of the configuration)."
)
_LOOK_ELSEWHERE = (
    "Look at license_name, license_link and the license file, as an audit of the model does; where they name no "
    "license, ask the author for one."
)


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


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A license that a word may mean."""

    id: str
    title: str
    families: tuple[str, ...]


class ExplainedWord(msgspec.Struct, frozen=True, kw_only=True):
    """
    What a word stands for: one of the `licenses`, or none that is known.

    `says`: why it is not one, or what to beware of · `may_be`: the licenses that it may mean where it is not one, all
    of them unless `or_others`.
    """

    id: str
    says: str
    may_be: tuple[Candidate, ...] = ()
    or_others: bool = False
    to_do: str = ""
    licenses: tuple[Explanation, ...] = ()


def explain_word(word: str, facts: Catalog) -> ExplainedWord | Resolution:
    """What a Hub id, an expression or a name says, with the licenses that it names; unresolved when it is none."""
    found = facts.resolve(word)
    hub_id = facts.index.hub.get(word.strip().lower())
    if not found.alternatives and hub_id is None:
        return found
    licenses = [license.id for text in found.alternatives for license in SpdxExpression.parse(text).licenses]
    may_be = found.alternatives if len(found.alternatives) > 1 else hub_id.such_as if hub_id else ()
    return ExplainedWord(
        id=word.strip(),
        says=found.reason,
        may_be=tuple(Candidate(id=it, title=facts.title(it), families=facts.families(it)) for it in may_be),
        or_others=bool(may_be) and not found.alternatives,
        to_do=_to_do(found, hub_id),
        licenses=tuple(explain(license, facts) for license in dict.fromkeys(licenses)),
    )


def _to_do(found: Resolution, hub_id: HubId | None) -> str:
    if found.alternatives:
        return "" if found.is_certain else f"{_SETTLE} {_EACH_COUNTS}"
    kind = hub_id.kind if hub_id else "license"
    return {"license": _DESCRIBE, "family": _SETTLE, "placeholder": _LOOK_ELSEWHERE}[kind] + f" {_UNKNOWN}"


def explain(license_id: str, facts: Catalog) -> Explanation:
    """What `facts` know of the license with this SPDX id or `LicenseRef-`; find the id with `facts.resolve`."""
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
