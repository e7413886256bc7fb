"""What the license lists of a policy say about one license."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from checker import spdx
from checker.catalog.terms import LicenseTerms
from checker.model.verdict import Verdict
from checker.policy.schema import Rules
from checker.policy.selectors import Selector


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """
    A verdict on one license, the line that gives it (`licenses.deny: family:noncommercial`), and why: a sentence that
    begins with the name of the policy.

    `selector` is None when the license is on no list, or when it cannot be told whether it is.
    """

    verdict: Verdict
    line: str
    because: str
    selector: Selector | None = None


def find_listing(
    policy: Rules,
    license: spdx.License,
    terms: LicenseTerms | None,
    families: Collection[str],
    org: str | None = None,
) -> Listing:
    """
    What the lists say: the strictest line that matches counts, and a license on no list is denied.

    Without facts about the license only a line that names it decides. What a line on its properties would say is then
    not known, and the policy's `unknown` stands for it.
    """
    exempt = any(selector.matches(license, terms, families, org) for selector in policy.licenses.exempt)
    undecided: set[Verdict] = set()
    for verdict, name in ((Verdict.DENY, "deny"), (Verdict.REVIEW, "review"), (Verdict.ALLOW, "allow")):
        selectors: tuple[Selector, ...] = getattr(policy.licenses, name)
        for selector in selectors:
            if exempt and verdict is not Verdict.ALLOW and not selector.is_exact:
                continue
            matched = selector.matches(license, terms, families, org)
            open_above = any(other.rank < verdict.rank for other in undecided)
            if matched is None or (matched and open_above and not selector.is_exact):
                undecided.add(verdict)
            elif matched:
                because = f"{policy.name} has {selector} under {name}"
                return Listing(verdict=verdict, line=f"licenses.{name}: {selector}", because=because, selector=selector)
    if undecided - {Verdict.DENY}:
        because = f"{policy.name} may accept {license} or not: what that says is not known"
        return Listing(verdict=Verdict(policy.unknown), line="unknown", because=because)
    what = "a work without a license" if license.id == "NONE" else str(license)
    return Listing(verdict=Verdict.DENY, line="licenses", because=f"{policy.name} does not accept {what}")
