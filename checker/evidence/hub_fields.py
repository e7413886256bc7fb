"""
The Hub's own record of a repository: its copy of the card, its tags, and facts that no file holds.

The record is JSON from a server that a user may point anywhere: any field may have any type, and one that is not
what it should be is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checker.evidence.base_names import parse_dataset_name
from checker.evidence.card_fields import claim_bases, find_relation, read_fields, word
from checker.evidence.configs import read_model_config
from checker.evidence.files import quote
from checker.evidence.problems import REPOSITORY_DISABLED
from checker.evidence.reading import Reading, join, known
from checker.model.evidence import BaseClaim, Citation, DatasetClaim, Declaration, Fact, Relation, WitnessKind
from checker.model.snapshot import State

# A field of these that is not there is unknown, not absent.
_SWITCHES = ("private", "disabled")
# Field of the record → name of the fact.
_TEXTS = {
    "author": "author",
    "lastModified": "last_modified",
    "createdAt": "created_at",
    "library_name": "library_name",
    "pipeline_tag": "pipeline_tag",
}


def read_record(info: Mapping[str, Any]) -> Reading:
    """What the Hub's record says; an empty reading without one."""
    if not info:
        return Reading()
    tags = [tag for tag in _list(info.get("tags")) if isinstance(tag, str)]
    card, config = _mapping(info.get("cardData")), _mapping(info.get("config"))
    return join(
        [
            read_fields(
                card, WitnessKind.HUB_CARD, "the Hub's copy of the card", lambda path: _cite(f"cardData.{path}")
            ),
            _read_tags(tags),
            Reading(
                bases=(*_listed_bases(info), *_adapter_base(config)),
                facts=dict([*_facts(info, tags, config), *_scan_facts(info)]),
            ),
            _read_disabled(info),
            read_model_config(config, lambda path: _cite(f"config.{path}")),
        ]
    )


def _read_tags(tags: list[str]) -> Reading:
    licenses = tuple(name for tag in tags if tag.startswith("license:") and (name := word(tag[len("license:") :])))
    declaration = Declaration(
        witness=WitnessKind.HUB_TAG,
        values=licenses,
        citation=_cite("tags", ", ".join(f"license:{name}" for name in licenses)),
    )
    return Reading(
        declarations=(declaration,) if licenses else (),
        bases=tuple(_tagged_bases(tags)),
        datasets=tuple(
            DatasetClaim(id=parse_dataset_name(name), citation=_cite("tags", tag))
            for tag in tags
            if tag.startswith("dataset:") and (name := word(tag[len("dataset:") :]))
        ),
    )


def _tagged_bases(tags: list[str]) -> Iterator[BaseClaim]:
    """`base_model:RELATION:ID`; the plain `base_model:ID` beside it says no more and is left out."""
    related: set[str] = set()
    plain: list[tuple[str, str]] = []
    for tag in tags:
        prefix, _, rest = tag.partition(":")
        if prefix != "base_model" or not rest:
            continue
        made_by, _, base = rest.partition(":")
        relation = find_relation(made_by)
        if base and relation:
            related.add(base)
            yield from claim_bases(base, relation, _cite("tags", tag))
        else:
            plain.append((tag, rest))
    for tag, base in plain:
        if base not in related:
            yield from claim_bases(base, Relation.UNSTATED, _cite("tags", tag))


def _listed_bases(info: Mapping[str, Any]) -> Iterator[BaseClaim]:
    """`baseModels`, which has ids as they are after renames."""
    listed = _mapping(info.get("baseModels"))
    relation = find_relation(word(listed.get("relation")) or "") or Relation.UNSTATED
    for model in _list(listed.get("models")):
        if base := word(_mapping(model).get("id")):
            yield from claim_bases(base, relation, _cite("baseModels", base))


def _adapter_base(config: Mapping[str, Any]) -> Iterator[BaseClaim]:
    if base := word(_mapping(config.get("peft")).get("base_model_name_or_path")):
        yield from claim_bases(base, Relation.ADAPTER, _cite("config.peft.base_model_name_or_path", base))


def _read_disabled(info: Mapping[str, Any]) -> Reading:
    """Of a repository that the Hub took down the record stays, and no file is to be had."""
    if info.get("disabled") is not True:
        return Reading()
    return Reading(
        problems=(REPOSITORY_DISABLED.at(_cite("disabled")),),
        not_checked=("all files: the Hub has disabled the repository",),
    )


def _facts(info: Mapping[str, Any], tags: list[str], config: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    if "tags" in info or "config" in info:
        yield "remote_code", known("custom_code" in tags or bool(config.get("auto_map")), _cite("tags"))
    gated = info.get("gated")
    if isinstance(gated, bool | str):
        yield "gated", known(gated, _cite("gated"))
    for field in _SWITCHES:
        if isinstance(switch := info.get(field), bool):
            yield field, known(switch, _cite(field))
    for field, name in _TEXTS.items():
        if text := word(info.get(field)):
            yield name, known(text, _cite(field))


def _scan_facts(info: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    """A repository that was not scanned, or not yet, has unknown files, not safe ones."""
    status = info.get("securityRepoStatus")
    if not isinstance(status, dict):
        return
    here = _cite("securityRepoStatus")
    done = status.get("scansDone") is True
    yield "security_scan", known("done" if done else "not done", here)
    flagged = tuple(
        quote(f"{word(issue.get('path'))}: {word(issue.get('level'))}")
        for issue in map(_mapping, _list(status.get("filesWithIssues")))
        if issue
    )
    if flagged:
        yield "unsafe_files", known(flagged, here)
    elif done:
        yield "unsafe_files", Fact(state=State.ABSENT, citation=here)


def _cite(field: str, shown: str | None = None) -> Citation:
    return Citation(field=field, quote=quote(shown) if shown else None)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
