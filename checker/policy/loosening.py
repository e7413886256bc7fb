"""
What is stricter than what, so that a policy cannot quietly weaken one that it extends.

A policy may tighten freely. To loosen what a policy above it decided, that policy must name the setting, the list
entry or the clause kind under `allow_override`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from checker.catalog.clauses import KINDS
from checker.policy.mistakes import ListedWord, Mistakes, Word, misfit
from checker.policy.release_rules import strictness
from checker.policy.selectors import Selector

_OUTCOMES = ("deny", "unknown", "review", "report")
_VERDICTS = ("deny", "unknown", "review")
_FLAG = ("true", "false")

# Setting → its words, strictest first; `MORE` and `LESS` say which numbers are stricter.
MORE, LESS = "more", "less"
STRICTNESS: Mapping[str, tuple[str, ...] | str] = {
    "lineage.require": ("same", "report"),
    "lineage.depth": MORE,
    "lineage.unresolved": _VERDICTS,
    "lineage.relations.distill": ("all", "outputs-only"),
    "lineage.relations.dataset": ("all", "data-policy"),
    "evidence.license_text": ("require", "report"),
    "evidence.min_confidence": MORE,
    "evidence.conflict": ("deny", "review", "judge"),
    "evidence.aup_pinned": _FLAG,
    "evidence.revision_pinned": _FLAG,
    "evidence.verified_within_days": LESS,
    "obligations.unmet": ("deny", "review"),
    "data.otherwise": _OUTCOMES,
    "data.unspecified": _OUTCOMES,
    "data.model_generated": _OUTCOMES,
    "formats.remote_code": _OUTCOMES,
    "max_waiver_days": LESS,
    "unknown": _VERDICTS,
    "enforcement": ("enforce", "warn", "audit"),
    "serve.service_days": MORE,
    **dict(strictness()),
}
# Lists of which each entry makes a policy stricter, so that dropping one loosens it.
STRICT_LISTS = (
    "licenses.deny",
    "licenses.review",
    "clauses",
    "obligations.require_evidence",
    "formats.deny",
    "formats.review",
    "fail_on",
    "release.sections",
    "release.attestations",
)
# Lists of which each entry lets something pass.
OPEN_LISTS = ("licenses.allow", "licenses.exempt", "data.allow", "release.keys", "serve.approved")
OTHER_LISTS = ("clarify", "waive", "release.overrides")
LISTS = STRICT_LISTS + OPEN_LISTS + OTHER_LISTS


def is_looser(setting: str, value: Any, than: Any) -> bool:
    """Whether `value` of a setting lets more pass than another value of it."""
    return _strictness(setting, value) < _strictness(setting, than)


def _strictness(setting: str, value: Any) -> float:
    order = STRICTNESS[setting]
    if isinstance(order, tuple):
        return -order.index(str(value).lower())
    if value is None:
        return float("-inf")
    number = float("inf") if value == "all" else float(value)
    return number if order is MORE else -number


class ListPath(ListedWord):
    """A list that a policy may start anew instead of adding to it."""

    __slots__ = ()

    allowed: ClassVar[str] = f"the path of a list: {', '.join(LISTS)}"
    words: ClassVar[Collection[str]] = LISTS


class Override(Word):
    """What a policy lets others loosen: a setting, a list, a clause kind, or what a license list may hold."""

    __slots__ = ()

    allowed: ClassVar[str] = "a setting such as unknown, a list such as fail_on, a clause kind, or a license selector"
    json_schema: ClassVar[dict[str, Any]] = {"type": "string", "description": allowed}

    @classmethod
    def checked(cls, written: str) -> str:
        if written in STRICTNESS or written in STRICT_LISTS or written in KINDS:
            return written
        try:
            return Selector.parse(written)
        except Mistakes:
            raise misfit(written, cls.allowed, near=(*STRICTNESS, *STRICT_LISTS, *KINDS)) from None
