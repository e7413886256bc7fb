"""Models made by hand, without a repository: what was read about them and what was concluded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from checker.evidence import FACTS
from checker.model.conclusion import Conclusion
from checker.model.evidence import BaseClaim, Citation, Evidence, Fact, Relation
from checker.model.lineage import Subject
from checker.model.snapshot import Kind, Origin, State


def claim(parent: str, relation: Relation = Relation.FINETUNE, *, hint: bool = False) -> BaseClaim:
    """A base model that line 2 of a card names."""
    return BaseClaim(id=parent, relation=relation, hint=hint, citation=Citation(file="README.md", line=2))


def model(
    name: str, bases: Sequence[BaseClaim] = (), *, licenses: Sequence[str] = (), hub_id: str | None = None, **read: Any
) -> Subject:
    """A model of the Hub under one of `licenses`, or under none; `read` are further fields of its evidence."""
    evidence = Evidence(
        id=name,
        kind=Kind.MODEL,
        origin=Origin.HUB,
        revision=None,
        repo_id_hash=hub_id,
        files=(),
        listing_complete=True,
        card=None,
        texts=(),
        declarations=(),
        bases=tuple(bases),
        datasets=(),
        facts={name: Fact(state=State.UNKNOWN) for name in FACTS},
        problems=(),
        not_checked=(),
    )
    conclusion = Conclusion(
        declared=licenses[0] if len(licenses) == 1 else None,
        declared_as=" ".join(licenses) or None,
        witnesses=(),
        detected=(),
        concluded=tuple(licenses),
        found_none=not licenses,
        because="made by hand",
    )
    return Subject(evidence=msgspec.structs.replace(evidence, **read), conclusion=conclusion)
