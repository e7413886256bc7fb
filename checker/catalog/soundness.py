"""
What is wrong with a license file though each line of it is well formed.

A license gives only what it grants, so each freedom is either granted or limited; a file that does neither has been
left unfinished.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.catalog.tables import hub_table
from checker.catalog.terms import LicenseTerms
from checker.spdx import spdx_ids

PURPOSE_LIMITS = ("limit.research_only", "limit.noncommercial", "limit.non_production")
# Starts and ends with a letter, a digit, or what belongs to them; the word "section" and its sign go without saying.
SECTION = re.compile(r"(?!section\b)[\w(\"](?:[^\n§]*[\w)\"])?\Z", re.IGNORECASE)
# grant → limits of which one has to stand in its place
COUNTERPARTS = {
    "grant.use": (),
    "grant.modify": ("limit.no_derivatives",),
    "grant.distribute": ("limit.no_distribute",),
    "grant.host": ("limit.no_host", *PURPOSE_LIMITS),
    "grant.commercial": PURPOSE_LIMITS,
}


def problems(terms: LicenseTerms, file_name: str) -> list[str]:
    """One `file:line:column: …` line for each thing that is wrong with a license of `file_name`."""
    found = (*_identity(terms, file_name), *_sections(terms), *_gaps(terms))
    return [f"{file_name}:1:1: {message}" for message in found]


def _identity(terms: LicenseTerms, file_name: str) -> Iterator[str]:
    if file_name != f"{terms.id}.yaml":
        yield f"the file of {terms.id} is named {terms.id}.yaml"
    if terms.spdx and terms.spdx not in spdx_ids():
        yield f"{terms.id!r} is neither on the SPDX list nor a LicenseRef"
    for hub_id in terms.hub_ids:
        if hub_id not in hub_table():
            yield f"{hub_id!r} is no id of the Hub"
        elif hub_table()[hub_id]:
            yield f"the Hub id {hub_id!r} is settled in hub_ids.yaml already"


def _sections(terms: LicenseTerms) -> Iterator[str]:
    for section in dict.fromkeys(clause.section for clause in terms.clauses):
        if not SECTION.match(section) or section.count("(") != section.count(")") or section.count('"') % 2:
            yield f"{section!r} is no section; write it as the text numbers it: 1.b.iii, 4(a), Attachment A, 3"


def _gaps(terms: LicenseTerms) -> Iterator[str]:
    for grant, limits in COUNTERPARTS.items():
        if not terms.of_kind(grant, *limits):
            yield f"needs {' or '.join((grant, *limits))}: what is not granted is not allowed"
    wide = terms.purposes & {"any", "commercial", "computational"}
    if terms.purposes and not wide and not terms.of_kind(*PURPOSE_LIMITS):
        yield f"use for named purposes needs the limit that forbids the others: {' or '.join(PURPOSE_LIMITS)}"
    unconditional = [
        c for c in terms.of_kind("limit.research_only", "limit.noncommercial") if not c.when and not c.provided
    ]
    if terms.of_kind("grant.commercial") and unconditional:
        yield f"grant.commercial contradicts {unconditional[0].kind}; say by `provided` when it holds"
