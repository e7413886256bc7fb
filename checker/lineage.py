"""
Walk from a model to everything it was made from.

The walk is breadth-first, one level at a time, so that a level can be read in parallel. It knows a model by the Hub's
own `_id`, which survives renames, and ends at cycles and at caps; each is a gap that the report shows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from checker.model.evidence import BaseClaim, Evidence, Relation
from checker.model.lineage import Ancestor, Gap, Lineage, Subject, Unreached

MAX_DEPTH = 16
MAX_ANCESTORS = 500
MAX_PARENTS = 64
# A hostile repository may list a file for each license there is: what was read is counted after each batch.
MAX_READS = 2_000
BATCH = 64

Examine = Callable[[Sequence[BaseClaim]], Sequence[Subject | Unreached]]

_SEPARATORS = re.compile(r"[/\\]+")


def walk(root: Subject, examine: Examine) -> Lineage:
    """
    The ancestors of `root`, nearest first; `examine` reads some of one level, in the order of the claims it is given.

    A model reached twice at one commit is read on once and is an ancestor for each child that names it.
    """
    expanded = {_commit(root.evidence)}
    ancestors: list[Ancestor] = []
    gaps: list[Gap] = []
    level, reads = [root], 0
    for depth in range(1, MAX_DEPTH + 1):
        steps = [(child, claims) for child in level for claims in _parents(child, gaps)]
        level = []
        while steps and len(ancestors) < MAX_ANCESTORS and reads < MAX_READS:
            size = min(BATCH, MAX_ANCESTORS - len(ancestors))
            batch, steps = steps[:size], steps[size:]
            found = examine([_most_telling(claims) for _, claims in batch])
            reads += sum(map(_reads, found))
            for (child, claims), subject in zip(batch, found, strict=True):
                ancestors.append(_ancestor(child, claims, depth, subject))
                if isinstance(subject, Subject) and _commit(subject.evidence) not in expanded:
                    expanded.add(_commit(subject.evidence))
                    level.append(subject)
        if steps:
            gaps.append(_cut_off(root, steps, len(ancestors)))
            level = []
            break
    for unread in level:
        for claims in _parents(unread, gaps):
            message = f"{claims[0].id} lies more than {MAX_DEPTH} steps up and was not read"
            gaps.append(Gap(kind="cap", child=unread.evidence.id, message=message))
    return _without_cycles(root, _told_by_outputs(root, ancestors), gaps)


def _cut_off(root: Subject, steps: Sequence[tuple[Subject, Sequence[BaseClaim]]], count: int) -> Gap:
    limit = f"{MAX_ANCESTORS} ancestors" if count >= MAX_ANCESTORS else f"{MAX_READS:,} records and files"
    unread = f"{len(steps):,} more ancestors of {root.evidence.id}, {steps[0][1][0].id} the first"
    return Gap(kind="cap", child=root.evidence.id, message=f"{unread}, were not read: the limit is {limit}")


def _commit(evidence: Evidence) -> tuple[str, str | None]:
    """What was read: a model at a commit, for its parents may differ from one to the next."""
    return identity(evidence), evidence.revision


def _reads(found: Subject | Unreached) -> int:
    """About how many requests it cost: its record, and each file that was read."""
    if isinstance(found, Unreached):
        return 1
    files = [text for text in found.evidence.texts if text.sha256]
    return 1 + len(files) + (found.evidence.card is not None)


def path_to(lineage: Lineage, id: str) -> tuple[Ancestor, ...]:
    """The steps of the shortest way between the model and its ancestor `id`, farthest first; none for a stranger."""
    nearest: dict[str, Ancestor] = {}
    for ancestor in lineage.ancestors:
        nearest.setdefault(ancestor.id, ancestor)
    path: list[Ancestor] = []
    step = nearest.get(id)
    while step is not None:
        path.append(step)
        step = nearest.get(step.child)
    return tuple(path)


def identity(evidence: Evidence) -> str:
    """What makes two readings the same model: the Hub's `_id`, else kind and id."""
    return evidence.repo_id_hash or f"{evidence.kind}:{evidence.id.lower()}"


def stated_parents(evidence: Evidence) -> list[list[BaseClaim]]:
    """
    The claims about each parent that the evidence states, hints left out, in the order of first mention.

    A path on somebody's machine says nothing of its own where it ends in the name of a parent that another claim
    states, or leads through a download cache to it.
    """
    stated = [claim for claim in evidence.bases if not claim.hint]
    ids = {claim.id.lower() for claim in stated if claim.is_hub_id}
    groups: dict[str, list[BaseClaim]] = defaultdict(list)
    for claim in stated:
        groups[claim.id.lower() if claim.is_hub_id else _meant_by_path(claim, ids, evidence.bases)].append(claim)
    return list(groups.values())


def _meant_by_path(claim: BaseClaim, ids: Iterable[str], bases: Sequence[BaseClaim]) -> str:
    revealed = {base.id.lower() for base in bases if base.hint and base.citation == claim.citation}
    name = _SEPARATORS.split(claim.id.lower())[-1]
    meant = [id for id in ids if id in revealed or id.rpartition("/")[2] == name]
    return meant[0] if len(meant) == 1 else claim.id.lower()


def _parents(child: Subject, gaps: list[Gap]) -> Iterator[list[BaseClaim]]:
    groups = stated_parents(child.evidence)
    if rest := groups[MAX_PARENTS:]:
        unread = f"{len(rest):,} of {len(groups):,} parents, {rest[0][0].id} the first"
        message = f"{unread}, were not read: the limit is {MAX_PARENTS}"
        gaps.append(Gap(kind="cap", child=child.evidence.id, message=message))
    yield from groups[:MAX_PARENTS]


def _most_telling(claims: Sequence[BaseClaim]) -> BaseClaim:
    """The claim to read by: an id of the Hub before a path, and one that pins a commit before one that does not."""
    return min(claims, key=lambda claim: (not claim.is_hub_id, claim.revision is None))


def _ancestor(child: Subject, claims: Sequence[BaseClaim], depth: int, found: Subject | Unreached) -> Ancestor:
    # Where one claim says distilled and another says more, more passes on.
    stated = sorted(
        (claim.relation for claim in claims if claim.relation is not Relation.UNSTATED),
        key=lambda relation: relation is Relation.DISTILL,
    )
    return Ancestor(
        id=found.evidence.id if isinstance(found, Subject) else found.id,
        child=child.evidence.id,
        child_revision=child.evidence.revision,
        relation=stated[0] if stated else Relation.UNSTATED,
        depth=depth,
        revision=_most_telling(claims).revision,
        claims=tuple(claims),
        found=found,
    )


def _told_by_outputs(root: Subject, ancestors: Sequence[Ancestor]) -> list[Ancestor]:
    """The steps, with those marked that no way without distillation leads to."""
    above: dict[str, list[Ancestor]] = defaultdict(list)
    for ancestor in ancestors:
        if ancestor.relation is not Relation.DISTILL:
            above[ancestor.child].append(ancestor)
    weights, todo = {root.evidence.id}, [root.evidence.id]
    while todo:
        for ancestor in above[todo.pop()]:
            if ancestor.id not in weights:
                weights.add(ancestor.id)
                todo.append(ancestor.id)
    return [
        msgspec.structs.replace(a, by_outputs=a.relation is Relation.DISTILL or a.child not in weights)
        for a in ancestors
    ]


def _without_cycles(root: Subject, ancestors: Sequence[Ancestor], gaps: list[Gap]) -> Lineage:
    """Name every step that lies on a loop; a step back to the root itself adds no ancestor."""
    above: dict[str, set[str]] = defaultdict(set)
    for ancestor in ancestors:
        above[ancestor.child].add(ancestor.id)

    def reaches(start: str, goal: str) -> bool:
        seen, todo = set[str](), [start]
        while todo:
            here = todo.pop()
            if here == goal:
                return True
            if here not in seen:
                seen.add(here)
                todo.extend(above.get(here, ()))
        return False

    for ancestor in ancestors:
        if reaches(ancestor.id, ancestor.child):
            message = f"{ancestor.child} names {ancestor.id} as its parent, which descends from {ancestor.child}"
            gaps.append(Gap(kind="cycle", child=ancestor.child, message=message))
    kept = tuple(ancestor for ancestor in ancestors if ancestor.id != root.evidence.id)
    return Lineage(ancestors=kept, gaps=tuple(gaps))
