"""The JSON Schema of the policy file, for editors; made from the same types that read it."""

from __future__ import annotations

import inspect
from typing import Any

import msgspec

from checker.catalog.conditions import Truth
from checker.catalog.facts import FACTS, Fact, FactType
from checker.policy.clause_rules import ClauseKind, ClauseMatch
from checker.policy.context import QUANTITY_FORM, Context
from checker.policy.mistakes import Word
from checker.policy.parents import Extends, Place
from checker.policy.pins import Digest
from checker.policy.schema import PolicyFile


def policy_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of policy schema version 1."""
    (root,), parts = msgspec.json.schema_components([PolicyFile], schema_hook=schema_of, ref_template="#/$defs/{name}")
    for part in parts.values():
        if "description" in part:
            part["description"] = inspect.cleandoc(part["description"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A policy of lic-check, schema version 1",
        **root,
        "$defs": parts,
    }


def schema_of(special: type) -> dict[str, Any]:
    """The schema of a type that is written as a word or a mapping of its own."""
    if issubclass(special, Word):
        return special.json_schema
    return {Context: _context, ClauseMatch: _clause_match, Extends: _extends}[special]()


def _context() -> dict[str, Any]:
    """Facts under their groups (`org: {mau: …}`) or by their dotted names."""
    facts = {name: _fact(fact) for name, fact in FACTS.items()}
    groups: dict[str, dict[str, Any]] = {}
    for name, schema in facts.items():
        group, dot, inner = name.partition(".")
        if dot:
            groups.setdefault(group, {})[inner] = schema
    return _mapping(facts | {group: _mapping(inner) for group, inner in groups.items()})


def _fact(fact: Fact) -> dict[str, Any]:
    shape = {"enum": list(fact.words)} if fact.words else _TYPES[fact.type]
    return {**shape, "description": fact.meaning}


def _clause_match() -> dict[str, Any]:
    known = {"kind": ClauseKind.json_schema, "hit": {"enum": [True, False, Truth.UNKNOWN]}}
    return {"type": "object", "properties": known, "required": ["kind"]}


def _extends() -> dict[str, Any]:
    words = {place: {"type": "string"} for place in Place}
    one = {
        "anyOf": [{"type": "string", "pattern": "^(builtin|file):"}, _mapping(words | {"digest": Digest.json_schema})]
    }
    return {"anyOf": [one, {"type": "array", "items": one}], "description": Extends.allowed}


def _mapping(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _list_of(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


_TEXT = {"type": "string"}
_QUANTITY = {"type": ["integer", "string"], "description": QUANTITY_FORM}
_MEASURED = {"anyOf": [_QUANTITY, _mapping({"value": _QUANTITY, "as_of": {"type": "string", "format": "date"}})]}
_TYPES: dict[FactType, dict[str, Any]] = {
    FactType.WORD: _TEXT,
    FactType.FLAG: {"type": "boolean"},
    FactType.NUMBER: _QUANTITY,
    FactType.MEASURED: {"anyOf": [_MEASURED, _list_of(_MEASURED)]},
    FactType.WORDS: _list_of(_TEXT),
    FactType.PLACE: _TEXT,
    FactType.PLACES: _list_of(_TEXT),
}
