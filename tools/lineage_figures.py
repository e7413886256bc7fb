"""
How many children drop what their base models pass on, over a dump of model trees: `python tools/lineage_figures.py`.

Reads `dumps/model-trees-licenses.tsv` and `dumps/model-trees-edges.tsv` of the corpus, the folder given or that of
`LIC_CHECK_CORPUS`, builds each model from its card fields and Hub tags, and runs the walk and the relicensing rule
without network. `--sample 50` prints so many of the children that a base model binds, to be judged by reading.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from checker.catalog import catalog
from checker.catalog.families import NOTICE_DUTIES
from checker.conclude import conclude
from checker.errors import SourceErrorKind
from checker.evidence import collect
from checker.lineage import walk
from checker.model.evidence import BaseClaim, Citation, Relation
from checker.model.lineage import Lineage, Subject, Unreached
from checker.model.snapshot import FileEntry, Kind, Origin, Target
from checker.policy import load_policy
from checker.rules.case import Case
from checker.rules.judgement import Judge
from checker.rules.relicensing import dropped_terms, own_terms

SEED = 2025
KNOWN = "known"


@dataclass(frozen=True)
class Recorded:
    """A repository of which only the Hub's record is known; see `checker.model.snapshot.Snapshot`."""

    id: str
    info: Mapping[str, Any]
    origin: Origin = Origin.HUB
    revision: str | None = None
    repo_id_hash: str | None = None
    files: tuple[FileEntry, ...] = ()
    listing_complete: bool = True

    @property
    def target(self) -> Target:
        return Target(Kind.MODEL, self.id)

    def read(self, path: str, *, limit: int) -> bytes:
        raise FileNotFoundError(path)


class Forest:
    """The models of a dump, with the parents that the dump or their own records give them."""

    def __init__(self, dumps: Path) -> None:
        csv.field_size_limit(10_000_000)
        with (dumps / "model-trees-licenses.tsv").open(encoding="utf-8", newline="") as file:
            self.rows = {row["model_id"].lower(): row for row in csv.DictReader(file, delimiter="\t")}
        self.edges: dict[str, list[tuple[str, Relation]]] = defaultdict(list)
        self.children: set[str] = set()
        with (dumps / "model-trees-edges.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                self.edges[row["child"].lower()].append((row["parent"], Relation(row["relation"])))
                self.children.add(row["child"])
        self.subjects = {name: self._subject(row) for name, row in self.rows.items()}

    def _subject(self, row: Mapping[str, str]) -> Subject:
        evidence = collect(Recorded(row["model_id"], record(row)))
        stated = {base.id.lower() for base in evidence.bases if base.relation is not Relation.UNSTATED}
        added = tuple(
            BaseClaim(id=parent, relation=relation, citation=Citation(field="model tree"))
            for parent, relation in self.edges[row["model_id"].lower()]
            if parent.lower() not in stated
        )
        evidence = msgspec.structs.replace(evidence, bases=(*evidence.bases, *added))
        return Subject(evidence=evidence, conclusion=conclude(evidence, (), catalog()))

    def examine(self, claims: Sequence[BaseClaim]) -> list[Subject | Unreached]:
        """The models that are in the dump, in the order of the claims."""
        return [self.subjects.get(claim.id.lower()) or _missing(claim) for claim in claims]

    def descendants(self) -> Iterator[Subject]:
        """The models of which the dump knows parent and license fields, in the order of the dump."""
        yield from (subject for name, subject in self.subjects.items() if self.edges.get(name))


def _missing(claim: BaseClaim) -> Unreached:
    return Unreached(id=claim.id, kind=SourceErrorKind.MISSING_OR_PRIVATE, message="not in the dump", fix="")


def record(row: Mapping[str, str]) -> dict[str, Any]:
    """The API object of the Hub, as far as the dump keeps it."""
    card = {
        "license": row["card_license"],
        "license_name": row["card_license_name"],
        "license_link": row["card_license_link"],
        "base_model": _listed(row["card_base_model"]),
        "base_model_relation": row["card_base_model_relation"],
    }
    bases = json.loads(row["hub_base_model_tags"] or "[]")
    tags = [f"license:{row['hub_license_tag']}"] if row["hub_license_tag"] else []
    return {
        "id": row["model_id"],
        "cardData": {key: value for key, value in card.items() if value},
        "tags": [*tags, *(f"base_model:{base}" for base in bases)],
    }


def _listed(written: str) -> Any:
    return json.loads(written) if written.startswith("[") else written


class Drop(NamedTuple):
    """One clause that a child drops; not `certain` where the license of the ancestor is contradicted or open."""

    ancestor: str
    relation: str
    license: str
    kind: str
    certain: bool


@dataclass(frozen=True)
class Result:
    """One child: what is known of its license, and what it drops of its ancestors' terms."""

    subject: Subject
    lineage: Lineage
    status: str
    drops: tuple[Drop, ...]

    @property
    def weighty(self) -> list[Drop]:
        """What is dropped for certain and is more than a notice."""
        return [drop for drop in self.drops if drop.certain and drop.kind not in NOTICE_DUTIES]

    @property
    def possible(self) -> bool:
        """True when something more than a notice may be dropped, and nothing is for certain."""
        return not self.weighty and any(drop.kind not in NOTICE_DUTIES for drop in self.drops)


def judge(forest: Forest, subject: Subject) -> Result:
    """What the license of a model drops of the terms of its ancestors."""
    lineage = walk(subject, forest.examine)
    policy = load_policy("permissive-only")
    case = Case(subject, lineage, policy, Judge(policy, policy.context, catalog(), None), date(2025, 4, 30))
    own = own_terms(case.license)
    if subject.conclusion.found_none:
        status = "no license stated"
    elif not own or case.license.contested:
        status = "license not known, or contradicted"
    elif not any(judgement and judgement.readings for _, judgement in case.ancestors):
        status = "license of the base model not known"
    else:
        status = KNOWN
    drops = tuple(
        Drop(ancestor.id, str(ancestor.relation), license, clause.kind, dropped.certain)
        for ancestor, judgement in case.ancestors
        if judgement and status == KNOWN and (dropped := dropped_terms(ancestor, judgement, own, case))
        for license, clause in dropped.terms
    )
    return Result(subject, lineage, status, drops)


def report(forest: Forest, results: Sequence[Result]) -> Iterator[str]:
    """The figures, line by line."""
    known = [result for result in results if result.status == KNOWN]
    dropping = [result for result in known if result.weighty]
    yield f"{len(forest.rows):,} models with license fields, {sum(map(len, forest.edges.values())):,} edges"
    yield f"{len(forest.children):,} children, of which the dump has the license fields of {len(results):,}"
    for status, count in Counter(result.status for result in results).most_common():
        yield f"  {count:5,}  {status}"
    bound = [result for result in known if binding_ancestors(result)]
    yield f"{len(bound):,} of the {len(known):,} descend from a model that passes on more than notices"
    yield f"{len(dropping):,} of these drop some of it: {share(dropping, bound)}; {share(dropping, known)} of all known"
    yield f"{sum(result.possible for result in known):,} more may, for the license of their base model is contradicted"
    yield ""
    yield "children by the kind of clause that their license drops"
    kinds = Counter(kind for result in dropping for kind in {drop.kind for drop in result.weighty})
    yield from (f"  {count:5,}  {kind}" for kind, count in kinds.most_common())
    yield ""
    yield "children by their own license, and the license of the nearest ancestor whose terms they drop"
    pairs = Counter((" or ".join(r.subject.conclusion.concluded), r.weighty[0].license) for r in dropping)
    yield from (f"  {count:5,}  {own} over {base}" for (own, base), count in pairs.most_common(20))
    yield ""
    yield "children by relation to that ancestor"
    relations = Counter(result.weighty[0].relation for result in dropping)
    yield from (f"  {count:5,}  {relation}" for relation, count in relations.most_common())


def binding_ancestors(result: Result) -> list[str]:
    """The ancestors whose known terms ask for more than notices."""
    found = []
    for ancestor in result.lineage.ancestors:
        if isinstance(ancestor.found, Subject):
            terms = [catalog().terms(expression) for expression in ancestor.found.conclusion.concluded]
            asked = {c.kind for t in terms if t for c in t.clauses if c.effect in ("duty", "forbids")}
            if asked - set(NOTICE_DUTIES):
                found.append(ancestor.id)
    return found


def share(part: Sequence[object], whole: Sequence[object]) -> str:
    """`part` of `whole` in per cent."""
    return f"{100 * len(part) / max(len(whole), 1):.0f} %"


def sample(results: Sequence[Result], size: int, seed: int) -> Iterator[str]:
    """Children of binding models at random, each with what a reader needs to judge it."""
    bound = [result for result in results if result.status == KNOWN and binding_ancestors(result)]
    for number, result in enumerate(random.Random(seed).sample(bound, min(size, len(bound))), 1):
        declared = result.subject.conclusion.declared_as or "nothing"
        yield f"{number}. {result.subject.evidence.id}: declares {declared}"
        for ancestor in result.lineage.ancestors:
            found = ancestor.found
            license = " or ".join(found.conclusion.concluded) if isinstance(found, Subject) else "not in the dump"
            yield f"     {ancestor.relation} of {ancestor.id}: {license or 'no license'}"
        kinds = sorted({drop.kind for drop in result.drops})
        verb = "drops" if all(drop.certain for drop in result.drops) else "may drop"
        yield f"     {verb} {', '.join(kinds) or 'nothing'}"


def main(arguments: Sequence[str]) -> int:
    """Print the figures, or a sample; the exit code."""
    parser = argparse.ArgumentParser(description="Figures on relicensing over a dump of model trees.")
    parser.add_argument("corpus", nargs="?", default=os.environ.get("LIC_CHECK_CORPUS"), type=Path)
    parser.add_argument("--sample", type=int, metavar="N", help="print N children at random in place of the figures")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    if options.corpus is None:
        parser.error("name the folder of the corpus, or set LIC_CHECK_CORPUS")
    forest = Forest(options.corpus / "dumps")
    results = [judge(forest, subject) for subject in forest.descendants()]
    lines = sample(results, options.sample, options.seed) if options.sample else report(forest, results)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
