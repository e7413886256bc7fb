"""
The clause vocabulary: what licenses grant, demand, limit, risk, and say about outputs.

A kind is one class with typed parameters. `KINDS` has them all; `Clause` puts one into a license, with its section.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from checker.catalog.clauses import duties, grants, limits, notices, outputs, risks
from checker.catalog.clauses.base import MAX_QUOTED_WORDS, Effect, Params, Setting, Subject
from checker.catalog.conditions import Condition, all_of

__all__ = [
    "KINDS",
    "MAX_QUOTED_WORDS",
    "Clause",
    "Effect",
    "Params",
    "Setting",
    "Subject",
    "kind_of",
    "params_data",
    "read_params",
]


KINDS: Mapping[str, type[Params]] = {
    str(kind.__struct_config__.tag): kind
    for group in (grants, notices, duties, limits, outputs, risks)
    for kind in vars(group).values()
    if isinstance(kind, type) and issubclass(kind, Params) and "." in str(kind.__struct_config__.tag)
}


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """
    One clause of a license: its kind with parameters, and where it stands.

    `document` is the id of the incorporated document when the clause stands there and not in the license itself.
    `when` takes the place of the kind's own trigger; `provided` adds a condition to it.
    """

    params: Params
    section: str
    document: str | None = None
    when: Condition | None = None
    provided: Condition | None = None

    @property
    def kind(self) -> str:
        """Such as `limit.mau`."""
        return kind_of(self.params)

    @property
    def effect(self) -> Effect:
        """What it does once it is triggered."""
        return self.params.effect

    @property
    def place(self) -> str:
        """Its section, with the incorporated document in front when it stands there."""
        return f"{self.document}, {self.section}" if self.document else self.section

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return self.params.subject

    @property
    def duty(self) -> str:
        """The clause as one plain sentence."""
        return self.params.duty

    @property
    def quote(self) -> str | None:
        """The exact words that must appear, where the wording itself is the duty."""
        return self.params.quote

    def trigger(self, setting: Setting) -> Condition:
        """When it applies, in a license with this `setting`."""
        own = self.params.trigger(setting) if self.when is None else self.when
        return all_of(own, self.provided) if self.provided else own


def kind_of(params: Params) -> str:
    """The kind that `params` belong to."""
    return str(params.__struct_config__.tag)


def read_params(kind: str, data: Mapping[str, Any]) -> Params:
    """Typed parameters from strings; raises `KeyError` for an unknown kind and `msgspec.ValidationError`."""
    return msgspec.convert({"kind": kind, **data}, KINDS[kind], strict=False)


def params_data(params: Params) -> dict[str, Any]:
    """The parameters as plain data, without the kind."""
    data: dict[str, Any] = msgspec.to_builtins(params)
    del data["kind"]
    return data
