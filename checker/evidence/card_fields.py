"""
What card metadata says, whether it stands in the README or in the Hub's copy of it.

Values are taken as they come: a list where a word belongs, a number, a template that nobody filled in. What is no
word is kept as it stands, so that it counts as something said that nobody can read, never as nothing said.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from checker.evidence.base_names import find_hub_id, parse_dataset_name, parse_name
from checker.evidence.files import quote
from checker.evidence.problems import FIELD_OF_WRONG_TYPE, UNKNOWN_RELATION
from checker.evidence.reading import Reading, known
from checker.model.evidence import (
    BaseClaim,
    Citation,
    DatasetClaim,
    Declaration,
    Fact,
    Problem,
    Relation,
    WitnessKind,
)

# Longer than any license expression or address that is meant as one.
MAX_WORD = 2_000

Cite = Callable[[str], Citation]

# Card field → name of the fact; the texts of the gate often hold the terms of the license.
_TEXT_FACTS = {
    "new_version": "new_version",
    "library_name": "library_name",
    "pipeline_tag": "pipeline_tag",
    "extra_gated_prompt": "gate_prompt",
    "extra_gated_heading": "gate_heading",
    "extra_gated_description": "gate_description",
    "extra_gated_button_content": "gate_button",
}

_RELATIONS = {relation.value: relation for relation in Relation if relation is not Relation.UNSTATED}


def read_fields(fields: Mapping[str, Any], witness: WitnessKind, where: str, cite: Cite) -> Reading:
    """
    The claims of card metadata.

    `where` names the place in a sentence; `cite` gives the citation of a path into the fields.
    """
    problems: list[Problem] = []

    def words(field: str) -> list[tuple[str, str]]:
        """(path, word) for each item of a field that holds a word or a list of words."""
        found = list(_words(field, fields.get(field)))
        if not all(well_typed for *_, well_typed in found):
            problems.append(
                FIELD_OF_WRONG_TYPE.at(
                    cite(field),
                    field=field,
                    where=where,
                    found=_kind(fields[field]),
                    wanted="a name or a list of names",
                )
            )
        return [(path, name) for path, name, _ in found]

    license_words = tuple(said for _, said in words("license"))
    name, link = word(fields.get("license_name")), word(fields.get("license_link"))
    declarations: tuple[Declaration, ...] = ()
    if license_words or name or link:
        field = next(f for f in ("license", "license_name", "license_link") if fields.get(f) is not None)
        declarations = (Declaration(witness=witness, values=license_words, name=name, link=link, citation=cite(field)),)
    relation, problem = _relation(fields.get("base_model_relation"), where, cite)
    if problem:
        problems.append(problem)
    bases = tuple(claim for path, base in words("base_model") for claim in claim_bases(base, relation, cite(path)))
    sources = [(path, source) for path, source in words("source_datasets") if source not in ("original", "extended")]
    datasets = tuple(
        DatasetClaim(id=parse_dataset_name(source.removeprefix("extended|")), citation=cite(path))
        for path, source in (*words("datasets"), *sources)
    )
    return Reading(
        declarations=declarations,
        bases=bases,
        datasets=datasets,
        facts=dict(_facts(fields, cite)),
        problems=tuple(problems),
    )


def claim_bases(
    name: str, relation: Relation, citation: Citation, *, revision: str | None = None, hint: bool = False
) -> Iterator[BaseClaim]:
    """
    The parent that `name` states; for a path into a download cache also, as a hint, the model the path reveals.

    A hint that is no Hub id (`./`, a folder of somebody's machine) suggests nothing and is left out.
    """
    base, named_revision = parse_name(name)
    claim = BaseClaim(id=base, relation=relation, revision=revision or named_revision, hint=hint, citation=citation)
    if base and (claim.is_hub_id or not hint):
        yield claim
    if revealed := find_hub_id(base):
        yield BaseClaim(id=revealed, relation=relation, hint=True, citation=citation)


def find_relation(word: str) -> Relation | None:
    """The relation that a card or tag names, None for any other word."""
    return _RELATIONS.get(word)


def scalar(value: Any) -> str | None:
    """A text as written, also where a JSON writer made a number or a truth value of it; None for anything else."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return None


def word(value: Any) -> str | None:
    """A text that should be a name: one of absurd length is cut, and then is the name of nothing."""
    text = scalar(value)
    return f"{text[:MAX_WORD]}…" if text and len(text) > MAX_WORD else text


def _words(field: str, value: Any) -> Iterator[tuple[str, str, bool]]:
    """(path, word, whether it is one) of a value that should be a word or a list of words."""
    if value is None:
        return
    items = [(f"{field}[{i}]", item) for i, item in enumerate(value)] if isinstance(value, list) else [(field, value)]
    for path, item in items:
        if (name := word(item)) is not None:
            yield path, name, True
        elif item is not None and item != "":
            yield path, _spell(item), False


def _spell(value: Any) -> str:
    try:
        return quote(json.dumps(value, ensure_ascii=False, default=str))
    except (RecursionError, ValueError):
        return _kind(value)


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    return "a list of something other than names" if isinstance(value, list) else "something else"


def _relation(value: Any, where: str, cite: Cite) -> tuple[Relation, Problem | None]:
    if value is None or value == "":
        return Relation.UNSTATED, None
    name = word(value) or _spell(value)
    if relation := find_relation(name.lower()):
        return relation, None
    return Relation.UNSTATED, UNKNOWN_RELATION.at(cite("base_model_relation"), where=where, value=quote(name))


def _facts(fields: Mapping[str, Any], cite: Cite) -> Iterator[tuple[str, Fact]]:
    for field, name in _TEXT_FACTS.items():
        if (text := scalar(fields.get(field))) is not None:
            yield name, known(text, cite(field))
    gate_fields = fields.get("extra_gated_fields")
    if isinstance(gate_fields, Mapping) and gate_fields:
        yield "gate_fields", known(tuple(map(str, gate_fields)), cite("extra_gated_fields"))
    if (disallowed := scalar(fields.get("extra_gated_eu_disallowed"))) is not None:
        yield "eu_disallowed", known(disallowed.lower() in ("true", "yes"), cite("extra_gated_eu_disallowed"))
