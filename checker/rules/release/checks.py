"""
What a check of a release is: a rule that says what is lacking; the policy says what becomes of it.

The docstring of a check is that of a rule; behind `Why:` stand its id and, in brackets, the letters of its sources:
O Open Source AI Definition · M Model Openness Framework · G general-purpose AI code and guidelines of the European
Union · C the paper on model cards · H the Hub's release checklist · N NIST's risk management framework ·
S the OpenSSF · A published release practice · L license terms · D the study of license texts in the supply chain.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps

import msgspec

from checker.model.evidence import Citation
from checker.model.release import ReleaseRecord
from checker.model.verdict import Severity, Verdict
from checker.policy.release_rules import CheckLevel
from checker.rules.case import Case
from checker.rules.registry import Observation, rule

_SOURCED = re.compile(r"Why: (?P<id>[RS]G\d\d) \((?P<letters>[A-Z](?: [A-Z])*)\)\. ")
_SEVERITY = {CheckLevel.REPORT: Severity.LOW, CheckLevel.REVIEW: Severity.MEDIUM, CheckLevel.DENY: Severity.HIGH}


class Lack(msgspec.Struct, frozen=True, kw_only=True):
    """
    Something that a release lacks.

    `at_most` caps what becomes of it, whatever the level of the check; what is only reported at any level is a note.
    `unknown`: it could not be found out.
    """

    message: str
    cause: str
    fix: str = ""
    citations: tuple[Citation, ...] = ()
    at_most: CheckLevel = CheckLevel.DENY
    unknown: bool = False


class Inapplicable(msgspec.Struct, frozen=True):
    """Why the question does not arise for this release, as the end of a sentence."""

    reason: str


Look = Callable[[Case, ReleaseRecord], Iterator[Lack | Inapplicable]]


@dataclass(frozen=True, slots=True)
class ReleaseCheck:
    """One check: its id in the list of checks, its name in a policy, the code of its finding, its sources by letter."""

    id: str
    setting: str
    code: str
    title: str
    sources: tuple[str, ...]
    look: Look


CHECKS: dict[str, ReleaseCheck] = {}


def release_check(code: str, setting: str) -> Callable[[Look], Look]:
    """Register the decorated function as the check `setting` of a policy, and as the rule `code`."""

    def register(look: Look) -> Look:
        doc = inspect.getdoc(look) or ""
        sourced = _SOURCED.search(doc)
        if sourced is None:
            raise ValueError(f"a release check's docstring needs `Why: RGnn (letters). `, not {doc!r}")
        CHECKS[code] = ReleaseCheck(
            id=sourced["id"],
            setting=setting,
            code=code,
            title=doc.partition(".\n")[0],
            sources=tuple(sourced["letters"].split()),
            look=look,
        )

        @rule(code)
        @wraps(look)
        def check(case: Case) -> Iterator[Observation]:
            level = case.policy.release.level_of(setting, case.today, case.policy.max_waiver_days)
            if case.release is not None and level is not CheckLevel.SKIP:
                found = look(case, case.release)
                yield from (_observed(lack, level) for lack in found if isinstance(lack, Lack))

        return look

    return register


def reason_inapplicable(check: ReleaseCheck, case: Case) -> str:
    """Why the question of a check does not arise, empty when it does."""
    if case.release is None:
        return ""
    return next((found.reason for found in check.look(case, case.release) if isinstance(found, Inapplicable)), "")


def _observed(lack: Lack, level: CheckLevel) -> Observation:
    order = list(CheckLevel)
    level = min(level, lack.at_most, key=order.index)
    unknown = lack.unknown and level is not CheckLevel.REPORT
    return Observation(
        verdict=Verdict.UNKNOWN if unknown else level.verdict,
        severity=Severity.INFO if lack.at_most is CheckLevel.REPORT else _SEVERITY[level],
        message=lack.message,
        cause=lack.cause,
        fix=lack.fix,
        citations=lack.citations,
    )
