"""What a policy says about single clauses: `when: {kind: limit.mau, hit: true}`, `then: deny`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, ClassVar, get_args, get_origin

import msgspec

from checker.catalog.clauses import KINDS, Params
from checker.catalog.conditions import Truth
from checker.model.verdict import Severity, Verdict
from checker.policy.diagnose import describe
from checker.policy.mistakes import ListedWord, Mistakes, did_you_mean, misfit, quote


class ClauseKind(ListedWord):
    """A kind of clause in the catalog's vocabulary, such as `limit.mau`."""

    __slots__ = ()

    allowed: ClassVar[str] = "a clause kind, such as limit.mau or cond.notice_file"
    words: ClassVar[Collection[str]] = sorted(KINDS)


class DutyKind(ListedWord):
    """A kind of clause that demands something, such as `cond.notice_file`."""

    __slots__ = ()

    allowed: ClassVar[str] = "a kind of duty, such as cond.notice_file"
    words: ClassVar[Collection[str]] = sorted(kind for kind in KINDS if kind.startswith("cond."))


class ClauseMatch:
    """
    Which clauses a rule is about: a kind, whether the clause is triggered, and values of its parameters.

    `hit` is None when the rule holds for every such clause, triggered or not. `params` are compared with the clause's
    own; for a list, each value given must be in it.
    """

    __slots__ = ("hit", "kind", "params")

    allowed: ClassVar[str] = "a mapping with kind, and hit or parameters of the clause"

    def __init__(self, kind: str, hit: Truth | None, params: Mapping[str, Any]) -> None:
        self.kind = kind
        self.hit = hit
        self.params = dict(params)

    @classmethod
    def parse(cls, written: object) -> ClauseMatch:
        """The match of a YAML mapping `{kind, hit, parameter: value, …}`; raises `Mistakes` with all of them."""
        if not isinstance(written, dict):
            raise misfit(written, cls.allowed)
        mistakes: list[tuple[str, str]] = []
        if "kind" not in written:
            raise Mistakes(("", f"the key kind is missing, allowed: {ClauseKind.allowed}"))
        try:
            kind = ClauseKind.parse(written["kind"])
        except Mistakes as problem:
            raise Mistakes(("kind", str(problem))) from None
        hit: Truth | None = None
        params: dict[str, Any] = {}
        fields = {field.name: field.type for field in msgspec.structs.fields(KINDS[kind])}
        for key, value in written.items():
            if key == "hit":
                hit = _read(value, Truth, key, mistakes)
            elif key in fields:
                params[key] = _read(_listed(value, fields[key]), fields[key], key, mistakes)
            elif key != "kind":
                allowed = ("kind", "hit", *fields)
                message = f"unknown key, allowed: {', '.join(allowed)}{did_you_mean(key, allowed)}"
                mistakes.append((key, message))
        if mistakes:
            raise Mistakes(*mistakes)
        return cls(kind, hit, params)

    def matches(self, params: Params, hit: Truth) -> bool:
        """Whether this is about a clause with these `params`, whose trigger has the truth `hit`."""
        if type(params) is not KINDS[self.kind] or self.hit not in (None, hit):
            return False
        return all(_agrees(getattr(params, name), wanted) for name, wanted in self.params.items())

    @property
    def written(self) -> dict[str, Any]:
        """The mapping that `parse` reads back as the same match."""
        hit = {"hit": str(self.hit)} if self.hit else {}
        return {"kind": str(self.kind), **hit, **msgspec.to_builtins(self.params)}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClauseMatch) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __str__(self) -> str:
        parts = [f"hit={self.hit}"] if self.hit else []
        parts += [f"{name}={_shown(value)}" for name, value in sorted(self.params.items())]
        return " ".join([self.kind, *parts])


class ClauseRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A verdict for the clauses that match, in place of the one the clause would have by itself.

    When several rules match a clause, the strictest of them counts. `because` and `fix` are shown with the finding.
    `allow` needs a `hit` that is known, since what is not known is never permission.
    """

    when: ClauseMatch
    then: Verdict
    because: str = ""
    severity: Severity = Severity.MEDIUM
    fix: str = ""

    def __post_init__(self) -> None:
        if self.then is Verdict.ALLOW and self.when.hit not in (Truth.TRUE, Truth.FALSE):
            allowed = (
                "deny | unknown | review; to allow, say hit: true or hit: false, since an unknown is never allowed"
            )
            raise Mistakes(("then", f"found {quote(self.then)}, allowed: {allowed}"))

    def __str__(self) -> str:
        return str(self.when)


def _read(written: object, hint: Any, key: str, mistakes: list[tuple[str, str]]) -> Any:
    try:
        return msgspec.convert(written, hint, strict=False)
    except msgspec.ValidationError:
        words = tuple(hint) if isinstance(hint, type) and issubclass(hint, StrEnum) else get_args(hint)
        near = did_you_mean(written, [word for word in words if isinstance(word, str)])
        mistakes.append((key, f"found {quote(written)}, allowed: {describe(hint)}{near}"))
        return None


def _listed(written: object, hint: Any) -> object:
    """One word stands for a list of one, where the parameter is a list."""
    return [written] if get_origin(hint) is tuple and isinstance(written, str) else written


def _agrees(found: Any, wanted: Any) -> bool:
    return set(wanted) <= set(found) if isinstance(wanted, tuple) else bool(found == wanted)


def _shown(value: Any) -> str:
    return "+".join(map(str, value)) if isinstance(value, tuple) else str(value).lower()
