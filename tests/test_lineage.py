from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from checker.errors import SourceErrorKind
from checker.lineage import MAX_ANCESTORS, MAX_DEPTH, MAX_PARENTS, walk
from checker.model.conclusion import Conclusion
from checker.model.evidence import BaseClaim, Citation, Evidence, Relation
from checker.model.lineage import Lineage, Subject, Unreached
from checker.model.snapshot import Kind, Origin

GRAPHS = st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4), max_size=10)


def claim(parent: str, relation: Relation = Relation.FINETUNE, *, hint: bool = False) -> BaseClaim:
    return BaseClaim(id=parent, relation=relation, hint=hint, citation=Citation(file="README.md", line=2))


def model(name: str, bases: Sequence[BaseClaim], hub_id: str | None = None) -> Subject:
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
        facts={},
        problems=(),
        not_checked=(),
    )
    nothing = Conclusion(declared=None, declared_as=None, witnesses=(), detected=(), concluded=(), found_none=True, because="")
    return Subject(evidence=evidence, conclusion=nothing)


class World:
    """Models by name; counts how often each is read."""

    def __init__(self, parents: Mapping[str, Sequence[str]]) -> None:
        self.parents = parents
        self.read: list[str] = []

    def subject(self, name: str) -> Subject:
        return model(name, [claim(parent) for parent in self.parents.get(name, ())])

    def examine(self, claims: Sequence[BaseClaim]) -> list[Subject | Unreached]:
        self.read += [claim.id for claim in claims]
        return [
            self.subject(claim.id)
            if claim.id in self.parents
            else Unreached(id=claim.id, kind=SourceErrorKind.MISSING_OR_PRIVATE, message="missing", fix="")
            for claim in claims
        ]

    def walk(self, root: str) -> Lineage:
        return walk(self.subject(root), self.examine)


def steps(lineage: Lineage) -> set[tuple[str, str]]:
    return {(ancestor.child, ancestor.id) for ancestor in lineage.ancestors}


def named(graph: Mapping[int, Sequence[int]]) -> dict[str, list[str]]:
    return {f"org/m{node}": [f"org/m{parent}" for parent in parents] for node, parents in graph.items()}


@given(GRAPHS)
def test_every_walk_ends_and_expands_each_model_once(graph: dict[int, list[int]]) -> None:
    world = World(named({0: [1], **graph}))

    lineage = world.walk("org/m0")

    expanded = [ancestor for ancestor in lineage.ancestors if isinstance(ancestor.found, Subject)]
    assert len({(a.child, a.id) for a in expanded}) == len(expanded)


@given(GRAPHS)
def test_every_loop_that_can_be_reached_is_named(graph: dict[int, list[int]]) -> None:
    parents = named({0: [1], **graph})

    def reaches(start: str, goal: str) -> bool:
        seen: set[str] = set()
        todo = list(parents.get(start, ()))
        while todo:
            here = todo.pop()
            if here == goal:
                return True
            if here not in seen:
                seen.add(here)
                todo += parents.get(here, ())
        return False

    reachable = {"org/m0", *(name for name in parents if reaches("org/m0", name))}
    loops = any(reaches(name, name) for name in reachable)

    assert loops == any(gap.kind == "cycle" for gap in World(parents).walk("org/m0").gaps)


@given(GRAPHS, st.randoms())
def test_the_order_in_which_parents_are_named_changes_nothing(graph: dict[int, list[int]], random: Random) -> None:
    parents = named({0: [1], **graph})
    shuffled = {name: random.sample(bases, len(bases)) for name, bases in parents.items()}

    assert steps(World(parents).walk("org/m0")) == steps(World(shuffled).walk("org/m0"))


def test_a_hostile_fan_out_ends_at_the_cap_with_a_gap() -> None:
    world = World({"org/root": [f"org/p{i}" for i in range(10_000)]})

    lineage = world.walk("org/root")

    assert MAX_PARENTS == len(world.read)
    assert ["cap"] == [gap.kind for gap in lineage.gaps]


def test_a_wide_tree_ends_at_the_cap_for_all_ancestors() -> None:
    parents = {"org/root": [f"org/p{i}" for i in range(MAX_PARENTS)]}
    parents |= {f"org/p{i}": [f"org/q{i}-{j}" for j in range(MAX_PARENTS)] for i in range(MAX_PARENTS)}
    world = World(parents)

    lineage = world.walk("org/root")

    assert MAX_ANCESTORS == len(lineage.ancestors)
    assert any(gap.kind == "cap" for gap in lineage.gaps)


def test_an_endless_chain_ends_at_the_depth_cap() -> None:
    world = World({f"org/m{i}": [f"org/m{i + 1}"] for i in range(100)})

    lineage = world.walk("org/m0")

    assert MAX_DEPTH == lineage.ancestors[-1].depth == len(lineage.ancestors)
    assert [f"org/m{MAX_DEPTH + 1} lies more than {MAX_DEPTH} steps up and was not read"] == [
        gap.message for gap in lineage.gaps
    ]


def test_a_renamed_parent_is_the_model_it_was_renamed_to() -> None:
    old_name = model("org/new", [], hub_id="66f0")
    root = model("org/root", [claim("org/old"), claim("org/new")], hub_id="1")

    lineage = walk(root, lambda claims: [old_name for _ in claims])

    assert ["org/new", "org/new"] == [ancestor.id for ancestor in lineage.ancestors]


def test_a_model_that_names_itself_under_its_old_name_is_a_loop() -> None:
    root = model("org/new", [claim("org/old")], hub_id="66f0")

    lineage = walk(root, lambda claims: [root for _ in claims])

    assert ["cycle"] == [gap.kind for gap in lineage.gaps]
    assert lineage.ancestors == ()


def test_a_hint_is_not_walked() -> None:
    root = model("org/root", [claim("org/guess", hint=True)])

    assert Lineage() == walk(root, lambda _: [])


def test_a_stated_relation_wins_over_an_unstated_one() -> None:
    root = model("org/root", [claim("org/base", Relation.UNSTATED), claim("org/Base", Relation.QUANTIZED)])

    lineage = walk(root, lambda claims: [model("org/base", []) for _ in claims])

    assert [Relation.QUANTIZED] == [ancestor.relation for ancestor in lineage.ancestors]
