"""
The components of a release as the Model Openness Framework counts them, and the class that they reach.

A class is reached when each of its components is there under an open license, and so are those of the classes below
(White et al., arXiv:2403.13784, section 6). What a repository only links to is found, and its license is not known:
it does not count, since nobody has seen under which terms it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from checker.model.evidence import Evidence
from checker.model.release import CardText, Component, ComponentMap, DocumentKind, ReleaseRecord, Topic
from checker.policy.release_rules import MOF_CLASSES
from checker.resources import load_packaged_yaml, packaged

IsOpen = Callable[[str], bool | None]

_TRAINING = re.compile(r"(?:^|/)(?:[\w-]*_)?(?:train|finetune|pretrain|sft|run_clm)(?:ing|er)?(?:_[\w-]*)?\.py\Z", re.I)
_INFERENCE = re.compile(
    r"(?:^|/)(?:modeling|inference|generate|predict|pipeline|handler|model|run)(?:_[\w-]*)?\.py\Z", re.I
)
_EVALUATION = re.compile(r"(?:^|/)(?:[\w-]*_)?(?:eval(?:uate|uation)?|benchmark)(?:_[\w-]*)?\.py\Z", re.I)
_PREPROCESSING = re.compile(
    r"(?:^|/)(?:[\w-]*_)?(?:prepare|preprocess(?:ing)?|tokenize|data|filter)(?:_[\w-]*)?\.py\Z", re.I
)
_EVALUATION_DATA = re.compile(
    r"(?:^|/)(?:[\w-]*_)?(?:eval(?:uation)?|test)(?:[_/-][\w-]*)?\.(?:jsonl?|csv|parquet|tsv)\Z", re.I
)
_CHECKPOINT = re.compile(r"(?:^|/)(?:checkpoint-\d+|intermediate[\w-]*|step[\w-]*\d+)/")
# What a card has to speak of before it is one.
_CARD = (Topic.DETAILS, Topic.INTENDED_USE)


Readings = tuple[str, ...]


class _Found(NamedTuple):
    """Where a component is, and under which license: expressions of which one holds, none when a link leads to it."""

    where: str
    license: Readings


def component_map(
    record: ReleaseRecord,
    evidence: Evidence,
    datasets: Sequence[tuple[str, Readings]],
    license: Readings,
    is_open: IsOpen,
) -> ComponentMap:
    """
    The components of a release under `license`, which covers what lies in the repository, with its `datasets`.

    A license is given as the expressions of which one holds. `is_open` says of each whether it is an open license, None
    when that is not known.
    """
    found = _find(record, evidence, datasets, license)
    components = tuple(
        Component(
            id=id,
            title=kind["title"],
            lowest_class=kind["class"],
            found=found[id].where if id in found else None,
            license=" or ".join(found[id].license) or None if id in found else None,
            is_open=_openness(found[id].license, is_open) if id in found else None,
        )
        for id, kind in _kinds().items()
    )
    reached = "none"
    missing: tuple[str, ...] = ()
    next_class: str | None = None
    for name in MOF_CLASSES[1:]:
        missing = tuple(_lack(c) for c in components if c.lowest_class == name and not (c.found and c.is_open))
        if missing:
            next_class = name
            break
        reached = name
    return ComponentMap(components=components, reached=reached, next_class=next_class, missing=missing)


def _find(
    record: ReleaseRecord, evidence: Evidence, datasets: Sequence[tuple[str, Readings]], license: Readings
) -> dict[str, _Found]:
    found: dict[str, _Found] = {}

    def note(id: str, where: str | None, terms: Readings) -> None:
        if where:
            found.setdefault(id, _Found(where, terms))

    paths = [entry.path for entry in evidence.files if entry.size != 0]
    card = record.card
    note("model-architecture", record.loading.config or _place(card, Topic.ARCHITECTURE), license)
    note("model-parameters", next((file.path for file in record.manifest.files), None), license)
    if card and all(card.on(topic) for topic in _CARD):
        note("model-card", card.file, license)
    note("evaluation-results", _document(record, DocumentKind.EVALUATION) or _place(card, Topic.RESULTS), license)
    note("technical-report", _document(record, DocumentKind.TECHNICAL_REPORT), license)
    note("technical-report", _place(card, Topic.TECHNICAL_REPORT), ())
    note("research-paper", _document(record, DocumentKind.RESEARCH_PAPER), license)
    note("data-card", _document(record, DocumentKind.DATA_CARD), license)
    for dataset, terms in datasets:
        note("data-card", f"datasets/{dataset}", terms)
        note("datasets", f"datasets/{dataset}", terms)
    for id, pattern in (
        ("training-code", _TRAINING),
        ("inference-code", _INFERENCE),
        ("evaluation-code", _EVALUATION),
        ("evaluation-data", _EVALUATION_DATA),
        ("data-preprocessing-code", _PREPROCESSING),
        ("intermediate-parameters", _CHECKPOINT),
    ):
        note(id, _first(paths, pattern), license)
    return found


def _place(card: CardText | None, topic: Topic) -> str | None:
    mention = card.on(topic) if card else None
    return f"{mention.file}:{mention.line}" if mention else None


def _document(record: ReleaseRecord, kind: DocumentKind) -> str | None:
    return next((document.file for document in record.documents if document.kind is kind), None)


def _first(paths: Iterable[str], pattern: re.Pattern[str]) -> str | None:
    return next((path for path in paths if pattern.search(path)), None)


def _openness(license: Readings, is_open: IsOpen) -> bool | None:
    """Open when every reading is; not open when one is not."""
    answers = {is_open(reading) for reading in license}
    return False if False in answers else None if None in answers or not answers else True


def _lack(component: Component) -> str:
    if component.found is None:
        return f"{component.title}: not found"
    if component.license is None:
        return f"{component.title}: {component.found}, under a license that is not known"
    what = "no open license" if component.is_open is False else "a license of which nothing is known"
    return f"{component.title}: {component.found} is under {component.license}, {what}"


@cache
def _kinds() -> Mapping[str, Mapping[str, str]]:
    data: Mapping[str, Mapping[str, str]] = load_packaged_yaml(packaged("release", "data", "components.yaml"))
    return data
