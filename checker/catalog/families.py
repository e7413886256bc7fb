"""
Families, derived from clauses in one ordered list and never assigned by hand.

The first match is the license's family; it keeps the whole set, so that a policy may ask for any of them.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec

from checker import spdx
from checker.catalog.clauses import Clause, Effect
from checker.catalog.clauses.duties import CondCopyleft
from checker.catalog.clauses.grants import GrantRevocable
from checker.catalog.clauses.outputs import OutputTrain
from checker.catalog.clauses.risks import RiskTermination
from checker.catalog.terms import LicenseTerms


class Family(StrEnum):
    """What kind of license it is. The first two are not derived from clauses: there is no license, or no single one."""

    NO_LICENSE = "no-license"
    AMBIGUOUS = "ambiguous"
    NO_DERIVATIVES = "no-derivatives"
    RESEARCH_ONLY = "research-only"
    NONCOMMERCIAL = "noncommercial"
    NON_PRODUCTION = "non-production"
    THRESHOLD = "threshold"
    USE_RESTRICTED = "use-restricted"
    VENDOR_TERMS = "vendor-terms"
    NETWORK_COPYLEFT = "network-copyleft"
    COPYLEFT = "copyleft"
    WEAK_COPYLEFT = "weak-copyleft"
    CONTENT_SHAREALIKE = "content-sharealike"
    PERMISSIVE_PLUS = "permissive-plus"
    PERMISSIVE = "permissive"
    PUBLIC_DOMAIN = "public-domain"
    UNCLASSIFIED = "unclassified"


FREEDOMS = ("grant.use", "grant.modify", "grant.distribute", "grant.commercial")
# The duties that the software world calls permissive: keep notices, mark changes, pass the text on.
NOTICE_DUTIES = ("cond.license_copy", "cond.notice_file", "cond.copyright", "cond.state_changes", "limit.export")
# Copyleft that ends at the borders of a file or a library is weak, whether or not it asks for the source.
PART_SCOPES = ("file", "library")
USE_RESTRICTIONS = ("limit.field", "limit.military", "limit.government", "cond.aup", "cond.pass_through")
SHOWN_DUTIES = ("cond.display", "cond.trained_with", "cond.public_statement", "cond.cite")
VENDOR_TERMS = (
    *("cond.name_prefix", "cond.guardrails", "cond.latest_version", "cond.report", "cond.disclose_risks"),
    *("cond.output_label", "cond.keep_docs", "limit.no_train", "limit.territory", "limit.competitor"),
    *("limit.no_distribute", "limit.no_host", "limit.no_reverse", "output.train", "output.commercial"),
    *("output.territory", "risk.unilateral_change", "risk.remote_restriction", "risk.incorporated_doc"),
)


def _has(*kinds: str) -> Callable[[LicenseTerms], bool]:
    return lambda terms: bool(terms.of_kind(*kinds))


def _copyleft(test: Callable[[CondCopyleft], bool]) -> Callable[[LicenseTerms], bool]:
    return lambda terms: any(
        isinstance(clause.params, CondCopyleft) and test(clause.params) for clause in terms.of_kind("cond.copyleft")
    )


def _restricts_use(terms: LicenseTerms) -> bool:
    return terms.purposes == {"computational"} or _has(*USE_RESTRICTIONS)(terms)


def _has_vendor_terms(terms: LicenseTerms) -> bool:
    """It makes a demand of the licensor's own, or can be taken back without a breach."""
    demands = [
        c for c in terms.of_kind(*VENDOR_TERMS) if c.effect is not Effect.GRANTS and not _is_copyleft_itself(c, terms)
    ]
    can_be_taken_back = any(
        (isinstance(c.params, GrantRevocable) and c.params.revocable == "yes")
        or (isinstance(c.params, RiskTermination) and c.params.cause == "notice")
        for c in terms.clauses
    )
    return bool(demands) or can_be_taken_back


def _is_copyleft_itself(clause: Clause, terms: LicenseTerms) -> bool:
    """A copyleft that reaches models trained on outputs: no demand besides `cond.copyleft`, but the same one."""
    return clause.params == OutputTrain(terms="same-license") and _has("cond.copyleft")(terms)


def _is_free(terms: LicenseTerms, *beyond_notices: str) -> bool:
    """It grants the four freedoms for good and asks for notices, and `beyond_notices`, at most."""
    granted = {clause.kind for clause in terms.of_kind("grant")}
    asked = {c.kind for c in terms.clauses if c.effect in (Effect.DUTY, Effect.FORBIDS)}
    for_anything = bool(terms.purposes & {"any", "commercial"})
    asks_little = asked <= {*NOTICE_DUTIES, *beyond_notices} and not _has_vendor_terms(terms)
    return for_anything and granted >= set(FREEDOMS) and asks_little


DERIVATIONS: tuple[tuple[Family, Callable[[LicenseTerms], bool]], ...] = (
    (Family.NO_DERIVATIVES, _has("limit.no_derivatives")),
    (Family.RESEARCH_ONLY, _has("limit.research_only")),
    (Family.NONCOMMERCIAL, _has("limit.noncommercial")),
    (Family.NON_PRODUCTION, _has("limit.non_production")),
    (Family.THRESHOLD, _has("limit.mau", "limit.revenue", "limit.employees", "cond.register")),
    (Family.USE_RESTRICTED, _restricts_use),
    (Family.VENDOR_TERMS, _has_vendor_terms),
    (Family.NETWORK_COPYLEFT, _copyleft(lambda c: c.network)),
    (Family.COPYLEFT, _copyleft(lambda c: c.source and c.scope not in PART_SCOPES)),
    (Family.WEAK_COPYLEFT, _copyleft(lambda c: c.scope in PART_SCOPES)),
    (Family.CONTENT_SHAREALIKE, _copyleft(lambda c: not c.source and c.scope not in PART_SCOPES)),
    (Family.PERMISSIVE_PLUS, lambda terms: _has(*SHOWN_DUTIES)(terms) and _is_free(terms, *SHOWN_DUTIES)),
    (Family.PERMISSIVE, lambda terms: _is_free(terms) and _has(*NOTICE_DUTIES)(terms)),
    (Family.PUBLIC_DOMAIN, lambda terms: _is_free(terms) and not _has(*NOTICE_DUTIES)(terms)),
)

# ScanCode's categories, for licenses of the SPDX list without clauses of ours; the others say too little.
CATEGORY_FAMILIES = {
    "Permissive": Family.PERMISSIVE,
    "Public Domain": Family.PUBLIC_DOMAIN,
    "Copyleft": Family.COPYLEFT,
    "Copyleft Limited": Family.WEAK_COPYLEFT,
}


def families(terms: LicenseTerms) -> tuple[Family, ...]:
    """Every family that the clauses make it a member of, in order; the first is the license's own."""
    found = tuple(family for family, belongs in DERIVATIONS if belongs(terms))
    return found or (Family.UNCLASSIFIED,)


def telling_clauses(terms: LicenseTerms, family: Family) -> tuple[Clause, ...]:
    """The clauses each of which alone would make it a member of `family`; none where only several together do."""
    belongs = dict(DERIVATIONS).get(family)
    if belongs is None:
        return ()
    return tuple(c for c in terms.clauses if belongs(msgspec.structs.replace(terms, clauses=(c,))))


def category_family(spdx_id: str) -> Family:
    """The family of a license of the SPDX list of which no clauses are known: a category by other people's hand."""
    return CATEGORY_FAMILIES.get(spdx.category(spdx_id) or "", Family.UNCLASSIFIED)
